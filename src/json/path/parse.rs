//! Reads the text of a path.

use super::filter;
use super::function::{self, Function, Name, Parameter};
use super::{MAX_NESTING, Path, PathError, Token};
use crate::json::lenient;
use crate::text::Span;
use std::sync::Arc;

/// Reads a whole path.
pub(super) fn path(text: &str) -> Result<Path, PathError> {
    if text.trim().is_empty() {
        return Err(PathError::new("the path is empty", 0, text.len()));
    }
    // Without `$` in front, Jayway reads the text as a member of the root.
    let whole;
    let (text, shift) = if text.starts_with(['$', '@']) {
        (text, 0)
    } else {
        whole = format!("$.{text}");
        (whole.as_str(), 2)
    };
    let mut cursor = Cursor { text: text.trim_end(), at: 1, nesting: 0 };
    let parsed = tokens(&mut cursor, true);
    parsed.map(|tokens| Path::of(function::invert(tokens))).map_err(|error| {
        let back = |offset: u32| (offset as usize).saturating_sub(shift);
        PathError::new(error.message, back(error.span.start), back(error.span.end))
    })
}

/// A place in the text of a path.
pub(super) struct Cursor<'t> {
    pub text: &'t str,
    pub at: usize,
    pub nesting: usize,
}

impl Cursor<'_> {
    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    pub(super) fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    pub(super) fn eat(&mut self, text: &str) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(text));
        self.at += if found { text.len() } else { 0 };
        found
    }

    pub(super) fn blanks(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    pub(super) fn fail<T>(&self, message: impl Into<String>) -> Result<T, PathError> {
        let width = self.peek().map_or(0, char::len_utf8);
        Err(PathError::new(message, self.at, self.at + width))
    }

    /// Goes one level deeper.
    pub(super) fn nest(&mut self) -> Result<(), PathError> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING { self.fail("nested too deeply") } else { Ok(()) }
    }

    /// Reads a text between quotes; the cursor is on the first.
    pub(super) fn quoted(&mut self) -> Result<String, PathError> {
        let start = self.at;
        let quote = self.take();
        let mut out = String::new();
        loop {
            match self.take() {
                None => return Err(PathError::new("this text is not closed", start, start + 1)),
                Some('\\') => match self.take() {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('r') => out.push('\r'),
                    Some('b') => out.push('\u{8}'),
                    Some('f') => out.push('\u{c}'),
                    Some('u') => {
                        let digits = self.text.get(self.at..self.at + 4);
                        let unit = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
                        out.push(unit.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
                        self.at += if digits.is_some() { 4 } else { 0 };
                    }
                    Some(c) => out.push(c),
                    None => {}
                },
                c if c == quote => return Ok(out),
                Some(c) => out.push(c),
            }
        }
    }
}

/// Reads the steps after `$` or `@`; inside a filter they end where no step begins.
pub(super) fn tokens(cursor: &mut Cursor<'_>, whole: bool) -> Result<Vec<Token>, PathError> {
    let mut tokens = Vec::new();
    loop {
        match cursor.peek() {
            Some('.') => dot(cursor, &mut tokens)?,
            Some('[') => tokens.push(bracket(cursor)?),
            None => return Ok(tokens),
            Some(_) if !whole => return Ok(tokens),
            Some(' ') => return cursor.fail("a blank cannot stand here; put a name with blanks in ['…']"),
            Some(_) => return cursor.fail("a `.` or `[` belongs here"),
        }
    }
}

fn dot(cursor: &mut Cursor<'_>, tokens: &mut Vec<Token>) -> Result<(), PathError> {
    cursor.take();
    if cursor.eat(".") {
        tokens.push(Token::Scan);
        if cursor.peek() == Some('.') {
            return cursor.fail("three dots in a row");
        }
    }
    match cursor.peek() {
        None => cursor.fail("a path cannot end with a dot"),
        Some('[') => {
            tokens.push(bracket(cursor)?);
            Ok(())
        }
        Some('*') => {
            cursor.take();
            tokens.push(Token::Wildcard);
            Ok(())
        }
        Some(_) => {
            tokens.push(name(cursor)?);
            Ok(())
        }
    }
}

/// Reads a name, or a function with its parameters.
fn name(cursor: &mut Cursor<'_>) -> Result<Token, PathError> {
    let start = cursor.at;
    // In a filter an operator may follow without a blank: `@.age>5`.
    let in_filter = cursor.nesting > 0;
    loop {
        match cursor.peek() {
            None | Some('.' | '[') => break,
            Some('(') => {
                let name = Name::new(&cursor.text[start..cursor.at], Span::new(start, cursor.at));
                cursor.take();
                return Ok(Token::Function(Function { name, parameters: parameters(cursor)? }));
            }
            Some(' ' | ')' | '=' | '<' | '>' | '!' | '&' | '|' | '~' | ',' | ']' | '}') if in_filter => break,
            Some(' ') => {
                return cursor.fail("a name with a blank must stand in ['…']");
            }
            Some(_) => {
                cursor.take();
            }
        }
    }
    if cursor.at == start {
        return cursor.fail("a name is missing here");
    }
    Ok(Token::Properties(vec![cursor.text[start..cursor.at].to_owned()]))
}

/// Reads what stands between the parentheses of a function; the cursor is after the first.
fn parameters(cursor: &mut Cursor<'_>) -> Result<Vec<Parameter>, PathError> {
    let mut parameters = Vec::new();
    cursor.nest()?;
    loop {
        cursor.blanks();
        match cursor.peek() {
            Some(')') => break,
            Some(',') => {
                cursor.take();
            }
            Some('$' | '@') => {
                cursor.take();
                parameters.push(Parameter::Path(Path::of(function::invert(tokens(cursor, false)?))));
            }
            None => return cursor.fail("`)` is missing here"),
            Some(_) => parameters.push(json_parameter(cursor)?),
        }
    }
    cursor.take();
    cursor.nesting -= 1;
    Ok(parameters)
}

/// Reads a parameter that is JSON: up to the comma or parenthesis outside of its own brackets and quotes.
fn json_parameter(cursor: &mut Cursor<'_>) -> Result<Parameter, PathError> {
    let start = cursor.at;
    let mut depth = 0usize;
    loop {
        match cursor.peek() {
            None => return cursor.fail("`)` is missing here"),
            Some('\'' | '"') => {
                cursor.quoted()?;
                continue;
            }
            Some('[' | '{' | '(') => depth += 1,
            Some(',' | ')') if depth == 0 => break,
            Some(']' | '}' | ')') => depth = depth.saturating_sub(1),
            Some(_) => {}
        }
        cursor.take();
    }
    match lenient::read(&cursor.text[start..cursor.at]) {
        Ok(document) => Ok(Parameter::Json(Arc::new(document))),
        Err(_) => Err(PathError::new("this parameter cannot be read", start, cursor.at)),
    }
}

fn bracket(cursor: &mut Cursor<'_>) -> Result<Token, PathError> {
    let start = cursor.at;
    cursor.take();
    cursor.blanks();
    let token = match cursor.peek() {
        Some('\'' | '"') => Token::Properties(names(cursor)?),
        Some('*') => {
            cursor.take();
            Token::Wildcard
        }
        Some('?') => {
            cursor.take();
            cursor.blanks();
            if !cursor.eat("(") {
                return cursor.fail("a filter is written [?(…)]");
            }
            cursor.nest()?;
            let filter = filter::parse(cursor)?;
            cursor.nesting -= 1;
            cursor.blanks();
            if !cursor.eat(")") {
                return cursor.fail("`)` is missing here");
            }
            Token::Filter(filter)
        }
        Some('0'..='9' | '-' | ':') => numbers(cursor)?,
        None => return Err(PathError::new("this bracket is not closed", start, start + 1)),
        Some(_) => return cursor.fail("an index, a name in quotes, `*` or `?(…)` belongs here"),
    };
    cursor.blanks();
    if cursor.eat("]") { Ok(token) } else { Err(PathError::new("this bracket is not closed", start, start + 1)) }
}

fn names(cursor: &mut Cursor<'_>) -> Result<Vec<String>, PathError> {
    let mut names = vec![cursor.quoted()?];
    loop {
        cursor.blanks();
        if !cursor.eat(",") {
            return Ok(names);
        }
        cursor.blanks();
        if !matches!(cursor.peek(), Some('\'' | '"')) {
            return cursor.fail("a name in quotes belongs here");
        }
        names.push(cursor.quoted()?);
    }
}

fn numbers(cursor: &mut Cursor<'_>) -> Result<Token, PathError> {
    let first = number(cursor)?;
    cursor.blanks();
    if cursor.eat(":") {
        cursor.blanks();
        let to = number(cursor)?;
        if first.is_none() && to.is_none() {
            return cursor.fail("a slice needs a beginning or an end");
        }
        return Ok(Token::Slice(first, to));
    }
    let mut indexes = Vec::from_iter(first);
    while cursor.eat(",") {
        cursor.blanks();
        match number(cursor)? {
            Some(index) => indexes.push(index),
            None => return cursor.fail("an index belongs here"),
        }
        cursor.blanks();
    }
    if indexes.is_empty() { cursor.fail("an index belongs here") } else { Ok(Token::Indexes(indexes)) }
}

/// Reads a whole number, if one stands here.
fn number(cursor: &mut Cursor<'_>) -> Result<Option<i64>, PathError> {
    let start = cursor.at;
    cursor.eat("-");
    while matches!(cursor.peek(), Some('0'..='9')) {
        cursor.take();
    }
    let text = &cursor.text[start..cursor.at];
    match text.parse::<i32>() {
        Ok(number) => Ok(Some(number.into())),
        Err(_) if text.is_empty() => Ok(None),
        Err(_) => Err(PathError::new("this is no index", start, cursor.at)),
    }
}
