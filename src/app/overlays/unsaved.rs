//! Questions about work that is not saved: before it is lost, after a crash, and when its file changes.

use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::update::files::file_name;
use crate::app::view_state::Focus;
use crate::app::widgets::{button, primary_button, quiet_button};
use crate::text::counted;
use egui::{RichText, Ui};
use std::path::Path;

/// Asks what is to be done with unsaved changes.
pub fn unsaved_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    title_ui(ui, "Save changes?");
    let name = &scene.design().name;
    let mut words = format!("“{name}” has changes that are not saved. They are lost if you go on without saving.");
    if scene.view.learn.running.is_some() {
        words.push_str(" The steps that you have done in the lesson stay marked as done.");
    }
    words_ui(ui, &words);
    buttons_ui(ui, |ui| {
        let save = primary_button(ui, None, "Save");
        scene.take_focus(ui, Focus::Overlay, save.id);
        if save.clicked() {
            scene.push(Action::SaveThenContinue);
        }
        if button(ui, None, "Don't save").clicked() {
            scene.push(Action::Discard);
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}

/// Offers work that a program left behind.
pub fn recovered_ui(ui: &mut Ui, scene: &mut Scene<'_>, name: &str, file: Option<&Path>, saved_at: i64) {
    title_ui(ui, "Unsaved work was found");
    let from =
        file.map_or_else(|| "It was in no file yet.".to_owned(), |file| format!("It belongs to {}.", file.display()));
    let ago = ago(scene.view.now_epoch_s - saved_at);
    words_ui(
        ui,
        &format!("Gatewright ended before “{name}” was saved, {ago}. {from} Tokens are not kept in such copies."),
    );
    buttons_ui(ui, |ui| {
        let open = primary_button(ui, None, "Open it");
        scene.take_focus(ui, Focus::Overlay, open.id);
        if open.clicked() {
            scene.push(Action::Recover);
        }
        if button(ui, None, "Throw it away").clicked() {
            scene.push(Action::ForgetRecovered);
        }
        if quiet_button(ui, None, "Later").on_hover_text("It is offered again at the next start").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}

/// Asks which of two versions counts.
pub fn changed_on_disk_ui(ui: &mut Ui, scene: &mut Scene<'_>, path: &Path) {
    title_ui(ui, "The file was changed by another program");
    let name = file_name(path);
    words_ui(
        ui,
        &format!("{name} is not as you opened it, and you have changes that are not saved. Which ones count?"),
    );
    buttons_ui(ui, |ui| {
        let take = primary_button(ui, None, "Take the file's");
        scene.take_focus(ui, Focus::Overlay, take.id);
        if take.on_hover_text("Undo brings yours back").clicked() {
            scene.push(Action::TakeFromDisk);
        }
        if button(ui, None, "Save mine over it").clicked() {
            scene.push(Action::Overwrite);
        }
        if quiet_button(ui, None, "Decide later").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}

fn words_ui(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).color(theme::of(ui).muted));
}

/// Says how long ago something was.
fn ago(seconds: i64) -> String {
    let (count, unit) = match seconds {
        ..60 => return "less than a minute ago".into(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", counted(usize::try_from(count).unwrap_or_default(), unit))
}
