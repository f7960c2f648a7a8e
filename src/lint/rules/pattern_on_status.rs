//! `selectionPattern: "400"` for a Lambda function.

use super::prelude::*;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "pattern-on-status",
    severity: Severity::Warning,
    summary: "a selection pattern for a status never fits a Lambda function",
    why: "For Lambda the pattern is held against `errorMessage`, not against a status: `400` and `4\\\\d{2}` never fit. Put \
          the status into the message, and write `.*\\\\[400\\\\].*`.\n\
          Recorded on AWS.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 400, "selectionPattern": "4\\d{2}"}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 400, "selectionPattern": "(?s).*\\[400\\].*"}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if !look.is_mapped() {
        return;
    }
    for (index, response) in look.route.integration.responses.iter().enumerate() {
        let pattern = &response.selection_pattern;
        if is_status(pattern) {
            let inner = if pattern.chars().all(|c| c.is_ascii_digit()) { pattern.clone() } else { response.status.to_string() };
            let pointer = format!("/integration/responses/{index}/selectionPattern");
            let value = json!(format!("(?s).*\\[{inner}\\].*"));
            found
                .about(pointer, format!("`{pattern}` is held against the error message, not against a status"))
                .change("look for the status in the message", Applicability::Unsafe, Some(value));
        }
    }
}

/// Tells whether a pattern is one for statuses: digits, `4\d{2}`, `5..`.
pub(super) fn is_status(pattern: &str) -> bool {
    let bare = pattern.replace("\\d", "").replace("{2}", "").replace("[0-9]", "");
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let rest = bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '|' | '(' | ')' | 'x'));
    (1..=9).contains(&digits) && rest && !pattern.contains(".*") && pattern.starts_with(|c: char| c.is_ascii_digit() || c == '(')
}
