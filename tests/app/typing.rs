//! Typing: into the template, the request, the checklist; undo and redo; what happens when it breaks.

use crate::window::{click, ctrl, event, fill, is_stale, open, press, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

#[test]
fn typing_into_the_template_changes_the_event_and_undo_takes_it_back() {
    let mut window = open();
    ctrl(&mut window, Key::Num6);
    press(&mut window, Modifiers::COMMAND, Key::Home);
    // After the brace of line 4.
    for _ in 0..3 {
        press(&mut window, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut window, Modifiers::NONE, Key::End);
    window.event(egui::Event::Paste("\"added\": 1,".into()));
    settle(&mut window);
    assert_eq!(event(&window)["added"], 1);
    assert!(window.state().is_dirty());
    ctrl(&mut window, Key::Z);
    assert!(event(&window).get("added").is_none());
    assert!(!window.state().is_dirty(), "undone means as before");
    press(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(event(&window)["added"], 1);
}

#[test]
fn a_broken_template_keeps_the_last_good_event_and_marks_it() {
    let mut window = open();
    ctrl(&mut window, Key::Num6);
    press(&mut window, Modifiers::COMMAND, Key::End);
    window.event(egui::Event::Paste("} not json".into()));
    settle(&mut window);
    assert!(is_stale(&window), "the last good event is marked");
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com");
    window.get_by_label("Stale");
    assert!(window.query_all_by_label_contains("not JSON").count() > 0, "and says why");
    ctrl(&mut window, Key::Z);
    assert!(!is_stale(&window));
}

#[test]
fn a_body_that_is_not_json_says_where_and_stays() {
    let mut window = open();
    fill(&mut window, "Body", "{\"a\": 1,\n oops}");
    window.get_by_label_contains("Not JSON at line 2");
    let body = window.state().design().routes[0].calls[0].request.body.as_deref().map(str::to_owned);
    assert_eq!(body.as_deref(), Some("{\"a\": 1,\n oops}"), "nothing typed is lost");
}

#[test]
fn a_tick_edits_the_template_and_unticking_gives_the_text_back() {
    let mut window = open();
    let text = |window: &crate::window::Window| {
        window.state().design().routes[0].integration.request_templates[0].text.to_string()
    };
    let before = text(&window);
    click(&mut window, "Field $context.authorizer.claims.name");
    let after = text(&window);
    assert!(after.contains("$context.authorizer.claims.name"), "{after}");
    assert!(event(&window).to_string().contains("Ana Reyes"));
    click(&mut window, "Field $context.authorizer.claims.name");
    assert_eq!(text(&window), before);
}

#[test]
fn headers_are_added_named_and_removed() {
    let mut window = open();
    click(&mut window, "Add header");
    fill(&mut window, "Header 6 name", "X-Trace");
    fill(&mut window, "Header 6 value", "on");
    assert_eq!(event(&window)["params"]["header"]["X-Trace"], "on");
    click(&mut window, "More for header 6");
    window.get_by_label_contains("Remove").click();
    settle(&mut window);
    assert!(event(&window)["params"]["header"].get("X-Trace").is_none());
}

#[test]
fn claims_that_do_not_parse_stay_as_typed_and_the_last_ones_count() {
    let mut window = open();
    click(&mut window, "Identity");
    click(&mut window, "Claims as JSON");
    fill(&mut window, "Claims", "{\"email\": \"x@example.com\"");
    assert!(window.query_all_by_label_contains("Not JSON yet").count() > 0);
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com");
    fill(&mut window, "Claims", "{\"email\": \"x@example.com\"}");
    assert_eq!(event(&window)["context"]["identity"]["email"], "x@example.com");
}
