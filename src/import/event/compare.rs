//! Builds an imported event again, takes over what the gateway would choose differently, and names the rest.

use super::{EventForm, ImportedEvent};
use crate::apigw::authorizer_event::AuthorizerEvent;
use crate::apigw::catalog::{Variable, catalog};
use crate::apigw::{Exchange, event};
use serde_json::{Map, Value};
use std::fmt;

/// Differences that are kept; beyond that, the event is simply another one.
const MAX_DIFFERENCES: usize = 200;

/// How a place differs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Change {
    /// The event that was read has it, the one built again does not.
    Missing,
    /// The event that was read does not have it, the one built again does.
    Added,
    /// Both have it, with other values.
    Different,
    /// Both have it; names in it are written with other capitals.
    Spelling,
}

/// A place where the event built again differs from the one that was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// Members from the top, joined with dots.
    pub path: String,
    /// How it differs.
    pub change: Change,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match self.change {
            Change::Missing => "is in this event; API Gateway would not put it there",
            Change::Added => "is not in this event; API Gateway would put it there",
            Change::Different => "is another value than API Gateway would put there",
            Change::Spelling => "has names with other capitals than API Gateway would write",
        };
        write!(f, "`{}` {words}", self.path)
    }
}

/// Fills in overrides and differences of an event that was read from `original`.
pub(super) fn complete(event: &mut ImportedEvent, original: &Value) {
    // Some values follow from others: these first, so that as few as possible are set.
    const FIRST: [&str; 5] =
        ["requestTimeEpoch", "identity.sourceIp", "requestId", "domainName", "authorizer.integrationLatency"];
    // An authorizer's event has its context where the event has it that the function would get.
    let shape = match event.form {
        EventForm::Authorizer(AuthorizerEvent::Token) => None,
        EventForm::Authorizer(AuthorizerEvent::Request) => Some(EventForm::RestProxy),
        EventForm::Authorizer(AuthorizerEvent::HttpV1) => Some(EventForm::HttpV1),
        EventForm::Authorizer(AuthorizerEvent::HttpV2) => Some(EventForm::HttpV2),
        form => Some(form),
    };
    if let Some(shape) = shape {
        take_over(event, shape, original, |path| FIRST.contains(&path));
        take_over(event, shape, original, |path| !path.starts_with("authorizer."));
    }
    let rebuilt = event.rebuild();
    differ("", original, &rebuilt, &mut event.differences);
}

/// Sets every variable chosen by `wanted` whose value does not come out as it was.
fn take_over(event: &mut ImportedEvent, shape: EventForm, original: &Value, wanted: impl Fn(&str) -> bool) {
    let rebuilt = build(&event.exchange(), shape);
    for row in catalog().variables.iter().filter(|row| !row.is_pattern() && wanted(&row.path)) {
        let Some(place) = place(row, shape) else { continue };
        // What an authorizer gave is kept as such; it is no choice of the gateway.
        if place.starts_with("requestContext.authorizer.") && row.path != "authorizer.integrationLatency" {
            continue;
        }
        let Some(found) = find(original, place) else { continue };
        let built = find(&rebuilt, place);
        let is_nothing = found.is_null() && built.is_none_or(Value::is_null);
        if built != Some(found) && !is_nothing && !found.is_object() {
            event.overrides.insert(row.path.clone(), found.clone());
        }
    }
}

/// Builds the event of a call.
pub(super) fn build(exchange: &Exchange, form: EventForm) -> Value {
    match form {
        EventForm::RestProxy => event::rest_proxy(exchange),
        EventForm::HttpV1 => event::http_v1(exchange),
        EventForm::HttpV2 => event::http_v2(exchange),
        EventForm::Authorizer(own) => own.build(exchange),
    }
}

fn place(row: &Variable, shape: EventForm) -> Option<&str> {
    match shape {
        EventForm::RestProxy => row.rest_proxy.as_deref(),
        EventForm::HttpV1 => row.http_v1.as_deref(),
        EventForm::HttpV2 => row.http_v2.as_deref(),
        EventForm::Authorizer(_) => None,
    }
}

fn find<'a>(event: &'a Value, place: &str) -> Option<&'a Value> {
    place.split('.').try_fold(event, |value, part| value.get(part))
}

/// Lists the places where `rebuilt` is not `original`. Both have been read or built with bounded depth.
fn differ(path: &str, original: &Value, rebuilt: &Value, out: &mut Vec<Difference>) {
    let (Value::Object(left), Value::Object(right)) = (original, rebuilt) else {
        if original != rebuilt {
            note(path, "", Change::Different, out);
        }
        return;
    };
    let ignores_case = matches!(path, "headers" | "multiValueHeaders");
    let same = |map: &Map<String, Value>, name: &str| {
        let exact = map.get_key_value(name).map(|(name, _)| name.clone());
        exact.or_else(|| map.keys().find(|known| ignores_case && known.eq_ignore_ascii_case(name)).cloned())
    };
    let mut respelled = false;
    for (name, value) in left {
        match same(right, name).and_then(|known| right.get(&known).map(|value| (known, value))) {
            Some((known, other)) => {
                respelled |= known != *name;
                differ(&join(path, name), value, other, out);
            }
            None => note(path, name, Change::Missing, out),
        }
    }
    for name in right.keys().filter(|name| same(left, name).is_none()) {
        note(path, name, Change::Added, out);
    }
    if respelled {
        note(path, "", Change::Spelling, out);
    }
}

fn note(path: &str, name: &str, change: Change, out: &mut Vec<Difference>) {
    if out.len() < MAX_DIFFERENCES {
        out.push(Difference { path: join(path, name), change });
    }
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() || name.is_empty() { format!("{path}{name}") } else { format!("{path}.{name}") }
}
