//! The contract of a Lambda proxy integration: what the function's result becomes.
//!
//! REST API: recorded on AWS (`test_aws_proxy_response_payload_format_validation`, `test_lambda_aws_proxy_response_format`,
//! `test_aws_proxy_binary_response`). HTTP API: developer guide and measurements of others.

use super::client_response::ClientResponse;
use super::exchange::Exchange;
use super::gateway_answer::GatewayAnswer;
use super::integration::PayloadFormatVersion;
use super::media_type::{first_accepted, matches};
use super::payload::base64_decode;
use super::request::Pairs;
use super::stage::ApiKind;
use serde_json::{Map, Value};
use std::fmt;

/// What a function's call came to. `Debug` shows no value: a function may return tokens.
#[derive(Clone, PartialEq)]
pub enum FunctionResult {
    /// It returned this.
    Returned(Value),
    /// It raised: the object that Lambda makes of it (`errorMessage`, `errorType`, …).
    Raised(Value),
    /// It did not answer in time.
    TimedOut,
}

impl fmt::Debug for FunctionResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Returned(_) => "Returned(..)",
            Self::Raised(_) => "Raised(..)",
            Self::TimedOut => "TimedOut",
        })
    }
}

impl FunctionResult {
    /// Returns the payload of Lambda's answer; `null` where there is none.
    pub fn payload(&self) -> &Value {
        match self {
            Self::Returned(value) | Self::Raised(value) => value,
            Self::TimedOut => &Value::Null,
        }
    }
}

/// Returns what the client receives from a proxy integration, without the headers that the gateway adds.
pub fn method_response(exchange: &Exchange, version: PayloadFormatVersion, result: &FunctionResult) -> ClientResponse {
    let response = match (exchange.api, version) {
        (ApiKind::Rest, _) => rest(exchange, result),
        (ApiKind::Http, PayloadFormatVersion::V1) => http(result, http_v1),
        (ApiKind::Http, PayloadFormatVersion::V2) => http(result, http_v2),
    };
    let mut response = response.unwrap_or_else(ClientResponse::from_answer);
    response.note_missing_cors(exchange);
    response
}

/// What the members of a result say.
#[derive(Default)]
struct Parts {
    status: Option<u16>,
    headers: Pairs,
    multi_value_headers: Vec<(String, Vec<String>)>,
    body: String,
    base64: bool,
}

fn rest(exchange: &Exchange, result: &FunctionResult) -> Result<ClientResponse, GatewayAnswer> {
    let returned = match result {
        FunctionResult::Returned(value) => value,
        FunctionResult::Raised(error) => {
            return Err(GatewayAnswer::bad_gateway(format!("The function raised: {}.", error_message(error))));
        }
        FunctionResult::TimedOut => {
            let why = "The function did not answer within the integration timeout.";
            return Err(GatewayAnswer::rest(super::gateway_answer::ResponseType::IntegrationTimeout, why));
        }
    };
    let known = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
    let parts =
        object(returned).and_then(|members| match members.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(format!("`{name}` is no member that the contract knows ({})", known.join(", "))),
            None => read(members),
        });
    let parts = parts.map_err(|why| GatewayAnswer::bad_gateway(format!("Malformed Lambda proxy response: {why}.")))?;
    let accept = exchange.request.header("accept").map(first_accepted);
    let wants_binary = accept.is_some_and(|accept| matches(&exchange.stage.binary_media_types, &accept));
    let body = match base64_decode(&parts.body) {
        _ if !(parts.base64 && wants_binary) => parts.body.clone().into_bytes(),
        Some(bytes) => bytes,
        None => {
            let why = "`isBase64Encoded` is true, but the body is not Base64.";
            return Err(GatewayAnswer::rest(super::gateway_answer::ResponseType::Default5xx, why));
        }
    };
    let mut response = ClientResponse::new(parts.status.unwrap_or(200), body);
    for (name, value) in merged(&parts) {
        response.return_header(&name, &value);
    }
    response.default_header("Content-Type", "application/json");
    if parts.base64 && !wants_binary {
        response.notes.push(
            "`isBase64Encoded` is true, but the first type of the request's `Accept` is none of the API's binary \
             media types: the client receives the Base64 text."
                .into(),
        );
    }
    Ok(response)
}

fn http(
    result: &FunctionResult,
    read: fn(&Value) -> Result<ClientResponse, String>,
) -> Result<ClientResponse, GatewayAnswer> {
    match result {
        FunctionResult::Returned(value) => {
            read(value).map_err(|why| GatewayAnswer::http(500, format!("The function's result is malformed: {why}.")))
        }
        FunctionResult::Raised(error) => {
            Err(GatewayAnswer::http(500, format!("The function raised: {}.", error_message(error))))
        }
        FunctionResult::TimedOut => {
            let why = "The function did not answer within the integration timeout.";
            Err(GatewayAnswer { body: r#"{"message":"Service Unavailable"}"#.into(), ..GatewayAnswer::http(503, why) })
        }
    }
}

/// Payload format 1.0. What an HTTP API answers to every malformed result is not known; a missing `statusCode` and
/// members of the wrong type are taken as malformed, members that the contract does not know are passed over.
fn http_v1(returned: &Value) -> Result<ClientResponse, String> {
    let parts = object(returned).and_then(read)?;
    let status = parts.status.ok_or("`statusCode` is missing, which payload format 1.0 needs")?;
    let mut response = http_response(status, &parts)?;
    for (name, value) in merged(&parts) {
        response.headers.push((name.to_ascii_lowercase(), value));
    }
    Ok(response)
}

/// Payload format 2.0: without a `statusCode` the whole result is the body of a 200 (developer guide).
fn http_v2(returned: &Value) -> Result<ClientResponse, String> {
    let members = match returned {
        Value::Object(members) if members.contains_key("statusCode") => members,
        inferred => {
            let body = match inferred {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let mut response = ClientResponse::new(200, body);
            response.set_header("content-type", "application/json");
            response.notes.push(
                "The result has no `statusCode`: payload format 2.0 sends the whole of it as the body of a 200.".into(),
            );
            return Ok(response);
        }
    };
    let parts = read(members)?;
    let mut response = http_response(parts.status.unwrap_or(200), &parts)?;
    for (name, value) in &parts.headers {
        response.headers.push((name.to_ascii_lowercase(), value.clone()));
    }
    match members.get("cookies") {
        None | Some(Value::Null) => {}
        Some(Value::Array(cookies)) => {
            for cookie in cookies {
                let cookie = scalar(cookie).ok_or("`cookies` is not a list of strings")?;
                response.headers.push(("set-cookie".into(), cookie));
            }
        }
        Some(_) => return Err("`cookies` is not a list".into()),
    }
    if members.contains_key("multiValueHeaders") {
        response.notes.push("`multiValueHeaders` is no member of payload format 2.0 and is passed over.".into());
    }
    // What an HTTP API sends for a function that names no type is not recorded; clients report this one.
    response.default_header("content-type", "text/plain;charset=utf-8");
    Ok(response)
}

/// `isBase64Encoded` always decodes: HTTP APIs have no binary media types (measured on AWS for 2.0).
fn http_response(status: u16, parts: &Parts) -> Result<ClientResponse, String> {
    if !parts.base64 {
        return Ok(ClientResponse::new(status, parts.body.clone()));
    }
    let bytes = base64_decode(&parts.body).ok_or("`isBase64Encoded` is true, but `body` is not Base64")?;
    Ok(ClientResponse::new(status, bytes))
}

fn object(returned: &Value) -> Result<&Map<String, Value>, String> {
    let found = match returned {
        Value::Object(members) => return Ok(members),
        Value::Null => "nothing (`null`)",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Number(_) => "a number",
        Value::Bool(_) => "a boolean",
    };
    Err(format!("the function returned {found}, not an object"))
}

fn read(members: &Map<String, Value>) -> Result<Parts, String> {
    let mut parts = Parts { status: members.get("statusCode").map(status).transpose()?.flatten(), ..Parts::default() };
    match members.get("headers") {
        None | Some(Value::Null) => {}
        Some(Value::Object(headers)) => {
            for (name, value) in headers.iter().filter(|(_, value)| !value.is_null()) {
                let text = scalar(value).ok_or(format!("the value of header `{name}` is not a string"))?;
                parts.headers.push((name.clone(), text));
            }
        }
        Some(_) => return Err("`headers` is not an object".into()),
    }
    match members.get("multiValueHeaders") {
        None | Some(Value::Null) => {}
        Some(Value::Object(headers)) => {
            for (name, values) in headers {
                let values = values.as_array().and_then(|values| values.iter().map(scalar).collect());
                let values =
                    values.ok_or(format!("the value of `{name}` in `multiValueHeaders` is not a list of strings"))?;
                parts.multi_value_headers.push((name.clone(), values));
            }
        }
        Some(_) => return Err("`multiValueHeaders` is not an object".into()),
    }
    parts.body = match members.get("body") {
        None | Some(Value::Null) => String::new(),
        // The service's reader turns numbers and booleans into text, as it was recorded to do in `headers`.
        Some(value) => scalar(value).ok_or(format!("`body` is {}, not a string: use JSON text", describe(value)))?,
    };
    parts.base64 = match members.get("isBase64Encoded") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(flag)) => *flag,
        Some(_) => return Err("`isBase64Encoded` is not a boolean".into()),
    };
    Ok(parts)
}

/// Returns a status: an integer or a string of digits (recorded on AWS). Values outside 100 to 599 are taken as
/// malformed; that is not recorded.
fn status(value: &Value) -> Result<Option<u16>, String> {
    let number = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let status = number.and_then(|number| u16::try_from(number).ok()).filter(|status| (100..600).contains(status));
    status.map(Some).ok_or_else(|| format!("`statusCode` is {value}, not a whole number from 100 to 599"))
}

/// Returns the headers of both members: the values of `multiValueHeaders` first, then the one of `headers`; names
/// are equal whatever their case and take the spelling of `multiValueHeaders` (recorded on AWS,
/// `multi-headers-overwrite-casing`). A value in both stands once (developer guide).
fn merged(parts: &Parts) -> Pairs {
    let mut out = Pairs::new();
    for (name, values) in &parts.multi_value_headers {
        out.extend(values.iter().map(|value| (name.clone(), value.clone())));
    }
    for (name, value) in &parts.headers {
        let same: Vec<&(String, String)> = out.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).collect();
        if same.iter().any(|(_, known)| known == value) {
            continue;
        }
        let spelled = same.first().map_or_else(|| name.clone(), |(known, _)| known.clone());
        out.push((spelled, value.clone()));
    }
    out
}

/// Returns a string, number or boolean as text.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "something else",
    }
}

/// Returns the words of an error that a function raised.
fn error_message(error: &Value) -> String {
    let message = error.get("errorMessage").and_then(Value::as_str).unwrap_or("no message");
    match error.get("errorType").and_then(Value::as_str) {
        Some(kind) => format!("{kind}: {message}"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(read: fn(&Value) -> Result<ClientResponse, String>, returned: Value, expected: Option<(u16, &str)>) {
        let response = read(&returned).ok();
        let seen = response.as_ref().map(|response| (response.status, std::str::from_utf8(&response.body).unwrap()));
        assert_eq!(seen, expected, "{returned}");
    }

    #[test]
    fn format_2_infers_what_is_missing() {
        check(http_v2, json!({"message": "hi"}), Some((200, r#"{"message":"hi"}"#)));
        check(http_v2, json!("hi"), Some((200, "hi")));
        check(http_v2, json!({"body": "hi"}), Some((200, r#"{"body":"hi"}"#)));
        check(http_v2, json!({"statusCode": 201, "body": "hi"}), Some((201, "hi")));
        check(http_v2, json!({"statusCode": 200, "body": "aGk=", "isBase64Encoded": true}), Some((200, "hi")));
        check(http_v2, json!({"statusCode": 200, "body": {"a": 1}}), None);
        check(http_v1, json!({"body": "hi"}), None);
        check(http_v1, json!({"statusCode": "204"}), Some((204, "")));
    }

    #[test]
    fn cookies_become_headers() {
        let response = http_v2(&json!({"statusCode": 200, "cookies": ["a=1", "b=2; Secure"]})).unwrap();
        let cookies: Vec<_> = response.headers.iter().filter(|(name, _)| name == "set-cookie").collect();
        assert_eq!(cookies.len(), 2);
    }
}
