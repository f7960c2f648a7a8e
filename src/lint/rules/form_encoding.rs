//! `Action=SendMessage&MessageBody=$input.body`.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "form-encoding",
    severity: Severity::Warning,
    summary: "a value in a form is not encoded",
    why: "In a form, `&`, `+` and `%` mean something: a body that holds them is cut or changed. Encode values with \
          `$util.urlEncode`. A line break at the end of the template belongs to the last value.\n\
          The developer guide's examples for Amazon SQS encode so.",
    bad: Example::Template("Action=SendMessage&MessageBody=$input.body"),
    good: Example::Template("Action=SendMessage&MessageBody=$util.urlEncode($input.body)"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    if reading.is_json || !is_form(reading.source) {
        return;
    }
    for (used, _) in reading.printed() {
        let start = mend::dollar_span(used.reference).start as usize;
        let after_name = reading.source.get(..start).is_some_and(|before| before.ends_with('='));
        let meaning = reading.meaning(used.reference);
        if after_name && meaning.encoding != Encoding::Url && meaning.freedom() != Freedom::Fixed {
            let call = format!("$util.urlEncode({})", mend::bare(reading, used.reference));
            let edits = vec![Edit::replace(mend::dollar_span(used.reference), call)];
            found.at(used.reference.span, "`&`, `+` and `%` in this change the form").safe("encode it", edits);
        }
    }
}

/// Tells whether a template prints a form: `name=value&…` from the start.
pub(in crate::lint) fn is_form(source: &str) -> bool {
    let mut lines = source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(first) = lines.next() else { return false };
    let name = first.split('=').next().unwrap_or_default();
    first.contains('=') && !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}
