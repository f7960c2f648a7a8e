//! What the client receives from proxy integrations, and the headers that every response has.

use super::call::{Call, integration};
use super::small::equal;
use gatewright::apigw::client_response::{self, ClientResponse, EndpointType};
use gatewright::apigw::integration::{IntegrationType, PayloadFormatVersion};
use gatewright::apigw::payload::base64_encode;
use gatewright::apigw::proxy_response::{self, FunctionResult};
use serde_json::{Value, json};
use std::collections::BTreeSet;

pub fn proxy_response(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let exchange = call.exchange();
    let result = match case.get("lambda_returns") {
        Some(returned) => FunctionResult::Returned(returned.clone()),
        None => FunctionResult::Raised(json!({"errorMessage": "it raised", "errorType": "Exception"})),
    };
    let mut response = proxy_response::method_response(&exchange, PayloadFormatVersion::V1, &result);
    client_response::add_own_headers(&mut response, &exchange, IntegrationType::AwsProxy, endpoint(case));
    compare(&case["expect"], &response)
}

pub fn endpoint(case: &Value) -> EndpointType {
    if case["endpoint"] == "EDGE" { EndpointType::Edge } else { EndpointType::Regional }
}

/// Compares a response with what was recorded of it.
pub fn compare(expect: &Value, response: &ClientResponse) -> Vec<String> {
    let mut found = Vec::new();
    if let Some(status) = expect.get("status") {
        found.extend(equal("status", status, &json!(response.status)));
    }
    let text = String::from_utf8_lossy(&response.body).into_owned();
    if let Some(body) = expect.get("body") {
        found.extend(equal("body", body, &json!(text)));
    }
    if let Some(body) = expect.get("body_json") {
        found.extend(equal("body", body, &serde_json::from_str(&text).unwrap_or(json!(text))));
    }
    if let Some(body) = expect.get("body_base64") {
        found.extend(equal("body", body, &json!(base64_encode(&response.body))));
    }
    for (name, value) in expect["headers"].as_object().into_iter().flatten() {
        // The recording client joined repeated headers.
        let values: Vec<&str> =
            response.headers.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
        found.extend(equal(name, value, &json!(values.join(", "))));
    }
    if let Some(names) = expect.get("all_header_names") {
        let expected: BTreeSet<&str> = names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let actual: BTreeSet<&str> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
        found.extend(equal("header names", &json!(expected), &json!(actual)));
    }
    if let Some(traced) = expect.get("has_trace_id") {
        found.extend(equal("trace id", traced, &json!(response.header("X-Amzn-Trace-Id").is_some())));
    }
    found
}

pub fn response_headers(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let (kind, _) = integration(case);
    let mut response = ClientResponse::new(200, "{}");
    response.set_header("Content-Type", "application/json");
    client_response::add_own_headers(&mut response, &call.exchange(), kind, endpoint(case));
    let names: BTreeSet<String> = response.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
    let expected: BTreeSet<&str> =
        case["expect"]["header_names"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut found = equal("names", &json!(expected), &json!(names));
    found.extend(compare(&json!({ "has_trace_id": case["expect"]["has_trace_id"] }), &response));
    found
}
