//! `cookies` from a REST API's function.

use super::malformed_proxy_response::results;
use super::prelude::*;
use crate::apigw::stage::ApiKind;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "cookies-on-rest",
    severity: Severity::Error,
    summary: "`cookies` belongs to payload format 2.0: from a REST API's function it ends in 502",
    why: "The proxy contract of a REST API refuses members that it does not know, and `cookies` is one. Send \
          `multiValueHeaders` with a list under `Set-Cookie`.\n\
          Recorded on AWS as an unknown member (`test_aws_proxy_response_payload_format_validation`); seen in sst#2760.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "calls": [{"result": {"returned": {"statusCode": 200, "cookies": ["a=b"]}}}]}]}"##,
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
        if members.is_some_and(|members| members.contains_key("cookies")) {
            let pointer = format!("/calls/{index}/result/returned/cookies");
            found
                .about(pointer, "a REST API does not know `cookies`: the client gets 502")
                .help("send `multiValueHeaders` with a list under `Set-Cookie`");
        }
    }
}
