//! `"$input.json('$')"`: quotes around JSON.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "quoted-input-json",
    severity: Severity::Error,
    summary: "`$input.json` stands between quotes, and brings its own",
    why: "`$input.json` prints JSON: objects with braces, texts with quotes. Between quotes of the template that makes \
          `\"\"O'Neil\"\"` or `\"{\"a\":1}\"`: the client gets 400 \"Could not parse request body into json\", or the \
          function a text where an object was meant. Leave the quotes out.\n\
          Seen in serverless/serverless#537 and #540, amazon-archives/aws-apigateway-importer#5 and #102.",
    bad: Example::Template("{\"body\": \"$input.json('$')\"}"),
    good: Example::Template("{\"body\": $input.json('$')}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, slot) in reading.printed() {
        let meaning = reading.meaning(used.reference);
        let Reads::JsonText(path) = &meaning.reads else { continue };
        if meaning.encoding != Encoding::Plain || !matches!(slot, Slot::Text(_)) {
            continue;
        }
        let said = found.at(used.reference.span, "`$input.json` brings its own quotes");
        if !reading.is_alone(used.reference, slot) {
            said.help("print the value with `$input.path`, escaped, where it is a part of a longer text");
            continue;
        }
        let text = reading.text(mend::dollar_span(used.reference));
        let edits = vec![mend::unquoted(reading, used.reference, slot, text)];
        // The whole body between quotes is JSON only for a number or a word; a part of it may have been meant as text.
        if path == "$" {
            said.safe("remove the quotes", edits);
        } else {
            said.maybe("remove the quotes", edits);
        }
    }
}
