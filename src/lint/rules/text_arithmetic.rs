//! `$input.params('page') + 1`.

use super::prelude::*;
use crate::vtl::ast::{CompareOp, MathOp};

pub(super) const RULE: Rule = Rule {
    name: "text-arithmetic",
    severity: Severity::Warning,
    summary: "parameters are texts: `+` joins them, and `>` compares nothing",
    why: "`$input.params('page') + 1` gives `71` for `7`, and a comparison by size with a number is false. Make it a \
          number first: `#set($Integer = 0)#set($n = $Integer.parseInt($input.params('page')))`.",
    bad: Example::Call("#set($n = $input.params('page') + 1){\"next\": $n}", r#"{"query": [["page", "7"]]}"#),
    good: Example::Call(
        "#set($Integer = 0)#set($n = $Integer.parseInt($input.params('page')) + 1){\"next\": $n}",
        r#"{"query": [["page", "7"]]}"#,
    ),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (expr, node) in &reading.operations {
        let (sides, joins) = match &expr.kind {
            ExprKind::Math(op, sides) => (sides, matches!(op, MathOp::Add(_))),
            ExprKind::Compare(op, sides) if !matches!(op, CompareOp::Equal | CompareOp::NotEqual) => (sides, false),
            _ => continue,
        };
        let number = |expr: &Expr| reading.expr_meaning(expr).reads == Reads::Number;
        // Two texts may be meant to be joined.
        if joins && !number(&sides.0) && !number(&sides.1) {
            continue;
        }
        for side in [&sides.0, &sides.1] {
            let Some(reference) = as_reference(side) else { continue };
            let meaning = reading.meaning(reference);
            let text = matches!(meaning.reads, Reads::Parameter { .. } | Reads::StageVariable(_) | Reads::ParameterName)
                || matches!(&meaning.reads, Reads::Context(path) if path.starts_with("authorizer."));
            if !text {
                continue;
            }
            let called = format!("$Integer.parseInt({})", mend::bare(reading, reference));
            let mut edits = vec![Edit::replace(reference.span, called)];
            if !reading.is_set("Integer") {
                edits.push(Edit::insert(node.start as usize, "#set($Integer = 0)"));
            }
            found.at(reference.span, "this is a text, not a number").maybe("make it a number", edits);
        }
    }
}
