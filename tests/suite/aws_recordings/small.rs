//! The small kinds: validation, routing, gateway responses, payloads, and the measured tables.

use super::call::{Call, content_handling, members, strings, templates};
use super::compare::Rules;
use gatewright::apigw::authorizer::{Authorizer, AuthorizerKind};
use gatewright::apigw::gateway_response::{GatewayResponse, effective};
use gatewright::apigw::headers::Header;
use gatewright::apigw::integration::{Integration, IntegrationResponse, IntegrationType, MappingTemplate};
use gatewright::apigw::mapping_template::{self, MappingInput};
use gatewright::apigw::method_response::{self, Backend};
use gatewright::apigw::stage::{ApiKind, Stage};
use gatewright::apigw::validation::{self, MethodRequest};
use gatewright::apigw::{GatewayAnswer, ResponseType, authorize, event, integration_request, mapping, payload, route};
use gatewright::vtl::{self, RenderOptions};
use serde_json::{Map, Value, json};

/// Compares two values; what stands in the place of a value (`<uuid:1>`) is equal to any.
pub fn equal(what: &str, expected: &Value, actual: &Value) -> Vec<String> {
    let differences = Rules::default().differences(expected, actual);
    differences.into_iter().map(|difference| format!("{what}{difference}")).collect()
}

pub fn validation(case: &Value) -> Vec<String> {
    let mut call = Call::read(case);
    let method = &case["method"];
    call.resource = method["resource"].as_str().unwrap_or_default().to_owned();
    let flag = |name: &str| method["validator"][name].as_bool().unwrap_or(false);
    let parameters = method["requestParameters"].as_object().into_iter().flatten();
    let models = method["requestModels"].as_object().into_iter().flatten();
    let method = MethodRequest {
        validate_body: flag("validateRequestBody"),
        validate_parameters: flag("validateRequestParameters"),
        parameters: parameters.map(|(name, required)| (name.clone(), required == &Value::Bool(true))).collect(),
        models: models.map(|(content_type, model)| (content_type.clone(), model.clone())).collect(),
        named_models: method["models"].as_object().cloned().unwrap_or_default(),
    };
    for (_, model) in &method.models {
        if let Err(error) = validation::check(model, &method.named_models, &Value::Null) {
            return vec![format!("the model is refused: {error}")];
        }
    }
    answered(&case["expect"], validation::refusal(&call.exchange(), &method))
}

/// Compares the gateway's own answer, or its absence, with the status and body that were recorded.
fn answered(expect: &Value, answer: Option<GatewayAnswer>) -> Vec<String> {
    let status = answer.as_ref().map_or(200, |answer| answer.status);
    let mut found = equal("status", &expect["status"], &json!(status));
    if let (Some(body), Some(answer)) = (expect.get("body_json"), &answer) {
        found.extend(equal("body", body, &serde_json::from_str(&answer.body).unwrap_or_default()));
    }
    if let (Some(error), Some(answer)) = (expect["headers"].get("x-amzn-ErrorType"), &answer) {
        found.extend(equal("error type", error, &json!(answer.error_type)));
    }
    found
}

pub fn routing(case: &Value) -> Vec<String> {
    let resources: Vec<(String, Vec<String>)> = case["api"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|resource| (resource["resource"].as_str().unwrap_or_default().to_owned(), strings(&resource["methods"])))
        .collect();
    let text = |name: &str| case["request"][name].as_str().unwrap_or_default().to_owned();
    let listed = resources.iter().map(|(resource, methods)| (resource.as_str(), methods.as_slice()));
    let chosen = route::choose(listed, &text("method"), &text("path"));
    match (case["expect"].get("resource"), chosen) {
        (Some(expected), Some(index)) => equal("resource", expected, &json!(resources[index].0)),
        (Some(expected), None) => vec![format!("nothing chosen in place of {expected}")],
        (None, chosen) => {
            let answer = GatewayAnswer::rest(ResponseType::MissingAuthenticationToken, "");
            answered(&case["expect"], chosen.is_none().then_some(answer))
        }
    }
}

pub fn gateway_response(case: &Value) -> Vec<String> {
    let configured: Vec<GatewayResponse> =
        case["configured"].as_array().into_iter().flatten().filter_map(read_response).collect();
    if let Some(name) = case["responseType"].as_str() {
        let Some(kind) = ResponseType::parse(name) else { return vec![format!("unknown type {name}")] };
        let mut actual = written(&effective(&configured, kind));
        actual.remove("defaultResponse");
        return equal(name, &case["expect"], &Value::Object(actual));
    }
    let mut expected = case["expect"]["effective"].as_object().cloned().unwrap_or_default();
    let mut found = Vec::new();
    for kind in ResponseType::ALL {
        let wanted = expected.remove(kind.as_str()).unwrap_or_default();
        found.extend(equal(kind.as_str(), &wanted, &Value::Object(written(&effective(&configured, *kind)))));
    }
    found.extend(expected.keys().map(|name| format!("{name} is no type of ours")));
    found
}

fn read_response(given: &Value) -> Option<GatewayResponse> {
    Some(GatewayResponse {
        response_type: ResponseType::parse(given["responseType"].as_str()?)?,
        status: given["statusCode"].as_str().and_then(|status| status.parse().ok()),
        parameters: members(&given["responseParameters"]),
        templates: templates(&given["responseTemplates"]),
        is_default: false,
    })
}

fn written(response: &GatewayResponse) -> Map<String, Value> {
    let object = |pairs: Vec<(&str, &str)>| -> Value {
        pairs.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect::<Map<_, _>>().into()
    };
    let templates = response.templates.iter().map(|template| (template.content_type.as_str(), template.text.as_ref()));
    let parameters = response.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let members = [
        ("statusCode", json!(response.status.map(|status| status.to_string()))),
        ("responseParameters", object(parameters.collect())),
        ("responseTemplates", object(templates.collect())),
        ("defaultResponse", json!(response.is_default)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub fn payload_conversion(case: &Value) -> Vec<String> {
    let entries = strings(&case["binaryMediaTypes"]);
    let handling = content_handling(&case["contentHandling"]);
    let bytes = |value: &Value| payload::base64_decode(value.as_str().unwrap_or_default()).unwrap_or_default();
    let sent = &case["request"];
    let (converted, expected) = if case["direction"] == "request" {
        let content_type = sent["content_type"].as_str();
        let converted = payload::convert_request(&bytes(&sent["body_base64"]), content_type, &entries, handling);
        let integration =
            Integration { request_templates: templates(&case["requestTemplates"]), ..Integration::default() };
        let matches = mapping::select(&integration, content_type);
        let template = match matches {
            mapping::Selection::Template(index) => integration.request_templates.get(index),
            _ => None,
        };
        (through_template(converted, template), &case["expect"]["backend_body_base64"])
    } else {
        let backend = &case["backend"];
        let (content_type, accept) = (backend["content_type"].as_str(), sent["accept"].as_str());
        let body = bytes(&backend["body_base64"]);
        (converted_response(case, content_type, accept, body), &case["expect"]["body_base64"])
    };
    let status = converted.as_ref().map_or_else(|answer| answer.status, |_| 200);
    let mut found = equal("status", case["expect"].get("status").unwrap_or(&json!(200)), &json!(status));
    if let (Some(expected), Ok(body)) = (expected.as_str(), &converted)
        && bytes(&json!(expected)) != *body
    {
        found.push(format!("body: expected {expected}, found {}", payload::base64_encode(body)));
    }
    found
}

/// Returns the body that the client receives from an integration that answers so, or the gateway's own answer.
fn converted_response(
    case: &Value,
    content_type: Option<&str>,
    accept: Option<&str>,
    body: Vec<u8>,
) -> Result<Vec<u8>, GatewayAnswer> {
    let mut call = Call::read(&json!({ "request": {}, "binaryMediaTypes": case["binaryMediaTypes"] }));
    call.request.headers.extend(accept.map(|accept| ("Accept".to_owned(), accept.to_owned())));
    let integration = Integration {
        responses: vec![IntegrationResponse {
            content_handling: content_handling(&case["contentHandling"]),
            templates: templates(&case["responseTemplates"]),
            ..IntegrationResponse::default()
        }],
        ..Integration::default()
    };
    let (exchange, options) = (call.exchange(), RenderOptions::default());
    let request = integration_request::build(&exchange, IntegrationType::Http, &integration, &options);
    let values = content_type.map(str::to_owned).into_iter().collect();
    let backend = Backend::Http { status: 200, headers: vec![Header { name: "Content-Type".into(), values }], body };
    let response = method_response::build(&exchange, IntegrationType::Http, &integration, &request, &backend, &options);
    response.answer.map_or(Ok(response.body), Err)
}

/// Returns what the template that matches makes of the payload. A request of ours has a body of text, so that the
/// template is run on its own here.
fn through_template(
    converted: Result<payload::Payload, GatewayAnswer>,
    template: Option<&MappingTemplate>,
) -> Result<Vec<u8>, GatewayAnswer> {
    let payload = converted?;
    let Some(template) = template else { return Ok(payload.into_bytes()) };
    let body = payload.text_for_template()?;
    let input = MappingInput { body: (!body.is_empty()).then(|| body.into()), ..MappingInput::default() };
    let options = RenderOptions::default();
    let parsed = vtl::parse(template.text.clone(), options.dialect);
    Ok(mapping_template::render(&parsed.template, &input, &options).text.into_bytes())
}

pub fn body_encoding(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let event = match case["kind"].as_str() {
        Some("v1-body-encoding") => event::rest_proxy(&call.exchange()),
        _ => event::http_v2(&call.exchange()),
    };
    let mut found = equal("isBase64Encoded", &case["expect"]["isBase64Encoded"], &event["isBase64Encoded"]);
    found.extend(equal("body", &case["expect"]["body"], &event["body"]));
    found
}

pub fn jwt_claim(case: &Value) -> Vec<String> {
    let mut call = jwt_call();
    let claims: Map<String, Value> = [("claim".to_owned(), case["claim"].clone())].into_iter().collect();
    call.identity.claims = Some(claims);
    let event = event::http_v2(&call.exchange());
    let claims = &event["requestContext"]["authorizer"]["jwt"]["claims"];
    match case["expect"].get("value") {
        Some(expected) => equal("claim", expected, &claims["claim"]),
        None => equal("claims", &json!({}), claims),
    }
}

pub fn jwt_scopes(case: &Value) -> Vec<String> {
    let mut call = jwt_call();
    call.identity.claims = case["claims"].as_object().cloned();
    call.identity.scopes = strings(&case["authorizationScopes"]);
    let refusal = authorize::refusal(&call.exchange());
    let mut found = equal("allowed", &case["expect"]["allowed"], &json!(refusal.is_none()));
    if let Some(expected) = case["expect"].get("scopes") {
        let event = event::http_v2(&call.exchange());
        found.extend(equal("scopes", expected, &event["requestContext"]["authorizer"]["jwt"]["scopes"]));
    }
    if case["expect"].get("status").is_some() {
        found.extend(answered(&case["expect"], refusal));
    }
    found
}

fn jwt_call() -> Call {
    let mut call = Call::read(&json!({ "request": {} }));
    call.api = ApiKind::Http;
    call.stage = Stage { name: "$default".into(), ..Stage::default() };
    call.authorizer = Some(Authorizer { kind: AuthorizerKind::Jwt, ..Authorizer::default() });
    call
}
