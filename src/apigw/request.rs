//! The HTTP request as the client sends it.

use std::sync::Arc;

/// Names with values, in order, duplicates kept.
pub type Pairs = Vec<(String, String)>;

/// One HTTP request, before the service has touched it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// Method, in capitals: `POST`.
    pub method: String,
    /// Path as sent, without the stage and without the query: percent-encoding is kept.
    pub path: String,
    /// Query parameters, decoded, in the order sent, duplicates kept.
    pub query: Pairs,
    /// Headers in the order and spelling sent, duplicates kept.
    pub headers: Pairs,
    /// Body as text; `None` when there is none.
    pub body: Option<Arc<str>>,
}

impl Default for Request {
    fn default() -> Self {
        Self { method: "GET".into(), path: "/".into(), query: Pairs::new(), headers: Pairs::new(), body: None }
    }
}

impl Request {
    /// Returns the value of the last header called `name`, whatever its case: the one that counts for the
    /// service where it keeps one value a name (captured on AWS).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().rev().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
