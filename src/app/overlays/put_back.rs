//! What putting a template back into its file would change, before anything is written.

use super::export::changed_line;
use super::{buttons_ui, title_ui};
use crate::app::action::Action;
use crate::app::put_back::Proposal;
use crate::app::scene::Scene;
use crate::app::theme;
use crate::app::update::files::file_name;
use crate::app::view_state::Focus;
use crate::app::widgets::{code_rows, note, primary_button, quiet_button};
use crate::text::counted;
use egui::{ScrollArea, Ui};
use std::path::Path;
use std::sync::Arc;

/// Draws the dialog.
pub fn put_back_ui(ui: &mut Ui, scene: &mut Scene<'_>, path: &Path, proposal: &Arc<Proposal>) {
    title_ui(ui, &format!("Put the template back into {}", file_name(path)));
    let (removed, added) = (counted(proposal.removed, "line"), counted(proposal.added, "line"));
    let line = proposal.line;
    note(ui, &format!("From line {line} on: {removed} out, {added} in. Nothing else in the file changes."));
    ui.add_space(4.0);
    let t = theme::of(ui);
    let rows = ScrollArea::both().id_salt("differences").max_height(320.0).auto_shrink([false, true]);
    code_rows(ui, rows, proposal.difference.len(), |_, index| {
        changed_line(proposal.difference.get(index).map_or("", |line| line), t)
    });
    buttons_ui(ui, |ui| {
        let write = primary_button(ui, None, "Write the file");
        scene.take_focus(ui, Focus::Overlay, write.id);
        if write.clicked() {
            scene.push(Action::CloseOverlay);
            scene.push(Action::PutBack(path.to_owned(), Arc::clone(proposal)));
        }
        if quiet_button(ui, None, "Cancel").clicked() {
            scene.push(Action::CloseOverlay);
        }
    });
}
