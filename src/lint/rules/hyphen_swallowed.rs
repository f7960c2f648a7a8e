//! `$context.apiId-$context.stage`: the hyphen belongs to the name.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "hyphen-swallowed",
    severity: Severity::Warning,
    summary: "a hyphen after a name belongs to the name",
    why: "Names may hold hyphens: `$context.apiId-` asks for a member `apiId-`, which is not there, and the first value is \
          missing. Put the reference in braces: `${context.apiId}-`.",
    bad: Example::Template("{\"id\": \"$context.apiId-$context.stage\"}"),
    good: Example::Template("{\"id\": \"${context.apiId}-$context.stage\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let reference = used.reference;
        if reference.formal || used.role == Role::Target {
            continue;
        }
        let (name, span) = match reference.steps.last() {
            None => (&*reference.root.text, reference.root.span),
            Some(Step::Property(property)) => (&*property.name.text, property.name.span),
            Some(_) => continue,
        };
        let Some((first, _)) = name.split_once('-').filter(|(first, _)| !first.is_empty()) else { continue };
        let meant = match reference.steps.len().checked_sub(1) {
            None => !reading.is_set(name) && reading.is_set(first),
            Some(before) => match reading.meaning_before(reference, before).reads {
                Reads::Context(path) if !path.starts_with("authorizer") => {
                    let whole = if path.is_empty() { first.to_owned() } else { format!("{path}.{first}") };
                    crate::apigw::catalog::variable(&whole).is_some()
                }
                // Members of a body or a claim may have hyphens; one at the very end is no name's.
                Reads::Body(_) | Reads::Context(_) | Reads::StageVariables | Reads::ParametersOf(_) => name.ends_with('-'),
                _ => false,
            },
        };
        if meant {
            let start = mend::dollar_span(reference).start as usize;
            let mark = if reference.quiet { 2 } else { 1 };
            let end = span.start as usize + first.len();
            let edits = vec![Edit::insert(start + mark, "{"), Edit::insert(end, "}")];
            found.at(span, "the hyphen belongs to the name").safe("put the reference in braces", edits);
        }
    }
}
