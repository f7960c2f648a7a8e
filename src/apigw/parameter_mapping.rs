//! Parameter mapping: where a mapped header, query or path parameter takes its value from.
//!
//! Source: the developer guide, *Request and response data mapping reference*. A source that is not there maps
//! nothing (recorded on AWS, `test_http_proxy_integration_request_data_mappings`).

use super::headers::Header;
use super::request::Pairs;
use crate::json::path::{Item, Node, Outcome, Path, Value as Place};
use crate::json::{Kind, lenient};
use serde_json::{Map, Value};

/// Most steps that a JSONPath may take.
const MAX_STEPS: usize = 1_000_000;

/// What the sources of one side can name.
pub struct Sources<'a> {
    /// `method.request.` or `integration.response.`.
    pub prefix: &'static str,
    /// Headers.
    pub headers: &'a [Header],
    /// Query parameters, duplicates kept.
    pub query: &'a [(String, String)],
    /// Path parameters.
    pub path: &'a [(String, String)],
    /// The body; an empty one reads as `{}` (checked on AWS by an emulator's authors, for responses).
    pub body: &'a str,
    /// `$context`.
    pub context: &'a Map<String, Value>,
    /// Stage variables.
    pub stage_variables: &'a Pairs,
}

impl Sources<'_> {
    /// Returns the value of a source, `'static'` text included; `None` if it is not there.
    pub fn value(&self, source: &str) -> Option<String> {
        let source = source.trim();
        if let Some(text) = source.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return Some(text.to_owned());
        }
        if let Some(name) = source.strip_prefix("stageVariables.") {
            return last(self.stage_variables, name);
        }
        if let Some(path) = source.strip_prefix("context.") {
            let mut parts = path.split('.');
            let first = self.context.get(parts.next()?)?;
            return text(parts.try_fold(first, |value, part| value.get(part))?);
        }
        let own = source.strip_prefix(self.prefix)?;
        match own.split_once('.').unwrap_or((own, "")) {
            ("header", name) => self.header(name).map(|header| header.last().to_owned()),
            ("multivalueheader", name) => self.header(name).map(|header| header.values.join(",")),
            ("querystring", name) => last(self.query, name),
            ("multivaluequerystring", name) => {
                let values = self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
                let values: Vec<&str> = values.collect();
                (!values.is_empty()).then(|| values.join(","))
            }
            ("path", name) => last(self.path, name),
            ("body", "") => Some(self.body_text().to_owned()),
            ("body", path) => self.in_body(path),
            _ => None,
        }
    }

    /// Names of a request's headers are equal whatever their case; those of an integration's response are not
    /// (an emulator's claim about AWS).
    fn header(&self, name: &str) -> Option<&Header> {
        let exact = self.prefix.starts_with("integration");
        self.headers.iter().find(|header| header.name == name || (!exact && header.name.eq_ignore_ascii_case(name)))
    }

    fn body_text(&self) -> &str {
        if self.body.is_empty() { "{}" } else { self.body }
    }

    /// Returns what a JSONPath without `$.` leads to in the body: text plain, everything else as it is written.
    fn in_body(&self, path: &str) -> Option<String> {
        let path = if path.starts_with('$') { path.to_owned() } else { format!("$.{path}") };
        let document = lenient::read(self.body_text()).ok()?;
        match Path::parse(&path).ok()?.evaluate(&Place::root(&document), MAX_STEPS).ok()? {
            Outcome::One(Item::Node(found)) => match found.kind() {
                Kind::Null => None,
                Kind::String => Some(found.text().into_owned()),
                _ => Some(document.written(found.id).to_owned()),
            },
            _ => None,
        }
    }
}

fn last(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_source() {
        let header = |name: &str, values: &[&str]| Header {
            name: name.into(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let context = serde_json::json!({"stage": "prod", "identity": {"sourceIp": "1.2.3.4"}});
        let sources = Sources {
            prefix: "method.request.",
            headers: &[header("X-Id", &["a", "b"])],
            query: &[pair("q", "1"), pair("q", "2")],
            path: &[pair("id", "42")],
            body: r#"{"a": {"b": [1, 2], "c": "text"}}"#,
            context: context.as_object().expect("an object"),
            stage_variables: &vec![pair("table", "Rides")],
        };
        for (source, expected) in [
            ("'static'", Some("static")),
            ("method.request.header.x-id", Some("b")),
            ("method.request.multivalueheader.X-Id", Some("a,b")),
            ("method.request.querystring.q", Some("2")),
            ("method.request.multivaluequerystring.q", Some("1,2")),
            ("method.request.path.id", Some("42")),
            ("method.request.body.a.c", Some("text")),
            ("method.request.body.a.b", Some("[1, 2]")),
            ("method.request.body.a.x", None),
            ("context.identity.sourceIp", Some("1.2.3.4")),
            ("stageVariables.table", Some("Rides")),
            ("method.request.header.none", None),
            ("integration.response.header.x", None),
        ] {
            assert_eq!(sources.value(source).as_deref(), expected, "{source}");
        }
    }
}
