//! Cross-origin resource sharing as an API is set up for it.
//!
//! An HTTP API does it itself by this setting. A REST API has no such setting: it is an `OPTIONS` method with a
//! `MOCK` integration, headers on every integration response, and headers on the gateway responses of errors (developer
//! guide), which exports write.

/// What an API lets pages of other origins do.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cors {
    /// Origins that may call: `https://app.example.com`, or `*`.
    pub allow_origins: Vec<String>,
    /// Methods that may be used: `GET`, or `*`.
    pub allow_methods: Vec<String>,
    /// Request headers that may be sent.
    pub allow_headers: Vec<String>,
    /// Response headers that the page may read.
    pub expose_headers: Vec<String>,
    /// How long a browser may keep the answer to a preflight request, in seconds.
    pub max_age_s: Option<u32>,
    /// True if cookies and `Authorization` may be sent. Not together with the origin `*`.
    pub allow_credentials: bool,
}
