//! AppSync's resolver language in a mapping template.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "appsync-vocabulary",
    severity: Severity::Warning,
    summary: "this is AppSync's vocabulary, and prints nothing in API Gateway",
    why: "AppSync's resolvers use Velocity too, with `$ctx`, `$util.toJson`, `$util.error` and `$context.arguments`. API \
          Gateway has none of them: `$util` has six functions here, and a caller's claims are in \
          `$context.authorizer.claims`.\n\
          Seen in functionless#23, aws-appsync-community#90 and #222.",
    bad: Example::Template("{\"sub\": \"$context.identity.claims.sub\"}"),
    good: Example::Template("{\"sub\": \"$context.authorizer.claims.sub\"}"),
    check: Check::Template(check),
};

const FUNCTIONS: [&str; 22] = [
    "toJson", "qr", "quiet", "error", "appendError", "validate", "isNull", "isNullOrEmpty", "isNullOrBlank", "isBlank",
    "defaultIfNull", "defaultIfNullOrEmpty", "defaultIfNullOrBlank", "isString", "isNumber", "isBoolean", "isList",
    "isMap", "typeOf", "autoId", "unauthorized", "matches",
];
const OBJECTS: [&str; 9] = ["dynamodb", "time", "list", "map", "transform", "math", "str", "rds", "http"];
const CONTEXT: [&str; 8] = ["arguments", "args", "source", "result", "stash", "prev", "info", "request"];

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in reading.uses.iter().filter(|used| used.role != Role::Target) {
        let reference = used.reference;
        if !is_appsync(reading, reference) {
            continue;
        }
        let text = mend::bare(reading, reference);
        let said = found.at(mend::dollar_span(reference), "this belongs to AppSync, and prints nothing here");
        if let [Step::Property(identity), Step::Property(claims), _, ..] = reference.steps.as_slice()
            && (&*identity.name.text, &*claims.name.text) == ("identity", "claims")
        {
            let span = reference.root.span.to(claims.name.span);
            said.maybe("read the authorizer's claims", vec![Edit::replace(span, "context.authorizer.claims")]);
        } else if text.contains("toJson") {
            said.help("`$input.json('$.x')` prints a value of the body as JSON");
        }
    }
}

/// Tells whether a variable is AppSync's.
pub(super) fn is_root(name: &str) -> bool {
    matches!(name, "ctx" | "utils" | "extensions")
}

/// Tells whether a reference uses what only AppSync has.
pub(super) fn is_appsync(reading: &Reading<'_>, reference: &Reference) -> bool {
    let root = &*reference.root.text;
    if reading.is_set(root) {
        return false;
    }
    let name = |index: usize| match reference.steps.get(index) {
        Some(Step::Property(property)) => Some(&*property.name.text),
        Some(Step::Method(method)) => Some(&*method.name.text),
        _ => None,
    };
    match (root, name(0)) {
        (root, _) if is_root(root) => true,
        ("util", Some(name)) => FUNCTIONS.contains(&name) || OBJECTS.contains(&name),
        ("context", Some("identity")) => matches!(name(1), Some("claims" | "username" | "sub" | "groups" | "issuer")),
        ("context", Some(name)) => CONTEXT.contains(&name),
        _ => false,
    }
}
