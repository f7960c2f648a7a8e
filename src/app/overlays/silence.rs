//! Why a problem does not matter: asked before it is silenced.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Field, note, primary_button, quiet_button};
use egui::{Key, Ui};

/// Draws the dialog.
pub fn silence_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_everywhere: bool) {
    let Some(problem) = scene.view.problem.and_then(|index| scene.problems.all().get(index)) else {
        scene.push(Action::CloseOverlay);
        return;
    };
    let rule = problem.diagnostic.rule.0;
    let has_place = problem.diagnostic.primary().is_some();
    title_ui(ui, &format!("Silence {rule}"));
    note(
        ui,
        match is_everywhere || !has_place {
            true => "For all routes of this design. The reason is kept in the design's file.",
            false => "At this place only, by a comment in the template. The event stays the same.",
        },
    );
    ui.add_space(4.0);
    let id = Focus::Overlay.id();
    scene.take_focus(ui, Focus::Overlay, id);
    let mut text = std::mem::take(&mut scene.view.overlay_text);
    let width = ui.available_width();
    let field = Field::new("Why it does not matter").id(id).hint("the client is ours and sends no quotes");
    let response = field.width(width).show(ui, &mut text);
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let reason = text.trim().to_owned();
    scene.view.overlay_text = text;
    buttons_ui(ui, |ui| {
        let go = ui.add_enabled_ui(!reason.is_empty(), |ui| primary_button(ui, None, "Silence")).inner;
        if !reason.is_empty() && (go.clicked() || is_entered) {
            scene.push(Action::Silence { is_everywhere, reason });
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}
