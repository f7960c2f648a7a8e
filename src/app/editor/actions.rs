//! What a person can do in the editor, apart from which key does it.

use super::carets::{Caret, Carets};
use super::document::Document;
use super::motions;

/// A way to move a caret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    LineStart,
    LineEnd,
    /// Rows down, negative for up.
    Rows(isize),
    Start,
    End,
}

/// A thing to do. Those that need more than the text (find, clipboard) are handled by the widget.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Action {
    /// Move, or extend the selection if true.
    Move(Motion, bool),
    /// A character or more as typed.
    Insert(String),
    /// Text from the clipboard.
    Paste(String),
    Newline,
    /// Delete from the caret to where the motion goes, or the selection.
    Delete(Motion),
    /// Blanks at the caret, or a level of indentation for the lines selected.
    Indent,
    IndentLines,
    Outdent,
    ToggleComment,
    /// Move the lines up (-1) or down (1).
    MoveLines(isize),
    /// Copy the lines; the carets stay on the upper copy if true.
    DuplicateLines(bool),
    DeleteLines,
    /// Open a line below (true) or above.
    OpenLine(bool),
    SelectAll,
    SelectLine,
    SelectNextOccurrence,
    /// One more caret a row up (-1) or down (1).
    AddCaret(isize),
    JumpToMatch,
    Undo,
    Redo,
}

/// Widths on the screen, which up and down need.
pub(super) trait Metrics {
    /// Returns the distance of a byte column from the start of `line`, in points.
    fn x_of(&mut self, line: &str, column: usize) -> f32;
    /// Returns the byte column nearest to `x`.
    fn column_at(&mut self, line: &str, x: f32) -> usize;
}

impl Document {
    /// Does `action` at `time` seconds. Returns true if the text changed.
    pub fn perform(&mut self, action: &Action, metrics: &mut dyn Metrics, time: f64) -> bool {
        match action {
            Action::Move(motion, extend) => {
                self.move_carets(*motion, *extend, metrics);
                false
            }
            Action::Insert(text) => self.insert(text, time),
            Action::Paste(text) => self.paste(text),
            Action::Newline => self.newline(time),
            Action::Delete(motion) => self.delete(*motion, metrics, time),
            Action::Indent => self.indent(time),
            Action::IndentLines => self.indent_lines(),
            Action::Outdent => self.outdent(),
            Action::ToggleComment => self.toggle_comment(),
            Action::MoveLines(by) => self.move_lines(*by),
            Action::DuplicateLines(up) => self.duplicate_lines(*up),
            Action::DeleteLines => self.delete_lines(),
            Action::OpenLine(below) => self.open_line(*below, time),
            Action::SelectAll => self.select(Carets::one(Caret::selecting(0, self.buffer.len()))),
            Action::SelectLine => self.select_lines(),
            Action::SelectNextOccurrence => self.select_next_occurrence(),
            Action::AddCaret(rows) => self.add_caret(*rows, metrics),
            Action::JumpToMatch => self.jump_to_match(),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
        }
    }

    /// Sets the carets; a new undo step begins.
    pub fn select(&mut self, carets: Carets) -> bool {
        if self.carets != carets {
            self.seal();
        }
        self.carets = carets;
        false
    }

    /// Returns where `motion` takes a caret, and the horizontal place it aims at.
    pub fn moved(&self, caret: &Caret, motion: Motion, metrics: &mut dyn Metrics) -> (usize, Option<f32>) {
        let at = caret.head;
        let to = match motion {
            Motion::Left => motions::left(&self.buffer, at),
            Motion::Right => motions::right(&self.buffer, at),
            Motion::WordLeft => motions::word_left(&self.buffer, at),
            Motion::WordRight => motions::word_right(&self.buffer, at),
            Motion::LineStart => motions::smart_home(&self.buffer, at),
            Motion::LineEnd => motions::line_end(&self.buffer, at),
            Motion::Start => 0,
            Motion::End => self.buffer.len(),
            Motion::Rows(rows) => return self.moved_rows(caret, rows, metrics),
        };
        (to, None)
    }

    fn moved_rows(&self, caret: &Caret, rows: isize, metrics: &mut dyn Metrics) -> (usize, Option<f32>) {
        let at = self.buffer.position(caret.head);
        let x = caret.goal_x.unwrap_or_else(|| metrics.x_of(self.buffer.line(at.line), at.column));
        let row = self.folds.row_of_line(at.line) as isize + rows;
        if row < 0 {
            return (0, Some(x));
        }
        if row as usize >= self.folds.row_count() {
            return (self.buffer.len(), Some(x));
        }
        let line = self.folds.line_of_row(row as usize);
        let column = metrics.column_at(self.buffer.line(line), x);
        (self.buffer.clip(self.buffer.line_start(line) + column), Some(x))
    }

    fn move_carets(&mut self, motion: Motion, extend: bool, metrics: &mut dyn Metrics) {
        let moved = self.carets.all().iter().map(|caret| {
            // Left and right first fall to the selection's edge; other motions go on from the caret.
            let to = match motion {
                Motion::Left if !extend && !caret.is_empty() => (caret.range().start, None),
                Motion::Right if !extend && !caret.is_empty() => (caret.range().end, None),
                _ => self.moved(caret, motion, metrics),
            };
            Caret { anchor: if extend { caret.anchor } else { to.0 }, head: to.0, goal_x: to.1 }
        });
        let moved: Vec<Caret> = moved.collect();
        let mut moved = moved.into_iter();
        let mut carets = self.carets.clone();
        carets.map(|caret| moved.next().unwrap_or(*caret));
        self.select(carets);
        self.folds.reveal(self.buffer.position(self.carets.primary().head).line);
    }

    fn add_caret(&mut self, rows: isize, metrics: &mut dyn Metrics) -> bool {
        let edge = if rows < 0 { self.carets.all().first() } else { self.carets.all().last() };
        let Some(edge) = edge.copied() else { return false };
        let (to, goal_x) = self.moved_rows(&edge, rows, metrics);
        if self.buffer.position(to).line != self.buffer.position(edge.head).line {
            self.carets.push(Caret { anchor: to, head: to, goal_x });
            self.seal();
        }
        false
    }

    fn jump_to_match(&mut self) -> bool {
        let at = self.carets.primary().head;
        let pair = super::matching::bracket_pair(&self.buffer, at)
            .map(|(open, close)| if at <= open.start as usize + 1 { close } else { open })
            .or_else(|| super::matching::other_directive(&self.buffer, at));
        if let Some(span) = pair {
            self.select(Carets::one(Caret::at(span.start as usize)));
            self.folds.reveal(self.buffer.position(span.start as usize).line);
        }
        false
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// One point a character.
    pub struct Cells;

    impl Metrics for Cells {
        fn x_of(&mut self, line: &str, column: usize) -> f32 {
            line.get(..column).map_or(0.0, |head| head.chars().count() as f32)
        }

        fn column_at(&mut self, line: &str, x: f32) -> usize {
            line.char_indices().nth(x.round() as usize).map_or(line.len(), |(at, _)| at)
        }
    }

    /// Makes a document from a text in which `|` marks carets and `[…>` selections that end in a caret.
    pub fn document(marked: &str) -> Document {
        let (mut text, mut list, mut anchor) = (String::new(), Vec::new(), None);
        for c in marked.chars() {
            match c {
                '|' => list.push(Caret::at(text.len())),
                '«' => anchor = Some(text.len()),
                '»' => list.push(Caret::selecting(anchor.take().unwrap_or(0), text.len())),
                c => text.push(c),
            }
        }
        let mut document = Document::new(&text);
        document.carets = Carets::many(list, 0);
        document
    }

    /// Shows a document the way [`document`] reads it.
    pub fn shown(document: &mut Document) -> String {
        let mut text = document.text().to_string();
        for caret in document.carets.all().to_vec().iter().rev() {
            let range = caret.range();
            if caret.is_empty() {
                text.insert(range.start, '|');
            } else {
                text.insert(range.end, '»');
                text.insert(range.start, '«');
            }
        }
        text
    }

    /// Does actions in turn and compares; then undoes all and compares with the start.
    pub fn check(marked: &str, actions: &[Action], expected: &str) {
        let mut document = document(marked);
        let before = document.text();
        for (index, action) in actions.iter().enumerate() {
            document.perform(action, &mut Cells, index as f64 * 0.01);
        }
        assert_eq!(shown(&mut document), expected);
        while document.undo() {}
        assert_eq!(document.text(), before);
    }

    #[test]
    fn moving() {
        use Motion::*;
        check("ab|c", &[Action::Move(Left, false)], "a|bc");
        check("«ab»c", &[Action::Move(Left, false)], "|abc");
        check("a«b»c", &[Action::Move(Right, false)], "ab|c");
        check("a|bc", &[Action::Move(End, true)], "a«bc»");
        check(
            "long |line\nx\nlong line",
            &[Action::Move(Rows(1), false), Action::Move(Rows(1), false)],
            "long line\nx\nlong |line",
        );
        check("a|b", &[Action::Move(Rows(-1), false)], "|ab");
        check("a|b\ncd|e", &[Action::Move(LineStart, false), Action::Move(WordRight, true)], "«ab»\n«cde»");
    }

    #[test]
    fn several_carets() {
        check("a|\nb\nc", &[Action::AddCaret(1), Action::AddCaret(1), Action::Insert("!".into())], "a!|\nb!|\nc!|");
        check("$x| $y $x $xx", &[Action::SelectNextOccurrence, Action::SelectNextOccurrence], "$«x» $y $«x» $xx");
        check("a|b|", &[Action::Delete(Motion::Left)], "|");
    }
}
