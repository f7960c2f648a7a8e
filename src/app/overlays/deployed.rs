//! What came in with a file of what is deployed, and what did not; a new design, or merged into the open one.

use super::paste::main_button;
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::icon;
use crate::app::recognize::Deployed;
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::widgets::{Tone, button, message, note};
use crate::import::deployed::ImportedDesign;
use egui::{RichText, ScrollArea, Ui};

/// Draws the summary.
pub fn summary_ui(ui: &mut Ui, found: &Deployed) {
    let Deployed { format, imported, problems } = found;
    let routes = imported.design.routes.len();
    let words = match routes {
        0 => format!("{}: nothing came in.", format.title()),
        1 => format!("{}: 1 route came in.", format.title()),
        many => format!("{}: {many} routes came in.", format.title()),
    };
    message(ui, if routes > 0 { Tone::Ok } else { Tone::Err }, &words);
    for problem in problems {
        message(ui, Tone::Err, problem);
    }
    let t = theme::of(ui);
    let came_in = imported.came_in.iter().map(|came_in| (t.text, format!("{}: {}", came_in.what, came_in.how)));
    let left_out = imported.left_out.iter().map(|left| (t.warn, format!("Left out {}: {}", left.what, left.why)));
    ScrollArea::vertical().id_salt("came in").max_height(260.0).auto_shrink([false, true]).show(ui, |ui| {
        for (color, words) in came_in.chain(left_out) {
            ui.label(RichText::new(words).color(color));
        }
    });
    if !imported.design.placeholders.is_empty() {
        note(ui, "Placeholders get their values in the Stage tab.");
    }
}

/// Draws the buttons.
pub fn actions_ui(ui: &mut Ui, scene: &mut Scene<'_>, imported: &ImportedDesign) {
    let is_possible = !imported.design.routes.is_empty();
    let merge = main_button(ui, scene, is_possible, icon::PLUS, "Merge into this design");
    if merge
        .on_hover_text("New routes are added; of known ones the integration is replaced, and calls are kept")
        .clicked()
    {
        scene.push(Action::CloseOverlay);
        scene.push(Change::Merge(Box::new(imported.clone())));
        scene.push(Action::Say("Merged: undo takes it back"));
    }
    let open = ui.add_enabled_ui(is_possible, |ui| button(ui, Some(icon::FILE_PLUS), "Open as new design")).inner;
    if open.clicked() {
        scene.push(Action::CloseOverlay);
        scene.push(Action::OpenDesign(Box::new(imported.design.clone())));
    }
}
