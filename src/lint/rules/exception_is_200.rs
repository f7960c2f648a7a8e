//! An exception of the function is a 200.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "exception-is-200",
    severity: Severity::Hint,
    summary: "no integration response has a pattern: an exception of the function is a 200",
    why: "Behind a custom integration, a function that raises answers 200 with `errorMessage` and its stack, unless the \
          pattern of an integration response fits the message: `.*\\\\[404\\\\].*`, say.\n\
          Recorded on AWS: `test_lambda_selection_patterns`.",
    bad: Example::Design(r##"{"routes": [{"integration": {"responses": [{"status": 200}]}}]}"##),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 500, "selectionPattern": "(\\n|.)+"}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let responses = &look.route.integration.responses;
    let no_pattern = responses.iter().all(|response| response.selection_pattern.is_empty());
    // No responses at all: the responses have not been designed yet.
    if look.is_mapped() && !responses.is_empty() && no_pattern {
        found.about("/integration/responses", "an exception of the function reaches the client as 200");
    }
}
