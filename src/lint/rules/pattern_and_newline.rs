//! `.*Bad.*` and a message with line breaks.

use super::prelude::*;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "pattern-and-newline",
    severity: Severity::Hint,
    summary: "`.` does not fit a line break, and error messages have them",
    why: "A message with a line break, JSON laid out or a stack, does not fit `.*Bad.*`: the default response is taken, 200. \
          Write `(?s).*Bad.*` or `(\\\\n|.)+`.\n\
          Described in \"AWS response status is always 200\".",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 400, "selectionPattern": ".*Bad.*"}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 400, "selectionPattern": "(?s).*Bad.*"}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if !look.is_mapped() {
        return;
    }
    for (index, response) in look.route.integration.responses.iter().enumerate() {
        let pattern = &response.selection_pattern;
        let open = pattern.contains(".*") || pattern.contains(".+");
        let minded = ["(?s", "\\n", "[\\s\\S]", "\\s"].iter().any(|form| pattern.contains(form));
        if open && !minded {
            let pointer = format!("/integration/responses/{index}/selectionPattern");
            found.about(pointer, format!("`{pattern}` does not fit a message with line breaks")).change(
                "let `.` fit line breaks",
                Applicability::Safe,
                Some(json!(format!("(?s){pattern}"))),
            );
        }
    }
}
