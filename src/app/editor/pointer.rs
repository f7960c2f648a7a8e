//! The mouse: click, double and triple click, drag, with Shift, Alt or Ctrl; the gutter; the context menu.

use super::actions::Action;
use super::carets::{Caret, Carets};
use super::layout::LaidLine;
use super::motions;
use super::view::{Editor, Frame};
use egui::{CursorIcon, Event, PointerButton, Pos2, Response, Ui, ViewportCommand};
use std::ops::Range;

/// Seconds and points within which clicks count as one double or triple click.
const CLICK_TIME: f64 = 0.4;
const CLICK_REACH: f32 = 5.0;

/// By what a drag selects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum Unit {
    #[default]
    Character,
    Word,
    Line,
}

/// What the pointer is doing.
#[derive(Clone, Debug, Default)]
pub(super) struct PointerState {
    last_press: Option<(f64, Pos2)>,
    clicks: u32,
    /// What was under the pointer when the drag began, and by what it selects.
    drag: Option<(Range<usize>, Unit)>,
}

/// What the pointer did and where it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pointed {
    pub hovered_offset: Option<usize>,
    pub clicked_offset: Option<usize>,
    pub jump_offset: Option<usize>,
}

impl Editor {
    /// Handles the pointer's events of this frame.
    pub(super) fn handle_pointer(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>) -> Pointed {
        let mut pointed = Pointed::default();
        let (pressed, down, time) =
            ui.input(|input| (input.pointer.primary_pressed(), input.pointer.primary_down(), input.time));
        // As they were at the press, not at the frame's end.
        let modifiers = ui.input(|input| {
            let press = input.events.iter().find_map(|event| match event {
                Event::PointerButton { pressed: true, button: PointerButton::Primary, modifiers, .. } => {
                    Some(*modifiers)
                }
                _ => None,
            });
            press.unwrap_or(input.modifiers)
        });
        // A test, or a very slow machine, presses and releases within one frame.
        let pressed = pressed && (response.is_pointer_button_down_on() || response.clicked());
        let at = response.interact_pointer_pos().or(response.hover_pos());
        if let Some(pos) = response.hover_pos() {
            let in_text = frame.text_clip().contains(pos);
            ui.set_cursor_icon(if in_text { CursorIcon::Text } else { CursorIcon::Default });
            pointed.hovered_offset = if in_text { self.offset_under(frame, pos) } else { None };
        }
        if let (true, Some(pos)) = (pressed, at) {
            response.request_focus();
            self.last_activity = time;
            self.tab_leaves = false;
            self.session = None;
            if pos.x < frame.visible.left() + frame.gutter {
                self.press_gutter(frame, pos);
            } else if modifiers.command && !modifiers.alt {
                pointed.jump_offset = Some(self.offset_near(frame, pos));
            } else {
                self.press_text(frame, pos, time, modifiers);
                pointed.clicked_offset = Some(self.caret_offset());
            }
        } else if let (true, Some(pos)) = (down && self.pointer.drag.is_some(), at) {
            self.drag_to(ui, frame, pos, time);
        }
        if !down {
            self.pointer.drag = None;
        }
        self.middle_click_paste(ui, response, frame, time);
        pointed
    }

    fn press_text(&mut self, frame: &Frame<'_>, pos: Pos2, time: f64, modifiers: egui::Modifiers) {
        let again = self
            .pointer
            .last_press
            .is_some_and(|(last, place)| time - last < CLICK_TIME && place.distance(pos) < CLICK_REACH);
        self.pointer.clicks = if again { self.pointer.clicks % 3 + 1 } else { 1 };
        self.pointer.last_press = Some((time, pos));
        let offset = self.offset_near(frame, pos);
        let unit = [Unit::Character, Unit::Word, Unit::Line][(self.pointer.clicks.clamp(1, 3) - 1) as usize];
        let range = self.around(offset, unit);
        let caret = Caret::selecting(range.start, range.end);
        if modifiers.alt {
            let mut carets = self.document.carets.clone();
            carets.push(caret);
            self.document.select(carets);
        } else if modifiers.shift {
            let anchor = self.document.carets.primary().anchor;
            self.document.select(Carets::one(Caret::selecting(anchor, offset)));
            self.pointer.drag = Some((anchor..anchor, Unit::Character));
            return;
        } else {
            self.document.select(Carets::one(caret));
        }
        self.pointer.drag = Some((range, unit));
    }

    fn drag_to(&mut self, ui: &Ui, frame: &Frame<'_>, pos: Pos2, time: f64) {
        let Some((from, unit)) = self.pointer.drag.clone() else { return };
        let to = self.around(self.offset_near(frame, pos), unit);
        let caret = if to.start < from.start {
            Caret::selecting(from.end, to.start)
        } else {
            Caret::selecting(from.start, to.end)
        };
        let mut carets = self.document.carets.clone();
        if carets.primary() == caret {
            return;
        }
        if carets.is_many() {
            let primary = carets.primary();
            carets.map(|old| if *old == primary { caret } else { *old });
        } else {
            carets = Carets::one(caret);
        }
        self.document.select(carets);
        self.last_activity = time;
        if !frame.text_clip().contains(pos) {
            self.scroll.follow = Some(false);
            ui.request_repaint();
        }
    }

    fn press_gutter(&mut self, frame: &Frame<'_>, pos: Pos2) {
        let Some(row) = self.row_under(frame, pos) else { return };
        let line = self.document.folds.line_of_row(row);
        if self.toggle_fold_at(frame, pos, line) {
            return;
        }
        let range = self.around(self.document.buffer.line_start(line), Unit::Line);
        self.document.select(Carets::one(Caret::selecting(range.start, range.end)));
        self.pointer.drag = Some((range, Unit::Line));
    }

    fn around(&self, offset: usize, unit: Unit) -> Range<usize> {
        let buffer = &self.document.buffer;
        match unit {
            Unit::Character => offset..offset,
            Unit::Word => motions::word_at(buffer, offset),
            Unit::Line => {
                let line = buffer.position(offset).line;
                buffer.line_start(line)..buffer.line_start(line + 1)
            }
        }
    }

    /// Returns the row at a place of the screen, if it is one.
    pub(super) fn row_under(&self, frame: &Frame<'_>, pos: Pos2) -> Option<usize> {
        usize::try_from(frame.row_at(pos.y)).ok().filter(|row| *row < self.document.folds.row_count())
    }

    /// Returns the offset whose character's place on the screen is nearest.
    pub(super) fn offset_near(&self, frame: &Frame<'_>, pos: Pos2) -> usize {
        let Ok(row) = usize::try_from(frame.row_at(pos.y)) else { return 0 };
        if row >= self.document.folds.row_count() {
            return self.document.buffer.len();
        }
        let line = self.document.folds.line_of_row(row);
        let column =
            LaidLine::plain_line(frame.typeface, self.document.buffer.line(line)).column_at(pos.x - frame.text_left());
        self.document.buffer.clip(self.document.buffer.line_start(line) + column)
    }

    /// Returns the offset of the character that is painted at a place; none beyond a line's end.
    fn offset_under(&self, frame: &Frame<'_>, pos: Pos2) -> Option<usize> {
        let line = self.document.folds.line_of_row(self.row_under(frame, pos)?);
        let text = self.document.buffer.line(line);
        let laid = LaidLine::plain_line(frame.typeface, text);
        let x = pos.x - frame.text_left();
        // The nearest column may be the far side of the character that the pointer is on.
        let near = laid.column_at(x);
        let column = if laid.x_of(near) > x { text.get(..near)?.char_indices().next_back()?.0 } else { near };
        (column < text.len()).then(|| self.document.buffer.line_start(line) + column)
    }

    fn middle_click_paste(&mut self, ui: &Ui, response: &Response, frame: &Frame<'_>, time: f64) {
        if frame.inputs.read_only || !response.contains_pointer() {
            return;
        }
        let pasted = ui.input(|input| {
            input.events.iter().find_map(|event| match event {
                Event::MiddleClickPaste { pos, text } => Some((*pos, text.clone())),
                _ => None,
            })
        });
        if let Some((pos, text)) = pasted {
            response.request_focus();
            let offset = self.offset_near(frame, pos);
            self.document.select(Carets::one(Caret::at(offset)));
            self.paste(&text, &mut frame.typeface.clone(), time);
            ui.request_repaint();
        }
    }

    /// Offers what the clipboard keys do to those who look for it with the mouse.
    pub(super) fn context_menu(&mut self, response: &Response, frame: &Frame<'_>) {
        response.context_menu(|ui| {
            ui.set_min_width(180.0);
            let time = ui.input(|input| input.time);
            let mut typeface = frame.typeface.clone();
            let writable = !frame.inputs.read_only;
            let entry = |ui: &mut Ui, name: &str, keys: &str, enabled: bool| {
                let chosen = ui.add_enabled(enabled, egui::Button::new(name).shortcut_text(keys)).clicked();
                if chosen {
                    response.request_focus();
                    ui.close();
                }
                chosen
            };
            if entry(ui, "Cut", "Ctrl+X", writable) {
                ui.send_viewport_cmd(ViewportCommand::RequestCut);
            }
            if entry(ui, "Copy", "Ctrl+C", true) {
                ui.send_viewport_cmd(ViewportCommand::RequestCopy);
            }
            if entry(ui, "Paste", "Ctrl+V", writable) {
                ui.send_viewport_cmd(ViewportCommand::RequestPaste);
            }
            ui.separator();
            if entry(ui, "Select all", "Ctrl+A", true) {
                self.perform(&Action::SelectAll, &mut typeface, time);
            }
            if entry(ui, "Comment or uncomment", "Ctrl+/", writable) {
                self.perform(&Action::ToggleComment, &mut typeface, time);
            }
        });
    }
}
