//! Lines of code in an area that scrolls.

use crate::app::theme;
use egui::text::LayoutJob;
use egui::{Align, Label, Layout, ScrollArea, Ui, vec2};

/// Shows lines of code in `area`, each [`theme::CODE_ROW`] high; only those in sight are laid out, by `line`.
pub fn code_rows(ui: &mut Ui, area: ScrollArea, count: usize, mut line: impl FnMut(&Ui, usize) -> LayoutJob) {
    ui.scope(|ui| {
        // Before the area shows: it counts the room between rows into their height.
        ui.spacing_mut().item_spacing.y = 0.0;
        area.show_rows(ui, theme::CODE_ROW, count, |ui, range| {
            for index in range {
                let job = line(ui, index);
                let size = vec2(ui.available_width(), theme::CODE_ROW);
                ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
                    ui.set_min_height(theme::CODE_ROW);
                    ui.add(Label::new(job).extend());
                });
            }
        });
    });
}
