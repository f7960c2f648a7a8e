//! Variables of the Serverless Framework: `${self:custom.x}`, `${file(x.vtl)}`, `${file(x.yml):name}`, `${opt:stage,
//! 'dev'}`. Only `${name:` and `${name(` begin one, so that `${stageVariables.x}` of a template passes (measured with
//! the Framework's own `print`).

use super::super::draft::Draft;
use super::super::neighbors::Neighbors;
use crate::diagnostics::Source;
use crate::import::tree::{Entry, Form, Node, Scalar, Value, read_json};
use crate::import::yaml;

/// Deepest chain of variables that is followed.
const MAX_DEPTH: usize = 16;

/// Longest text that variables may make.
const MAX_TEXT: usize = 8 * 1024 * 1024;

/// Where variables find their values.
pub(super) struct Variables<'a> {
    root: &'a Node,
    neighbors: &'a dyn Neighbors,
}

impl<'a> Variables<'a> {
    pub fn new(root: &'a Node, neighbors: &'a dyn Neighbors) -> Self {
        Self { root, neighbors }
    }

    /// Returns `node` with the variables in its texts worked out.
    pub fn resolve(&self, draft: &mut Draft, node: &Node) -> Node {
        self.resolve_at(draft, node, 0)
    }

    fn resolve_at(&self, draft: &mut Draft, node: &Node, depth: usize) -> Node {
        let value = match &node.value {
            Value::Scalar(scalar) => return self.scalar(draft, node, scalar, depth),
            Value::List(items) => Value::List(items.iter().map(|item| self.resolve_at(draft, item, depth)).collect()),
            Value::Map(entries) => Value::Map(
                entries
                    .iter()
                    .map(|entry| Entry { node: self.resolve_at(draft, &entry.node, depth), ..entry.clone() })
                    .collect(),
            ),
        };
        Node { value, ..node.clone() }
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
                        Some(value) if text.len() + value.len() < MAX_TEXT => text.push_str(value),
                        _ => text.push_str(&format!("${{{inner}}}")),
                    }
                }
            }
        }
        let form = if is_written { node.form } else { Form::Computed };
        Node { value: Value::Scalar(Scalar { text, plain: scalar.plain && is_written }), form, ..node.clone() }
    }

    /// Returns what a variable stands for; `None` if the files do not tell, which is noted.
    fn value(&self, draft: &mut Draft, inner: &str, depth: usize) -> Option<Node> {
        let known = if depth < MAX_DEPTH && !inner.contains("${") { self.source(draft, inner, depth) } else { None };
        if known.is_none() {
            draft.placeholder(inner, &fallback(inner).unwrap_or_default());
        }
        known
    }

    fn source(&self, draft: &mut Draft, inner: &str, depth: usize) -> Option<Node> {
        let first = inner.split(',').next().unwrap_or_default().trim();
        if let Some(path) = first.strip_prefix("self:") {
            let found = path.split('.').filter(|part| !part.is_empty()).try_fold(self.root, |node, part| {
                node.get(part).or_else(|| node.items().get(part.parse::<usize>().ok()?))
            });
            return found.map(|found| self.resolve_at(draft, found, depth + 1));
        }
        let rest = first.strip_prefix("file(")?;
        let (path, rest) = rest.split_once(')')?;
        let read = match self.neighbors.read(path.trim().trim_start_matches("./")) {
            Ok(read) => read,
            Err(why) => {
                draft.leave_out(format!("file {}", path.trim()), why, None);
                return None;
            }
        };
        let Some(member) = rest.strip_prefix(':') else {
            let is_data = [".yml", ".yaml", ".json"].iter().any(|end| path.trim().ends_with(end));
            let node = if is_data { data(path, &read)? } else { Node::computed(read) };
            return Some(self.resolve_at(draft, &node, depth + 1));
        };
        let root = data(path, &read)?;
        let found = member.trim().split('.').try_fold(&root, |node, part| node.get(part))?;
        Some(self.resolve_at(draft, found, depth + 1))
    }
}

/// Reads a YAML or JSON file beside the service, without its places: they are of another file.
fn data(path: &str, text: &str) -> Option<Node> {
    let source = Source::File(path.into());
    let root = match path.trim().ends_with(".json") {
        true => read_json(text, &source).ok()?,
        false => yaml::read(text, &source).ok()?.root,
    };
    Some(Node::from_json(&root.to_json()))
}

/// Returns the text that a variable has where nothing else is known: `${opt:stage, 'dev'}`.
fn fallback(inner: &str) -> Option<String> {
    let (_, last) = inner.rsplit_once(',')?;
    let last = last.trim();
    let quoted = |quote: char| last.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    quoted('\'').or_else(|| quoted('"')).map(str::to_owned)
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
        assert_eq!(fallback("opt:stage, 'dev'").as_deref(), Some("dev"));
    }
}
