//! Handler: code for the event, in each language, and anybody's to change.

use crate::window::{Window, click, ctrl, field, fill, open, press, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::command::Command;
use gatewright::design::View;
use gatewright::handler::Language;

fn open_handler() -> Window {
    let mut window = open();
    press(&mut window, Modifiers { alt: true, ..Modifiers::COMMAND }, Key::H);
    window
}

fn code(window: &Window) -> String {
    field(window, "Handler code").value().unwrap_or_default()
}

fn choose(window: &mut Window, combo: &str, item: &str) {
    click(window, combo);
    click(window, item);
}

#[test]
fn the_code_is_written_for_the_event_and_follows_the_design() {
    let mut window = open_handler();
    assert!(field(&window, "Handler code").is_focused());
    let mapped = code(&window);
    assert!(mapped.contains("def lambda_handler(event, context):") && mapped.contains("email"), "{mapped}");
    ctrl(&mut window, Key::P);
    let proxy = code(&window);
    assert!(proxy.contains("claims.get(\"email\")") && proxy.contains("\"statusCode\": status"), "{proxy}");
    window.check_accessibility();
}

#[test]
fn every_language_is_offered_and_kept() {
    let mut window = open_handler();
    for language in [Language::NodeJs, Language::CSharp, Language::Ruby] {
        choose(&mut window, "Language", language.title());
        let shown = code(&window);
        let start = match language {
            Language::CSharp => "public class Function",
            Language::Ruby => "def handler(event:, context:)",
            _ => "export const handler = async (event) => {",
        };
        assert!(shown.contains(start), "{language:?}: {shown}");
    }
    choose(&mut window, "Handler for", "HTTP API, payload 2.0");
    assert!(code(&window).contains("'jwt'"), "{}", code(&window));
}

#[test]
fn edited_code_is_kept_with_the_route_until_it_is_reset() {
    let mut window = open_handler();
    let written = code(&window);
    fill(&mut window, "Handler code", "def lambda_handler(event, context):\n    return 1\n");
    let handlers = &window.state().design().routes[0].handlers;
    assert_eq!(handlers.len(), 1);
    assert_eq!((handlers[0].language.as_str(), handlers[0].view), ("python", View::Mapping));
    window.get_by_label("Edited");
    // It was shown for every integration: here it cannot read the event.
    ctrl(&mut window, Key::P);
    assert!(!code(&window).contains("return 1") && code(&window).contains("\"statusCode\""), "{}", code(&window));
    fill(&mut window, "Handler code", "def lambda_handler(event, context):\n    return 2\n");
    assert_eq!(window.state().design().routes[0].handlers.len(), 2);
    ctrl(&mut window, Key::P);
    assert!(code(&window).contains("return 1"));
    click(&mut window, "Reset to the code written for the event");
    assert_eq!(code(&window), written);
    assert_eq!(window.state().design().routes[0].handlers.len(), 1, "the other integration keeps its own");
    ctrl(&mut window, Key::Z);
    settle(&mut window);
    assert!(code(&window).contains("return 1"), "a reset can be taken back");
}

#[test]
fn the_code_is_copied_by_a_command() {
    let mut window = open_handler();
    let shown = code(&window);
    window.state_mut().push(Action::Run(Command::CopyHandler));
    let mut copied = None;
    for _ in 0..4 {
        window.step();
        copied = copied.or(window.output().platform_output.commands.iter().find_map(|command| match command {
            egui::OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    assert_eq!(copied, Some(shown));
}
