//! Saving, opening, exporting; files that are no designs; unsaved work.

use crate::window::{Window, click, ctrl, event, fill, open, press, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use std::path::Path;

#[test]
fn a_design_is_saved_and_opened_again_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.gatewright.json");
    let mut window = open();
    fill(&mut window, "Design name", "Mine");
    assert!(window.state().is_dirty());
    ctrl(&mut window, Key::S);
    type_dialog_path(&mut window, &path, "Save");
    assert!(!window.state().is_dirty());
    let saved = std::fs::read_to_string(&path).expect("the file");
    assert_eq!(saved, gatewright::design::file::to_text(window.state().design()));
    fill(&mut window, "Design name", "Changed");
    ctrl(&mut window, Key::S);
    let again = std::fs::read_to_string(&path).expect("the file");
    assert!(again.contains("\"name\": \"Changed\""), "saved to the same file without asking");
}

/// Types into the field of the dialog, which has the keyboard when it opens.
fn type_dialog_path(window: &mut Window, path: &Path, verb: &str) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.event(egui::Event::Paste(path.display().to_string()));
    settle(window);
    click(window, verb);
}

#[test]
fn the_template_is_exported_byte_for_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rides.vtl");
    let mut window = open();
    ctrl(&mut window, Key::E);
    type_dialog_path(&mut window, &path, "Export");
    let expected = &window.state().design().routes[0].integration.request_templates[0].text;
    assert_eq!(std::fs::read_to_string(&path).expect("the file"), **expected);
}

#[test]
fn a_file_that_is_no_design_says_so_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes, expected) in [
        ("other.json", b"{\"a\": 1}".as_slice(), "is missing"),
        ("newer.json", b"{\"gatewright\": 99}", "update Gatewright"),
        ("cut.json", b"{\"gatewright\": 1, \"name\": \"x", "ends too early"),
        ("noise.json", b"\xff\xfe\x00\x01", "not UTF-8"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let mut window = open();
        ctrl(&mut window, Key::O);
        type_dialog_path(&mut window, &path, "Open");
        let said = window.query_all_by_label_contains(expected).count();
        assert!(said > 0, "{name}: nothing says “{expected}”");
        assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com");
    }
}

#[test]
fn unsaved_work_is_asked_about_before_another_design_opens() {
    let mut window = open();
    fill(&mut window, "Design name", "Precious");
    ctrl(&mut window, Key::N);
    window.get_by_label_contains("not saved");
    click(&mut window, "Cancel");
    assert_eq!(window.state().design().name, "Precious");
    ctrl(&mut window, Key::N);
    click(&mut window, "Don't save");
    assert_eq!(window.state().design().name, "New design");
    assert!(window.state().event_text().is_some());
}

#[test]
fn escape_closes_a_dialog() {
    let mut window = open();
    ctrl(&mut window, Key::O);
    window.get_by_label("Open");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label("Cancel").is_none());
}
