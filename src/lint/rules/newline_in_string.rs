//! A line break of the input inside a text.

use super::prelude::*;
use crate::apigw::fault::Cause;

pub(super) const RULE: Rule = Rule {
    name: "newline-in-string",
    severity: Severity::Error,
    summary: "a line break or another control character of the input breaks the event",
    why: "JSON takes no control characters inside a text: the client gets 400 \"Illegal unquoted character \
          ((CTRL-CHAR, code 10))\". Escape the value.\n\
          Seen in serverless/serverless#1685, a form value with `%0A`.",
    bad: Example::Call("{\"q\": \"$input.params('q')\"}", r#"{"query": [["q", "a\nb"]]}"#),
    good: Example::Call(
        "{\"q\": \"$util.escapeJavaScript($input.params('q')).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"query": [["q", "a\nb"]]}"#,
    ),
    check: Check::Call(check),
};

fn check(look: &CallLook<'_>, found: &mut Found) {
    if let Some(fault) = look.fault.filter(|fault| fault.cause == Cause::ControlCharacter) {
        found.take(fault.diagnostic());
    }
}
