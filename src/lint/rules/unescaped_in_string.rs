//! `"q": "$input.params('q')"`: nothing escapes.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "unescaped-in-string",
    severity: Severity::Warning,
    summary: "a text that somebody else chooses is printed between quotes without escaping",
    why: "Nothing escapes by itself: a quote, a backslash or a line break in the value ends in 400, now and then, and a \
          caller can add members to the event; in a response it is what the function returns that breaks the JSON which \
          the client gets. Escape with `$util.escapeJavaScript(…)` and take the backslash from \
          apostrophes, which JSON does not escape: `.replaceAll(\"\\\\'\", \"'\")`.\n\
          The developer guide recommends escaping; seen in fluct/fluct#22 and #33, serverless/serverless#1685.",
    bad: Example::Template("{\"q\": \"$input.params('q')\"}"),
    good: Example::Template("{\"q\": \"$util.escapeJavaScript($input.params('q')).replaceAll(\"\\\\'\", \"'\")\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    for (used, _) in unescaped(look.reading) {
        let edits = vec![mend::escape(look.reading, used.reference)];
        let what = look.side.product();
        found
            .at(used.reference.span, format!("a quote, a backslash or a line break in this breaks the {what}"))
            .safe("escape it", edits);
    }
}

/// Returns what is printed between quotes, can hold any character, and is not escaped.
pub(super) fn unescaped<'r, 't>(reading: &'r Reading<'t>) -> impl Iterator<Item = (&'r Use<'t>, Meaning)> {
    reading.printed().filter_map(|(used, slot)| {
        let meaning = reading.meaning(used.reference);
        let json = matches!(meaning.reads, Reads::JsonText(_));
        let open = matches!(slot, Slot::Text(_)) && meaning.encoding == Encoding::Plain && !json;
        (open && meaning.freedom() == Freedom::Free).then_some((used, meaning))
    })
}
