//! Every integration response has a pattern.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "no-default-response",
    severity: Severity::Error,
    summary: "every integration response has a pattern: success ends in 500",
    why: "A result that no pattern fits takes the response without one. Where there is none, the client gets 500, also for \
          success.\n\
          The developer guide says so at integration responses.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 400, "selectionPattern": "(?s).*Bad.*"}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200}, {"status": 400, "selectionPattern": "(?s).*Bad.*"}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let responses = &look.route.integration.responses;
    let all = responses.iter().all(|response| !response.selection_pattern.is_empty());
    if look.is_mapped() && !responses.is_empty() && all {
        found
            .about("/integration/responses", "no response is the default: success ends in 500")
            .help("add an integration response without a selection pattern");
    }
}
