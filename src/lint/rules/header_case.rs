//! `$input.params('X-User')` where the client sends `x-user`.

use super::prelude::*;
use crate::lint::look::parameter;

pub(super) const RULE: Rule = Rule {
    name: "header-case",
    severity: Severity::Warning,
    summary: "the call sends this header in another spelling, and names are case-sensitive",
    why: "`$input.params` looks for the name exactly as written. Clients that speak HTTP/2 send header names in lower \
          case, and the gateway rewrites only some. Try both spellings, or map the parameter in the method request.\n\
          The developer guide says so among its important notes; seen in aws/aws-sam-cli#1860.",
    bad: Example::Call(
        "{\"u\": \"$util.escapeJavaScript($input.params().header.get('X-User')).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"headers": [["x-user", "ana"]]}"#,
    ),
    good: Example::Call(
        "{\"u\": \"$util.escapeJavaScript($input.params().header.get('X-User')).replaceAll(\"\\\\'\", \"'\")\"}",
        r#"{"headers": [["X-User", "ana"]]}"#,
    ),
    check: Check::Call(check),
};

fn check(look: &CallLook<'_>, found: &mut Found) {
    let reading = look.template.reading;
    let params = &look.input.given.params;
    for used in &reading.uses {
        let meaning = reading.meaning(used.reference);
        let Some((location, name)) = parameter(&meaning) else { continue };
        let exact = [&params.path, &params.querystring, &params.header];
        if exact.iter().any(|pairs| pairs.iter().any(|(known, _)| known == name)) {
            continue;
        }
        let header = location.is_none_or(|location| location == crate::apigw::bindings::ParameterLocation::Header);
        let other = params.header.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        if let Some((sent, _)) = other.filter(|_| header) {
            found
                .at(used.reference.span, format!("the call sends `{sent}`, not `{name}`"))
                .help("clients that speak HTTP/2 send names in lower case: try both spellings");
        }
    }
}
