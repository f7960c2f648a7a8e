//! What an API and a route have around their templates: each part is edited where it belongs, undone, and named.

use crate::window::{Window, click, control, ctrl, fill, open, press, settle};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use gatewright::apigw::ResponseType;
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::ContentHandling;
use gatewright::design::{Design, Route};

/// With M: goes to the method of the route.
const METHOD: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };

fn design(window: &Window) -> &Design {
    window.state().design()
}

fn route(window: &Window) -> &Route {
    &design(window).routes[0]
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.into(), value.into())
}

#[test]
fn a_method_has_a_function_and_one_of_the_apis_authorizers() {
    let mut window = open();
    press(&mut window, METHOD, Key::M);
    fill(&mut window, "Lambda function", "RequestUnicorn");
    assert_eq!(route(&window).function, "RequestUnicorn");
    ctrl(&mut window, Key::Z);
    assert_eq!(route(&window).function, "");
    click(&mut window, "Authorizer of the method");
    click(&mut window, "Lambda authorizer (TOKEN)");
    let used = design(&window).authorizer_of(route(&window)).expect("an authorizer");
    assert_eq!(used.kind, AuthorizerKind::LambdaToken);
    click(&mut window, "Authorizer of the method");
    click(&mut window, "Cognito user pool");
    let used = design(&window).authorizer_of(route(&window)).expect("an authorizer");
    assert_eq!(used.kind, AuthorizerKind::Cognito);
}

#[test]
fn a_required_parameter_that_is_missing_refuses_the_call() {
    let mut window = open();
    press(&mut window, METHOD, Key::M);
    click(&mut window, "Add required parameter");
    fill(&mut window, "Name of parameter 1", "version");
    assert_eq!(route(&window).method_request.parameters, [("method.request.querystring.version".into(), true)]);
    window.get_by_label_contains("are not checked while");
    click(&mut window, "Refuse requests without a required parameter");
    let (_, is_stale) = window.state().event_text().expect("the last event stays");
    assert!(is_stale, "no function is called");
    click(&mut window, "Parameter 1 is required");
    assert!(!window.state().event_text().expect("an event").1);
    click(&mut window, "Place of parameter 1");
    click(&mut window, "Header");
    assert_eq!(route(&window).method_request.parameters, [("method.request.header.version".into(), false)]);
    click(&mut window, "Remove parameter 1");
    assert!(route(&window).method_request.parameters.is_empty());
    ctrl(&mut window, Key::Z);
    assert_eq!(route(&window).method_request.parameters.len(), 1);
}

#[test]
fn a_model_says_whether_the_body_of_the_call_fits() {
    let mut window = open();
    press(&mut window, METHOD, Key::M);
    click(&mut window, "Add body model");
    window.get_by_label_contains("The body of this call fits");
    fill(&mut window, "Model 1", r#"{"type": "object", "required": ["Fare"]}"#);
    window.get_by_label_contains("The body of this call does not fit");
    assert_eq!(route(&window).method_request.models[0].1["required"][0], "Fare");
    assert!(!window.state().event_text().expect("an event").1, "nobody looks at bodies yet");
    click(&mut window, "Refuse bodies that break their model");
    assert!(window.state().event_text().expect("the last event stays").1);
    // What is no JSON stays as typed, and the last model counts.
    fill(&mut window, "Model 1", "{\"type\": ");
    window.get_by_label_contains("Not JSON yet");
    assert_eq!(route(&window).method_request.models[0].1["required"][0], "Fare");
    fill(&mut window, "Content type of model 1", "application/xml");
    assert!(!window.state().event_text().expect("an event").1, "the body has another type");
    click(&mut window, "Remove model 1");
    assert!(route(&window).method_request.models.is_empty());
}

#[test]
fn parameters_of_the_integration_request_are_mapped() {
    let mut window = open();
    press(&mut window, METHOD, Key::M);
    click(&mut window, "Add mapping");
    fill(&mut window, "Mapping 1 name", "X-Id");
    window.get_by_label_contains("is no place of the integration request");
    fill(&mut window, "Mapping 1 name", "integration.request.header.X-Id");
    fill(&mut window, "Mapping 1 value", "context.requestId");
    assert_eq!(
        route(&window).integration.request_parameters,
        [pair("integration.request.header.X-Id", "context.requestId")]
    );
    click(&mut window, "Content handling of the request");
    click(&mut window, "CONVERT_TO_TEXT");
    assert_eq!(route(&window).integration.content_handling, Some(ContentHandling::ConvertToText));
    ctrl(&mut window, Key::Z);
    assert_eq!(route(&window).integration.content_handling, None);
}

#[test]
fn a_response_maps_headers_and_handles_content() {
    let mut window = open();
    ctrl(&mut window, Key::Num9);
    click(&mut window, "Add a response");
    click(&mut window, "Headers and content handling");
    click(&mut window, "Add response mapping");
    fill(&mut window, "Response mapping 1 name", "method.response.header.Access-Control-Allow-Origin");
    fill(&mut window, "Response mapping 1 value", "*");
    window.get_by_label_contains("“*” is no source");
    fill(&mut window, "Response mapping 1 value", "'*'");
    assert!(window.query_by_label_contains("is no source").is_none());
    let response = &route(&window).integration.responses[0];
    assert_eq!(response.parameters, [pair("method.response.header.Access-Control-Allow-Origin", "'*'")]);
    click(&mut window, "Content handling of the response");
    click(&mut window, "CONVERT_TO_BINARY");
    let response = &route(&window).integration.responses[0];
    assert_eq!(response.content_handling, Some(ContentHandling::ConvertToBinary));
}

#[test]
fn authorizers_are_added_renamed_set_and_removed() {
    let mut window = open();
    ctrl(&mut window, Key::Comma);
    assert!(control(&window, "API name").is_focused());
    let pool = design(&window).authorizers[0].name.clone();
    click(&mut window, &format!("{pool} (Cognito user pool)"));
    fill(&mut window, "Authorizer name", "riders");
    assert_eq!(
        (design(&window).authorizers[0].name.as_str(), route(&window).authorizer.as_deref()),
        ("riders", Some("riders"))
    );
    fill(&mut window, "User pool ARN", "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/p");
    assert!(design(&window).authorizers[0].arn.ends_with("userpool/p"));
    click(&mut window, "Add authorizer");
    click(&mut window, "Lambda authorizer (REQUEST)");
    assert_eq!(design(&window).authorizers[1].kind, AuthorizerKind::LambdaRequest);
    // Two authorizers of one name could not be told apart; the text stays while it is typed.
    click(&mut window, "riders (Cognito user pool)");
    fill(&mut window, "Authorizer name", "riders");
    window.get_by_label_contains("Another authorizer has this name");
    assert_eq!(design(&window).authorizers[1].name, "request-authorizer");
    fill(&mut window, "Authorizer name", "callers");
    assert_eq!(design(&window).authorizers[1].name, "callers");
    click(&mut window, "Authorizer kind");
    click(&mut window, "Lambda authorizer (TOKEN)");
    assert_eq!(design(&window).authorizers[1].kind, AuthorizerKind::LambdaToken);
    // A route whose authorizer goes has none, and gets it back with the authorizer.
    click(&mut window, "riders (Cognito user pool)");
    click(&mut window, "Remove riders");
    assert_eq!((design(&window).authorizers.len(), route(&window).authorizer.as_deref()), (1, None));
    ctrl(&mut window, Key::Z);
    assert_eq!((design(&window).authorizers.len(), route(&window).authorizer.as_deref()), (2, Some("riders")));
}

#[test]
fn cors_is_switched_on_edited_and_doubted() {
    let mut window = open();
    ctrl(&mut window, Key::Comma);
    click(&mut window, "Pages of other origins may call this API");
    assert_eq!(design(&window).cors.as_ref().expect("CORS").allow_origins, ["*"]);
    click(&mut window, "Cookies and Authorization may be sent");
    window.get_by_label_contains("do not go together");
    fill(&mut window, "Allowed origins", "https://a.example.com https://b.example.com");
    fill(&mut window, "Preflight kept, in seconds", "600");
    let cors = design(&window).cors.as_ref().expect("CORS");
    assert_eq!(cors.allow_origins, ["https://a.example.com", "https://b.example.com"]);
    assert_eq!((cors.max_age_s, cors.allow_credentials), (Some(600), true));
    assert!(window.query_by_label_contains("do not go together").is_none());
    click(&mut window, "Pages of other origins may call this API");
    assert_eq!(design(&window).cors, None);
}

#[test]
fn gateway_responses_are_customized() {
    let mut window = open();
    ctrl(&mut window, Key::Comma);
    click(&mut window, "Add gateway response");
    click(&mut window, "UNAUTHORIZED");
    fill(&mut window, "Gateway response status", "403");
    fill(&mut window, "Gateway response template", r#"{"error": $context.error.messageString}"#);
    click(&mut window, "Add gateway header");
    fill(&mut window, "Gateway header 1 name", "gatewayresponse.header.Access-Control-Allow-Origin");
    fill(&mut window, "Gateway header 1 value", "'*'");
    let response = &design(&window).gateway_responses[0];
    assert_eq!((response.response_type, response.status), (ResponseType::Unauthorized, Some(403)));
    assert_eq!(&*response.templates[0].text, r#"{"error": $context.error.messageString}"#);
    assert_eq!(response.parameters, [pair("gatewayresponse.header.Access-Control-Allow-Origin", "'*'")]);
    click(&mut window, "Remove UNAUTHORIZED");
    assert!(design(&window).gateway_responses.is_empty());
    ctrl(&mut window, Key::Z);
    assert_eq!(design(&window).gateway_responses.len(), 1);
}

#[test]
fn binary_media_types_are_words() {
    let mut window = open();
    ctrl(&mut window, Key::Comma);
    fill(&mut window, "Content types", "image/png */* ");
    assert_eq!(design(&window).stage.binary_media_types, ["image/png", "*/*", ""]);
    // The blank at the end goes once the field is left.
    control(&window, "API name").focus();
    settle(&mut window);
    assert_eq!(design(&window).stage.binary_media_types, ["image/png", "*/*"]);
}

#[test]
fn rules_are_silenced_with_a_reason() {
    let mut window = open();
    ctrl(&mut window, Key::Comma);
    click(&mut window, "Add silenced rule");
    fill(&mut window, "Silenced rule 1 name", "no-such-rule");
    window.get_by_label_contains("No rule is called “no-such-rule”");
    fill(&mut window, "Silenced rule 1 name", "typo-prints-nothing");
    fill(&mut window, "Silenced rule 1 value", "known");
    assert!(window.query_by_label_contains("No rule is called").is_none());
    assert_eq!(design(&window).allow, [pair("typo-prints-nothing", "known")]);
    ctrl(&mut window, Key::Z);
    assert_eq!(design(&window).allow, [pair("typo-prints-nothing", "")]);
}

#[test]
fn the_page_of_the_api_is_left_as_it_was_come_to() {
    let mut window = open();
    click(&mut window, "API settings");
    assert!(window.query_by_label("Template editor").is_none());
    click(&mut window, "Back to the route");
    window.get_by_label("Template editor");
    // An HTTP API has neither gateway responses nor a method request.
    click(&mut window, "HTTP API");
    click(&mut window, "API settings");
    assert!(window.query_by_label("Gateway responses").is_none());
    window.get_by_label("CORS");
    press(&mut window, METHOD, Key::M);
    assert!(window.query_by_label("Add body model").is_none());
    click(&mut window, "Integration request");
    window.get_by_label("Payload format version");
}
