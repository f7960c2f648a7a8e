//! `$input.json('$').name`: JSON is a text here.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "json-is-text",
    severity: Severity::Warning,
    summary: "`$input.json` gives text, which has no members",
    why: "`$input.json` gives JSON as text, and a member of it prints nothing. `$input.path` gives the value itself.",
    bad: Example::Template("#set($b = $input.json('$'))#set($n = $b.name){\"n\": \"$!n.length()\"}"),
    good: Example::Template("#set($b = $input.path('$'))#set($n = $b.name){\"n\": \"$!n.length()\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        for (index, step) in used.reference.steps.iter().enumerate() {
            let Step::Property(property) = step else { continue };
            let before = reading.meaning_before(used.reference, index);
            if !matches!(before.reads, Reads::JsonText(_)) || before.encoding != Encoding::Plain {
                continue;
            }
            let said = found.at(property.name.span, "JSON as text has no members");
            if let Some(span) = json_call(reading, used.reference, index) {
                said.maybe("use `$input.path`", vec![Edit::replace(span, "path")]);
            }
            break;
        }
    }
}

/// Returns the place of the word `json` that the text comes from: in the reference, or where its variable is set.
fn json_call(reading: &Reading<'_>, reference: &Reference, before: usize) -> Option<Span> {
    let named = |reference: &Reference, count: usize| {
        reference.steps.iter().take(count).find_map(|step| match step {
            Step::Method(method) if &*method.name.text == "json" => Some(method.name.span),
            _ => None,
        })
    };
    named(reference, before).or_else(|| {
        let mut sets = reading.sets.iter().map(|(set, ..)| set).filter(|set| set.target.slot == reference.slot);
        let value = as_reference(&sets.next()?.value)?;
        named(value, value.steps.len())
    })
}
