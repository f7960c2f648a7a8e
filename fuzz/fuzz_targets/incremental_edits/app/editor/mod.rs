//! The editor's document, as it is, and what is checked about it.

#[path = "../../../../../src/app/editor/buffer.rs"]
#[allow(dead_code)]
mod buffer;
#[path = "../../../../../src/app/editor/carets.rs"]
#[allow(dead_code)]
mod carets;
#[path = "../../../../../src/app/editor/document.rs"]
#[allow(dead_code)]
mod document;
#[path = "../../../../../src/app/editor/folds.rs"]
#[allow(dead_code)]
mod folds;
#[path = "../../../../../src/app/editor/undo.rs"]
#[allow(dead_code)]
mod undo;

use std::sync::Arc;
use std::time::Duration;

/// The document under test.
pub struct Document(document::Document);

impl Document {
    pub fn new(text: &str) -> Self {
        Self(document::Document::new(text))
    }

    pub fn text(&mut self) -> Arc<str> {
        self.0.text()
    }

    pub fn apply_edits(&mut self, edits: &[gatewright::text::Edit]) -> bool {
        self.0.apply_edits(edits)
    }

    pub fn set_text(&mut self, text: &str) -> bool {
        self.0.set_text(text)
    }

    pub fn undo(&mut self) -> bool {
        self.0.undo()
    }

    pub fn redo(&mut self) -> bool {
        self.0.redo()
    }

    pub fn fold(&mut self, first: usize, last: usize) {
        self.0.folds.fold(first, last);
    }

    /// Checks lines, classes, rows and carets against a document that is made of `text` now.
    pub fn check_against_fresh(&mut self, text: &str) {
        let mut fresh = document::Document::new(text);
        highlight(&mut fresh);
        highlight(&mut self.0);
        let (ours, fresh) = (&self.0, &fresh);
        assert_eq!(ours.buffer.line_count(), fresh.buffer.line_count(), "lines");
        assert_eq!(ours.buffer.len(), text.len(), "length");
        for line in 0..fresh.buffer.line_count() {
            assert_eq!(ours.buffer.line_with_end(line), fresh.buffer.line_with_end(line), "line {line}");
            assert_eq!(ours.buffer.line_start(line), fresh.buffer.line_start(line), "start of line {line}");
            assert_eq!(ours.highlighter.spans(line), fresh.highlighter.spans(line), "classes of line {line}");
            for span in ours.highlighter.spans(line) {
                let piece = ours.buffer.line(line).get(span.start as usize..span.end as usize);
                assert!(piece.is_some(), "a class cuts a character of line {line}");
            }
            let row = ours.folds.row_of_line(line);
            assert!(row < ours.folds.row_count(), "line {line} is in row {row}");
            assert!(ours.folds.line_of_row(row) <= line, "line {line} is in a row below it");
        }
        for caret in ours.carets.all() {
            assert_eq!(ours.buffer.clip(caret.head), caret.head, "a caret where none may stand");
        }
    }
}

fn highlight(document: &mut document::Document) {
    let buffer = &document.buffer;
    assert!(document.highlighter.advance(Duration::from_secs(60), |line| buffer.line(line)), "the highlighter hangs");
}
