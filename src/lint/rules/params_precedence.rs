//! `$input.params('X-Role')` for a header.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "params-precedence",
    severity: Severity::Warning,
    summary: "a query parameter of the same name wins over the header",
    why: "`$input.params(name)` looks in the path, then in the query, then among the headers: `?X-Role=admin` wins over \
          what a proxy or an authorizer put into the header. Say where: `$input.params().header.get('X-Role')`.\n\
          The developer guide gives this order at `$input.params(x)`.",
    bad: Example::Template(
        "{\"r\": \"$util.escapeJavaScript($input.params('X-Role')).replaceAll(\"\\\\'\", \"'\")\"}",
    ),
    good: Example::Template(
        "{\"r\": \"$util.escapeJavaScript($input.params().header.get('X-Role')).replaceAll(\"\\\\'\", \"'\")\"}",
    ),
    check: Check::Template(check),
};

/// Headers without a hyphen that are no query parameters.
const HEADERS: [&str; 8] = ["Authorization", "Host", "Origin", "Referer", "Cookie", "Accept", "From", "Via"];

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        for (index, step) in used.reference.steps.iter().enumerate() {
            let Step::Method(method) = step else { continue };
            let [argument] = method.arguments.as_slice() else { continue };
            let on_input = reading.meaning_before(used.reference, index).reads == Reads::Input;
            let Some(name) = literal(argument).filter(|_| on_input && &*method.name.text == "params") else { continue };
            if !is_header(name) || look.route.path.contains(&format!("{{{name}}}")) {
                continue;
            }
            let call = format!("params().header.get({})", reading.text(argument.span));
            found
                .at(method.span, format!("a query parameter `{name}` wins over the header"))
                .maybe("read the header", vec![Edit::replace(method.span, call)]);
        }
    }
}

fn is_header(name: &str) -> bool {
    let extension = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("x-"));
    extension || HEADERS.iter().any(|header| header.eq_ignore_ascii_case(name)) || {
        ["User-Agent", "Content-Type", "Content-Length", "If-Match", "Accept-Language", "Accept-Encoding"]
            .iter()
            .any(|header| header.eq_ignore_ascii_case(name))
    }
}
