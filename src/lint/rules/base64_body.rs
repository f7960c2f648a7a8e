//! `*/*` among the binary media types.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "base64-body",
    severity: Severity::Hint,
    summary: "`*/*` among the binary media types makes every body Base64",
    why: "With `*/*` every body counts as binary, JSON included: behind a proxy integration `body` is Base64 and \
          `isBase64Encoded` is true, and a function that ignores that fails to read it. List the types that are binary.\n\
          Seen in aws/aws-cdk#15568 and pulumi-awsx#518.",
    bad: Example::Design(
        r##"{"stage": {"binaryMediaTypes": ["*/*"]}, "routes": [{"integration": {"proxy": true}}]}"##,
    ),
    good: Example::Design(
        r##"{"stage": {"binaryMediaTypes": ["image/png"]}, "routes": [{"integration": {"proxy": true}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let rest = look.design.api == crate::apigw::stage::ApiKind::Rest;
    if rest && look.route.integration.proxy && look.design.stage.binary_media_types.iter().any(|kind| kind == "*/*") {
        found.about("/integration/proxy", "every body reaches the function as Base64").help("list the types that are binary");
    }
}
