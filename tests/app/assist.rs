//! Hover cards and completions in the window, with the values of the call that is looked at.

use crate::window::{Window, ctrl, event, open, press, settle};
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable};
use std::time::{Duration, Instant};

/// Opens the window with another template, the keyboard in the editor.
fn open_with(template: &str) -> Window {
    let mut window = open();
    ctrl(&mut window, Key::Num6);
    press(&mut window, Modifiers::COMMAND, Key::A);
    window.event(Event::Paste(template.to_owned()));
    settle(&mut window);
    window
}

/// Steps until `is_there` holds: answers come from a thread.
fn wait_for(window: &mut Window, what: &str, is_there: impl Fn(&Window) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !is_there(window) {
        assert!(Instant::now() < deadline, "{what} did not come");
        std::thread::sleep(Duration::from_millis(2));
        window.step();
    }
}

fn type_keys(window: &mut Window, text: &str) {
    for c in text.chars() {
        window.event(Event::Text(c.into()));
        window.step();
    }
    settle(window);
}

/// Returns true if the list of completions offers `label`.
fn offers(window: &Window, label: &str) -> bool {
    window.query_all_by_label(label).any(|node| node.accesskit_node().role() == Role::ListBoxOption)
}

fn text(window: &Window) -> String {
    window.state().design().routes[0].integration.request_templates[0].text.to_string()
}

/// Moves the pointer over the first line until a card says `words`.
fn point_until(window: &mut Window, words: &str) {
    let editor = window.get_by_label("Template editor").rect();
    let is_there = |window: &Window| window.query_all_by_label_contains(words).next().is_some();
    for x in (60..600).step_by(14) {
        window.event(Event::PointerMoved(editor.min + vec2(x as f32, 14.0)));
        // Tooltips wait for a moment, and the answer comes from a thread.
        for _ in 0..40 {
            window.step();
            std::thread::sleep(Duration::from_millis(1));
        }
        if is_there(window) {
            return;
        }
    }
    panic!("no card says {words}");
}

#[test]
fn pointing_at_a_variable_tells_its_value_what_it_is_and_where_it_goes() {
    let mut window = open_with("{\"ip\": \"$context.identity.sourceIp\"}");
    point_until(&mut window, "Address of the peer of the TCP connection");
    window.get_by_label("203.0.113.42");
    window.get_by_label("Goes to `/ip` in the event.");
    let away = window.get_by_label("Template editor").rect().center();
    window.event(Event::PointerMoved(away));
    window.run_steps(60);
    assert_eq!(window.query_all_by_label_contains("Address of the peer").count(), 0);
}

#[test]
fn typing_a_variable_offers_its_members_with_their_values() {
    let mut window = open_with("");
    type_keys(&mut window, "{\"ip\": \"$context.");
    wait_for(&mut window, "the list", |window| offers(window, "stage"));
    type_keys(&mut window, "ide");
    wait_for(&mut window, "the list", |window| offers(window, "identity"));
    assert!(!offers(&window, "stage"), "what does not fit is gone");
    press(&mut window, Modifiers::NONE, Key::Enter);
    type_keys(&mut window, ".sourceI");
    wait_for(&mut window, "the list", |window| offers(window, "sourceIp"));
    press(&mut window, Modifiers::NONE, Key::Tab);
    press(&mut window, Modifiers::NONE, Key::End);
    assert!(text(&window).contains("$context.identity.sourceIp"), "{}", text(&window));
}

#[test]
fn a_chosen_method_offers_the_paths_of_the_body_at_once() {
    let mut window = open_with("");
    type_keys(&mut window, "{\"at\": $input.js");
    wait_for(&mut window, "the list", |window| offers(window, "json"));
    press(&mut window, Modifiers::NONE, Key::Enter);
    wait_for(&mut window, "the paths", |window| offers(window, "$.PickupLocation"));
    type_keys(&mut window, ".Lat");
    wait_for(&mut window, "the path", |window| offers(window, "$.PickupLocation.Latitude"));
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert!(text(&window).contains("$input.json('$.PickupLocation.Latitude')"), "{}", text(&window));
    press(&mut window, Modifiers::NONE, Key::End);
    if !text(&window).ends_with('}') {
        type_keys(&mut window, "}");
    }
    assert!(event(&window)["at"].as_f64().is_some_and(|latitude| latitude > 47.0));
}

#[test]
fn ctrl_space_offers_everything_and_typing_in_text_nothing() {
    let mut window = open_with("");
    type_keys(&mut window, "{\"stage");
    window.run_steps(30);
    std::thread::sleep(Duration::from_millis(50));
    window.run_steps(5);
    assert!(!offers(&window, "$context.stage"), "a name in JSON is no reference");
    ctrl(&mut window, Key::Space);
    wait_for(&mut window, "the list", |window| offers(window, "$context.stage"));
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!offers(&window, "$context.stage"));
}
