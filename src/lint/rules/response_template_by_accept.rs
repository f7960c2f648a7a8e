//! A response template for one type runs for every `Accept`.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "response-template-by-accept",
    severity: Severity::Hint,
    summary: "a response template runs for every `Accept` that has none of its own",
    why: "The only template of a response runs whatever the client accepts: there is no 415 on the way back, and the body \
          passes unchanged only where there are no templates at all. Add a template for `application/json`.\n\
          The developer guide describes the choice of response templates.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "templates": [{"contentType": "text/html", "lines": ["<p>ok</p>"]}]}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "templates": [{"contentType": "application/json", "lines": ["{}"]}]}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if !look.is_mapped() {
        return;
    }
    for (index, response) in look.route.integration.responses.iter().enumerate() {
        let json = |kind: &str| kind.eq_ignore_ascii_case("application/json");
        let first = response.templates.first();
        if let Some(first) = first.filter(|_| !response.templates.iter().any(|t| json(&t.content_type))) {
            let message = format!("the template for `{}` runs for every `Accept`", first.content_type);
            found.about(format!("/integration/responses/{index}"), message);
        }
    }
}
