//! A result that the proxy contract does not know.

use super::prelude::*;
use crate::apigw::proxy_response::{FunctionResult, method_response};
use crate::apigw::stage::ApiKind;
use crate::lint::RouteLook;
use serde_json::{Map, Value};

pub(super) const RULE: Rule = Rule {
    name: "malformed-proxy-response",
    severity: Severity::Error,
    summary: "the function's result is not what a proxy integration takes: the client gets 502",
    why: "With Lambda proxy integration the function answers with `statusCode`, `headers`, `multiValueHeaders`, `body` and \
          `isBase64Encoded`, and with nothing else; `body` is a text. An object as the body, a status in words or another \
          member ends in 502 *Internal server error*, and the log says *Malformed Lambda proxy response*. Write \
          `body: JSON.stringify(…)`.\n\
          Recorded on AWS (`test_aws_proxy_response_payload_format_validation`); seen in lambda-proxy#59, \
          serverless/examples#232.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "calls": [{"result": {"returned": {"statusCode": 200, "body": {"ok": true}}}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "calls": [{"result": {"returned": {"statusCode": 200, "body": "{\"ok\": true}"}}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let version = look.route.integration.payload_format_version;
    for (index, call, members) in results(look) {
        // Cookies and lists of values have rules of their own.
        let is_told = |members: &Map<String, Value>| {
            let values = members.get("multiValueHeaders").and_then(Value::as_object);
            members.contains_key("cookies") || values.is_some_and(|values| values.values().any(Value::is_string))
        };
        if look.design.api == ApiKind::Rest && members.is_some_and(is_told) {
            continue;
        }
        let Some(result) = &call.result else { continue };
        let response = method_response(&look.design.exchange(look.route, call), version, result);
        if let Some(answer) = response.answer {
            found
                .about(format!("/calls/{index}/result"), format!("the client gets {} for this result", answer.status))
                .help(answer.why);
        }
    }
}

/// Returns the calls of a proxy integration whose function returned something, with its members if it is an object.
pub(super) fn results<'a>(
    look: &'a RouteLook<'_>,
) -> impl Iterator<Item = (usize, &'a crate::design::Call, Option<&'a Map<String, Value>>)> {
    let is_proxy = !look.is_mapped();
    look.route.calls.iter().enumerate().filter(move |_| is_proxy).filter_map(|(index, call)| match &call.result {
        Some(FunctionResult::Returned(value)) => Some((index, call, value.as_object())),
        _ => None,
    })
}
