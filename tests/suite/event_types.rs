//! Every event that we build is read by the types of others: `aws_lambda_events`, for every preset, authorizer and
//! payload format.

use aws_lambda_events::apigw::{
    ApiGatewayCustomAuthorizerRequest, ApiGatewayCustomAuthorizerRequestTypeRequest, ApiGatewayProxyRequest,
    ApiGatewayV2CustomAuthorizerV1Request, ApiGatewayV2CustomAuthorizerV2Request, ApiGatewayV2httpRequest,
};
use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind, IamCaller, Identity, LambdaResult};
use gatewright::apigw::authorizer_event::AuthorizerEvent;
use gatewright::apigw::request::Request;
use gatewright::apigw::stage::{ApiKind, Stage};
use gatewright::apigw::{Exchange, Invocation, event};
use gatewright::design::{file, presets};
use serde_json::{Map, Value, json};

/// Reads the three events of a call into the others' types, and compares what those types hold with what went in.
fn check(exchange: &Exchange) -> Result<(), String> {
    for (name, event) in [("REST", event::rest_proxy(exchange)), ("1.0", event::http_v1(exchange))] {
        let read: ApiGatewayProxyRequest = serde_json::from_value(event.clone()).map_err(|e| format!("{name}: {e}"))?;
        let context = &event["requestContext"];
        same(name, "path", &event["path"], read.path.as_deref())?;
        same(name, "body", &event["body"], read.body.as_deref())?;
        same(name, "requestContext.path", &context["path"], read.request_context.path.as_deref())?;
        same(name, "sourceIp", &context["identity"]["sourceIp"], read.request_context.identity.source_ip.as_deref())?;
        same(name, "userArn", &context["identity"]["userArn"], read.request_context.identity.user_arn.as_deref())?;
        let authorizer = &context["authorizer"];
        for (key, value) in authorizer.as_object().into_iter().flatten() {
            let held = read.request_context.authorizer.fields.get(key);
            if held != Some(value) {
                return Err(format!("{name}: authorizer.{key}: {value} was read as {held:?}"));
            }
        }
        let headers = event["headers"].as_object().map_or(0, Map::len);
        if headers != read.headers.len() || headers != read.multi_value_headers.keys_len() {
            return Err(format!("{name}: {headers} headers were read as {}", read.headers.len()));
        }
    }
    let event = event::http_v2(exchange);
    let read: ApiGatewayV2httpRequest = serde_json::from_value(event.clone()).map_err(|e| format!("2.0: {e}"))?;
    let context = &event["requestContext"];
    same("2.0", "rawPath", &event["rawPath"], read.raw_path.as_deref())?;
    same("2.0", "routeKey", &event["routeKey"], read.route_key.as_deref())?;
    same("2.0", "body", &event["body"], read.body.as_deref())?;
    same("2.0", "sourceIp", &context["http"]["sourceIp"], read.request_context.http.source_ip.as_deref())?;
    let held = read.request_context.authorizer.unwrap_or_default();
    let authorizer = &context["authorizer"];
    let claims = held.jwt.map(|jwt| json!(jwt.claims)).unwrap_or_default();
    if claims != authorizer["jwt"]["claims"] {
        return Err(format!("2.0: claims {} were read as {claims}", authorizer["jwt"]["claims"]));
    }
    let arn = held.iam.and_then(|iam| iam.user_arn);
    same("2.0", "iam.userArn", &authorizer["iam"]["userArn"], arn.as_deref())?;
    let lambda = authorizer["lambda"].as_object().map_or(0, Map::len);
    if lambda != held.fields.len() {
        return Err(format!("2.0: {} was read as {:?}", authorizer["lambda"], held.fields));
    }
    check_authorizer_events(exchange)
}

/// Reads the events that a Lambda authorizer itself would get for the call.
fn check_authorizer_events(exchange: &Exchange) -> Result<(), String> {
    fn read<T: serde::de::DeserializeOwned>(name: &str, event: &Value) -> Result<T, String> {
        serde_json::from_value(event.clone()).map_err(|error| format!("{name}: {error}"))
    }
    let event = AuthorizerEvent::Token.build(exchange);
    let token: ApiGatewayCustomAuthorizerRequest = read("TOKEN", &event)?;
    same("TOKEN", "methodArn", &event["methodArn"], token.method_arn.as_deref())?;
    let event = AuthorizerEvent::Request.build(exchange);
    let request: ApiGatewayCustomAuthorizerRequestTypeRequest = read("REQUEST", &event)?;
    same("REQUEST", "path", &event["path"], request.path.as_deref())?;
    let event = AuthorizerEvent::HttpV1.build(exchange);
    let v1: ApiGatewayV2CustomAuthorizerV1Request = read("authorizer 1.0", &event)?;
    same("authorizer 1.0", "identitySource", &event["identitySource"], v1.identity_source.as_deref())?;
    let event = AuthorizerEvent::HttpV2.build(exchange);
    let v2: ApiGatewayV2CustomAuthorizerV2Request = read("authorizer 2.0", &event)?;
    same("authorizer 2.0", "routeArn", &event["routeArn"], v2.route_arn.as_deref())
}

fn same(format: &str, what: &str, built: &Value, read: Option<&str>) -> Result<(), String> {
    if built.as_str() == read { Ok(()) } else { Err(format!("{format}: {what}: {built} was read as {read:?}")) }
}

#[test]
fn every_authorizer_and_format() {
    let object = |value: Value| value.as_object().cloned().expect("an object");
    let identity = Identity {
        claims: Some(object(json!({
            "sub": "8f14e45f", "exp": 1793625600, "email_verified": true, "cognito:groups": ["a", "b"], "scope": "x y",
            "address": {"formatted": "1 Main St"}, "nothing": null
        }))),
        scopes: vec!["x".into()],
        lambda: LambdaResult {
            principal_id: "user-42".into(),
            context: object(json!({"tenant": 1, "admin": true, "name": "Ana"})),
            denied: false,
        },
        iam: IamCaller {
            access_key: "ASIAIOSFODNN7EXAMPLE".into(),
            account_id: "123456789012".into(),
            caller: "AROAEXAMPLEID:session".into(),
            user: "AROAEXAMPLEID:session".into(),
            user_arn: "arn:aws:sts::123456789012:assumed-role/riders/session".into(),
            principal_org_id: String::new(),
            cognito: object(json!({"cognitoIdentityId": "eu-west-1:1", "cognitoAuthenticationType": "authenticated"})),
        },
    };
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let full = Request {
        method: "POST".into(),
        path: "/rides/4%202".into(),
        query: vec![pair("t", "1"), pair("t", "a b"), pair("", "x")],
        headers: vec![
            pair("Cookie", "a=1; b=2"),
            pair("X-Id", "1"),
            pair("x-id", "2"),
            pair("Content-Type", "image/png"),
        ],
        body: Some("not only ASCII: ü\n".into()),
        ..Request::default()
    };
    let stages = [
        Stage::default(),
        Stage { name: "$default".into(), variables: vec![pair("table", "Rides")], ..Stage::default() },
        Stage { binary_media_types: vec!["*/*".into()], ..Stage::default() },
    ];
    let overrides = Map::new();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for kind in AuthorizerKind::ALL {
        let authorizer = Authorizer { kind, ..Authorizer::default() };
        for (stage, request) in stages.iter().flat_map(|stage| [(stage, full.clone()), (stage, Request::default())]) {
            for (origin, resource) in [
                (Invocation::Deployed, "/rides/{rideId}"),
                (Invocation::ConsoleTest, "/{proxy+}"),
                (Invocation::Deployed, "$default"),
            ] {
                for api in ApiKind::ALL {
                    let exchange = Exchange {
                        api,
                        stage,
                        resource,
                        route_method: "POST",
                        authorizer: Some(&authorizer),
                        identity: &identity,
                        request: &request,
                        overrides: &overrides,
                        origin,
                    };
                    count += 1;
                    wrong.extend(
                        check(&exchange).err().map(|error| format!("{} {origin:?} {resource}: {error}", kind.as_str())),
                    );
                }
            }
        }
    }
    assert!(count > 200);
    assert!(wrong.is_empty(), "{} of {count}\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_preset() {
    for preset in presets::PRESETS {
        let design = file::parse(preset.text).expect("a preset loads");
        for (route, call) in design.routes.iter().flat_map(|route| route.calls.iter().map(move |call| (route, call))) {
            // The route's own authorizer, and every other one in its place.
            let own = design.authorizer_of(route).cloned();
            let others = AuthorizerKind::ALL.map(|kind| Some(Authorizer { kind, ..Authorizer::default() }));
            for authorizer in others.into_iter().chain([own]) {
                for api in ApiKind::ALL {
                    let exchange = Exchange {
                        api,
                        stage: &design.stage,
                        resource: &route.path,
                        route_method: &route.method,
                        authorizer: authorizer.as_ref(),
                        identity: &call.identity,
                        request: &call.request,
                        overrides: &call.context,
                        origin: Invocation::Deployed,
                    };
                    check(&exchange).unwrap_or_else(|error| panic!("{} {}: {error}", preset.id, call.name));
                }
            }
        }
    }
}
