//! `#if($context.authorizer.claims.email_verified)`: claims are texts.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "claim-types",
    severity: Severity::Warning,
    summary: "claims are texts, also flags and times",
    why: "Every claim is a text: `email_verified` is `\"true\"` or `\"false\"`, and both are true in an `#if`; `exp` is a \
          date such as `Tue Apr 04 18:39:39 UTC 2023` (REST API). Compare flags with `\"true\"`, and leave the check of \
          times to the authorizer.\n\
          Measured by third parties: aws/chalice#783, the developer guide's issue 158.",
    bad: Example::Template("{\"v\": #if($context.authorizer.claims.email_verified)true#{else}false#end}"),
    good: Example::Template("{\"v\": #if($context.authorizer.claims.email_verified == \"true\")true#{else}false#end}"),
    check: Check::Template(check),
};

const TIMES: [&str; 5] = ["exp", "iat", "nbf", "auth_time", "updated_at"];

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let Reads::Context(path) = reading.meaning(used.reference).reads else { continue };
        let Some(claim) = path.strip_prefix("authorizer.claims.") else { continue };
        let deciding = matches!(used.role, Role::Condition | Role::Negated);
        if deciding && is_flag(look, &reading.meaning(used.reference)) {
            let text = format!("{} == \"true\"", mend::bare(reading, used.reference));
            found
                .at(used.reference.span, format!("`{claim}` is a text: also \"false\" is true"))
                .maybe("compare it with \"true\"", vec![Edit::replace(used.reference.span, text)]);
        }
    }
    for (expr, _) in &reading.operations {
        let ExprKind::Compare(_, sides) = &expr.kind else { continue };
        for (side, other) in [(&sides.0, &sides.1), (&sides.1, &sides.0)] {
            let Some(reference) = as_reference(side) else { continue };
            let Reads::Context(path) = reading.meaning(reference).reads else { continue };
            let Some(claim) = path.strip_prefix("authorizer.claims.") else { continue };
            let boolean = matches!(ungrouped(other).kind, ExprKind::Bool(_));
            let number = TIMES.contains(&claim) && reading.expr_meaning(other).reads == Reads::Number;
            if boolean {
                let text = format!("\"{}\"", reading.text(other.span).trim());
                let said = found.at(expr.span, format!("`{claim}` is a text, and never equal to a boolean"));
                said.maybe("compare it with text", vec![Edit::replace(other.span, text)]);
            } else if number {
                found.at(expr.span, format!("`{claim}` is a text, and no number")).help("leave times to the authorizer");
            }
        }
    }
}

/// Tells whether a value is a claim that is `"true"` or `"false"`: by its name, or by what the calls show.
pub(super) fn is_flag(look: &TemplateLook<'_>, meaning: &Meaning) -> bool {
    let Reads::Context(path) = &meaning.reads else { return false };
    let Some(claim) = path.strip_prefix("authorizer.claims.") else { return false };
    let mut shown = look.route.calls.iter().filter_map(|call| call.identity.claims.as_ref()?.get(claim));
    matches!(claim, "email_verified" | "phone_number_verified") || shown.any(serde_json::Value::is_boolean)
}
