//! Methods of a REST API, routes of an HTTP API.

use super::Plan;
use super::security::Security;
use crate::apigw::integration::{IntegrationResponse, MappingTemplate};
use crate::apigw::request::Pairs;
use crate::apigw::stage::ApiKind;
use crate::design::Route;
use crate::export::names::{self, Taken};
use crate::export::{Side, warning};

/// Methods that a REST API can have, and an HTTP API's routes too.
const METHODS: [&str; 8] = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"];

/// A method with its integration.
pub(in crate::export) struct Method<'d> {
    /// The route of the design.
    pub route: &'d Route,
    /// Words of its name in code.
    pub words: Vec<String>,
    /// Method in capitals.
    pub method: String,
    /// Path: `/rides/{rideId}`, or `$default` of an HTTP API.
    pub path: String,
    /// Position of the resource of a REST API; `None`: the root.
    pub resource: Option<usize>,
    /// True for Lambda proxy integration.
    pub proxy: bool,
    /// Position of the function.
    pub function: usize,
    /// Who checks the caller.
    pub security: Security,
    /// Scopes that the caller's token must have one of.
    pub scopes: Vec<String>,
    /// Position of the validator.
    pub validator: Option<usize>,
    /// Parameters that the method declares: `method.request.header.X`, and whether they are required.
    pub parameters: Vec<super::Parameter>,
    /// Content type and position of the body's model.
    pub models: Vec<(String, usize)>,
    /// Parameter mapping of the integration request.
    pub request_parameters: Pairs,
    /// Integration responses, headers of CORS included; empty for proxy integrations.
    pub responses: Vec<IntegrationResponse>,
}

/// What a method declares of its responses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::export) struct MethodResponse {
    /// Status.
    pub status: u16,
    /// Names of headers.
    pub headers: Vec<String>,
}

impl Method<'_> {
    /// Returns `POST /rides`, or `$default`.
    pub fn key(&self) -> String {
        if self.path == "$default" { self.path.clone() } else { format!("{} {}", self.method, self.path) }
    }

    /// Returns the end of the ARN that stands for the method in a permission: `POST/rides/*`.
    pub fn arn_suffix(&self) -> String {
        if self.path == "$default" {
            return "$default".into();
        }
        let method = if self.method == "ANY" { "*" } else { &self.method };
        let parts = self.path.split('/').map(|part| if part.starts_with('{') { "*" } else { part });
        format!("{method}{}", parts.collect::<Vec<_>>().join("/"))
    }

    /// Returns the request templates; a proxy integration has none.
    pub fn request_templates(&self) -> &[MappingTemplate] {
        if self.proxy { &[] } else { &self.route.integration.request_templates }
    }

    /// Returns what the method declares of its responses, each status once.
    pub fn method_responses(&self) -> Vec<MethodResponse> {
        let mut declared: Vec<MethodResponse> = Vec::new();
        for response in &self.responses {
            let headers = response.parameters.iter().filter_map(|(name, _)| response_header(name));
            let known = declared.iter().position(|known| known.status == response.status);
            let index = known.unwrap_or_else(|| {
                declared.push(MethodResponse { status: response.status, headers: Vec::new() });
                declared.len() - 1
            });
            for header in headers {
                if !declared[index].headers.iter().any(|known| known.eq_ignore_ascii_case(header)) {
                    declared[index].headers.push(header.to_owned());
                }
            }
        }
        declared
    }
}

/// Returns the header that a response parameter names.
pub(in crate::export) fn response_header(parameter: &str) -> Option<&str> {
    parameter.strip_prefix("method.response.header.")
}

impl<'d> Plan<'d> {
    /// Plans every route that the API can have; says which ones it cannot.
    pub(super) fn plan_methods(&mut self, side: Option<Side>) {
        let mut taken = Taken::default();
        for route in &self.design.routes {
            let Some((method, path)) = self.method_and_path(route) else { continue };
            let words = taken.claim(names::route_words(&method, &path), "route");
            let proxy = match side {
                Some(Side::Mapping) => false,
                Some(Side::Proxy | Side::Http) => true,
                None => self.api == ApiKind::Http || route.integration.proxy,
            };
            let key = format!("{method} {path}");
            let function = self.function(&route.function, &words);
            let security = self.security(route, &key);
            let scopes = self.scopes(route, security, &key);
            let resource = if self.api == ApiKind::Rest { self.resource(&path) } else { None };
            let mut planned = Method {
                route,
                words,
                method,
                path,
                resource,
                proxy,
                function,
                security,
                scopes,
                validator: None,
                parameters: Vec::new(),
                models: Vec::new(),
                request_parameters: Pairs::new(),
                responses: Vec::new(),
            };
            self.plan_integration(&mut planned);
            self.plan_request(&mut planned);
            self.methods.push(planned);
        }
    }

    /// Returns method and path as the API has them. `None`: it cannot have the route, which was said.
    fn method_and_path(&mut self, route: &Route) -> Option<(String, String)> {
        let mut method = route.method.trim().to_ascii_uppercase();
        let mut path = route.path.trim().to_owned();
        if self.api == ApiKind::Rest && path == "$default" {
            let message =
                "a REST API has no `$default` route: it is `ANY /{proxy+}` here, which takes any path but `/`";
            self.warnings.push(warning("export/default-route", message));
            (method, path) = ("ANY".into(), "/{proxy+}".into());
        }
        if path == "$default" {
            method = "ANY".into();
        } else if !path.starts_with('/') {
            path = format!("/{path}");
        }
        let at = format!("{method} {path}");
        if !METHODS.contains(&method.as_str()) {
            let message = format!("`{at}` is left out: API Gateway has no method `{method}`");
            self.warnings
                .push(warning("export/unknown-method", message).help(format!("use one of {}", METHODS.join(", "))));
            return None;
        }
        if self.methods.iter().any(|known| known.method == method && known.path == path) {
            let message = format!("`{at}` stands twice in the design: the first one counts");
            self.warnings.push(warning("export/route-twice", message));
            return None;
        }
        Some((method, path))
    }

    /// Plans what a custom integration maps, and says what the chosen side does not have.
    fn plan_integration(&mut self, method: &mut Method<'d>) {
        let integration = &method.route.integration;
        let key = method.key();
        if self.api == ApiKind::Http {
            if !integration.request_parameters.is_empty() {
                let message = format!(
                    "`{key}`: the parameter mapping of a REST API is left out, an HTTP API writes it in other words"
                );
                self.warnings.push(warning("export/no-parameter-mapping", message));
            }
            return;
        }
        method.request_parameters.clone_from(&integration.request_parameters);
        if method.proxy {
            return;
        }
        method.responses = if integration.responses.is_empty() {
            vec![IntegrationResponse::default()]
        } else {
            integration.responses.clone()
        };
        self.check_responses(method, &key);
    }

    /// The service keeps one integration response a status, and chooses by the pattern.
    fn check_responses(&mut self, method: &mut Method<'d>, key: &str) {
        let mut kept: Vec<IntegrationResponse> = Vec::new();
        for response in std::mem::take(&mut method.responses) {
            let status = response.status;
            let pattern = response.selection_pattern.clone();
            if kept.iter().any(|known| known.status == status) {
                let message = format!(
                    "`{key}`: a second integration response answers {status} and is left out: the service keeps one for each status"
                );
                let help = "join the selection patterns with `|`, or answer with another status";
                self.warnings.push(warning("export/status-twice", message).help(help));
            } else if kept.iter().any(|known| known.selection_pattern == pattern) {
                let which = if pattern.is_empty() {
                    "is the default response too".into()
                } else {
                    format!("has the pattern `{pattern}` too")
                };
                let message = format!("`{key}`: the integration response for {status} {which} and is left out");
                self.warnings.push(warning("export/pattern-twice", message));
            } else {
                kept.push(response);
            }
        }
        method.responses = kept;
    }
}
