//! `"\"x\""` in a directive.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "vtl-backslash-quote",
    severity: Severity::Error,
    summary: "a backslash escapes nothing in Velocity's texts",
    why: "In `#set($s = \"\\\"x\\\"\")` the text ends at the second quote, and every call ends in 500. Use single quotes \
          outside, or write the quote twice.\n\
          Seen by the authors of an emulator (airspeed) on AWS.",
    bad: Example::Template("#set($s = \"\\\"x\\\"\"){\"a\": $s}"),
    good: Example::Template("#set($s = '\"x\"'){\"a\": $s}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let source = look.reading.source;
    if look.reading.template.failure().is_none() {
        return;
    }
    for (node, _) in look.reading.directives.iter().filter(|(node, _)| matches!(node.kind, NodeKind::Error)) {
        let start = node.span.start as usize;
        // The piece that was stepped over may end too early: the text goes to the end of its line.
        let rest = source.get(start..).unwrap_or_default();
        let line = rest.get(..rest.find('\n').unwrap_or(rest.len())).unwrap_or_default();
        let Some(open) = line.find('"').filter(|_| line.starts_with('#')) else { continue };
        let inside = line.get(open + 1..).unwrap_or_default();
        if !inside.contains("\\\"") {
            continue;
        }
        let Some(close) = end_of_text(inside) else { continue };
        let span = Span::new(start + open, start + open + close + 2);
        let meant = inside.get(..close).unwrap_or_default().replace("\\\"", "\"");
        let text = match meant.contains(['\'', '$']) {
            true => format!("\"{}\"", meant.replace('"', "\"\"")),
            false => format!("'{meant}'"),
        };
        found.at(span, "a backslash escapes nothing here").maybe("use single quotes", vec![Edit::replace(span, text)]);
    }
}

/// Returns where a text ends in which backslashes were meant to escape.
fn end_of_text(inside: &str) -> Option<usize> {
    let mut escaped = false;
    inside.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}
