//! A loop that prints values and no comma.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "missing-comma",
    severity: Severity::Error,
    summary: "a loop prints values with no comma between them",
    why: "With one entry the event is JSON, with two the client gets 400. Print a comma after each round but the last: \
          `#if($foreach.hasNext),#end`.",
    bad: Example::Template("{\"l\": [#foreach($i in $input.path('$.l'))\"$util.escapeJavaScript($i)\"#end]}"),
    good: Example::Template(
        "{\"l\": [#foreach($i in $input.path('$.l'))\"$util.escapeJavaScript($i)\"#if($foreach.hasNext),#end#end]}",
    ),
    check: Check::Template(check),
};

/// Returns true if a bracket is open at `offset`.
fn is_in_brackets(reading: &Reading<'_>, offset: u32) -> bool {
    let before = reading.tokens.iter().take_while(|token| token.span.start < offset);
    let depth = before.fold(0_i32, |depth, token| match token.kind {
        TokenKind::OpenObject | TokenKind::OpenArray => depth + 1,
        TokenKind::CloseObject | TokenKind::CloseArray => depth - 1,
        _ => depth,
    });
    depth > 0
}

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (index, tokens) in super::prelude::loops(reading) {
        let Some(block) = reading.blocks.get(index) else { continue };
        let values = tokens.iter().any(|token| matches!(token.kind, TokenKind::Value));
        let open = tokens.iter().any(|token| matches!(token.kind, TokenKind::Comma | TokenKind::Anything));
        let breaks = reading.directives.iter().any(|(node, _)| {
            matches!(node.kind, NodeKind::Break(_)) && block.body.span.covers(node.span)
        });
        // Outside of brackets a loop prints text: lines, or a form's pairs.
        if !values || open || breaks || block.in_text || !is_in_brackets(reading, block.node.start) {
            continue;
        }
        let text = reading.text(block.body.span);
        let end = block.body.span.start as usize + text.trim_end().len();
        let head = Span::new(block.node.start as usize, block.body.span.start as usize);
        let head = Span::new(head.start as usize, head.start as usize + reading.text(head).trim_end().len());
        found
            .at(head, "this loop prints values with no comma between them")
            .maybe("print a comma between rounds", vec![Edit::insert(end, "#if($foreach.hasNext),#end")]);
    }
}
