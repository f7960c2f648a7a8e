//! A token never shows in `Debug` output, wherever it is held.

use super::Call;
use gatewright::apigw::bindings::{Bindings, Given};
use gatewright::apigw::context::request_context;
use gatewright::apigw::integration::{Integration, IntegrationType, MappingTemplate, PayloadFormatVersion};
use gatewright::apigw::method_response::Backend;
use gatewright::apigw::payload::Payload;
use gatewright::apigw::proxy_response::{self, FunctionResult};
use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::{headers, integration_request, outgoing, parameters};
use gatewright::design::{file, presets};
use gatewright::jwt::{Key, KeyKind, Secret, check, decode, sample, signature};
use gatewright::preview::{Selection, View, compute_with_token};
use gatewright::vtl::{Host, RenderOptions};
use serde_json::{Map, json};

fn token() -> Secret {
    sample::demo(json!({"sub": "u-1", "scope": "a"}).as_object().expect("claims"))
}

/// Fails if any part of the token is in `shown`.
fn check_hidden(what: &str, shown: &str, token: &Secret) {
    for part in token.reveal().split('.') {
        assert!(!shown.contains(part), "{what} shows {part}: {shown}");
    }
}

#[test]
fn nothing_of_a_call_shows_it() {
    let token = token();
    let text = token.reveal();
    let mut call = Call::new(ApiKind::Rest, "POST", "/a", "/a")
        .header("Authorization", &format!("Bearer {text}"))
        .body(&format!("{{\"token\": \"{text}\"}}"));
    call.request.query.push(("token".into(), text.to_owned()));
    let exchange = call.exchange();
    check_hidden("the exchange", &format!("{exchange:?} {exchange:#?}"), &token);
    check_hidden("headers", &format!("{:?}", headers::method_request(&exchange)), &token);
    check_hidden("parameters", &format!("{:?}", parameters(&exchange)), &token);
    let template = MappingTemplate {
        content_type: "application/json".into(),
        text: r#"{"t": "$input.params('Authorization')", "b": $input.json('$')}"#.into(),
    };
    let integration = Integration {
        request_templates: vec![template],
        request_parameters: vec![("integration.request.header.X".into(), "method.request.header.Authorization".into())],
        ..Integration::default()
    };
    for kind in IntegrationType::ALL {
        let request = integration_request::build(&exchange, kind, &integration, &RenderOptions::default());
        check_hidden(kind.as_str(), &format!("{request:?}"), &token);
    }
    let (params, context) = (parameters(&exchange).into(), request_context(&exchange).into());
    let given = Given { params, context, ..Given::default() };
    let bindings = Bindings::new(exchange.request.body.as_ref(), &given.into(), true);
    let shown = format!("{bindings:?} {:?}", bindings.root("input"));
    assert!(shown.contains("Tree("), "{shown}");
    check_hidden("what a template sees", &shown, &token);
    let sent = outgoing::build(&exchange, IntegrationType::Http, &integration, &Map::new(), b"");
    assert!(sent.header("X").is_some_and(|value| value.contains(text)));
    check_hidden("what is sent", &format!("{sent:?}"), &token);
}

/// An authorizer hands the caller's token on, the context holds one, and the function returns one.
#[test]
fn nothing_of_the_caller_or_the_function_shows_it() {
    let token = token();
    let text = token.reveal();
    let held = json!({"token": text, "list": [text]}).as_object().cloned().expect("an object");
    let mut call = Call::new(ApiKind::Http, "GET", "/a", "/a");
    call.identity.lambda.context = held.clone();
    call.identity.lambda.principal_id = text.to_owned();
    call.identity.claims = Some(held.clone());
    call.identity.iam.access_key = text.to_owned();
    call.identity.iam.cognito = held.clone();
    call.overrides = held.clone();
    check_hidden("the exchange", &format!("{:?} {:?}", call.exchange(), call.identity), &token);
    let sample = gatewright::design::Call {
        context: held.clone(),
        golden: Some(json!({"headers": held})),
        identity: call.identity.clone(),
        ..Default::default()
    };
    check_hidden("a call", &format!("{sample:?}"), &token);
    for result in [FunctionResult::Returned(json!(held)), FunctionResult::Raised(json!({"errorMessage": text}))] {
        check_hidden("a result", &format!("{result:?} {:?}", Backend::Lambda(result.clone())), &token);
        let response = proxy_response::method_response(&call.exchange(), PayloadFormatVersion::V2, &result);
        check_hidden("a response", &format!("{:?}", (&response.status, &response.headers.len())), &token);
    }
    let header = headers::Header { name: "Set-Cookie".into(), values: vec![text.to_owned()] };
    let backend = Backend::Http { status: 200, headers: vec![header], body: text.as_bytes().to_vec() };
    check_hidden("a server's answer", &format!("{backend:?}"), &token);
    for payload in [Payload::Text(text.to_owned()), Payload::Binary(text.as_bytes().to_vec())] {
        check_hidden("a payload", &format!("{payload:?}"), &token);
    }
}

#[test]
fn nothing_of_a_preview_shows_it() {
    let token = token();
    for preset in presets::PRESETS {
        let mut design = file::parse(preset.text).expect("a design");
        for call in design.routes.iter_mut().flat_map(|route| &mut route.calls) {
            call.request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
            call.request.headers.push(("Authorization".into(), "Bearer {{token}}".into()));
            call.kept_token = Some(Secret::new(token.reveal()));
        }
        for view in View::ALL {
            let preview = compute_with_token(&design, Selection::default(), Some(view), Some(&token)).expect("a call");
            check_hidden(preset.id, &format!("{preview:?}"), &token);
        }
        check_hidden(preset.id, &format!("{design:?}"), &token);
    }
}

#[test]
fn nothing_about_the_token_itself_shows_it() {
    let token = token();
    let decoded = decode(token.reveal());
    let key = Key::new(KeyKind::Secret, "a-secret-that-nobody-may-see");
    let verified = signature::verify(&decoded, &key, &[]);
    let clock = check::Clock::at(0);
    let view = check::TokenView::of(&decoded).expect("claims");
    let checks = check::cognito(view, &check::CognitoRules::default(), clock);
    let shown = format!("{token:?} {decoded:?} {key:?} {verified:?} {checks:?}");
    check_hidden("the token", &shown, &token);
    assert!(!shown.contains("a-secret-that-nobody-may-see"), "{shown}");
    // Broken tokens neither, whose faults are told at their places.
    for end in (1..token.reveal().len()).step_by(7) {
        let cut = &token.reveal()[..end];
        let shown = format!("{:?}", decode(cut));
        for part in cut.split('.').filter(|part| part.len() > 12) {
            assert!(!shown.contains(part), "{shown}");
        }
    }
}
