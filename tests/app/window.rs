//! The window under test, and the few moves that all tests make.

use egui::{Key, Modifiers, Theme};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use gatewright::app::{App, Options};
use std::time::{Duration, Instant};

/// The window, opened on the story.
pub type Window = Harness<'static, App>;

/// Opens the window at a size and in a theme, and waits until the story's event shows.
pub fn open_at(size: [f32; 2], theme: Theme) -> Window {
    let mut window = Harness::builder().with_size(size).with_theme(theme).build_eframe(|cc| {
        cc.egui_ctx.set_theme(theme);
        App::new(&cc.egui_ctx, Options::default())
    });
    settle(&mut window);
    window
}

/// Opens the window at the reference size.
pub fn open() -> Window {
    open_at([1440.0, 900.0], Theme::Dark)
}

/// Steps until nothing is under way and the newest preview is on screen.
pub fn settle(window: &mut Window) {
    let deadline = Instant::now() + Duration::from_secs(60);
    // One step takes in what was pressed; only then can the window say that it is done.
    window.run_steps(2);
    while !window.state().is_settled() {
        assert!(Instant::now() < deadline, "the window did not settle");
        std::thread::sleep(Duration::from_millis(2));
        window.step();
    }
    window.run_steps(3);
}

/// Presses a key with Ctrl (Cmd).
pub fn ctrl(window: &mut Window, key: Key) {
    press(window, Modifiers::COMMAND, key);
}

/// Presses a key with modifiers.
pub fn press(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    settle(window);
}

/// Clicks what is called `label`.
pub fn click(window: &mut Window, label: &str) {
    window.get_by_label(label).click();
    settle(window);
}

/// Puts the keyboard into the field called `label` and makes `text` its text.
pub fn fill(window: &mut Window, label: &str, text: &str) {
    window.get_by_label(label).focus();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    window.event(egui::Event::Paste(text.to_owned()));
    settle(window);
}

/// Returns the event on screen as JSON.
pub fn event(window: &Window) -> serde_json::Value {
    let (text, _) = window.state().event_text().expect("an event on screen");
    serde_json::from_str(text).expect("the event is JSON")
}

/// Returns true if the event on screen is marked as stale.
pub fn is_stale(window: &Window) -> bool {
    window.state().event_text().is_some_and(|(_, is_stale)| is_stale)
}
