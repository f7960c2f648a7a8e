//! `5 / 2` is 2.

use super::prelude::*;
use crate::vtl::ast::{Integer, MathOp};

pub(super) const RULE: Rule = Rule {
    name: "integer-division",
    severity: Severity::Hint,
    summary: "whole numbers divide to a whole number",
    why: "`5 / 2` is `2`: the rest is lost, as in Java. Write `5.0 / 2` where the rest matters.",
    bad: Example::Template("#set($n = 5 / 2){\"n\": $n}"),
    good: Example::Template("#set($n = 5.0 / 2){\"n\": $n}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    let digits = |expr: &Expr| match &ungrouped(expr).kind {
        ExprKind::Integer(Integer::Int(value)) => Some(*value),
        _ => None,
    };
    for (expr, _) in &reading.operations {
        let ExprKind::Math(MathOp::Divide, sides) = &expr.kind else { continue };
        let Some(by) = digits(&sides.1).filter(|by| *by != 0 && *by != 1) else { continue };
        let loses = match digits(&sides.0) {
            Some(value) => value.checked_rem(by) != Some(0),
            None => as_reference(&sides.0).is_some_and(|side| {
                matches!(side.steps.last(), Some(Step::Method(method)) if &*method.name.text == "size")
            }),
        };
        if loses {
            let edits = vec![Edit::insert(sides.1.span.end as usize, ".0")];
            found.at(expr.span, "the rest of this division is lost").maybe("keep the rest", edits);
        }
    }
}
