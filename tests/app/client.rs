//! What the client receives: the result typed in, the way that it takes, and where the body came from.

use crate::window::{Window, click, ctrl, fill, open, settle};
use egui::Key;
use egui_kittest::kittest::Queryable;
use gatewright::apigw::integration::{IntegrationResponse, MappingTemplate};
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::app::action::Action;
use gatewright::design::Design;
use serde_json::json;

fn says(window: &Window, words: &str) -> bool {
    window.query_all_by_label_contains(words).next().is_some()
}

fn result(window: &Window) -> Option<&FunctionResult> {
    window.state().selected_call().expect("a call").result.as_ref()
}

/// Opens the story with a change made beforehand.
fn open_changed(change: impl Fn(&mut Design)) -> Window {
    let mut window = open();
    let mut design = (*window.state().design()).clone();
    change(&mut design);
    window.state_mut().push(Action::OpenDesign(Box::new(design)));
    settle(&mut window);
    window
}

#[test]
fn a_typed_result_shows_as_the_502_that_it_becomes() {
    let mut window = open();
    ctrl(&mut window, Key::P);
    click(&mut window, "Response");
    assert!(says(&window, "It depends on the function's result"));
    click(&mut window, "Type a result");
    assert!(matches!(result(&window), Some(FunctionResult::Returned(_))));
    assert!(says(&window, "200 OK"));
    fill(&mut window, "Function result", "{\"statusCode\": 200, \"body\": {\"a\": 1}}");
    assert!(says(&window, "502 Bad Gateway"));
    assert!(says(&window, "`body` is an object, not a string"));
    assert!(says(&window, "Gateway response DEFAULT_5XX"));
    // What cannot be read yet changes nothing, and says where it stops.
    fill(&mut window, "Function result", "{\"statusCode\": 201,");
    assert!(says(&window, "Not JSON yet at line 1"));
    assert_eq!(result(&window), Some(&FunctionResult::Returned(json!({"statusCode": 200, "body": {"a": 1}}))));
    click(&mut window, "Function raised");
    assert!(says(&window, "The function raised: Error: something went wrong."));
    click(&mut window, "Function timed out");
    assert!(says(&window, "504 Gateway Timeout"));
    click(&mut window, "Result unknown");
    assert_eq!(result(&window), None);
    ctrl(&mut window, Key::Z);
    assert_eq!(result(&window), Some(&FunctionResult::TimedOut));
}

#[test]
fn each_integration_response_says_whether_it_is_taken_and_leads_there() {
    let mut window = open_changed(|design| {
        let route = &mut design.routes[0];
        route.integration.responses = vec![
            IntegrationResponse::default(),
            IntegrationResponse { status: 400, selection_pattern: ".*BadRequest.*".into(), ..Default::default() },
        ];
        let error = json!({"errorType": "E", "errorMessage": "[BadRequest] no"});
        route.calls[0].result = Some(FunctionResult::Raised(error));
    });
    click(&mut window, "Response");
    assert!(says(&window, "400 Bad Request"));
    assert!(says(&window, "Matches the whole error message, and is the first that does."));
    click(&mut window, "Response 400 .*BadRequest.*: taken");
    assert_eq!(crate::window::field(&window, "Selection pattern").value().as_deref(), Some(".*BadRequest.*"));
    assert!(says(&window, "Response 200 default: not taken"));
}

#[test]
fn a_byte_of_the_body_knows_the_template_and_the_result_behind_it() {
    let mut window = open_changed(|design| {
        let text = "{\"who\": \"$input.path('$.rider')\"}";
        let template = MappingTemplate { content_type: "application/json".into(), text: text.into() };
        let route = &mut design.routes[0];
        route.integration.responses = vec![IntegrationResponse { templates: vec![template], ..Default::default() }];
        route.calls[0].result = Some(FunctionResult::Returned(json!({"rider": "ana"})));
    });
    click(&mut window, "Response");
    let body = crate::window::field(&window, "Response body");
    assert_eq!(body.value().as_deref(), Some("{\"who\": \"ana\"}"));
    body.focus();
    window.run_steps(2);
    window.key_press(Key::Home);
    for _ in 0..10 {
        window.key_press(Key::ArrowRight);
    }
    settle(&mut window);
    assert!(says(&window, "From result `/rider`, line 1"));
}

#[test]
fn the_stations_tell_what_happened_and_lead_to_their_sides() {
    let mut window = open();
    click(&mut window, "Response");
    for (station, words) in [
        ("Client", "passed"),
        ("Method request", "passed"),
        ("Integration request", "changed"),
        ("Lambda", "waits"),
        ("Integration response", "waits"),
        ("Method response", "waits"),
    ] {
        window.get_by_label(&format!("{station}: {words}"));
    }
    window.get_by_label("Client receives: waits, you are here");
    click(&mut window, "Method request: passed");
    window.get_by_label("Method request: passed, you are here");
    click(&mut window, "Integration request: changed");
    assert!(window.get_by_label("Template editor").is_focused());
}
