//! `"$context.identity"`: maps of `$context` print nothing.

use super::prelude::*;
use crate::apigw::catalog::{ValueType, catalog};

pub(super) const RULE: Rule = Rule {
    name: "context-map-empty",
    severity: Severity::Warning,
    summary: "a map of `$context` prints nothing",
    why: "`$context` and the maps in it print nothing at all. Name the members that you need, or go over `keySet()` in a \
          loop.\n\
          Recorded on AWS: `test_sqs_amz_json_protocol`.",
    bad: Example::Template("{\"identity\": \"$context.identity\"}"),
    good: Example::Template("{\"identity\": {\"ip\": \"$context.identity.sourceIp\"}}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    for (used, _) in look.reading.printed() {
        let Reads::Context(path) = look.reading.meaning(used.reference).reads else { continue };
        if path != "authorizer.claims" && is_map(&path) {
            let members: Vec<&str> = members(&path).take(4).collect();
            let help = format!("name the members: {}", members.join(", "));
            found.at(used.reference.span, "a map of `$context` prints nothing").help(help);
        }
    }
}

/// Tells whether a path below `$context` leads to a map.
pub(super) fn is_map(path: &str) -> bool {
    let known = |variable: &crate::apigw::catalog::Variable| variable.path == path && variable.value_type != ValueType::Map;
    path.is_empty() || !catalog().variables.iter().any(known) && members(path).next().is_some()
}

fn members(path: &str) -> impl Iterator<Item = &'static str> {
    let below = if path.is_empty() { String::new() } else { format!("{path}.") };
    let rows = catalog().variables.iter().filter(|row| row.usable_in_mapping_template && !row.is_pattern());
    rows.filter(move |row| row.path.starts_with(&below)).map(|row| row.reference.as_str())
}
