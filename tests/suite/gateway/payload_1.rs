//! Payload format 1.0 of an HTTP API, as events logged on AWS between 2020 and 2024 show it.

use super::Call;
use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind, LambdaResult};
use gatewright::apigw::event;
use gatewright::apigw::stage::ApiKind;
use gatewright::import;
use serde_json::{Value, json};

fn posted() -> Call {
    // An HTTP/1.1 client that writes capitals.
    let call = Call::new(ApiKind::Http, "POST", "/users/{userId}/items", "/users/1/items")
        .header("User-Agent", "python-requests/2.28.1")
        .header("Accept-Encoding", "gzip, deflate")
        .header("Accept", "*/*")
        .header("Connection", "keep-alive")
        .header("Postman-Token", "8aa35c46")
        .header("content-type", "application/json")
        .header("Content-Length", "9")
        .header("Authorization", "Bearer x")
        .body("{\"a\": 1}\n");
    Call { stage: gatewright::apigw::stage::Stage { name: "v1".into(), ..Default::default() }, ..call }
}

#[test]
fn names_of_headers_and_their_order() {
    let event = event::http_v1(&posted().exchange());
    let names: Vec<&str> = event["headers"].as_object().expect("headers").keys().map(String::as_str).collect();
    let expected = [
        "Content-Length",
        "Content-Type",
        "Host",
        "Postman-Token",
        "User-Agent",
        "X-Amzn-Trace-Id",
        "X-Forwarded-For",
        "X-Forwarded-Port",
        "X-Forwarded-Proto",
        "accept",
        "accept-encoding",
        "authorization",
    ];
    assert_eq!(names, expected);
    let lists: Vec<&str> = event["multiValueHeaders"].as_object().expect("lists").keys().map(String::as_str).collect();
    assert_eq!(lists, expected);
    assert_eq!(event["headers"]["Content-Length"], "9");
}

#[test]
fn members_and_their_order() {
    let event = event::http_v1(&posted().exchange());
    let names: Vec<&str> = event.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "version",
            "resource",
            "path",
            "httpMethod",
            "headers",
            "multiValueHeaders",
            "queryStringParameters",
            "multiValueQueryStringParameters",
            "requestContext",
            "pathParameters",
            "stageVariables",
            "body",
            "isBase64Encoded",
        ]
    );
    // A named stage stands in both paths; `$default` in neither.
    assert_eq!((&event["path"], &event["requestContext"]["path"]), (&json!("/v1/users/1/items"), &event["path"]));
    assert_eq!(event["resource"], "/users/{userId}/items");
    assert_eq!(event["pathParameters"], json!({"userId": "1"}));
    let context = event["requestContext"].as_object().expect("an object");
    let names: Vec<&str> = context.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "accountId",
            "apiId",
            "domainName",
            "domainPrefix",
            "extendedRequestId",
            "httpMethod",
            "identity",
            "path",
            "protocol",
            "requestId",
            "requestTime",
            "requestTimeEpoch",
            "resourceId",
            "resourcePath",
            "stage",
        ]
    );
    assert_eq!(context["resourceId"], "POST /users/{userId}/items");
    assert_eq!(context["extendedRequestId"], context["requestId"]);
    let identity: Vec<&str> = context["identity"].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(
        identity,
        [
            "accessKey",
            "accountId",
            "caller",
            "cognitoAmr",
            "cognitoAuthenticationProvider",
            "cognitoAuthenticationType",
            "cognitoIdentityId",
            "cognitoIdentityPoolId",
            "principalOrgId",
            "sourceIp",
            "user",
            "userAgent",
            "userArn",
        ]
    );
    let mut hidden = posted();
    hidden.stage.name = "$default".into();
    assert_eq!(event::http_v1(&hidden.exchange())["path"], "/users/1/items");
}

#[test]
fn a_lambda_authorizer_s_context_stands_beside_two_nulls() {
    let mut call = posted();
    call.authorizer = Some(Authorizer { kind: AuthorizerKind::HttpLambda, ..Authorizer::default() });
    let context = json!({"traceID": "Root=1-66abaa79", "level": 3});
    call.identity.lambda =
        LambdaResult { context: context.as_object().cloned().unwrap_or_default(), ..LambdaResult::default() };
    let event = event::http_v1(&call.exchange());
    let expected = json!({"claims": null, "scopes": null, "traceID": "Root=1-66abaa79", "level": 3});
    assert_eq!(event["requestContext"]["authorizer"].to_string(), expected.to_string());
    // Read back, the two are not taken for values of the authorizer.
    let read = import::event(&event.to_string()).event.expect("an event");
    assert_eq!(Value::Object(read.identity.lambda.context.clone()), context);
    assert_eq!(read.rebuild(), event);
}

#[test]
fn what_is_built_comes_back_whole() {
    for stage in ["v1", "$default"] {
        for path in ["/users/1/items", "/users/v1/items/", "//users/a%20b/items"] {
            let mut call = posted();
            call.stage.name = stage.into();
            call.request.path = path.into();
            call.request.query =
                vec![("b".into(), "1".into()), ("a".into(), "x y".into()), ("b".into(), String::new())];
            let event = event::http_v1(&call.exchange());
            let read = import::event(&event.to_string()).event.expect("an event");
            assert_eq!(read.differences, [], "{stage} {path}");
            assert_eq!(read.rebuild(), event, "{stage} {path}");
        }
    }
}
