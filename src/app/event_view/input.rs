//! Keyboard, mouse, search and context menu of the rows.

use super::scan::Value;
use super::view::{EventInputs, EventView, Frame};
use crate::app::editor::find::{next_hit, previous_hit};
use crate::app::editor::find_bar::{Asked, BarInputs, Mode};
use crate::app::editor::layout::{LaidLine, Typeface};
use crate::handler::Language;
use crate::handler::access::{self, Shape};
use egui::{CursorIcon, Event, EventFilter, Id, Key, Modifiers, PointerButton, Pos2, Response, Role, Ui, WidgetInfo};

/// Longest value told to screen readers.
const TOLD: usize = 300;
/// Seconds and points within which clicks count as a double click.
const CLICK_TIME: f64 = 0.4;
const CLICK_REACH: f32 = 5.0;

/// What the pointer did and where it is.
#[derive(Clone, Copy, Default)]
pub(super) struct Pointed {
    pub hovered: Option<usize>,
    pub clicked: Option<usize>,
}

impl EventView {
    /// Handles the keys of this frame; returns the offset that Enter asks to go on from.
    pub(super) fn handle_keyboard(&mut self, ui: &Ui, id: Id, typeface: &mut Typeface) -> Option<usize> {
        let filter = EventFilter { tab: false, horizontal_arrows: true, vertical_arrows: true, escape: false };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let mut entered = None;
        for event in ui.input(|input| input.filtered_events(&filter)) {
            match event {
                Event::Copy => {
                    if let Some(text) = self.copied() {
                        ui.copy_text(text);
                    }
                }
                Event::Key { key: Key::Enter, pressed: true, .. } => entered = Some(self.meant()),
                Event::Key { key, pressed: true, modifiers, .. } => {
                    let page = ((self.size.y / typeface.row_height) as isize - 1).max(1);
                    self.handle_key(key, modifiers, page);
                }
                _ => {}
            }
        }
        entered
    }

    fn handle_key(&mut self, key: Key, modifiers: Modifiers, page: isize) {
        let line = self.event.line_of(self.cursor);
        let rows = self.folds.row_count() as isize;
        match key {
            Key::ArrowUp => self.move_rows(-1, modifiers.shift),
            Key::ArrowDown => self.move_rows(1, modifiers.shift),
            Key::PageUp => self.move_rows(-page, modifiers.shift),
            Key::PageDown => self.move_rows(page, modifiers.shift),
            Key::Home => self.move_rows(-rows, modifiers.shift),
            Key::End => self.move_rows(rows, modifiers.shift),
            Key::ArrowRight => self.folds_at(line, false),
            Key::ArrowLeft => self.folds_at(line, true),
            Key::A if modifiers.command => (self.anchor, self.cursor) = (0, self.event.text().len()),
            Key::F if modifiers.command => self.open_find(),
            Key::F3 => self.find_next(!modifiers.shift),
            Key::Escape => self.anchor = self.cursor,
            _ => {}
        }
    }

    fn move_rows(&mut self, by: isize, extend: bool) {
        let row = self.folds.row_of_line(self.event.line_of(self.cursor));
        let last = self.folds.row_count().saturating_sub(1);
        let line = self.folds.line_of_row(row.saturating_add_signed(by).min(last));
        let text = self.event.line(line);
        // Without a selection the cursor stands on the row's text, so that it means the row's value.
        self.cursor =
            self.event.line_start(line) + if extend { text.len() } else { text.len() - text.trim_start().len() };
        if !extend {
            self.anchor = self.cursor;
        }
        self.follow = true;
    }

    /// Folds the row's object or array, else goes to the one around it; or unfolds it.
    fn folds_at(&mut self, line: usize, fold: bool) {
        match (fold, self.event.closing_line(line), self.folds.folded(line)) {
            (false, _, _) => {
                self.folds.unfold(line);
            }
            (true, Some(close), None) if close > line + 1 => self.folds.fold(line, close - 1),
            (true, _, _) => {
                if let Some(parent) = self.event.parent_line(line) {
                    let text = self.event.line(parent);
                    self.cursor = self.event.line_start(parent) + text.len() - text.trim_start().len();
                    self.anchor = self.cursor;
                }
            }
        }
        self.follow = true;
    }

    /// Returns what copying copies: the selection, else the value of the cursor's row, whole.
    fn copied(&self) -> Option<String> {
        let selection = self.selection();
        if !selection.is_empty() {
            return self.event.text().get(selection).map(str::to_owned);
        }
        match self.value_at(self.cursor) {
            Some(value) => self.event.text().get(value.range).map(str::to_owned),
            None => Some(self.event.line(self.event.line_of(self.cursor)).to_owned()),
        }
    }

    /// Handles the pointer's events of this frame.
    pub(super) fn handle_pointer(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>) -> Pointed {
        let (pressed, down, time) =
            ui.input(|input| (input.pointer.primary_pressed(), input.pointer.primary_down(), input.time));
        let pressed = pressed && (response.is_pointer_button_down_on() || response.clicked());
        let pos = response.interact_pointer_pos().or(response.hover_pos());
        let mut pointed = Pointed::default();
        if let Some(pos) = response.hover_pos() {
            let in_text = frame.text_clip().contains(pos);
            ui.set_cursor_icon(if in_text { CursorIcon::Text } else { CursorIcon::Default });
            pointed.hovered = if in_text { self.offset_under(frame, pos) } else { None };
        }
        if let (true, Some(pos)) = (pressed, pos) {
            response.request_focus();
            self.press(ui, frame, pos, time);
        } else if let (true, true, Some(pos)) = (down, self.dragging, pos) {
            let offset = self.offset_near(frame, pos);
            if offset != self.cursor {
                self.cursor = offset;
                self.follow = !frame.text_clip().contains(pos);
            }
        }
        if !down {
            self.dragging = false;
        }
        // A click that selected nothing asks to go where the value comes from.
        if response.clicked() && self.anchor == self.cursor && pointed.hovered.is_some() {
            pointed.clicked = pointed.hovered;
        }
        pointed
    }

    fn press(&mut self, ui: &Ui, frame: &Frame<'_>, pos: Pos2, time: f64) {
        let shift = ui.input(|input| {
            let press = input.events.iter().find_map(|event| match event {
                Event::PointerButton { pressed: true, button: PointerButton::Primary, modifiers, .. } => {
                    Some(*modifiers)
                }
                _ => None,
            });
            press.unwrap_or(input.modifiers).shift
        });
        let row = usize::try_from(frame.row_at(pos.y)).unwrap_or(0);
        let line = self.folds.line_of_row(row);
        if pos.x < frame.visible.left() + frame.gutter {
            let close = self.event.closing_line(line).filter(|close| *close > line + 1);
            if !self.folds.unfold(line)
                && let Some(close) = close
            {
                self.folds.fold(line, close - 1);
            }
            return;
        }
        let offset = self.offset_near(frame, pos);
        let (last, place, clicks) = self.presses;
        let clicks = if time - last < CLICK_TIME && place.distance(pos) < CLICK_REACH { clicks % 3 + 1 } else { 1 };
        self.presses = (time, pos, clicks);
        match clicks {
            2 => {
                let piece = self.piece_at(offset).map_or(offset..offset, |span| span.range());
                (self.anchor, self.cursor) = (piece.start, piece.end);
            }
            3 => (self.anchor, self.cursor) = (self.event.line_start(line), self.event.line_start(line + 1)),
            _ => {
                self.cursor = offset;
                if !shift {
                    self.anchor = offset;
                }
                self.dragging = true;
            }
        }
    }

    fn offset_near(&self, frame: &Frame<'_>, pos: Pos2) -> usize {
        let Ok(row) = usize::try_from(frame.row_at(pos.y)) else { return 0 };
        if row >= self.folds.row_count() {
            return self.event.text().len();
        }
        let line = self.folds.line_of_row(row);
        let laid = LaidLine::plain_line(frame.typeface, self.event.line(line));
        self.event.line_start(line) + laid.column_at(pos.x - frame.text_left())
    }

    fn offset_under(&self, frame: &Frame<'_>, pos: Pos2) -> Option<usize> {
        let row = usize::try_from(frame.row_at(pos.y)).ok().filter(|row| *row < self.folds.row_count())?;
        let line = self.folds.line_of_row(row);
        let text = self.event.line(line);
        let laid = LaidLine::plain_line(frame.typeface, text);
        let x = pos.x - frame.text_left();
        let near = laid.column_at(x);
        let column = if laid.x_of(near) > x { text.get(..near)?.char_indices().next_back()?.0 } else { near };
        (column < text.len()).then(|| self.event.line_start(line) + column)
    }

    /// Shows the search bar and does what is asked for there.
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, id: Id, inputs: &EventInputs<'_>) {
        if self.bar.mode == Mode::Closed {
            return;
        }
        self.look();
        let selection = self.selection();
        let selection = crate::text::Span::new(selection.start, selection.end);
        let current = self.bar.found().and_then(|found| found.hits.binary_search(&selection).ok());
        let bar = BarInputs { palette: inputs.palette, font: &inputs.ui_font, current, writable: false };
        match self.bar.show(ui, &bar) {
            Some(Asked::Next) => self.find_next(true),
            Some(Asked::Previous) => self.find_next(false),
            Some(Asked::Changed) => {
                self.cursor = self.selection().start;
                self.anchor = self.cursor;
                self.find_next(true);
            }
            Some(Asked::Closed) => ui.memory_mut(|memory| memory.request_focus(id)),
            _ => {}
        }
    }

    fn look(&mut self) {
        let event = &self.event;
        self.bar.look(self.revision, || event.text().clone());
    }

    fn find_next(&mut self, forward: bool) {
        self.look();
        let selection = self.selection();
        let hit = self.bar.found().and_then(|found| {
            let index = if forward {
                next_hit(&found.hits, if selection.is_empty() { selection.start } else { selection.end })
            } else {
                previous_hit(&found.hits, selection.start)
            };
            found.hits.get(index?).copied()
        });
        if let Some(hit) = hit {
            self.reveal(hit);
        }
    }

    /// Names the rows, and tells the cursor's row as their value.
    pub(super) fn describe(&self, ui: &Ui, response: &Response, frame: &Frame<'_>) {
        let label = frame.inputs.label;
        response.widget_info(|| WidgetInfo::labeled(Role::MultilineTextInput, ui.is_enabled(), label));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            let line = self.event.line(self.event.line_of(self.cursor)).trim_start();
            node.set_role(Role::MultilineTextInput);
            node.set_read_only();
            node.set_value(line.get(..line.floor_char_boundary(TOLD)).unwrap_or("").to_owned());
        });
    }

    /// Tells what keeps the text from being JSON when the pointer is on its row.
    pub(super) fn show_error_at_pointer(&self, response: &Response, frame: &Frame<'_>, hovered: Option<usize>) {
        let Some((mark, offset)) = frame.inputs.error.zip(hovered) else { return };
        if self.event.line_of(offset) != self.event.line_of(mark.span.start as usize) {
            return;
        }
        egui::Tooltip::for_enabled(response).at_pointer().gap(12.0).show(|ui| {
            ui.set_max_width(420.0);
            let text = egui::RichText::new(&mark.message).font(frame.inputs.ui_font.clone());
            ui.label(text.color(frame.inputs.palette.text));
        });
    }

    pub(super) fn context_menu(&mut self, response: &Response, frame: &Frame<'_>, hovered: Option<usize>) {
        if response.secondary_clicked() {
            let offset = hovered.or_else(|| Some(self.offset_near(frame, response.interact_pointer_pos()?)));
            self.menu_value = offset.and_then(|offset| self.value_at(offset));
        }
        response.context_menu(|ui| {
            ui.set_min_width(190.0);
            let selection = self.selection();
            if !selection.is_empty() && ui.button("Copy selection").clicked() {
                ui.copy_text(self.event.text().get(selection).unwrap_or("").to_owned());
                ui.close();
            }
            if let Some(value) = self.menu_value.clone() {
                self.value_menu_ui(ui, &value, frame.inputs.shape);
            }
            if ui.button("Copy all").clicked() {
                ui.copy_text(self.event.text().to_string());
                ui.close();
            }
            ui.separator();
            for (name, depth) in [("Fold all", Some(1)), ("Unfold all", None)] {
                if ui.button(name).clicked() {
                    self.fold_to_depth(depth);
                    ui.close();
                }
            }
        });
    }

    fn value_menu_ui(&self, ui: &mut Ui, value: &Value, shape: Shape) {
        let text = self.event.text().get(value.range.clone()).unwrap_or("");
        if ui.button("Copy value").clicked() {
            ui.copy_text(plain(text));
            ui.close();
        }
        if ui.button("Copy as JSON").clicked() {
            ui.copy_text(text.to_owned());
            ui.close();
        }
        if ui.button("Copy JSON pointer").clicked() {
            ui.copy_text(value.pointer.clone());
            ui.close();
        }
        ui.menu_button("Copy access expression", |ui| {
            for language in Language::ALL {
                let expression = access::expression(language, shape, &value.pointer, text);
                let button = ui.button(language.title()).on_hover_text(&expression);
                if button.clicked() {
                    ui.copy_text(expression);
                    ui.close();
                }
            }
        });
        ui.separator();
    }
}

/// Returns the text of a string, not its notation: what one wants to paste elsewhere.
pub fn plain(json: &str) -> String {
    let text: Option<String> = serde_json::from_str(json).ok();
    text.unwrap_or_else(|| json.to_owned())
}
