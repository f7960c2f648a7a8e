//! Values of PowerShell, as far as they can be told without running anything.

use serde_json::{Map, Value as Json};

/// A value.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Text(String),
    /// Number, boolean or null.
    Scalar(Json),
    Table(Vec<(String, Value)>),
    List(Vec<Value>),
    Cookie(String, String),
    Unknown,
}

/// Returns about how many bytes a value takes, and how deep lists and tables lie in it.
pub(super) fn measure(value: &Value) -> (usize, usize) {
    let within = |parts: &mut dyn Iterator<Item = (usize, &Value)>| {
        parts.fold((16, 1), |(bytes, depth), (own, part)| {
            let (inner, below) = measure(part);
            (bytes + own + inner, depth.max(below + 1))
        })
    };
    match value {
        Value::Text(text) => (text.len() + 16, 0),
        Value::Scalar(_) | Value::Unknown => (16, 0),
        Value::Cookie(name, value) => (name.len() + value.len() + 16, 0),
        Value::List(items) => within(&mut items.iter().map(|item| (0, item))),
        Value::Table(rows) => within(&mut rows.iter().map(|(name, value)| (name.len() + 16, value))),
    }
}

/// Returns a value as PowerShell writes it into a text.
pub(super) fn to_text(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Scalar(Json::Null) | Value::Unknown => String::new(),
        Value::Cookie(name, value) => format!("{name}={value}"),
        Value::Scalar(Json::Bool(true)) => "True".into(),
        Value::Scalar(Json::Bool(false)) => "False".into(),
        Value::Scalar(other) => other.to_string(),
        Value::List(items) => items.iter().map(to_text).collect::<Vec<_>>().join(" "),
        Value::Table(_) => to_json(value).to_string(),
    }
}

/// Returns a value as `ConvertTo-Json` writes it.
pub(super) fn to_json(value: &Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text.clone()),
        Value::Scalar(scalar) => scalar.clone(),
        Value::Table(rows) => {
            Json::Object(rows.iter().map(|(name, value)| (name.clone(), to_json(value))).collect::<Map<_, _>>())
        }
        Value::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Value::Cookie(..) | Value::Unknown => Json::Null,
    }
}
