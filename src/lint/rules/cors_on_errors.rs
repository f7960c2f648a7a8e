//! An authorizer on OPTIONS.

use super::prelude::*;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "cors-on-errors",
    severity: Severity::Warning,
    summary: "an authorizer on OPTIONS refuses the browser's question before each call",
    why: "Browsers ask with OPTIONS first, and send no token with that: the gateway answers 401 without CORS headers, and the \
          browser reports CORS. Leave OPTIONS without authorizer. The gateway's own errors have no CORS headers either: \
          set them in `DEFAULT_4XX` and `DEFAULT_5XX`.\n\
          Seen in jeremydaly/lambda-api#105.",
    bad: Example::Design(
        r##"{"authorizers": [{"name": "Users", "kind": "COGNITO_USER_POOLS"}], "routes": [{"method": "OPTIONS", "authorizer": "Users", "integration": {"proxy": true}, "calls": [{"request": {"method": "OPTIONS"}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"method": "OPTIONS", "integration": {"proxy": true}, "calls": [{"request": {"method": "OPTIONS"}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if look.route.method == "OPTIONS" && look.route.authorizer.is_some() {
        found
            .about("/authorizer", "browsers send no token with OPTIONS: they report CORS instead of 401")
            .change("take the authorizer away", Applicability::Unsafe, None);
    }
}
