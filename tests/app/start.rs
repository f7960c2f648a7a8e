//! The first start, what is kept between starts, the sizes of windows, and what empty panels say.

use crate::window::{Window, click, control, ctrl, event, open, open_at, open_scaled, open_with, press, settle};
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable;
use gatewright::app::Options;
use gatewright::app::action::Action;
use gatewright::app::command::Command;
use std::path::Path;

fn open_in(folder: &Path) -> Window {
    let settings_path = Some(folder.join("settings.json"));
    open_with([1440.0, 900.0], Theme::Dark, Options { settings_path, ..Options::default() })
}

/// Ends the window as its system does.
fn end(mut window: Window) {
    use eframe::App as _;
    window.state_mut().on_exit(None);
}

#[test]
fn the_welcome_has_three_lines_and_is_closed_for_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = open_in(folder.path());
    for line in
        ["on the left, become the Lambda event", "Tick fields or edit the template", "paste a request or a token"]
    {
        assert_eq!(window.query_all_by_label_contains(line).count(), 1, "{line}");
    }
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com", "the story shows beside it");
    click(&mut window, "Close the welcome");
    assert!(window.query_by_label("Close the welcome").is_none());
    end(window);
    let window = open_in(folder.path());
    assert!(window.query_by_label("Close the welcome").is_none(), "closed for good");
}

#[test]
fn the_view_is_kept_between_starts() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut window = open_in(folder.path());
    ctrl(&mut window, Key::J);
    ctrl(&mut window, Key::Num3);
    window.state_mut().push(Action::Run(Command::ThemeLight));
    window.state_mut().push(Action::Run(Command::ZoomIn));
    settle(&mut window);
    end(window);
    let window = open_in(folder.path());
    assert!(window.query_by_label("Hide this panel").is_none(), "the problems are still hidden");
    assert!(window.query_all_by_label("Token").count() > 0, "the identity still shows");
    assert!((window.ctx.zoom_factor() - 1.1).abs() < 0.01);
    let kept = std::fs::read_to_string(folder.path().join("settings.json")).expect("settings");
    assert!(kept.contains("\"theme\": \"light\"") && kept.contains("\"input_tab\": \"identity\""), "{kept}");
    assert!(!kept.contains("ana@example.com") && !kept.contains("PickupLocation"), "no text of the user is kept");
}

#[test]
fn every_panel_is_in_sight_at_every_size_and_scale() {
    for size in [[1024.0, 700.0], [1280.0, 800.0], [1440.0, 900.0], [1920.0, 1080.0], [3840.0, 2160.0]] {
        for scale in [1.0, 1.25, 2.0] {
            let window = open_scaled(size, scale, Theme::Light, Options::default());
            let screen = window.ctx.content_rect();
            for name in ["Path", "Template editor", "Lambda event", "Hide this panel", "Command palette"] {
                let rect = control(&window, name).rect();
                assert!(screen.expand(1.0).contains_rect(rect), "{name} is at {rect:?} of {screen:?}, scale {scale}");
                assert!(rect.width() >= 20.0 && rect.height() >= 16.0, "{name} is {:?}, {size:?}", rect.size());
            }
            for name in ["Template editor", "Lambda event"] {
                let rect = control(&window, name).rect();
                assert!(rect.width() >= 200.0 && rect.height() >= 110.0, "{name} is {:?} at {size:?}", rect.size());
            }
        }
    }
}

#[test]
fn panels_are_resized_and_folded() {
    let mut window = open();
    let before = control(&window, "Template editor").rect();
    for key in [Key::B, Key::J] {
        ctrl(&mut window, key);
    }
    press(&mut window, Modifiers::COMMAND | Modifiers::ALT, Key::L);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::B);
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::E);
    window.run_steps(30);
    let after = control(&window, "Template editor").rect();
    assert!(after.width() > before.width() + 700.0 && after.height() > before.height() + 100.0, "{before:?} {after:?}");
    // Going to a panel that is folded opens it.
    ctrl(&mut window, Key::Num2);
    window.run_steps(30);
    assert!(control(&window, "Path").is_focused());
}

#[test]
fn empty_panels_say_the_next_step() {
    let mut window = open();
    window.state_mut().push(Action::Run(Command::RemoveCall));
    settle_without_event(&mut window);
    window.get_by_label("No call to look at");
    window.get_by_label_contains("Choose or add a call");
    window.state_mut().push(Action::Run(Command::RemoveRoute));
    settle_without_event(&mut window);
    window.get_by_label("No route");
    let add = window.query_all_by_label("Add route").last().expect("a button");
    add.click();
    settle(&mut window);
    assert_eq!(window.state().design().routes.len(), 1);
    assert!(window.state().event_text().is_some(), "a new route has a call, and so an event");
    // A mapping integration without a template says what happens then.
    ctrl(&mut window, Key::P);
    window.get_by_label("No mapping template");
    click(&mut window, "Add a template for application/json");
    assert!(window.query_by_label("Template editor").is_some());
}

fn settle_without_event(window: &mut Window) {
    for _ in 0..20 {
        window.step();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

#[test]
fn the_sheet_the_menus_and_the_palette_show_every_command() {
    let mut window = open_at([1440.0, 1200.0], Theme::Dark);
    press(&mut window, Modifiers::NONE, Key::F1);
    for command in Command::ALL.into_iter().filter(|command| command.shortcut().is_some()) {
        assert!(window.query_all_by_label(command.text()).count() > 0, "{} is not on the sheet", command.text());
    }
    press(&mut window, Modifiers::NONE, Key::Escape);
    for command in Command::ALL.into_iter().filter(|command| *command != Command::Palette) {
        ctrl(&mut window, Key::K);
        window.get_by_label("Search commands").type_text(command.text());
        settle(&mut window);
        assert!(window.query_all_by_label(command.text()).count() > 0, "the palette does not find {}", command.text());
        press(&mut window, Modifiers::NONE, Key::Escape);
    }
}
