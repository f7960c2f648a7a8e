//! A call through one integration, from the request to the client's response.

use super::call::{Call, integration};
use super::headers::headers;
use super::responses;
use super::small::equal;
use gatewright::apigw::Invocation;
use gatewright::apigw::client_response::{self, ClientResponse};
use gatewright::apigw::headers::Header;
use gatewright::apigw::integration::IntegrationType;
use gatewright::apigw::integration_request::{self, IntegrationRequest};
use gatewright::apigw::method_response::{self, Backend};
use gatewright::apigw::outgoing;
use gatewright::apigw::proxy_response::FunctionResult;
use gatewright::vtl::RenderOptions;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub fn pipeline(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let exchange = call.exchange();
    let (kind, integration) = integration(case);
    let expect = &case["expect"];
    let mut found = Vec::new();
    let refused = case["integration"]["httpMethod"].as_str().and_then(|method| outgoing::method_refusal(kind, method));
    let response = match refused {
        Some(answer) => ClientResponse::from_answer(answer),
        None => {
            let options = RenderOptions::default();
            let request = integration_request::build(&exchange, kind, &integration, &options);
            found.extend(sent(case, &request));
            let answered = backend(&case["backend"], kind, &request);
            method_response::build(&exchange, kind, &integration, &request, &answered, &options)
        }
    };
    found.extend(responses::compare(expect, &response));
    if let Some(subset) = expect["body_json_subset"].as_object() {
        let body: Value = serde_json::from_slice(&response.body).unwrap_or_default();
        for (name, value) in subset {
            found.extend(equal(&format!("body.{name}"), value, &body[name]));
        }
    }
    found
}

/// Compares what the integration was sent.
fn sent(case: &Value, request: &IntegrationRequest) -> Vec<String> {
    let expect = &case["expect"];
    let mut found = Vec::new();
    if let Some(event) = expect.get("lambda_event") {
        found.extend(equal("event", event, request.event.as_ref().unwrap_or(&Value::Null)));
    }
    let body = String::from_utf8_lossy(&request.body).into_owned();
    for (member, actual) in
        [("backend_body", json!(body)), ("backend_body_json", serde_json::from_str(&body).unwrap_or_default())]
    {
        found.extend(expect.get(member).map_or_else(Vec::new, |expected| equal(member, expected, &actual)));
    }
    if let Some(expected) = expect.get("backend_query_joined") {
        let mut joined: BTreeMap<String, String> = BTreeMap::new();
        let uri = case["integration"]["uri"].as_str().unwrap_or_default();
        for (name, value) in request.outgoing.query_for(uri) {
            let held = joined.entry(name).or_default();
            *held = if held.is_empty() { value } else { format!("{held},{value}") };
        }
        found.extend(equal("query", expected, &json!(joined)));
    }
    for (name, value) in expect["backend_headers_subset"].as_object().into_iter().flatten() {
        found.extend(equal(name, value, &json!(request.outgoing.header(name))));
    }
    found
}

/// Returns what the case says that the integration answered.
fn backend(given: &Value, kind: IntegrationType, request: &IntegrationRequest) -> Backend {
    let http = |status: u64, body: Vec<u8>| Backend::Http {
        status: u16::try_from(status).unwrap_or_default(),
        headers: vec![Header { name: "Content-Type".into(), values: vec!["application/json".into()] }],
        body,
    };
    if kind == IntegrationType::Mock {
        return Backend::Mock;
    }
    match given["kind"].as_str() {
        Some("echo-body") => http(200, request.body.clone()),
        Some("http") => {
            let body = match (given.get("body_json"), given["body"].as_str()) {
                (Some(body), _) => body.to_string(),
                (None, text) => text.unwrap_or_default().to_owned(),
            };
            http(given["status"].as_u64().unwrap_or(200), body.into_bytes())
        }
        // A server whose answer the case does not tell takes the call.
        _ if matches!(kind, IntegrationType::Http | IntegrationType::HttpProxy) => http(200, Vec::new()),
        _ => Backend::Lambda(function(given, request)),
    }
}

fn function(given: &Value, request: &IntegrationRequest) -> FunctionResult {
    let raised = ["raises", "raised", "error", "errorMessage"].iter().find_map(|name| given.get(*name));
    match (raised, given.get("returns")) {
        (Some(Value::String(word)), _) => {
            let message = given.get("message").or(given.get("errorMessage")).and_then(Value::as_str).unwrap_or(word);
            FunctionResult::Raised(json!({ "errorMessage": message, "errorType": "Exception" }))
        }
        (Some(error), _) => FunctionResult::Raised(error.clone()),
        (None, Some(Value::String(word))) if word == "event" => {
            FunctionResult::Returned(request.event.clone().unwrap_or_default())
        }
        (None, returned) => FunctionResult::Returned(returned.cloned().unwrap_or_default()),
    }
}

/// Checks the headers of custom integrations, whose backends echo what they are sent.
pub fn remap(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let exchange = call.exchange();
    let (kind, integration) = integration(case);
    let options = RenderOptions::default();
    let request = integration_request::build(&exchange, kind, &integration, &options);
    let mut found = sent(case, &request);
    if let Some(event) = request.event.as_ref().and_then(Value::as_object) {
        let seen = event.iter().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned())));
        found.extend(headers(case, "headers_seen_by_lambda_event", "unstable_headers", seen.collect()));
    }
    let mut seen: Vec<(String, String)> =
        request.outgoing.headers.iter().map(|header| (header.name.clone(), header.last().to_owned())).collect();
    seen.push(("Host".into(), "backend".into()));
    found.extend(headers(case, "headers_seen_by_backend", "unstable_headers", seen));
    let answered = match kind {
        IntegrationType::Aws => Backend::Lambda(FunctionResult::Returned(request.event.clone().unwrap_or_default())),
        _ => backend(&json!({"kind": "http", "body": "{}"}), kind, &request),
    };
    let mut response = method_response::build(&exchange, kind, &integration, &request, &answered, &options);
    client_response::add_own_headers(&mut response, &exchange, kind, responses::endpoint(case));
    found.extend(headers(case, "response_headers", "unstable_response_headers", response.headers));
    found
}

/// Checks what the console's *Test* gave: status, body, event and headers.
pub fn test_invoke(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let exchange = gatewright::apigw::Exchange { origin: Invocation::ConsoleTest, ..call.exchange() };
    let (kind, integration) = integration(case);
    let uri = case["integration"]["uri"].as_str().unwrap_or_default();
    let (response, mut found) = match outgoing::endpoint_refusal(uri, &exchange) {
        Some(answer) => (ClientResponse::from_answer(answer), Vec::new()),
        None => {
            let options = RenderOptions::default();
            let request = integration_request::build(&exchange, kind, &integration, &options);
            let found = sent(case, &request);
            let answered = backend(&case["backend"], kind, &request);
            (method_response::build(&exchange, kind, &integration, &request, &answered, &options), found)
        }
    };
    found.extend(responses::compare(&case["expect"], &response));
    for name in case["expect"]["response_headers"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if response.header(name).is_none() && name != "X-Amzn-Trace-Id" {
            found.push(format!("{name} is missing"));
        }
    }
    found
}

/// Checks the keys of `$context` and their order, through the recorded template.
pub fn context_dump(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let exchange = call.exchange();
    let integration = gatewright::apigw::integration::Integration {
        request_templates: super::call::templates(&json!({ "application/json": case["template"] })),
        ..Default::default()
    };
    let options = RenderOptions::default();
    let request = integration_request::build(&exchange, IntegrationType::Http, &integration, &options);
    let text = String::from_utf8_lossy(&request.body).into_owned();
    let Ok(actual) = serde_json::from_str::<Value>(&text) else { return vec![format!("not JSON: {text}")] };
    let expected = &case["expect"]["output_json"];
    let mut found = super::compare::Rules::of(case).differences(expected, &actual);
    let keys = |value: &Value| value.as_object().map(|members: &Map<_, _>| members.keys().cloned().collect::<Vec<_>>());
    for map in ["context", "identity", "requestOverride", "responseOverride", "authorizer_keys"] {
        found.extend(equal(map, &json!(keys(&expected[map])), &json!(keys(&actual[map]))));
    }
    found
}
