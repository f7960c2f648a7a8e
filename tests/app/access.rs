//! Everything by keyboard, everything named, at every size and in both themes.

use crate::window::{Window, control, ctrl, event, open, open_at, open_scaled, press, settle};
use egui::accesskit::{Role, Toggled};
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable};
use gatewright::app::Options;
use gatewright::app::action::Action;
use gatewright::app::command::Command;

/// Visits every panel; kittest fails on a control without a name.
#[test]
fn every_control_is_named_in_every_panel_size_and_theme() {
    for (size, theme) in [
        ([1440.0, 900.0], Theme::Dark),
        ([1024.0, 700.0], Theme::Light),
        ([1920.0, 1080.0], Theme::Light),
        ([3840.0, 2160.0], Theme::Dark),
    ] {
        let mut window = open_at(size, theme);
        for key in [Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::P] {
            ctrl(&mut window, key);
            window.check_accessibility();
        }
        for key in [Key::K, Key::O] {
            ctrl(&mut window, key);
            window.check_accessibility();
            press(&mut window, Modifiers::NONE, Key::Escape);
        }
        press(&mut window, Modifiers::NONE, Key::F1);
        window.check_accessibility();
    }
}

#[test]
fn the_main_job_is_done_by_keyboard_alone() {
    let mut window = open();
    // The token.
    ctrl(&mut window, Key::Num3);
    press(&mut window, Modifiers::COMMAND, Key::A);
    let claims = serde_json::json!({"sub": "k-1", "email": "keys@example.com"});
    let token = gatewright::jwt::sample::demo(claims.as_object().expect("claims")).reveal().to_owned();
    window.event(egui::Event::Paste(token));
    settle(&mut window);
    assert_eq!(event(&window)["context"]["identity"]["email"], "keys@example.com");
    // The request's path.
    ctrl(&mut window, Key::Num2);
    assert!(window.get_by_label("Path").is_focused());
    // Proxy integration by the palette, and back by its key.
    ctrl(&mut window, Key::K);
    window.get_by_label("Search commands").type_text("proxy");
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(event(&window)["requestContext"].is_object());
    ctrl(&mut window, Key::P);
    // Two fields: the first found by Enter, another by the arrow and Space. Enter again takes it out.
    write(&mut window, Key::Num5, "identity.userArn");
    let is_ticked = |window: &Window| {
        control(window, "Field $context.identity.userArn").accesskit_node().toggled() == Some(Toggled::True)
    };
    assert!(is_ticked(&window));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(!is_ticked(&window));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(is_ticked(&window));
    write(&mut window, Key::Num5, "PickupLocation.Latitude");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert!(control(&window, "Field $input.json('$.PickupLocation.Latitude')").is_focused());
    press(&mut window, Modifiers::NONE, Key::Space);
    assert!(event(&window).to_string().contains("latitude"));
    // The template.
    ctrl(&mut window, Key::Num6);
    assert!(window.get_by_label("Template editor").is_focused());
    ctrl(&mut window, Key::End);
    window.event(egui::Event::Text("## by hand".into()));
    settle(&mut window);
    // The event is copied.
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    window.get_by_label_contains("Copied");
    // The template is exported.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("by-keyboard.vtl");
    ctrl(&mut window, Key::E);
    press(&mut window, Modifiers::COMMAND, Key::A);
    window.event(egui::Event::Paste(path.display().to_string()));
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::Enter);
    let exported = std::fs::read_to_string(&path).expect("the file");
    assert!(exported.contains("$input.json('$.PickupLocation.Latitude')") && exported.ends_with("## by hand"));
}

/// Writes into the field that a key leads to, in place of what is there.
fn write(window: &mut Window, key: Key, text: &str) {
    ctrl(window, key);
    press(window, Modifiers::COMMAND, Key::A);
    window.event(egui::Event::Text(text.to_owned()));
    settle(window);
}

#[test]
fn what_the_keyboard_comes_to_is_scrolled_into_sight() {
    let mut window = open_at([1024.0, 700.0], Theme::Light);
    write(&mut window, Key::Num5, " ");
    press(&mut window, Modifiers::NONE, Key::ArrowDown);
    for _ in 0..30 {
        window.key_press(Key::Tab);
        window.run_steps(3);
    }
    let focused = window.query_all(egui_kittest::kittest::by().predicate(|node| node.is_focused())).next();
    let focused = focused.expect("a field has the keyboard").rect();
    let editor = control(&window, "Template editor").rect();
    let search = control(&window, "Search fields").rect();
    let list = search.left()..=editor.right();
    assert!(list.contains(&focused.center().x) && focused.top() > search.bottom(), "{focused:?} in {search:?}");
    assert!(focused.bottom() < 700.0 && !editor.intersects(focused), "{focused:?} is hidden by {editor:?}");
}

#[test]
fn the_palette_shows_many_rows_and_an_empty_design_keeps_its_panels() {
    let mut window = open();
    ctrl(&mut window, Key::K);
    window.run_steps(4);
    let rows: Vec<_> = window.query_all_by_role(Role::ListItem).map(|row| row.rect()).collect();
    let palette = window.get_by_label("Search commands").rect();
    let shown =
        rows.iter().filter(|row| row.left() >= palette.left() - 60.0 && row.bottom() < palette.bottom() + 440.0);
    assert!(shown.count() > 10, "{rows:?}");
    press(&mut window, Modifiers::NONE, Key::Escape);
    let tab = control(&window, "Identity").rect();
    for command in [Command::RemoveCall, Command::RemoveRoute] {
        window.state_mut().push(Action::Run(command));
        window.run_steps(30);
    }
    assert_eq!(control(&window, "Identity").rect(), tab, "the hint of an empty panel made it wider");
}

#[test]
fn it_is_the_same_at_every_scale() {
    for scale in [1.0, 1.25, 2.0] {
        let window = open_scaled([1440.0, 900.0], scale, Theme::Light, Options::default());
        assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com");
        window.check_accessibility();
    }
}

#[test]
fn nothing_moves_by_itself_when_idle() {
    let mut window = open();
    // `run` fails if the window keeps asking to be drawn.
    window.run();
}
