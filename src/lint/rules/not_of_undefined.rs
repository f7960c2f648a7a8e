//! `#if(!$x)`: never true on AWS.

use super::prelude::*;
use super::undefined_is_true::{is_compared, may_be_missing};

pub(super) const RULE: Rule = Rule {
    name: "not-of-undefined",
    severity: Severity::Warning,
    summary: "the negation of a value that may be missing is never true on AWS",
    why: "What is missing is the empty text on AWS, and every text is true, so `!$x` is false: the default is never used. \
          Compare with the empty text.\n\
          Recorded on AWS: `test_logical_negation_operator`.",
    bad: Example::Template("#set($p = $input.params('p'))#if(!$p)#set($p = '1')#end{\"p\": $p.length()}"),
    good: Example::Template("#set($p = $input.params('p'))#if($p == \"\")#set($p = '1')#end{\"p\": $p.length()}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in reading.uses.iter().filter(|used| used.role == Role::Negated) {
        if !may_be_missing(&reading.meaning(used.reference)) || is_compared(reading, used) {
            continue;
        }
        let reference = used.reference;
        let not = reading.operations.iter().map(|(expr, _)| *expr).find(|expr| match &expr.kind {
            ExprKind::Not(inner) => as_reference(inner).is_some_and(|inner| inner.span == reference.span),
            _ => false,
        });
        let said = found.at(reference.span, "this negation is never true: what is missing counts as true");
        if let Some(not) = not {
            let text = format!("{} == \"\"", mend::bare(reading, reference));
            said.maybe("compare it with the empty text", vec![Edit::replace(not.span, text)]);
        }
    }
}
