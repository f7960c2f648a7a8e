//! Lambda events, read back into calls and built again.

use expect_test::{expect, expect_file};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::import::{Change, Difference, EventImport, ImportedEvent, Kind, event, recognize, request};
use gatewright::jwt::sample;
use serde_json::{Value, json};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/events").join(name)
}

/// Returns the events below a folder with their names, sorted.
fn events(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(events(&path));
        } else if path.extension().is_some_and(|extension| extension == "json") {
            let parent = path.parent().unwrap().file_name().unwrap().to_string_lossy();
            let name = format!("{parent}/{}", path.file_stem().unwrap().to_string_lossy());
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Shows what was read of an event, and where the one built again differs.
fn show(import: &EventImport) -> String {
    let mut out = String::new();
    for diagnostic in &import.diagnostics {
        writeln!(out, "  {}: {}", diagnostic.severity.as_str(), diagnostic.message).unwrap();
    }
    if let Some(event) = &import.event {
        let kind = event.authorizer.as_ref().map_or("none", |authorizer| authorizer.kind.as_str());
        writeln!(out, "  {}; {} {}; authorizer {kind}", event.form.title(), event.route_method, event.resource)
            .unwrap();
        for (path, value) in &event.overrides {
            writeln!(out, "  chosen {path}: {value}").unwrap();
        }
        for left_out in &import.left_out {
            writeln!(out, "  guessed {}: {}", left_out.what, left_out.why).unwrap();
        }
        for difference in &event.differences {
            writeln!(out, "  {difference}").unwrap();
        }
    }
    out
}

fn check_folder(name: &str, expected: expect_test::ExpectFile) {
    let shown: String =
        events(&folder(name)).iter().map(|(name, text)| format!("{name}\n{}", show(&event(text)))).collect();
    expected.assert_eq(&shown);
}

/// Returns `event` without the places that differ, and with header names in lower case.
fn without(mut event: Value, differences: &[Difference]) -> Value {
    for map in ["headers", "multiValueHeaders"] {
        if let Some(Value::Object(headers)) = event.get_mut(map) {
            *headers = headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
        }
    }
    for difference in differences.iter().filter(|difference| difference.change != Change::Spelling) {
        let lower = difference.path.starts_with("headers.") || difference.path.starts_with("multiValueHeaders.");
        let path = if lower {
            difference.path.replacen("Headers", "\0", 1).to_ascii_lowercase()
        } else {
            difference.path.clone()
        };
        let path = path.replacen('\0', "Headers", 1).replacen("multivalue", "multiValue", 1);
        let (parent, name) = path.rsplit_once('.').map_or(("", path.as_str()), |(parent, name)| (parent, name));
        let pointer: String =
            parent.split('.').filter(|part| !part.is_empty()).map(|part| format!("/{part}")).collect();
        if let Some(Value::Object(members)) = event.pointer_mut(&pointer) {
            members.shift_remove(name);
        }
    }
    event
}

#[test]
fn events_come_back_but_for_what_is_named() {
    let mut exact = Vec::new();
    let mut count = 0;
    for (name, text) in events(&folder("")) {
        let Some(read) = event(&text).event else { continue };
        count += 1;
        let rebuilt = read.rebuild();
        let original: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(without(rebuilt.clone(), &read.differences), without(original.clone(), &read.differences), "{name}");
        if read.differences.is_empty() {
            assert_eq!(rebuilt, original, "{name}");
            exact.push(name);
        }
    }
    assert_eq!(count, 52);
    // Recorded events, and those written after recordings, come back whole.
    expect![[r#"
        aws-lambda-go/apigw-custom-auth-request
        aws-lambda-go/apigw-v2-request-no-authorizer
        aws-lambda-rust-runtime/example-apigw-console-test-request
        aws-lambda-rust-runtime/example-apigw-custom-auth-request
        aws-lambda-rust-runtime/example-apigw-v2-request-no-authorizer
        powertools-lambda-python/apiGatewayAuthorizerTokenEvent
        shapes/authorizer-request
        shapes/authorizer-token
        shapes/rest-proxy-cognito
        shapes/rest-proxy-console-test
        shapes/rest-proxy-lambda-authorizer
        shapes/rest-proxy-none"#]]
    .assert_eq(&exact.join("\n"));
}

#[test]
fn what_is_read_of_the_shapes() {
    check_folder("shapes", expect_file!["../../data/events/shapes.txt"]);
}

#[test]
fn what_is_read_of_the_library_events() {
    check_folder("library", expect_file!["../../data/events/library.txt"]);
}

fn shape(name: &str) -> (Value, ImportedEvent) {
    let text = fs::read_to_string(folder("shapes").join(format!("{name}.json"))).unwrap();
    (serde_json::from_str(&text).unwrap(), event(&text).event.unwrap())
}

#[test]
fn claims_get_their_types_back() {
    let wanted = json!({
        "cognito:groups": ["riders", "admins"], "email_verified": true, "auth_time": 1795166130,
        "iat": 1795169730, "token_use": "id",
    });
    for name in ["rest-proxy-cognito", "http-v1-jwt", "http-v2-jwt"] {
        let claims = shape(name).1.identity.claims.unwrap();
        for (claim, value) in wanted.as_object().unwrap() {
            assert_eq!(claims[claim], *value, "{name} {claim}");
        }
    }
    // What the token in the request says counts more than what is usual.
    let (mut original, _) = shape("rest-proxy-cognito");
    let token = sample::demo(json!({"custom:level": 3, "cognito:groups": "riders,admins"}).as_object().unwrap());
    let header = format!("Bearer {}", token.reveal());
    original["headers"]["Authorization"] = json!(header);
    original["multiValueHeaders"]["Authorization"] = json!([header]);
    original["requestContext"]["authorizer"]["claims"]["custom:level"] = json!("3");
    let read = event(&original.to_string()).event.unwrap();
    let claims = read.identity.claims.as_ref().unwrap();
    assert_eq!((&claims["custom:level"], &claims["cognito:groups"]), (&json!(3), &json!("riders,admins")));
    assert_eq!(read.differences, []);
    assert_eq!(read.rebuild(), original);
}

#[test]
fn callers_are_read() {
    let cognito = shape("rest-proxy-cognito").1.authorizer.unwrap();
    assert_eq!(cognito.kind, AuthorizerKind::Cognito);
    assert_eq!(cognito.arn, "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_EXAMPLE1");
    let jwt = shape("http-v2-jwt").1.authorizer.unwrap();
    assert_eq!((jwt.kind, jwt.audiences), (AuthorizerKind::Jwt, vec!["4exampleclientid1234567890".to_owned()]));
    let lambda = shape("http-v2-lambda-authorizer").1.identity.lambda;
    assert_eq!(Value::Object(lambda.context), json!({"email": "ada@example.com", "level": 3, "roles": ["rider"]}));
    let lambda = shape("rest-proxy-lambda-authorizer").1.identity.lambda;
    assert!(!lambda.principal_id.is_empty() && !lambda.context.contains_key("integrationLatency"));
    for name in ["rest-proxy-iam", "http-v2-iam"] {
        let iam = shape(name).1.identity.iam;
        assert!(iam.access_key.starts_with("ASIA") && iam.user_arn.starts_with("arn:aws:sts::"), "{name}");
    }
    assert!(shape("http-v1-none").1.authorizer.is_none());
    let token = shape("authorizer-token").1;
    assert_eq!((token.stage.name.as_str(), token.request.path.as_str()), ("dev", "/rides"));
    assert!(token.request.header("authorization").is_some());
}

#[test]
fn requests_are_read() {
    let (mut original, read) = shape("rest-proxy-none");
    assert_eq!(read.request.query, [("dryRun", "1"), ("tag", "a"), ("tag", "b c")].map(|(n, v)| (n.into(), v.into())));
    assert!(read.request.header("x-forwarded-for").is_none());
    assert_eq!(read.stage.region, "us-east-1");
    // A proxy in front of the service is the client's own affair.
    original["headers"]["X-Forwarded-For"] = json!("10.0.0.1, 198.51.100.7");
    original["multiValueHeaders"]["X-Forwarded-For"] = json!(["10.0.0.1, 198.51.100.7"]);
    original["path"] = json!("/rides");
    original["requestContext"]["path"] = json!("/dev//rides");
    original["body"] = json!("aMOp");
    original["isBase64Encoded"] = json!(true);
    let read = event(&original.to_string()).event.unwrap();
    assert_eq!(read.request.header("x-forwarded-for"), Some("10.0.0.1"));
    assert_eq!(read.request.path, "//rides");
    assert_eq!(read.request.body.as_deref(), Some("hé"));
    assert_eq!(read.stage.binary_media_types, ["application/json"]);
    assert_eq!(read.rebuild(), original);

    let (mut original, _) = shape("http-v2-none");
    original["rawPath"] = json!("/dev/a b%?é");
    original["requestContext"]["http"]["path"] = json!("/dev/a b%?é");
    original["requestContext"]["stage"] = json!("dev");
    original["headers"]["content-length"] = json!("43");
    let import = event(&original.to_string());
    let read = import.event.unwrap();
    assert_eq!(read.request.path, "/a%20b%25%3F%C3%A9");
    assert!(import.left_out.iter().any(|left_out| left_out.what == "which characters of the path were encoded"));
    assert_eq!(read.rebuild(), original);
    // As a captured request it has its stage and host again.
    let imported = request(&original.to_string());
    assert_eq!(
        imported.requests[0].url(),
        "https://f6g7h8i9j0.execute-api.us-east-1.amazonaws.com/dev/a%20b%25%3F%C3%A9?dryRun=1&tag=a&tag=b%20c"
    );
    assert_eq!(imported.requests[0].to_request("dev"), read.request);
}

fn refused(text: &str, message: &str) {
    let import = event(text);
    assert!(import.event.is_none());
    assert_eq!(import.diagnostics.len(), 1, "{text}");
    assert_eq!(import.diagnostics[0].message, message);
    assert!(import.diagnostics[0].help.is_some());
}

#[test]
fn other_events_say_what_they_are() {
    refused(
        r#"{"requestContext":{"elb":{"targetGroupArn":"x"}},"httpMethod":"GET"}"#,
        "this is the event of an Application Load Balancer",
    );
    refused(r#"{"Records":[]}"#, "this is the event of a queue, a topic or a bucket");
    refused(
        r#"{"requestContext":{"http":{"method":"GET"}}}"#,
        "this event has `requestContext.http`, but not `version` 2.0: it is not from API Gateway",
    );
    refused(r#"{"httpMethod":"GET","path":"/"}"#, "this event has no `requestContext`");
    refused(r#"{"version":"2.0","requestContext":{"http":{}}}"#, "this event is incomplete");
    refused(r#"{"type":"TOKEN","methodArn":"x"}"#, "this event is incomplete");
    refused(r#"{"requestContext":"#, "this Lambda event ends too early");
    for text in [r#"{"Records":[]}"#, r#"{"methodArn":""}"#, r#"{"requestContext":{"#] {
        assert_eq!(recognize(text), Kind::LambdaEvent);
    }
}

#[test]
fn odd_members_are_read_without_panic() {
    let odd =
        [json!(null), json!(1), json!("x"), json!([]), json!([null]), json!({}), json!({"a": {"b": []}}), json!(true)];
    for name in [
        "rest-proxy-cognito",
        "http-v1-jwt",
        "http-v2-iam",
        "http-v2-jwt",
        "rest-proxy-lambda-authorizer",
        "authorizer-token",
    ] {
        let (original, _) = shape(name);
        for member in original.as_object().unwrap().keys() {
            for value in &odd {
                let mut changed = original.clone();
                changed[member] = value.clone();
                let _ = event(&changed.to_string());
            }
        }
        for member in original["requestContext"].as_object().into_iter().flat_map(|context| context.keys()) {
            for value in &odd {
                let mut changed = original.clone();
                changed["requestContext"][member] = value.clone();
                let _ = event(&changed.to_string());
            }
        }
        let text = original.to_string();
        for end in (0..text.len()).step_by(29).filter(|end| text.is_char_boundary(*end)) {
            let _ = (event(&text[..end]), request(&text[..end]));
        }
    }
}

#[test]
fn no_private_value_shows_in_debug_output() {
    let text = fs::read_to_string(folder("shapes").join("rest-proxy-cognito.json")).unwrap();
    let shown = format!("{:?} {:?}", event(&text), request(&text));
    for private in ["eyJ", "ada@example.com", "Main St"] {
        assert!(!shown.contains(private), "{private}");
    }
}
