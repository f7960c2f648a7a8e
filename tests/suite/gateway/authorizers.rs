//! What the authorizers let through, and what the client gets where they do not.

use super::Call;
use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind};
use gatewright::apigw::authorizer_event::AuthorizerEvent;
use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::{GatewayAnswer, authorize};
use serde_json::{Value, json};

/// Returns the answer to a call with these claims on a route with these scopes.
fn answer(kind: AuthorizerKind, claims: &Value, scopes: &[&str]) -> Option<GatewayAnswer> {
    let api = if kind == AuthorizerKind::Jwt { ApiKind::Http } else { ApiKind::Rest };
    let mut call = Call::new(api, "GET", "/rides", "/rides");
    call.authorizer = Some(Authorizer { kind, ..Authorizer::default() });
    call.identity.claims = claims.as_object().cloned();
    call.identity.scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    authorize::refusal(&call.exchange())
}

#[test]
fn scopes_are_checked_where_the_route_has_some() {
    use AuthorizerKind::{Cognito, Jwt};
    let access = json!({"token_use": "access", "scope": "rides/read rides/write"});
    let id = json!({"token_use": "id", "aud": "client"});
    for (kind, claims, scopes, expected) in [
        (Cognito, &access, &["rides/write"][..], None),
        (Cognito, &access, &["a", "rides/read"], None),
        (Cognito, &access, &["rides"], Some(403)),
        (Cognito, &id, &["rides/read"], Some(401)),
        (Cognito, &id, &[], None),
        (Cognito, &Value::Null, &[], Some(401)),
        (Jwt, &access, &["rides/read"], None),
        (Jwt, &access, &["other"], Some(403)),
        (Jwt, &id, &["rides/read"], Some(403)),
        (Jwt, &id, &[], None),
        (Jwt, &Value::Null, &[], Some(401)),
        // `scp`, as other issuers write it, and as a list.
        (Jwt, &json!({"scp": ["rides/read"]}), &["rides/read"], None),
    ] {
        let found = answer(kind, claims, scopes);
        assert_eq!(found.as_ref().map(|answer| answer.status), expected, "{} {claims} {scopes:?}", kind.as_str());
        assert!(found.is_none_or(|answer| answer.why.contains("no function is called")));
    }
    let http = answer(Jwt, &access, &["other"]).expect("an answer");
    assert_eq!(http.body, r#"{"message":"Forbidden"}"#);
    let rest = answer(Cognito, &access, &["other"]).expect("an answer");
    assert_eq!(rest.error_type, "AccessDeniedException");
}

#[test]
fn a_missing_identity_source_is_a_401() {
    for (api, kind, source, present) in [
        (ApiKind::Rest, AuthorizerKind::LambdaToken, "method.request.header.Authorization", "Authorization"),
        (ApiKind::Rest, AuthorizerKind::LambdaToken, "Authorization", "authorization"),
        (ApiKind::Rest, AuthorizerKind::LambdaRequest, "method.request.header.X-Id,context.identity.sourceIp", "x-id"),
        (ApiKind::Http, AuthorizerKind::HttpLambda, "$request.header.Authorization", "authorization"),
    ] {
        let mut call = Call::new(api, "GET", "/rides", "/rides");
        call.authorizer = Some(Authorizer { kind, identity_source: source.into(), ..Authorizer::default() });
        let status = |call: &Call| authorize::refusal(&call.exchange()).map(|answer| answer.status);
        assert_eq!(status(&call), Some(401), "{source}");
        let call = call.header(present, "");
        assert_eq!(status(&call), Some(401), "{source}: empty");
        let mut call = call.header(present, "value");
        assert_eq!(status(&call), None, "{source}");
        call.identity.lambda.denied = true;
        assert_eq!(status(&call), Some(403), "{source}: denied");
    }
}

#[test]
fn what_a_lambda_authorizer_itself_receives() {
    let call = |api, kind, source: &str| {
        let mut call = Call::new(api, "POST", "/rides/{rideId}", "/rides/4%202").header("X-Id", "i-1").body("{}");
        call.authorizer = Some(Authorizer { kind, identity_source: source.into(), ..Authorizer::default() });
        call.identity.lambda.context.insert("secret".into(), json!("of another call"));
        call.stage.variables = vec![("table".into(), "Rides".into())];
        call.request.query = vec![("t".into(), "1".into()), ("t".into(), "2".into())];
        call.header("Authorization", "Bearer abc")
    };
    let build = |call: &Call, form: AuthorizerEvent| form.build(&call.exchange());
    let names = |event: &Value| event.as_object().expect("an object").keys().cloned().collect::<Vec<_>>().join(" ");
    let arn = "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/prod/POST/rides/4%202";

    let token = call(ApiKind::Rest, AuthorizerKind::LambdaToken, "method.request.header.Authorization");
    let expected = json!({"type": "TOKEN", "authorizationToken": "Bearer abc", "methodArn": arn});
    assert_eq!(build(&token, AuthorizerEvent::Token), expected);

    let request = call(ApiKind::Rest, AuthorizerKind::LambdaRequest, "method.request.header.X-Id");
    let event = build(&request, AuthorizerEvent::Request);
    assert_eq!(
        names(&event),
        "type methodArn resource path httpMethod headers multiValueHeaders queryStringParameters \
         multiValueQueryStringParameters pathParameters stageVariables requestContext"
    );
    assert_eq!((&event["methodArn"], &event["pathParameters"]["rideId"]), (&json!(arn), &json!("4%202")));
    assert_eq!(event["headers"]["Authorization"], "Bearer abc");
    assert!(event["requestContext"].get("authorizer").is_none(), "it has not run yet");

    let sources = "$request.header.X-Id, $request.querystring.t,$stageVariables.table";
    let http = call(ApiKind::Http, AuthorizerKind::HttpLambda, sources);
    let event = build(&http, AuthorizerEvent::HttpV2);
    assert_eq!(
        names(&event),
        "version type routeArn identitySource routeKey rawPath rawQueryString headers queryStringParameters \
         requestContext pathParameters stageVariables"
    );
    assert_eq!(event["identitySource"], json!(["i-1", "2", "Rides"]));
    assert!(event["requestContext"].get("authorizer").is_none());
    let event = build(&http, AuthorizerEvent::HttpV1);
    assert_eq!(
        (&event["identitySource"], &event["authorizationToken"]),
        (&json!("i-1,2,Rides"), &json!("i-1,2,Rides"))
    );
    assert_eq!((&event["version"], &event["type"]), (&json!("1.0"), &json!("REQUEST")));

    // What the request has none of is `{}` for a REST API's authorizer, and absent under payload format 2.0.
    let mut bare = Call::new(ApiKind::Rest, "GET", "/", "/");
    assert_eq!(build(&bare, AuthorizerEvent::Request)["pathParameters"], json!({}));
    assert_eq!(build(&bare, AuthorizerEvent::Token)["authorizationToken"], Value::Null);
    bare.api = ApiKind::Http;
    bare.stage.region = "cn-north-1".into();
    let event = build(&bare, AuthorizerEvent::HttpV2);
    assert!(event.get("pathParameters").is_none());
    assert_eq!(event["routeArn"], "arn:aws-cn:execute-api:cn-north-1:123456789012:a1b2c3d4e5/prod/GET/");
}

#[test]
fn identity_sources_outside_the_request_count_too() {
    for (source, expected) in [
        ("stageVariables.table", Some(401)),
        ("stageVariables.tenant", None),
        ("context.identity.sourceIp", None),
        ("context.identity.userArn", Some(401)),
        ("context.nothing", Some(401)),
        ("method.request.querystring.t", None),
        ("method.request.querystring.x", Some(401)),
    ] {
        let mut call = Call::new(ApiKind::Rest, "GET", "/rides", "/rides");
        call.stage.variables = vec![("tenant".into(), "t-1".into())];
        call.request.query = vec![("t".into(), "1".into())];
        let kind = AuthorizerKind::LambdaRequest;
        call.authorizer = Some(Authorizer { kind, identity_source: source.into(), ..Authorizer::default() });
        assert_eq!(authorize::refusal(&call.exchange()).map(|answer| answer.status), expected, "{source}");
    }
}
