//! `"name": $input.params('name')`: text without quotes.

use super::prelude::*;
use crate::apigw::catalog::{self, ValueType};

pub(super) const RULE: Rule = Rule {
    name: "unquoted-text",
    severity: Severity::Warning,
    summary: "a text is printed without quotes",
    why: "Parameters, stage variables and most of `$context` are texts, and print without quotes. `42` and `true` \
          happen to be JSON, everything else ends in 400. Put quotes around it, and escape what is between them; \
          for a value of the body, `$input.json` prints JSON with the quotes that it needs.",
    bad: Example::Template("{\"name\": $input.params('name')}"),
    good: Example::Template(
        "{\"name\": \"$util.escapeJavaScript($input.params('name')).replaceAll(\"\\\\'\", \"'\")\"}",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    if !reading.is_json {
        return;
    }
    for (used, slot) in reading.printed() {
        if slot != (Slot::Value { glued: false }) {
            continue;
        }
        let meaning = reading.meaning(used.reference);
        if !is_text(look, &meaning) {
            continue;
        }
        let edits = vec![mend::quoted(reading, used.reference)];
        found.at(used.reference.span, "this is a text, and stands without quotes").maybe("put it between quotes", edits);
    }
}

fn is_text(look: &TemplateLook<'_>, meaning: &Meaning) -> bool {
    match &meaning.reads {
        Reads::Parameter { .. } | Reads::ParameterName => true,
        Reads::StageVariable(Some(name)) => {
            let value = look.design.stage.variables.iter().find(|(known, _)| known == name);
            value.is_none_or(|(_, value)| serde_json::from_str::<serde_json::Value>(value).is_err())
        }
        Reads::Context(path) if path.starts_with("authorizer.claims.") => true,
        // What a Lambda authorizer returns is known by what the calls show.
        Reads::Context(path) if path.starts_with("authorizer.") => {
            let name = path.trim_start_matches("authorizer.");
            let mut calls = look.route.calls.iter().filter_map(|call| call.identity.lambda.context.get(name));
            calls.any(serde_json::Value::is_string)
        }
        // `messageString` brings its own quotes (recorded on AWS).
        Reads::Context(path) if path == "error.messageString" => false,
        Reads::Context(path) => {
            catalog::variable(path).is_some_and(|variable| variable.value_type == ValueType::String)
        }
        _ => false,
    }
}
