//! `.count()`, `.length` of a list.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "count-method",
    severity: Severity::Warning,
    summary: "lists have `size()`, not `count()` or `length`",
    why: "`count()` and `length` of a list print nothing; `size()` gives the number of its elements. The developer guide \
          mentions `count()`; Java's lists have none.",
    bad: Example::Call("{\"n\": $input.path('$.items').count()}", r#"{"body": ["{\"items\": [1]}"]}"#),
    good: Example::Call("{\"n\": $input.path('$.items').size()}", r#"{"body": ["{\"items\": [1]}"]}"#),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let Some((index, last)) = used.reference.steps.iter().enumerate().next_back() else { continue };
        let (name, span) = match last {
            Step::Method(method) if method.arguments.is_empty() => (&*method.name.text, method.span),
            Step::Property(property) => (&*property.name.text, property.name.span),
            _ => continue,
        };
        if !matches!(name, "count" | "length") {
            continue;
        }
        let before = reading.meaning_before(used.reference, index);
        let list = matches!(before.reads, Reads::Each(_) | Reads::List) || is_looped(reading, used.reference, index);
        let called = matches!(last, Step::Method(_));
        let wrong = match name {
            "count" => called && matches!(before.reads, Reads::Body(_) | Reads::Each(_) | Reads::List | Reads::Unknown),
            "length" => list && before.encoding == Encoding::Plain,
            _ => false,
        };
        if wrong {
            found.at(span, "lists have `size()`").safe("write `size()`", vec![Edit::replace(span, "size()")]);
        }
    }
}

/// Tells whether a loop goes over the same value.
fn is_looped(reading: &Reading<'_>, reference: &Reference, count: usize) -> bool {
    let end = match count.checked_sub(1) {
        Some(before) => reference.steps.get(before).map_or(reference.root.span.end, |step| step.span().end),
        None => reference.root.span.end,
    };
    let text = reading.text(Span { start: reference.root.span.start, end });
    reading.uses.iter().filter(|used| used.role == Role::LoopOver).any(|used| {
        mend::bare(reading, used.reference).strip_prefix('$') == Some(text)
    })
}
