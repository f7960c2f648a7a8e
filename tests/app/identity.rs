//! Tokens: pasted in any shape, decoded, and explained where they are broken.

use crate::window::{Window, click, ctrl, event, field, fill, is_stale, open, open_with, press, settle};
use egui::{Key, Modifiers, Theme};
use egui_kittest::kittest::{NodeT as _, Queryable};
use gatewright::app::Options;
use gatewright::jwt::sample;
use serde_json::json;

fn token(email: &str) -> String {
    let claims = json!({"sub": "u-7", "email": email, "cognito:username": "someone", "exp": 4_102_444_800_i64});
    sample::demo(claims.as_object().expect("an object")).reveal().to_owned()
}

#[test]
fn a_pasted_token_changes_the_event_and_says_what_was_left_out() {
    let mut window = open();
    click(&mut window, "Identity");
    fill(&mut window, "Token", &format!("Bearer {}\n", token("new@example.com")));
    assert_eq!(event(&window)["context"]["identity"]["email"], "new@example.com");
    window.get_by_label("Signature not checked");
    window.get_by_label_contains("Expires in");
}

/// A sample was judged by today's clock: the story's token, made for a call of one certain day, showed as expired and
/// as refused by the authorizer from the next day on.
#[test]
fn a_sample_token_is_judged_at_the_time_of_its_call() {
    let mut window = open();
    click(&mut window, "Identity");
    window.get_by_label_contains("at the time of this call");
    assert_eq!(window.query_all_by_label_contains("xpired").count(), 0);
    let verdict = window.get_by_label("What the authorizer checks").accesskit_node().description();
    assert_eq!(verdict.as_deref(), Some("passes"));
}

#[test]
fn a_broken_token_says_what_and_where_and_the_last_claims_stay() {
    for (broken, expected) in [
        ("eyJhbGciOiJIUzI1NiJ9", "not a JSON Web Token"),
        ("eyJhbGciOiJIUzI1NiJ9.e30", "signature part is missing"),
        ("eyJhbGciOiJIUzI1NiJ9.####.c2ln", "(characters"),
        ("eyJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiZGlyIn0.a.b.c.d", "encrypted token"),
    ] {
        let mut window = open();
        click(&mut window, "Identity");
        fill(&mut window, "Token", broken);
        let said = window.query_all_by_label_contains(expected).count();
        assert!(said > 0, "{broken}: nothing says “{expected}”");
        assert_eq!(field(&window, "Token").value().as_deref(), Some(broken), "nothing typed is lost");
        assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com", "the last good claims stay");
        assert!(!is_stale(&window));
    }
}

#[test]
fn an_unsigned_token_is_shown_for_what_it_is() {
    let mut window = open();
    click(&mut window, "Identity");
    // {"alg":"none"} and {"sub":"x","email":"n@example.com"}
    fill(&mut window, "Token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4IiwiZW1haWwiOiJuQGV4YW1wbGUuY29tIn0.");
    window.get_by_label("none");
    assert_eq!(event(&window)["context"]["identity"]["email"], "n@example.com");
}

#[test]
fn a_token_pasted_into_a_header_leaves_the_document() {
    let mut window = open();
    let secret = token("header@example.com");
    fill(&mut window, "Header 3 value", &format!("Bearer {secret}"));
    let text = gatewright::design::file::to_text(window.state().design());
    assert!(!text.contains(&secret), "the token is not in the file");
    assert!(text.contains("Bearer {{token}}"));
    assert_eq!(event(&window)["context"]["identity"]["email"], "header@example.com");
}

#[test]
fn a_signature_is_checked_with_the_key_that_is_given() {
    let mut window = open();
    click(&mut window, "Identity");
    fill(&mut window, "Token", &token("signed@example.com"));
    window.get_by_label("Signature not checked");
    click(&mut window, "Check the signature");
    fill(&mut window, "Signature key", sample::DEMO_SECRET);
    window.get_by_label("Signature checked");
    fill(&mut window, "Signature key", "another secret that is long enough for the algorithm");
    window.get_by_label("Signature does not match");
    fill(&mut window, "Signature key", "-----BEGIN PUBLIC KEY-----\nbroken\n-----END PUBLIC KEY-----");
    window.get_by_label("Key cannot be used");
    ctrl(&mut window, Key::A);
    press(&mut window, Modifiers::NONE, Key::Backspace);
    window.get_by_label("Signature not checked");
    let text = gatewright::design::file::to_text(window.state().design());
    assert!(!text.contains(sample::DEMO_SECRET), "the key is not in the file");
}

#[test]
fn the_authorizers_own_checks_are_told() {
    let mut window = open();
    click(&mut window, "Identity");
    fill(&mut window, "Token", &token("x@example.com"));
    click(&mut window, "What the authorizer checks");
    // Cognito signs with RS256 only, and the claims name no issuer.
    assert!(window.query_all_by_label_contains("user pools sign with RS256").count() > 0);
}

#[test]
fn each_claim_says_what_the_event_gets_of_it() {
    let mut window = open();
    click(&mut window, "Identity");
    let told = |window: &Window, name: &str| {
        let label = format!("Copy {name}");
        let node = window.get_by_label(&label);
        node.accesskit_node().description().unwrap_or_default()
    };
    let email = told(&window, "email");
    assert!(email.contains("→ context.identity.email"), "{email}");
    let issuer = told(&window, "iss");
    assert!(issuer.contains("not in the event"), "{issuer}");
    ctrl(&mut window, Key::P);
    let verified = told(&window, "email_verified");
    assert!(verified.contains("requestContext.authorizer.claims.email_verified as \"true\""), "{verified}");
    let ends = told(&window, "exp");
    assert!(
        ends.contains("expire") && ends.contains("UTC 2026\""),
        "the time in words, and as the event has it: {ends}"
    );
}

#[test]
fn a_sample_token_is_made_from_claims_with_times_from_now() {
    let mut window = open();
    ctrl(&mut window, Key::K);
    window.get_by_label("Search commands").type_text("sample token");
    settle(&mut window);
    press(&mut window, Modifiers::NONE, Key::Enter);
    fill(&mut window, "Sample claims", r#"{"sub": "s-1", "email": "made@example.com""#);
    assert!(window.query_all_by_label_contains("Not JSON").count() > 0);
    fill(&mut window, "Sample claims", r#"{"sub": "s-1", "email": "made@example.com"}"#);
    click(&mut window, "1 hour from now");
    click(&mut window, "Make token");
    assert_eq!(event(&window)["context"]["identity"]["email"], "made@example.com");
    window.get_by_label("Sample token");
    assert!(window.query_all_by_label_contains("Expires in").count() > 0);
    click(&mut window, "Check the signature");
    click(&mut window, "Use the demo key");
    window.get_by_label("Signature checked");
    ctrl(&mut window, Key::Z);
    assert_eq!(event(&window)["context"]["identity"]["email"], "ana@example.com", "one step back");
}

#[test]
fn what_a_lambda_authorizer_itself_receives_is_shown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lambda.gatewright.json");
    let preset = gatewright::design::presets::find("lambda-request-authorizer").expect("a preset");
    std::fs::write(&path, preset.text).expect("written");
    let mut window = open_with([1440.0, 900.0], Theme::Dark, Options { file: Some(path), ..Options::default() });
    click(&mut window, "Identity");
    click(&mut window, "What the authorizer receives");
    let shown = field(&window, "Event of the authorizer").value().expect("a text");
    let event: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(event["type"], "REQUEST");
    assert!(event["methodArn"].as_str().is_some_and(|arn| arn.starts_with("arn:aws:execute-api:")));
    assert!(event.get("body").is_none());
}
