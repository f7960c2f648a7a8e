//! A custom integration without a template.

use super::prelude::*;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "no-template-at-all",
    severity: Severity::Warning,
    summary: "a custom integration without a template hands on the body alone",
    why: "Without a template the function gets the body and nothing else, `{}` for a GET: no headers, no parameters, no \
          identity. Add a template, or use Lambda proxy integration.\n\
          Recorded on AWS; seen in apex/apex-go#42, \"event seems to be empty\".",
    bad: Example::Design(r#"{"routes": [{"integration": {"requestTemplates": []}}]}"#),
    good: Example::Design(r#"{"routes": [{"integration": {"proxy": true, "requestTemplates": []}}]}"#),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if look.is_mapped() && look.route.integration.request_templates.is_empty() {
        found
            .about("/integration/proxy", "without a template the function gets the body alone")
            .help("add a template, or use Lambda proxy integration")
            .change("use Lambda proxy integration", Applicability::Unsafe, Some(json!(true)));
    }
}
