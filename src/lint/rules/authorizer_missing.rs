//! Claims without an authorizer.

use super::prelude::*;
use crate::lint::Side;

pub(super) const RULE: Rule = Rule {
    name: "authorizer-missing",
    severity: Severity::Warning,
    summary: "the template reads what an authorizer adds, and the route has none",
    why: "`$context.authorizer` is there only when the method has an authorizer. Without one, every claim prints nothing; \
          behind a proxy integration the member is not there at all, and Python says `KeyError: 'authorizer'`. Attach \
          the authorizer to the method, and deploy. The console's Test calls no authorizer either.\n\
          Seen in aws-powertools/powertools-lambda-python#4102 and aws/aws-lambda-dotnet#722.",
    bad: Example::Template("{\"sub\": \"$context.authorizer.claims.sub\"}"),
    good: Example::Design(
        r##"{"authorizers": [{"name": "Users", "kind": "COGNITO_USER_POOLS"}], "routes": [{"authorizer": "Users", "integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["{\"sub\": \"$context.authorizer.claims.sub\"}"]}]}}]}"##,
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    if look.side == Side::Response || look.design.authorizer_of(look.route).is_some() {
        return;
    }
    for used in look.reading.uses.iter().filter(|used| !matches!(used.role, Role::Target | Role::Assigned)) {
        let Reads::Context(path) = look.reading.meaning(used.reference).reads else { continue };
        // AWS's own template reads the principal's id of whatever authorizer there may be.
        if path.starts_with("authorizer.") && path != "authorizer.principalId" {
            found
                .at(used.reference.span, "the route has no authorizer: this prints nothing")
                .help("choose an authorizer for the route");
        }
    }
}
