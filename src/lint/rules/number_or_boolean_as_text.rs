//! `"$context.requestTimeEpoch"`: a number as text.

use super::prelude::*;
use crate::apigw::catalog::{self, ValueType};

pub(super) const RULE: Rule = Rule {
    name: "number-or-boolean-as-text",
    severity: Severity::Hint,
    summary: "a number that is always there stands between quotes",
    why: "Between quotes the function gets a text, `\"12\"`, and languages with types fail to read it as a number. A \
          value that is always there and always a number needs no quotes.",
    bad: Example::Template("{\"at\": \"$context.requestTimeEpoch\"}"),
    good: Example::Template("{\"at\": $context.requestTimeEpoch}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, slot) in reading.printed() {
        if !reading.is_alone(used.reference, slot) || reading.json_text(slot).is_some_and(|text| text.is_name) {
            continue;
        }
        let numeric = match reading.meaning(used.reference).reads {
            Reads::Number => !reading.is_set(&used.reference.root.text) || !used.reference.steps.is_empty(),
            Reads::Context(path) => catalog::variable(&path).is_some_and(|variable| {
                variable.value_type == ValueType::Number && variable.condition == catalog::Condition::Always
            }),
            _ => false,
        };
        if numeric {
            let text = reading.text(mend::dollar_span(used.reference));
            let edits = vec![mend::unquoted(reading, used.reference, slot, text)];
            found.at(used.reference.span, "this is always a number").maybe("remove the quotes", edits);
        }
    }
}
