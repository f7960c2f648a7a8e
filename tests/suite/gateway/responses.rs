//! From the function's result to the client's response: the tables of the facts, a line each.

use super::Call;
use gatewright::apigw::client_response::ClientResponse;
use gatewright::apigw::gateway_response::{self, GatewayResponse};
use gatewright::apigw::headers::Header;
use gatewright::apigw::integration::{
    Integration, IntegrationResponse, IntegrationType, MappingTemplate, PayloadFormatVersion,
};
use gatewright::apigw::method_response::{self, Backend};
use gatewright::apigw::proxy_response::{self, FunctionResult};
use gatewright::apigw::stage::ApiKind;
use gatewright::apigw::{ResponseType, integration_request};
use gatewright::vtl::RenderOptions;
use serde_json::{Value, json};

fn call(api: ApiKind) -> Call {
    Call::new(api, "GET", "/a", "/a")
}

fn proxied(call: &Call, version: PayloadFormatVersion, result: &FunctionResult) -> ClientResponse {
    proxy_response::method_response(&call.exchange(), version, result)
}

fn body(response: &ClientResponse) -> String {
    String::from_utf8(response.body.clone()).expect("text")
}

#[test]
fn a_rest_api_s_proxy_contract() {
    let bad = Err(502);
    for (returned, expected) in [
        (json!({}), Ok((200, ""))),
        (json!({"statusCode": 200}), Ok((200, ""))),
        (json!({"statusCode": "201", "body": "x"}), Ok((201, "x"))),
        (json!({"statusCode": 200, "headers": null, "multiValueHeaders": null, "body": null}), Ok((200, ""))),
        (json!({"statusCode": 300, "isBase64Encoded": false}), Ok((300, ""))),
        (json!({"statusCode": "test"}), bad),
        (json!({"statusCode": 200.5}), bad),
        (json!({"statusCode": true}), bad),
        (json!({"statusCode": 99}), bad),
        (json!({"statusCode": 200, "wrongValue": 1}), bad),
        (json!({"statusCode": 200, "cookies": ["a=1"]}), bad),
        (json!({"statusCode": 200, "multiValueHeaders": {"a": "b"}}), bad),
        (json!({"statusCode": 200, "headers": ["a"]}), bad),
        (json!({"statusCode": 200, "headers": {"a": ["b"]}}), bad),
        (json!({"statusCode": 200, "body": {"a": 1}}), bad),
        (json!({"statusCode": 200, "body": [1]}), bad),
        (json!({"statusCode": 200, "isBase64Encoded": "true"}), bad),
        (json!("text"), bad),
        (json!([]), bad),
        (json!(1), bad),
        (json!(null), bad),
    ] {
        let result = FunctionResult::Returned(returned.clone());
        let response = proxied(&call(ApiKind::Rest), PayloadFormatVersion::V1, &result);
        match expected {
            Ok((status, text)) => {
                assert_eq!((response.status, body(&response).as_str()), (status, text), "{returned}");
                assert_eq!(response.header("content-type"), Some("application/json"), "{returned}");
            }
            Err(status) => {
                assert_eq!(response.status, status, "{returned}");
                assert_eq!(body(&response), r#"{"message":"Internal server error"}"#, "{returned}");
                assert_eq!(response.header("x-amzn-ErrorType"), Some("InternalServerErrorException"));
                let why = response.answer.expect("an answer").why;
                assert!(why.starts_with("Malformed Lambda proxy response: "), "{why}");
            }
        }
    }
    let raised = FunctionResult::Raised(json!({"errorMessage": "no", "errorType": "KeyError"}));
    let response = proxied(&call(ApiKind::Rest), PayloadFormatVersion::V1, &raised);
    assert_eq!(response.status, 502);
    assert_eq!(response.answer.expect("an answer").why, "The function raised: KeyError: no.");
    let response = proxied(&call(ApiKind::Rest), PayloadFormatVersion::V1, &FunctionResult::TimedOut);
    assert_eq!((response.status, body(&response).as_str()), (504, r#"{"message":"Endpoint request timed out"}"#));
}

#[test]
fn headers_of_a_proxy_result() {
    let result = FunctionResult::Returned(json!({
        "statusCode": 200,
        "headers": {"x-a": 1, "X-B": true, "set-cookie": "c=3", "Server": "mine", "transfer-encoding": "chunked", "gone": null},
        "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"], "X-A": ["0"], "content-type": ["text/plain"]}
    }));
    let response = proxied(&call(ApiKind::Rest), PayloadFormatVersion::V1, &result);
    let lines: Vec<String> = response.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        lines,
        [
            "Set-Cookie: a=1",
            "Set-Cookie: b=2",
            "X-A: 0",
            "content-type: text/plain",
            "X-A: 1",
            "X-B: true",
            "Set-Cookie: c=3",
            "x-amzn-Remapped-Server: mine",
        ]
    );
}

#[test]
fn base64_needs_the_first_type_of_accept() {
    let result = FunctionResult::Returned(json!({"statusCode": 200, "body": "aGk=", "isBase64Encoded": true}));
    for (types, accept, binary) in [
        (&[][..], Some("image/png"), false),
        (&["image/png"], Some("image/png"), true),
        (&["image/png"], Some("IMAGE/PNG;q=0.5"), true),
        (&["image/png"], Some("image/*"), false),
        (&["image/png"], Some("image/webp,image/png"), false),
        (&["image/png"], None, false),
        (&["image/*"], Some("image/webp,*/*"), true),
        (&["*/*"], Some("text/html"), true),
        (&["*/*"], None, false),
    ] {
        let mut call = call(ApiKind::Rest);
        call.stage.binary_media_types = types.iter().map(|entry| (*entry).to_owned()).collect();
        call.request.headers.extend(accept.map(|accept| ("accept".to_owned(), accept.to_owned())));
        let response = proxied(&call, PayloadFormatVersion::V1, &result);
        assert_eq!(body(&response), if binary { "hi" } else { "aGk=" }, "{types:?} {accept:?}");
        assert_eq!(response.notes.is_empty(), binary, "the text that goes out is told of");
    }
}

#[test]
fn an_http_api_s_contract() {
    let internal = r#"{"message":"Internal Server Error"}"#;
    for (version, returned, status, text) in [
        (PayloadFormatVersion::V2, json!({"statusCode": 200, "body": "x"}), 200, "x"),
        (PayloadFormatVersion::V2, json!({"message": "hi"}), 200, r#"{"message":"hi"}"#),
        (PayloadFormatVersion::V2, json!("hi"), 200, "hi"),
        (PayloadFormatVersion::V2, json!([1, 2]), 200, "[1,2]"),
        // A REST-shaped answer without its status succeeds, oddly.
        (PayloadFormatVersion::V2, json!({"body": "x"}), 200, r#"{"body":"x"}"#),
        (PayloadFormatVersion::V2, json!({"statusCode": "test"}), 500, internal),
        // `isBase64Encoded` decodes whatever `Accept` says.
        (PayloadFormatVersion::V2, json!({"statusCode": 200, "body": "aGk=", "isBase64Encoded": true}), 200, "hi"),
        (PayloadFormatVersion::V2, json!({"statusCode": 200, "body": "?", "isBase64Encoded": true}), 500, internal),
        (PayloadFormatVersion::V1, json!({"statusCode": 200, "body": "x"}), 200, "x"),
        (PayloadFormatVersion::V1, json!("hi"), 500, internal),
    ] {
        let result = FunctionResult::Returned(returned.clone());
        let response = proxied(&call(ApiKind::Http), version, &result);
        assert_eq!((response.status, body(&response).as_str()), (status, text), "{version:?} {returned}");
    }
    let raised = FunctionResult::Raised(json!({"errorMessage": "no"}));
    let response = proxied(&call(ApiKind::Http), PayloadFormatVersion::V2, &raised);
    assert_eq!((response.status, body(&response).as_str()), (500, internal));
    let cookies =
        FunctionResult::Returned(json!({"statusCode": 204, "cookies": ["a=1", "b=2"], "headers": {"X-A": "1"}}));
    let response = proxied(&call(ApiKind::Http), PayloadFormatVersion::V2, &cookies);
    let set: Vec<&str> =
        response.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect();
    assert_eq!((set, response.header("x-a")), (vec!["a=1", "b=2"], Some("1")));
}

fn defined(status: u16, pattern: &str) -> IntegrationResponse {
    IntegrationResponse { status, selection_pattern: pattern.into(), ..IntegrationResponse::default() }
}

/// Sends a function's result through a custom integration.
fn custom(call: &Call, integration: &Integration, result: &FunctionResult) -> ClientResponse {
    let (exchange, options) = (call.exchange(), RenderOptions::default());
    let request = integration_request::build(&exchange, IntegrationType::Aws, integration, &options);
    let backend = Backend::Lambda(result.clone());
    method_response::build(&exchange, IntegrationType::Aws, integration, &request, &backend, &options)
}

#[test]
fn selection_patterns_see_the_error_message_only() {
    let raised = |message: &str| FunctionResult::Raised(json!({"errorMessage": message, "errorType": "E"}));
    let returned = |value: Value| FunctionResult::Returned(value);
    let all = [defined(200, ""), defined(400, ".*bad.*"), defined(500, "(\\n|.)+")];
    for (responses, result, expected) in [
        (&all[..], returned(json!("fine")), 200),
        (&all, returned(json!({"statusCode": 400})), 200),
        (&all, raised("a bad thing"), 400),
        (&all, raised("bad\nlines"), 500),
        // A result that only looks like an error is one.
        (&all, returned(json!({"errorMessage": "bad"})), 400),
        (&all, raised(""), 200),
        // `Error` is not the whole of `Error: x`.
        (&[defined(200, ""), defined(500, "Error")], raised("Error: x"), 200),
        // Nothing fits and there is no default.
        (&[defined(200, "200")], returned(json!({})), 500),
        (&[defined(400, ".*bad.*")], raised("good"), 500),
        // The console's only response: an exception is a 200.
        (&[], raised("anything"), 200),
    ] {
        let integration = Integration { responses: responses.to_vec(), ..Integration::default() };
        let response = custom(&call(ApiKind::Rest), &integration, &result);
        assert_eq!(response.status, expected, "{result:?}");
    }
    let response = custom(&call(ApiKind::Rest), &Integration::default(), &raised("secret"));
    assert_eq!(body(&response), r#"{"errorMessage":"secret","errorType":"E"}"#);
    assert!(response.notes.iter().any(|note| note.contains("no selection pattern catches it")), "{:?}", response.notes);
    let response = custom(&call(ApiKind::Rest), &Integration::default(), &FunctionResult::TimedOut);
    assert_eq!(response.status, 504);
}

fn template(content_type: &str, text: &str) -> MappingTemplate {
    MappingTemplate { content_type: content_type.into(), text: text.into() }
}

#[test]
fn response_templates_are_chosen_by_accept() {
    let templates = vec![template("text/plain", "plain"), template("application/json", "json $input.json('$.a')")];
    for (templates, accept, expected) in [
        (&templates[..], None, "json 1"),
        (&templates, Some("text/plain"), "plain"),
        (&templates, Some("text/plain; q=1, application/json"), "plain"),
        (&templates, Some("text/html, text/plain"), "json 1"),
        (&templates[..1], Some("text/html"), "plain"),
        (&[], Some("text/html"), r#"{"a":1}"#),
    ] {
        let integration = Integration {
            responses: vec![IntegrationResponse { templates: templates.to_vec(), ..defined(200, "") }],
            ..Integration::default()
        };
        let mut call = call(ApiKind::Rest);
        call.request.headers.extend(accept.map(|accept| ("Accept".to_owned(), accept.to_owned())));
        let response = custom(&call, &integration, &FunctionResult::Returned(json!({"a": 1})));
        assert_eq!(body(&response), expected, "{accept:?}");
        assert_eq!(response.header("content-type"), Some("application/json"), "whatever the template's type");
    }
}

#[test]
fn response_parameters_and_overrides() {
    let parameters = [
        ("X-Static", "'text'"),
        ("X-Type", "integration.response.header.Content-Type"),
        ("X-Case", "integration.response.header.content-type"),
        ("X-Body", "integration.response.body"),
        ("X-Member", "integration.response.body.a.b"),
        ("X-Stage", "context.stage"),
        ("X-Table", "stageVariables.table"),
        ("X-None", "integration.response.header.None"),
        ("Server", "'mine'"),
        ("Transfer-Encoding", "'chunked'"),
        ("Access-Control-Allow-Origin", "'*'"),
    ];
    let parameters = parameters.map(|(name, source)| (format!("method.response.header.{name}"), source.to_owned()));
    let text =
        "#set($context.responseOverride.status = 418)\n#set($context.responseOverride.header.X-Static = 'new')ok";
    let integration = Integration {
        responses: vec![IntegrationResponse {
            parameters: parameters.to_vec(),
            templates: vec![template("application/json", text)],
            ..defined(200, "")
        }],
        ..Integration::default()
    };
    let mut call = call(ApiKind::Rest).header("Origin", "https://page.example");
    call.stage.variables.push(("table".into(), "Rides".into()));
    let response = custom(&call, &integration, &FunctionResult::Returned(json!({"a": {"b": [1]}})));
    assert_eq!((response.status, body(&response).as_str()), (418, "ok"));
    for (name, expected) in [
        ("X-Static", Some("new")),
        ("X-Type", Some("application/json")),
        ("X-Case", None),
        ("X-Body", Some(r#"{"a":{"b":[1]}}"#)),
        ("X-Member", Some("[1]")),
        ("X-Stage", Some("prod")),
        ("X-Table", Some("Rides")),
        ("X-None", None),
        ("x-amzn-Remapped-Server", Some("mine")),
        ("Transfer-Encoding", None),
        ("Access-Control-Allow-Origin", Some("*")),
    ] {
        assert_eq!(response.header(name), expected, "{name}");
    }
    assert!(response.notes.is_empty(), "CORS is answered: {:?}", response.notes);
    // A status that is none is passed over.
    for (status, expected) in [("99", 200), ("600", 200), ("'x'", 200), ("404", 404), ("'404'", 404)] {
        let text = format!("#set($context.responseOverride.status = {status})");
        let integration = Integration {
            responses: vec![IntegrationResponse {
                templates: vec![template("application/json", &text)],
                ..defined(200, "")
            }],
            ..Integration::default()
        };
        let response = custom(&call, &integration, &FunctionResult::Returned(json!(null)));
        assert_eq!(response.status, expected, "{status}");
    }
}

#[test]
fn request_overrides_replace_what_is_mapped() {
    let integration = Integration {
        request_templates: vec![template(
            "application/json",
            "#set($context.requestOverride.header.X-A = 'new')#set($context.requestOverride.querystring.q = '2')\
             #set($context.requestOverride.path.p = 'x')#set($context.responseOverride.status = 202)body",
        )],
        request_parameters: vec![
            ("integration.request.header.X-A".into(), "'old'".into()),
            ("integration.request.querystring.q".into(), "'1'".into()),
            ("integration.request.path.p".into(), "method.request.path.none".into()),
        ],
        ..Integration::default()
    };
    let call = call(ApiKind::Rest);
    let (exchange, options) = (call.exchange(), RenderOptions::default());
    let request = integration_request::build(&exchange, IntegrationType::Http, &integration, &options);
    assert_eq!(request.outgoing.header("x-a"), Some("new"));
    assert_eq!(request.outgoing.query, [("q".to_owned(), "2".to_owned())]);
    assert_eq!(request.outgoing.path, [("p".to_owned(), "x".to_owned())]);
    // What the request template set for the response holds as well (recorded on AWS).
    let backend = Backend::Http { status: 200, headers: Vec::<Header>::new(), body: b"{}".to_vec() };
    let response = method_response::build(&exchange, IntegrationType::Http, &integration, &request, &backend, &options);
    assert_eq!(response.status, 202);
}

#[test]
fn gateway_responses_are_filled_plainly_and_inherit() {
    let custom = |kind, status, text: &str| GatewayResponse {
        response_type: kind,
        status,
        parameters: vec![("gatewayresponse.header.Access-Control-Allow-Origin".into(), "'*'".into())],
        templates: vec![template("application/json", text)],
        is_default: false,
    };
    let customized = [
        custom(
            ResponseType::Default5xx,
            Some(599),
            r#"{"e": $context.error.messageString, "t": "$context.error.responseType"}"#,
        ),
        custom(ResponseType::Unauthorized, None, "$input.body #set($x = 1)$stageVariables.none|"),
    ];
    let call = call(ApiKind::Rest).header("Origin", "https://page.example");
    let exchange = call.exchange();
    let answer = |kind| gatewright::apigw::GatewayAnswer::rest(kind, "");
    let timeout = gateway_response::client_response(&exchange, &customized, answer(ResponseType::IntegrationTimeout));
    assert_eq!(timeout.status, 599);
    assert_eq!(body(&timeout), r#"{"e": "Endpoint request timed out", "t": "INTEGRATION_TIMEOUT"}"#);
    assert_eq!(timeout.header("access-control-allow-origin"), Some("*"));
    let unauthorized = gateway_response::client_response(&exchange, &customized, answer(ResponseType::Unauthorized));
    assert_eq!((unauthorized.status, body(&unauthorized).as_str()), (401, "$input.body #set($x = 1)|"));
    let plain = gateway_response::client_response(&exchange, &customized, answer(ResponseType::UnsupportedMediaType));
    assert_eq!((plain.status, body(&plain).as_str()), (415, r#"{"message":"Unsupported Media Type"}"#));
    assert!(plain.notes.iter().any(|note| note.contains("Access-Control-Allow-Origin")), "{:?}", plain.notes);
}
