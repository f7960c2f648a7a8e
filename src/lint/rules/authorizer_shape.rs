//! The shape of another kind of authorizer.

use super::prelude::*;
use crate::apigw::authorizer::AuthorizerKind;

pub(super) const RULE: Rule = Rule {
    name: "authorizer-shape",
    severity: Severity::Warning,
    summary: "this is where another kind of API or authorizer has it",
    why: "Claims are in `authorizer.claims` for a REST API's user pool, and in `authorizer.jwt.claims` for an HTTP API's \
          JWT authorizer in payload format 2.0; what a Lambda authorizer returns is in `authorizer.x` and in \
          `authorizer.lambda.x`. A template runs in a REST API only.",
    bad: Example::Template("{\"sub\": \"$context.authorizer.jwt.claims.sub\"}"),
    good: Example::Design(
        r##"{"authorizers": [{"name": "Users", "kind": "COGNITO_USER_POOLS"}], "routes": [{"authorizer": "Users", "integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["{\"sub\": \"$context.authorizer.claims.sub\"}"]}]}}]}"##,
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let kind = look.design.authorizer_of(look.route).map(|authorizer| authorizer.kind);
    let lambda = matches!(kind, Some(AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest));
    for used in look.reading.uses.iter().filter(|used| used.role != Role::Target) {
        let Reads::Context(path) = look.reading.meaning(used.reference).reads else { continue };
        let Some(rest) = path.strip_prefix("authorizer.") else { continue };
        let message = if rest.starts_with("jwt.") {
            "an HTTP API has claims here; a REST API has them in `$context.authorizer.claims`"
        } else if rest.starts_with("lambda.") {
            "an HTTP API has this here; a REST API has it in `$context.authorizer`"
        } else if rest.starts_with("claims.") && lambda {
            "a Lambda authorizer gives no claims, but what its `context` holds"
        } else {
            continue;
        };
        found.at(used.reference.span, message);
    }
}
