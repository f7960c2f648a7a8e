//! CORS in all of its places.
//!
//! An HTTP API has a setting for it. A REST API has none: it takes an `OPTIONS` method with a `MOCK` integration at
//! every path, the header on every integration response (declared by the method response, or `PutIntegrationResponse`
//! refuses it), and the header on the gateway's own errors, else a browser hides a 401 as an error of CORS (developer
//! guide). Behind a proxy integration the function sends the header.

use super::{Plan, Preflight};
use crate::apigw::ResponseType;
use crate::apigw::cors::Cors;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::request::Pairs;
use crate::apigw::stage::ApiKind;
use crate::export::names::{self, Taken};
use crate::export::{note, warning};

const ALLOW_ORIGIN: &str = "Access-Control-Allow-Origin";

impl Plan<'_> {
    /// Puts CORS where the API's kind wants it, and takes over the gateway responses.
    pub(super) fn plan_cors(&mut self) {
        let cors = self.design.cors.as_ref();
        if self.api == ApiKind::Http {
            self.cors = cors;
            return;
        }
        self.gateway_responses.clone_from(&self.design.gateway_responses);
        let Some(cors) = cors else { return };
        let Some(origin) = cors.allow_origins.first() else {
            let message = "the design's CORS names no origin: nothing of it is exported";
            self.warnings.push(warning("export/cors-without-origin", message));
            return;
        };
        if cors.allow_origins.len() > 1 {
            let message =
                format!("a REST API's static header allows one origin: `{origin}` is taken, the others are left out");
            let help = "let the function send the header, which can look at the request's `Origin`";
            self.warnings.push(warning("export/one-origin", message).help(help));
        }
        let headers = answer_headers(cors, origin);
        for method in &mut self.methods {
            for response in &mut method.responses {
                add_missing(&mut response.parameters, "method.response.header.", &headers);
            }
        }
        if self.methods.iter().any(|method| method.proxy) {
            let message = format!("behind a proxy integration the function itself sends `{ALLOW_ORIGIN}`");
            self.warnings.push(note("export/function-sends-cors", message));
        }
        self.plan_gateway_cors(&headers);
        self.plan_preflights(cors, origin);
    }

    /// Adds the headers to the gateway's own errors.
    fn plan_gateway_cors(&mut self, headers: &Pairs) {
        for class in [ResponseType::Default4xx, ResponseType::Default5xx] {
            if !self.gateway_responses.iter().any(|response| response.response_type == class) {
                self.gateway_responses.push(GatewayResponse {
                    response_type: class,
                    status: None,
                    parameters: Pairs::new(),
                    templates: Vec::new(),
                    is_default: false,
                });
            }
        }
        for response in &mut self.gateway_responses {
            add_missing(&mut response.parameters, "gatewayresponse.header.", headers);
        }
    }

    /// Plans an answer to preflight requests for every path that has no `OPTIONS` of its own.
    fn plan_preflights(&mut self, cors: &Cors, origin: &str) {
        let mut taken = Taken::default();
        for method in &self.methods {
            taken.claim(method.words.clone(), "route");
        }
        let mut paths: Vec<(String, Option<usize>)> = Vec::new();
        for method in &self.methods {
            let has_own = self.methods.iter().any(|other| other.path == method.path && other.method == "OPTIONS");
            if !has_own && !paths.iter().any(|(path, _)| *path == method.path) {
                paths.push((method.path.clone(), method.resource));
            }
        }
        for (path, resource) in paths {
            let words = taken.claim(names::route_words("OPTIONS", &path), "route");
            let headers = preflight_headers(cors, origin, &self.methods_at(&path));
            self.preflights.push(Preflight { words, path, resource, headers });
        }
    }

    /// Returns the methods at a path, for the preflight answer.
    fn methods_at(&self, path: &str) -> Vec<String> {
        let methods = self.methods.iter().filter(|method| method.path == path).map(|method| method.method.clone());
        let mut methods: Vec<String> = methods.collect();
        if methods.iter().any(|method| method == "ANY") {
            methods = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"].map(str::to_owned).to_vec();
        }
        methods.push("OPTIONS".into());
        methods
    }
}

impl Preflight {
    /// Status of the answer.
    pub const STATUS: u16 = 204;
    /// Request template of the `MOCK` integration: it chooses the default response.
    pub const REQUEST_TEMPLATE: &'static str = "{\"statusCode\": 204}";

    /// Returns the parameter mapping of the integration response.
    pub fn parameters(&self) -> Pairs {
        let header = |name: &String| format!("method.response.header.{name}");
        self.headers.iter().map(|(name, value)| (header(name), quoted(value))).collect()
    }
}

/// Returns the headers that every answer has.
fn answer_headers(cors: &Cors, origin: &str) -> Pairs {
    let mut headers = vec![(ALLOW_ORIGIN.to_owned(), origin.to_owned())];
    if cors.allow_credentials {
        headers.push(("Access-Control-Allow-Credentials".into(), "true".into()));
    }
    if !cors.expose_headers.is_empty() {
        headers.push(("Access-Control-Expose-Headers".into(), cors.expose_headers.join(",")));
    }
    headers
}

/// Returns the headers of the answer to a preflight request.
fn preflight_headers(cors: &Cors, origin: &str, methods: &[String]) -> Pairs {
    let mut headers = vec![(ALLOW_ORIGIN.to_owned(), origin.to_owned())];
    let allowed = if cors.allow_methods.is_empty() { methods } else { &cors.allow_methods };
    headers.push(("Access-Control-Allow-Methods".into(), allowed.join(",")));
    if !cors.allow_headers.is_empty() {
        headers.push(("Access-Control-Allow-Headers".into(), cors.allow_headers.join(",")));
    }
    if cors.allow_credentials {
        headers.push(("Access-Control-Allow-Credentials".into(), "true".into()));
    }
    if let Some(seconds) = cors.max_age_s {
        headers.push(("Access-Control-Max-Age".into(), seconds.to_string()));
    }
    headers
}

/// Adds headers with static values that are not mapped yet.
fn add_missing(parameters: &mut Pairs, prefix: &str, headers: &Pairs) {
    for (name, value) in headers {
        let parameter = format!("{prefix}{name}");
        if !parameters.iter().any(|(known, _)| known.eq_ignore_ascii_case(&parameter)) {
            parameters.push((parameter, quoted(value)));
        }
    }
}

/// Returns a static value of a mapping expression. It cannot hold a single quote.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', ""))
}
