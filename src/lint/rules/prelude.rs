//! What most rules need.

pub(super) use crate::apigw::mend;
pub(super) use crate::apigw::reading::{
    BlockKind, Encoding, Freedom, Meaning, Reading, Reads, Role, Slot, TokenKind, Use,
};
pub(super) use crate::diagnostics::Severity;
pub(super) use crate::lint::{CallLook, Check, Example, Found, Rule, TemplateLook};
pub(super) use crate::text::{Edit, Span};
pub(super) use crate::vtl::ast::{Expr, ExprKind, NodeKind, Reference, Step, TextLiteral};

/// Returns the text of a literal without references.
pub(super) fn literal(expr: &Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Text(TextLiteral::Plain(text)) => Some(text),
        _ => None,
    }
}

/// Returns the text of a literal as written, without its quotes.
pub(super) fn written<'t>(reading: &Reading<'t>, expr: &Expr) -> &'t str {
    let text = reading.text(expr.span);
    text.get(1..text.len().saturating_sub(1)).unwrap_or("")
}

/// Returns the expression without the parentheses around it.
pub(super) fn ungrouped(mut expr: &Expr) -> &Expr {
    while let ExprKind::Group(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

/// Returns the reference that an expression is.
pub(super) fn as_reference(expr: &Expr) -> Option<&Reference> {
    match &ungrouped(expr).kind {
        ExprKind::Reference(reference) => Some(reference),
        _ => None,
    }
}

/// Returns every value of a document.
pub(super) fn all_nodes(document: &crate::json::Document) -> Vec<crate::json::NodeId> {
    let mut all = vec![document.root()];
    let mut next = 0;
    while let Some(id) = all.get(next).copied() {
        all.extend(document.children(id));
        next += 1;
    }
    all
}

/// Returns each loop with the tokens directly in it, those in its `#if`s included, those between brackets left out but
/// for one value that stands for what is between them.
pub(super) fn loops(reading: &Reading<'_>) -> Vec<(usize, Vec<crate::apigw::reading::Token>)> {
    let mut done = Vec::new();
    // Each open loop: its block, how many brackets are open in it, and its tokens.
    let mut open: Vec<(usize, usize, Vec<crate::apigw::reading::Token>)> = Vec::new();
    for token in &reading.tokens {
        match token.kind {
            TokenKind::Open(index) if is_loop(reading, index) => {
                open.push((index, 0, Vec::new()));
                continue;
            }
            TokenKind::Close(index) if is_loop(reading, index) => {
                if let Some((index, _, tokens)) = open.pop() {
                    // What an inner loop prints counts as something of the outer one.
                    if let Some((_, 0, outer)) = open.last_mut()
                        && tokens.iter().any(|token| token.kind == TokenKind::Value)
                    {
                        outer.push(crate::apigw::reading::Token { kind: TokenKind::Anything, ..*token });
                    }
                    done.push((index, tokens));
                }
                continue;
            }
            _ => {}
        }
        let Some((_, depth, tokens)) = open.last_mut() else { continue };
        match token.kind {
            TokenKind::OpenObject | TokenKind::OpenArray => {
                if *depth == 0 {
                    tokens.push(crate::apigw::reading::Token { kind: TokenKind::Value, ..*token });
                }
                *depth += 1;
            }
            TokenKind::CloseObject | TokenKind::CloseArray => *depth = depth.saturating_sub(1),
            _ if *depth == 0 => tokens.push(*token),
            _ => {}
        }
    }
    done
}

fn is_loop(reading: &Reading<'_>, index: usize) -> bool {
    reading.blocks.get(index).is_some_and(|block| matches!(block.kind, BlockKind::Loop(_)))
}

/// Tells whether the condition of a branch asks where its loop is: `$foreach.hasNext`, `$velocityCount > 1`.
pub(super) fn asks_for_round(reading: &Reading<'_>, index: usize) -> bool {
    let Some(block) = reading.blocks.get(index) else { return false };
    let BlockKind::Branch(node, branch) = block.kind else { return false };
    let Some((condition, _)) = node.branches.get(branch) else { return false };
    let inside = |used: &&Use<'_>| condition.span.covers(used.reference.span);
    let asks = |used: &Use<'_>| matches!(&*used.reference.root.text, "foreach" | "velocityCount" | "velocityHasNext");
    reading.uses.iter().filter(inside).any(asks)
}
