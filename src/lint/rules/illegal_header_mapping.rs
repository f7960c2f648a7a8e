//! Headers that cannot be mapped.

use super::prelude::*;
use crate::apigw::headers::{self, Mapped};
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "illegal-header-mapping",
    severity: Severity::Error,
    summary: "mapping this header onto the integration request fails every call",
    why: "Mapping onto `Content-Length`, `Transfer-Encoding`, and for Lambda also `Authorization`, `Connection`, `Expect`, \
          `Proxy-Authenticate` or `TE`, ends every call in 500, after a deploy that succeeded. Use another name.\n\
          Recorded on AWS: `TestApiGatewayHeaderRemapping`.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"requestParameters": [["integration.request.header.Authorization", "method.request.header.Authorization"]]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"requestParameters": [["integration.request.header.X-Token", "method.request.header.Authorization"]]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    for (index, (target, _)) in look.route.integration.request_parameters.iter().enumerate() {
        let Some(name) = target.strip_prefix("integration.request.header.") else { continue };
        if headers::rule(name).is_some_and(|rule| rule.mapped_to_aws == Mapped::Fails) {
            found
                .about(format!("/integration/requestParameters/{index}"), format!("mapping `{name}` fails every call"))
                .change("remove the mapping", Applicability::Unsafe, None);
        }
    }
}
