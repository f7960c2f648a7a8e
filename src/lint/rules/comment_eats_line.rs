//! `##` inside a text.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "comment-eats-line",
    severity: Severity::Error,
    summary: "`##` inside a text begins a comment, and the rest of the line is gone",
    why: "Velocity reads comments everywhere, also between the quotes of JSON: a color or an address with `##` loses the \
          rest of its line, the closing quote included. Write `#[[##]]#`, which prints what is inside as it is.",
    bad: Example::Template("{\"color\": \"##ff0000\",\n\"b\": 1}"),
    good: Example::Template("{\"color\": \"#[[##]]#ff0000\",\n\"b\": 1}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    for (node, in_text) in &look.reading.directives {
        let NodeKind::Comment(_) = node.kind else { continue };
        let text = look.reading.text(node.span);
        let Some(at) = text.find("##").filter(|_| *in_text) else { continue };
        let span = Span::new(node.span.start as usize + at, node.span.start as usize + text.trim_end().len());
        let marks = Span::new(span.start as usize, span.start as usize + 2);
        found
            .at(span, "this is a comment, and is not printed")
            .maybe("print `##` as it is", vec![Edit::replace(marks, "#[[##]]#")]);
    }
}
