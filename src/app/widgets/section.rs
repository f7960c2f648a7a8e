//! Headers, labels, notes and lines between.

use super::paint;
use crate::app::{icon, theme};
use egui::{Align, Align2, Layout, Response, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

/// The header of a panel's part: its title, and whatever `trailing` puts at the right end.
pub fn header(ui: &mut Ui, title: &str, trailing: impl FnOnce(&mut Ui)) {
    let t = theme::of(ui);
    ui.horizontal(|ui| {
        ui.set_min_height(theme::ROW);
        ui.label(RichText::new(title).font(theme::semibold(12.0)).color(t.muted));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            trailing(ui);
        });
    });
}

/// The name above a field.
pub fn label(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::body(theme::SMALL)).color(theme::of(ui).muted))
}

/// A sentence that explains, quiet and wrapped.
pub fn note(ui: &mut Ui, text: &str) {
    ui.label(RichText::new(text).font(theme::body(theme::SMALL)).color(theme::of(ui).muted));
}

/// A line over the whole width.
pub fn hairline(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, theme::of(ui).border));
}

/// A part of a panel that folds under its header.
pub struct Fold<'a> {
    title: &'a str,
    tally: String,
}

impl<'a> Fold<'a> {
    /// A fold with this title.
    pub fn new(title: &'a str) -> Self {
        Self { title, tally: String::new() }
    }

    /// Shows how much is inside, also while it is folded.
    pub fn count(mut self, count: usize) -> Self {
        self.tally = count.to_string();
        self
    }

    /// Shows these words after the title, also while it is folded.
    pub fn tally(mut self, tally: &str) -> Self {
        tally.clone_into(&mut self.tally);
        self
    }

    /// Draws the header; returns true if it was turned. What is inside is drawn by the caller while open.
    pub fn show(self, ui: &mut Ui, is_open: bool, trailing: impl FnOnce(&mut Ui)) -> bool {
        let width = ui.available_width();
        let (rect, response) = ui.allocate_exact_size(vec2(width, theme::ROW), Sense::click());
        let t = theme::of(ui);
        paint::follow_focus(ui, &response);
        if ui.is_rect_visible(rect) {
            let color = if response.hovered() { t.text } else { t.muted };
            let caret = if is_open { icon::CARET_DOWN } else { icon::CARET_RIGHT };
            paint::icon(ui, pos2(rect.left() + 6.0, rect.center().y), caret, 11.0, color);
            let title = paint::line(ui, self.title, theme::semibold(12.0), color, width - 80.0);
            let at = pos2(rect.left() + 18.0, rect.center().y);
            let title = paint::galley(ui, at, Align2::LEFT_CENTER, title);
            if !self.tally.is_empty() {
                // What stands at the end of the header keeps its place.
                let room = (rect.right() - title.right() - 60.0).max(60.0);
                let count = paint::line(ui, &self.tally, theme::body(theme::SMALL), t.faint, room);
                paint::galley(ui, pos2(title.right() + 7.0, rect.center().y), Align2::LEFT_CENTER, count);
            }
            paint::focus_ring(ui, &response, rect, theme::RADIUS);
        }
        response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, is_open, self.title));
        if !self.tally.is_empty() {
            ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(self.tally));
        }
        // Not allocated: the header's height is its own, whatever is at its end.
        let layout = Layout::right_to_left(Align::Center);
        let mut child = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
        child.spacing_mut().item_spacing.x = 2.0;
        trailing(&mut child);
        response.clicked()
    }
}
