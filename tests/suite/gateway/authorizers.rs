//! What the authorizers let through, and what the client gets where they do not.

use super::Call;
use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind};
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
