//! The window under test, and the few moves that all tests make.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable};
use egui_kittest::{Harness, Node};
use gatewright::app::{App, Options};
use std::time::{Duration, Instant};

/// The window, opened on the story.
pub type Window = Harness<'static, App>;

/// Opens the window at a size and in a theme, and waits until the story's event shows.
pub fn open_at(size: [f32; 2], theme: Theme) -> Window {
    open_with(size, theme, Options::default())
}

/// Opens the window in any way.
pub fn open_with(size: [f32; 2], theme: Theme, options: Options) -> Window {
    open_scaled(size, 1.0, theme, options)
}

/// Opens the window on a screen that shows a point by `scale` pixels.
pub fn open_scaled(size: [f32; 2], scale: f32, theme: Theme, options: Options) -> Window {
    let builder = Harness::builder().with_size(size).with_pixels_per_point(scale).with_theme(theme);
    let mut window = builder.build_eframe(|cc| {
        cc.egui_ctx.set_theme(theme);
        App::new(&cc.egui_ctx, options)
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

/// Steps until `is_true`, for what comes from outside of the window.
pub fn wait_for(window: &mut Window, what: &str, is_true: impl Fn(&Window) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_true(window) {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
        window.step();
    }
    settle(window);
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

/// Returns the control called `label`; the title above a field has the same words, and is none.
pub fn control<'w>(window: &'w Window, label: &'w str) -> Node<'w> {
    let mut found = window.query_all_by_label(label).filter(|node| node.accesskit_node().role() != Role::Label);
    let first = found.next().unwrap_or_else(|| panic!("no control is called “{label}”"));
    assert!(found.next().is_none(), "several controls are called “{label}”");
    first
}

/// Clicks what is called `label`, as a person does: where it can be seen.
pub fn click(window: &mut Window, label: &str) {
    control(window, label).scroll_to_me();
    settle(window);
    control(window, label).click();
    settle(window);
}

/// Returns the field of text called `label`.
pub fn field<'w>(window: &'w Window, label: &'w str) -> Node<'w> {
    let is_text = |node: &Node<'_>| {
        matches!(node.accesskit_node().role(), Role::TextInput | Role::MultilineTextInput | Role::PasswordInput)
    };
    let mut found = window.query_all_by_label(label).filter(is_text);
    let first = found.next().unwrap_or_else(|| panic!("no field is called “{label}”"));
    assert!(found.next().is_none(), "several fields are called “{label}”");
    first
}

/// Puts the keyboard into the field called `label` and makes `text` its text.
pub fn fill(window: &mut Window, label: &str, text: &str) {
    field(window, label).focus();
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    window.run_steps(1);
    // What is pasted replaces what is selected, but nothing can be pasted.
    match text {
        "" => window.key_press(Key::Delete),
        text => window.event(egui::Event::Paste(text.to_owned())),
    }
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
