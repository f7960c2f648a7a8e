//! More than 1,000 rounds.

use super::prelude::*;
use crate::vtl::ast::Integer;

pub(super) const RULE: Rule = Rule {
    name: "loop-limit",
    severity: Severity::Error,
    summary: "a loop makes more than 1,000 rounds",
    why: "API Gateway allows 1,000 rounds of a `#foreach`. Longer lists are for the function to go through.\n\
          The developer guide lists it among the quotas.",
    bad: Example::Template("[#foreach($i in [1..2000])$i#if($foreach.hasNext),#end#end]"),
    good: Example::Template("[#foreach($i in [1..1000])$i#if($foreach.hasNext),#end#end]"),
    check: Check::Template(check),
};

const ROUNDS: i64 = 1000;

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    for block in &look.reading.blocks {
        let BlockKind::Loop(foreach) = block.kind else { continue };
        let Some(items) = foreach.arguments.get(2) else { continue };
        let ExprKind::Range(ends) = &ungrouped(items).kind else { continue };
        let end = |expr: &Expr| match &expr.kind {
            ExprKind::Integer(Integer::Int(value)) => Some(i64::from(*value)),
            _ => None,
        };
        let (Some(from), Some(to)) = (end(&ends.0), end(&ends.1)) else { continue };
        let rounds = (to - from).abs() + 1;
        if rounds > ROUNDS {
            found.at(items.span, format!("{rounds} rounds, and {ROUNDS} are allowed"));
        }
    }
}
