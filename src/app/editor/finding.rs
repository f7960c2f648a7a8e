//! The find bar put to use in the editor: selecting what was found, replacing it, going to a line.

use super::carets::{Caret, Carets};
use super::document::After;
use super::find::{next_hit, previous_hit};
use super::find_bar::{Asked, BarInputs, Mode};
use super::undo::StepKind;
use super::view::{Editor, EditorInputs};
use crate::text::Span;
use egui::Ui;

impl Editor {
    /// Opens the find bar, with the field for the replacement if `replace` is true.
    pub fn open_find(&mut self, replace: bool) {
        let range = self.document.carets.primary().range();
        let selected = self.document.buffer.slice(range);
        self.bar.open(if replace { Mode::Replace } else { Mode::Find }, &selected);
    }

    /// Opens the field for a line number.
    pub fn open_go_to_line(&mut self) {
        self.bar.open(Mode::GoToLine, "");
    }

    /// Goes to the next place found, or to the previous one if `forward` is false.
    pub fn find_next(&mut self, forward: bool) {
        if !self.bar.finds() && !self.bar.query.text.is_empty() {
            self.bar.mode = Mode::Find;
        }
        self.look();
        let range = self.document.carets.primary().range();
        let Some(found) = self.bar.found() else { return };
        let index = if forward {
            let from = if self.current_hit().is_some() { range.end } else { range.start };
            next_hit(&found.hits, from)
        } else {
            previous_hit(&found.hits, range.start)
        };
        if let Some(hit) = index.and_then(|index| found.hits.get(index)).copied() {
            self.select(hit);
        }
    }

    /// Shows the bar above the text and does what is asked for there.
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, inputs: &EditorInputs<'_>) {
        if self.bar.mode == Mode::Closed {
            return;
        }
        self.look();
        let current = self.current_hit();
        let bar = BarInputs { palette: inputs.palette, font: &inputs.ui_font, current, writable: !inputs.read_only };
        match self.bar.show(ui, &bar) {
            None => {}
            Some(Asked::Next) => self.find_next(true),
            Some(Asked::Previous) => self.find_next(false),
            Some(Asked::Changed) => self.show_first_hit(),
            Some(Asked::ReplaceOne) => self.replace_one(),
            Some(Asked::ReplaceAll) => self.replace_all(),
            Some(Asked::GoTo(line, column)) => {
                self.go_to(line, column);
                self.take_back_focus(ui);
            }
            Some(Asked::Closed) => self.take_back_focus(ui),
        }
    }

    /// Takes the keyboard back in the next frame: in this one the button that was clicked still has a say.
    fn take_back_focus(&mut self, ui: &Ui) {
        self.request_focus();
        ui.request_repaint();
    }

    /// Looks again if the text or the query changed.
    pub(super) fn look(&mut self) {
        if self.bar.finds() {
            let version = self.version();
            let document = &mut self.document;
            self.bar.look(version, || document.text());
        }
    }

    /// Returns which of the places found is selected.
    fn current_hit(&self) -> Option<usize> {
        let selection = self.document.selection();
        self.bar.found()?.hits.binary_search(&selection).ok()
    }

    fn show_first_hit(&mut self) {
        self.look();
        let start = self.document.carets.primary().range().start;
        let hit = self.bar.found().and_then(|found| found.hits.get(next_hit(&found.hits, start)?)).copied();
        match hit {
            Some(hit) => self.select(hit),
            None => {
                self.document.select(Carets::one(Caret::at(start)));
            }
        }
    }

    fn replace_one(&mut self) {
        if self.current_hit().is_none() {
            return self.find_next(true);
        }
        let selection = self.document.selection();
        let text = self.document.text();
        let edits = self.bar.query.replace(&text, &[selection], &self.bar.replacement);
        self.document.change(edits, After::Follow, StepKind::Other, 0.0);
        self.find_next(true);
    }

    fn replace_all(&mut self) {
        let text = self.document.text();
        let Some(found) = self.bar.found() else { return };
        let edits = self.bar.query.replace(&text, &found.hits, &self.bar.replacement);
        self.document.change(edits, After::Follow, StepKind::Other, 0.0);
        self.look();
    }

    fn go_to(&mut self, line: usize, column: usize) {
        let line = line.min(self.document.buffer.line_count() - 1);
        let text = self.document.buffer.line(line);
        let column = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
        self.select(Span::at(self.document.buffer.line_start(line) + column));
    }
}
