//! A path parameter arrives encoded.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "path-encoding",
    severity: Severity::Hint,
    summary: "a path parameter reaches the template as it was sent, percent signs and all",
    why: "A REST API does not decode path parameters: `/rides/4%202` gives `4%202`. An HTTP API decodes them. Decode with \
          `$util.urlDecode` where the text is meant.\n\
          Recorded on AWS for proxy events.",
    bad: Example::Call(
        "{\"id\": \"$util.escapeJavaScript($input.params('id')).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"path": "/example/4%202"}"#,
    ),
    good: Example::Call(
        "{\"id\": \"$util.escapeJavaScript($util.urlDecode($input.params('id'))).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"path": "/example/4%202"}"#,
    ),
    check: Check::Call(check),
};

fn check(look: &CallLook<'_>, found: &mut Found) {
    let reading = look.template.reading;
    for used in reading.uses.iter().filter(|used| !matches!(used.role, Role::Target | Role::Assigned)) {
        let meaning = reading.meaning(used.reference);
        let Some((_, name)) = crate::lint::look::parameter(&meaning) else { continue };
        let value = look.input.given.params.path.iter().find(|(known, _)| known == name).map(|(_, value)| value);
        let node = reading.text(used.node);
        if let Some(value) = value.filter(|value| value.contains('%')) && !node.contains("urlDecode") {
            found.at(used.reference.span, format!("this arrives encoded: `{}`", value.chars().take(40).collect::<String>()));
        }
    }
}
