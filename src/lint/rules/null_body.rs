//! `json.loads(event["body"])` where the call has no body.

use super::handler_code::{events, handlers};
use super::prelude::*;
use crate::handler::missing::parsed;
use crate::lint::RouteLook;
use serde_json::Value;

pub(super) const RULE: Rule = Rule {
    name: "null-body",
    severity: Severity::Error,
    summary: "the handler parses a body that a call of the design does not have",
    why: "Without a body the member is `null` in a REST API and payload format 1.0, and is left out in payload format \
          2.0: `json.loads` raises a `TypeError`, `JSON.parse(undefined)` a `SyntaxError`, and the client gets 502 or \
          500. Say what stands for nothing: `json.loads(event.get(\"body\") or \"{}\")`, \
          `JSON.parse(event.body ?? \"{}\")`. Each finding names a call for which the function fails.\n\
          Recorded on AWS, where the recording's own handler fell into it.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "handlers": [{"language": "python", "lines": ["import json", "def handler(event, context):", "    ride = json.loads(event[\"body\"])", "    return {\"body\": ride[\"name\"]}"]}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"proxy": true}, "handlers": [{"language": "python", "lines": ["import json", "def handler(event, context):", "    ride = json.loads(event.get(\"body\") or \"{}\")", "    return {\"body\": ride.get(\"name\")}"]}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let handlers = handlers(look);
    if look.is_mapped() || handlers.is_empty() {
        return;
    }
    let mut said = Vec::new();
    for (call, event) in events(look) {
        let body = event.get("body");
        for handler in handlers.iter().filter(|handler| !handler.tells_calls_apart()) {
            // `JSON.parse(null)` is null, which may be what is wanted.
            let fails = body.is_none() || handler.is_python && body == Some(&Value::Null);
            if !fails || said.contains(&handler.index) {
                continue;
            }
            let Some(parse) = parsed(handler.code).into_iter().find(|parse| parse.pointer == "/body") else { continue };
            // Whatever stands in the line of the parsing itself does not look first: nothing but the member is parsed.
            if handler.looks_first(parse.line - 1, "body") {
                continue;
            }
            said.push(handler.index);
            let message =
                format!("line {}: the call \"{}\" has no body to parse, and this fails", parse.line, call.name);
            let help = match handler.is_python {
                true => "write `json.loads(event.get(\"body\") or \"{}\")`",
                false => "write `JSON.parse(event.body ?? \"{}\")`",
            };
            found.about(handler.pointer(), message).help(help);
        }
    }
}
