//! The result: the event, the comparison, the handler and the response, under one row of tabs.

use super::{at_right, bar_ui, compare, event, handler, response};
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::view_state::ResultTab;
use crate::app::widgets::tabs_within;
use egui::Ui;

/// Draws the panel.
pub fn result_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let tab = scene.view.result_tab;
    bar_ui(ui, 38.0, |ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        // The tools of the event stand after the tabs.
        let room = ui.available_width() - 72.0;
        if let Some(chosen) = tabs_within(ui, room, &ResultTab::ALL, tab) {
            scene.push(Action::ShowResult(chosen));
        }
        ui.spacing_mut().item_spacing.x = 4.0;
        at_right(ui, |ui| match tab {
            ResultTab::Event => event::event_tools_ui(ui, scene),
            ResultTab::Compare => compare::compare_tools_ui(ui, scene),
            ResultTab::Handler => handler::handler_tools_ui(ui, scene),
            ResultTab::Response => {}
        });
    });
    match tab {
        ResultTab::Event => event::event_ui(ui, scene),
        ResultTab::Compare => compare::compare_ui(ui, scene),
        ResultTab::Handler => handler::handler_ui(ui, scene),
        ResultTab::Response => response::response_ui(ui, scene),
    }
}
