//! Fixes of the problems at the caret, by the keyboard; those under the pointer are in the card about it.

use super::popup::card;
use super::view::{Editor, EditorInputs, Frame};
use crate::diagnostics::Fix;
use egui::{Id, Key, Modifiers, Order, Response, RichText, Ui};

const WIDTH: f32 = 320.0;

/// The menu of fixes while it is open.
#[derive(Clone, Debug)]
pub(super) struct FixMenu {
    fixes: Vec<Fix>,
    /// The caret and the text that they are for.
    offset: usize,
    version: u64,
    /// The keyboard goes to the first one once it can be seen.
    wants_focus: bool,
}

impl Editor {
    /// Returns true if problems and fixes speak of the text as it is now.
    pub(super) fn marks_are_current(&self, inputs: &EditorInputs<'_>) -> bool {
        inputs.marks_version.is_none_or(|version| version == self.version())
    }

    /// Opens the menu with the fixes at the caret, or else in its line; does nothing if there are none.
    pub(super) fn open_fix_menu(&mut self, inputs: &EditorInputs<'_>) {
        self.session = None;
        if inputs.read_only || !self.marks_are_current(inputs) {
            return;
        }
        let offset = self.caret_offset();
        let buffer = &self.document.buffer;
        let line = buffer.line_range(buffer.line_of(offset));
        let within = |start: usize, end: usize| {
            let marks = inputs.diagnostics.iter();
            let here = marks.filter(|mark| mark.span.start as usize <= end && mark.span.end as usize >= start);
            let mut fixes: Vec<Fix> = Vec::new();
            for fix in here.flat_map(|mark| &mark.fixes) {
                if !fixes.contains(fix) {
                    fixes.push(fix.clone());
                }
            }
            fixes
        };
        let mut fixes = within(offset, offset);
        if fixes.is_empty() {
            fixes = within(line.start, line.end);
        }
        let menu = FixMenu { fixes, offset, version: self.version(), wants_focus: true };
        self.fix_menu = Some(menu).filter(|menu| !menu.fixes.is_empty());
    }

    /// Shows the menu; returns the fix that was chosen.
    pub(super) fn fix_menu_ui(&mut self, ui: &Ui, id: Id, frame: &Frame<'_>) -> Option<Fix> {
        let menu = self.fix_menu.as_ref()?;
        if (menu.offset, menu.version) != (self.caret_offset(), self.version()) {
            self.fix_menu = None;
            return None;
        }
        let anchor = self.caret_rect(frame, menu.offset);
        let mut chosen = None;
        let mut first = None;
        let area = egui::Area::new(id.with("fixes")).order(Order::Foreground).constrain(true);
        let shown = area.fixed_pos(anchor.left_bottom() + egui::vec2(0.0, 4.0)).show(ui.ctx(), |ui| {
            card(frame.inputs.palette).show(ui, |ui| {
                ui.set_max_width(WIDTH);
                ui.spacing_mut().item_spacing.y = 2.0;
                for fix in &menu.fixes {
                    let button = fix_button(ui, frame, fix);
                    if button.clicked() {
                        chosen = Some(fix.clone());
                    }
                    first.get_or_insert(button.id);
                }
                ui.is_visible() && ui.is_enabled()
            })
        });
        let can_focus = shown.inner.inner;
        let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let aside = ui.input(|input| input.pointer.any_pressed()) && !shown.response.contains_pointer();
        let menu = self.fix_menu.as_mut()?;
        if menu.wants_focus {
            ui.request_repaint();
            if can_focus && let Some(first) = first {
                menu.wants_focus = false;
                ui.memory_mut(|memory| memory.request_focus(first));
            }
        }
        if chosen.is_some() || escape || aside {
            self.fix_menu = None;
            if !aside {
                ui.memory_mut(|memory| memory.request_focus(id));
            }
        }
        chosen
    }
}

/// A button that applies a fix.
pub(super) fn fix_button(ui: &mut Ui, frame: &Frame<'_>, fix: &Fix) -> Response {
    let palette = frame.inputs.palette;
    let mut chars = fix.title.chars();
    let title: String = chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default();
    let text = RichText::new(title).font(frame.inputs.ui_font.clone()).color(palette.accent);
    ui.add(egui::Button::new(text).fill(palette.accent_soft).stroke(egui::Stroke::NONE).wrap())
}
