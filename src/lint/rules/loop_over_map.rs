//! `#foreach($k in $map)` gives values.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "loop-over-map",
    severity: Severity::Warning,
    summary: "a loop over a map gives its values, not its names",
    why: "`#foreach($k in $map)` goes over the values. For names write `$map.keySet()`, for both `$map.entrySet()`.",
    bad: Example::Template(
        "#set($q = $input.params().querystring){#foreach($k in $q)\"$k.length()\": \"$q.get($k).length()\"#if($foreach.hasNext),#end#end}",
    ),
    good: Example::Template(
        "#set($q = $input.params().querystring){#foreach($k in $q.keySet())\"$k.length()\": \"$q.get($k).length()\"#if($foreach.hasNext),#end#end}",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for block in &reading.blocks {
        let BlockKind::Loop(foreach) = block.kind else { continue };
        let Some(items) = foreach.arguments.get(2).and_then(as_reference) else { continue };
        if !used_as_name(reading, &foreach.variable, block.body.span, items) {
            continue;
        }
        let text = mend::bare(reading, items);
        let span = mend::dollar_span(items);
        found
            .at(span, "this loop goes over the values, and uses them as names")
            .maybe("go over the names", vec![Edit::replace(span, format!("{text}.keySet()"))]);
    }
}

/// Tells whether a loop's variable is used to look up in the map that the loop goes over.
fn used_as_name(reading: &Reading<'_>, variable: &str, body: Span, map: &Reference) -> bool {
    let map = mend::bare(reading, map);
    let inside = |used: &&Use<'_>| body.covers(used.reference.span) && used.reference.span.len() > map.len();
    reading.uses.iter().filter(inside).any(|used| {
        let text = mend::bare(reading, used.reference);
        let Some(rest) = text.strip_prefix(&map) else { return false };
        let looks = |open: &str, close: &str| {
            rest.strip_prefix(open).and_then(|rest| rest.split_once(close)).is_some_and(|(name, _)| {
                name.trim().trim_start_matches('$').trim_matches(['{', '}', '!']) == variable
            })
        };
        looks(".get(", ")") || looks("[", "]")
    })
}
