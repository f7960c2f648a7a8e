//! The input column: request, identity, stage.

use super::{bar_ui, identity, request, scrolled_ui, stage};
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::view_state::InputTab;
use crate::app::widgets::{empty_state, primary_button, segmented};
use crate::app::{command::Command, icon};
use egui::Ui;

/// Draws the column.
pub fn input_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let tab = scene.view.input_tab;
    bar_ui(ui, 38.0, |ui| {
        if let Some(chosen) = segmented(ui, &InputTab::ALL, tab) {
            scene.push(Action::ShowInput(chosen));
        }
    });
    if tab != InputTab::Stage && scene.call().is_none() {
        empty_state(ui, icon::PAPER_PLANE_TILT, "No call to look at", "A call is one sample request with its caller.");
        ui.vertical_centered(|ui| {
            if primary_button(ui, Some(icon::PLUS), Command::AddCall.text()).clicked() {
                let add = if scene.route().is_some() { Command::AddCall } else { Command::AddRoute };
                scene.push(add);
            }
        });
        return;
    }
    let salt = match tab {
        InputTab::Request => "request",
        InputTab::Identity => "identity",
        InputTab::Stage => "stage",
    };
    scrolled_ui(ui, salt, |ui| match tab {
        InputTab::Request => request::request_ui(ui, scene),
        InputTab::Identity => identity::identity_ui(ui, scene),
        InputTab::Stage => stage::stage_ui(ui, scene),
    });
    // A field that is not there, with this kind of authorizer say, is not looked for again.
    scene.view.jump = None;
}
