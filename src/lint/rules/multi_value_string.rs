//! A text where a list of values belongs.

use super::malformed_proxy_response::results;
use super::prelude::*;
use crate::apigw::stage::ApiKind;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "multi-value-string",
    severity: Severity::Error,
    summary: "each header of `multiValueHeaders` is a list of texts: a text ends in 502",
    why: "The name says that a header may come more than once, so its value is a list, also where there is one. Anything \
          else is a malformed response: 502.\n\
          Recorded on AWS (`test_aws_proxy_response_payload_format_validation`).",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "calls": [{"result": {"returned": {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": "a=b"}}}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "calls": [{"result": {"returned": {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=b"]}}}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    if look.design.api != ApiKind::Rest {
        return;
    }
    for (index, _, members) in results(look) {
        let headers = members.and_then(|members| members.get("multiValueHeaders")).and_then(|value| value.as_object());
        for (name, value) in headers.into_iter().flatten().filter(|(_, value)| value.is_string()) {
            let token = name.replace('~', "~0").replace('/', "~1");
            let pointer = format!("/calls/{index}/result/returned/multiValueHeaders/{token}");
            found
                .about(pointer, format!("`{name}` is a text, not a list: the client gets 502"))
                .change("make it a list", Applicability::Safe, Some(json!([value])));
        }
    }
}
