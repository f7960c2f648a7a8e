//! Cross-origin resource sharing as an API is set up for it.
//!
//! An HTTP API does it itself by this setting. A REST API has no such setting: it is an `OPTIONS` method with a
//! `MOCK` integration, headers on every integration response, and headers on the gateway responses of errors (developer
//! guide), which exports write.

use super::client_response::ClientResponse;
use super::exchange::Exchange;
use super::stage::ApiKind;

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

impl Cors {
    /// Returns the value of `access-control-allow-origin` for a page of `origin`; `None`: it may not call.
    ///
    /// Beside whole origins and `*` the service takes `https://*` and `http://*` (API reference, `Cors`).
    pub fn allowed_origin(&self, origin: &str) -> Option<String> {
        if self.allow_origins.iter().any(|allowed| allowed == "*") {
            return Some("*".into());
        }
        let fits = |allowed: &String| match allowed.strip_suffix("://*") {
            Some(scheme) => origin.split_once("://").is_some_and(|(found, _)| found.eq_ignore_ascii_case(scheme)),
            None => allowed.trim_end_matches('/').eq_ignore_ascii_case(origin),
        };
        self.allow_origins.iter().any(fits).then(|| origin.to_owned())
    }
}

/// Returns true for a browser's question before the call that the page wants to make.
pub fn is_preflight(exchange: &Exchange) -> bool {
    let request = exchange.request;
    request.method.eq_ignore_ascii_case("OPTIONS")
        && request.header("origin").is_some()
        && request.header("access-control-request-method").is_some()
}

/// Returns the answer to a preflight request, for which no authorizer and no function of the route is called.
///
/// An HTTP API gives it itself, also without a route for it (developer guide, "Configure CORS for HTTP APIs"); the
/// status is what clients report. A REST API has an `OPTIONS` method with a `MOCK` integration for it.
pub fn preflight(exchange: &Exchange, cors: &Cors) -> Option<ClientResponse> {
    if !is_preflight(exchange) {
        return None;
    }
    let (status, words) = match exchange.api {
        ApiKind::Http => {
            (204, "The API answers this preflight request itself, by its CORS setting: no function is called.")
        }
        ApiKind::Rest => (
            200,
            "The `OPTIONS` method that the CORS setting stands for answers this preflight: no function is called.",
        ),
    };
    let mut response = ClientResponse::new(status, "");
    if add_origin(&mut response, exchange, cors) {
        for (name, values) in [
            ("access-control-allow-methods", &cors.allow_methods),
            ("access-control-allow-headers", &cors.allow_headers),
        ] {
            if !values.is_empty() {
                response.set_header(name, &values.join(","));
            }
        }
        if let Some(max_age_s) = cors.max_age_s {
            response.set_header("access-control-max-age", &max_age_s.to_string());
        }
    }
    response.notes.push(words.into());
    response.note_missing_cors(exchange);
    Some(response)
}

/// Puts the API's headers into the response to a page: those that the function returned are passed over (developer
/// guide, "Configure CORS for HTTP APIs"). A request without `Origin` is none of a page's and gets none.
pub fn apply(response: &mut ClientResponse, exchange: &Exchange, cors: &Cors) {
    let own = response.headers.iter().filter(|(name, _)| is_cors_header(name)).count();
    response.headers.retain(|(name, _)| !is_cors_header(name));
    if own > 0 {
        response.notes.push(
            "The API has a CORS setting, so the `access-control-…` headers that the function returned are passed over."
                .into(),
        );
    }
    if add_origin(response, exchange, cors) && !cors.expose_headers.is_empty() {
        response.set_header("access-control-expose-headers", &cors.expose_headers.join(","));
    }
    response.note_missing_cors(exchange);
}

/// Adds what every response to a page has; false if the page's origin may not call.
fn add_origin(response: &mut ClientResponse, exchange: &Exchange, cors: &Cors) -> bool {
    let Some(origin) = exchange.request.header("origin") else { return false };
    let Some(allowed) = cors.allowed_origin(origin) else {
        response.notes.push(format!("The CORS setting does not allow the origin `{origin}`: no header is added."));
        return false;
    };
    response.set_header("access-control-allow-origin", &allowed);
    if cors.allow_credentials {
        response.set_header("access-control-allow-credentials", "true");
    }
    true
}

fn is_cors_header(name: &str) -> bool {
    name.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("access-control-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_allowed_whole_by_scheme_or_all() {
        let cors = |allowed: &[&str]| Cors {
            allow_origins: allowed.iter().map(|text| (*text).to_owned()).collect(),
            ..Cors::default()
        };
        let app = "https://app.example.com";
        assert_eq!(cors(&["*"]).allowed_origin(app).as_deref(), Some("*"));
        assert_eq!(cors(&["https://app.example.com"]).allowed_origin(app).as_deref(), Some(app));
        assert_eq!(cors(&["https://*"]).allowed_origin(app).as_deref(), Some(app));
        assert_eq!(cors(&["http://*"]).allowed_origin(app), None);
        assert_eq!(cors(&["https://example.com"]).allowed_origin(app), None);
        assert_eq!(cors(&[]).allowed_origin(app), None);
    }
}
