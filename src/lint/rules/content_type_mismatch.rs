//! A call whose content type has no template.

use super::prelude::*;
use crate::apigw::mapping::{self, Selection};
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "content-type-mismatch",
    severity: Severity::Warning,
    summary: "a call's content type has no template",
    why: "Templates are chosen by the request's content type. For a type without one, the body passes as it is \
          (`WHEN_NO_MATCH`), or the client gets 415 with no template having run: the function gets raw text, or 400 \
          \"Could not parse request body\". Add a template for the type, or refuse it with `NEVER`.\n\
          Seen in serverless/serverless#1168, #1264, #2085, serverless-offline#106.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"passthroughBehavior": "WHEN_NO_MATCH"}, "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1", "headers": [["Content-Type", "text/plain"]], "body": ["hi"]}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"passthroughBehavior": "WHEN_NO_MATCH"}, "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1", "headers": [["Content-Type", "application/json"]], "body": ["{}"]}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let integration = &look.route.integration;
    if !look.is_mapped() || integration.request_templates.is_empty() {
        return;
    }
    for (index, call) in look.route.calls.iter().enumerate() {
        let content_type = call.request.header("content-type");
        // Being refused is what `NEVER` and `WHEN_NO_TEMPLATES` are chosen for.
        if mapping::select(integration, content_type) == Selection::Passthrough {
            let shown = content_type.unwrap_or("none");
            let message = format!("no template fits the content type ({shown}) of \"{}\": its body passes as it is", call.name);
            found.about(format!("/calls/{index}"), message).help("add a template for the type, or refuse it with `NEVER`");
        }
    }
}
