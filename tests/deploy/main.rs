//! Exports: templates come back byte for byte, files have the shape that the service wants, and the formats' own tools
//! take them.

mod command;
mod read_back;
mod shape;
mod terraform;
mod texts;
mod validators;

use gatewright::design::{Design, file, presets::PRESETS};
use gatewright::export::{self, Export, Format, Options, Side};
use std::fs;
use std::path::{Path, PathBuf};

/// Returns a path below `tests`.
fn tests(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(path)
}

/// Returns all presets and two designs with everything that a design can have, by their names.
fn designs() -> Vec<(String, Design)> {
    let presets = PRESETS.iter().map(|preset| (preset.id.to_owned(), file::parse(preset.text).expect("a preset")));
    let everything = ["everything-rest", "everything-http"].map(|name| {
        let text = fs::read_to_string(tests(&format!("data/exports/{name}.gatewright.json"))).expect("a design");
        (name.to_owned(), file::parse(&text).expect("a design"))
    });
    presets.chain(everything).collect()
}

/// Exports at a side, or as the design is set.
fn export(design: &Design, format: Format, side: Option<Side>) -> Export {
    export::export(design, format, Options { side, ..Options::default() })
}

/// Returns the text of the file whose path ends so.
fn text<'e>(export: &'e Export, ending: &str) -> &'e str {
    let file = export.files.iter().find(|file| file.path.ends_with(ending));
    file.map_or_else(|| panic!("no {ending} in {export:?}"), |file| file.text.as_str())
}
