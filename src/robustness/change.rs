//! What is changed in a call, and the call with it changed.

use crate::apigw::bindings::ParameterLocation;
use crate::design::{Call, Route};
use serde_json::{Map, Value};
use std::fmt;

/// A part of a call that its caller chooses.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Input {
    /// The value of a parameter.
    Parameter {
        /// Where it stands.
        location: ParameterLocation,
        /// Its name.
        name: String,
    },
    /// The name of one more query parameter.
    QueryName,
    /// A value of the body, by its JSON Pointer; empty for the whole body.
    Body {
        /// The pointer.
        pointer: String,
    },
    /// A claim of the token that the user fills in.
    Claim {
        /// Its name.
        name: String,
    },
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter { location: ParameterLocation::Path, name } => write!(f, "path parameter `{name}`"),
            Self::Parameter { location: ParameterLocation::Querystring, name } => write!(f, "query parameter `{name}`"),
            Self::Parameter { location: ParameterLocation::Header, name } => write!(f, "header `{name}`"),
            Self::QueryName => f.write_str("the name of a query parameter"),
            Self::Body { pointer } if pointer.is_empty() => f.write_str("the body"),
            Self::Body { pointer } => write!(f, "body `{pointer}`"),
            Self::Claim { name } => write!(f, "claim `{name}`"),
        }
    }
}

/// What an input becomes.
#[derive(Clone, PartialEq, Debug)]
pub enum NewValue {
    /// It is not there.
    Missing,
    /// This text. Of the whole body: its text.
    Text(String),
    /// This JSON; in the body only.
    Json(Value),
}

impl fmt::Display for NewValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MAX_CHARS: usize = 60;
        let text = match self {
            Self::Missing => return f.write_str("missing"),
            Self::Text(text) if text.is_empty() => return f.write_str("empty"),
            // As Rust writes it, but for quotes, which are clearer without a backslash between backticks.
            Self::Text(text) => text.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'"),
            Self::Json(value) => value.to_string(),
        };
        match text.char_indices().nth(MAX_CHARS) {
            Some((end, _)) => write!(f, "`{}…` ({} characters)", &text[..end], text.chars().count()),
            None => write!(f, "`{text}`"),
        }
    }
}

/// One change of a call.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// What is changed.
    pub input: Input,
    /// What it becomes.
    pub value: NewValue,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.input, self.value)
    }
}

/// Returns `call` with `changes` made. `None` if no client could send that. `body` is the call's body, read.
pub(super) fn apply(route: &Route, call: &Call, body: Option<&Value>, changes: &[Change]) -> Option<Call> {
    let mut changed = call.clone();
    let mut tree: Option<Value> = None;
    for Change { input, value } in changes {
        match input {
            Input::Parameter { location, name } => parameter(&mut changed, route, *location, name, value)?,
            Input::QueryName => {
                let NewValue::Text(name) = value else { return None };
                changed.request.query.push((name.clone(), "x".into()));
                changed.request.raw_query = None;
            }
            Input::Body { pointer } if pointer.is_empty() => {
                tree = None;
                changed.request.body_is_base64 = false;
                changed.request.body = match value {
                    NewValue::Missing => None,
                    NewValue::Text(text) => Some(text.as_str().into()),
                    NewValue::Json(value) => Some(value.to_string().into()),
                };
            }
            Input::Body { pointer } => {
                let root = tree.get_or_insert_with(|| body.cloned().unwrap_or_default());
                member(root, pointer, value)?;
            }
            Input::Claim { name } => {
                let claims = changed.identity.claims.get_or_insert_with(Map::new);
                match value {
                    NewValue::Missing => claims.shift_remove(name),
                    NewValue::Text(text) => claims.insert(name.clone(), Value::from(text.as_str())),
                    NewValue::Json(value) => claims.insert(name.clone(), value.clone()),
                };
            }
        }
    }
    if let Some(tree) = tree {
        changed.request.body = Some(tree.to_string().into());
    }
    Some(changed)
}

fn parameter(call: &mut Call, route: &Route, location: ParameterLocation, name: &str, value: &NewValue) -> Option<()> {
    let text = match value {
        NewValue::Missing => None,
        NewValue::Text(text) => Some(text.as_str()),
        NewValue::Json(_) => return None,
    };
    let pairs = match location {
        ParameterLocation::Path => return path_parameter(call, route, name, text?),
        ParameterLocation::Querystring => {
            call.request.raw_query = None;
            &mut call.request.query
        }
        ParameterLocation::Header => {
            // HTTP has no way to send these in a header.
            let is_sendable = |c: char| c == '\t' || !c.is_control();
            if text.is_some_and(|text| !text.chars().all(is_sendable) || text.trim() != text) {
                return None;
            }
            &mut call.request.headers
        }
    };
    let is_it = |known: &str| match location {
        ParameterLocation::Header => known.eq_ignore_ascii_case(name),
        _ => known == name,
    };
    match text {
        None => pairs.retain(|(known, _)| !is_it(known)),
        Some(text) => match pairs.iter_mut().rev().find(|(known, _)| is_it(known)) {
            Some((_, value)) => *value = text.to_owned(),
            None => pairs.push((name.to_owned(), text.to_owned())),
        },
    }
    Some(())
}

/// Puts `text` into the path; `None` where it would be read as another path.
fn path_parameter(call: &mut Call, route: &Route, name: &str, text: &str) -> Option<()> {
    use crate::apigw::route::path_parameters;
    if text.is_empty() || text.contains(['?', '#', '\r', '\n', ' ']) || text.chars().any(char::is_control) {
        return None;
    }
    let before = path_parameters(&route.path, &call.request.path);
    let mut path = route.path.clone();
    for (known, value) in &before {
        let value = if known == name { text } else { value };
        path = path.replace(&format!("{{{known}}}"), value).replace(&format!("{{{known}+}}"), value);
    }
    let after = path_parameters(&route.path, &path);
    let fits = after.iter().any(|(known, value)| known == name && value == text) && after.len() == before.len();
    fits.then(|| call.request.path = path)
}

fn member(root: &mut Value, pointer: &str, value: &NewValue) -> Option<()> {
    let (parent, token) = pointer.rsplit_once('/')?;
    let name = token.replace("~1", "/").replace("~0", "~");
    let parent = root.pointer_mut(parent)?;
    let value = match value {
        NewValue::Missing => None,
        NewValue::Text(text) => Some(Value::from(text.as_str())),
        NewValue::Json(value) => Some(value.clone()),
    };
    match (parent, value) {
        (Value::Object(members), Some(value)) => {
            members.insert(name, value);
        }
        (Value::Object(members), None) => {
            members.shift_remove(&name);
        }
        (Value::Array(items), Some(value)) => *items.get_mut(name.parse::<usize>().ok()?)? = value,
        (Value::Array(items), None) => {
            let index = name.parse::<usize>().ok().filter(|index| *index < items.len())?;
            items.remove(index);
        }
        _ => return None,
    }
    Some(())
}
