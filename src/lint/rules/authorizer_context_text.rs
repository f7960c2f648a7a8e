//! `#if($context.authorizer.trial)`: what an authorizer returns is text.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "authorizer-context-text",
    severity: Severity::Warning,
    summary: "what a Lambda authorizer returns is text in a REST API, flags included",
    why: "`false` in the authorizer's `context` becomes the text `\"false\"`, which is true in an `#if`; `1` becomes \
          `\"1\"`. Compare with text.\n\
          The developer guide says so at the output of Lambda authorizers.",
    bad: Example::Design(
        r##"{"authorizers": [{"name": "Own", "kind": "TOKEN"}], "routes": [{"authorizer": "Own", "integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["{\"t\": #if($context.authorizer.trial)1#{else}0#end}"]}]}, "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1"}, "identity": {"lambda": {"principalId": "u", "context": {"trial": false}}}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"authorizers": [{"name": "Own", "kind": "TOKEN"}], "routes": [{"authorizer": "Own", "integration": {"requestTemplates": [{"contentType": "application/json", "lines": ["{\"t\": #if($context.authorizer.trial == \"true\")1#{else}0#end}"]}]}, "calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1"}, "identity": {"lambda": {"principalId": "u", "context": {"trial": false}}}}]}]}"##,
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let shown = |name: &str| {
        let mut calls = look.route.calls.iter().filter_map(|call| call.identity.lambda.context.get(name));
        calls.any(serde_json::Value::is_boolean)
    };
    for used in look.reading.uses.iter().filter(|used| matches!(used.role, Role::Condition | Role::Negated)) {
        let Reads::Context(path) = look.reading.meaning(used.reference).reads else { continue };
        let Some(name) = path.strip_prefix("authorizer.").filter(|name| shown(name)) else { continue };
        let text = format!("{} == \"true\"", mend::bare(look.reading, used.reference));
        found
            .at(used.reference.span, format!("`{name}` is a text: also \"false\" is true"))
            .maybe("compare it with \"true\"", vec![Edit::replace(used.reference.span, text)]);
    }
}
