//! `X-Forwarded-For` is the caller's own.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "source-ip",
    severity: Severity::Warning,
    summary: "`X-Forwarded-For` begins with what the client says",
    why: "The client sends whatever it likes, and the gateway appends. `$context.identity.sourceIp` is the address that \
          called.",
    bad: Example::Template(
        "{\"ip\": \"$util.escapeJavaScript($input.params().header.get('X-Forwarded-For')).replaceAll(\"\\\\'\", \"'\")\"}",
    ),
    good: Example::Template("{\"ip\": \"$context.identity.sourceIp\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    for used in look.reading.uses.iter().filter(|used| !matches!(used.role, Role::Argument | Role::Interpolated)) {
        let meaning = look.reading.meaning(used.reference);
        let name = crate::lint::look::parameter(&meaning).map(|(_, name)| name);
        if name.is_some_and(|name| name.eq_ignore_ascii_case("X-Forwarded-For")) {
            let said = found.at(used.reference.span, "the client chooses how this begins");
            let edit = Edit::replace(mend::dollar_span(used.reference), "$context.identity.sourceIp");
            said.maybe("use the address that called", vec![edit]);
        }
    }
}
