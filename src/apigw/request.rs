//! The HTTP request as the client sends it.

use super::payload::base64_decode;
use super::route::{form_encode, parse_query};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Names with values, in order, duplicates kept.
pub type Pairs = Vec<(String, String)>;

/// One HTTP request, before the service has touched it. `Debug` shows names and sizes only: headers, queries and
/// bodies hold tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Method, in capitals: `POST`.
    pub method: String,
    /// Path as sent, without the stage and without the query: percent-encoding is kept.
    pub path: String,
    /// Query parameters, decoded, in the order sent, duplicates kept.
    pub query: Pairs,
    /// The query string as sent, where it is known; counts only as long as it reads as [`Self::query`].
    pub raw_query: Option<String>,
    /// Headers in the order and spelling sent, duplicates kept.
    pub headers: Pairs,
    /// Body as text; `None` when there is none.
    pub body: Option<Arc<str>>,
    /// The body is written as Base64, and sent as the bytes that it stands for: an image, a compressed file.
    pub body_is_base64: bool,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &Names(&self.query))
            .field("headers", &Names(&self.headers))
            .field("body_bytes", &self.body.as_ref().map(|body| body.len()))
            .finish_non_exhaustive()
    }
}

/// Shows the names of pairs, and none of the values.
pub(super) struct Names<'a>(pub &'a [(String, String)]);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Default for Request {
    fn default() -> Self {
        Self {
            method: "GET".into(),
            path: "/".into(),
            query: Pairs::new(),
            raw_query: None,
            headers: Pairs::new(),
            body: None,
            body_is_base64: false,
        }
    }
}

impl Request {
    /// Returns the query string, encoded: as sent where that is known, else made from [`Self::query`].
    pub fn query_string(&self) -> Cow<'_, str> {
        if let Some(raw) = self.raw_query.as_deref()
            && parse_query(raw) == self.query
        {
            return Cow::Borrowed(raw);
        }
        let pairs = self.query.iter().map(|(name, value)| format!("{}={}", form_encode(name), form_encode(value)));
        Cow::Owned(pairs.collect::<Vec<_>>().join("&"))
    }

    /// Returns the body as it is sent. A text that should be Base64 and is not is sent as it is written.
    pub fn body_bytes(&self) -> Cow<'_, [u8]> {
        let text = self.body.as_deref().unwrap_or_default();
        let decoded = if self.body_is_base64 { base64_decode(text) } else { None };
        decoded.map_or(Cow::Borrowed(text.as_bytes()), Cow::Owned)
    }

    /// Returns the body as text, in which bytes that are no UTF-8 are U+FFFD; `None` when there is none.
    pub fn body_text(&self) -> Option<Arc<str>> {
        let body = self.body.as_ref()?;
        if !self.body_is_base64 {
            return Some(Arc::clone(body));
        }
        Some(String::from_utf8_lossy(&self.body_bytes()).into())
    }

    /// Returns the value of the last header called `name`, whatever its case: the one that counts for the
    /// service where it keeps one value a name (captured on AWS).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().rev().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
