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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn rows_fill_the_area_whatever_room_the_panel_leaves_between_its_parts() {
        let ctx = egui::Context::default();
        let mut seen = BTreeSet::new();
        for _ in 0..3 {
            seen.clear();
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                ui.spacing_mut().item_spacing.y = theme::CODE_ROW;
                let area = ScrollArea::both().id_salt("rows").max_height(10.0 * theme::CODE_ROW).auto_shrink(false);
                code_rows(ui, area, 1_000, |_, index| {
                    seen.insert(index);
                    LayoutJob::default()
                });
            });
            output.textures_delta.clear();
        }
        assert!((10..=12).contains(&seen.len()), "{} rows", seen.len());
    }
}
