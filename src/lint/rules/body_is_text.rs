//! `$input.body.name`: the body is a text.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "body-is-text",
    severity: Severity::Warning,
    summary: "`$input.body` is a text, and has no members",
    why: "`$input.body` is the body as it came, and `$input.body.name` prints nothing. `$input.path('$.name')` reads JSON.\n\
          Recorded on AWS: `test_input_body_formatting`, case `body-attr-access`.",
    bad: Example::Template("#set($n = $input.body.name){\"n\": \"$util.escapeJavaScript($n).replaceAll(\"\\\\'\", \"'\")\"}"),
    good: Example::Template("#set($n = $input.path('$.name')){\"n\": \"$util.escapeJavaScript($n).replaceAll(\"\\\\'\", \"'\")\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let steps = &used.reference.steps;
        let body = (0..steps.len()).find(|at| reading.meaning_before(used.reference, *at).reads == Reads::BodyText);
        let Some(first) = body.filter(|at| matches!(steps.get(*at), Some(Step::Property(_)))) else { continue };
        let names: Vec<&str> = steps.iter().skip(first).map_while(|step| match step {
            Step::Property(property) => Some(&*property.name.text),
            _ => None,
        }).collect();
        let last = first + names.len() - 1;
        let (Some(from), Some(to)) = (steps.get(first), steps.get(last)) else { continue };
        let span = from.span().to(to.span());
        let said = found.at(span, "the body is a text, and has no members");
        let direct = &*used.reference.root.text == "input" && first == 1;
        if direct && let Some(Step::Property(body)) = steps.first() {
            let call = format!("path('$.{}')", names.join("."));
            said.safe("read it with `$input.path`", vec![Edit::replace(body.name.span.to(span), call)]);
        }
    }
}
