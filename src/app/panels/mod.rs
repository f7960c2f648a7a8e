//! The panels: functions of the state that draw, and push what is asked for.

pub mod checklist;
pub mod event;
pub mod identity;
pub mod input;
pub mod integration;
pub mod mapping;
pub mod problems;
pub mod proxy;
pub mod rail;
pub mod request;
pub mod stage;
pub mod status;
pub mod token;
pub mod top_bar;

use super::theme;
use egui::{Align, Frame, Layout, Margin, Ui};

/// Draws a bar at the top of a panel, with a line under it.
pub(super) fn bar_ui(ui: &mut Ui, height: f32, add: impl FnOnce(&mut Ui)) {
    let t = theme::of(ui);
    // Bars and what follows them touch; contents bring their own spacing.
    ui.spacing_mut().item_spacing.y = 0.0;
    let width = ui.available_width();
    let (rect, _) = ui.allocate_exact_size(egui::vec2(width, height), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, egui::Stroke::new(1.0, t.border));
    let inside = rect.shrink2(egui::vec2(theme::PADDING, 0.0));
    // A child that is not allocated: the bar's height is its own, whatever is in it.
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(inside).layout(Layout::left_to_right(Align::Center)));
    child.set_clip_rect(child.clip_rect().intersect(rect));
    add(&mut child);
}

/// Puts what follows at the right end of a bar.
pub(super) fn at_right(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::right_to_left(Align::Center), add);
}

/// Draws the content of a panel, scrolled, with the padding that all panels have.
pub(super) fn scrolled_ui(ui: &mut Ui, salt: &str, add: impl FnOnce(&mut Ui)) {
    egui::ScrollArea::vertical().id_salt(salt).auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(theme::PADDING as i8, 8)).show(ui, |ui| {
            ui.set_min_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            add(ui);
            ui.add_space(16.0);
        });
    });
}
