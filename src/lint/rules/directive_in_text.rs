//! `#end` and the like inside a text, and `$` or `#` at the very end.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "directive-in-text",
    severity: Severity::Error,
    summary: "text of the event reads as a directive",
    why: "`#end`, `#if`, `#set(` are directives also between the quotes of JSON: every call ends in 500. `#stop` and \
          `#break` cut off the rest. A template whose last character is `#` or `$` fails as well. Write `#[[…]]#` around \
          such text.\n\
          Seen by the authors of an emulator (airspeed) on AWS.",
    bad: Example::Template("{\"note\": \"see #end of page\"}"),
    good: Example::Template("{\"note\": \"see #[[#end]]# of page\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (node, in_text) in &reading.directives {
        let text = reading.text(node.span);
        let cuts = match node.kind {
            NodeKind::Error => true,
            NodeKind::Stop(None) | NodeKind::Break(None) => reading.loop_around(None).is_none(),
            _ => false,
        };
        if !in_text || !cuts || !text.starts_with('#') {
            continue;
        }
        let word = text.trim_start_matches('#').find(|c: char| !c.is_ascii_alphabetic()).map_or(text.len(), |end| end + 1);
        let start = node.span.start as usize;
        let span = Span::new(start, start + word.min(text.len()));
        let edits = vec![Edit::replace(span, format!("#[[{}]]#", reading.text(span)))];
        found.at(span, "this is a directive, also inside a text").maybe("print it as it is", edits);
    }
    let last = reading.source.len().saturating_sub(1);
    if reading.source.ends_with(['$', '#']) && reading.template.failure().is_some_and(|f| f.span.end as usize > last) {
        let span = Span::new(last, last + 1);
        let edits = vec![Edit::insert(last + 1, "\n")];
        found.at(span, "a template may not end in this character").safe("add a line break", edits);
    }
}
