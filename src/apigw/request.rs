//! The HTTP request as the client sends it.

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

    /// Returns the value of the last header called `name`, whatever its case: the one that counts for the
    /// service where it keeps one value a name (captured on AWS).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().rev().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
