//! What is edited: text, carets, history, classes and folds, kept in step. Knows nothing of the screen.
//!
//! Every change of the text, from a key to an undo, is a list of [`Edit`]s that goes through
//! [`Document::change`] and from there through one splice function.

use super::buffer::{Buffer, Position};
use super::carets::{Caret, Carets, map_offset};
use super::folds::Folds;
use super::undo::{Change, History, StepKind};
use crate::app::highlight::Highlighter;
use crate::text::{Edit, Span};
use std::collections::VecDeque;
use std::sync::Arc;

/// Above this many edits at once the text between the first and the last is replaced in one piece.
const MANY_EDITS: usize = 64;
/// Changes remembered for mapping places of an older text to the present one.
const LOG: usize = 512;

/// Where the carets are after a change.
pub(super) enum After {
    /// Where the edits push them.
    Follow,
    /// At these offsets of the new text.
    Offsets(Carets),
    /// At these positions (anchor, head) of the new text.
    Positions(Vec<(Position, Position)>),
}

/// A text being edited.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub buffer: Buffer,
    pub carets: Carets,
    pub folds: Folds,
    pub highlighter: Highlighter,
    history: History,
    /// Version after each change, and its edits.
    log: VecDeque<(u64, Vec<Edit>)>,
}

impl Document {
    pub fn new(text: &str) -> Self {
        let buffer = Buffer::new(text);
        Self {
            carets: Carets::default(),
            folds: Folds::new(buffer.line_count()),
            highlighter: Highlighter::new(buffer.line_count()),
            history: History::default(),
            log: VecDeque::new(),
            buffer,
        }
    }

    pub fn text(&mut self) -> Arc<str> {
        self.buffer.text()
    }

    /// Returns the selected bytes of the primary caret.
    pub fn selection(&self) -> Span {
        let range = self.carets.primary().range();
        Span::new(range.start, range.end)
    }

    /// Makes the text `text` by replacing only what differs, as one undo step. Returns true if anything did.
    pub fn set_text(&mut self, text: &str) -> bool {
        if self.buffer.holds(text) {
            return false;
        }
        let old = self.buffer.text();
        let edit = difference(&old, text);
        self.change(vec![edit], After::Follow, StepKind::Other, 0.0)
    }

    /// Applies edits that speak of the present text, as one undo step.
    ///
    /// Returns false and changes nothing if two overlap or one does not fit the text.
    pub fn apply_edits(&mut self, edits: &[Edit]) -> bool {
        self.change(edits.to_vec(), After::Follow, StepKind::Other, 0.0)
    }

    /// Applies edits, in any order, that speak of the present text. `time` is in seconds.
    pub fn change(&mut self, mut edits: Vec<Edit>, after: After, kind: StepKind, time: f64) -> bool {
        edits.retain(|edit| !edit.span.is_empty() || !edit.text.is_empty());
        edits.sort_by_key(|edit| edit.span);
        if edits.is_empty() || !self.fit(&edits) {
            return false;
        }
        let before = self.carets.clone();
        let mut followed = self.carets.clone();
        followed.follow(&edits);
        let forward = if edits.len() > MANY_EDITS { vec![self.as_one_edit(&edits)] } else { edits };
        let backward = self.splice_all(&forward);
        self.carets = self.settle(after, followed);
        let change = Change { forward, backward };
        self.history.record(change, before, self.carets.clone(), kind, time);
        true
    }

    /// Takes back the last step. Returns false if there is none.
    pub fn undo(&mut self) -> bool {
        let Some(step) = self.history.undo() else { return false };
        for change in step.changes.iter().rev() {
            self.splice_all(&change.backward);
        }
        self.carets = self.clip_carets(&step.before);
        true
    }

    /// Makes the last step that was taken back once more. Returns false if there is none.
    pub fn redo(&mut self) -> bool {
        let Some(step) = self.history.redo() else { return false };
        for change in &step.changes {
            self.splice_all(&change.forward);
        }
        self.carets = self.clip_carets(&step.after);
        true
    }

    pub fn can_undo(&self) -> bool {
        self.history.can_undo()
    }

    pub fn can_redo(&self) -> bool {
        self.history.can_redo()
    }

    /// Ends the running undo step, as moving the caret does.
    pub fn seal(&mut self) {
        self.history.seal();
    }

    /// Returns where a place of the text at `version` is now. An insertion at `offset` pushes it on if `after` is true.
    pub fn map_from(&self, version: u64, offset: usize, after: bool) -> usize {
        self.since(version).fold(offset, |offset, (_, edits)| map_offset(edits, offset, after)).min(self.buffer.len())
    }

    /// Returns the changes that were made since the text was at `version`.
    fn since(&self, version: u64) -> impl Iterator<Item = &(u64, Vec<Edit>)> {
        self.log.range(self.log.partition_point(|(made, _)| *made <= version)..)
    }

    /// Returns where a span of the text at `version` is now.
    pub fn map_span(&self, version: u64, mut span: Span) -> Span {
        self.map_spans(version, std::slice::from_mut(&mut span));
        span
    }

    /// Moves spans of the text at `version` to where they are now.
    pub fn map_spans(&self, version: u64, spans: &mut [Span]) {
        let len = self.buffer.len();
        for (_, edits) in self.since(version) {
            for span in spans.iter_mut() {
                let start = map_offset(edits, span.start as usize, true);
                *span = Span::new(start, map_offset(edits, span.end as usize, false).max(start));
            }
        }
        for span in spans {
            let start = (span.start as usize).min(len);
            *span = Span::new(start, (span.end as usize).min(len));
        }
    }

    fn fit(&self, edits: &[Edit]) -> bool {
        let mut done = 0;
        edits.iter().all(|edit| {
            let range = edit.span.range();
            let fits = range.start >= done && range.start <= range.end && range.end <= self.buffer.len();
            done = range.end;
            fits && self.buffer.is_boundary(range.start) && self.buffer.is_boundary(range.end)
        })
    }

    fn as_one_edit(&self, edits: &[Edit]) -> Edit {
        let start = edits.first().map_or(0, |edit| edit.span.start as usize);
        let end = edits.last().map_or(start, |edit| edit.span.end as usize);
        let local: Vec<Edit> = edits
            .iter()
            .map(|edit| {
                let span = Span::new(edit.span.start as usize - start, edit.span.end as usize - start);
                Edit::replace(span, edit.text.as_str())
            })
            .collect();
        let old = self.buffer.slice(start..end);
        let text = crate::text::apply_edits(&old, &local).unwrap_or(old);
        Edit::replace(Span::new(start, end), text)
    }

    /// Applies sorted, fitting edits from the bottom up; returns those that take them back.
    fn splice_all(&mut self, edits: &[Edit]) -> Vec<Edit> {
        let mut removed = Vec::with_capacity(edits.len());
        for edit in edits.iter().rev() {
            let splice = self.buffer.splice(edit.span.range(), &edit.text);
            let lines = splice.lines;
            self.highlighter.replace_lines(lines.first..lines.first + lines.removed, lines.inserted);
            self.folds.replace_lines(lines.first..lines.first + lines.removed, lines.inserted);
            removed.push(splice.removed);
        }
        let mut shift = 0isize;
        let backward = edits.iter().zip(removed.into_iter().rev()).map(|(edit, removed)| {
            let start = (edit.span.start as isize + shift).max(0) as usize;
            shift += edit.text.len() as isize - removed.len() as isize;
            Edit::replace(Span::new(start, start + edit.text.len()), removed)
        });
        let backward = backward.collect();
        if self.log.len() >= LOG {
            self.log.pop_front();
        }
        self.log.push_back((self.buffer.version(), edits.to_vec()));
        backward
    }

    fn settle(&self, after: After, followed: Carets) -> Carets {
        match after {
            After::Follow => self.clip_carets(&followed),
            After::Offsets(carets) => self.clip_carets(&carets),
            After::Positions(positions) => {
                let place = |position: Position| self.buffer.offset(position);
                let list = positions.iter().map(|(anchor, head)| Caret::selecting(place(*anchor), place(*head)));
                Carets::many(list.collect(), 0)
            }
        }
    }

    fn clip_carets(&self, carets: &Carets) -> Carets {
        let mut carets = carets.clone();
        carets.map(|caret| Caret {
            anchor: self.buffer.clip(caret.anchor),
            head: self.buffer.clip(caret.head),
            goal_x: caret.goal_x,
        });
        carets
    }
}

/// Returns the one edit that makes `new` of `old` and leaves alone what both begin and end with.
pub(super) fn difference(old: &str, new: &str) -> Edit {
    let same = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    let start = old.floor_char_boundary(same).min(new.floor_char_boundary(same));
    let (rest_old, rest_new) = (old.get(start..).unwrap_or(""), new.get(start..).unwrap_or(""));
    let tail = rest_old.bytes().rev().zip(rest_new.bytes().rev()).take_while(|(a, b)| a == b).count();
    // A boundary of the tail counted from the end: move right until both texts have one there.
    let tail = (0..=tail).rev().find(|tail| {
        rest_old.is_char_boundary(rest_old.len() - tail) && rest_new.is_char_boundary(rest_new.len() - tail)
    });
    let tail = tail.unwrap_or(0);
    let text = rest_new.get(..rest_new.len() - tail).unwrap_or("");
    Edit::replace(Span::new(start, old.len() - tail), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_external_change_keeps_the_caret_and_can_be_undone() {
        let mut document = Document::new("one\ntwo\nthree\n");
        document.carets = Carets::one(Caret::at(10));
        assert!(document.set_text("one\n2\nthree\n"));
        assert_eq!(document.carets.primary().head, 8);
        assert!(!document.set_text("one\n2\nthree\n"));
        assert!(document.undo());
        assert_eq!(&*document.text(), "one\ntwo\nthree\n");
        assert_eq!(document.carets.primary().head, 10);
        assert!(document.redo() && !document.redo());
        assert_eq!(&*document.text(), "one\n2\nthree\n");
    }

    #[test]
    fn a_difference_is_minimal_and_keeps_characters_whole() {
        assert_eq!(difference("aaa", "aaaa"), Edit::insert(3, "a"));
        assert_eq!(difference("xéy", "xèy"), Edit::replace(Span::new(1, 3), "è"));
        assert_eq!(difference("日本", "日木"), Edit::replace(Span::new(3, 6), "木"));
    }

    #[test]
    fn edits_that_do_not_fit_change_nothing() {
        let mut document = Document::new("é");
        assert!(!document.apply_edits(&[Edit::insert(1, "x")]));
        assert!(!document.apply_edits(&[Edit::insert(9, "x")]));
        let overlapping = [Edit::replace(Span::new(0, 2), "a"), Edit::replace(Span::new(0, 2), "b")];
        assert!(!document.apply_edits(&overlapping));
        assert_eq!(&*document.text(), "é");
        assert!(!document.can_undo());
    }

    #[test]
    fn places_of_an_older_text_follow_the_changes() {
        let mut document = Document::new("{ $bad }");
        let version = document.buffer.version();
        document.apply_edits(&[Edit::insert(0, "\n\n")]);
        document.apply_edits(&[Edit::insert(8, "!")]);
        assert_eq!(document.map_span(version, Span::new(2, 6)), Span::new(4, 8));
        let mut spans = [Span::at(0), Span::new(0, 8)];
        document.map_spans(version, &mut spans);
        assert_eq!(spans, [Span::at(2), Span::new(2, 11)]);
    }

    #[test]
    fn random_changes_agree_with_a_string_and_undo_to_the_first_text() {
        let mut seed = 0xA076_1D64_78BD_642F_u64;
        let mut next = move |limit: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 20) as usize % limit.max(1)
        };
        let first = "{\r\n  \"é\": \"$context.x\"\n#if($a)\n#end\n}";
        let pieces = ["", "x", "\n", "é", "#*", "*#", "\"", "\r\n", "line\nline"];
        let mut document = Document::new(first);
        let mut text = first.to_owned();
        for round in 0..600 {
            let count = if round % 50 == 0 { 90 } else { next(4) };
            let mut offsets: Vec<usize> =
                (0..count * 2).map(|_| text.floor_char_boundary(next(text.len() + 1))).collect();
            offsets.sort_unstable();
            let edits: Vec<Edit> = offsets
                .chunks(2)
                .map(|pair| Edit::replace(Span::new(pair[0], pair[1]), pieces[next(pieces.len())]))
                .collect();
            let expected = crate::text::apply_edits(&text, &edits);
            if document.apply_edits(&edits) {
                text = expected.expect("the document took edits that overlap");
            }
            assert_eq!(&*document.text(), text);
            for caret in document.carets.all() {
                assert_eq!(document.buffer.clip(caret.head), caret.head);
            }
            let lines: Vec<String> =
                (0..document.buffer.line_count()).map(|i| document.buffer.line(i).into()).collect();
            document.highlighter.advance(std::time::Duration::from_secs(9), |i| &lines[i]);
            let mut fresh = Highlighter::new(lines.len());
            fresh.advance(std::time::Duration::from_secs(9), |i| &lines[i]);
            assert!((0..lines.len()).all(|i| document.highlighter.spans(i) == fresh.spans(i)), "round {round}");
            if text.len() > 400 {
                let cut = text.floor_char_boundary(60);
                document.apply_edits(&[Edit::replace(Span::new(cut, text.len()), "")]);
                text.truncate(cut);
            }
        }
        let last = text;
        while document.undo() {}
        assert_eq!(&*document.text(), first);
        while document.redo() {}
        assert_eq!(&*document.text(), last);
    }
}
