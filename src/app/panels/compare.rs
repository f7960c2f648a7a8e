//! The same call through every integration, side by side.

use super::scrolled_ui;
use crate::app::icon;
use crate::app::scene::Scene;
use crate::app::widgets::{Tone, badge, empty_state, note};
use crate::preview::View;
use egui::Ui;

/// Draws the panel.
pub fn compare_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(preview) = scene.preview() else {
        let hint = "Choose or add a call: here it goes through every integration, side by side.";
        empty_state(ui, icon::COLUMNS, "No call to compare", hint);
        return;
    };
    scrolled_ui(ui, "compare", |ui| {
        for view in View::ALL {
            ui.horizontal(|ui| {
                let is_own = view == preview.view;
                badge(ui, if is_own { Tone::Accent } else { Tone::Neutral }, None, view.title());
                if is_own {
                    note(ui, "the integration of this route");
                }
            });
        }
    });
}
