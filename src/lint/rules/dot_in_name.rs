//! `$input.params().header.a.b`: a step into a text.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "dot-in-name",
    severity: Severity::Warning,
    summary: "a dot ends a name: a parameter with a dot is not found this way",
    why: "`.a.b` asks a text for a member `b`, and prints nothing. A name with a dot goes between quotes: \
          `$input.params('a.b')`, `.get('a.b')`, `$input.path(\"$['a.b']\")`.",
    bad: Example::Template("{\"v\": \"$stageVariables.app.version\"}"),
    good: Example::Template("{\"v\": \"$stageVariables.get('app.version')\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let steps = &used.reference.steps;
        for (index, pair) in steps.windows(2).enumerate() {
            let [Step::Property(first), Step::Property(second)] = pair else { continue };
            let map = reading.meaning_before(used.reference, index).reads;
            let texts = matches!(map, Reads::StageVariables | Reads::ParametersOf(_))
                || map == Reads::Context("authorizer.claims".into());
            if !texts {
                continue;
            }
            let span = first.name.span.to(second.name.span);
            let dot = span.start as usize - 1;
            let call = format!(".get('{}.{}')", first.name.text, second.name.text);
            let edits = vec![Edit::replace(Span::new(dot, span.end as usize), call)];
            found.at(span, "this is a text, and has no members").maybe("read the name with its dot", edits);
            break;
        }
    }
}
