//! The story that the program exists for.

use crate::window::{click, ctrl, event, open, settle};
use egui::Key;
use egui_kittest::kittest::Queryable;

#[test]
fn the_story_opens_with_the_callers_email_in_the_event() {
    let window = open();
    let event = event(&window);
    assert_eq!(event["context"]["identity"]["email"], "ana@example.com");
    assert_eq!(event["stage-variables"]["tableName"], "Rides");
    assert_eq!(event["params"]["header"]["Content-Type"], "application/json");
}

#[test]
fn proxy_integration_forwards_the_claims_and_toggles_back() {
    let mut window = open();
    click(&mut window, "Use Lambda proxy integration");
    let claims = event(&window)["requestContext"]["authorizer"]["claims"].clone();
    assert_eq!(claims["cognito:username"], "unicorn-fan");
    assert!(window.query_by_label("Template editor").is_none(), "no template runs");
    click(&mut window, "Use Lambda proxy integration");
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com", "nothing was lost");
}

#[test]
fn without_an_authorizer_the_proxy_event_has_no_authorizer_member() {
    let mut window = open();
    ctrl(&mut window, Key::P);
    click(&mut window, "Identity");
    click(&mut window, "Authorizer");
    click(&mut window, "None");
    let event = event(&window);
    assert!(event["requestContext"].is_object());
    assert!(event["requestContext"].get("authorizer").is_none(), "the KeyError of the story");
}

#[test]
fn an_http_api_hands_the_claims_on_under_jwt_and_the_rest_api_comes_back() {
    let mut window = open();
    click(&mut window, "HTTP API");
    let http = event(&window);
    assert_eq!(http["version"], "2.0");
    assert_eq!(http["requestContext"]["authorizer"]["jwt"]["claims"]["email"], "ana@example.com");
    click(&mut window, "REST API");
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com");
}

#[test]
fn every_preset_opens_from_the_palette_and_shows_its_event() {
    for preset in gatewright::design::presets::PRESETS {
        let mut window = open();
        ctrl(&mut window, Key::K);
        window.get_by_label("Search commands").type_text(&format!("preset {}", preset.id.replace('-', " ")));
        // "preset: wild rydes" is found by its letters in order.
        settle(&mut window);
        window.key_press(Key::Enter);
        settle(&mut window);
        assert!(window.state().event_text().is_some(), "{} shows an event", preset.id);
        assert!(!window.state().is_dirty(), "{} is as it came", preset.id);
    }
}
