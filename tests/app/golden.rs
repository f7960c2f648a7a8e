//! Expected events in the window: kept with one command, compared with every later one, accepted with one click.

use crate::problems::{open_with, run};
use crate::window::{click, settle};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::change::Change;
use gatewright::app::command::Command;
use serde_json::json;

#[test]
fn an_event_is_expected_differs_and_is_accepted() {
    let mut window = open_with("{\"a\": 1, \"b\": {\"c\": [1]}}");
    let golden = |window: &crate::window::Window| window.state().selected_call().and_then(|call| call.golden.clone());
    assert_eq!(golden(&window), None);
    run(&mut window, Command::ExpectEvent);
    assert_eq!(golden(&window), Some(json!({"a": 1, "b": {"c": [1]}})));
    window.get_by_label("As expected");
    let call = window.state().selected_call().expect("a call").name.clone();
    window.get_by_label(&format!("{call}, as expected"));
    // Another event: a problem, a mark, a diff.
    window.state_mut().push(Action::Change(Change::Template(0, "{\"b\": {\"c\": [2], \"d\": 0}, \"a\": 1}".into())));
    settle(&mut window);
    window.get_by_label("Not the expected event: 2 differences");
    window.get_by_label(&format!("{call}, not as expected"));
    window.get_by_label("The event is not the expected one");
    click(&mut window, "Show differences");
    window.get_by_label("/b/c/0: 1 became 2");
    window.check_accessibility();
    click(&mut window, "/b/d: 0 is new");
    click(&mut window, "Accept");
    assert_eq!(golden(&window), Some(json!({"b": {"c": [2], "d": 0}, "a": 1})));
    window.get_by_label("As expected");
    assert!(window.query_by_label("The event is not the expected one").is_none());
    run(&mut window, Command::Undo);
    window.get_by_label("Not the expected event: 2 differences");
    run(&mut window, Command::ForgetExpected);
    assert_eq!(golden(&window), None);
    assert!(window.query_all_by_label_contains("expected event").next().is_none());
}

#[test]
fn no_pasted_token_comes_into_an_expected_event() {
    let mut window = open_with("{\"t\": \"$input.params('Authorization')\"}");
    let claims = json!({"sub": "u-1", "email": "new@example.com", "iat": 1, "jti": "only-in-the-pasted-one"});
    let token = gatewright::jwt::sample::demo(claims.as_object().expect("claims")).reveal().to_owned();
    // Another signature than the one that the program makes of the claims.
    let (head, _) = token.rsplit_once('.').expect("a token");
    let pasted = format!("{head}.{}", "A".repeat(43));
    window
        .state_mut()
        .push(Action::Change(Change::Headers(vec![("Authorization".into(), format!("Bearer {pasted}"))])));
    settle(&mut window);
    assert!(crate::window::event(&window)["t"].as_str().is_some_and(|text| text.contains(&pasted)), "it is shown");
    run(&mut window, Command::ExpectEvent);
    let text = gatewright::design::file::to_text(window.state().design());
    assert!(text.contains("\"golden\"") && !text.contains(&pasted), "it is not kept");
    window.get_by_label("As expected");
}

#[test]
fn a_call_without_an_event_has_none_to_expect() {
    let mut window = open_with("{\"a\": }");
    run(&mut window, Command::ExpectEvent);
    assert!(window.query_all_by_label_contains("There is no event to expect").next().is_some());
    assert!(window.state().selected_call().is_some_and(|call| call.golden.is_none()));
}
