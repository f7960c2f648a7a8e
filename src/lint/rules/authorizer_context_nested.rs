//! A Lambda authorizer that returns a list.

use super::prelude::*;
use crate::apigw::authorizer::AuthorizerKind;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "authorizer-context-nested",
    severity: Severity::Error,
    summary: "a REST API's Lambda authorizer may return texts, numbers and booleans only",
    why: "A list, an object or `null` in the authorizer's `context` ends every call in 500 \
          `AuthorizerConfigurationException`. Return JSON as text.\n\
          The developer guide says so at the output of Lambda authorizers; seen in serverless-offline#533 and #826, \
          chalice#1636.",
    bad: Example::Design(
        r##"{"authorizers": [{"name": "Own", "kind": "TOKEN"}], "routes": [{"authorizer": "Own", "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1"}, "identity": {"lambda": {"principalId": "u", "context": {"roles": ["a"]}}}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"authorizers": [{"name": "Own", "kind": "TOKEN"}], "routes": [{"authorizer": "Own", "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1"}, "identity": {"lambda": {"principalId": "u", "context": {"roles": "a,b"}}}}]}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let kind = look.design.authorizer_of(look.route).map(|authorizer| authorizer.kind);
    if !matches!(kind, Some(AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest)) {
        return;
    }
    for (index, call) in look.route.calls.iter().enumerate() {
        for (name, value) in &call.identity.lambda.context {
            if value.is_array() || value.is_object() || value.is_null() {
                let pointer = format!("/calls/{index}/identity/lambda/context/{}", name.replace('~', "~0").replace('/', "~1"));
                found.about(pointer, format!("`{name}` is no text, number or boolean: the call ends in 500"));
            }
        }
    }
}
