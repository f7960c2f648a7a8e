//! One line of requests, read into a call.
//!
//! Four forms: a request with its members at the top or under `request`, in the manner of `events --cases`; `text`,
//! which is anything that people paste (curl, raw HTTP, …); and a whole Lambda event, as a function logged it.

use super::super::case::{object, read_identity, read_request, text};
use crate::apigw::authorizer::Identity;
use crate::apigw::request::Request;
use crate::design::Call;
use crate::import::{self, Body};
use crate::jwt;
use serde_json::{Map, Value};

/// Returns the call of a line. `usual` stands in for what the line does not say of the caller and the context; who
/// calls is said by `claims`, by an event's authorizer, or by a token in the `Authorization` header.
pub(super) fn read(line: &Map<String, Value>, usual: &Call, stage: &str, resource: &str) -> Result<Call, String> {
    let has = |name: &str| line.contains_key(name);
    if let Some(pasted) = text(line, "text")? {
        return Ok(with_request(usual, captured(pasted)?.to_request(stage)));
    }
    if let Some(sent) = object(line, "request")? {
        return described(line, sent, usual, stage, resource);
    }
    if ["requestContext", "methodArn", "routeArn", "httpMethod"].into_iter().any(has) {
        return event(line, usual);
    }
    if ["path", "raw_target"].into_iter().any(has) {
        return described(line, line, usual, stage, resource);
    }
    Err("the line has no request: give `request`, `method` and `path`, `text`, or a whole Lambda event".into())
}

/// Reads the request out of a text that somebody pasted.
fn captured(pasted: &str) -> Result<import::ImportedRequest, String> {
    let mut imported = import::request(pasted);
    let problem = |imported: &import::Imported| imported.diagnostics.first().map(|problem| problem.message.clone());
    match imported.requests.len() {
        0 => return Err(problem(&imported).unwrap_or_else(|| "there is no request in this text".into())),
        1 => {}
        more => return Err(format!("the text holds {more} requests: give each a line of its own")),
    }
    let request = imported.requests.swap_remove(0);
    match &request.body {
        Body::File(name) => Err(format!("the body is in the file `{name}`, which is not read")),
        Body::None | Body::Text(_) | Body::Bytes(_) => Ok(request),
    }
}

/// Reads a request whose members are named; `line` says who calls.
fn described(
    line: &Map<String, Value>,
    sent: &Map<String, Value>,
    usual: &Call,
    stage: &str,
    resource: &str,
) -> Result<Call, String> {
    let mut call = with_request(usual, read_request(sent, stage, resource, resource)?);
    let said = read_identity(line)?;
    if said.claims.is_some() {
        call.identity.claims = said.claims;
    }
    if said.iam != Identity::default().iam {
        call.identity.iam = said.iam;
    }
    call.context.extend(object(line, "context")?.cloned().unwrap_or_default());
    Ok(call)
}

/// Reads a Lambda event back into its call.
fn event(line: &Map<String, Value>, usual: &Call) -> Result<Call, String> {
    let read = import::event_value(&Value::Object(line.clone()));
    let Some(event) = read.event else {
        let problem = read.diagnostics.into_iter().next().map(|problem| problem.message);
        return Err(problem.unwrap_or_else(|| "this is no event of API Gateway".into()));
    };
    let mut call = with_request(usual, event.request);
    if event.authorizer.is_some() {
        call.identity = Identity { scopes: usual.identity.scopes.clone(), ..event.identity };
    }
    call.context.extend(event.overrides);
    Ok(call)
}

/// Returns the usual call with another request. A token that the request brings along decides who calls: one that has
/// no claims makes the caller unknown.
fn with_request(usual: &Call, request: Request) -> Call {
    let mut identity = usual.identity.clone();
    if let Some(sent) = request.header("authorization") {
        identity.claims = jwt::decode(sent).claims;
    }
    Call {
        name: usual.name.clone(),
        request,
        identity,
        context: usual.context.clone(),
        golden: None,
        result: None,
        kept_token: None,
    }
}
