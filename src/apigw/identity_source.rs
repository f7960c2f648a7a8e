//! Where an authorizer reads who calls: its identity sources, and what a request has there.

use super::authorizer::Authorizer;
use super::context::request_context;
use super::exchange::Exchange;
use serde_json::Value;

/// Returns the identity sources of an authorizer, in order, as they are written.
pub fn sources(authorizer: &Authorizer) -> impl Iterator<Item = &str> {
    authorizer.identity_source.split(',').map(str::trim).filter(|source| !source.is_empty())
}

/// Returns what a call has at an identity source; `None` if there is nothing, or nothing but an empty text.
///
/// A REST API writes `method.request.header.X`, `method.request.querystring.x`, `context.…` and `stageVariables.…`, an
/// HTTP API `$request.header.X`, `$request.querystring.x`, `$context.…` and `$stageVariables.…` (developer guide). A
/// bare word is the name of a header.
pub fn value(exchange: &Exchange, source: &str) -> Option<String> {
    let bare = source.trim_start_matches("method.").trim_start_matches('$').trim_start_matches("request.");
    let found = match bare.split_once('.') {
        Some(("header", name)) => exchange.request.header(name).map(str::to_owned),
        Some(("querystring", name)) => last(&exchange.request.query, name),
        Some(("stageVariables", name)) => last(&exchange.stage.variables, name),
        Some(("context", path)) => in_context(exchange, path),
        _ => exchange.request.header(bare).map(str::to_owned),
    };
    found.filter(|value| !value.is_empty())
}

/// Looks into `$context` as it is before any authorizer has run.
fn in_context(exchange: &Exchange, path: &str) -> Option<String> {
    let context = Value::Object(request_context(&Exchange { authorizer: None, ..*exchange }));
    match path.split('.').try_fold(&context, |value, part| value.get(part))? {
        Value::String(text) => Some(text.clone()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
        other => Some(other.to_string()),
    }
}

fn last(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}
