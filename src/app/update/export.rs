//! The export dialog: what is made, chosen and written.

use crate::app::dialogs::{Answer, Purpose};
use crate::app::export_view::Made;
use crate::app::state::App;
use crate::app::view_state::{Focus, Overlay};
use crate::app::widgets::Tone;
use crate::text::counted;
use std::path::Path;
use std::sync::Arc;

/// Opens the dialog. What is in the folder may have changed since it was open last.
pub(super) fn open(app: &mut App) {
    app.view.export.made = None;
    app.view.export.asked = None;
    app.view.show(Overlay::Export);
    app.view.focus = Some(Focus::Overlay);
}

/// Takes in what was made, unless something else is wanted by now.
pub(super) fn made(app: &mut App, made: Made) {
    let view = &mut app.view.export;
    if view.asked.as_ref() == Some(&made.choice) {
        view.asked = None;
        view.made = Some(made);
    }
}

/// Writes what shows.
pub(super) fn write(app: &mut App) {
    let Some(made) = &app.view.export.made else { return };
    if let Some(folder) = made.choice.folder.clone() {
        app.background.write_export(Arc::clone(&made.export), folder);
    }
}

/// Takes in that it was written.
pub(super) fn written(app: &mut App, folder: &Path, result: Result<usize, String>) {
    match result {
        Ok(count) => {
            let files = counted(count, "file");
            app.view.toasts.push(Tone::Ok, format!("Exported {files} to {}", folder.display()));
            if app.view.overlay == Some(Overlay::Export) {
                app.view.overlay = None;
            }
        }
        Err(message) => app.view.toasts.push(Tone::Err, message),
    }
}

/// Asks for the folder by the system's dialog.
pub(super) fn choose_folder(app: &mut App) {
    if app.options.native_dialogs {
        app.background.ask(Purpose::ExportFolder, String::new());
    }
}

/// Takes in what the system's dialog said.
pub(super) fn chosen_folder(app: &mut App, answer: Answer) {
    match answer {
        Answer::File(path) => take_folder(app, &path),
        Answer::Canceled => {}
        Answer::Unavailable => {
            app.view.toasts.push(Tone::Info, "This desktop offers no file dialog: type the folder.");
        }
    }
}

/// Takes a folder for the export.
pub(super) fn take_folder(app: &mut App, path: &Path) {
    app.view.export.folder = path.display().to_string();
}
