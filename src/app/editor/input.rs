//! Keyboard, clipboard, input methods and assistive programs: events turned into actions.

use super::actions::{Action, Motion};
use super::carets::{Caret, Carets};
use super::completing::Took;
use super::find_bar::Mode;
use super::keys::{self, Press};
use super::layout::Typeface;
use super::undo::StepKind;
use super::view::{Editor, EditorInputs, Frame};
use egui::accesskit;
use egui::{Event, EventFilter, Id, ImeEvent, Key, Modifiers, Response, Role, Ui, WidgetInfo};

/// Longest value told to screen readers: the caret's line, not the text.
const TOLD: usize = 500;

impl Editor {
    /// Handles the events of this frame while the editor has the keyboard.
    pub(super) fn handle_keyboard(&mut self, ui: &Ui, id: Id, inputs: &EditorInputs<'_>, typeface: &mut Typeface) {
        let filter =
            EventFilter { tab: !self.tab_leaves, horizontal_arrows: true, vertical_arrows: true, escape: true };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let (events, time) = ui.input(|input| (input.filtered_events(&filter), input.time));
        for event in events {
            self.handle_event(ui, &event, inputs, typeface, time);
        }
    }

    fn handle_event(&mut self, ui: &Ui, event: &Event, inputs: &EditorInputs<'_>, typeface: &mut Typeface, time: f64) {
        match event {
            Event::Copy => self.copy(ui),
            Event::Cut if inputs.read_only => self.copy(ui),
            Event::Cut => {
                self.copy(ui);
                self.document.cut(typeface, time);
                self.after_action(time);
            }
            Event::Paste(text) if !inputs.read_only => self.paste(text, typeface, time),
            // Line ends come as keys.
            Event::Text(text) if !inputs.read_only && !matches!(text.as_str(), "" | "\n" | "\r") => {
                self.tab_leaves = false;
                self.perform(&Action::Insert(text.clone()), typeface, time);
                self.completion_after_typing(text);
            }
            Event::Ime(event) if !inputs.read_only => self.handle_ime(event, typeface, time),
            Event::Key { key, pressed: true, modifiers, .. } => {
                if self.key_taken(*key, *modifiers, inputs, time) {
                    return;
                }
                let page = (self.scroll.view.y / typeface.row_height) as usize;
                let mac = ui.os() == egui::os::OperatingSystem::Mac;
                if let Some(press) = keys::press(*key, *modifiers, page, mac) {
                    self.handle_press(press, inputs, typeface, time);
                }
            }
            _ => {}
        }
    }

    /// Gives a key to the list of completions, then to the snippet being filled in. Returns true if one took it.
    fn key_taken(&mut self, key: Key, modifiers: Modifiers, inputs: &EditorInputs<'_>, time: f64) -> bool {
        if let Some(list) = inputs.completions.filter(|_| self.offers()) {
            match self.key_to_list(key, modifiers, list) {
                Took::Nothing => {}
                Took::Moved => return true,
                Took::Chosen(index) => {
                    if let Some(item) = list.items.get(index) {
                        self.complete(list, item, time);
                    }
                    return true;
                }
            }
        }
        key == Key::Tab && !modifiers.command && !modifiers.alt && self.next_stop(!modifiers.shift)
    }

    fn handle_press(&mut self, press: Press, inputs: &EditorInputs<'_>, typeface: &mut Typeface, time: f64) {
        if press != Press::Escape {
            self.tab_leaves = false;
        }
        if !matches!(press, Press::Do(Action::Delete(Motion::Left))) {
            self.session = None;
        }
        match press {
            Press::Complete if inputs.read_only => {}
            Press::Complete => self.ask_completion(true),
            Press::Fixes => self.open_fix_menu(inputs),
            Press::Do(action) => {
                if !inputs.read_only || only_looks(&action) {
                    self.perform(&action, typeface, time);
                }
            }
            Press::Escape => self.escape(),
            Press::Fold(fold) => self.fold_at_caret(fold),
            Press::Find(replace) => self.open_find(replace && !inputs.read_only),
            Press::FindNext(forward) => self.find_next(forward),
            Press::GoToLine => self.open_go_to_line(),
        }
    }

    fn escape(&mut self) {
        let carets = &mut self.document.carets;
        if self.bar.mode != Mode::Closed {
            self.bar.mode = Mode::Closed;
        } else if carets.is_many() {
            carets.keep_primary();
        } else if !carets.primary().is_empty() {
            *carets = Carets::one(Caret::at(carets.primary().head));
        } else {
            self.tab_leaves = true;
        }
        self.document.seal();
    }

    fn copy(&mut self, ui: &Ui) {
        let (text, lines) = self.document.copied();
        self.copied_lines = lines.then(|| text.clone());
        ui.copy_text(text);
    }

    /// Inserts text from the clipboard.
    pub(super) fn paste(&mut self, text: &str, typeface: &mut Typeface, time: f64) {
        if self.copied_lines.as_deref() == Some(text) && self.document.carets.all().iter().all(Caret::is_empty) {
            self.document.paste_lines(text);
            self.after_action(time);
        } else {
            self.perform(&Action::Paste(text.to_owned()), typeface, time);
        }
    }

    /// What is being composed is shown at the caret and becomes text when it is committed, as one step.
    fn handle_ime(&mut self, event: &ImeEvent, typeface: &mut Typeface, time: f64) {
        match event {
            ImeEvent::Preedit { text, .. } => {
                self.preedit = if matches!(text.as_str(), "\n" | "\r") { String::new() } else { text.clone() };
                self.after_action(time);
            }
            ImeEvent::Commit(text) => {
                self.preedit.clear();
                if !matches!(text.as_str(), "" | "\n" | "\r") {
                    self.perform(&Action::Insert(text.clone()), typeface, time);
                }
            }
            ImeEvent::DeleteSurrounding { before_chars, after_chars } => {
                let head = self.caret_offset();
                let walk =
                    |count: usize, step: &dyn Fn(usize) -> usize| (0..count.min(64)).fold(head, |at, _| step(at));
                let buffer = &self.document.buffer;
                let start = walk(*before_chars, &|at| super::motions::left(buffer, at));
                let end = walk(*after_chars, &|at| super::motions::right(buffer, at));
                let edit = crate::text::Edit::replace(crate::text::Span::new(start, end), "");
                self.document.change(vec![edit], super::document::After::Follow, StepKind::Other, time);
                self.after_action(time);
            }
            #[expect(deprecated, reason = "older integrations may still send them")]
            ImeEvent::Enabled | ImeEvent::Disabled => {}
        }
    }

    /// Handles what screen readers and the like ask for; they need not focus the editor first.
    pub(super) fn handle_assistive_edits(
        &mut self,
        ui: &Ui,
        id: Id,
        inputs: &EditorInputs<'_>,
        typeface: &mut Typeface,
    ) {
        use accesskit::{Action as Asked, ActionData};
        if inputs.read_only {
            return;
        }
        let (requests, time) = ui.input(|input| {
            let of = |action| input.accesskit_action_requests(id, action).filter_map(|request| request.data.clone());
            let set = of(Asked::SetValue).map(|data| (true, data));
            let replace = of(Asked::ReplaceSelectedText).map(|data| (false, data));
            (set.chain(replace).collect::<Vec<_>>(), input.time)
        });
        for (whole, data) in requests {
            match data {
                ActionData::Value(text) if whole => {
                    self.document.set_text(&text);
                    self.after_action(time);
                }
                ActionData::Value(text) => self.perform(&Action::Insert(text.to_string()), typeface, time),
                _ => {}
            }
        }
    }

    /// Names the editor, and tells the caret's line as its value.
    pub(super) fn describe(&self, ui: &Ui, response: &Response, frame: &Frame<'_>) {
        let label = frame.inputs.label;
        response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, ui.is_enabled(), label));
        let read_only = frame.inputs.read_only;
        ui.ctx().accesskit_node_builder(response.id, |node| {
            let line = self.document.buffer.line(self.document.buffer.position(self.caret_offset()).line);
            node.set_role(Role::MultilineTextInput);
            node.set_value(line.get(..super::buffer::floor_char(line, TOLD)).unwrap_or("").to_owned());
            if read_only {
                node.set_read_only();
            } else {
                node.add_action(accesskit::Action::SetValue);
                node.add_action(accesskit::Action::ReplaceSelectedText);
            }
        });
    }
}

/// Returns true if an action leaves the text as it is.
fn only_looks(action: &Action) -> bool {
    matches!(
        action,
        Action::Move(..)
            | Action::SelectAll
            | Action::SelectLine
            | Action::SelectNextOccurrence
            | Action::AddCaret(_)
            | Action::JumpToMatch
    )
}
