//! A box to tick, with words beside it.

use super::paint;
use crate::app::{icon, theme};
use egui::{Align2, Color32, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

/// A checkbox; `changed()` of the response tells that it was turned.
pub fn check(ui: &mut Ui, on: bool, text: &str) -> Response {
    let t = theme::of(ui);
    let galley = paint::line(ui, text, theme::body(theme::BODY), Color32::PLACEHOLDER, ui.available_width() - 24.0);
    let (rect, mut response) = ui.allocate_exact_size(vec2(galley.size().x + 26.0, theme::ROW), Sense::click());
    if response.clicked() {
        response.mark_changed();
    }
    paint::follow_focus(ui, &response);
    if ui.is_rect_visible(rect) {
        let square = Align2::LEFT_CENTER.anchor_size(pos2(rect.left() + 1.0, rect.center().y), vec2(16.0, 16.0));
        let (fill, stroke) = match (on, response.hovered()) {
            (true, _) => (t.accent, t.accent),
            (false, true) => (t.bg_hover, t.muted),
            (false, false) => (t.bg_editor, t.faint),
        };
        ui.painter().rect(square, 4.0, fill, Stroke::new(1.0, stroke), StrokeKind::Inside);
        if on {
            paint::icon(ui, square.center(), icon::CHECK, 12.0, t.on_accent);
        }
        let color = if ui.is_enabled() { t.text } else { t.faint };
        let at = Align2::LEFT_CENTER.anchor_size(pos2(square.right() + 8.0, rect.center().y), galley.size());
        ui.painter().galley(at.min, galley, color);
        paint::focus_ring(ui, &response, rect.expand2(vec2(3.0, -2.0)), theme::RADIUS);
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, text));
    response
}
