//! What the editor keeps between edits: after any edits, undos and redos it equals what a fresh start makes of the text.
//!
//! Input: the first text, byte 0xFF, then steps ([`Step`]). The files of the editor are compiled here as they are,
//! so that no graphics crate has to be.
#![no_main]

mod app;

use app::editor::Document;
use gatewright::diagnostics::Source;
use gatewright::text;
use gatewright::vtl::{self, Dialect};
use gatewright_fuzz::{SEPARATOR, check_diagnostics};
use libfuzzer_sys::fuzz_target;
use text::{Edit, Span, apply_edits};

/// More than this says nothing new and is slow.
const MOST_STEPS: usize = 48;

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|byte| *byte == SEPARATOR).unwrap_or(data.len());
    let first = String::from_utf8_lossy(data.get(..at).unwrap_or_default()).into_owned();
    let mut bytes = data.get(at + 1..).unwrap_or_default().iter().copied();
    let mut document = Document::new(&first);
    let mut text = first.clone();
    for _ in 0..MOST_STEPS {
        let Some(step) = Step::read(&mut bytes, &text) else { break };
        let look = step.apply(&mut document, &mut text);
        assert_eq!(*document.text(), *text, "the text");
        if look {
            document.check_against_fresh(&text);
        }
    }
    document.check_against_fresh(&text);
    let parsed = vtl::parse(document.text(), Dialect::API_GATEWAY);
    check_diagnostics(&parsed.diagnostics, &Source::Template, &text);
    while document.redo() {}
    let last = document.text();
    while document.undo() {}
    assert_eq!(*document.text(), *first, "undone to the start");
    while document.redo() {}
    assert_eq!(*document.text(), *last, "redone to the end");
    document.check_against_fresh(&last);
});

/// One thing that a user does.
enum Step {
    /// Replaces several pieces at once.
    Edits(Vec<Edit>),
    /// Hands over a whole new text.
    SetText(String),
    Undo,
    Redo,
    /// Folds lines, which edits have to keep in step.
    Fold(usize, usize),
}

impl Step {
    /// Reads a step: its kind, then what it needs. Bit 7 of the kind says that the highlighter gets no time after it.
    fn read(bytes: &mut impl Iterator<Item = u8>, text: &str) -> Option<(Self, bool)> {
        let kind = bytes.next()?;
        let step = match kind & 0x0F {
            0..=9 => {
                let count = if kind & 0x70 == 0x70 { 70 } else { usize::from(kind >> 4 & 3) + 1 };
                Self::Edits((0..count).map_while(|_| edit(bytes, text)).collect())
            }
            10 => Self::SetText(edited(&edit(bytes, text)?, text)),
            11 | 12 => Self::Undo,
            13 => Self::Redo,
            _ => Self::Fold(usize::from(bytes.next()?), usize::from(bytes.next()?)),
        };
        Some((step, kind & 0x80 == 0))
    }
}

trait Apply {
    fn apply(self, document: &mut Document, text: &mut String) -> bool;
}

impl Apply for (Step, bool) {
    /// Does the step to the document and to a plain text. Returns whether it is time to look.
    fn apply(self, document: &mut Document, text: &mut String) -> bool {
        let (step, look) = self;
        match step {
            Step::Edits(mut edits) => {
                // One that changes nothing fits anywhere.
                edits.retain(|edit| !edit.span.is_empty() || !edit.text.is_empty());
                let expected = apply_edits(text, &edits);
                if document.apply_edits(&edits) {
                    *text = expected.expect("the document took edits that do not fit");
                }
            }
            Step::SetText(new) => {
                document.set_text(&new);
                *text = new;
            }
            Step::Undo => {
                document.undo();
                *text = document.text().to_string();
            }
            Step::Redo => {
                document.redo();
                *text = document.text().to_string();
            }
            Step::Fold(first, last) => document.fold(first, last),
        }
        look
    }
}

/// Reads an edit: where (two bytes), how much goes (one), how much comes (one), and that.
fn edit(bytes: &mut impl Iterator<Item = u8>, text: &str) -> Option<Edit> {
    let place = usize::from(bytes.next()?) << 8 | usize::from(bytes.next()?);
    let start = place % (text.len() + 1);
    let end = (start + usize::from(bytes.next()? % 64)).min(text.len());
    let count = usize::from(bytes.next()? % 32);
    let inserted: Vec<u8> = bytes.take(count).collect();
    // Most edits fit; one place in sixteen is left as it is, to see that what does not fit is refused.
    let span = if place % 16 == 15 {
        Span::new(start, end)
    } else {
        Span::new(text.floor_char_boundary(start), text.floor_char_boundary(end))
    };
    Some(Edit::replace(span, String::from_utf8_lossy(&inserted)))
}

fn edited(edit: &Edit, text: &str) -> String {
    apply_edits(text, std::slice::from_ref(edit)).unwrap_or_else(|| text.to_owned())
}
