//! Drawing helpers shared by the widgets.

use crate::app::theme;
use egui::epaint::text::TextWrapping;
use egui::text::LayoutJob;
use egui::{Align2, Color32, CornerRadius, FontId, Galley, Pos2, Rect, Response, Stroke, StrokeKind, Ui};
use std::sync::Arc;

/// Lays out one line of text, cut with an ellipsis where it is wider than `width`.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple_singleline(first_line(text), font, color);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    // Values such as paths and tokens have no space to break at.
    job.wrap.break_anywhere = true;
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// What is laid out of a long text: nobody reads more on one line, and layout costs by length.
fn first_line(text: &str) -> String {
    const MOST_CHARS: usize = 600;
    text.chars().take(MOST_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Paints `galley` with its anchor `align` at `at`; returns what it covers.
pub fn galley(ui: &Ui, at: Pos2, align: Align2, galley: Arc<Galley>) -> Rect {
    let rect = align.anchor_size(at, galley.size());
    ui.painter().galley(rect.min, galley, Color32::PLACEHOLDER);
    rect
}

/// Paints an icon centered at `at`.
pub fn icon(ui: &Ui, at: Pos2, icon: char, size: f32, color: Color32) {
    ui.painter().text(at, Align2::CENTER_CENTER, icon, theme::body(size), color);
}

/// Paints a filled icon centered at `at`.
pub fn filled_icon(ui: &Ui, at: Pos2, icon: char, size: f32, color: Color32) {
    ui.painter().text(at, Align2::CENTER_CENTER, icon, theme::filled_icon(size), color);
}

/// Paints the ring that says where the keyboard is.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect, radius: u8) {
    if response.has_focus() {
        let stroke = Stroke::new(1.5, theme::of(ui).accent);
        ui.painter().rect_stroke(rect, CornerRadius::same(radius), stroke, StrokeKind::Inside);
    }
}

/// Scrolls to what the keyboard has just come to, if it is out of sight.
pub fn follow_focus(ui: &Ui, response: &Response) {
    // What is in sight need not be in a list that scrolls: asking then would move another one.
    if response.gained_focus() && !ui.clip_rect().expand(1.0).contains_rect(response.rect) {
        response.scroll_to_me(None);
    }
}

/// Paints the frame that says: this belongs to what is pointed at elsewhere.
pub fn lit(ui: &Ui, rect: Rect) {
    let t = theme::of(ui);
    ui.painter().rect(
        rect.expand(1.0),
        CornerRadius::same(theme::RADIUS),
        t.accent.gamma_multiply(0.14),
        Stroke::new(1.5, t.accent),
        StrokeKind::Inside,
    );
}

/// Returns the ground of a quiet control in its state.
pub fn quiet_fill(ui: &Ui, response: &Response) -> Color32 {
    let t = theme::of(ui);
    if response.is_pointer_button_down_on() {
        t.bg_active
    } else if response.hovered() {
        t.bg_hover
    } else {
        Color32::TRANSPARENT
    }
}
