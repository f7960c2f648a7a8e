//! A call to begin with, for a route that comes without one.

use crate::apigw::request::Request;
use crate::design::{Call, Route};

/// Returns a call that reaches the route: every parameter that it must have is there, with its own name as value.
pub(super) fn call(route: &Route, scopes: Vec<String>) -> Call {
    let method = if route.method == "ANY" { "GET" } else { &route.method };
    let mut request = Request { method: method.to_owned(), path: path(&route.path), ..Request::default() };
    for (parameter, required) in &route.method_request.parameters {
        let value = "sample".to_owned();
        if let Some(name) = parameter.strip_prefix("method.request.header.").filter(|_| *required) {
            request.headers.push((name.to_owned(), value));
        } else if let Some(name) = parameter.strip_prefix("method.request.querystring.").filter(|_| *required) {
            request.query.push((name.to_owned(), value));
        }
    }
    if matches!(method, "POST" | "PUT" | "PATCH") {
        let first = route.integration.request_templates.first();
        let content_type = first.map_or("application/json", |template| template.content_type.as_str());
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request.headers.push(("Content-Type".into(), content_type.to_owned()));
        }
        if content_type.ends_with("json") {
            request.body = Some("{}".into());
        }
    }
    let mut call = Call { name: "Sample".into(), request, ..Call::default() };
    call.identity.scopes = scopes;
    call
}

/// Returns a path that the resource takes: a parameter stands for itself, a greedy one too.
fn path(resource: &str) -> String {
    if !resource.starts_with('/') {
        return "/".into();
    }
    let part = |part: &str| match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) => name.trim_end_matches('+').to_owned(),
        None => part.to_owned(),
    };
    resource.split('/').map(part).collect::<Vec<_>>().join("/")
}
