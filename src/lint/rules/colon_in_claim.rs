//! `$context.authorizer.claims.cognito:username`: a name ends at a colon.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "colon-in-claim",
    severity: Severity::Warning,
    summary: "a name ends at a colon",
    why: "`$context.authorizer.claims.cognito:username` reads the claim `cognito`, which is not there, and prints \
          `:username`. Write `$context.authorizer.claims['cognito:username']`.",
    bad: Example::Template("{\"u\": \"$context.authorizer.claims.cognito:username\"}"),
    good: Example::Template(
        "{\"u\": \"$util.escapeJavaScript($context.authorizer.claims['cognito:username']).replaceAll(\"\\\\'\", \"'\")\"}",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (used, _) in reading.printed() {
        let reference = used.reference;
        let Some(Step::Property(last)) = reference.steps.last() else { continue };
        let count = reference.steps.len();
        let before = reading.meaning_before(reference, count.saturating_sub(1)).reads;
        if before != Reads::Context("authorizer.claims".into()) || reference.formal {
            continue;
        }
        let rest = reading.source.get(reference.span.end as usize..).unwrap_or_default();
        let Some(name) = rest.strip_prefix(':') else { continue };
        let len = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-').unwrap_or(name.len());
        if len == 0 || !matches!(&*last.name.text, "cognito" | "custom" | "dev") {
            continue;
        }
        let dot = last.name.span.start as usize - 1;
        let end = reference.span.end as usize + 1 + len;
        let claim = format!("['{}:{}']", last.name.text, name.get(..len).unwrap_or_default());
        let edits = vec![Edit::replace(Span::new(dot, end), claim)];
        found.at(Span::new(reference.span.start as usize, end), "the name ends at the colon").safe("write it as an index", edits);
    }
}
