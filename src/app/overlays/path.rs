//! A path to be typed, beside the system's dialog.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::dialogs::{Purpose, typed_path};
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Field, Tone, message, note, primary_button, quiet_button};
use egui::{Key, Ui};

/// Draws the dialog.
pub fn path_ui(ui: &mut Ui, scene: &mut Scene<'_>, purpose: Purpose, no_dialog: bool) {
    title_ui(ui, purpose.title());
    if no_dialog {
        let text = "This desktop offers no file dialog (install xdg-desktop-portal-gtk or zenity for one). \
                    Type the path here instead, or drop the file on the window.";
        message(ui, Tone::Info, text);
        ui.add_space(4.0);
    }
    let id = Focus::Overlay.id();
    scene.take_focus(ui, Focus::Overlay, id);
    let mut text = std::mem::take(&mut scene.view.overlay_text);
    let hint = match purpose {
        Purpose::Open | Purpose::SaveAs => "design.gatewright.json",
        Purpose::ExportTemplate => "template.vtl",
        Purpose::ExportFolder => "deploy",
        Purpose::ExportComparison => "comparison.html",
        Purpose::Import => "template.yaml",
    };
    let width = ui.available_width();
    let response = Field::new("Path").code().hint(hint).id(id).width(width).show(ui, &mut text);
    let path = typed_path(&text);
    let is_entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    scene.view.overlay_text = text;
    match &path {
        Some(path) if !matches!(purpose, Purpose::Open | Purpose::Import) && path.exists() => {
            message(ui, Tone::Warn, "This file exists and will be replaced.");
        }
        Some(path) if path.is_relative() => {
            let folder = std::env::current_dir().unwrap_or_default();
            note(ui, &format!("In {}", folder.display()));
        }
        _ => {}
    }
    buttons_ui(ui, |ui| {
        let is_possible = path.is_some();
        let go = ui.add_enabled_ui(is_possible, |ui| primary_button(ui, None, purpose.verb())).inner;
        if let Some(path) = path.filter(|_| go.clicked() || is_entered) {
            scene.push(Action::UsePath(purpose, path));
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}
