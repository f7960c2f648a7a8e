//! Tokens: pasted in any shape, decoded, and explained where they are broken.

use crate::window::{click, event, field, fill, is_stale, open};
use egui_kittest::kittest::Queryable;
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
