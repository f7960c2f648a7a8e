//! A JSONPath with a filter gives a list.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "filter-gives-list",
    severity: Severity::Warning,
    summary: "a path with a filter, `..` or `*` gives a list",
    why: "`$input.path(\"$.items[?(@.id==1)].name\")` gives `[\"x\"]`, also for one hit, and `[]` for none. Take the first \
          with `[0]` behind the call, in the template and not in the path.",
    bad: Example::Template("{\"n\": \"$input.path(\"$.items[?(@.id==1)].name\")\"}"),
    good: Example::Template(
        "{\"n\": \"$util.escapeJavaScript($input.path(\"$.items[?(@.id==1)].name\")[0]).replaceAll(\"\\\\'\", \"'\")\"}",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let as_text = matches!(used.role, Role::Printed(Slot::Text(_)) | Role::Operand);
        let (Reads::Body(path), true) = (reading.meaning(used.reference).reads, as_text) else { continue };
        let whole = matches!(used.reference.steps.last(), Some(Step::Method(method)) if &*method.name.text == "path");
        // An element of a loop over the list, and a sum that elements are added to, are no lists.
        let is_element = path.ends_with("[]");
        let is_printed = matches!(used.role, Role::Printed(_));
        let variable = used.reference.steps.is_empty() && is_printed && !is_element;
        if !(whole || variable) || !gives_list(&path) {
            continue;
        }
        let end = used.reference.steps.last().map_or(used.reference.root.span.end, |step| step.span().end);
        found
            .at(used.reference.span, "this path gives a list, also for one hit")
            .maybe("take the first", vec![Edit::insert(end as usize, "[0]")]);
    }
}

fn gives_list(path: &str) -> bool {
    path.contains("[?") || path.contains("..") || path.contains("*") || path.contains(':') && !path.contains('\'')
}
