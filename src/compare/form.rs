//! In what the form of a value differs: from what was sent, and from one event to another.

use super::{Cell, Meaning, Side};
use crate::apigw::stage::ApiKind;
use crate::design::View;
use serde_json::Value;

/// A difference in form. The words say it to somebody who reads the value in code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Form {
    /// A number, where another event has text.
    Number,
    /// `true` or `false`, where another event has text.
    Boolean,
    /// Text, where another event, or the token, has a number, `true` or `false`.
    Text,
    /// `null`: the member is there, and nothing is in it.
    Null,
    /// The name of the header is in lower case.
    LowerCase,
    /// The body is in Base64.
    Base64,
    /// JSON as text: to be parsed.
    JsonText,
    /// JSON itself: not to be parsed.
    Json,
    /// Several values, joined by commas.
    Joined,
    /// The last of several values.
    Last,
    /// Every value, as a list.
    List,
    /// A list as the text `[a b]`.
    Bracketed,
    /// A time as Java writes it, where the token has a number.
    Date,
    /// Percent-decoded.
    Decoded,
    /// With the method in front.
    WithMethod,
    /// Changed by the template.
    Changed,
}

impl Form {
    /// Returns the words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Text => "text",
            Self::Null => "null",
            Self::LowerCase => "name in lower case",
            Self::Base64 => "Base64",
            Self::JsonText => "JSON as text: parse it",
            Self::Json => "JSON itself",
            Self::Joined => "joined by comma",
            Self::Last => "last of several",
            Self::List => "list",
            Self::Bracketed => "list as [a b]",
            Self::Date => "a date, not a number",
            Self::Decoded => "percent-decoded",
            Self::WithMethod => "method in front",
            Self::Changed => "changed by the template",
        }
    }
}

/// Notes the differences of a row.
pub(super) fn note(sides: &[Side<'_>], meaning: &Meaning, cells: &mut [Cell]) {
    let types = mixed_types(cells);
    let proxy = sides.iter().zip(cells.iter()).find(|(side, _)| side.view == View::RestProxy);
    let forwarded = proxy.and_then(|(_, cell)| cell.present()).map(|present| present.text.clone());
    for (side, cell) in sides.iter().zip(cells) {
        let Cell::Present(present) = cell else { continue };
        let mut forms = Vec::new();
        if present.json == "null" {
            forms.push(Form::Null);
        } else {
            special(side, meaning, &present.pointer, &present.json, &present.text, &mut forms);
            let own = type_of(&present.json);
            if types && forms.is_empty() {
                forms.extend(own);
            }
            let is_other = forwarded.as_ref().is_some_and(|forwarded| *forwarded != present.text);
            if side.view == View::Mapping && forms.is_empty() && is_other {
                forms.push(Form::Changed);
            }
        }
        present.forms = forms;
    }
}

/// Returns true if some of the values are text and others are not.
fn mixed_types(cells: &[Cell]) -> bool {
    let mut found = cells.iter().filter_map(Cell::present).filter_map(|present| type_of(&present.json));
    let first = found.next();
    first.is_some() && found.any(|other| Some(other) != first)
}

fn type_of(json: &str) -> Option<Form> {
    match json.bytes().next() {
        Some(b'"') => Some(Form::Text),
        Some(b't' | b'f') => Some(Form::Boolean),
        Some(b'-' | b'0'..=b'9') => Some(Form::Number),
        _ => None,
    }
}

/// Notes what belongs to one kind of thing.
fn special(side: &Side<'_>, meaning: &Meaning, pointer: &str, json: &str, text: &str, forms: &mut Vec<Form>) {
    let exchange = &side.exchange;
    let is_v2 = side.view == View::Http20;
    match meaning {
        Meaning::Header(name) => {
            let key = pointer.rsplit('/').next().unwrap_or_default();
            if side.view != View::Mapping && key != name && *key == *name.to_ascii_lowercase() {
                forms.push(Form::LowerCase);
            }
            let same = |(other, _): &&(String, String)| other.eq_ignore_ascii_case(name);
            several(is_v2, exchange.request.headers.iter().filter(same).count(), forms);
        }
        Meaning::Query(name) => {
            let same = |(other, _): &&(String, String)| other == name;
            several(is_v2, exchange.request.query.iter().filter(same).count(), forms);
        }
        Meaning::AllOfHeader(_) | Meaning::AllOfQuery(_) | Meaning::Cookies => forms.push(Form::List),
        Meaning::Body => body(side, json, text, forms),
        Meaning::Claim(name) => {
            let value = exchange.identity.claims.as_ref().and_then(|claims| claims.get(name));
            forms.extend(value.and_then(|value| claim(value, text, exchange.api)));
        }
        Meaning::Path if is_v2 && exchange.request.path.contains('%') && !text.contains('%') => {
            forms.push(Form::Decoded);
        }
        Meaning::Resource if is_v2 && text.contains(' ') => forms.push(Form::WithMethod),
        _ => {}
    }
}

fn several(is_v2: bool, count: usize, forms: &mut Vec<Form>) {
    if count > 1 {
        forms.push(if is_v2 { Form::Joined } else { Form::Last });
    }
}

fn body(side: &Side<'_>, json: &str, text: &str, forms: &mut Vec<Form>) {
    let is_json = serde_json::from_str::<Value>(text).is_ok_and(|value| value.is_object() || value.is_array());
    let is_encoded = || {
        let event = side.event.as_ref().ok()?;
        let flag = event.member(event.root(), "isBase64Encoded")?;
        Some(event.written(flag) == "true")
    };
    if json.starts_with(['{', '[']) {
        forms.push(Form::Json);
    } else if side.view != View::Mapping && is_encoded() == Some(true) {
        forms.push(Form::Base64);
    } else if is_json {
        forms.push(Form::JsonText);
    }
}

/// A claim is text in every event; what the token has may be a list, a number or a boolean.
fn claim(value: &Value, text: &str, kind: ApiKind) -> Option<Form> {
    match value {
        Value::Array(items) if items.len() > 1 || kind == ApiKind::Http => {
            Some(if text.starts_with('[') { Form::Bracketed } else { Form::Joined })
        }
        Value::Number(number) if number.to_string() != text => Some(Form::Date),
        Value::Number(_) | Value::Bool(_) => Some(Form::Text),
        _ => None,
    }
}
