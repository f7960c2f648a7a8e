//! What the targets share: how an input's bytes are cut up, and checks of what the library promises of every place.

use gatewright::diagnostics::{Diagnostic, Source};
use gatewright::text::{Span, apply_edits};

/// Ends a part of an input. No UTF-8 text has this byte, so the parts can hold any text.
pub const SEPARATOR: u8 = 0xFF;

/// Cuts an input into texts; what is not UTF-8 becomes U+FFFD.
pub fn parts(data: &[u8]) -> impl Iterator<Item = String> {
    data.split(|byte| *byte == SEPARATOR).map(|part| String::from_utf8_lossy(part).into_owned())
}

/// Checks that a place is one of the text's, and cuts no character.
#[track_caller]
pub fn check_span(span: Span, text: &str, what: &str) {
    assert!(text.get(span.range()).is_some(), "{what}: {span:?} is no place in a text of {} bytes", text.len());
}

/// Checks what is said about a text: its places, its words and its fixes. Returns what each fix makes of the text.
#[track_caller]
pub fn check_diagnostics(diagnostics: &[Diagnostic], source: &Source, text: &str) -> Vec<String> {
    let mut fixed = Vec::new();
    for diagnostic in diagnostics {
        assert!(!diagnostic.message.is_empty(), "{} says nothing", diagnostic.rule);
        assert!(diagnostic.primary().is_some(), "{} has no place: {}", diagnostic.rule, diagnostic.message);
        for label in diagnostic.labels.iter().filter(|label| label.location.source == *source) {
            check_span(label.location.span, text, &diagnostic.message);
        }
        for fix in diagnostic.fixes.iter().filter(|fix| fix.source == *source) {
            let after = apply_edits(text, &fix.edits);
            fixed.push(after.unwrap_or_else(|| panic!("{}: {:?} does not fit", fix.title, fix.edits)));
        }
    }
    fixed
}
