//! `Error` as a selection pattern.

use super::prelude::*;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "pattern-not-anchored",
    severity: Severity::Warning,
    summary: "a selection pattern must fit the whole message",
    why: "`Error` fits the message `Error` and no other: the whole text must match. Write `.*Error.*`, or `(?s).*Error.*` for \
          messages with line breaks.\n\
          The developer guide says so at integration responses.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 500, "selectionPattern": "Error"}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 500, "selectionPattern": "(?s).*Error.*"}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if !look.is_mapped() {
        return;
    }
    for (index, response) in look.route.integration.responses.iter().enumerate() {
        let pattern = &response.selection_pattern;
        let plain = !pattern.is_empty() && pattern.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | ':' | '_' | '-'));
        if plain && !super::pattern_on_status::is_status(pattern) {
            let pointer = format!("/integration/responses/{index}/selectionPattern");
            let value = json!(format!("(?s).*{pattern}.*"));
            found
                .about(pointer, format!("`{pattern}` fits this very message only"))
                .change("let anything stand around it", Applicability::Unsafe, Some(value));
        }
    }
}
