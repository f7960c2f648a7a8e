//! `$input.path` of the request in a response template.

use super::prelude::*;
use crate::lint::Side;

pub(super) const RULE: Rule = Rule {
    name: "request-body-in-response-template",
    severity: Severity::Hint,
    summary: "a response template reads the response, and this member is one of the request",
    why: "In a response template `$input` is what the function returned. To use the request there, keep it in the request \
          template, `#set($context.requestOverride.path.body = $input.body)`, and read that later.\n\
          Recorded on AWS; seen in functionless#23.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "templates": [{"contentType": "application/json", "lines": ["{\"id\": $input.json('$.orderId')}"]}]}]}, "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1", "body": ["{\"orderId\": 7}"]}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "templates": [{"contentType": "application/json", "lines": ["{\"id\": $input.json('$.result')}"]}]}]}, "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1", "body": ["{\"orderId\": 7}"]}}]}]}"##,
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    if look.side == Side::Request {
        return;
    }
    let bodies = look.route.calls.iter().filter_map(|call| call.request.body_text());
    let bodies: Vec<serde_json::Value> = bodies.filter_map(|body| serde_json::from_str(&body).ok()).collect();
    for used in &look.reading.uses {
        let (Reads::Body(path) | Reads::JsonText(path)) = look.reading.meaning(used.reference).reads else { continue };
        let Some(name) = path.strip_prefix("$.") else { continue };
        let name = name.split(['.', '[']).next().unwrap_or_default();
        if !bodies.is_empty() && bodies.iter().all(|body| body.get(name).is_some()) {
            found
                .at(used.reference.span, format!("`{name}` is a member of the request, and this reads the response"))
                .help("keep it in the request template: `#set($context.requestOverride.path.body = $input.body)`");
        }
    }
}
