//! A text that the handler takes for an object, or an object that it parses once more.

use super::handler_code::{Handler, events, handlers};
use super::prelude::*;
use crate::handler::missing::{missing, parsed};
use crate::lint::RouteLook;
use serde_json::Value;

pub(super) const RULE: Rule = Rule {
    name: "double-parse",
    severity: Severity::Error,
    summary: "the handler takes a text for an object, or parses what is no text",
    why: "A proxy integration hands the body over as text; a mapping template does so where `$input.json` is escaped \
          and put between quotes, and hands over an object where it stands bare. Reading a member of a text is a \
          `TypeError: string indices must be integers` in Python and `undefined` in JavaScript; parsing an object \
          fails. Choose one form, and match the handler to it. Each finding names a call that shows it.\n\
          Seen in serverless/serverless#4229.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["{\"body\": \"$util.escapeJavaScript($input.json('$')).replaceAll(\"\\\\'\", \"'\")\"}"]}]}, "handlers": [{"language": "python", "lines": ["def handler(event, context):", "    return event[\"body\"][\"name\"]"]}], "calls": [{"request": {"body": ["{\"name\": \"Ana\"}"]}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["{\"body\": $input.json('$')}"]}]}, "handlers": [{"language": "python", "lines": ["def handler(event, context):", "    return event[\"body\"][\"name\"]"]}], "calls": [{"request": {"body": ["{\"name\": \"Ana\"}"]}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let handlers = handlers(look);
    if handlers.is_empty() {
        return;
    }
    let mut said: Vec<(usize, usize)> = Vec::new();
    for (call, event) in events(look) {
        for handler in &handlers {
            for (line, message, help) in mistakes(handler, &event) {
                if !said.contains(&(handler.index, line)) {
                    said.push((handler.index, line));
                    let message = format!("line {line}: {message} (the call \"{}\" shows it)", call.name);
                    found.about(handler.pointer(), message).help(help);
                }
            }
        }
    }
}

/// Returns what a handler does with a member of the other form: line, what, and the way out.
fn mistakes(handler: &Handler<'_>, event: &Value) -> Vec<(usize, String, String)> {
    let parse = if handler.is_python { "json.loads" } else { "JSON.parse" };
    let mut out = Vec::new();
    for gap in missing(handler.code, event) {
        let Some((holder, _)) = gap.pointer.rsplit_once('/').filter(|(holder, _)| !holder.is_empty()) else { continue };
        let name = holder.rsplit('/').next().unwrap_or_default();
        if !event.pointer(holder).is_some_and(Value::is_string) || is_parsed(handler, gap.line, name) {
            continue;
        }
        let message = format!("`{}` reads a member of a text", gap.written);
        out.push((gap.line, message, format!("parse it first, with `{parse}`, or let the event hold the object")));
    }
    for call in parsed(handler.code) {
        let value = event.pointer(&call.pointer);
        if value.is_some_and(|value| value.is_object() || value.is_array()) {
            let message = format!("`{}` is no text that could be parsed", call.written);
            out.push((call.line, message, format!("take it as it is, without `{parse}`")));
        }
    }
    out
}

/// Tells whether the member was parsed, or looked at, before.
fn is_parsed(handler: &Handler<'_>, line: usize, name: &str) -> bool {
    let parses = |text: &str| text.contains(name) && ["loads", "parse", "typeof", "isinstance"].iter().any(|word| text.contains(word));
    handler.code.lines().take(line).any(parses) || handler.looks_first(line, name)
}
