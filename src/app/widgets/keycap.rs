//! A key of the keyboard, as a small cap.

use super::paint;
use crate::app::theme;
use egui::{Align2, Sense, Stroke, StrokeKind, Ui, vec2};

/// A key or a combination: `Ctrl K`.
pub fn keycap(ui: &mut Ui, text: &str) {
    let t = theme::of(ui);
    let galley = paint::line(ui, text, theme::body(theme::SMALL), t.muted, 160.0);
    let (rect, _) = ui.allocate_exact_size(vec2(galley.size().x + 10.0, 18.0), Sense::hover());
    ui.painter().rect(rect, 4.0, t.bg_panel, Stroke::new(1.0, t.border_strong), StrokeKind::Inside);
    paint::galley(ui, rect.center(), Align2::CENTER_CENTER, galley);
}
