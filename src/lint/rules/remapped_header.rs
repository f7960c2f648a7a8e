//! Headers that arrive under another name.

use super::prelude::*;
use crate::apigw::headers::{self, Returned};
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "remapped-header",
    severity: Severity::Warning,
    summary: "the client sees this header as `x-amzn-Remapped-…`",
    why: "`WWW-Authenticate`, `Date`, `Authorization`, `Server` and others are renamed on the way to the client. Use another \
          name.\n\
          Recorded on AWS: `TestApiGatewayHeaderRemapping`.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "parameters": [["method.response.header.WWW-Authenticate", "'Bearer'"]]}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "parameters": [["method.response.header.X-Realm", "'Bearer'"]]}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    for (response_index, response) in look.route.integration.responses.iter().enumerate() {
        for (index, (target, _)) in response.parameters.iter().enumerate() {
            let Some(name) = target.strip_prefix("method.response.header.") else { continue };
            let renamed = headers::rule(name).is_some_and(|rule| rule.returned == Returned::Renamed);
            if renamed {
                let pointer = format!("/integration/responses/{response_index}/parameters/{index}");
                found.about(pointer, format!("the client sees `x-amzn-Remapped-{name}`"));
            }
        }
    }
}
