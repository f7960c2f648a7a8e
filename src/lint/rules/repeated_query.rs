//! A repeated query parameter.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "repeated-query",
    severity: Severity::Hint,
    summary: "of a repeated query parameter the template sees the last value only",
    why: "`$input.params` has one value a name: the last. The others are lost on the way. A proxy integration has them all \
          in `multiValueQueryStringParameters`.\n\
          Recorded on AWS.",
    bad: Example::Call(
        "{\"t\": \"$util.escapeJavaScript($input.params('tag')).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"query": [["tag", "a"], ["tag", "b"]]}"#,
    ),
    good: Example::Call(
        "{\"t\": \"$util.escapeJavaScript($input.params('tag')).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"query": [["tag", "a,b"]]}"#,
    ),
    check: Check::Call(check),
};

fn check(look: &CallLook<'_>, found: &mut Found) {
    let query = &look.call.request.query;
    for used in &look.template.reading.uses {
        let meaning = look.template.reading.meaning(used.reference);
        let Some((location, name)) = crate::lint::look::parameter(&meaning) else { continue };
        let queried = location.is_none_or(|at| at == crate::apigw::bindings::ParameterLocation::Querystring);
        let count = query.iter().filter(|(known, _)| known == name).count();
        if queried && count > 1 {
            found.at(used.reference.span, format!("the call sends `{name}` {count} times, and this is the last of them"));
        }
    }
}
