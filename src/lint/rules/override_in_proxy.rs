//! Overrides while proxy integration is on.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "override-in-proxy",
    severity: Severity::Hint,
    summary: "overrides in a template do nothing while Lambda proxy integration is on",
    why: "With proxy integration no template runs, so `$context.requestOverride` and `$context.responseOverride` change \
          nothing: the function itself sets status and headers.\n\
          The developer guide says so at overriding parameters and status codes.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true, "requestTemplates": [{"contentType": "application/json", "lines": ["#set($context.responseOverride.status = 404){}"]}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["#set($context.responseOverride.status = 404){}"]}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if look.is_mapped() {
        return;
    }
    let overrides = |reading: &&Reading<'_>| {
        let mut targets = reading.sets.iter().map(|(set, ..)| reading.meaning(&set.target).reads);
        targets.any(|reads| matches!(reads, Reads::Context(path) if path.contains("Override.")))
    };
    if look.templates.iter().any(overrides) {
        found.about("/integration/proxy", "the template's overrides do nothing with proxy integration");
    }
}
