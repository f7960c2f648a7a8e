//! A binary response without binary media types.

use super::prelude::*;
use crate::apigw::integration::ContentHandling;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "binary-response-as-text",
    severity: Severity::Warning,
    summary: "a response is turned into bytes, and the API takes no type for binary",
    why: "`binaryMediaTypes` and the first type of `Accept` decide whether a client gets bytes, not the response's own type: \
          without them an image arrives as Base64 text. Add the type that browsers name first, or `*/*`.\n\
          Recorded on AWS.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"responses": [{"status": 200, "contentHandling": "CONVERT_TO_BINARY"}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"stage": {"binaryMediaTypes": ["image/png"]}, "routes": [{"integration": {"responses": [{"status": 200, "contentHandling": "CONVERT_TO_BINARY"}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if !look.is_mapped() || !look.design.stage.binary_media_types.is_empty() {
        return;
    }
    for (index, response) in look.route.integration.responses.iter().enumerate() {
        if response.content_handling == Some(ContentHandling::ConvertToBinary) {
            let pointer = format!("/integration/responses/{index}/contentHandling");
            found.about(pointer, "the API has no binary media types: clients get Base64 text");
        }
    }
}
