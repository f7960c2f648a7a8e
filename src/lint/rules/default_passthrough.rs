//! Passthrough behavior left at the service's default.

use super::prelude::*;
use crate::apigw::integration::PassthroughBehavior;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "default-passthrough",
    severity: Severity::Hint,
    summary: "bodies of other content types pass the templates by",
    why: "The service's default, `WHEN_NO_MATCH`, lets a body pass unchanged when no template fits its type: whoever sends \
          `text/plain` gets around the template. The console recommends `WHEN_NO_TEMPLATES`, which answers 415.",
    bad: Example::Design(r#"{"routes": [{"integration": {"passthroughBehavior": "WHEN_NO_MATCH"}}]}"#),
    good: Example::Design(r#"{"routes": [{"integration": {"passthroughBehavior": "WHEN_NO_TEMPLATES"}}]}"#),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let integration = &look.route.integration;
    let open = integration.passthrough_behavior == PassthroughBehavior::WhenNoMatch;
    if look.is_mapped() && open && !integration.request_templates.is_empty() {
        let value = json!(PassthroughBehavior::WhenNoTemplates.as_str());
        found
            .about("/integration/passthroughBehavior", "a body of another content type passes the templates by")
            .change("answer 415 instead", Applicability::Unsafe, Some(value));
    }
}
