//! `"$context.error.messageString"`: it has quotes of its own.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "gateway-template-quotes",
    severity: Severity::Error,
    summary: "`$context.error.messageString` brings its own quotes",
    why: "`messageString` is the message as JSON, with quotes: between quotes it is no JSON. `message` is the bare text. \
          Directives do nothing in gateway responses.\n\
          Recorded on AWS: `test_gateway_response_crud`.",
    bad: Example::Template("{\"message\": \"$context.error.messageString\"}"),
    good: Example::Template("{\"message\": #if($context.error.messageString == \"\")\"\"#{else}$context.error.messageString#end}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, slot) in reading.printed() {
        let own = reading.meaning(used.reference).reads == Reads::Context("error.messageString".into());
        if own && matches!(slot, Slot::Text(_)) {
            let text = reading.text(mend::dollar_span(used.reference));
            let said = found.at(used.reference.span, "`messageString` brings its own quotes");
            if reading.is_alone(used.reference, slot) {
                said.safe("remove the quotes", vec![mend::unquoted(reading, used.reference, slot, text)]);
            }
        }
    }
}
