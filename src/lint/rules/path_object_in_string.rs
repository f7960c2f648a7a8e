//! `"$input.path('$.address')"` where that is an object or a list.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "path-object-in-string",
    severity: Severity::Warning,
    summary: "an object or list is printed as Java shows it",
    why: "`$input.path` prints an object as `{street=Main, no=1}`, which is no JSON, and a list as JSON, whose quotes end \
          the text around it. `$input.json` prints JSON, without quotes of the template around it.\n\
          Recorded on AWS: `test_input_path_template_formatting`.",
    bad: Example::Call(
        "{\"addr\": \"$input.path('$.address')\"}",
        r#"{"headers": [["Content-Type", "application/json"]], "body": ["{\"address\": {\"no\": 1}}"]}"#,
    ),
    good: Example::Call(
        "{\"addr\": $input.json('$.address')}",
        r#"{"headers": [["Content-Type", "application/json"]], "body": ["{\"address\": {\"no\": 1}}"]}"#,
    ),
    check: Check::Call(check),
};

fn check(look: &CallLook<'_>, found: &mut Found) {
    let reading = look.template.reading;
    for (used, slot) in reading.printed() {
        let meaning = reading.meaning(used.reference);
        if !matches!(meaning.reads, Reads::Body(_)) || meaning.encoding != Encoding::Plain {
            continue;
        }
        let traced = look.mapped.value_at(mend::dollar_span(used.reference).start as usize);
        let Some(traced) = traced.filter(|traced| traced.span == used.reference.span) else { continue };
        let shape = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            (text.starts_with('{') && text.contains('=')) || text.starts_with("[{") || text.starts_with("[\"")
        };
        let is_object = |class: &str| class.ends_with("Map") || class.contains("JSONArray") || class.ends_with("List");
        let object = traced.values.iter().find(|value| is_object(value.class_name) && shape(&value.text));
        let Some(object) = object else { continue };
        let lists_as_value = matches!(slot, Slot::Value { .. }) && object.text.as_deref().is_some_and(|t| t.starts_with('['));
        if lists_as_value || matches!(slot, Slot::Unknown) {
            continue;
        }
        let said = found.at(used.reference.span, "this is an object or a list, and prints as Java shows it");
        if let Some(json) = mend::as_json(&meaning) {
            said.maybe("print it as JSON", vec![mend::unquoted(reading, used.reference, slot, json)]);
        }
    }
}
