//! The request: form and text in step, and whatever people paste or drop.

use crate::window::{Window, click, ctrl, event, field, fill, open, press, settle};
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable;
use gatewright::app::action::Action;
use gatewright::app::change::Change;

fn request(window: &Window) -> gatewright::apigw::request::Request {
    let call = window.state().selected_call().expect("a call");
    call.request.clone()
}

/// Pastes where no field has the keyboard.
fn paste(window: &mut Window, text: &str) {
    window.ctx.memory_mut(|memory| {
        if let Some(id) = memory.focused() {
            memory.surrender_focus(id);
        }
    });
    window.event(Event::Paste(text.to_owned()));
    settle(window);
}

#[test]
fn form_and_text_are_two_sides_of_one_request() {
    let mut window = open();
    // Whatever the method, the call reaches the route.
    window.state_mut().push(Action::Change(Change::RouteMethod("ANY".into())));
    settle(&mut window);
    click(&mut window, "Raw");
    let text = field(&window, "Raw request").value().expect("a text");
    assert!(text.starts_with("POST /rides HTTP/1.1\nHost: "), "{text}");
    assert!(text.contains("\nAuthorization: {{token}}\n"), "{text}");
    assert!(text.contains("\n\n{\n  \"PickupLocation\""), "{text}");
    fill(
        &mut window,
        "Raw request",
        "PUT /rides?page=2&tag=a+b HTTP/1.1\nContent-Type: application/json\nX-A: 1\nX-A: 2\n\n{\"PickupLocation\": {\"Latitude\": 1}}\n",
    );
    let seen = request(&window);
    assert_eq!((seen.method.as_str(), seen.path.as_str()), ("PUT", "/rides"));
    assert_eq!(seen.query, [("page".to_owned(), "2".to_owned()), ("tag".to_owned(), "a b".to_owned())]);
    assert_eq!(seen.headers.len(), 3);
    assert_eq!(seen.body.as_deref(), Some("{\"PickupLocation\": {\"Latitude\": 1}}\n"), "to the last byte");
    assert_eq!(event(&window)["body-json"]["PickupLocation"]["Latitude"], 1);
    click(&mut window, "Form");
    fill(&mut window, "Header 2 value", "one");
    click(&mut window, "Raw");
    assert!(field(&window, "Raw request").value().expect("a text").contains("\nX-A: one\nX-A: 2\n"));
    fill(&mut window, "Raw request", "this is no request");
    assert!(window.query_all_by_label_contains("no request line").count() > 0);
    assert_eq!(request(&window).method, "PUT", "the last good request stays");
    assert_eq!(field(&window, "Raw request").value().as_deref(), Some("this is no request"), "nothing typed is lost");
}

#[test]
fn a_command_pasted_into_the_text_gives_way_to_its_request() {
    let mut window = open();
    click(&mut window, "Raw");
    fill(
        &mut window,
        "Raw request",
        "curl -X PATCH 'https://api.example.com/rides?x=1' -H 'X-B: 2' --compressed -d '{\"n\": 1}'",
    );
    assert_eq!((request(&window).method.as_str(), request(&window).path.as_str()), ("PATCH", "/rides"));
    assert!(window.query_all_by_label_contains("Taken from a curl command").count() > 0);
    assert!(field(&window, "Raw request").value().expect("a text").starts_with("PATCH /rides?x=1 HTTP/1.1\n"));
}

#[test]
fn whatever_is_pasted_anywhere_is_recognized_with_what_was_left_out() {
    let mut window = open();
    paste(
        &mut window,
        "curl 'https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/rides' -H 'X-B: 2' --compressed -d '{\"PickupLocation\": 5}'",
    );
    assert!(window.query_all_by_label_contains("curl command: POST").count() > 0);
    assert!(window.query_all_by_label_contains("Left out").count() > 0);
    click(&mut window, "Add as call");
    assert_eq!(request(&window).path, "/rides", "without the stage");
    assert_eq!(window.state().design().routes[0].calls.len(), 2);
    ctrl(&mut window, Key::Z);
    assert_eq!(window.state().design().routes[0].calls.len(), 1, "one step back");
}

#[test]
fn a_recording_offers_its_requests() {
    let entry = |url: &str| {
        serde_json::json!({"request": {"method": "GET", "url": url, "headers": [], "queryString": []},
        "response": {"status": 200, "headers": []}})
    };
    let gateway = "https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod/rides";
    let har = serde_json::json!({"log": {"version": "1.2", "creator": {"name": "t", "version": "1"}, "entries":
        [entry("https://example.com/app.js"), entry(gateway), entry(&format!("{gateway}?x=2"))]}});
    let mut window = open();
    paste(&mut window, &har.to_string());
    assert!(window.query_all_by_label_contains("3 requests, 2 chosen").count() > 0, "those for the gateway are chosen");
    click(&mut window, "Add 2 calls");
    assert_eq!(window.state().design().routes[0].calls.len(), 3);
    press(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().design().routes[0].calls.len(), 1, "one step back");
}

#[test]
fn an_event_brings_its_caller_and_a_token_becomes_the_calls_token() {
    let mut window = open();
    let recorded = serde_json::json!({"resource": "/rides", "path": "/rides", "httpMethod": "POST",
        "headers": {"Content-Type": "application/json"}, "multiValueHeaders": {"Content-Type": ["application/json"]},
        "queryStringParameters": null, "multiValueQueryStringParameters": null, "pathParameters": null,
        "stageVariables": null, "requestContext": {"resourceId": "a", "resourcePath": "/rides", "httpMethod": "POST",
        "stage": "prod", "authorizer": {"claims": {"sub": "u", "email": "recorded@example.com"}}},
        "body": "{}", "isBase64Encoded": false});
    paste(&mut window, &recorded.to_string());
    click(&mut window, "Replace this call's request");
    assert_eq!(event(&window)["context"]["identity"]["email"], "recorded@example.com");
    let claims = serde_json::json!({"sub": "t", "email": "token@example.com"});
    let token = gatewright::jwt::sample::demo(claims.as_object().expect("claims")).reveal().to_owned();
    paste(&mut window, &token);
    assert_eq!(event(&window)["context"]["identity"]["email"], "token@example.com");
    assert!(!gatewright::design::file::to_text(window.state().design()).contains(&token));
}

#[test]
fn dropped_files_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let drop = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let mut window = open();
        window.state_mut().push(Action::Drop(path));
        settle(&mut window);
        settle(&mut window);
        window
    };
    let window = drop("any.json", gatewright::design::presets::find("http-api-jwt").expect("a preset").text);
    assert_eq!(window.state().design().api, gatewright::apigw::stage::ApiKind::Http, "a design opens");
    let window = drop("new.vtl", "{\"dropped\": true}");
    assert_eq!(event(&window)["dropped"], true, "a template is taken");
    let window = drop("call.http", "POST https://api.example.com/rides\nX-A: 1\n\n{}\n");
    assert!(window.query_all_by_label_contains("POST /rides").count() > 0, "a request is offered");
    let window = drop("notes.txt", "nothing of the kind");
    assert!(window.query_all_by_label_contains("none of the forms").count() > 0);
}

#[test]
fn a_field_takes_what_is_no_request() {
    let mut window = open();
    fill(&mut window, "Path", "/pasted");
    assert_eq!(request(&window).path, "/pasted");
    field(&window, "Path").focus();
    window.run_steps(2);
    window.event(Event::Paste("curl https://api.example.com/x".into()));
    settle(&mut window);
    assert_eq!(request(&window).path, "/pasted", "a whole request does not go into a field");
    field(&window, "Pasted request");
}
