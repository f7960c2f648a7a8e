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

/// Lays out one line of code; where it is wider than `width`, its start is cut, at a dot or a bracket if one is near.
pub fn line_end(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    let one = ui.fonts_mut(|fonts| fonts.glyph_width(&font, '0'));
    let fits = (width / one.max(1.0)).max(1.0) as usize;
    line(ui, &end_of(text, fits), font, color, width)
}

/// Returns the end of a text in at most `most` characters.
fn end_of(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    let count = text.chars().count();
    if count <= most {
        return text.into();
    }
    let start = text.char_indices().nth(count - most.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    let end = text.get(start..).unwrap_or_default();
    let boundary = end.find(['.', '[']).filter(|at| *at <= end.len() / 3).unwrap_or(0);
    format!("…{}", end.get(boundary..).unwrap_or_default()).into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_expression_the_end_stays_as_it_says_what_is_read() {
        assert_eq!(end_of("event.body", 10), "event.body");
        assert_eq!(end_of("event[\"context\"][\"identity\"][\"email\"]", 24), "…[\"identity\"][\"email\"]");
        assert_eq!(end_of("event.requestContext", 8), "…Context");
        assert_eq!(end_of("éé[é", 2), "…é");
        assert_eq!(end_of("abc", 0), "…");
    }
}
