//! The box to choose from a list, with an arrow of ours.

use super::paint;
use crate::app::{icon, theme};
use egui::ComboBox;

/// Returns the box, to be given its width and shown.
pub fn combo(salt: &str) -> ComboBox<'_> {
    ComboBox::from_id_salt(salt).icon(|ui, rect, _visuals, _is_open| {
        paint::icon(ui, rect.center(), icon::CARET_DOWN, 12.0, theme::of(ui).muted);
    })
}
