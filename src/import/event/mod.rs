//! Lambda events, turned back into the call that they came from: request, stage, context, and what the
//! authorizer handed on.
//!
//! What an event does not tell is guessed and said ([`EventImport::left_out`]). The event is built again from
//! what was read, and every place where the two differ is named ([`ImportedEvent::differences`]): a
//! recorded event comes back as it was.

mod caller;
mod compare;
mod version_1;
mod version_2;

pub use compare::{Change, Difference};

use super::captured::{Body, ImportedRequest, LeftOut};
use super::{json_fault, pasted};
use crate::apigw::authorizer::{Authorizer, Identity};
use crate::apigw::authorizer_event::AuthorizerEvent;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::{ApiKind, Stage};
use crate::apigw::{Exchange, Invocation};
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use serde_json::{Map, Value};
use std::fmt;

/// What kind of event it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EventForm {
    /// REST API, Lambda proxy integration.
    RestProxy,
    /// HTTP API, payload format 1.0.
    HttpV1,
    /// HTTP API, payload format 2.0.
    HttpV2,
    /// What a Lambda authorizer receives; it has no body.
    Authorizer(AuthorizerEvent),
}

impl EventForm {
    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::RestProxy => "REST API proxy event",
            Self::HttpV1 => "HTTP API event, payload format 1.0",
            Self::HttpV2 => "HTTP API event, payload format 2.0",
            Self::Authorizer(_) => "event of a Lambda authorizer",
        }
    }
}

/// A call, read back from its event.
#[derive(Clone, PartialEq)]
pub struct ImportedEvent {
    /// Kind of event.
    pub form: EventForm,
    /// Kind of API.
    pub api: ApiKind,
    /// The stage, as far as the event tells.
    pub stage: Stage,
    /// Path of the resource or route: `/rides/{rideId}`, `$default`.
    pub resource: String,
    /// Method of the resource or route: `POST`, or `ANY`.
    pub route_method: String,
    /// The authorizer that must have been in use; its name is made up.
    pub authorizer: Option<Authorizer>,
    /// What is known of the caller.
    pub identity: Identity,
    /// The request as the client sent it, as far as the event tells.
    pub request: Request,
    /// Values of `$context` that do not follow from the rest: request id, time, source address.
    pub overrides: Map<String, Value>,
    /// How the method was called.
    pub origin: Invocation,
    /// Where the event, built again, differs from the one that was read.
    pub differences: Vec<Difference>,
}

/// What reading an event gave.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EventImport {
    /// The call; `None` if the text is no event of API Gateway.
    pub event: Option<ImportedEvent>,
    /// What was lost on the way through the gateway, and what was guessed.
    pub left_out: Vec<LeftOut>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl EventImport {
    fn guess(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.left_out.push(LeftOut { what: what.into(), why: why.into(), span: None });
    }
}

impl ImportedEvent {
    /// Returns the call as the gateway's functions take it.
    pub fn exchange(&self) -> Exchange<'_> {
        Exchange {
            api: self.api,
            stage: &self.stage,
            resource: &self.resource,
            route_method: &self.route_method,
            authorizer: self.authorizer.as_ref(),
            identity: &self.identity,
            request: &self.request,
            overrides: &self.overrides,
            origin: self.origin,
        }
    }

    /// Builds the event again.
    pub fn rebuild(&self) -> Value {
        compare::build(&self.exchange(), self.form)
    }

    /// Returns the request as one that was captured on its way to the stage.
    pub(super) fn to_captured(&self) -> ImportedRequest {
        let host = self.exchange().domain_name();
        let hidden = self.stage.name == "$default" || self.origin == Invocation::ConsoleTest;
        let prefix = if hidden { String::new() } else { format!("/{}", self.stage.name) };
        let query = self.request.query_string();
        let separator = if query.is_empty() { "" } else { "?" };
        ImportedRequest {
            method: self.request.method.clone(),
            origin: Some(format!("https://{host}")),
            target: format!("{prefix}{}{separator}{query}", self.request.path),
            headers: self.request.headers.clone(),
            body: match &self.request.body {
                None => Body::None,
                Some(_) if self.request.body_is_base64 => Body::Bytes(self.request.body_bytes().into_owned()),
                Some(text) => Body::Text(text.to_string()),
            },
            answered_by_gateway: true,
            ..ImportedRequest::default()
        }
    }
}

/// Shows no value of the request: headers and bodies hold tokens.
impl fmt::Debug for ImportedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImportedEvent")
            .field("form", &self.form)
            .field("stage", &self.stage.name)
            .field("resource", &self.resource)
            .field("route_method", &self.route_method)
            .field("authorizer", &self.authorizer.as_ref().map(|authorizer| authorizer.kind))
            .field("differences", &self.differences)
            .finish_non_exhaustive()
    }
}

/// Returns true if an object with members of these names may be an event.
pub(super) fn recognizes(has: impl Fn(&str) -> bool) -> bool {
    has("requestContext")
        || has("rawPath") && has("routeKey")
        || has("httpMethod") && (has("resource") || has("path"))
        || has("methodArn")
        || has("routeArn")
        || has("Records")
}

/// Reads an event from its text.
pub fn event(text: &str) -> EventImport {
    match serde_json::from_str(text.trim_start_matches('\u{FEFF}')) {
        Ok(event) => read(&event, Span::new(0, text.len())),
        Err(error) => {
            EventImport { diagnostics: vec![json_fault(&error, text, "Lambda event")], ..EventImport::default() }
        }
    }
}

/// Reads an event that has been read as JSON already. Its problems are at no place.
pub fn event_value(event: &Value) -> EventImport {
    read(event, Span::at(0))
}

/// Reads an event; `whole` is where it stands in the text.
fn read(event: &Value, whole: Span) -> EventImport {
    let mut out = EventImport::default();
    let refuse =
        |what: &str, help: &str| Diagnostic::error("import/not-an-event", what, pasted(), whole).help(help.to_owned());
    let found = match classify(event) {
        Ok(form) => form,
        Err((what, help)) => {
            out.diagnostics.push(refuse(what, help));
            return out;
        }
    };
    let read = match found {
        Shape::Version1(form) => version_1::read(event, form, &mut out),
        Shape::Version2(form) => version_2::read(event, form, &mut out),
        Shape::TokenAuthorizer => caller::read_token_authorizer(event, &mut out),
    };
    let Some(mut read) = read else {
        let help = "it needs a method, a path and a `requestContext`";
        out.diagnostics.push(refuse("this event is incomplete", help));
        return out;
    };
    if let EventForm::Authorizer(form) = read.form {
        caller::complete_authorizer(&mut read, form, event, &mut out);
    }
    compare::complete(&mut read, event);
    out.event = Some(read);
    out
}

enum Shape {
    Version1(EventForm),
    Version2(EventForm),
    TokenAuthorizer,
}

/// Tells which event it is; for others, what they are and what to do.
fn classify(event: &Value) -> Result<Shape, (&'static str, &'static str)> {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    let has = |pointer: &str| event.pointer(pointer).is_some_and(|value| !value.is_null());
    const PASTE: &str = "paste the event of a REST or HTTP API's Lambda proxy integration";
    if text("type") == Some("TOKEN") && has("/methodArn") {
        return Ok(Shape::TokenAuthorizer);
    }
    if has("/requestContext/elb") {
        return Err(("this is the event of an Application Load Balancer", PASTE));
    }
    if has("/requestContext/connectionId") || has("/requestContext/eventType") {
        return Err(("this is the event of a WebSocket API, which is not supported", PASTE));
    }
    if has("/Records") {
        return Err(("this is the event of a queue, a topic or a bucket", PASTE));
    }
    if event.pointer("/requestContext/domainName").and_then(Value::as_str).is_some_and(|d| d.contains(".lambda-url.")) {
        return Err(("this is the event of a Lambda function URL, not of API Gateway", PASTE));
    }
    let is_authorizer = text("type") == Some("REQUEST");
    let form = |form, own| if is_authorizer { EventForm::Authorizer(own) } else { form };
    match text("version") {
        Some("2.0") if has("/requestContext/http") => {
            Ok(Shape::Version2(form(EventForm::HttpV2, AuthorizerEvent::HttpV2)))
        }
        Some("1.0") if has("/httpMethod") => Ok(Shape::Version1(form(EventForm::HttpV1, AuthorizerEvent::HttpV1))),
        _ if has("/requestContext/http") => {
            Err(("this event has `requestContext.http`, but not `version` 2.0: it is not from API Gateway", PASTE))
        }
        _ if has("/httpMethod") && has("/requestContext") => {
            Ok(Shape::Version1(form(EventForm::RestProxy, AuthorizerEvent::Request)))
        }
        _ if has("/httpMethod") => Err(("this event has no `requestContext`", PASTE)),
        _ => Err((
            "this is no proxy event: it may be what a mapping template made, which cannot be turned back",
            "paste the request itself, or a proxy event",
        )),
    }
}

/// Returns the pairs of an object of texts; what is no text is written as JSON.
fn pairs(object: Option<&Value>) -> Pairs {
    let members = object.and_then(Value::as_object).into_iter().flatten();
    members.map(|(name, value)| (name.clone(), plain(value))).collect()
}

/// Returns a value as text.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Reads the members of `requestContext` that belong to the stage.
fn stage(context: &Value, variables: Option<&Value>) -> Stage {
    let text = |name: &str| context.get(name).and_then(Value::as_str).map(str::to_owned);
    let mut stage = Stage { variables: pairs(variables), ..Stage::default() };
    let domain = text("domainName").unwrap_or_default();
    let region = domain.split_once(".execute-api.").and_then(|(_, rest)| rest.split('.').next());
    for (field, value) in [
        (&mut stage.name, text("stage")),
        (&mut stage.account_id, text("accountId")),
        (&mut stage.api_id, text("apiId")),
        (&mut stage.deployment_id, text("deploymentId")),
        (&mut stage.region, region.map(str::to_owned)),
    ] {
        if let Some(value) = value {
            *field = value;
        }
    }
    stage
}

/// Takes off what the gateway adds to `X-Forwarded-For`, and the headers that it sets itself, so that they are
/// not there twice when it sets them again. What stands behind the caller's address are the hops of AWS.
fn without_own_headers(headers: &mut Pairs, source_ip: Option<&str>) {
    const OWN: [&str; 2] = ["x-forwarded-port", "x-forwarded-proto"];
    headers.retain_mut(|(name, value)| {
        if name.eq_ignore_ascii_case("x-forwarded-for") {
            let hops: Vec<&str> = value.split(',').map(str::trim).collect();
            let Some(caller) = hops.iter().rposition(|hop| Some(*hop) == source_ip) else { return true };
            let sent = hops.get(..caller).unwrap_or_default().join(", ");
            *value = sent;
            return !value.is_empty();
        }
        !OWN.iter().any(|own| name.eq_ignore_ascii_case(own))
    });
}
