//! Filters: `[?(@.age > 5 && @.name =~ /A.*/)]`.

use super::compare::{Operator, Pattern, Value, compare};
use super::eval::{self, Budget, Members, Outcome, Stop};
use super::number;
use super::parse::{Cursor, tokens};
use super::{Node, Path, PathError};
use crate::json::{Document, lenient};
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
            Ok(Operand::Here(Path::of(tokens(cursor, false)?)))
        }
        Some('$') => {
            cursor.take();
            Ok(Operand::Root(Path::of(tokens(cursor, false)?)))
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

impl Filter {
    /// Returns true if `here` fits. What an operator cannot be applied to does not fit, whatever the rest says.
    pub(super) fn accepts<N: Node>(&self, here: &N, root: &N, budget: &mut Budget) -> Result<bool, Stop> {
        match self.holds(here, root, budget) {
            Err(Stop::Invalid(_) | Stop::NotFound) => Ok(false),
            other => other,
        }
    }

    fn holds<N: Node>(&self, here: &N, root: &N, budget: &mut Budget) -> Result<bool, Stop> {
        Ok(match self {
            Self::Any(filters) => {
                for filter in filters {
                    if filter.holds(here, root, budget)? {
                        return Ok(true);
                    }
                }
                false
            }
            Self::All(filters) => {
                for filter in filters {
                    if !filter.holds(here, root, budget)? {
                        return Ok(false);
                    }
                }
                true
            }
            Self::Not(filter) => !filter.holds(here, root, budget)?,
            Self::Exists(operand) => operand.exists(here, root, budget)?,
            Self::Compare(left, operator, right) => {
                let (left, right) = (left.value(here, root, budget)?, right.value(here, root, budget)?);
                compare(&left, *operator, &right, budget)?
            }
        })
    }
}

impl Operand {
    fn exists<N: Node>(&self, here: &N, root: &N, budget: &mut Budget) -> Result<bool, Stop> {
        let (path, from) = match self {
            Self::Here(path) => (path, here),
            Self::Root(path) => (path, root),
            _ => return Ok(true),
        };
        // A list counts as there, even an empty one; all members that the path names must be.
        match eval::evaluate(path, from, root, Members::Required, budget) {
            Ok(outcome) => Ok(!matches!(outcome, Outcome::Missing)),
            Err(Stop::NotFound) => Ok(false),
            Err(stop) => Err(stop),
        }
    }

    fn value<N: Node>(&self, here: &N, root: &N, budget: &mut Budget) -> Result<Value<N>, Stop> {
        Ok(match self {
            Self::Here(path) => follow(path, here, root, budget)?,
            Self::Root(path) => follow(path, root, root, budget)?,
            Self::Text(text) => Value::Text(text.clone()),
            Self::Number(number) => Value::Number(number.clone()),
            Self::Bool(bool) => Value::Bool(*bool),
            Self::Null => Value::Null,
            Self::Json(Literal(document)) => Value::Literal(document.clone(), document.root()),
            Self::Pattern(pattern) => Value::Pattern(pattern.clone()),
        })
    }
}

fn follow<N: Node>(path: &Path, from: &N, root: &N, budget: &mut Budget) -> Result<Value<N>, Stop> {
    match eval::evaluate(path, from, root, Members::Optional, budget) {
        Ok(Outcome::One(item)) => Ok(Value::of_item(item)),
        Ok(Outcome::Many(items)) => Ok(Value::List(items.into_iter().map(Value::of_item).collect())),
        Ok(Outcome::Missing) | Err(Stop::NotFound) => Ok(Value::Undefined),
        Err(stop) => Err(stop),
    }
}
