//! One tree for every format with a structure: YAML, JSON and evaluated HCL.
//!
//! A node knows its place in the file and whether its text stands there as it is, so that a changed template can go
//! back. Formats spell the same names in three ways (`requestTemplates`, `RequestTemplates`, `request_templates`):
//! [`Node::field`] takes them for one.

use crate::diagnostics::{Diagnostic, Source};
use crate::json::{Document, Kind, NodeId, strict};
use crate::text::Span;
use serde_json::{Map, Value as Json};

/// A value and where it stands.
#[derive(Clone, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub value: Value,
    /// Its bytes in the file, quotes and brackets included; empty for what was computed.
    pub span: Span,
    /// How its text came to be.
    pub form: Form,
    /// YAML's tag without the `!`: `Sub`, `GetAtt`; `None` almost always.
    pub tag: Option<Box<str>>,
}

/// What a node is.
#[derive(Clone, PartialEq)]
pub(crate) enum Value {
    /// A text, a number, a truth value, or nothing.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// Members in the order written.
    Map(Vec<Entry>),
}

/// A scalar as text.
#[derive(Clone, PartialEq)]
pub(crate) struct Scalar {
    /// Its text, unescaped.
    pub text: String,
    /// True if it was not quoted, so that `1`, `true` and `null` are no texts.
    pub plain: bool,
}

/// A member of a map.
#[derive(Clone, PartialEq)]
pub(crate) struct Entry {
    /// Its name.
    pub name: String,
    /// Where the name stands, quotes included.
    pub name_span: Span,
    /// Its value.
    pub node: Node,
}

/// How a text came to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// It stands in the file.
    Written,
    /// It stands in the file as the text of CloudFormation's `Fn::Sub`: `${Name}` is filled in, `${!name}` stays.
    Sub,
    /// It was put together of others, read from another file, or stands for several places.
    Computed,
}

impl Node {
    /// Makes a text that stands nowhere.
    pub fn computed(text: impl Into<String>) -> Self {
        Self::scalar(text.into(), false)
    }

    /// Makes a scalar that stands nowhere.
    pub fn scalar(text: String, plain: bool) -> Self {
        Self::of(Value::Scalar(Scalar { text, plain }))
    }

    /// Makes a value that stands nowhere.
    pub fn of(value: Value) -> Self {
        Self { value, span: Span::default(), form: Form::Computed, tag: None }
    }

    /// Makes a map that stands nowhere.
    pub fn map(members: impl IntoIterator<Item = (String, Node)>) -> Self {
        let entry = |(name, node)| Entry { name, name_span: Span::default(), node };
        Self::of(Value::Map(members.into_iter().map(entry).collect()))
    }

    /// Returns the members; none unless it is a map.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the elements; none unless it is a list.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the elements, or the node alone if it is something else than a list.
    pub fn one_or_more(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ if self.is_null() => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns true if it is a map.
    pub fn is_map(&self) -> bool {
        matches!(self.value, Value::Map(_))
    }

    /// Returns the member called exactly `name`.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.name == name).map(|entry| &entry.node)
    }

    /// Returns what a path of exact names leads to.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// Returns the member called `name` in any of the spellings, unless it is null.
    pub fn field(&self, name: &str) -> Option<&Node> {
        let exact = self.entries().iter().find(|entry| entry.name == name);
        let entry = exact.or_else(|| self.entries().iter().find(|entry| is_same_name(&entry.name, name)))?;
        Some(&entry.node).filter(|node| !node.is_null())
    }

    /// Returns the text of a scalar; `None` for lists, maps and null.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) if !self.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    /// Returns the text of the member `name`, in any of the spellings.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.field(name)?.text()
    }

    /// Returns true for `null`, `~` and an empty plain scalar.
    pub fn is_null(&self) -> bool {
        let Value::Scalar(scalar) = &self.value else { return false };
        scalar.plain && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Returns true for `true`, in quotes or not (CloudFormation takes both).
    pub fn is_true(&self) -> bool {
        self.text().is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Returns the texts of a list, or of the one text that stands in its place.
    pub fn texts(&self) -> Vec<String> {
        self.one_or_more().iter().filter_map(Node::text).map(str::to_owned).collect()
    }

    /// Returns the members that are texts.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let pair = |entry: &Entry| Some((entry.name.clone(), entry.node.text()?.to_owned()));
        self.entries().iter().filter_map(pair).collect()
    }

    /// Returns the node as JSON, with plain scalars read as YAML 1.2's core schema does.
    pub fn to_json(&self) -> Json {
        match &self.value {
            Value::Scalar(Scalar { text, plain: false }) => Json::String(text.clone()),
            Value::Scalar(_) if self.is_null() => Json::Null,
            Value::Scalar(Scalar { text, .. }) => match text.as_str() {
                "true" | "True" | "TRUE" => Json::Bool(true),
                "false" | "False" | "FALSE" => Json::Bool(false),
                number if number.starts_with(|c: char| c == '-' || c.is_ascii_digit()) => {
                    serde_json::from_str(number).unwrap_or_else(|_| Json::String(number.into()))
                }
                other => Json::String(other.into()),
            },
            Value::List(items) => Json::Array(items.iter().map(Node::to_json).collect()),
            Value::Map(entries) => {
                let members = entries.iter().map(|entry| (entry.name.clone(), entry.node.to_json()));
                Json::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// Makes a tree of a JSON value, with no places.
    pub fn from_json(value: &Json) -> Self {
        match value {
            Json::Null => Self::scalar("null".into(), true),
            Json::Bool(_) | Json::Number(_) => Self::scalar(value.to_string(), true),
            Json::String(text) => Self::computed(text.clone()),
            Json::Array(items) => Self::of(Value::List(items.iter().map(Self::from_json).collect())),
            Json::Object(members) => {
                Self::map(members.iter().map(|(name, member)| (name.clone(), Self::from_json(member))))
            }
        }
    }
}

/// Compares names whatever their case and underscores: `request_templates` is `RequestTemplates`.
pub(crate) fn is_same_name(a: &str, b: &str) -> bool {
    let letters =
        |text: &str| text.bytes().filter(|byte| *byte != b'_').map(|byte| byte.to_ascii_lowercase()).collect();
    let (a, b): (Vec<u8>, Vec<u8>) = (letters(a), letters(b));
    a == b
}

/// Reads JSON into a tree.
///
/// # Errors
/// One diagnostic at the place where the text stops being JSON, or is nested more deeply than [`super::yaml::MAX_DEPTH`].
pub(crate) fn read_json(text: &str, source: &Source) -> Result<Node, Box<Diagnostic>> {
    let document = strict::read(text, source)?;
    node_of(&document, document.root(), 0).map_err(|span| {
        let message = format!("this is nested more deeply than {} levels", super::yaml::MAX_DEPTH);
        Box::new(Diagnostic::error("import/too-deep", message, source.clone(), span))
    })
}

fn node_of(document: &Document, id: NodeId, depth: usize) -> Result<Node, Span> {
    let span = document.span(id);
    if depth > super::yaml::MAX_DEPTH {
        return Err(span);
    }
    let value = match document.kind(id) {
        Kind::Object => {
            let members = document.members(id).into_iter().map(|(name, member)| {
                let name_span = document.name_span(member).unwrap_or_default();
                Ok(Entry { name: name.into_owned(), name_span, node: node_of(document, member, depth + 1)? })
            });
            Value::Map(members.collect::<Result<_, Span>>()?)
        }
        Kind::Array => {
            Value::List(document.children(id).map(|item| node_of(document, item, depth + 1)).collect::<Result<_, _>>()?)
        }
        kind => Value::Scalar(Scalar { text: document.string(id).into_owned(), plain: kind != Kind::String }),
    };
    Ok(Node { value, span, form: Form::Written, tag: None })
}
