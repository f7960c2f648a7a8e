//! `gatewright events --cases`: broken lines, what the service answers itself, and the ways a case may be written.

use gatewright::apigw::authorize::MAX_BODY_BYTES;
use serde_json::{Value, json};

fn run(text: &str) -> Vec<Value> {
    let mut out = Vec::new();
    gatewright::cli::events::run(text.as_bytes(), &mut out).expect("memory does not fail");
    String::from_utf8(out).expect("UTF-8").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn one(case: &Value) -> Value {
    run(&case.to_string()).remove(0)
}

#[test]
fn broken_lines_are_named_and_the_rest_goes_on() {
    let large = json!({"id": "large", "kind": "proxy-v1", "request": {"body": "x".repeat(MAX_BODY_BYTES + 1)}});
    let lines = [
        "{\"id\": \"broken\", ".to_owned(),
        String::new(),
        "   ".to_owned(),
        "null".to_owned(),
        "{}".to_owned(),
        json!({"id": "unknown", "kind": "websocket"}).to_string(),
        json!({"id": "bare", "kind": "proxy-v2"}).to_string(),
        json!({"id": "headers", "kind": "proxy-v1", "request": {"headers": [["a"]]}}).to_string(),
        json!({"id": "body", "kind": "proxy-v1", "request": {"body": {"a": 1}}}).to_string(),
        json!({"id": "behavior", "kind": "mapping-event", "request": {}, "integration": {"passthroughBehavior": "SOMETIMES"}})
            .to_string(),
        large.to_string(),
        "\u{fffd}\0".to_owned(),
        json!({"id": ["good"], "kind": "proxy-v1", "request": {}}).to_string(),
    ];
    let results = run(&lines.join("\n"));
    let seen: Vec<(Value, Option<&str>)> =
        results.iter().map(|result| (result["id"].clone(), result["error"].as_str())).collect();
    let expected = [
        (json!(1), Some("the line is not JSON from column 16 on: EOF while parsing a value")),
        (json!(4), Some("the line is not a JSON object")),
        (json!(5), Some("the case has no `kind`")),
        (
            json!("unknown"),
            Some(
                "no events are built for the kind `websocket`; choose one of `mapping-event`, `proxy-v1`, \
                 `proxy-v1-test-invoke`, `proxy-v2`",
            ),
        ),
        (json!("bare"), Some("the case has no `request`")),
        (json!("headers"), Some("`headers` is neither a list of pairs of texts nor an object of texts")),
        (json!("body"), Some("`body` is not text")),
        (json!("behavior"), Some("`SOMETIMES` is no passthrough behavior")),
        (json!("large"), Some("413: The body has 10485761 bytes, the service takes 10485760: no function is called.")),
        (json!(12), Some("the line is not JSON from column 1 on: expected value")),
        (json!(["good"]), None),
    ];
    assert_eq!(seen, expected);
    assert!(results[10]["event"].is_object());
}

#[test]
fn a_target_wins_over_path_and_query() {
    let event = |request: Value| {
        one(&json!({"kind": "proxy-v1", "stage": "live", "resource": "/{proxy+}", "request": request}))["event"].clone()
    };
    let query = json!({"a": "1", "b": "x y"});
    for request in [
        json!({"raw_target": "/live/x?a=1&b=x+y", "stage_in_path": true}),
        json!({"raw_target": "/x", "query_string": "a=1&b=x%20y"}),
        json!({"raw_target": "/x", "query": [["a", "1"], ["b", "x y"]]}),
        json!({"path": "/x", "query": {"a": "1", "b": "x y"}, "headers": {"A": "b"}}),
    ] {
        let event = event(request.clone());
        assert_eq!((&event["path"], &event["queryStringParameters"]), (&json!("/x"), &query), "{request}");
    }
}

#[test]
fn slashes_around_the_stage() {
    // Recorded on AWS, `invocation-payload-with-double-slash` and its neighbors.
    for (target, path, context_path, proxy) in [
        ("/stage/a", "/a", "/stage/a", "a"),
        ("//stage/a/", "/a/", "/stage/a/", "a"),
        ("/stage//a", "/a", "/stage//a", "a"),
        ("/stage/a//b", "/a//b", "/stage/a//b", "a//b"),
        ("/stage/test%2Balias@x.com", "/test%2Balias@x.com", "/stage/test%2Balias@x.com", "test%2Balias@x.com"),
    ] {
        let case = json!({
            "kind": "proxy-v1", "stage": "stage", "resource": "/{proxy+}",
            "request": {"raw_target": target, "stage_in_path": true}
        });
        let event = &one(&case)["event"];
        assert_eq!(event["path"], path, "{target}");
        assert_eq!(event["requestContext"]["path"], context_path, "{target}");
        assert_eq!(event["pathParameters"]["proxy"], proxy, "{target}");
    }
}

#[test]
fn path_parameters_stand_in_for_a_path() {
    let template = r#"{"id": "$input.params('petId')"}"#;
    let event = |members: Value| {
        let mut case = json!({
            "kind": "mapping-event", "resource": "/pets/{petId}",
            "integration": {"requestTemplates": {"application/json": template}}, "request": {"method": "GET"}
        });
        for (name, value) in members.as_object().expect("members") {
            case[name] = value.clone();
        }
        one(&case)["event"]["id"].clone()
    };
    // Without a path a parameter has its own placeholder as value (recorded on AWS, `test_invoke_test_method`).
    assert_eq!(event(json!({})), "{petId}");
    assert_eq!(event(json!({"pathParameters": {"petId": "42"}})), "42");
    assert_eq!(event(json!({"request": {"path": "/pets/7"}})), "7");
    assert_eq!(event(json!({"request": {"path": "/pets/7"}, "pathParameters": {"petId": "7"}})), "7");
    assert_eq!(event(json!({"request": {"path": "/random/test"}})), "");
}

#[test]
fn the_context_gives_what_the_service_chooses() {
    let case = json!({
        "kind": "proxy-v2", "stage": "dev", "routeKey": "GET /a", "request": {"path": "/a"},
        "context": {"requestId": "id-1", "http": {"sourceIp": "x"}, "identity": {"sourceIp": "192.0.2.1"}, "requestTimeEpoch": 1583348638390_i64}
    });
    let context = &one(&case)["event"]["requestContext"];
    assert_eq!(context["requestId"], "id-1");
    assert_eq!(context["http"]["sourceIp"], "192.0.2.1");
    assert_eq!(
        (&context["timeEpoch"], &context["time"]),
        (&json!(1583348638390_i64), &json!("04/Mar/2020:19:03:58 +0000"))
    );
    assert_eq!(one(&case)["event"]["rawPath"], "/dev/a");
    let case = json!({
        "kind": "proxy-v2", "authorization": "JWT", "routeKey": "GET /a", "request": {"path": "/a"},
        "claims": {"sub": "u", "n": 1.5, "groups": ["a", "b"]}, "authorizationScopes": ["x"]
    });
    assert!(one(&case)["error"].as_str().is_some_and(|error| error.starts_with("403: ")));
}

#[test]
fn a_signed_call_has_a_caller_whether_or_not_the_case_names_it() {
    let case = |kind: &str, context: Value| {
        let case = json!({
            "kind": kind, "authorization": "AWS_IAM", "resource": "/a", "routeKey": "GET /a",
            "request": {"method": "GET", "path": "/a"}, "context": context
        });
        one(&case)["event"]["requestContext"].clone()
    };
    let named = json!({"identity": {"userArn": "arn:aws:iam::111111111111:user/a", "accessKey": "AKIA1"}});
    assert_eq!(case("proxy-v1", named.clone())["identity"]["userArn"], "arn:aws:iam::111111111111:user/a");
    assert_eq!(case("proxy-v2", named)["authorizer"]["iam"]["accessKey"], "AKIA1");
    let sample = case("proxy-v1", Value::Null);
    assert!(sample["identity"]["userArn"].as_str().is_some_and(|arn| arn.starts_with("arn:")));
    assert!(sample.get("authorizer").is_none(), "a REST API has the caller in `identity`");
    assert!(case("proxy-v2", Value::Null)["authorizer"]["iam"]["userArn"].is_string());
}
