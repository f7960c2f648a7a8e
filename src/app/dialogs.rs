//! The system's file dialogs, and what their silence means.
//!
//! The dialog comes from the desktop portal. Where there is none, it answers "nothing chosen" at once, exactly
//! like *Cancel*; an answer that is quicker than any person tells the two apart. A typed path is offered beside
//! it in any case.

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What a file is chosen for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// A design to open.
    Open,
    /// What is deployed, or a captured request, to be read.
    Import,
    /// Where the design is written.
    SaveAs,
    /// Where the template is written.
    ExportTemplate,
    /// Where the comparison is written.
    ExportComparison,
    /// The folder into which an export is written.
    ExportFolder,
}

impl Purpose {
    /// Returns the title of dialogs.
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Open design",
            Self::Import => "Import",
            Self::SaveAs => "Save design as",
            Self::ExportTemplate => "Export template",
            Self::ExportComparison => "Export comparison",
            Self::ExportFolder => "Export into a folder",
        }
    }

    /// Returns the words of the button that does it.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Import => "Import",
            Self::SaveAs => "Save",
            Self::ExportTemplate | Self::ExportFolder | Self::ExportComparison => "Export",
        }
    }
}

/// What the dialog said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// This file.
    File(PathBuf),
    /// None, by a person's choice.
    Canceled,
    /// There is no dialog on this system.
    Unavailable,
}

/// No person cancels a dialog in less time.
const QUICKER_THAN_A_PERSON: Duration = Duration::from_millis(150);

/// Shows the dialog and waits for its answer: to be called on a thread of its own.
pub fn ask(purpose: Purpose, suggested: &str) -> Answer {
    let started = Instant::now();
    let dialog = rfd::FileDialog::new().set_title(purpose.title());
    let chosen = match purpose {
        Purpose::Open => dialog.add_filter("Gatewright design", &["json"]).pick_file(),
        Purpose::Import => dialog.pick_file(),
        Purpose::SaveAs => dialog.add_filter("Gatewright design", &["json"]).set_file_name(suggested).save_file(),
        Purpose::ExportTemplate => {
            dialog.add_filter("Velocity template", &["vtl", "vm"]).set_file_name(suggested).save_file()
        }
        Purpose::ExportComparison => dialog.add_filter("Page", &["html"]).set_file_name(suggested).save_file(),
        Purpose::ExportFolder => dialog.pick_folder(),
    };
    match chosen {
        Some(path) => Answer::File(path),
        None if started.elapsed() < QUICKER_THAN_A_PERSON => Answer::Unavailable,
        None => Answer::Canceled,
    }
}

/// Reads a typed path: `~` is the home directory, blanks and quotes around it go.
pub fn typed_path(text: &str) -> Option<PathBuf> {
    let text = text.trim().trim_matches(['"', '\'']);
    let text = text.strip_prefix("file://").unwrap_or(text);
    if text.is_empty() {
        return None;
    }
    match text.strip_prefix("~/") {
        Some(rest) => Some(std::env::home_dir()?.join(rest)),
        None => Some(PathBuf::from(text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_people_type_them() {
        assert_eq!(typed_path("  "), None);
        assert_eq!(typed_path(" \"/tmp/a b.json\" "), Some("/tmp/a b.json".into()));
        assert_eq!(typed_path("file:///tmp/x.json"), Some("/tmp/x.json".into()));
        assert_eq!(typed_path("designs/x.json"), Some("designs/x.json".into()));
        if let Some(home) = std::env::home_dir() {
            assert_eq!(typed_path("~/x.json"), Some(home.join("x.json")));
        }
    }
}
