//! Completing at the caret: when the list opens, what is in it, and what a choice does; and filling in snippets.

use super::carets::{Caret, Carets};
use super::document::After;
use super::fitting::fit;

use super::typing::blank_prefix;
use super::undo::StepKind;
use super::view::{Editor, EditorInputs};
use crate::ide::{Completion, CompletionList, Snippet};
use crate::text::{Edit, Span};
use egui::{Key, Modifiers, Rect};

/// Rows in sight of the list.
pub(super) const ROWS: usize = 9;

/// The list while it is wanted.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub selected: usize,
    /// First row in sight.
    pub first: usize,
    /// What was offered in the last frame, best first: index in the list, bytes of the label that were typed.
    pub offered: Vec<(usize, Vec<usize>)>,
    /// What had been typed when it was offered.
    typed: String,
    /// It was asked for by a key, so it may offer whatever fits in plain text.
    by_key: bool,
    /// The caret where it was opened: lists for places before that belong to another word.
    opened_at: usize,
    /// Where the popup was, so that a click in it does not close it.
    pub area: Option<Rect>,
}

/// Places of a snippet that Tab visits, as bytes of the text at a version.
#[derive(Clone, Debug)]
pub(super) struct Filling {
    stops: Vec<Span>,
    at: usize,
    version: u64,
}

/// What a key did to the list.
pub(super) enum Took {
    /// Nothing: it goes on to the text.
    Nothing,
    Moved,
    /// The item with this index was chosen.
    Chosen(usize),
}

impl Editor {
    /// Opens the list at the caret, or renews it. `by_key`: the user asked for it, it does not come with typing.
    pub(super) fn ask_completion(&mut self, by_key: bool) {
        if self.document.carets.is_many() {
            return;
        }
        self.session = Some(Session {
            selected: 0,
            first: 0,
            offered: Vec::new(),
            typed: String::new(),
            by_key,
            opened_at: self.caret_offset(),
            area: None,
        });
    }

    /// Opens, keeps or closes the list after a character was typed.
    pub(super) fn completion_after_typing(&mut self, text: &str) {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            // These begin something new.
            (Some(c), None) if begins_something(c) => self.ask_completion(false),
            (Some(c), None) if super::motions::is_word(c) => {
                if self.session.is_none() && self.is_in_word_that_begins_something() {
                    self.ask_completion(false);
                }
            }
            _ => self.session = None,
        }
    }

    /// Returns true if the word before the caret follows a character that begins something.
    fn is_in_word_that_begins_something(&self) -> bool {
        let buffer = &self.document.buffer;
        let at = buffer.position(self.caret_offset());
        let head = buffer.line(at.line).get(..at.column).unwrap_or("");
        head.trim_end_matches(super::motions::is_word).ends_with(begins_something)
    }

    /// Returns where completions are wanted: while the list is open or about to open.
    pub(super) fn completion_request(&self) -> Option<usize> {
        self.session.as_ref().map(|_| self.caret_offset())
    }

    /// Chooses from `inputs` what fits what has been typed; closes the list when nothing does.
    pub(super) fn renew_completion(&mut self, inputs: &EditorInputs<'_>) {
        let Some(list) = inputs.completions else { return };
        let caret = self.caret_offset();
        let start = list.replace.start as usize;
        let buffer = &self.document.buffer;
        let Some(session) = &mut self.session else { return };
        session.opened_at = session.opened_at.min(caret);
        if list.offset < session.opened_at {
            return;
        }
        if list.only_if_asked && !session.by_key {
            self.session = None;
            return;
        }
        if caret < start || buffer.line_of(start) != buffer.line_of(caret) {
            self.session = None;
            return;
        }
        let typed = buffer.slice(start..caret);
        let mut fits: Vec<(i32, usize, Vec<usize>)> = list
            .items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| fit(&item.label, &typed).map(|(score, places)| (score, index, places)))
            .collect();
        fits.sort_by_key(|(score, index, _)| (-score, *index));
        let offered: Vec<(usize, Vec<usize>)> = fits.into_iter().map(|(_, index, places)| (index, places)).collect();
        if typed != session.typed {
            (session.selected, session.first) = (0, 0);
            session.typed = typed;
        }
        session.selected = session.selected.min(offered.len().saturating_sub(1));
        session.offered = offered;
    }

    /// Returns true if the list can be seen: keys go to it first.
    pub(super) fn offers(&self) -> bool {
        self.session.as_ref().is_some_and(|session| !session.offered.is_empty())
    }

    /// Handles a key while the list can be seen.
    pub(super) fn key_to_list(&mut self, key: Key, modifiers: Modifiers, list: &CompletionList) -> Took {
        let Some(session) = &mut self.session else { return Took::Nothing };
        let count = session.offered.len();
        if count == 0 || modifiers.any() {
            return Took::Nothing;
        }
        let to = match key {
            Key::ArrowUp => (session.selected + count - 1) % count,
            Key::ArrowDown => (session.selected + 1) % count,
            Key::PageUp => session.selected.saturating_sub(ROWS - 1),
            Key::PageDown => (session.selected + ROWS - 1).min(count - 1),
            Key::Enter | Key::Tab => {
                let Some((index, _)) = session.offered.get(session.selected).cloned() else { return Took::Nothing };
                // What is already there in full is not completed: Enter then means a new line.
                let complete = list.items.get(index).is_some_and(|item| item.insert.text == session.typed);
                self.session = None;
                return if complete { Took::Nothing } else { Took::Chosen(index) };
            }
            Key::Escape => {
                self.session = None;
                return Took::Moved;
            }
            _ => return Took::Nothing,
        };
        session.selected = to;
        session.first = session.first.clamp((to + 1).saturating_sub(ROWS), to);
        Took::Moved
    }

    /// Puts a completion where the list says.
    pub(super) fn complete(&mut self, list: &CompletionList, item: &Completion, time: f64) {
        self.session = None;
        let start = list.replace.start as usize;
        // The list may be as old as the last frame: what has been typed since belongs to the word.
        let end = (list.replace.end as usize).max(self.caret_offset());
        self.insert_snippet(Span::new(start, end), &item.insert);
        self.after_action(time);
        // Between the quotes of `path('')` the next list is what is wanted now.
        let goes_on = !item.insert.stops.is_empty() && self.document.carets.primary().is_empty();
        let at = self.document.buffer.position(self.caret_offset());
        let head = self.document.buffer.line(at.line).get(..at.column).unwrap_or("");
        if goes_on && head.ends_with(['$', '\'', '"', '.']) {
            self.ask_completion(false);
        }
    }

    /// Replaces a span by a snippet, indented like the line it is in, and goes to its first place.
    ///
    /// Returns false and changes nothing if the span does not fit the text.
    pub fn insert_snippet(&mut self, span: Span, snippet: &Snippet) -> bool {
        let buffer = &self.document.buffer;
        let line_end = buffer.line_end();
        let indent = blank_prefix(buffer.line(buffer.line_of(span.start as usize))).to_owned();
        let grown = line_end.len() - 1 + indent.len();
        let text = snippet.text.replace('\n', &format!("{line_end}{indent}"));
        let moved = |at: usize| {
            let breaks = snippet.text.get(..at).map_or(0, |head| head.matches('\n').count());
            span.start as usize + at + breaks * grown
        };
        let stops: Vec<Span> = snippet.stops.iter().map(|stop| Span::new(moved(stop.start), moved(stop.end))).collect();
        let first = stops.first().map_or(Caret::at(span.start as usize + text.len()), |stop| {
            Caret::selecting(stop.start as usize, stop.end as usize)
        });
        let carets = After::Offsets(Carets::one(first));
        let edit = Edit::replace(span, text);
        let last = span.start as usize + edit.text.len();
        let done = self.document.change(vec![edit], carets, StepKind::Other, 0.0);
        self.filling = (done && stops.len() > 1).then(|| {
            // After the last place Tab goes behind the snippet.
            let stops = stops.into_iter().chain([Span::at(last)]).collect();
            Filling { stops, at: 0, version: self.version() }
        });
        done
    }

    /// Goes to the next (or previous) place of the snippet being filled in. Returns false if there is none.
    pub(super) fn next_stop(&mut self, forward: bool) -> bool {
        let Some(filling) = &mut self.filling else { return false };
        let document = &self.document;
        for stop in &mut filling.stops {
            // What is typed into a place, also at its edges, belongs to it.
            let start = document.map_from(filling.version, stop.start as usize, false);
            let end = document.map_from(filling.version, stop.end as usize, true);
            *stop = Span::new(start, end.max(start));
        }
        filling.version = document.buffer.version();
        let head = document.carets.primary().head;
        let here =
            filling.stops.get(filling.at).is_some_and(|stop| (stop.start as usize..=stop.end as usize).contains(&head));
        let next = if forward { Some(filling.at + 1) } else { filling.at.checked_sub(1) };
        let stop = next.filter(|_| here).and_then(|next| filling.stops.get(next).copied());
        let (Some(stop), Some(next)) = (stop, next) else {
            self.filling = None;
            return false;
        };
        filling.at = next;
        let is_last = next + 1 == filling.stops.len();
        self.document.select(Carets::one(Caret::selecting(stop.start as usize, stop.end as usize)));
        if is_last {
            self.filling = None;
        }
        true
    }
}

/// Returns true for a character that begins a name, a path, a directive.
fn begins_something(c: char) -> bool {
    matches!(c, '$' | '#' | '.' | '!' | '{' | '@' | '\'' | '"' | '/' | '[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tab_goes_through_the_places_of_a_snippet() {
        let mut editor = Editor::new("  x\r\n");
        let snippet = Snippet::marked("#if(‹$x›)\n  ‹›\n#end");
        assert!(editor.insert_snippet(Span::new(2, 3), &snippet));
        assert_eq!(&*editor.text(), "  #if($x)\r\n    \r\n  #end\r\n");
        assert_eq!(editor.document.selection(), Span::new(6, 8));
        editor.document.insert("$ab", 0.0);
        assert!(editor.next_stop(true));
        editor.document.insert("y", 0.0);
        assert_eq!(&*editor.text(), "  #if($ab)\r\n    y\r\n  #end\r\n");
        assert!(editor.next_stop(false));
        assert_eq!(editor.document.selection().slice(&editor.text()), "$ab");
        assert!(editor.next_stop(true) && editor.next_stop(true));
        assert_eq!(editor.caret_offset(), 25);
        assert!(!editor.next_stop(true), "behind the snippet Tab indents again");
    }
}
