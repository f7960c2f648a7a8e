//! Events of the older shape: REST API proxy events, and payload format 1.0 of HTTP APIs.

use super::{EventForm, EventImport, ImportedEvent, caller, pairs, plain, stage, without_own_headers};
use crate::apigw::Invocation;
use crate::apigw::media_type::essence;
use crate::apigw::payload::base64_decode;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::{ApiKind, Stage};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Reads an event; `None` if what every event has is missing.
pub(super) fn read(event: &Value, form: EventForm, out: &mut EventImport) -> Option<ImportedEvent> {
    let context = event.get("requestContext")?;
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    let method = text("httpMethod")?.to_owned();
    let has_version = event.get("version").is_some_and(Value::is_string);
    let api = if has_version { ApiKind::Http } else { ApiKind::Rest };
    let mut stage = stage(context, event.get("stageVariables"));
    let origin = origin(&mut stage, out);
    let resource = text("resource").or_else(|| context.get("resourcePath")?.as_str()).unwrap_or("/").to_owned();
    let source_ip = context.pointer("/identity/sourceIp").and_then(Value::as_str);

    let mut headers = both(event, "multiValueHeaders", "headers");
    let content_type = headers.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case("content-type")).cloned();
    if origin == Invocation::Deployed {
        without_own_headers(&mut headers, source_ip);
        out.guess("the order and spelling of headers", "the gateway sorts them and respells some");
    }
    let query = both(event, "multiValueQueryStringParameters", "queryStringParameters");
    if query.len() > 1 {
        out.guess("the order of query parameters", "this event has them by name");
    }
    let is_base64 = event.get("isBase64Encoded") == Some(&Value::Bool(true));
    let (body, body_is_base64) = body(event, is_base64, out);
    if is_base64 && api == ApiKind::Rest {
        // The body was binary for the API, so its type must have been declared as such.
        let media_type = content_type.map_or_else(|| "*/*".to_owned(), |(_, value)| essence(&value));
        stage.binary_media_types.push(media_type);
    }
    let (authorizer, identity) = caller::read(context, api, origin, &headers, out);
    Some(ImportedEvent {
        form,
        api,
        route_method: route_method(context, api, &method),
        resource,
        authorizer,
        identity,
        request: Request {
            path: path(event, context, &stage, api),
            method,
            query,
            raw_query: None,
            headers,
            body,
            body_is_base64,
        },
        overrides: Map::new(),
        origin,
        differences: Vec::new(),
        stage,
    })
}

/// The console's *Test* gives its stage a name of its own, so that the real one is not known.
fn origin(stage: &mut Stage, out: &mut EventImport) -> Invocation {
    if stage.name != "test-invoke-stage" {
        return Invocation::Deployed;
    }
    stage.name = Stage::default().name;
    out.guess("the stage's name", "the console's Test does not tell it; a sample stands for it");
    Invocation::ConsoleTest
}

/// An HTTP API's `resourceId` has been seen to be the route key.
fn route_method(context: &Value, api: ApiKind, method: &str) -> String {
    let key = context.get("resourceId").and_then(Value::as_str).filter(|_| api == ApiKind::Http);
    key.and_then(|key| key.split_once(" /")).map_or(method, |(route_method, _)| route_method).to_owned()
}

/// Returns the path as sent, without the stage. `requestContext.path` has the stage in front and keeps a double
/// slash behind it; an HTTP API has the stage in `path` too.
fn path(event: &Value, context: &Value, stage: &Stage, api: ApiKind) -> String {
    let path = event.get("path").and_then(Value::as_str).unwrap_or("/");
    let staged = context.get("path").and_then(Value::as_str).unwrap_or(path);
    let without_stage = |path: &str| -> Option<String> {
        let bare = path.strip_prefix('/')?.strip_prefix(stage.name.as_str())?;
        (bare.is_empty() || bare.starts_with('/')).then(|| if bare.is_empty() { "/".into() } else { bare.to_owned() })
    };
    if api == ApiKind::Http && path == staged {
        return without_stage(path).unwrap_or_else(|| path.to_owned());
    }
    let same = |candidate: &String| {
        candidate.starts_with('/') && candidate.trim_start_matches('/') == path.trim_start_matches('/')
    };
    let candidates = [without_stage(staged), Some(staged.to_owned())];
    candidates.into_iter().flatten().find(same).unwrap_or_else(|| path.to_owned())
}

/// Returns name and value pairs from the member with lists, or from the one with single values. Names that only
/// the single member has are taken over too.
fn both(event: &Value, lists: &str, single: &str) -> Pairs {
    let mut out = Pairs::new();
    for (name, values) in event.get(lists).and_then(Value::as_object).into_iter().flatten() {
        match values {
            Value::Array(values) => out.extend(values.iter().map(|value| (name.clone(), plain(value)))),
            Value::Null => {}
            other => out.push((name.clone(), plain(other))),
        }
    }
    for (name, value) in pairs(event.get(single)) {
        if !out.iter().any(|(known, _)| *known == name) {
            out.push((name, value));
        }
    }
    out
}

/// Reads the body, and whether it is kept as Base64: text is decoded, bytes that are no text are not.
pub(super) fn body(event: &Value, is_base64: bool, out: &mut EventImport) -> (Option<Arc<str>>, bool) {
    let Some(text) = event.get("body").and_then(Value::as_str) else { return (None, false) };
    if !is_base64 {
        return (Some(Arc::from(text)), false);
    }
    match base64_decode(text).map(String::from_utf8) {
        Some(Ok(decoded)) => (Some(Arc::from(decoded)), false),
        Some(Err(_)) => (Some(Arc::from(text)), true),
        None => {
            out.guess("the body's encoding", "`isBase64Encoded` says Base64, but the body is not");
            (Some(Arc::from(text)), false)
        }
    }
}
