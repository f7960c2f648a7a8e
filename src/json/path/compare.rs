//! What the operators of filters say of two values, by Jayway's `EvaluatorFactory` and its value nodes.

use super::eval::{Budget, Item, Stop};
use super::{Kind, Node, number};
use crate::json::{Document, NodeId};
use std::cmp::Ordering;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    SameType,
    NotSameType,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Matches,
    In,
    NotIn,
    Contains,
    All,
    Size,
    Empty,
    Exists,
    SubsetOf,
    AnyOf,
    NoneOf,
}

/// A regular expression with its flags, compiled when the path is read.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub written: String,
    pub regex: Arc<fancy_regex::Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

/// A value that a filter compares.
#[derive(Clone)]
pub(super) enum Value<N> {
    /// A path that leads nowhere.
    Undefined,
    Null,
    Bool(bool),
    /// A number as written.
    Number(String),
    Text(String),
    /// A list or object of the body.
    Node(N),
    /// A list or object written in the path.
    Literal(Arc<Document>, NodeId),
    List(Vec<Value<N>>),
    Pattern(Pattern),
}

impl<N: Node> Value<N> {
    pub(super) fn of_item(item: Item<N>) -> Self {
        match item {
            Item::Node(node) => Self::of_node(node),
            Item::Integer(number) => Self::Number(number.to_string()),
            Item::Decimal(number) => Self::Number(number.to_string()),
            Item::Text(text) => Self::Text(text),
            Item::Names(names) => Self::List(names.into_iter().map(Self::Text).collect()),
            Item::Merged(members) => Self::List(members.into_iter().map(|(_, node)| Self::of_node(node)).collect()),
            Item::List(items) => Self::List(items.into_iter().map(Self::of_item).collect()),
        }
    }

    fn of_node(node: N) -> Self {
        match node.kind() {
            Kind::Null => Self::Null,
            Kind::Bool(bool) => Self::Bool(bool),
            Kind::Number => Self::Number(node.text().into_owned()),
            Kind::String => Self::Text(node.text().into_owned()),
            Kind::Object | Kind::Array => Self::Node(node),
        }
    }

    fn of_literal(document: &Arc<Document>, id: NodeId) -> Self {
        match document.kind(id) {
            Kind::Null => Self::Null,
            Kind::Bool(bool) => Self::Bool(bool),
            Kind::Number => Self::Number(document.written(id).to_owned()),
            Kind::String => Self::Text(document.string(id).into_owned()),
            Kind::Object | Kind::Array => Self::Literal(document.clone(), id),
        }
    }

    /// Returns the elements of a list; `None` for anything else.
    fn elements(&self) -> Option<Vec<Self>> {
        match self {
            Self::Node(node) if node.kind() == Kind::Array => {
                Some(node.elements().into_iter().map(Self::of_node).collect())
            }
            Self::Literal(document, id) if document.kind(*id) == Kind::Array => {
                Some(document.children(*id).map(|child| Self::of_literal(document, child)).collect())
            }
            Self::List(values) => Some(values.clone()),
            _ => None,
        }
    }

    fn members(&self) -> Option<Vec<(String, Self)>> {
        match self {
            Self::Node(node) if node.kind() == Kind::Object => {
                Some(node.members().into_iter().map(|(name, member)| (name, Self::of_node(member))).collect())
            }
            Self::Literal(document, id) if document.kind(*id) == Kind::Object => {
                let members = document.members(*id).into_iter();
                Some(members.map(|(name, member)| (name.into_owned(), Self::of_literal(document, member))).collect())
            }
            _ => None,
        }
    }

    /// Returns true for lists and objects, which have elements or members and a length.
    fn is_json(&self) -> bool {
        matches!(self, Self::Node(_) | Self::Literal(..) | Self::List(_))
    }

    fn len(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.encode_utf16().count()),
            Self::Node(node) => Some(node.len()),
            Self::List(values) => Some(values.len()),
            Self::Literal(document, id) if document.kind(*id) == Kind::Object => Some(document.members(*id).len()),
            Self::Literal(document, id) => Some(document.children(*id).count()),
            _ => None,
        }
    }

    /// Returns the text that a pattern is held against; everything without one counts as empty.
    fn pattern_input(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Bool(bool) => bool.to_string(),
            _ => String::new(),
        }
    }
}

/// Compares as a filter does: a text and a number are compared as what stands on the left.
fn equal<N: Node>(left: &Value<N>, right: &Value<N>, budget: &mut Budget) -> Result<bool, Stop> {
    Ok(match (left, right) {
        (Value::Number(a), Value::Number(b) | Value::Text(b)) => number::compare(a, b) == Some(Ordering::Equal),
        (Value::Text(a), Value::Number(b)) => a == b,
        _ => same(left, right, budget)?,
    })
}

/// Compares as Java's `equals` does, which is how what is inside lists and objects is compared: a whole number is no
/// decimal, a text no number.
fn same<N: Node>(left: &Value<N>, right: &Value<N>, budget: &mut Budget) -> Result<bool, Stop> {
    budget.spend(1)?;
    match (left, right) {
        (Value::Null, Value::Null) => return Ok(true),
        (Value::Bool(a), Value::Bool(b)) => return Ok(a == b),
        (Value::Text(a), Value::Text(b)) => return Ok(a == b),
        (Value::Number(a), Value::Number(b)) => {
            let is_decimal = |number: &str| number.contains(['.', 'e', 'E']);
            return Ok(is_decimal(a) == is_decimal(b) && number::compare(a, b) == Some(Ordering::Equal));
        }
        _ => {}
    }
    if let (Some(a), Some(b)) = (left.elements(), right.elements()) {
        if a.len() != b.len() {
            return Ok(false);
        }
        for (a, b) in a.iter().zip(&b) {
            if !same(a, b, budget)? {
                return Ok(false);
            }
        }
        return Ok(true);
    }
    let (Some(a), Some(b)) = (left.members(), right.members()) else { return Ok(false) };
    if a.len() != b.len() {
        return Ok(false);
    }
    let others: std::collections::HashMap<&str, &Value<N>> =
        b.iter().map(|(name, value)| (name.as_str(), value)).collect();
    for (name, value) in &a {
        match others.get(name.as_str()) {
            Some(other) if same(value, other, budget)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn order<N: Node>(left: &Value<N>, right: &Value<N>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b),
        // Java compares texts by their UTF-16 units.
        (Value::Text(a), Value::Text(b)) => Some(a.encode_utf16().cmp(b.encode_utf16())),
        _ => None,
    }
}

fn matches<N: Node>(left: &Value<N>, right: &Value<N>, budget: &mut Budget) -> Result<bool, Stop> {
    let (pattern, value) = match (left, right) {
        (Value::Pattern(_), Value::Pattern(_)) => return Ok(false),
        (value, Value::Pattern(pattern)) | (Value::Pattern(pattern), value) => (pattern, value),
        _ => return Ok(false),
    };
    // A pattern that gives up on a text does not match it.
    let fits = |text: &str| pattern.regex.is_match(text).unwrap_or(false);
    match value.elements() {
        Some(elements) => {
            budget.spend(elements.len())?;
            Ok(elements.iter().any(|element| fits(&element.pattern_input())))
        }
        None => Ok(fits(&value.pattern_input())),
    }
}

/// Returns true if one of `list` is `value`.
fn is_in<N: Node>(list: &[Value<N>], value: &Value<N>, budget: &mut Budget) -> Result<bool, Stop> {
    for element in list {
        if equal(value, element, budget)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Returns the elements of a list; `None` for an object, and no answer at all for what is neither.
fn list<N: Node>(value: &Value<N>) -> Result<Option<Vec<Value<N>>>, Stop> {
    if value.is_json() { Ok(value.elements()) } else { Err(Stop::invalid("a list belongs here")) }
}

/// Counts how many of `some` are in `others`; `None` where one of the two is an object.
fn shared<N: Node>(some: &Value<N>, others: &Value<N>, budget: &mut Budget) -> Result<Option<(usize, usize)>, Stop> {
    let (others, some) = (list(others)?, list(some)?);
    let (Some(some), Some(others)) = (some, others) else { return Ok(None) };
    let mut count = 0;
    for value in &some {
        count += usize::from(is_in(&others, value, budget)?);
    }
    Ok(Some((count, some.len())))
}

/// Returns the truth value on the right of `empty` and `exists`.
fn wanted<N>(value: &Value<N>) -> Result<bool, Stop> {
    match value {
        Value::Bool(bool) => Ok(*bool),
        _ => Err(Stop::invalid("true or false belongs here")),
    }
}

/// Returns what `operator` says of the two.
///
/// # Errors
/// [`Stop::Invalid`] where it cannot be applied to them: then the value under test does not fit, even under `!`.
pub(super) fn compare<N: Node>(
    left: &Value<N>,
    operator: Operator,
    right: &Value<N>,
    budget: &mut Budget,
) -> Result<bool, Stop> {
    let ordered = |orders: &[Ordering]| order(left, right).is_some_and(|order| orders.contains(&order));
    let is_same_type =
        std::mem::discriminant(left) == std::mem::discriminant(right) || left.is_json() && right.is_json();
    Ok(match operator {
        Operator::Equal => equal(left, right, budget)?,
        Operator::NotEqual => !equal(left, right, budget)?,
        Operator::SameType => is_same_type && equal(left, right, budget)?,
        Operator::NotSameType => !(is_same_type && equal(left, right, budget)?),
        Operator::Less => ordered(&[Ordering::Less]),
        Operator::LessOrEqual => ordered(&[Ordering::Less, Ordering::Equal]),
        Operator::Greater => ordered(&[Ordering::Greater]),
        Operator::GreaterOrEqual => ordered(&[Ordering::Greater, Ordering::Equal]),
        Operator::Matches => matches(left, right, budget)?,
        Operator::In => list(right)?.map_or(Ok(false), |list| is_in(&list, left, budget))?,
        Operator::NotIn => !list(right)?.map_or(Ok(false), |list| is_in(&list, left, budget))?,
        Operator::Contains => match (left, right) {
            (Value::Text(text), Value::Text(part)) => text.contains(part.as_str()),
            _ => left.elements().map_or(Ok(false), |list| is_in(&list, right, budget))?,
        },
        Operator::All if left.is_json() => match left.elements() {
            Some(_) => shared(right, left, budget)?.is_some_and(|(count, all)| count == all),
            None => true,
        },
        Operator::All => false,
        Operator::SubsetOf => shared(left, right, budget)?.is_some_and(|(count, all)| count == all),
        Operator::AnyOf => shared(left, right, budget)?.is_some_and(|(count, _)| count > 0),
        Operator::NoneOf => shared(left, right, budget)?.is_some_and(|(count, _)| count == 0),
        Operator::Size => match (left.len(), right) {
            (Some(len), Value::Number(number)) => number::compare(&len.to_string(), number) == Some(Ordering::Equal),
            _ => false,
        },
        Operator::Empty => match left.len() {
            Some(len) => (len == 0) == wanted(right)?,
            None => false,
        },
        Operator::Exists => matches!(left, Value::Undefined) != wanted(right)?,
    })
}
