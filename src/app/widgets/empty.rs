//! What an empty panel says: what is not here, and the next step.

use crate::app::theme;
use egui::{RichText, Ui};

/// An icon, one line, and one hint, centered.
pub fn empty_state(ui: &mut Ui, icon: char, line: &str, hint: &str) {
    let t = theme::of(ui);
    // Long words break before they push the panel.
    let width = (ui.available_width() - 2.0 * theme::PADDING).clamp(40.0, 360.0);
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.28).clamp(12.0, 120.0));
        ui.label(RichText::new(icon).size(28.0).color(t.faint));
        ui.label(RichText::new(line).font(theme::semibold(theme::BODY)).color(t.text));
        let mut job = egui::text::LayoutJob::simple(hint.to_owned(), theme::body(theme::BODY), t.muted, width);
        job.halign = egui::Align::Center;
        let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
        ui.label(galley);
        ui.add_space(12.0);
    });
}

/// The same on one line, for panels that are low.
pub fn empty_line(ui: &mut Ui, icon: char, line: &str, hint: &str) {
    let t = theme::of(ui);
    ui.add_space(10.0);
    ui.horizontal(|ui| {
        ui.add_space(theme::PADDING);
        ui.label(RichText::new(icon).size(16.0).color(t.faint));
        ui.label(RichText::new(line).color(t.text));
        ui.add(egui::Label::new(RichText::new(hint).color(t.muted)).truncate());
    });
}
