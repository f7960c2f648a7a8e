//! `\'`: an escape of JavaScript that JSON does not have.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "escape-makes-single-quote",
    severity: Severity::Warning,
    summary: "`$util.escapeJavaScript` writes `\\'` for an apostrophe, which is no JSON",
    why: "The function escapes for JavaScript: `it's` becomes `it\\'s`, and the client gets 400. Take the backslash away \
          again with `.replaceAll(\"\\\\'\", \"'\")`.\n\
          The developer guide says so at `$util`; seen in bustle/shep#52 and serverless/serverless#2807. AWS's own \
          passthrough template has this mistake.",
    bad: Example::Template("{\"o\": \"$util.escapeJavaScript($input.params('o'))\"}"),
    good: Example::Template("{\"o\": \"$util.escapeJavaScript($input.params('o')).replaceAll(\"\\\\'\", \"'\")\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, slot) in reading.printed() {
        let meaning = reading.meaning(used.reference);
        let escaped = meaning.encoding == Encoding::JavaScript && matches!(slot, Slot::Text(_));
        // Stage variables cannot hold an apostrophe, nor can what the service chooses.
        if escaped && meaning.freedom() != Freedom::Fixed {
            let edits = vec![mend::escape(reading, used.reference)];
            found
                .at(used.reference.span, "an apostrophe in this becomes `\\'`, which JSON does not know")
                .safe("take the backslash from apostrophes", edits);
        }
    }
}
