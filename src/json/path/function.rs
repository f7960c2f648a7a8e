//! Functions in a path: `$.list.length()`, `$.sum($.a, 4)`.
//!
//! Jayway's functions see the value they are written after, and their parameters: paths from the root, or JSON.
//! `append` here leaves the document as it is; the original changes it.

use super::eval::{self, Budget, Item, Members, Outcome, Stop};
use super::{Kind, Node, Path, PathError, Token};
use crate::json::{Document, NodeId};
use crate::text::Span;
use std::sync::Arc;

/// The functions that a path can end with, and what each gives, for people.
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("length()", "How many elements, members or characters there are."),
    ("sum()", "The sum of the numbers in a list."),
    ("min()", "The smallest of the numbers in a list."),
    ("max()", "The greatest of the numbers in a list."),
    ("avg()", "The mean of the numbers in a list."),
    ("stddev()", "The standard deviation of the numbers in a list."),
    ("first()", "The first element."),
    ("last()", "The last element."),
    ("keys()", "The names of an object's members."),
    ("concat()", "The texts of a list, joined."),
];

/// A function with its parameters.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Function {
    pub name: Name,
    pub parameters: Vec<Parameter>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Name {
    Avg,
    StdDev,
    Sum,
    Min,
    Max,
    Concat,
    Length,
    Append,
    Keys,
    First,
    Last,
    Index,
    /// No function is called so: known when the walk gets there, as in the original.
    Unknown(String, Span),
}

impl Name {
    pub(super) fn new(name: &str, span: Span) -> Self {
        match name {
            "avg" => Self::Avg,
            "stddev" => Self::StdDev,
            "sum" => Self::Sum,
            "min" => Self::Min,
            "max" => Self::Max,
            "concat" => Self::Concat,
            "length" | "size" => Self::Length,
            "append" => Self::Append,
            "keys" => Self::Keys,
            "first" => Self::First,
            "last" => Self::Last,
            "index" => Self::Index,
            other => Self::Unknown(other.to_owned(), span),
        }
    }
}

/// What stands between the parentheses.
#[derive(Clone, Debug)]
pub(crate) enum Parameter {
    /// A path from the root.
    Path(Path),
    /// A JSON text.
    Json(Arc<Document>),
}

impl PartialEq for Parameter {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Path(a), Self::Path(b)) => a == b,
            (Self::Json(a), Self::Json(b)) => a.text() == b.text(),
            _ => false,
        }
    }
}

/// Moves the function at the end of a scan to the front: `$..price.sum()` is read as `$.sum($..price)`, since a
/// function is applied to one value, and a scan finds many.
pub(super) fn invert(tokens: Vec<Token>) -> Vec<Token> {
    let is_function = |token: &Token| matches!(token, Token::Function(_));
    if !matches!(tokens.first(), Some(Token::Scan)) || !tokens.last().is_some_and(is_function) {
        return tokens;
    }
    let mut before = tokens;
    let at = before.iter().position(is_function).unwrap_or_default();
    let mut tokens = before.split_off(at);
    if let Some(Token::Function(function)) = tokens.first_mut() {
        function.parameters = vec![Parameter::Path(Path::of(before))];
    }
    tokens
}

/// A parameter's value.
enum Value<N> {
    Item(Item<N>),
    Many(Vec<Item<N>>),
    Json(Arc<Document>),
}

/// A value as the functions look at it: with its text, but for lists, objects and null.
enum Scalar {
    Number(f64, String),
    Text(String),
    Bool(bool),
    Other,
}

impl Function {
    /// Applies the function to `at`.
    pub(super) fn apply<N: Node>(&self, at: &N, root: &N, budget: &mut Budget) -> Result<Option<Item<N>>, Stop> {
        if let Name::Unknown(name, span) = &self.name {
            let message = format!("there is no function {name}()");
            return Err(Stop::Invalid(PathError { message, span: *span }));
        }
        // Parameters are worked out first: one that leads nowhere ends the path.
        let parameters =
            self.parameters.iter().map(|parameter| parameter.value(root, budget)).collect::<Result<Vec<_>, _>>()?;
        budget.spend(at.len())?;
        let is_list = at.kind() == Kind::Array;
        Ok(match self.name {
            Name::Length => self.length(at, budget)?.map(Item::Integer),
            Name::Keys if at.kind() == Kind::Object => {
                Some(Item::Names(at.members().into_iter().map(|(name, _)| name).collect()))
            }
            Name::Keys | Name::Unknown(..) => None,
            Name::First | Name::Last | Name::Index if !is_list => {
                return Err(Stop::fail("this function needs a list"));
            }
            Name::First => Some(Item::Node(nth(at, 0)?)),
            Name::Last => Some(Item::Node(nth(at, -1)?)),
            Name::Index => match scalars(parameters).into_iter().find_map(|scalar| scalar.number()) {
                Some(number) => Some(Item::Node(nth(at, number as i64)?)),
                None => return Err(Stop::fail("index() needs a number")),
            },
            Name::Concat => Some(Item::Text(concat(at, parameters))),
            Name::Append if is_list => {
                let mut items: Vec<Item<N>> = at.elements().into_iter().map(Item::Node).collect();
                items.extend(parameters.into_iter().map(Value::into_item));
                Some(Item::List(items))
            }
            Name::Append => Some(Item::Node(at.clone())),
            Name::Avg | Name::StdDev | Name::Sum | Name::Min | Name::Max => {
                Some(Item::Decimal(self.aggregate(at, parameters)?))
            }
        })
    }

    /// Returns the length of `at`, or of what the first parameter leads to; `None` for scalars.
    fn length<N: Node>(&self, at: &N, budget: &mut Budget) -> Result<Option<i64>, Stop> {
        match self.parameters.first() {
            Some(Parameter::Json(_)) => return Err(Stop::fail("length() needs a path")),
            Some(Parameter::Path(path)) => {
                let mut tokens = path.tokens.clone();
                // Asks for the values inside; what a function came to is taken as it is.
                if !matches!(tokens.last(), None | Some(Token::Function(_))) {
                    tokens.push(Token::Wildcard);
                }
                match eval::evaluate(&Path::of(tokens), at, at, Members::Optional, budget)? {
                    Outcome::Many(items) => return Ok(Some(items.len() as i64)),
                    Outcome::One(Item::Node(node)) if node.kind() == Kind::Array => return Ok(Some(node.len() as i64)),
                    Outcome::One(Item::List(items)) => return Ok(Some(items.len() as i64)),
                    _ => {}
                }
            }
            None => {}
        }
        Ok(matches!(at.kind(), Kind::Array | Kind::Object).then(|| at.len() as i64))
    }

    fn aggregate<N: Node>(&self, at: &N, parameters: Vec<Value<N>>) -> Result<f64, Stop> {
        let own = if at.kind() == Kind::Array { at.elements() } else { Vec::new() };
        let own = own.iter().map(Scalar::of);
        let numbers: Vec<f64> = own.chain(scalars(parameters)).filter_map(|scalar| scalar.number()).collect();
        if numbers.is_empty() {
            return Err(Stop::fail("a function was applied to a list without numbers"));
        }
        let (sum, count) = (numbers.iter().sum::<f64>(), numbers.len() as f64);
        Ok(match self.name {
            Name::Avg => sum / count,
            Name::Sum => sum,
            Name::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            Name::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            _ => {
                let squares = numbers.iter().map(|number| number * number).sum::<f64>();
                (squares / count - sum * sum / count / count).sqrt()
            }
        })
    }
}

/// Returns an element, below 0 from the end.
fn nth<N: Node>(at: &N, index: i64) -> Result<N, Stop> {
    let position = if index < 0 { at.len() as i64 + index } else { index };
    let element = usize::try_from(position).ok().and_then(|position| at.element(position));
    element.ok_or_else(|| Stop::fail("the list has no such element"))
}

/// Joins the texts of a list, then the parameters.
fn concat<N: Node>(at: &N, parameters: Vec<Value<N>>) -> String {
    let own = if at.kind() == Kind::Array { at.elements() } else { Vec::new() };
    let mut text: String = own.iter().filter(|own| own.kind() == Kind::String).map(Node::text).collect();
    for parameter in parameters {
        // Of a list everything is joined, of a single value only a text.
        let is_list = parameter.is_list();
        for scalar in scalars(vec![parameter]) {
            match scalar {
                Scalar::Text(part) => text.push_str(&part),
                Scalar::Number(_, part) if is_list => text.push_str(&part),
                Scalar::Bool(part) if is_list => text.push_str(if part { "true" } else { "false" }),
                _ => {}
            }
        }
    }
    text
}

impl Parameter {
    fn value<N: Node>(&self, root: &N, budget: &mut Budget) -> Result<Value<N>, Stop> {
        Ok(match self {
            Self::Json(document) => Value::Json(document.clone()),
            Self::Path(path) => match eval::evaluate(path, root, root, Members::Optional, budget)? {
                Outcome::Missing => return Err(Stop::NotFound),
                Outcome::One(item) => Value::Item(item),
                Outcome::Many(items) => Value::Many(items),
            },
        })
    }
}

impl<N: Node> Value<N> {
    fn is_list(&self) -> bool {
        match self {
            Self::Item(Item::Node(node)) => node.kind() == Kind::Array,
            Self::Item(item) => matches!(item, Item::List(_)),
            Self::Many(_) => true,
            Self::Json(document) => document.kind(document.root()) == Kind::Array,
        }
    }

    /// Returns the value as an element of a list.
    fn into_item(self) -> Item<N> {
        match self {
            Self::Item(item) => item,
            Self::Many(items) => Item::List(items),
            Self::Json(document) => literal(&document, document.root()),
        }
    }
}

/// Makes a result of JSON written in a path. An object stays as it is written: results have no other.
fn literal<N: Node>(document: &Document, id: NodeId) -> Item<N> {
    let written = document.written(id);
    match document.kind(id) {
        Kind::Array => Item::List(document.children(id).map(|child| literal(document, child)).collect()),
        Kind::Number => match written.parse() {
            Ok(number) => Item::Integer(number),
            Err(_) => Item::Decimal(written.parse().unwrap_or(f64::NAN)),
        },
        Kind::Null => N::null().map_or_else(|| Item::Text(String::new()), Item::Node),
        Kind::String => Item::Text(document.string(id).into_owned()),
        Kind::Bool(_) | Kind::Object => Item::Text(written.to_owned()),
    }
}

impl Scalar {
    fn of<N: Node>(node: &N) -> Self {
        match node.kind() {
            Kind::Number => {
                let text = node.text().into_owned();
                text.parse().map_or(Self::Other, |number| Self::Number(number, text))
            }
            Kind::String => Self::Text(node.text().into_owned()),
            Kind::Bool(value) => Self::Bool(value),
            Kind::Object | Kind::Array | Kind::Null => Self::Other,
        }
    }

    fn of_item<N: Node>(item: &Item<N>) -> Self {
        match item {
            Item::Node(node) => Self::of(node),
            Item::Integer(number) => Self::Number(*number as f64, number.to_string()),
            Item::Decimal(number) => Self::Number(*number, format!("{number:?}")),
            Item::Text(text) => Self::Text(text.clone()),
            Item::Merged(_) | Item::Names(_) | Item::List(_) => Self::Other,
        }
    }

    fn number(&self) -> Option<f64> {
        if let Self::Number(number, _) = self { Some(*number) } else { None }
    }
}

/// Returns the parameters with lists opened.
fn scalars<N: Node>(parameters: Vec<Value<N>>) -> Vec<Scalar> {
    let mut scalars = Vec::new();
    for parameter in parameters {
        match parameter {
            Value::Item(Item::Node(node)) if node.kind() == Kind::Array => {
                scalars.extend(node.elements().iter().map(Scalar::of));
            }
            Value::Item(Item::List(items)) | Value::Many(items) => scalars.extend(items.iter().map(Scalar::of_item)),
            Value::Item(item) => scalars.push(Scalar::of_item(&item)),
            Value::Json(document) => {
                let root = super::Value::root(&document);
                let all = if root.kind() == Kind::Array { root.elements() } else { vec![root] };
                scalars.extend(all.iter().map(Scalar::of));
            }
        }
    }
    scalars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_told_is_known() {
        for (written, _) in FUNCTIONS {
            let name = written.trim_end_matches("()");
            assert!(!matches!(Name::new(name, Span::default()), Name::Unknown(..)), "{name}");
        }
    }
}
