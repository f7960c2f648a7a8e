//! Compare: the same call through every integration, as a table and as two texts.

use crate::window::{Window, click, control, open, press, settle};
use egui::accesskit::Role;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::{NodeT as _, Queryable};

fn copied(window: &Window) -> String {
    let commands = &window.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    text.expect("something was copied")
}

/// Clicks without waiting for frames that would forget what was copied.
fn click_and_see_what_is_copied(window: &mut Window, label: &str) -> String {
    control(window, label).click();
    for _ in 0..4 {
        window.step();
        if window.output().platform_output.commands.iter().any(|command| matches!(command, OutputCommand::CopyText(_)))
        {
            return copied(window);
        }
    }
    panic!("{label} copied nothing");
}

/// Returns the name of the cell whose name begins with `start`.
fn cell(window: &Window, start: &str) -> String {
    let found = window.query_all_by_label_contains(start).next();
    found.unwrap_or_else(|| panic!("no cell {start}")).accesskit_node().label().unwrap_or_default()
}

fn open_compare() -> Window {
    let mut window = open();
    press(&mut window, Modifiers { alt: true, ..Modifiers::COMMAND }, Key::M);
    window
}

#[test]
fn the_callers_email_stands_in_every_column_and_is_copied_as_code() {
    let mut window = open_compare();
    let name = cell(&window, "e-mail in Lambda proxy integration: ");
    assert!(name.contains('@'), "{name}");
    let code = click_and_see_what_is_copied(&mut window, &name);
    assert_eq!(code, "event[\"requestContext\"][\"authorizer\"][\"claims\"][\"email\"]");
    // Its column may be out of sight; it is there for those who scroll, or hide another one.
    click(&mut window, "Columns");
    click(&mut window, "Mapping template");
    click(&mut window, "HTTP API, payload 1.0");
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(window.query_by_label_contains("e-mail in HTTP API, payload 1.0").is_none());
    assert!(cell(&window, "e-mail in HTTP API, payload 2.0: ").contains('@'));
}

#[test]
fn what_is_absent_says_why_and_follows_the_design() {
    let mut window = open_compare();
    crate::window::ctrl(&mut window, Key::Num3);
    let now = cell(&window, "e-mail in Lambda proxy integration: ");
    assert!(!now.contains("not there"), "{now}");
    let kind = gatewright::apigw::authorizer::AuthorizerKind::None;
    window.state_mut().push(gatewright::app::action::Action::Change(gatewright::app::change::Change::Authorizer(kind)));
    settle(&mut window);
    let name = cell(&window, "e-mail in Lambda proxy integration: ");
    assert!(name.ends_with("not there, no authorizer on this route"), "{name}");
}

#[test]
fn the_filter_leaves_what_a_handler_reads() {
    let mut window = open_compare();
    window.get_by_label_contains("claim email_verified in Mapping template");
    click(&mut window, "Only what a handler reads");
    assert!(window.query_by_label_contains("claim email_verified in Mapping template").is_none());
    window.get_by_label_contains("e-mail in Mapping template");
}

#[test]
fn the_table_is_copied_without_the_token() {
    let mut window = open_compare();
    let table = click_and_see_what_is_copied(&mut window, "Copy comparison as Markdown");
    assert!(table.starts_with("| | Mapping template |"), "{table}");
    assert!(table.contains("{{token}}") && !table.contains("eyJ"), "no token leaves the window");
}

#[test]
fn two_events_show_line_by_line() {
    let mut window = open_compare();
    click(&mut window, "Two events line by line");
    window.get_by_label_contains("lines differ");
    let is_combo = |label: &str| {
        let found =
            window.query_all_by_label_contains(label).map(|node| node.accesskit_node().role()).collect::<Vec<_>>();
        assert!(found.contains(&Role::ComboBox) || found.contains(&Role::Button), "{label}: {found:?}");
    };
    is_combo("First event");
    is_combo("Second event");
    window.check_accessibility();
    click(&mut window, "Comparison as a table");
    window.get_by_label_contains("e-mail in Mapping template");
}

#[test]
fn the_first_value_has_the_keyboard_and_enter_copies_it() {
    let window = open_compare();
    window.check_accessibility();
    let focused = window.query_all_by_role(Role::Button).find(|node| node.is_focused());
    let name = focused.and_then(|node| node.accesskit_node().label()).unwrap_or_default();
    assert!(name.contains(" in Mapping template: "), "the keyboard is on {name:?}");
}
