//! Payload format 2.0 of HTTP APIs.

use super::version_1::body;
use super::{EventForm, EventImport, ImportedEvent, caller, pairs, stage, without_own_headers};
use crate::apigw::Invocation;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::route::parse_query;
use crate::apigw::stage::{ApiKind, Stage};
use serde_json::{Map, Value};

/// Reads an event; `None` if what every event has is missing.
pub(super) fn read(event: &Value, form: EventForm, out: &mut EventImport) -> Option<ImportedEvent> {
    let context = event.get("requestContext")?;
    let http = context.get("http")?;
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let method = text(http, "method")?;
    let stage = stage(context, event.get("stageVariables"));
    let route_key = text(event, "routeKey").or_else(|| text(context, "routeKey")).unwrap_or_else(|| "$default".into());
    let (route_method, resource) = route_key.split_once(' ').unwrap_or(("ANY", &route_key));
    let raw_path = text(event, "rawPath").or_else(|| text(http, "path")).unwrap_or_else(|| "/".into());

    let mut headers = pairs(event.get("headers"));
    headers.retain(|(name, _)| !name.eq_ignore_ascii_case("content-length"));
    without_own_headers(&mut headers, http.get("sourceIp").and_then(Value::as_str));
    add_cookies(event, &mut headers);
    out.guess("repeats, order and spelling of headers", "the gateway joins, sorts and lower-cases them");

    let raw_query = text(event, "rawQueryString").filter(|query| !query.is_empty());
    let query = match &raw_query {
        Some(raw) => parse_query(raw),
        None => pairs(event.get("queryStringParameters")),
    };
    let is_base64 = event.get("isBase64Encoded") == Some(&Value::Bool(true));
    let (body, body_is_base64) = body(event, is_base64, out);
    let (authorizer, identity) = caller::read(context, ApiKind::Http, Invocation::Deployed, &headers, out);
    Some(ImportedEvent {
        form,
        api: ApiKind::Http,
        resource: resource.to_owned(),
        route_method: route_method.to_owned(),
        authorizer,
        identity,
        request: Request {
            method,
            path: path(&raw_path, &stage, out),
            query,
            raw_query,
            headers,
            body,
            body_is_base64,
        },
        overrides: Map::new(),
        origin: Invocation::Deployed,
        differences: Vec::new(),
        stage,
    })
}

fn add_cookies(event: &Value, headers: &mut Pairs) {
    let cookies: Vec<&str> =
        event.get("cookies").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if !cookies.is_empty() {
        headers.push(("cookie".into(), cookies.join("; ")));
    }
}

/// Returns the path without the stage, encoded again: `rawPath` comes decoded, so that what was encoded is lost.
fn path(raw_path: &str, stage: &Stage, out: &mut EventImport) -> String {
    let bare = raw_path.strip_prefix('/').and_then(|rest| rest.strip_prefix(stage.name.as_str()));
    let path = match bare.filter(|_| stage.name != "$default") {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => raw_path,
    };
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'%' | b'?' | b'#' | b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | ..=b' ' | 127.. => {
                encoded.push_str(&format!("%{byte:02X}"));
            }
            _ => encoded.push(char::from(byte)),
        }
    }
    if encoded != path {
        out.guess("which characters of the path were encoded", "payload format 2.0 has the path decoded");
    }
    encoded
}
