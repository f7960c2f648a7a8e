//! Compare, Handler, Run, Response and Lessons by keyboard alone, in both themes.
//!
//! Nothing here clicks, and nothing is pushed past the window: a control that a walk needs is reached with Tab from the
//! place that the shortcut of its panel leads to.

use crate::window::{Window, ctrl, field, open_at, press, settle, wait_for};
use egui::{Key, Modifiers, OutputCommand, Theme};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable, by};
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::handler::run::Interpreter;

const ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };
/// More than there are controls from one end of a panel to the other.
const MOST_TABS: usize = 80;

/// Walks through a fresh window in each theme.
fn in_both_themes(walk: impl Fn(&mut Window)) {
    for theme in [Theme::Dark, Theme::Light] {
        let mut window = open_at([1280.0, 800.0], theme);
        assert_eq!(window.ctx.theme(), theme);
        walk(&mut window);
        assert_eq!(window.ctx.theme(), theme, "the walk changed the theme");
        window.check_accessibility();
    }
}

fn focused(window: &Window) -> Option<Node<'_>> {
    window.query_all(by().predicate(|node| node.is_focused())).next()
}

/// Returns the name of what has the keyboard.
fn focused_name(window: &Window) -> String {
    focused(window).and_then(|node| node.accesskit_node().label()).unwrap_or_default()
}

/// Presses Tab, or Shift+Tab, until what `is_it` accepts has the keyboard; it must be in sight then.
fn tab_until(window: &mut Window, what: &str, back: bool, is_it: impl Fn(&str) -> bool) {
    let modifiers = if back { Modifiers::SHIFT } else { Modifiers::NONE };
    let mut passed = Vec::new();
    for _ in 0..MOST_TABS {
        window.key_press_modifiers(modifiers, Key::Tab);
        window.run_steps(3);
        let name = focused_name(window);
        if is_it(&name) {
            let rect = focused(window).expect("it has the keyboard").rect();
            let screen = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(1280.0, 800.0));
            assert!(screen.expand(1.0).intersects(rect), "“{name}” has the keyboard out of sight: {rect:?}");
            return;
        }
        passed.push(name);
    }
    panic!("no Tab leads to “{what}”; passed {passed:?}");
}

fn tab_to(window: &mut Window, name: &str) {
    tab_until(window, name, false, |found| found == name);
}

fn tab_back_to(window: &mut Window, name: &str) {
    tab_until(window, name, true, |found| found == name);
}

/// Presses a key on what has the keyboard.
fn hit(window: &mut Window, key: Key) {
    press(window, Modifiers::NONE, key);
}

/// Presses Enter, and returns what came into the clipboard. Frame by frame: the next one forgets it.
fn copied_by_enter(window: &mut Window) -> String {
    let (key, modifiers, physical_key, repeat) = (Key::Enter, Modifiers::NONE, None, false);
    let event = |pressed| egui::Event::Key { key, physical_key, pressed, repeat, modifiers };
    window.input_mut().events.push(event(true));
    let mut copied = None;
    for _ in 0..4 {
        window.step();
        copied = copied.or(window.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        }));
    }
    window.event(event(false));
    settle(window);
    copied.unwrap_or_else(|| panic!("Enter on “{}” copies nothing", focused_name(window)))
}

fn says(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

/// Chooses an item of the box that has the keyboard.
fn choose(window: &mut Window, item: &str) {
    hit(window, Key::Enter);
    tab_until(window, item, false, |found| found.starts_with(item));
    hit(window, Key::Enter);
    // The list is closed, and the keyboard is where it was.
    let name = focused_name(window);
    assert!(["Language", "Handler for", "Second event"].contains(&name.as_str()), "the keyboard is on “{name}”");
}

/// Replaces the text of the field that has the keyboard.
fn write(window: &mut Window, text: &str) {
    ctrl(window, Key::A);
    window.event(egui::Event::Paste(text.to_owned()));
    settle(window);
}

#[test]
fn compare_is_used_by_keyboard_in_both_themes() {
    in_both_themes(|window| {
        press(window, ALT, Key::M);
        assert!(focused_name(window).contains(" in Mapping template: "), "{}", focused_name(window));
        // A value is copied as code, and by its menu as what it is and where it stands.
        let code = copied_by_enter(window);
        assert!(code.starts_with("event[\""), "{code}");
        press(window, Modifiers::SHIFT, Key::F10);
        tab_to(window, "Copy JSON pointer");
        let pointer = copied_by_enter(window);
        assert!(pointer.starts_with('/'), "{pointer}");
        // Back to the table, and on to the next column.
        press(window, ALT, Key::M);
        tab_until(window, "another column", false, |name| name.contains(" in Lambda proxy integration: "));
        // The filter, the columns, the language.
        let claim = "claim email_verified in Mapping template";
        assert!(says(window, claim));
        press(window, ALT, Key::M);
        tab_back_to(window, "Only what a handler reads");
        hit(window, Key::Space);
        assert!(!says(window, claim));
        hit(window, Key::Space);
        tab_back_to(window, "Columns");
        hit(window, Key::Enter);
        tab_to(window, "Mapping template");
        hit(window, Key::Space);
        hit(window, Key::Escape);
        assert!(!says(window, claim));
        press(window, ALT, Key::M);
        tab_back_to(window, "Language");
        choose(window, "Node.js");
        press(window, ALT, Key::M);
        let code = copied_by_enter(window);
        assert!(code.starts_with("event.requestContext."), "{code}");
        // All of it beside each other, and the two texts.
        let narrow = focused(window).expect("a value").rect().width();
        press(window, ALT, Key::W);
        press(window, ALT, Key::M);
        assert!(focused(window).expect("a value").rect().width() >= narrow);
        assert!(window.query_by_label("Template editor").is_none(), "the result has the room of the integration");
        ctrl(window, Key::Num6);
        assert!(window.get_by_label("Template editor").is_focused(), "going there brings it back");
        press(window, ALT, Key::M);
        tab_back_to(window, "Two events line by line");
        hit(window, Key::Space);
        assert!(says(window, "lines differ"));
        tab_to(window, "Second event");
        choose(window, "HTTP API, payload 2.0");
        assert!(says(window, "lines differ"));
        tab_back_to(window, "Copy comparison as Markdown");
        let table = copied_by_enter(window);
        assert!(table.starts_with("| |"), "{table}");
    });
}

#[test]
fn handler_is_used_by_keyboard_in_both_themes() {
    in_both_themes(|window| {
        press(window, ALT, Key::H);
        assert_eq!(focused_name(window), "Handler code");
        write(window, "def lambda_handler(event, context):\n    return 'mine'\n");
        assert!(says(window, "Edited"));
        tab_back_to(window, "Handler for");
        choose(window, "Lambda proxy integration");
        let code = |window: &Window| field(window, "Handler code").value().unwrap_or_default();
        assert!(code(window).contains("\"statusCode\""), "the other integration has a handler of its own");
        press(window, ALT, Key::H);
        tab_back_to(window, "Language");
        choose(window, "Go");
        assert!(code(window).contains("package main"));
        press(window, ALT, Key::H);
        tab_back_to(window, "Language");
        choose(window, "Python");
        press(window, ALT, Key::H);
        tab_back_to(window, "Handler for");
        choose(window, "Mapping template");
        assert!(code(window).contains("mine"));
        press(window, ALT, Key::H);
        tab_back_to(window, "Reset to the code written for the event");
        hit(window, Key::Enter);
        assert!(!code(window).contains("mine") && code(window).contains("def lambda_handler"));
        press(window, ALT, Key::H);
        tab_back_to(window, "Copy handler code");
        let copied = copied_by_enter(window);
        assert!(copied.contains("def lambda_handler"), "{copied}");
    });
}

#[test]
fn run_is_used_by_keyboard_in_both_themes() {
    if Interpreter::Python.find().is_none() {
        println!("python3 is not installed: passed over");
        return;
    }
    in_both_themes(|window| {
        press(window, ALT, Key::H);
        write(window, "def lambda_handler(event, context):\n    print('seen')\n    return event['nowhere']\n");
        // By its key, and by its button.
        hit(window, Key::F5);
        assert!(says(window, "Line 3: KeyError: 'nowhere'"));
        press(window, ALT, Key::H);
        write(window, "import time\ndef lambda_handler(event, context):\n    time.sleep(60)\n");
        tab_back_to(window, "Run");
        window.key_press(Key::Enter);
        window.run_steps(4);
        // No waiting for the end here: the run takes a minute.
        window.key_press_modifiers(ALT, Key::H);
        window.run_steps(4);
        tab_back_to(window, "Stop the run");
        window.key_press(Key::Enter);
        wait_for(window, "the end of the run", |window| window.query_by_label("Stopped").is_some());
        press(window, ALT, Key::H);
        write(window, "def lambda_handler(event, context):\n    return {'n': 1}\n");
        hit(window, Key::F5);
        assert!(says(window, "Returned"));
        press(window, ALT, Key::H);
        tab_back_to(window, "What the client receives");
        hit(window, Key::Enter);
        assert_eq!(focused_name(window), "Function result");
    });
}

#[test]
fn response_is_used_by_keyboard_in_both_themes() {
    in_both_themes(|window| {
        // Nothing to type yet: the keyboard is on the diagram, and goes from station to station.
        press(window, ALT, Key::R);
        assert!(focused_name(window).starts_with("Client receives: "), "{}", focused_name(window));
        tab_until(window, "Integration request", true, |name| name.starts_with("Integration request: "));
        hit(window, Key::Enter);
        assert!(window.get_by_label("Template editor").is_focused());
        press(window, ALT, Key::R);
        tab_to(window, "Type a result");
        hit(window, Key::Enter);
        assert_eq!(focused_name(window), "Function result");
        write(window, "{\"ok\": true}");
        let result = |window: &Window| window.state().selected_call().and_then(|call| call.result.clone());
        assert!(matches!(result(window), Some(FunctionResult::Returned(_))));
        assert!(says(window, "200 OK"));
        tab_back_to(window, "Function timed out");
        hit(window, Key::Space);
        assert_eq!(result(window), Some(FunctionResult::TimedOut));
        assert!(says(window, "504 Gateway Timeout"));
        // The same with a response to choose from.
        ctrl(window, Key::Num9);
        tab_to(window, "Add a response");
        hit(window, Key::Enter);
        press(window, ALT, Key::R);
        tab_to(window, "Function raised");
        hit(window, Key::Space);
        tab_until(window, "the response that was taken", false, |name| name.ends_with("default: taken"));
        hit(window, Key::Enter);
        assert!(says(window, "No response template"));
    });
}

#[test]
fn a_lesson_is_taken_by_keyboard_in_both_themes() {
    in_both_themes(|window| {
        press(window, ALT, Key::N);
        assert_eq!(focused_name(window), "What proxy integration forwards");
        hit(window, Key::ArrowDown);
        assert_eq!(focused_name(window), "The missing authorizer");
        hit(window, Key::ArrowUp);
        hit(window, Key::Enter);
        assert!(says(window, "Not there yet"));
        assert_eq!(focused_name(window), "Show me where");
        tab_to(window, "Hint");
        hit(window, Key::Enter);
        assert!(says(window, "The key is Ctrl+P"));
        ctrl(window, Key::P);
        assert!(says(window, "You got there"));
        // From anywhere in the window back to the lesson, where the way on has the keyboard.
        ctrl(window, Key::Num2);
        press(window, ALT, Key::N);
        assert_eq!(focused_name(window), "Next");
        hit(window, Key::Enter);
        for _ in 0..4 {
            assert!(says(window, "Not there yet"));
            tab_to(window, "Do it for me");
            hit(window, Key::Enter);
            assert!(says(window, "You got there"));
            press(window, ALT, Key::N);
            hit(window, Key::Enter);
        }
        assert!(says(window, "What to keep"));
        let summary = copied_by_enter(window);
        assert!(summary.starts_with("# What proxy integration forwards"), "{summary}");
        tab_to(window, "All lessons");
        hit(window, Key::Enter);
        assert_eq!(focused_name(window), "What proxy integration forwards, 5 of 5 steps done");
        // Another lesson: what was changed in this one is asked about.
        hit(window, Key::ArrowDown);
        hit(window, Key::Enter);
        assert!(says(window, "Save changes?"));
        tab_to(window, "Don't save");
        hit(window, Key::Enter);
        assert!(says(window, "Run a handler that works"));
        tab_back_to(window, "Close lessons");
        hit(window, Key::Enter);
        assert!(!says(window, "Run a handler that works"));
    });
}
