//! Origin: from the event to the template and the input, and back, by pointer and by keyboard.

use crate::window::{Window, click, control, ctrl, field, fill, open, press, settle};
use egui::{Event, Key, Modifiers, PointerButton, Pos2, vec2};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::command::Command;
use gatewright::app::origin;
use gatewright::handler::Language;

/// The lit parts of the input, in words.
fn inputs(window: &Window) -> Vec<String> {
    window.state().light().inputs.iter().map(origin::words).collect()
}

/// The lit parts of the template.
fn template(window: &Window) -> Vec<String> {
    let text = &window.state().design().routes[0].integration.request_templates[0].text;
    window.state().light().template.iter().map(|span| span.slice(text).to_owned()).collect()
}

/// The lit parts of the event.
fn event(window: &Window) -> Vec<String> {
    let (text, _) = window.state().event_text().expect("an event");
    window.state().light().event.iter().map(|span| span.slice(text).to_owned()).collect()
}

/// Puts the keyboard on the row of the event that holds `text`.
fn walk_to(window: &mut Window, text: &str) {
    ctrl(window, Key::Num7);
    press(window, Modifiers::NONE, Key::Home);
    let (shown, _) = window.state().event_text().expect("an event");
    let row = shown.lines().position(|line| line.contains(text)).expect("a row");
    for _ in 0..row {
        window.key_press(Key::ArrowDown);
        window.step();
    }
    settle(window);
}

#[test]
fn the_keyboard_walks_from_the_event_to_template_and_input() {
    let mut window = open();
    walk_to(&mut window, "\"User-Agent\":");
    assert_eq!(inputs(&window), ["header `User-Agent`"]);
    assert_eq!(template(&window), ["$util.escapeJavaScript($params.get($paramName)).replaceAll(\"\\\\'\", \"'\")"]);
    window.get_by_label("From header `User-Agent`, escaped by `$util.escapeJavaScript`, line 11");
    press(&mut window, Modifiers::SHIFT, Key::F12);
    assert!(field(&window, "Header 5 value").is_focused(), "Shift+F12 goes to the field");
    walk_to(&mut window, "\"User-Agent\":");
    press(&mut window, Modifiers::NONE, Key::F12);
    assert!(window.get_by_label("Template editor").is_focused(), "F12 goes to the template");
    assert_eq!(window.state().template_cursor().map(|(line, _)| line), Some(11));
    press(&mut window, Modifiers::COMMAND, Key::F12);
    assert!(field(&window, "Lambda event").is_focused(), "Ctrl+F12 goes back to the event");
}

#[test]
fn a_claim_a_stage_variable_and_a_value_of_the_body_are_found_on_their_sides() {
    let mut window = open();
    for (row, place, side) in [
        ("\"email\":", "claim `email`", "Copy email"),
        ("\"tableName\":", "stage variable `tableName`", "Variable 1 value"),
        ("\"Latitude\":", "body `/PickupLocation/Latitude`", "Body"),
    ] {
        walk_to(&mut window, row);
        let found = inputs(&window);
        assert!(
            found.iter().any(|input| input == place || place.starts_with("body") && input == "the body"),
            "{found:?}"
        );
        press(&mut window, Modifiers::SHIFT, Key::F12);
        let is_there = if side == "Body" { field(&window, side) } else { control(&window, side) };
        assert!(is_there.is_focused(), "{row} leads to {side}");
    }
}

#[test]
fn a_field_of_the_input_lights_up_what_it_reached() {
    let mut window = open();
    field(&window, "Header 5 value").focus();
    settle(&mut window);
    // The name of the header and its value.
    let escaped = |what: &str| format!("$util.escapeJavaScript({what}).replaceAll(\"\\\\'\", \"'\")");
    assert_eq!(template(&window), [escaped("$paramName"), escaped("$params.get($paramName)")]);
    let lit = event(&window);
    assert!(lit.iter().any(|text| text.contains("Mozilla")), "{lit:?}");
    press(&mut window, Modifiers::COMMAND, Key::F12);
    assert!(field(&window, "Lambda event").is_focused());
}

#[test]
fn the_template_lights_up_event_and_input() {
    let mut window = open();
    fill(
        &mut window,
        "Template editor",
        "{\"who\": \"$context.authorizer.claims.email\",\n \"n\": $input.json('$.PickupLocation.Latitude')}",
    );
    press(&mut window, Modifiers::COMMAND, Key::Home);
    for _ in 0..14 {
        window.key_press(Key::ArrowRight);
        window.step();
    }
    settle(&mut window);
    assert_eq!(
        (inputs(&window), event(&window)),
        (vec!["claim `email`".to_owned()], vec!["ana@example.com".to_owned()])
    );
    press(&mut window, Modifiers::COMMAND, Key::End);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    press(&mut window, Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(inputs(&window), ["body `/PickupLocation/Latitude`"]);
}

/// Returns a point on the text of a row of the event.
fn on_row(window: &Window, text: &str, column: f32) -> Pos2 {
    let rect = field(window, "Lambda event").rect();
    let (shown, _) = window.state().event_text().expect("an event");
    let row = shown.lines().position(|line| line.contains(text)).expect("a row");
    let font = gatewright::app::theme::code(gatewright::app::theme::CODE);
    let (advance, height) =
        window.ctx.fonts_mut(|fonts| (fonts.glyph_width(&font, '0'), gatewright::app::theme::CODE_ROW));
    rect.min + vec2(30.0 + 2.0 * advance + column * advance, 6.0 + height * (row as f32 + 0.5))
}

#[test]
fn pointing_lights_up_and_a_click_shows_both_places() {
    let mut window = open();
    click(&mut window, "Stage");
    let at = on_row(&window, "\"User-Agent\":", 26.0);
    window.event(Event::PointerMoved(at));
    settle(&mut window);
    assert_eq!(inputs(&window), ["header `User-Agent`"]);
    for pressed in [true, false] {
        window.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
        window.step();
    }
    settle(&mut window);
    assert!(window.query_by_label("Header 5 value").is_some(), "the side of the request shows");
    assert_eq!(window.state().template_cursor().map(|(line, _)| line), Some(11), "and so does the template");
    window.event(Event::PointerGone);
    settle(&mut window);
}

#[test]
fn a_proxy_event_knows_its_inputs_too() {
    let mut window = open();
    ctrl(&mut window, Key::P);
    walk_to(&mut window, "\"email\":");
    assert_eq!(inputs(&window), ["claim `email`"]);
    window.get_by_label("From claim `email`, handed on by the Lambda proxy integration");
}

#[test]
fn a_value_is_copied_as_an_expression_of_a_language_and_as_a_pointer() {
    let mut window = open();
    let copied = |window: &Window| {
        let commands = &window.output().platform_output.commands;
        commands.iter().rev().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        })
    };
    walk_to(&mut window, "\"email\":");
    press(&mut window, Modifiers::COMMAND | Modifiers::ALT, Key::C);
    window.get_by_label("Copied the JSON pointer");
    window.state_mut().push(Action::Run(Command::CopyPointer));
    window.step();
    assert_eq!(copied(&window).as_deref(), Some("/context/identity/email"));
    for (language, expected) in [
        (Language::Python, "event[\"context\"][\"identity\"][\"email\"]"),
        (Language::NodeJs, "event.context.identity.email"),
    ] {
        window.state_mut().push(Action::CopyExpression(language));
        window.step();
        assert_eq!(copied(&window).as_deref(), Some(expected));
    }
}
