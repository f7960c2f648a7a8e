//! Request validation, as a design says what a method asks: what is refused before any template runs.

use gatewright::apigw::GatewayAnswer;
use gatewright::apigw::validation::MethodRequest;
use gatewright::design::{Design, file, presets};
use gatewright::preview::{Outcome, Selection, View, compute};
use serde_json::{Value, json};

fn design(method_request: MethodRequest, change: impl Fn(&mut gatewright::apigw::request::Request)) -> Design {
    let mut design = file::parse(presets::find("wild-rydes").expect("a preset").text).expect("a design");
    design.routes[0].method_request = method_request;
    change(&mut design.routes[0].calls[0].request);
    design
}

/// Returns the answer of the gateway itself, which names no event.
fn answer(design: &Design, view: View) -> Option<GatewayAnswer> {
    let preview = compute(design, Selection::default(), Some(view)).expect("a call");
    match preview.outcome {
        Outcome::Answered(answer) => {
            let problem = preview.problems.iter().find(|problem| problem.rule.0 == "apigw/request-refused");
            assert_eq!(problem.and_then(|problem| problem.help.as_deref()), Some(answer.why.as_str()));
            assert!(answer.why.contains("no function is called"));
            Some(answer)
        }
        _ => None,
    }
}

fn parameters(names: &[(&str, bool)]) -> MethodRequest {
    MethodRequest {
        validate_parameters: true,
        parameters: names.iter().map(|(name, required)| (format!("method.request.{name}"), *required)).collect(),
        ..MethodRequest::default()
    }
}

fn model(model: Value) -> MethodRequest {
    MethodRequest { validate_body: true, models: vec![("application/json".into(), model)], ..MethodRequest::default() }
}

#[test]
fn missing_parameters_are_named_headers_first() {
    let asked = parameters(&[
        ("querystring.qs1", true),
        ("querystring.optional", false),
        ("path.rideId", true),
        ("header.X-Client", true),
        ("header.X-Other", true),
    ]);
    let refused = design(asked.clone(), |_| {});
    for view in [View::Mapping, View::RestProxy] {
        let answer = answer(&refused, view).expect("an answer");
        assert_eq!((answer.status, answer.error_type), (400, "BadRequestException"));
        let message = r#"{"message":"Missing required request parameters: [X-Client, X-Other, rideId, qs1]"}"#;
        assert_eq!(answer.body, message);
        assert_eq!(answer.response_type.map(|kind| kind.as_str()), Some("BAD_REQUEST_PARAMETERS"));
    }
    // An HTTP API validates nothing.
    assert!(answer(&refused, View::Http20).is_none());
    // Names of headers are equal whatever their case, those of others are not; an empty value is none.
    let filled = design(parameters(&[("header.x-client", true), ("querystring.qs1", true)]), |request| {
        request.headers.push(("X-CLIENT".into(), "a".into()));
        request.query.push(("QS1".into(), "b".into()));
        request.query.push(("qs1".into(), String::new()));
    });
    let refused = answer(&filled, View::Mapping).expect("an answer");
    assert_eq!(refused.body, r#"{"message":"Missing required request parameters: [qs1]"}"#);
    // A validator that looks at nothing refuses nothing.
    let off = MethodRequest { validate_parameters: false, ..asked };
    assert!(answer(&design(off, |_| {}), View::Mapping).is_none());
}

#[test]
fn bodies_must_fulfill_the_model_of_their_type() {
    let wanted = json!({
        "$schema": "http://json-schema.org/draft-04/schema#", "type": "object", "required": ["a"],
        "properties": {"a": {"type": "number", "minimum": 0, "exclusiveMinimum": true}}
    });
    let status = |content_type: Option<&str>, body: Option<&str>| {
        let design = design(model(wanted.clone()), |request| {
            request.headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
            request.headers.extend(content_type.map(|value| ("Content-Type".to_owned(), value.to_owned())));
            request.body = body.map(Into::into);
        });
        answer(&design, View::RestProxy).map(|answer| (answer.status, answer.body))
    };
    let invalid = Some((400, r#"{"message":"Invalid request body"}"#.to_owned()));
    for (content_type, body, expected) in [
        (Some("application/json"), Some(r#"{"a": 1, "more": true}"#), None),
        (Some("application/json; charset=utf-8"), Some(r#"{"a": "1"}"#), invalid.clone()),
        // Draft 4: `exclusiveMinimum` is a flag beside `minimum`.
        (Some("application/json"), Some(r#"{"a": 0}"#), invalid.clone()),
        (None, Some("{}"), invalid.clone()),
        (None, None, invalid.clone()),
        (None, Some(" \n"), invalid.clone()),
        (Some("application/json"), Some(r#"{"a": "#), invalid),
        // A type without a model is not looked at (developer guide).
        (Some("text/plain"), Some("whatever"), None),
    ] {
        assert_eq!(status(content_type, body), expected, "{content_type:?} {body:?}");
    }
}

#[test]
fn models_name_each_other_and_parameters_come_first() {
    let mut asked = model(json!({
        "type": "array", "items": {"$ref": "https://apigateway.amazonaws.com/restapis/a1b2c3d4e5/models/Ride"}
    }));
    asked.named_models = json!({
        "Ride": {"type": "object", "required": ["at"], "properties": {"at": {"$ref": "model:Place"}}},
        "Place": {"type": "object", "required": ["lat"]}
    })
    .as_object()
    .cloned()
    .expect("models");
    let with_body = |body: &'static str, asked: &MethodRequest| {
        answer(&design(asked.clone(), |request| request.body = Some(body.into())), View::Mapping)
    };
    assert!(with_body(r#"[{"at": {"lat": 1}}]"#, &asked).is_none());
    let refused = with_body(r#"[{"at": {}}]"#, &asked).expect("an answer");
    assert_eq!(refused.response_type.map(|kind| kind.as_str()), Some("BAD_REQUEST_BODY"));
    assert!(refused.why.contains("lat"), "it says what is missing: {}", refused.why);
    asked.validate_parameters = true;
    asked.parameters = vec![("method.request.header.X-Client".into(), true)];
    let refused = with_body(r#"[{"at": {}}]"#, &asked).expect("an answer");
    assert!(refused.body.contains("[X-Client]"), "{}", refused.body);
    // A model that leads nowhere was refused when it was created: the call is not.
    let broken = model(json!({"$ref": "model:Nowhere"}));
    assert!(with_body("{}", &broken).is_none());
}
