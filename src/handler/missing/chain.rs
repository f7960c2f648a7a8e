//! Reads chains of members from the text of a handler, in Python and JavaScript alike.

use std::collections::HashMap;

/// The longest chain that is read.
const MAX_STEPS: usize = 32;
/// What makes JSON of a text.
const PARSERS: [&str; 2] = ["json.loads(", "JSON.parse("];
/// The most of a handler that is looked at, in bytes.
const MAX_CODE_BYTES: usize = 256 * 1024;

/// A step from a value into it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// A member.
    Name {
        /// Its name.
        name: String,
        /// As the code writes it: `["stage"]`, `.stage`, `.get("stage")`.
        written: String,
    },
    /// An item of a list.
    Index(usize),
}

impl Step {
    /// Returns the member's name or the item's number.
    pub fn name(&self) -> String {
        match self {
            Self::Name { name, .. } => name.clone(),
            Self::Index(at) => at.to_string(),
        }
    }
}

/// Members one after another, from the event on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chain {
    /// Line of the code, from 1.
    pub line: usize,
    /// The steps.
    pub steps: Vec<Step>,
    /// It is all that `json.loads` or `JSON.parse` is given.
    pub is_parsed: bool,
}

impl Chain {
    /// Returns steps as code: `event["requestContext"]`.
    pub fn written(&self, steps: &[Step]) -> String {
        let step = |step: &Step| match step {
            Step::Name { written, .. } => written.clone(),
            Step::Index(at) => format!("[{at}]"),
        };
        std::iter::once("event".to_owned()).chain(steps.iter().map(step)).collect()
    }
}

/// Returns every chain of a handler that begins at the event.
pub fn chains(code: &str) -> Vec<Chain> {
    let mut known: HashMap<String, Vec<Step>> = HashMap::from([("event".to_owned(), Vec::new())]);
    let mut out = Vec::new();
    let mut read_bytes = 0;
    for (index, line) in code.lines().enumerate() {
        read_bytes += line.len() + 1;
        if read_bytes > MAX_CODE_BYTES {
            break;
        }
        let found = in_line(line, index + 1, &known);
        if let Some((name, value)) = assigned(line) {
            match &found[..] {
                [only] if is_chain(value, &known) => known.insert(name.to_owned(), only.steps.clone()),
                // Parsed, replaced or taken from elsewhere: no longer a part of the event.
                _ => known.remove(name),
            };
        }
        out.extend(found.into_iter().filter(|chain| !chain.steps.is_empty()));
    }
    out
}

/// Returns the name that a line gives to something, and what it is: `const x = event.a.b;`.
fn assigned(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let line = ["const ", "let ", "var "].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim().trim_end_matches(';'));
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
    (is_name && !value.starts_with('=')).then_some((name, value))
}

/// Tells whether a value is a chain and nothing else: with anything beside it, or around it, a name holds something
/// else.
fn is_chain(value: &str, known: &HashMap<String, Vec<Step>>) -> bool {
    let inner = value.trim_start_matches('(');
    let word_len = inner.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(inner.len());
    inner.get(..word_len).is_some_and(|word| known.contains_key(word))
        && value.chars().all(|c| c.is_alphanumeric() || "_.?[]'\":-()".contains(c))
        && !value.ends_with("()")
}

fn in_line(line: &str, number: usize, known: &HashMap<String, Vec<Step>>) -> Vec<Chain> {
    let mut out = Vec::new();
    let mut rest = line;
    let mut before = '\n';
    while let Some(first) = rest.chars().next() {
        if first == '#' || rest.starts_with("//") {
            break;
        }
        if matches!(first, '"' | '\'' | '`') {
            rest = after_text(rest);
            before = first;
            continue;
        }
        let word_len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(word_len);
        if word.is_empty() {
            before = first;
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
            continue;
        }
        rest = tail;
        // A word after a dot is a member of something else.
        if let (true, Some(start)) = (before != '.', known.get(word)) {
            let before_word = line.get(..line.len() - tail.len() - word.len()).unwrap_or_default();
            let (steps, tail) = steps(tail);
            let is_alone = tail.trim_start_matches('!').trim_start().starts_with(')');
            out.push(Chain {
                line: number,
                steps: start.iter().cloned().chain(steps).take(MAX_STEPS).collect(),
                is_parsed: is_alone && PARSERS.iter().any(|parser| before_word.trim_end().ends_with(parser)),
            });
            rest = tail;
        }
        before = 'a';
    }
    out
}

/// Reads the steps at the start of a text, and returns what follows them.
fn steps(mut rest: &str) -> (Vec<Step>, &str) {
    let mut out = Vec::new();
    while let Some((step, tail)) = step(rest) {
        out.push(step);
        rest = tail;
    }
    (out, rest)
}

fn step(rest: &str) -> Option<(Step, &str)> {
    let start = rest;
    let written = |tail: &str| start[..start.len() - tail.len()].trim_start_matches('?').to_owned();
    let body = rest.strip_prefix("?.").map_or(rest, |tail| if tail.starts_with('[') { tail } else { &rest[1..] });
    if let Some(inner) = body.strip_prefix('[') {
        let (text, tail) = inner.split_once(']')?;
        let tail = tail.strip_prefix("!").unwrap_or(tail);
        if let Ok(at) = text.trim().parse() {
            return Some((Step::Index(at), tail));
        }
        let name = quoted(text)?;
        return Some((Step::Name { name, written: format!("[{}]", text.trim()) }, tail));
    }
    let after = body.strip_prefix('.')?;
    let len = after.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(after.len());
    let (name, tail) = after.split_at(len);
    match tail.strip_prefix('(') {
        _ if name.is_empty() => None,
        // Other methods are called on the value and give something of their own.
        Some(inner) if name == "get" => {
            let (arguments, tail) = inner.split_once(')')?;
            let name = quoted(arguments.split(',').next()?)?;
            Some((Step::Name { name, written: written(tail) }, tail))
        }
        Some(_) => None,
        None if is_own(name) => None,
        None => Some((Step::Name { name: name.to_owned(), written: written(tail) }, tail)),
    }
}

/// Returns true for members that every text or list has.
fn is_own(name: &str) -> bool {
    name == "length"
}

fn quoted(text: &str) -> Option<String> {
    let text = text.trim();
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    (!inner.contains([quote, '\\'])).then(|| inner.to_owned())
}

/// Returns what follows the text in quotes at the start of `rest`.
fn after_text(rest: &str) -> &str {
    let Some(quote) = rest.chars().next() else { return rest };
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return rest.get(at + 1..).unwrap_or_default(),
            _ => {}
        }
    }
    ""
}
