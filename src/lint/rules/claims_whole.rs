//! `$context.authorizer.claims` as a whole.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "claims-whole",
    severity: Severity::Warning,
    summary: "the claims as a whole print nothing",
    why: "`$context.authorizer.claims` itself gives nothing; its members do. Name each claim that the function needs.\n\
          The developer guide says so at `$context.authorizer.claims.property`.",
    bad: Example::Template("{\"claims\": \"$context.authorizer.claims\"}"),
    good: Example::Template("{\"sub\": \"$context.authorizer.claims.sub\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    for (used, _) in look.reading.printed() {
        if look.reading.meaning(used.reference).reads == Reads::Context("authorizer.claims".into()) {
            found
                .at(used.reference.span, "the claims as a whole print nothing")
                .help("name each claim: `$context.authorizer.claims.sub`");
        }
    }
}
