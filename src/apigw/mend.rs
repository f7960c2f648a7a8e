//! Ways to mend a mapping template, as edits of its text.
//!
//! Each says what it would change, and nothing is applied here; whether it helps is for the caller to try.

use super::reading::{Encoding, Meaning, Reading, Reads, Slot};
use crate::text::{Edit, Span};
use crate::vtl::ast::Reference;

/// Takes the backslash from the apostrophes that `escapeJavaScript` escapes and JSON does not.
pub const APOSTROPHES: &str = r#".replaceAll("\\'", "'")"#;

/// Returns a reference's text without quiet mark and braces: `$x.y` of `$!{x.y}`.
pub fn bare(reading: &Reading<'_>, reference: &Reference) -> String {
    let end = reference.steps.last().map_or(reference.root.span.end, |step| step.span().end);
    let inside = Span { start: reference.root.span.start, end };
    format!("${}", reading.text(inside))
}

/// Returns the text of an expression that escapes what `reference` prints, for a text in quotes.
pub fn escaped(reading: &Reading<'_>, reference: &Reference) -> String {
    let meaning = reading.meaning(reference);
    let bare = bare(reading, reference);
    match meaning.encoding {
        Encoding::Json => bare,
        Encoding::JavaScript => format!("{bare}{APOSTROPHES}"),
        _ if meaning.is_text() => format!("$util.escapeJavaScript({bare}){APOSTROPHES}"),
        // The function takes texts only; a number in quotes of its own is one.
        _ => format!("$util.escapeJavaScript(\"$!{}\"){APOSTROPHES}", inside_quotes(&bare)),
    }
}

/// Returns a reference's text without its `$`, fit to stand in a text in double quotes.
fn inside_quotes(bare: &str) -> String {
    let inner = bare.strip_prefix('$').unwrap_or(bare);
    if inner.contains('\'') { inner.replace('"', "\"\"") } else { inner.replace('"', "'") }
}

/// Returns `text`, an expression, written as `reference` was: in braces or not.
fn written_as(reference: &Reference, text: &str) -> String {
    match text.strip_prefix('$') {
        Some(inside) if reference.formal => format!("${{{inside}}}"),
        _ => text.to_owned(),
    }
}

/// Escapes what a reference prints inside a text in quotes.
pub fn escape(reading: &Reading<'_>, reference: &Reference) -> Edit {
    Edit::replace(dollar_span(reference), written_as(reference, &escaped(reading, reference)))
}

/// Returns the place of a reference without what stuck to it before its `$`.
pub fn dollar_span(reference: &Reference) -> Span {
    let stuck = reference.prefix.len() + reference.escapes.len();
    let start = (reference.span.start as usize + stuck).min(reference.root.span.start as usize);
    Span::new(start, reference.span.end as usize)
}

/// Returns `$input.json(…)` for a value of the body that a path leads to.
pub fn as_json(meaning: &Meaning) -> Option<String> {
    let path = match &meaning.reads {
        Reads::Body(path) | Reads::JsonText(path) => path,
        _ => return None,
    };
    let sound = path.starts_with('$') && !path.contains("[]") && !path.contains(".~");
    let quote = if path.contains('\'') { '"' } else { '\'' };
    (sound && !path.contains(quote)).then(|| format!("$input.json({quote}{path}{quote})"))
}

/// Replaces a reference by `text`, together with the quotes around it if it stands alone between them.
pub fn unquoted(reading: &Reading<'_>, reference: &Reference, slot: Slot, text: impl Into<String>) -> Edit {
    let span = match reading.json_text(slot) {
        Some(quotes) if reading.is_alone(reference, slot) => {
            Span::new(quotes.open, quotes.close.map_or(quotes.open, |close| close + 1))
        }
        _ => reference.span,
    };
    Edit::replace(span, text)
}

/// Prints `null` in place of nothing.
pub fn null_if_empty(reading: &Reading<'_>, reference: &Reference) -> Edit {
    let bare = bare(reading, reference);
    let formal = format!("${{{}}}", bare.strip_prefix('$').unwrap_or(&bare));
    Edit::replace(dollar_span(reference), format!("#if({bare} == \"\")null#{{else}}{formal}#{{end}}"))
}

/// Puts a reference between quotes, escaped.
pub fn quoted(reading: &Reading<'_>, reference: &Reference) -> Edit {
    let escaped = written_as(reference, &escaped(reading, reference));
    Edit::replace(dollar_span(reference), format!("\"{escaped}\""))
}

/// Returns a loop that prints a map of texts as an object.
pub fn map_as_object(map: &str, name: &str) -> String {
    let key = format!("$util.escapeJavaScript(${name}){APOSTROPHES}");
    let value = format!("$util.escapeJavaScript({map}.get(${name})){APOSTROPHES}");
    format!("{{#foreach(${name} in {map}.keySet())\"{key}\": \"{value}\"#if($foreach.hasNext), #end#end}}")
}
