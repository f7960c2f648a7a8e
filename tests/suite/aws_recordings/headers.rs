//! Which headers an integration, a function and the client see.

use super::call::{Call, integration};
use super::small::equal;
use super::{pipeline, responses};
use gatewright::apigw::client_response::{self, ClientResponse};
use gatewright::apigw::integration::{IntegrationType, PayloadFormatVersion};
use gatewright::apigw::proxy_response::{self, FunctionResult};
use gatewright::apigw::{event, outgoing};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub fn remap(case: &Value) -> Vec<String> {
    let call = Call::read(case);
    let exchange = call.exchange();
    let (kind, integration) = integration(case);
    let expect = &case["expect"];
    let mut found = Vec::new();
    if let Some(answer) = outgoing::refusal(kind, &integration) {
        let mut response = ClientResponse::from_answer(answer);
        client_response::add_own_headers(&mut response, &exchange, kind, responses::endpoint(case));
        return responses::compare(expect, &response);
    }
    let mut response = match kind {
        IntegrationType::AwsProxy => {
            let event = event::rest_proxy(&exchange);
            found.extend(headers(case, "headers_seen_by_lambda_event", "unstable_headers", pairs(&event["headers"])));
            found.extend(equal("body", &expect["lambda_event_body"], &event["body"]));
            let result = FunctionResult::Returned(json!({"statusCode": 200, "body": event.to_string()}));
            proxy_response::method_response(&exchange, PayloadFormatVersion::V1, &result)
        }
        IntegrationType::HttpProxy => {
            let sent = outgoing::build(&exchange, kind, &integration, &Map::new(), b"");
            let mut seen: Vec<(String, String)> =
                sent.headers.iter().map(|header| (header.name.clone(), header.last().to_owned())).collect();
            seen.push(("Host".into(), "backend".into()));
            found.extend(headers(case, "headers_seen_by_backend", "unstable_headers", seen));
            // The echo service's own headers, as the note says.
            let mut response = ClientResponse::new(200, "{}");
            for (name, value) in [
                ("Access-Control-Allow-Credentials", "true"),
                ("Access-Control-Allow-Origin", "*"),
                ("Connection", "keep-alive"),
                ("Content-Length", "1188"),
                ("Content-Type", "application/json"),
                ("Date", "now"),
                ("Server", "gunicorn/19.9.0"),
            ] {
                response.return_header(name, value);
            }
            response
        }
        _ => return pipeline::remap(case),
    };
    client_response::add_own_headers(&mut response, &exchange, kind, responses::endpoint(case));
    found.extend(headers(case, "response_headers", "unstable_response_headers", response.headers));
    found
}

fn pairs(object: &Value) -> Vec<(String, String)> {
    let members = object.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned())).collect()
}

/// Compares headers by name, whatever its case: the echo service respelled them.
pub fn headers(case: &Value, member: &str, unstable: &str, actual: Vec<(String, String)>) -> Vec<String> {
    let Some(expected) = case["expect"][member].as_object() else { return Vec::new() };
    let unstable: Vec<String> = case["expect"][unstable]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_lowercase)
        .collect();
    let mut actual: BTreeMap<String, String> =
        actual.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
    let mut found = Vec::new();
    for (name, value) in expected {
        match actual.remove(&name.to_lowercase()) {
            None => found.push(format!("{member}: {name} is missing")),
            Some(_) if unstable.contains(&name.to_lowercase()) => {}
            Some(seen) => found.extend(equal(&format!("{member}: {name}"), value, &json!(seen))),
        }
    }
    found.extend(actual.keys().map(|name| format!("{member}: {name} should not be there")));
    found
}
