//! JSONPaths of a sample body or a function's result, for what stands between the quotes of `$input.path('…')`.

use super::complete::item;
use super::completion::{Completion, CompletionKind, Snippet};
use super::live;
use crate::json::path::FUNCTIONS;
use crate::json::{Document, Kind, NodeId, lenient};

/// How many paths are listed.
const MOST: usize = 200;

/// How many levels below what has been written are listed.
const LEVELS: usize = 4;

/// Returns the paths into `body`, which is called `word`, that begin with `written`, its last name perhaps unfinished.
pub(super) fn paths(word: &str, body: &str, written: &str, quote: char) -> Vec<Completion> {
    let Ok(document) = lenient::read(body) else { return Vec::new() };
    let base = base(written);
    let start = if base.is_empty() { "$" } else { base };
    let Some(reached) = reached(&document, start) else { return Vec::new() };
    let mut items = Vec::new();
    if base.is_empty() {
        items.push(item(CompletionKind::Value, "$", format!("the whole {word}")));
    }
    let name_quote = if quote == '"' { '\'' } else { '"' };
    let mut level: Vec<(String, NodeId)> = reached.iter().map(|id| (start.to_owned(), *id)).collect();
    for _ in 0..LEVELS {
        let mut next: Vec<(String, NodeId)> = Vec::new();
        for (path, id) in level {
            for (step, child) in steps(&document, id, name_quote) {
                let path = format!("{path}{step}");
                if items.len() + next.len() < MOST && !next.iter().any(|(known, _)| *known == path) {
                    next.push((path, child));
                }
            }
        }
        items.extend(next.iter().map(|(path, id)| listed(word, &document, path, *id)));
        level = next;
    }
    if let Some(at) = reached.first() {
        items.extend(functions(start, document.kind(*at)));
    }
    items
}

/// Returns the part of a path before its last step, if that may still grow.
fn base(written: &str) -> &str {
    let mut open = None;
    let mut last = 0;
    for (at, c) in written.char_indices() {
        match (open, c) {
            (None, '[') => (open, last) = (Some(at), at),
            (Some(_), ']') => open = None,
            (None, '.') => last = at,
            _ => {}
        }
    }
    if open.is_none() && written.ends_with(']') {
        return written;
    }
    // `$..name`: both dots belong to the step.
    written.get(..last).unwrap_or("").trim_end_matches('.')
}

/// Returns the values that a path leads to, the first few of many; `None` for one that cannot be followed.
fn reached(document: &Document, path: &str) -> Option<Vec<NodeId>> {
    const MANY: usize = 50;
    let mut rest = path.trim_start().strip_prefix('$')?;
    let mut at = vec![document.root()];
    while !rest.is_empty() {
        let (names, after) = step(rest)?;
        at = at.iter().flat_map(|id| follow(document, *id, names)).take(MANY).collect();
        rest = after;
    }
    Some(at)
}

/// A step of a path.
#[derive(Clone, Copy)]
enum Step<'t> {
    Name(&'t str),
    Index(isize),
    All,
}

/// Cuts the first step off a path.
fn step(rest: &str) -> Option<(Step<'_>, &str)> {
    if let Some(after) = rest.strip_prefix('.') {
        let end = after.find(['.', '[']).unwrap_or(after.len());
        let (name, after) = after.split_at_checked(end)?;
        return match name {
            "" => None,
            "*" => Some((Step::All, after)),
            name => Some((Step::Name(name), after)),
        };
    }
    let inside = rest.strip_prefix('[')?;
    let quoted = inside.starts_with(['\'', '"']);
    let end = if quoted { inside.get(1..)?.find(['\'', '"'])? + 2 } else { inside.find(']')? };
    let (inside, after) = inside.split_at_checked(end)?;
    let after = after.trim_start().strip_prefix(']')?;
    let step = match inside.trim() {
        name if quoted => Step::Name(name.get(1..name.len().checked_sub(1)?)?),
        text => text.parse().map_or(Step::All, Step::Index),
    };
    Some((step, after))
}

fn follow(document: &Document, id: NodeId, step: Step<'_>) -> Vec<NodeId> {
    let children = || document.children(id).collect::<Vec<_>>();
    match (step, document.kind(id)) {
        (Step::Name(name), Kind::Object) => document.member(id, name).into_iter().collect(),
        // Jayway maps a name over a list that `[*]` or a filter has found; over a plain one it finds nothing.
        (Step::Name(_), _) => Vec::new(),
        (Step::Index(index), Kind::Array) => {
            let children = children();
            let index = if index < 0 { children.len().checked_add_signed(index) } else { usize::try_from(index).ok() };
            index.and_then(|index| children.get(index).copied()).into_iter().collect()
        }
        (Step::All, _) => children(),
        _ => Vec::new(),
    }
}

/// Returns the steps to what is inside a value: of a list, the first element and all of them.
fn steps(document: &Document, id: NodeId, quote: char) -> Vec<(String, NodeId)> {
    match document.kind(id) {
        Kind::Object => {
            let members = document.members(id).into_iter();
            members.filter_map(|(name, child)| Some((name_step(&name, quote)?, child))).collect()
        }
        Kind::Array => {
            let first = document.children(id).next();
            first.into_iter().flat_map(|first| [("[0]".to_owned(), first), ("[*]".to_owned(), first)]).collect()
        }
        _ => Vec::new(),
    }
}

fn name_step(name: &str, quote: char) -> Option<String> {
    let is_simple = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if !name.is_empty() && name.chars().all(is_simple) {
        return Some(format!(".{name}"));
    }
    (!name.contains(['\'', '"', '\\', '$', '#', '\n'])).then(|| format!("[{quote}{name}{quote}]"))
}

fn listed(word: &str, document: &Document, path: &str, id: NodeId) -> Completion {
    let kind = document.kind(id);
    let detail = match kind {
        _ if path.ends_with("[*]") => "each element".to_owned(),
        Kind::Object => format!("object of {}", document.children(id).count()),
        Kind::Array => format!("list of {}", document.children(id).count()),
        _ => live::one_line(document.written(id)),
    };
    let is_leaf = !matches!(kind, Kind::Object | Kind::Array);
    let kind = if is_leaf { CompletionKind::Value } else { CompletionKind::Property };
    item(kind, path, detail).about(format!("In the sample {word}: {}", live::one_line(document.written(id))))
}

fn functions(path: &str, kind: Kind) -> Vec<Completion> {
    let fits = |name: &str| match kind {
        Kind::Array => name != "keys()",
        Kind::Object => matches!(name, "keys()" | "length()"),
        Kind::String => name == "length()",
        _ => false,
    };
    let functions = FUNCTIONS.iter().filter(|(name, _)| fits(name));
    functions
        .map(|(name, about)| {
            let text = format!("{path}.{name}");
            item(CompletionKind::Method, &text, "function").about(*about).writing(Snippet::plain(text))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"a": {"b": 1, "c d": "x"}, "list": [{"n": 7, "m": [1]}], "it's": 0}"#;

    fn labels(written: &str, quote: char) -> Vec<String> {
        paths("body", BODY, written, quote).into_iter().map(|item| item.label).collect()
    }

    #[test]
    fn all_paths_of_the_body_are_listed() {
        assert_eq!(
            labels("", '\'')[..9],
            ["$", "$.a", "$.list", "$.a.b", "$.a[\"c d\"]", "$.list[0]", "$.list[*]", "$.list[0].n", "$.list[0].m"]
        );
        assert_eq!(labels("$.", '"')[3], "$.a['c d']");
    }

    #[test]
    fn what_is_written_leads_on() {
        assert_eq!(labels("$.list[*].", '\'')[..3], ["$.list[*].n", "$.list[*].m", "$.list[*].m[0]"]);
        assert_eq!(labels("$.list[?(@.n > 3)].n", '\'')[0], "$.list[?(@.n > 3)].n");
        assert_eq!(labels("$.list[-1]", '\'')[0], "$.list[-1].n");
        assert_eq!(labels("$['a'].", '"')[0], "$['a'].b");
        assert!(labels("$.nowhere.", '\'').is_empty());
        for odd in ["$[", "$['", "$['a", "x", "$..a", "$.a..", "[", "$.list[?(", "$[é"] {
            labels(odd, '\'');
        }
    }
}
