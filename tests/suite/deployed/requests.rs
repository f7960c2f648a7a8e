//! Captured requests and events, imported into a file: no token, password or key gets there.

use super::{import, leaves_out, route, sample};
use gatewright::design::file;
use gatewright::import::deployed::Format;
use gatewright::jwt;
use serde_json::json;

/// The tokens of captured requests and events were written into the design's file.
#[test]
fn tokens_stay_out_of_the_file_and_their_claims_stay() {
    let claims = json!({"sub": "u-1", "email": "ada@example.com"});
    let token = jwt::sample::demo(claims.as_object().expect("claims")).reveal().to_owned();
    let texts = [
        format!("curl https://h.example/rides -H 'Authorization: Bearer {token}'"),
        format!("POST /rides HTTP/1.1\nHost: h.example\nauthorization: {token}\n\n"),
        json!({"log": {"version": "1.2", "entries": [{"request": {"method": "POST", "url": "https://h.example/rides",
            "headers": [{"name": "Authorization", "value": format!("bearer {token}")}]}}]}})
        .to_string(),
    ];
    for text in &texts {
        let imported = import("request", text, Format::Captured);
        let written = file::to_text(&imported.design);
        assert!(!written.contains("eyJ"), "{written}");
        let call = &imported.design.routes[0].calls[0];
        assert!(call.request.header("authorization").is_some_and(|value| value.ends_with("{{token}}")), "{text}");
        assert_eq!(call.identity.claims.as_ref(), claims.as_object(), "{text}");
        assert!(leaves_out(&imported, "tokens and keys are kept in no file"), "{:?}", imported.left_out);
    }
    let elsewhere =
        format!("POST /rides?t={token}&x=1 HTTP/1.1\nHost: h\nCookie: id={token}\n\n{{\"t\": \"{token}\"}}");
    let imported = import("request", &elsewhere, Format::Captured);
    let written = file::to_text(&imported.design);
    assert!(!written.contains("eyJ") && written.contains("id={{token}}"), "{written}");
    assert!(leaves_out(&imported, "a token in the body"));
}

#[test]
fn passwords_and_keys_stay_out_too() {
    let text = "curl https://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/dev/rides -u user:pass -H 'x-api-key: k3y' \
                -H 'X-Amz-Security-Token: s3cret' -H 'Accept: a'";
    let imported = import("request.curl", text, Format::Captured);
    let written = file::to_text(&imported.design);
    for secret in ["dXNlcjpwYXNz", "k3y", "s3cret"] {
        assert!(!written.contains(secret), "{secret} is in {written}");
    }
    let request = &route(&imported, "GET /rides").calls[0].request;
    assert_eq!(request.header("authorization"), Some("Basic (left out)"));
    assert_eq!((request.header("x-api-key"), request.header("accept")), (Some("(left out)"), Some("a")));
    // The host's name tells which API it is.
    let stage = &imported.design.stage;
    assert_eq!((&*stage.api_id, &*stage.region, &*stage.name), ("a1b2c3d4e5", "us-east-1", "dev"));
    // What a shell would fill in is no secret.
    let imported = import("request.curl", "curl https://h/a -H \"Authorization: Bearer $TOKEN\"", Format::Captured);
    assert_eq!(imported.design.routes[0].calls[0].request.header("authorization"), Some("Bearer $TOKEN"));
}

#[test]
fn no_sample_of_a_request_brings_a_token_along() {
    let names =
        ["chrome-bash.curl", "chrome-cmd.curl", "firefox.curl", "powershell.ps1", "raw-request.txt", "rides.http"];
    for name in names.into_iter().chain(["rides.postman_collection.json", "session.har"]) {
        let imported = import(name, &sample(&format!("requests/{name}")), Format::Captured);
        let written = file::to_text(&imported.design);
        assert!(!written.contains("eyJ"), "{name}: {written}");
    }
}
