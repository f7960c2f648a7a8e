//! `#if($input.path('$.x'))`: what is missing is true on AWS.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "undefined-is-true",
    severity: Severity::Warning,
    summary: "a value that may be missing decides by itself, and what is missing is true on AWS",
    why: "On AWS a missing value is the empty text, and every text is true: the branch runs although the value is \
          missing or null. Plain Velocity and most emulators say false. Compare with the empty text.\n\
          Recorded on AWS: `test_if_statement_considers_None_to_be_truthy` and eleven others.",
    bad: Example::Template("{\"a\": #if($input.params('x'))1#{else}2#end}"),
    good: Example::Template("{\"a\": #if($input.params('x') != \"\")1#{else}2#end}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in reading.uses.iter().filter(|used| used.role == Role::Condition) {
        let meaning = reading.meaning(used.reference);
        if !may_be_missing(&meaning) || is_compared(reading, used) || super::claim_types::is_flag(look, &meaning) {
            continue;
        }
        let text = mend::bare(reading, used.reference);
        let edits = vec![Edit::replace(used.reference.span, format!("{text} != \"\""))];
        found
            .at(used.reference.span, "this is true even when the value is missing")
            .maybe("compare it with the empty text", edits);
    }
}

/// Tells whether a value comes from the request and may not be there.
pub(super) fn may_be_missing(meaning: &Meaning) -> bool {
    matches!(
        &meaning.reads,
        Reads::Parameter { .. } | Reads::Body(_) | Reads::JsonText(_) | Reads::Context(_) | Reads::StageVariable(_)
    )
}

/// Tells whether the same directive compares the same reference: `#if($x && $x != "")`.
pub(super) fn is_compared(reading: &Reading<'_>, used: &Use<'_>) -> bool {
    let text = mend::bare(reading, used.reference);
    let mut others = reading.uses.iter().filter(|other| other.role == Role::Operand && other.node == used.node);
    others.any(|other| mend::bare(reading, other.reference).starts_with(&text))
}
