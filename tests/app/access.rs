//! Everything by keyboard, everything named, at every size and in both themes.

use crate::window::{ctrl, event, open, open_at, open_scaled, press, settle};
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::Queryable;
use gatewright::app::Options;

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
    // The template.
    ctrl(&mut window, Key::Num6);
    assert!(window.get_by_label("Template editor").is_focused());
    // The event is copied.
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::C);
    window.get_by_label_contains("Copied");
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
