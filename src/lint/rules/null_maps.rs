//! `event["queryStringParameters"]["x"]` where the call has no query.

use super::handler_code::{events, handlers};
use super::prelude::*;
use crate::handler::missing::missing;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "null-maps",
    severity: Severity::Error,
    summary: "the handler reads on in a map that a call of the design does not have",
    why: "A REST API and payload format 1.0 write `null` where there are no query or path parameters, headers or stage \
          variables, and payload format 2.0 leaves the member out. Python raises `TypeError: 'NoneType' object is not \
          subscriptable` or a `KeyError`, JavaScript \"Cannot read properties of null\". Read them as what may be \
          missing: `(event.get(\"queryStringParameters\") or {}).get(\"x\")`, `event.queryStringParameters?.x`. Each \
          finding names a call for which the function fails.\n\
          Recorded on AWS (`test_lambda_aws_proxy_integration`); captured on AWS for 2.0.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "handlers": [{"language": "python", "lines": ["def handler(event, context):", "    return {\"body\": event[\"queryStringParameters\"][\"x\"]}"]}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "handlers": [{"language": "python", "lines": ["def handler(event, context):", "    query = event.get(\"queryStringParameters\") or {}", "    return {\"body\": query.get(\"x\")}"]}]}]}"##,
    ),
    check: Check::Route(check),
};

/// The members that hold what a request may not have.
const MAPS: [&str; 5] = [
    "/queryStringParameters",
    "/multiValueQueryStringParameters",
    "/pathParameters",
    "/stageVariables",
    "/cookies",
];

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let handlers = handlers(look);
    if look.is_mapped() || handlers.is_empty() {
        return;
    }
    let mut said: Vec<(usize, String)> = Vec::new();
    for (call, event) in events(look) {
        for handler in handlers.iter().filter(|handler| !handler.tells_calls_apart()) {
            for gap in missing(handler.code, &event) {
                let Some(name) = MAPS.iter().find(|map| **map == gap.pointer).map(|map| &map[1..]) else { continue };
                // JavaScript reads what is not there as `undefined`, and fails only when it reads on.
                let fails = gap.wanted != gap.pointer || handler.is_python && !gap.is_null;
                let key = (handler.index, gap.pointer.clone());
                if !fails || handler.looks_first(gap.line, name) || said.contains(&key) {
                    continue;
                }
                said.push(key);
                let is = if gap.is_null { "is null" } else { "is not there" };
                let message =
                    format!("line {}: `{}` {is} for the call \"{}\", and this fails", gap.line, gap.written, call.name);
                let help = match handler.is_python {
                    true => format!("read `(event.get(\"{name}\") or {{}}).get(…)`"),
                    false => format!("read `event.{name}?.…`"),
                };
                found.about(handler.pointer(), message).help(help);
            }
        }
    }
}
