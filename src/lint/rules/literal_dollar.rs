//! `$amount` meant as text.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "literal-dollar",
    severity: Severity::Warning,
    summary: "nothing sets this variable: it prints nothing",
    why: "Any `$name` is a reference, and one that nothing sets prints nothing on AWS, with no error anywhere. If it is \
          meant as text, write `#[[$]]#name`.",
    bad: Example::Template("{\"price\": \"$amount\"}"),
    good: Example::Template("{\"price\": \"#[[$]]#amount\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let reference = used.reference;
        let name = &*reference.root.text;
        let unset = matches!(used.role, Role::Printed(_)) && reading.meaning_before(reference, 0).reads == Reads::Unset;
        if !unset || name.contains('-') || super::typo_prints_nothing::meant(reading, name).is_some() {
            continue;
        }
        if super::appsync_vocabulary::is_root(name) {
            continue;
        }
        let start = mend::dollar_span(reference).start as usize;
        let edits = vec![Edit::replace(Span::new(start, start + 1), "#[[$]]#")];
        let said = found.at(reference.span, format!("nothing sets `${name}`: it prints nothing"));
        if !reference.formal && !reference.quiet {
            said.maybe("print the `$` as text", edits);
        }
    }
}
