//! `$util.escapeJavaScript($input.json('$.x'))` without quotes.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "escaped-json-bare",
    severity: Severity::Error,
    summary: "escaped JSON is printed without quotes",
    why: "Escaping belongs inside a text: `{\\\"a\\\":1}` alone is no JSON, and the client gets 400. Print \
          `$input.json(…)` as it is, which gives the function an object; or put quotes around the escaped form, which \
          gives it JSON as text, to be parsed there.\n\
          The developer guide itself prints this form in an example of `$input`.",
    bad: Example::Template("{\"things\": $util.escapeJavaScript($input.json('$.things'))}"),
    good: Example::Template("{\"things\": $input.json('$.things')}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, slot) in reading.printed() {
        let meaning = reading.meaning(used.reference);
        let escaped = matches!(meaning.encoding, Encoding::JavaScript | Encoding::Json);
        if !escaped || !matches!(slot, Slot::Value { .. }) || !matches!(meaning.reads, Reads::JsonText(_) | Reads::BodyText) {
            continue;
        }
        let said = found.at(used.reference.span, "escaped text belongs between quotes");
        if let Some(json) = mend::as_json(&meaning) {
            said.maybe("print the JSON as it is", vec![Edit::replace(mend::dollar_span(used.reference), json)]);
        }
        said.maybe("put it between quotes: the function gets text", vec![mend::quoted(reading, used.reference)]);
    }
}
