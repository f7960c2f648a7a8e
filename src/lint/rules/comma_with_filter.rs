//! `$foreach.hasNext` in a loop that leaves entries out.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "comma-with-filter",
    severity: Severity::Warning,
    summary: "a loop that leaves entries out asks `$foreach.hasNext` for its comma",
    why: "`hasNext` counts all entries, also those that the `#if` leaves out: when the last one is left out, a comma \
          stays behind, and the client gets 400. Keep the comma in a variable that is empty before the first print: \
          `#set($comma = \"\")`, then `$comma` before each value and `#set($comma = \",\")` after it.",
    bad: Example::Template(
        "[#foreach($i in $input.path('$.l'))#if($i.ok == true){\"id\": \"x\"}#if($foreach.hasNext),#end#end#end]",
    ),
    good: Example::Template(
        "#set($comma = \"\")[#foreach($i in $input.path('$.l'))#if($i.ok == true)$comma{\"id\": \"x\"}#set($comma = \",\")#end#end]",
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (index, tokens) in loops(reading) {
        let Some(block) = reading.blocks.get(index) else { continue };
        let mut filters = Vec::new();
        let (mut values_outside, mut filtered, mut comma) = (false, false, None);
        for token in &tokens {
            match token.kind {
                TokenKind::Open(inner) => filters.push(inner),
                TokenKind::Close(_) => {
                    filters.pop();
                }
                TokenKind::Value => {
                    let filter = filters.iter().any(|inner| is_filter(reading, *inner));
                    values_outside |= !filter;
                    filtered |= filter;
                }
                TokenKind::Anything => values_outside = true,
                TokenKind::Comma if filters.last().is_some_and(|inner| asks_for_round(reading, *inner)) => {
                    comma = Some(token.span);
                }
                _ => {}
            }
        }
        if let Some(comma) = comma.filter(|_| filtered && !values_outside && !block.in_text) {
            found
                .at(comma, "this comma stays behind when the last entry is left out")
                .help("keep the comma in a variable: print it before each value but the first");
        }
    }
}

/// Tells whether a branch may leave out what it prints: an `#if` with no `#else` that asks for something else than the
/// round.
fn is_filter(reading: &Reading<'_>, index: usize) -> bool {
    let Some(block) = reading.blocks.get(index) else { return false };
    matches!(block.kind, BlockKind::Branch(node, _) if node.otherwise.is_none()) && !asks_for_round(reading, index)
}
