//! The export dialog: every format shows its files, differences show before anything is overwritten, files are written
//! whole.

use crate::window::{Window, click, control, fill, open, press, settle};
use egui::accesskit::Toggled;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable};
use gatewright::export::{self, Format, Options, Side};
use std::fs;

fn open_dialog() -> Window {
    let mut window = open();
    press(&mut window, Modifiers { alt: true, ..Modifiers::COMMAND }, Key::X);
    window
}

fn shows(window: &Window, text: &str) -> bool {
    window.query_all_by_label_contains(text).next().is_some()
}

#[test]
fn every_format_shows_its_files_as_they_will_be_written() {
    let mut window = open_dialog();
    for format in Format::ALL {
        click(&mut window, format.title());
        let export = export::export(window.state().design(), *format, Options::default());
        let first = export.files.first().expect("a file");
        let line = first.text.lines().find(|line| !line.trim().is_empty()).expect("a line");
        assert!(shows(&window, line), "{format:?} shows “{line}”");
        for warning in &export.warnings {
            assert!(shows(&window, &warning.message), "{format:?} says “{}”", warning.message);
        }
    }
}

#[test]
fn tokens_come_into_test_events_on_a_tick_and_into_nothing_else() {
    const TICK: &str = "With the tokens and keys of the calls";
    let mut window = open_dialog();
    assert!(!shows(&window, TICK), "OpenAPI holds nothing of a call");
    click(&mut window, Format::Event.title());
    let is_on = |window: &Window| control(window, TICK).accesskit_node().toggled() == Some(Toggled::True);
    assert!(!is_on(&window));
    click(&mut window, TICK);
    assert!(is_on(&window));
}

#[test]
fn an_export_is_written_and_what_differs_shows_before_it_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = open_dialog();
    click(&mut window, Format::Sam.title());
    click(&mut window, Side::Proxy.title());
    fill(&mut window, "Folder", &folder.path().display().to_string());
    click(&mut window, "Write 1 file");
    let options = Options { side: Some(Side::Proxy), ..Options::default() };
    let expected = export::export(window.state().design(), Format::Sam, options);
    let path = folder.path().join("template.yaml");
    assert_eq!(fs::read_to_string(&path).expect("the file"), expected.files[0].text);
    assert!(window.query_by_label("Cancel").is_none(), "the dialog is closed");

    fs::write(&path, expected.files[0].text.replace("Wild Rydes", "Mine")).expect("written");
    press(&mut window, Modifiers { alt: true, ..Modifiers::COMMAND }, Key::X);
    assert!(shows(&window, "would be replaced"));
    assert!(shows(&window, "- Description: Mine") && shows(&window, "+ Description: Wild Rydes"));
    click(&mut window, "Write 1 file, replace 1");
    assert_eq!(fs::read_to_string(&path).expect("the file"), expected.files[0].text);
}

#[test]
fn nothing_is_written_without_a_folder_or_into_one_that_cannot_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = open_dialog();
    assert!(control(&window, "Write 1 file").accesskit_node().is_disabled());
    // A folder stands where the file belongs.
    fs::create_dir(folder.path().join("openapi.yaml")).expect("made");
    fill(&mut window, "Folder", &folder.path().display().to_string());
    settle(&mut window);
    assert!(shows(&window, "openapi.yaml"), "it says which file");
    assert!(control(&window, "Write 1 file").accesskit_node().is_disabled());
}
