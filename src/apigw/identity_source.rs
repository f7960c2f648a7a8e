//! Where an authorizer reads who calls: its identity sources, and what a request has there.

use super::authorizer::{Authorizer, AuthorizerKind};
use super::context::request_context;
use super::exchange::Exchange;
use super::request::Request;
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

/// Where a client puts its token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenPlace<'a> {
    /// In the header of this name.
    Header(&'a str),
    /// In the query parameter of this name.
    Query(&'a str),
}

impl<'a> TokenPlace<'a> {
    /// Returns what a request has there, be it nothing but an empty text.
    pub fn value<'r>(&self, request: &'r Request) -> Option<&'r str> {
        match self {
            Self::Header(name) => request.header(name),
            Self::Query(name) => {
                request.query.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
            }
        }
    }
}

/// Returns where a client puts the token that `authorizer` checks: the first of its identity sources that is a header
/// or a query parameter, the header `Authorization` where it names none. `None` for an authorizer that reads no token
/// by itself: what a `REQUEST` authorizer makes of its sources is its function's affair.
pub fn token_place(authorizer: &Authorizer) -> Option<TokenPlace<'_>> {
    use AuthorizerKind::{Cognito, Jwt, LambdaToken};
    if !matches!(authorizer.kind, Cognito | Jwt | LambdaToken) {
        return None;
    }
    let mut places = sources(authorizer).filter_map(|source| {
        let bare = source.trim_start_matches("method.").trim_start_matches('$').trim_start_matches("request.");
        match bare.split_once('.') {
            Some(("header", name)) => Some(TokenPlace::Header(name)),
            Some(("querystring", name)) => Some(TokenPlace::Query(name)),
            Some(("context" | "stageVariables", _)) => None,
            _ => Some(TokenPlace::Header(bare)),
        }
    });
    places.next().or(Some(TokenPlace::Header("Authorization")))
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
