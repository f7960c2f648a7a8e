//! `'Hi $name'`: single quotes keep references as written.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "single-quotes-do-not-interpolate",
    severity: Severity::Warning,
    summary: "a reference in single quotes is printed as it is written",
    why: "Only texts in double quotes have their references replaced; in single quotes `$name` stays `$name`.",
    bad: Example::Template("#set($name = 'Ana')#set($s = 'Hi $name'){\"s\": \"$s\"}"),
    good: Example::Template("#set($name = 'Ana')#set($s = \"Hi $name\"){\"s\": \"$s\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for expr in &reading.literals {
        if !reading.text(expr.span).starts_with('\'') {
            continue;
        }
        let inside = written(reading, expr);
        let known = |rest: &str| {
            let rest = rest.trim_start_matches(['!', '{']);
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            let name = rest.get(..end).unwrap_or_default();
            reading.is_set(name) || matches!(name, "input" | "context" | "util" | "stageVariables")
        };
        if !inside.split('$').skip(1).any(known) {
            continue;
        }
        let said = found.at(expr.span, "references in single quotes are not replaced");
        if !inside.contains('"') {
            said.maybe("use double quotes", vec![Edit::replace(expr.span, format!("\"{inside}\""))]);
        }
    }
}
