//! The checklist in the window: ticks, names of the event, and texts that are ahead of the preview.

use crate::window::{Window, click, control, ctrl, event, open, press, settle};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;

fn text(window: &Window) -> String {
    window.state().design().routes[0].integration.request_templates[0].text.to_string()
}

fn set_text(window: &mut Window, text: &str) {
    ctrl(window, Key::Num6);
    press(window, Modifiers::COMMAND, Key::A);
    window.event(Event::Paste(text.to_owned()));
    settle(window);
}

/// Puts the keyboard on a field's row and asks for another name.
fn begin_renaming(window: &mut Window, field: &str) {
    control(window, field).scroll_to_me();
    settle(window);
    control(window, field).focus();
    window.run_steps(2);
    press(window, Modifiers::NONE, Key::F2);
    window.run_steps(3);
}

#[test]
fn a_key_of_the_event_is_renamed_in_place() {
    let mut window = open();
    set_text(&mut window, "{\n  \"mine\":  1, ## by hand\n  \"ip\" : \"$context.identity.sourceIp\"\n}\n");
    begin_renaming(&mut window, "Field $context.identity.sourceIp");
    assert!(window.get_by_label("Name in the event for $context.identity.sourceIp").is_focused());
    // All of the name is selected: typing replaces it.
    window.event(Event::Text("client \"IP\"".into()));
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::Enter);
    let expected = "{\n  \"mine\":  1, ## by hand\n  \"client \\\"IP\\\"\" : \"$context.identity.sourceIp\"\n}\n";
    assert_eq!(text(&window), expected);
    assert_eq!(event(&window)["client \"IP\""], "203.0.113.42");
    // One step of undo takes it back.
    ctrl(&mut window, Key::Z);
    assert!(text(&window).contains("\"ip\" : "), "{}", text(&window));
}

#[test]
fn escape_keeps_the_name_and_a_name_that_is_taken_is_refused() {
    let mut window = open();
    let source = "{\"a\": 1, \"ip\": \"$context.identity.sourceIp\"}";
    set_text(&mut window, source);
    begin_renaming(&mut window, "Field $context.identity.sourceIp");
    window.event(Event::Text("other".into()));
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(text(&window), source);
    begin_renaming(&mut window, "Field $context.identity.sourceIp");
    window.event(Event::Text("a".into()));
    window.run_steps(2);
    press(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(text(&window), source);
    assert!(window.query_all_by_label_contains("has that name").next().is_some());
}

#[test]
fn fields_of_every_kind_are_ticked_and_taken_out_again() {
    let mut window = open();
    let fields = [
        "Field $context.authorizer.claims.name",
        "Field $input.json('$.PickupLocation.Latitude')",
        "Field $input.params('Origin')",
        "Field $stageVariables.tableName",
        "Field $context.requestTimeEpoch",
    ];
    set_text(&mut window, "");
    for field in fields {
        click(&mut window, field);
    }
    let got = event(&window);
    assert_eq!(got["name"], "Ana Reyes", "{got}");
    assert!(got["latitude"].is_f64() && got["origin"].is_string() && got["tableName"].is_string(), "{got}");
    for field in fields {
        click(&mut window, field);
    }
    assert_eq!(text(&window), "");
}

#[test]
fn a_tick_fits_the_text_that_is_there_and_not_the_one_that_was_read() {
    let mut window = open();
    set_text(&mut window, "{\n  \"a\": 1\n}\n");
    control(&window, "Field $stageVariables.tableName").scroll_to_me();
    settle(&mut window);
    // Text and click arrive in frames in a row: the worker has not read the text yet.
    ctrl(&mut window, Key::Num6);
    press(&mut window, Modifiers::COMMAND, Key::Home);
    window.event(Event::Paste("## first\n".into()));
    window.step();
    control(&window, "Field $stageVariables.tableName").click();
    settle(&mut window);
    assert!(text(&window).starts_with("## first\n{\n  \"a\": 1,\n  \"tableName\": \""), "{}", text(&window));
    assert!(event(&window)["tableName"].is_string());
}
