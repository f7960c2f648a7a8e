//! Variables of the Serverless Framework: `${self:custom.x}`, `${file(x.vtl)}`, `${file(x.yml):name}`, `${opt:stage,
//! 'dev'}`. Only `${name:` and `${name(` begin one, so that `${stageVariables.x}` of a template passes (measured with
//! the Framework's own `print`).

use super::super::draft::Draft;
use super::super::neighbors::Neighbors;
use crate::diagnostics::Source;
use crate::import::tree::{Entry, Form, Node, Scalar, Value, read_json};
use crate::import::yaml;
use std::borrow::Cow;
use std::cell::Cell;

/// Deepest chain of variables that is followed.
const MAX_DEPTH: usize = 16;

/// Most bytes that variables may make in all: they may name each other many times over.
const MAX_MADE: usize = 8 * 1024 * 1024;

/// Where variables find their values.
pub(super) struct Variables<'a> {
    root: &'a Node,
    neighbors: &'a dyn Neighbors,
    /// Bytes made so far.
    made: Cell<usize>,
}

impl<'a> Variables<'a> {
    pub fn new(root: &'a Node, neighbors: &'a dyn Neighbors) -> Self {
        Self { root, neighbors, made: Cell::new(0) }
    }

    /// Returns `node` with the variables in its texts worked out.
    pub fn resolve(&self, draft: &mut Draft, node: &Node) -> Node {
        self.resolve_at(draft, node, 0)
    }

    /// Returns `node`, or what it stands for if it is one variable; what is inside stays as it is written.
    pub fn whole(&self, draft: &mut Draft, node: &Node) -> Node {
        self.whole_at(draft, node, 0)
    }

    fn whole_at(&self, draft: &mut Draft, node: &Node, depth: usize) -> Node {
        let Value::Scalar(scalar) = &node.value else { return node.clone() };
        let parts = parts(&scalar.text);
        let [Part::Variable(inner)] = parts.as_slice() else { return node.clone() };
        let mut is_certain = true;
        let found = self.written(draft, inner, depth, &mut is_certain);
        found.filter(|_| is_certain).unwrap_or_else(|| node.clone())
    }

    fn resolve_at(&self, draft: &mut Draft, node: &Node, depth: usize) -> Node {
        let value = match &node.value {
            Value::Scalar(scalar) => return self.scalar(draft, node, scalar, depth),
            Value::List(items) => Value::List(items.iter().map(|item| self.resolve_at(draft, item, depth)).collect()),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|entry| Entry {
                        name: entry.name.clone(),
                        name_span: entry.name_span,
                        node: self.resolve_at(draft, &entry.node, depth),
                    })
                    .collect(),
            ),
        };
        Node { value, span: node.span, form: node.form, tag: node.tag.clone() }
    }

    fn scalar(&self, draft: &mut Draft, node: &Node, scalar: &Scalar, depth: usize) -> Node {
        if !scalar.text.contains("${") {
            return node.clone();
        }
        // A text that is one variable takes whatever it stands for.
        let parts = parts(&scalar.text);
        if let [Part::Variable(inner)] = parts.as_slice() {
            return match self.value(draft, inner, depth) {
                Some(value) => Node { span: node.span, form: Form::Computed, ..value },
                None => Node {
                    value: Value::Scalar(Scalar { plain: false, ..scalar.clone() }),
                    form: Form::Computed,
                    ..node.clone()
                },
            };
        }
        let mut text = String::new();
        let mut is_written = true;
        for part in &parts {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Escaped(part) => {
                    is_written = false;
                    text.push_str(part);
                }
                Part::Variable(inner) => {
                    is_written = false;
                    match self.value(draft, inner, depth).as_ref().and_then(Node::text) {
                        Some(value) if self.made.get() + value.len() < MAX_MADE => {
                            self.made.set(self.made.get() + value.len());
                            text.push_str(value);
                        }
                        _ => text.push_str(&format!("${{{inner}}}")),
                    }
                }
            }
        }
        let form = if is_written { node.form } else { Form::Computed };
        Node { value: Value::Scalar(Scalar { text, plain: scalar.plain && is_written }), form, ..node.clone() }
    }

    /// Returns what a variable stands for, worked out; `None` if the files do not tell, which is noted with the value that
    /// it has where nothing else is known: `${opt:stage, 'dev'}`.
    fn value(&self, draft: &mut Draft, inner: &str, depth: usize) -> Option<Node> {
        let mut is_certain = true;
        let found = self.written(draft, inner, depth, &mut is_certain);
        let found = found.map(|found| self.resolve_at(draft, &found, depth + 1));
        if is_certain && found.is_some() {
            return found;
        }
        let value = draft.with_values(found.as_ref().and_then(Node::text).unwrap_or_default());
        draft.placeholder(inner, &value);
        None
    }

    /// Returns what a variable stands for, as it is written. Not certain if what the service is deployed with may say
    /// otherwise.
    fn written(&self, draft: &mut Draft, inner: &str, depth: usize, is_certain: &mut bool) -> Option<Node> {
        // Each look costs a little too.
        self.made.set(self.made.get() + 16);
        if depth >= MAX_DEPTH || self.made.get() >= MAX_MADE {
            *is_certain = false;
            return None;
        }
        // The innermost variable comes first: `${self:custom.${opt:stage, 'dev'}.table}`.
        let inner = self.nested(draft, inner, depth, is_certain);
        self.first_known(draft, &inner, depth, is_certain)
    }

    /// Returns the inside of a variable with the variables in it worked out.
    fn nested(&self, draft: &mut Draft, inner: &str, depth: usize, is_certain: &mut bool) -> String {
        if !inner.contains("${") {
            return inner.to_owned();
        }
        let mut text = String::new();
        for part in parts(inner) {
            match part {
                Part::Text(part) => text.push_str(part),
                Part::Escaped(part) => text.push_str(&part),
                Part::Variable(inner) => {
                    let value = self.written(draft, inner, depth + 1, is_certain);
                    let value = value.map(|value| self.resolve_at(draft, &value, depth + 1));
                    text.push_str(value.as_ref().and_then(Node::text).unwrap_or_default());
                }
            }
        }
        text
    }

    /// Returns the value of the first source that the files know, `self:custom.a, file(b.yml):c, 'd'`.
    fn first_known(&self, draft: &mut Draft, inner: &str, depth: usize, is_certain: &mut bool) -> Option<Node> {
        for source in sources(inner) {
            if let Some(literal) = literal(source) {
                return Some(literal);
            }
            let found = if let Some(path) = source.strip_prefix("self:") {
                self.member(draft, self.root, path, depth)
            } else if source == "sls:stage" {
                // The option comes first, and without either it is `dev` (the Framework's documentation).
                *is_certain = false;
                let own = self.member(draft, self.root, "provider.stage", depth);
                Some(own.unwrap_or_else(|| Node::computed("dev")))
            } else if let Some(rest) = source.strip_prefix("file(") {
                self.file(draft, rest, depth, is_certain)
            } else {
                *is_certain = false;
                None
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// Returns the member of a file's root that a path of names and positions leads to, through variables on the way.
    fn member(&self, draft: &mut Draft, root: &Node, path: &str, depth: usize) -> Option<Node> {
        let mut at = Cow::Borrowed(root);
        let path: Vec<&str> = path.trim().split('.').filter(|part| !part.is_empty()).collect();
        // All of the service is never a value that matters here.
        if path.is_empty() {
            return None;
        }
        for part in path {
            if at.text().is_some_and(|text| text.starts_with("${")) {
                at = Cow::Owned(self.whole_at(draft, &at, depth + 1));
            }
            let by_name = at.entries().iter().position(|entry| entry.name == part);
            let index = by_name.or_else(|| part.parse().ok().filter(|_| !at.is_map()))?;
            at = match at {
                Cow::Borrowed(node) => Cow::Borrowed(child(node, index)?),
                Cow::Owned(node) => Cow::Owned(child(&node, index)?.clone()),
            };
        }
        Some(at.into_owned())
    }

    /// Returns a file's text or data, or a member of its data: `x.vtl)`, `x.yml):name`.
    fn file(&self, draft: &mut Draft, rest: &str, depth: usize, is_certain: &mut bool) -> Option<Node> {
        let (path, rest) = rest.split_once(')')?;
        let path = path.trim().trim_matches(['"', '\'']);
        let read = match self.neighbors.read(path.trim_start_matches("./")) {
            Ok(read) => read,
            Err(why) => {
                *is_certain = false;
                draft.leave_out(format!("file {path}"), why, None);
                return None;
            }
        };
        self.made.set(self.made.get() + read.len());
        let is_data = [".yml", ".yaml", ".json"].iter().any(|end| path.ends_with(end));
        match rest.strip_prefix(':') {
            None if !is_data => Some(Node::computed(read)),
            None => data(draft, path, &read),
            Some(member) => {
                let root = data(draft, path, &read)?;
                self.member(draft, &root, member, depth)
            }
        }
    }
}

/// Returns the member or element at a position.
fn child(node: &Node, index: usize) -> Option<&Node> {
    node.entries().get(index).map(|entry| &entry.node).or_else(|| node.items().get(index))
}

/// Reads a YAML or JSON file beside the service, without its places: they are of another file. Says so if it is broken.
fn data(draft: &mut Draft, path: &str, text: &str) -> Option<Node> {
    let source = Source::File(path.into());
    let read = match path.ends_with(".json") {
        true => read_json(text, &source),
        false => yaml::read(text, &source).map(|read| read.root),
    };
    match read {
        Ok(root) => Some(Node::from_json(&root.to_json())),
        Err(fault) => {
            draft.leave_out(format!("file {path}"), fault.message, None);
            None
        }
    }
}

/// Splits the sources of a variable at the commas that stand in no quotes and no parentheses.
fn sources(inner: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    let mut quote = None;
    for (at, c) in inner.char_indices() {
        match c {
            _ if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '\'' | '"' => quote = Some(c),
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                found.push(inner[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(inner[start..].trim());
    found
}

/// Returns a source that is a value itself: a quoted text, a number, a truth value.
fn literal(source: &str) -> Option<Node> {
    let quoted = |quote: char| source.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(text) = quoted('\'').or_else(|| quoted('"')) {
        return Some(Node::computed(text));
    }
    let is_plain = matches!(source, "true" | "false" | "null") || source.parse::<f64>().is_ok();
    is_plain.then(|| Node::scalar(source.to_owned(), true))
}

/// A piece of a text.
#[derive(PartialEq, Eq, Debug)]
enum Part<'t> {
    Text(&'t str),
    /// A text that was written with escapes.
    Escaped(String),
    /// The inside of `${…}`.
    Variable(&'t str),
}

/// Takes a text apart. A run of `n` backslashes right before a variable stands for half as many; an odd one also makes
/// the variable a text.
fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("${").map(|found| at + found) {
        at = found + 2;
        if found < done || !begins_variable(&text[found + 2..]) {
            continue;
        }
        let slashes = text[done..found].bytes().rev().take_while(|b| *b == b'\\').count();
        let end = variable_end(&text[found + 2..]).map(|end| found + 2 + end);
        let Some(end) = end else { continue };
        if slashes + done < found {
            parts.push(Part::Text(&text[done..found - slashes]));
        }
        if slashes > 0 {
            parts.push(Part::Escaped("\\".repeat(slashes / 2)));
        }
        if slashes % 2 == 1 {
            // The rest of the variable is a text like any other.
            parts.push(Part::Escaped("${".into()));
            done = found + 2;
        } else {
            parts.push(Part::Variable(&text[found + 2..end]));
            done = end + 1;
            at = done;
        }
    }
    if done < text.len() {
        parts.push(Part::Text(&text[done..]));
    }
    parts
}

/// Returns true for `name:` and `name(`.
fn begins_variable(inner: &str) -> bool {
    let end =
        inner.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-' || c == '_')).unwrap_or(inner.len());
    inner.starts_with(|c: char| c.is_ascii_lowercase()) && inner[end..].starts_with([':', '('])
}

/// Returns where the variable ends, braces inside it counted.
fn variable_end(inner: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(at),
            '}' => depth -= 1,
            '\n' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_apart() {
        assert_eq!(parts("${stageVariables.a} $!{b}"), [Part::Text("${stageVariables.a} $!{b}")]);
        assert_eq!(parts("a ${self:b} c"), [Part::Text("a "), Part::Variable("self:b"), Part::Text(" c")]);
        assert_eq!(
            parts(r#"\${input.params("x")}"#),
            [Part::Escaped(String::new()), Part::Escaped("${".into()), Part::Text("input.params(\"x\")}")]
        );
        assert_eq!(
            parts(r"\\\${self:b}"),
            [Part::Escaped("\\".into()), Part::Escaped("${".into()), Part::Text("self:b}")]
        );
        assert_eq!(parts("${opt:a, '${self:b}'}").len(), 1);
        assert_eq!(
            sources("opt:a, self:b , 'c, d', file(x.yml, y):z"),
            ["opt:a", "self:b", "'c, d'", "file(x.yml, y):z"]
        );
        assert_eq!(literal("'dev'").and_then(|node| node.text().map(str::to_owned)).as_deref(), Some("dev"));
        assert!(literal("self:a").is_none());
    }
}
