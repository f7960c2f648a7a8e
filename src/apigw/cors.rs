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

/// Returns true for a browser's question before the call that the page wants to make. A REST API's `OPTIONS` method
/// answers whatever comes by that method, unless the route itself is for it.
pub fn is_preflight(exchange: &Exchange) -> bool {
    let request = exchange.request;
    let is_asked = match exchange.api {
        ApiKind::Rest => exchange.route_method != "OPTIONS",
        ApiKind::Http => {
            request.header("origin").is_some() && request.header("access-control-request-method").is_some()
        }
    };
    is_asked && request.method.eq_ignore_ascii_case("OPTIONS")
}

/// Returns the answer to a preflight request, for which no authorizer and no function of the route is called.
///
/// An HTTP API gives it itself, also without a route for it (developer guide, "Configure CORS for HTTP APIs"); the
/// status is what clients report. A REST API has an `OPTIONS` method with a `MOCK` integration for it, which exports
/// write: its headers are static texts.
pub fn preflight(exchange: &Exchange, cors: &Cors) -> Option<ClientResponse> {
    if !is_preflight(exchange) {
        return None;
    }
    let words = match exchange.api {
        ApiKind::Http => "The API answers this preflight request itself, by its CORS setting: no function is called.",
        ApiKind::Rest => {
            "The `OPTIONS` method that the CORS setting stands for answers this request: no function is called."
        }
    };
    let mut response = ClientResponse::new(204, "");
    if add_origin(&mut response, exchange, cors) {
        let own = [exchange.route_method.to_owned(), "OPTIONS".to_owned()];
        let methods = match exchange.api {
            ApiKind::Rest if cors.allow_methods.is_empty() => &own[..],
            _ => &cors.allow_methods,
        };
        for (name, values) in [("methods", methods), ("headers", &cors.allow_headers)] {
            if !values.is_empty() {
                response.set_header(&spelled(exchange.api, &format!("allow-{name}")), &values.join(","));
            }
        }
        if let Some(max_age_s) = cors.max_age_s {
            response.set_header(&spelled(exchange.api, "max-age"), &max_age_s.to_string());
        }
    }
    response.notes.push(words.into());
    response.note_missing_cors(exchange);
    Some(response)
}

/// Puts the API's headers into a response.
///
/// An HTTP API passes over those that the function returned, and gives none to a request without `Origin`, which is no
/// page's (developer guide, "Configure CORS for HTTP APIs"). A REST API maps them as static texts, where nothing else
/// is mapped to them.
pub fn apply(response: &mut ClientResponse, exchange: &Exchange, cors: &Cors) {
    if exchange.api == ApiKind::Http {
        let count = response.headers.len();
        response.headers.retain(|(name, _)| !is_cors_header(name));
        if response.headers.len() < count {
            response.notes.push(
                "The API has a CORS setting, so the `access-control-…` headers that the function returned are passed \
                 over."
                    .into(),
            );
        }
    }
    if add_origin(response, exchange, cors) && !cors.expose_headers.is_empty() {
        response.default_header(&spelled(exchange.api, "expose-headers"), &cors.expose_headers.join(","));
    }
    response.note_missing_cors(exchange);
}

/// Adds what every response to a page has; false if there is nothing to be added.
fn add_origin(response: &mut ClientResponse, exchange: &Exchange, cors: &Cors) -> bool {
    let allowed = match exchange.api {
        // A static text holds one origin, whoever asks: exports write the first.
        ApiKind::Rest => cors.allow_origins.first().cloned(),
        ApiKind::Http => exchange.request.header("origin").and_then(|origin| {
            let allowed = cors.allowed_origin(origin);
            if allowed.is_none() {
                let words = format!("The CORS setting does not allow the origin `{origin}`: no header is added.");
                response.notes.push(words);
            }
            allowed
        }),
    };
    let Some(allowed) = allowed else { return false };
    response.default_header(&spelled(exchange.api, "allow-origin"), &allowed);
    if cors.allow_credentials {
        response.default_header(&spelled(exchange.api, "allow-credentials"), "true");
    }
    true
}

/// Returns a header's name as the API writes it: `Access-Control-Allow-Origin`, or in small letters.
fn spelled(api: ApiKind, name: &str) -> String {
    let name = format!("access-control-{name}");
    match api {
        ApiKind::Http => name,
        ApiKind::Rest => {
            let capital =
                |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
            name.split('-').map(capital).collect::<Vec<String>>().join("-")
        }
    }
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
