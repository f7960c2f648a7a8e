//! Files of what is deployed: dropped, pasted and chosen; placeholders; templates that go back.

use crate::window::{Window, click, fill, open, settle};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::command::Command;
use std::path::Path;

const STACK: &str = "# kept\nParameters: {Prefix: {Type: String, Default: dev}}\nResources:\n  Get:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      HttpMethod: GET\n      Integration:\n        Type: AWS\n        Uri: !Ref Prefix\n        RequestTemplates:\n          application/json: |\n            {\"table\": \"x\"}\n  # also kept\n";

fn drop_file(window: &mut Window, path: &Path) {
    window.state_mut().push(Action::Drop(path.to_owned()));
    settle(window);
    settle(window);
}

#[test]
fn a_dropped_stack_is_summed_up_and_merged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stack.yaml");
    std::fs::write(&path, STACK).expect("written");
    let mut window = open();
    let before = window.state().design().routes.len();
    drop_file(&mut window, &path);
    window.get_by_label("Import stack.yaml");
    window.get_by_label_contains("GET /Get: 1 request template");
    window.get_by_label_contains("Left out the path of Get");
    click(&mut window, "Merge into this design");
    let design = window.state().design();
    assert_eq!(design.routes.len(), before + 1);
    assert_eq!(design.placeholders, [("Prefix".to_owned(), "dev".to_owned())]);
    assert!(window.state().is_dirty());
}

#[test]
fn a_template_goes_back_after_a_look_at_the_difference() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stack.yaml");
    std::fs::write(&path, STACK).expect("written");
    let mut window = open();
    drop_file(&mut window, &path);
    click(&mut window, "Open as new design");
    assert_eq!(window.state().design().routes.len(), 1);
    std::fs::write(&path, STACK.replace("\"x\"", "\"y\"")).expect("written");
    window.state_mut().push(Action::Run(Command::PutBack));
    settle(&mut window);
    window.get_by_label("Put the template back into stack.yaml");
    window.get_by_label_contains("1 line out, 1 line in");
    // What stands about the changed line tells which template it is; it was not shown.
    window.get_by_label_contains("RequestTemplates");
    assert!(std::fs::read_to_string(&path).expect("read").contains("\"y\""), "nothing is written yet");
    click(&mut window, "Write the file");
    assert_eq!(std::fs::read_to_string(&path).expect("read"), STACK);
}

#[test]
fn placeholders_get_values_and_are_filled_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("stack.yaml");
    std::fs::write(&path, STACK).expect("written");
    let mut window = open();
    drop_file(&mut window, &path);
    click(&mut window, "Open as new design");
    crate::window::ctrl(&mut window, egui::Key::Num4);
    fill(&mut window, "Value of Prefix", "prod");
    assert_eq!(window.state().design().placeholders[0].1, "prod");
    assert_eq!(window.state().design().routes[0].function, "${Prefix}");
    click(&mut window, "Fill the values in");
    assert_eq!(window.state().design().routes[0].function, "prod");
    assert!(window.state().design().placeholders.is_empty());
}

#[test]
fn a_broken_file_says_where_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.yaml");
    std::fs::write(&path, "openapi: 3.0.1\npaths: [\n").expect("written");
    let mut window = open();
    let before = window.state().design().clone();
    drop_file(&mut window, &path);
    window.get_by_label_contains("this is not YAML");
    assert_eq!(*window.state().design(), before);
}
