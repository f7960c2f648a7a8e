//! What came in, for people.

use crate::design::{Design, Route};

/// Something that is in the design now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CameIn {
    /// What: `POST /rides`.
    pub what: String,
    /// How: `2 request templates, 3 integration responses`.
    pub how: String,
}

/// Lists what a design holds, in its order.
pub(super) fn of(design: &Design) -> Vec<CameIn> {
    let mut all: Vec<CameIn> = design.routes.iter().map(of_route).collect();
    let mut add = |what: String, how: String| all.push(CameIn { what, how });
    for authorizer in &design.authorizers {
        add(format!("authorizer {}", authorizer.name), authorizer.kind.title().to_owned());
    }
    for response in &design.gateway_responses {
        add(format!("gateway response {}", response.response_type.as_str()), "as customized".into());
    }
    if let Some(cors) = &design.cors {
        add("CORS".into(), format!("for {}", cors.allow_origins.join(", ")));
    }
    if !design.stage.variables.is_empty() {
        let names: Vec<&str> = design.stage.variables.iter().map(|(name, _)| name.as_str()).collect();
        add(count(names.len(), "stage variable"), names.join(", "));
    }
    for (name, value) in &design.placeholders {
        let how = if value.is_empty() { "no value yet".into() } else { format!("filled in with {value:?}") };
        add(format!("placeholder {name}"), how);
    }
    all
}

fn of_route(route: &Route) -> CameIn {
    let integration = &route.integration;
    let mut parts = Vec::new();
    if integration.proxy {
        parts.push("proxy integration".into());
    }
    for (number, noun) in [
        (integration.request_templates.len(), "request template"),
        (integration.responses.len(), "integration response"),
        (route.calls.len(), "call"),
    ] {
        if number > 0 {
            parts.push(count(number, noun));
        }
    }
    if parts.is_empty() {
        parts.push("no template: the body passes unchanged".into());
    }
    CameIn { what: format!("{} {}", route.method, route.path), how: parts.join(", ") }
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
