//! Running the handler from the window: only where the interpreter is installed.

use crate::window::{Window, click, open, settle, wait_for};
use egui::Key;
use egui_kittest::kittest::Queryable;
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::app::action::Action;
use gatewright::handler::run::Interpreter;

fn says(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

/// Opens the lesson of the story, whose route has a handler; `None` where Python is not installed.
fn open_story() -> Option<Window> {
    if Interpreter::Python.find().is_none() {
        println!("python3 is not installed: passed over");
        return None;
    }
    let mut window = open();
    window.state_mut().push(Action::StartLesson("the-missing-authorizer"));
    settle(&mut window);
    Some(window)
}

fn result(window: &Window) -> Option<&FunctionResult> {
    window.state().selected_call().expect("a call").result.as_ref()
}

#[test]
fn the_key_error_of_the_story_is_seen_with_its_line_and_its_reason() {
    let Some(mut window) = open_story() else { return };
    assert!(says(&window, "Runs this code on your machine"));
    assert_eq!(result(&window), None, "nothing runs without a click");
    window.key_press(Key::F5);
    settle(&mut window);
    assert!(matches!(result(&window), Some(FunctionResult::Returned(value)) if value["statusCode"] == 201));
    window.get_by_label("Returned");
    window.get_by_label("You got there");
    click(&mut window, "Identity");
    click(&mut window, "Authorizer");
    click(&mut window, "None");
    click(&mut window, "Run");
    assert!(says(&window, "KeyError: 'authorizer'"));
    assert!(says(&window, "Line 5: No authorizer on this method: the event has no `requestContext.authorizer`."));
    click(&mut window, "What the client receives");
    assert!(says(&window, "502 Bad Gateway"));
}

#[test]
fn a_run_is_stopped_by_a_click() {
    let Some(mut window) = open_story() else { return };
    let code = "import time\ndef handler(event, context):\n    time.sleep(60)\n";
    window.state_mut().push(Action::RunHandler(Interpreter::Python, code.into()));
    window.run_steps(3);
    let stop = window.get_by_label("Stop the run");
    stop.click();
    wait_for(&mut window, "the end of the run", |window| window.query_by_label("Stopped").is_some());
    assert_eq!(result(&window), None);
}
