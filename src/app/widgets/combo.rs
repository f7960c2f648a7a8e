//! The box to choose from a list, with an arrow of ours.

use super::paint;
use crate::app::{icon, theme};
use egui::{ComboBox, IdSalt, InnerResponse, IntoAtoms, Key, Ui};

/// A box to choose from a list, to be given its width and shown.
pub struct Combo<'a> {
    salt: IdSalt,
    made: ComboBox<'a>,
}

/// Returns the box.
pub fn combo(salt: &str) -> Combo<'_> {
    let made = ComboBox::from_id_salt(salt).icon(|ui, rect, _visuals, _is_open| {
        paint::icon(ui, rect.center(), icon::CARET_DOWN, 12.0, theme::of(ui).muted);
    });
    Combo { salt: IdSalt::new(salt), made }
}

impl<'a> Combo<'a> {
    /// Sets the width of the box.
    pub fn width(self, width: f32) -> Self {
        Self { made: self.made.width(width), ..self }
    }

    /// Cuts what does not fit.
    pub fn truncate(self) -> Self {
        Self { made: self.made.truncate(), ..self }
    }

    /// Says what is chosen.
    pub fn selected_text(self, text: impl IntoAtoms<'a>) -> Self {
        Self { made: self.made.selected_text(text), ..self }
    }

    /// Draws the box, and what `add` lists while it is open. Who chooses by keyboard has the keyboard on the box again:
    /// egui leaves the list open then, and the keyboard nowhere.
    pub fn show_ui<R>(self, ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> InnerResponse<Option<R>> {
        let button = ui.make_persistent_id(self.salt);
        let is_in_list = ui.memory(|memory| memory.focused().is_some_and(|focused| focused != button));
        let is_pressed = ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
        let shown = self.made.show_ui(ui, |ui| {
            let made = add(ui);
            if is_in_list && is_pressed {
                ui.close();
            }
            made
        });
        if shown.inner.is_some() && is_in_list && is_pressed {
            shown.response.request_focus();
        }
        shown
    }
}
