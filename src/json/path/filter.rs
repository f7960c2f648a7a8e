//! Filters: `[?(@.age > 5 && @.name =~ /A.*/)]`.

use super::eval::{Item, Outcome, children};
use super::number;
use super::parse::{Cursor, tokens};
use super::{Kind, Node, Path, PathError};
use crate::json::{Document, NodeId, lenient};
use std::cmp::Ordering;
use std::sync::Arc;

/// A condition on a value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Filter {
    Any(Vec<Filter>),
    All(Vec<Filter>),
    Not(Box<Filter>),
    /// A path alone: true where it leads somewhere.
    Exists(Operand),
    Compare(Operand, Operator, Operand),
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Operand {
    /// `@…`: from the value under test.
    Here(Path),
    /// `$…`: from the root.
    Root(Path),
    Text(String),
    Number(String),
    Bool(bool),
    Null,
    /// A list or object written in the path.
    Json(Literal),
    Pattern(Pattern),
}

/// JSON written in a path; two are equal if their texts are.
#[derive(Clone, Debug)]
pub(crate) struct Literal(Arc<Document>);

impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        self.0.text() == other.0.text()
    }
}

/// A regular expression with its flags, compiled when the path is read.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    written: String,
    regex: Arc<fancy_regex::Regex>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

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

/// Operators as written; a longer one stands before its beginning.
const OPERATORS: [(&str, Operator); 19] = [
    ("===", Operator::SameType),
    ("!==", Operator::NotSameType),
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=~", Operator::Matches),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("in", Operator::In),
    ("nin", Operator::NotIn),
    ("contains", Operator::Contains),
    ("all", Operator::All),
    ("size", Operator::Size),
    ("empty", Operator::Empty),
    ("exists", Operator::Exists),
    ("subsetof", Operator::SubsetOf),
    ("anyof", Operator::AnyOf),
    ("noneof", Operator::NoneOf),
];

/// Reads a condition; the cursor is after the opening parenthesis.
pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    let mut any = vec![all(cursor)?];
    loop {
        cursor.blanks();
        if !cursor.eat("||") {
            break;
        }
        any.push(all(cursor)?);
    }
    Ok(if any.len() == 1 { any.swap_remove(0) } else { Filter::Any(any) })
}

fn all(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    let mut all = vec![term(cursor)?];
    loop {
        cursor.blanks();
        if !cursor.eat("&&") {
            break;
        }
        all.push(term(cursor)?);
    }
    Ok(if all.len() == 1 { all.swap_remove(0) } else { Filter::All(all) })
}

fn term(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    cursor.nest()?;
    cursor.blanks();
    let term = if cursor.peek() == Some('!') {
        cursor.take();
        Filter::Not(Box::new(term(cursor)?))
    } else if cursor.eat("(") {
        let inner = parse(cursor)?;
        cursor.blanks();
        if !cursor.eat(")") {
            return cursor.fail("`)` is missing here");
        }
        inner
    } else {
        comparison(cursor)?
    };
    cursor.nesting -= 1;
    Ok(term)
}

fn comparison(cursor: &mut Cursor<'_>) -> Result<Filter, PathError> {
    let left = operand(cursor)?;
    cursor.blanks();
    let rest = cursor.text.get(cursor.at..).unwrap_or_default();
    let starts = |word: &str| {
        let whole = || !rest[word.len()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let same = rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        same && (!word.ends_with(|c: char| c.is_ascii_alphabetic()) || whole())
    };
    let Some((word, operator)) = OPERATORS.iter().find(|(word, _)| starts(word)) else {
        return match left {
            Operand::Here(_) | Operand::Root(_) => Ok(Filter::Exists(left)),
            _ => cursor.fail("an operator belongs here"),
        };
    };
    cursor.at += word.len();
    let right = operand(cursor)?;
    Ok(Filter::Compare(left, *operator, right))
}

fn operand(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    cursor.blanks();
    let start = cursor.at;
    match cursor.peek() {
        Some('@') => {
            cursor.take();
            Ok(Operand::Here(Path { tokens: tokens(cursor, false)? }))
        }
        Some('$') => {
            cursor.take();
            Ok(Operand::Root(Path { tokens: tokens(cursor, false)? }))
        }
        Some('\'' | '"') => Ok(Operand::Text(cursor.quoted()?)),
        Some('/') => pattern(cursor),
        Some('[' | '{') => json(cursor),
        Some('-' | '0'..='9') => {
            while matches!(cursor.peek(), Some('-' | '+' | '.' | 'e' | 'E' | '0'..='9')) {
                cursor.take();
            }
            let written = cursor.text[start..cursor.at].to_owned();
            match number::compare(&written, "0") {
                Some(_) => Ok(Operand::Number(written)),
                None => Err(PathError::new("this is no number", start, cursor.at)),
            }
        }
        _ if cursor.eat("true") => Ok(Operand::Bool(true)),
        _ if cursor.eat("false") => Ok(Operand::Bool(false)),
        _ if cursor.eat("null") => Ok(Operand::Null),
        _ => cursor.fail("a path, a text in quotes, a number, true, false or null belongs here"),
    }
}

fn pattern(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let start = cursor.at;
    cursor.take();
    let mut escaped = false;
    loop {
        match cursor.take() {
            None => return Err(PathError::new("this pattern is not closed", start, start + 1)),
            Some('/') if !escaped => break,
            Some(c) => escaped = c == '\\' && !escaped,
        }
    }
    let body = cursor.text[start + 1..cursor.at - 1].to_owned();
    let flags_at = cursor.at;
    while matches!(cursor.peek(), Some('a'..='z' | 'A'..='Z')) {
        cursor.take();
    }
    let flags: String = cursor.text[flags_at..cursor.at].chars().filter(|flag| "imsx".contains(*flag)).collect();
    let flags = if flags.is_empty() { String::new() } else { format!("(?{flags})") };
    // Jayway asks whether the whole text matches.
    let written = format!("{flags}^(?:{body})$(?!\\n)");
    match fancy_regex::RegexBuilder::new(&written).backtrack_limit(100_000).build() {
        Ok(regex) => Ok(Operand::Pattern(Pattern { written, regex: Arc::new(regex) })),
        Err(_) => Err(PathError::new("this pattern cannot be read", start, cursor.at)),
    }
}

fn json(cursor: &mut Cursor<'_>) -> Result<Operand, PathError> {
    let start = cursor.at;
    let mut depth = 0usize;
    loop {
        match cursor.peek() {
            None => return Err(PathError::new("this list is not closed", start, start + 1)),
            Some('\'' | '"') => {
                cursor.quoted()?;
                continue;
            }
            Some('[' | '{') => depth += 1,
            Some(']' | '}') => depth -= 1,
            Some(_) => {}
        }
        cursor.take();
        if depth == 0 {
            break;
        }
    }
    match lenient::read(&cursor.text[start..cursor.at]) {
        Ok(document) => Ok(Operand::Json(Literal(Arc::new(document)))),
        Err(_) => Err(PathError::new("this list cannot be read", start, cursor.at)),
    }
}

/// A value that a filter compares.
#[derive(Clone)]
enum Value<N> {
    Undefined,
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Node(N),
    Literal(Arc<Document>, NodeId),
    List(Vec<Value<N>>),
    Pattern(Pattern),
}

impl Filter {
    /// Returns true if `here` fits.
    pub(super) fn accepts<N: Node>(&self, here: &N, root: &N, steps: &mut usize) -> Result<bool, PathError> {
        Ok(match self {
            Self::Any(filters) => {
                for filter in filters {
                    if filter.accepts(here, root, steps)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::All(filters) => {
                for filter in filters {
                    if !filter.accepts(here, root, steps)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Not(filter) => !filter.accepts(here, root, steps)?,
            Self::Exists(operand) => !matches!(operand.value(here, root, steps)?, Value::Undefined),
            Self::Compare(left, operator, right) => {
                compare(&left.value(here, root, steps)?, *operator, &right.value(here, root, steps)?)
            }
        })
    }
}

impl Operand {
    fn value<N: Node>(&self, here: &N, root: &N, steps: &mut usize) -> Result<Value<N>, PathError> {
        Ok(match self {
            Self::Here(path) => follow(path, here, steps)?,
            Self::Root(path) => follow(path, root, steps)?,
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Bool(bool) => Value::Bool(*bool),
            Self::Null => Value::Null,
            Self::Json(Literal(document)) => Value::Literal(document.clone(), document.root()),
            Self::Pattern(pattern) => Value::Pattern(pattern.clone()),
        })
    }
}

fn follow<N: Node>(path: &Path, from: &N, steps: &mut usize) -> Result<Value<N>, PathError> {
    let too_many = || PathError::new("the path needs too many steps", 0, 0);
    *steps = steps.checked_sub(1 + path.tokens.len()).ok_or_else(too_many)?;
    // A path that cannot be followed from here leads nowhere; only running out of steps ends the walk.
    let outcome = path.evaluate(from, (*steps).min(100_000));
    Ok(match outcome {
        Ok(Outcome::One(item)) => of_item(item),
        Ok(Outcome::Many(items)) => {
            *steps = steps.checked_sub(items.len()).ok_or_else(too_many)?;
            Value::List(items.into_iter().map(of_item).collect())
        }
        Ok(Outcome::Missing) | Err(_) => Value::Undefined,
    })
}

fn of_item<N: Node>(item: Item<N>) -> Value<N> {
    match item {
        Item::Node(node) => of_node(node),
        Item::Integer(number) => Value::Number(number.to_string()),
        Item::Decimal(number) => Value::Number(number.to_string()),
        Item::Text(text) => Value::Text(text),
        Item::Names(names) => Value::List(names.into_iter().map(Value::Text).collect()),
        Item::Merged(members) => Value::List(members.into_iter().map(|(_, node)| of_node(node)).collect()),
        Item::List(items) => Value::List(items.into_iter().map(of_item).collect()),
    }
}

fn of_node<N: Node>(node: N) -> Value<N> {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool(bool) => Value::Bool(bool),
        Kind::Number => Value::Number(node.text().into_owned()),
        Kind::String => Value::Text(node.text().into_owned()),
        Kind::Object | Kind::Array => Value::Node(node),
    }
}

fn of_literal<N>(document: &Arc<Document>, id: NodeId) -> Value<N> {
    match document.kind(id) {
        Kind::Null => Value::Null,
        Kind::Bool(bool) => Value::Bool(bool),
        Kind::Number => Value::Number(document.written(id).to_owned()),
        Kind::String => Value::Text(document.string(id).into_owned()),
        Kind::Object | Kind::Array => Value::Literal(document.clone(), id),
    }
}

/// Returns the elements of a list; `None` for anything else.
fn elements<N: Node>(value: &Value<N>) -> Option<Vec<Value<N>>> {
    match value {
        Value::Node(node) if node.kind() == Kind::Array => Some(children(node).into_iter().map(of_node).collect()),
        Value::Literal(document, id) if document.kind(*id) == Kind::Array => {
            Some(document.children(*id).map(|child| of_literal(document, child)).collect())
        }
        Value::List(values) => Some(values.clone()),
        _ => None,
    }
}

fn members<N: Node>(value: &Value<N>) -> Option<Vec<(String, Value<N>)>> {
    match value {
        Value::Node(node) if node.kind() == Kind::Object => {
            Some(node.members().into_iter().map(|(name, member)| (name, of_node(member))).collect())
        }
        Value::Literal(document, id) if document.kind(*id) == Kind::Object => {
            let members = document.members(*id).into_iter();
            Some(members.map(|(name, member)| (name.into_owned(), of_literal(document, member))).collect())
        }
        _ => None,
    }
}

fn equal<N: Node>(left: &Value<N>, right: &Value<N>) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        // Jayway reads the text on the right as a number, or the number on the right as a text.
        (Value::Number(a), Value::Number(b) | Value::Text(b)) => number::compare(a, b) == Some(Ordering::Equal),
        (Value::Text(a), Value::Text(b) | Value::Number(b)) => a == b,
        _ => match (elements(left), elements(right)) {
            (Some(a), Some(b)) => a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| equal(a, b)),
            _ => match (members(left), members(right)) {
                (Some(a), Some(b)) => {
                    let same = |(name, value): &(String, Value<N>)| {
                        b.iter().any(|(other, theirs)| other == name && equal(value, theirs))
                    };
                    a.len() == b.len() && a.iter().all(same)
                }
                _ => false,
            },
        },
    }
}

fn order<N: Node>(left: &Value<N>, right: &Value<N>) -> Option<Ordering> {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b),
        // Java compares texts by their UTF-16 units.
        (Value::Text(a), Value::Text(b)) => Some(a.encode_utf16().cmp(b.encode_utf16())),
        _ => None,
    }
}

fn size<N: Node>(value: &Value<N>) -> Option<usize> {
    match value {
        Value::Text(text) => Some(text.encode_utf16().count()),
        Value::Node(node) => Some(node.len()),
        other => elements(other).map(|elements| elements.len()).or_else(|| members(other).map(|members| members.len())),
    }
}

fn matches<N: Node>(left: &Value<N>, right: &Value<N>) -> bool {
    let (pattern, value) = match (left, right) {
        (value, Value::Pattern(pattern)) | (Value::Pattern(pattern), value) => (pattern, value),
        _ => return false,
    };
    let text = match value {
        Value::Text(text) | Value::Number(text) => text.clone(),
        Value::Bool(bool) => bool.to_string(),
        other => {
            let fits =
                |element: &Value<N>| !matches!(element, Value::List(_) | Value::Node(_)) && matches(element, right);
            return elements(other).is_some_and(|elements| elements.iter().any(fits));
        }
    };
    // A pattern that gives up on a text does not match it.
    pattern.regex.is_match(&text).unwrap_or(false)
}

fn compare<N: Node>(left: &Value<N>, operator: Operator, right: &Value<N>) -> bool {
    let ordered = |wanted: &[Ordering]| order(left, right).is_some_and(|order| wanted.contains(&order));
    let is_in = |list: &[Value<N>], value: &Value<N>| list.iter().any(|element| equal(value, element));
    let same_type = || std::mem::discriminant(left) == std::mem::discriminant(right) && equal(left, right);
    match operator {
        Operator::Equal => equal(left, right),
        Operator::NotEqual => !equal(left, right),
        Operator::SameType => same_type(),
        Operator::NotSameType => !same_type(),
        Operator::Less => ordered(&[Ordering::Less]),
        Operator::LessOrEqual => ordered(&[Ordering::Less, Ordering::Equal]),
        Operator::Greater => ordered(&[Ordering::Greater]),
        Operator::GreaterOrEqual => ordered(&[Ordering::Greater, Ordering::Equal]),
        Operator::Matches => matches(left, right),
        Operator::In => elements(right).is_some_and(|list| is_in(&list, left)),
        Operator::NotIn => !elements(right).is_some_and(|list| is_in(&list, left)),
        Operator::Contains => match (left, right) {
            (Value::Text(text), Value::Text(part)) => text.contains(part.as_str()),
            _ => elements(left).is_some_and(|list| is_in(&list, right)),
        },
        Operator::All => match (elements(left), elements(right)) {
            (Some(list), Some(wanted)) => wanted.iter().all(|value| is_in(&list, value)),
            _ => false,
        },
        Operator::SubsetOf => match (elements(left), elements(right)) {
            (Some(list), Some(set)) => list.iter().all(|value| is_in(&set, value)),
            _ => false,
        },
        Operator::AnyOf => match (elements(left), elements(right)) {
            (Some(list), Some(set)) => list.iter().any(|value| is_in(&set, value)),
            _ => false,
        },
        Operator::NoneOf => match (elements(left), elements(right)) {
            (Some(list), Some(set)) => !list.iter().any(|value| is_in(&set, value)),
            _ => false,
        },
        Operator::Size => match right {
            Value::Number(number) => {
                size(left).is_some_and(|size| number::compare(&size.to_string(), number) == Some(Ordering::Equal))
            }
            _ => false,
        },
        Operator::Empty => match (size(left), right) {
            (Some(size), Value::Bool(wanted)) => (size == 0) == *wanted,
            _ => false,
        },
        Operator::Exists => match right {
            Value::Bool(wanted) => matches!(left, Value::Undefined) != *wanted,
            _ => false,
        },
    }
}
