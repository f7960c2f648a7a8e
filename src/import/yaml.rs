//! YAML as teams write it for AWS, read into a [`Node`] tree with places and tags.
//!
//! Events come from `saphyr-parser`; the tree and its limits are ours: a depth, a number of nodes, and an expansion
//! budget for anchors, so that no file can fill the memory. Texts come out byte for byte as YAML means them. Merge keys
//! (`<<`) are followed, other schemas than the core one are not: `yes` is a text.

use super::tree::{Entry, Form, Node, Scalar, Value};
use crate::diagnostics::{Diagnostic, Source};
use crate::text::Span;
use saphyr_parser::{Event, Parser, ScalarStyle, Span as Marked, Tag};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// Deepest nesting that is read.
pub(crate) const MAX_DEPTH: usize = 100;

/// Most nodes that anchors may add by being repeated; a node counts once more for every 64 bytes of its text.
const MAX_REPEATED: usize = 200_000;

/// A file that was read.
pub(crate) struct Yaml {
    /// Its first document.
    pub root: Node,
    /// How many documents it has.
    pub documents: usize,
    /// Places that an anchor makes stand for more than one.
    pub shared: Vec<Span>,
}

/// Reads `text`, which is shown to people as `source`.
///
/// # Errors
/// One diagnostic at the place where the text stops being YAML, or is refused.
pub(crate) fn read(text: &str, source: &Source) -> Result<Yaml, Box<Diagnostic>> {
    let mut reader = Reader {
        places: Places { text, chars: 0, bytes: 0 },
        open: Vec::new(),
        root: None,
        documents: 0,
        anchors: HashMap::new(),
        shared: Vec::new(),
        repeated: 0,
    };
    let fault = |fault: Fault| {
        let diagnostic = Diagnostic::error(fault.rule, fault.message, source.clone(), fault.span);
        Box::new(diagnostic.help(fault.help))
    };
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, at)) => reader.take(event, at).map_err(fault)?,
            Err(error) => {
                let at = reader.places.byte(error.marker().index());
                let message = format!("this is not YAML: {}", error.info());
                return Err(fault(Fault::new("import/not-yaml", message, Span::at(at), NOT_YAML_HELP)));
            }
        }
    }
    let root = reader.root.take().unwrap_or_else(|| Node::scalar(String::new(), true));
    Ok(Yaml { root, documents: reader.documents, shared: reader.shared })
}

const NOT_YAML_HELP: &str = "look at the indentation and the quotes of this line and the one before";
const BUDGET_HELP: &str = "write the parts out, or cut the file down";

struct Fault {
    rule: &'static str,
    message: String,
    span: Span,
    help: &'static str,
}

impl Fault {
    fn new(rule: &'static str, message: impl Into<String>, span: Span, help: &'static str) -> Self {
        Self { rule, message: message.into(), span, help }
    }
}

/// A list or map whose end has not come yet.
struct Open {
    start: usize,
    anchor: usize,
    tag: Option<Box<str>>,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, names: HashSet<String>, name: Option<(String, Span)>, merged: Vec<Node> },
}

struct Reader<'t> {
    places: Places<'t>,
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    anchors: HashMap<usize, Node>,
    shared: Vec<Span>,
    repeated: usize,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, at: Marked) -> Result<(), Fault> {
        let start = self.places.byte(at.start.index());
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                self.anchors.clear();
                Ok(())
            }
            Event::SequenceStart(anchor, tag) => self.open(start, anchor, tag, Items::List(Vec::new())),
            Event::MappingStart(anchor, tag) => {
                let items = Items::Map { entries: Vec::new(), names: HashSet::new(), name: None, merged: Vec::new() };
                self.open(start, anchor, tag, items)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let end = self.places.byte(at.end.index());
                self.close(end)
            }
            Event::Scalar(text, style, anchor, tag) => {
                let span = exact(self.places.text, start, self.places.byte(at.end.index()), style);
                let is_text = tag.as_ref().is_some_and(|tag| tag.suffix == "str" && tag.is_yaml_core_schema());
                let plain = style == ScalarStyle::Plain && !is_text;
                let value = Value::Scalar(Scalar { text: text.into_owned(), plain });
                self.add(Node { value, span, form: Form::Written, tag: local(tag) }, anchor)
            }
            Event::Alias(anchor) => self.repeat(anchor, start),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn open(&mut self, start: usize, anchor: usize, tag: Option<Cow<'_, Tag>>, items: Items) -> Result<(), Fault> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!("this is nested more deeply than {MAX_DEPTH} levels");
            return Err(Fault::new("import/too-deep", message, Span::at(start), BUDGET_HELP));
        }
        self.open.push(Open { start, anchor, tag: local(tag), items });
        Ok(())
    }

    fn close(&mut self, end: usize) -> Result<(), Fault> {
        let Some(Open { start, anchor, tag, items }) = self.open.pop() else { return Ok(()) };
        let value = match items {
            Items::List(items) => Value::List(items),
            Items::Map { mut entries, mut names, merged, .. } => {
                let inherited = merged.iter().flat_map(Node::one_or_more).flat_map(Node::entries);
                for entry in inherited {
                    if names.insert(entry.name.clone()) {
                        entries.push(entry.clone());
                    }
                }
                Value::Map(entries)
            }
        };
        self.add(Node { value, span: Span::new(start, end.max(start)), form: Form::Written, tag }, anchor)
    }

    /// Puts a whole value where it belongs.
    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Fault> {
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut().map(|open| &mut open.items) {
            None if self.documents <= 1 => self.root = Some(node),
            None => {}
            Some(Items::List(items)) => items.push(node),
            Some(Items::Map { entries, names, name, merged }) => match name.take() {
                None => {
                    let Value::Scalar(scalar) = node.value else {
                        let message = "a name in a map is a list or a map here";
                        return Err(Fault::new("import/not-yaml", message, node.span, NOT_YAML_HELP));
                    };
                    *name = Some((scalar.text, node.span));
                }
                Some((name, _)) if name == "<<" => merged.push(node),
                Some((name, name_span)) => {
                    if !names.insert(name.clone()) {
                        let message = format!("`{name}` stands twice in this map");
                        return Err(Fault::new("import/not-yaml", message, name_span, "remove one of them"));
                    }
                    entries.push(Entry { name, name_span, node });
                }
            },
        }
        Ok(())
    }

    /// Puts the value of an anchor in the place of its alias.
    fn repeat(&mut self, anchor: usize, at: usize) -> Result<(), Fault> {
        let Some(node) = self.anchors.get(&anchor) else {
            // An anchor inside its own value: it never ends.
            let message = "this alias stands inside the value that it repeats";
            return Err(Fault::new("import/recursive", message, Span::at(at), BUDGET_HELP));
        };
        self.repeated += weight(node);
        if self.repeated > MAX_REPEATED {
            let message = "the anchors of this file repeat so much that it would fill the memory";
            return Err(Fault::new("import/too-many-aliases", message, Span::at(at), BUDGET_HELP));
        }
        if depth(node) + self.open.len() > MAX_DEPTH {
            let message = format!("this is nested more deeply than {MAX_DEPTH} levels");
            return Err(Fault::new("import/too-deep", message, Span::at(at), BUDGET_HELP));
        }
        let mut copy = node.clone();
        self.shared.push(copy.span);
        set_computed(&mut copy);
        self.add(copy, 0)
    }
}

/// Returns the bytes of a scalar without its tag and anchor: with its quotes, or from the indicator of a block on. The
/// parser's own places begin at the text of a block, and go on behind quotes.
fn exact(text: &str, start: usize, end: usize, style: ScalarStyle) -> Span {
    let mut at = start;
    while text[at..].starts_with(['!', '&']) {
        let property = text[at..].find(char::is_whitespace).unwrap_or(text.len() - at);
        let rest = &text[at + property..];
        at += property + (rest.len() - rest.trim_start().len());
    }
    let end = end.max(at);
    let written = &text[at..];
    match style {
        ScalarStyle::Plain => {
            let whole = &text[at..end];
            let comment = whole.match_indices('#').find(|(hash, _)| whole[..*hash].ends_with([' ', '\t']));
            let whole = comment.map_or(whole, |(hash, _)| &whole[..hash]);
            Span::new(at, at + whole.trim_end().len())
        }
        ScalarStyle::SingleQuoted => {
            let mut len = 1;
            while let Some(quote) = written.get(len..).and_then(|rest| rest.find('\'')) {
                len += quote + 1;
                if !written[len..].starts_with('\'') {
                    break;
                }
                len += 1;
            }
            Span::new(at, at + len)
        }
        ScalarStyle::DoubleQuoted => {
            let mut escaped = false;
            let closing = written.char_indices().skip(1).find(|(_, c)| {
                let closes = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                closes
            });
            closing.map_or(Span::new(at, end), |(quote, _)| Span::new(at, at + quote + 1))
        }
        ScalarStyle::Literal | ScalarStyle::Folded => {
            let header = if written.starts_with(['|', '>']) { at } else { header_before(text, at) };
            Span::new(header, end)
        }
    }
}

/// Returns where the indicator of the block stands whose text begins at `at`: on the last line above with anything on it.
fn header_before(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let head = text[..line].trim_end();
    let start = head.rfind('\n').map_or(0, |newline| newline + 1);
    let line = &head[start..];
    let is_indicator = |place: &usize| {
        let rest = line[place + 1..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-');
        let is_last = rest.is_empty() || rest.trim_start().starts_with('#') && rest.starts_with([' ', '\t']);
        is_last && line[..*place].ends_with([' ', '\t'])
    };
    let found = line.match_indices(['|', '>']).map(|(place, _)| place).find(is_indicator);
    found.map_or(at, |place| start + place)
}

/// Says that a value stands for more than one place.
fn set_computed(node: &mut Node) {
    node.form = Form::Computed;
    match &mut node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter_mut().for_each(set_computed),
        Value::Map(entries) => entries.iter_mut().for_each(|entry| set_computed(&mut entry.node)),
    }
}

fn weight(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(scalar) => 1 + scalar.text.len() / 64,
        Value::List(items) => 1 + items.iter().map(weight).sum::<usize>(),
        Value::Map(entries) => {
            1 + entries.iter().map(|entry| weight(&entry.node) + entry.name.len() / 64).sum::<usize>()
        }
    }
}

fn depth(node: &Node) -> usize {
    match &node.value {
        Value::Scalar(_) => 0,
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Map(entries) => 1 + entries.iter().map(|entry| depth(&entry.node)).max().unwrap_or(0),
    }
}

/// Returns the name of a tag of the file's own (`!Sub`); YAML's own say nothing here.
fn local(tag: Option<Cow<'_, Tag>>) -> Option<Box<str>> {
    tag.filter(|tag| tag.handle == "!").map(|tag| tag.suffix.as_str().into())
}

/// Turns the parser's places, which count characters, into bytes.
struct Places<'t> {
    text: &'t str,
    chars: usize,
    bytes: usize,
}

impl Places<'_> {
    fn byte(&mut self, chars: usize) -> usize {
        // A place a little before the last one is found by going back, far ones are rare.
        while self.chars > chars {
            self.bytes -= self.text[..self.bytes].chars().next_back().map_or(0, char::len_utf8);
            self.chars -= 1;
        }
        let mut rest = self.text[self.bytes..].chars();
        while self.chars < chars {
            let Some(c) = rest.next() else { break };
            self.bytes += c.len_utf8();
            self.chars += 1;
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value as Json;

    fn source() -> Source {
        Source::File("a.yaml".into())
    }

    fn root(text: &str) -> Node {
        read(text, &source()).map_err(|error| error.message).expect("is read").root
    }

    fn refused(text: &str) -> String {
        let error = read(text, &source()).err().expect("is refused");
        format!("{}: {}", error.rule, error.message)
    }

    #[test]
    fn texts_tags_and_places() {
        let text =
            "# ü\na: !Sub |\n  x ${A}\n\n  y\nb: ['1', 1, ~, !Ref X]\n'ü': \"a\\tb\\\n   c\"\nd: &k {e: f}\ng: *k\n";
        let root = root(text);
        let a = root.get("a").expect("a");
        assert_eq!((a.text(), a.tag.as_deref()), (Some("x ${A}\n\ny\n"), Some("Sub")));
        assert_eq!(a.span.slice(text).trim_end(), "|\n  x ${A}\n\n  y");
        let b = root.get("b").expect("b").items();
        assert_eq!(b[0].to_json(), Json::String("1".into()));
        assert_eq!(b[1].to_json(), Json::from(1));
        assert!(b[2].is_null());
        assert_eq!((b[3].tag.as_deref(), b[3].text()), (Some("Ref"), Some("X")));
        let quoted = root.get("ü").expect("the name");
        assert_eq!(quoted.text(), Some("a\tbc"));
        assert_eq!(quoted.span.slice(text), "\"a\\tb\\\n   c\"");
        assert_eq!(root.at(&["g", "e"]).and_then(Node::text), Some("f"));
        assert_eq!(root.at(&["g", "e"]).map(|node| node.form), Some(Form::Computed));
    }

    #[test]
    fn a_place_is_the_value_without_what_stands_around_it() {
        let text = "a: |+ # x | y\n\n  b\nc: 'it''s' # c\nd: plain text # d\ne: !T &x \"q\" # e\nf: >-\n  g\n";
        let root = root(text);
        let written: Vec<&str> = root.entries().iter().map(|entry| entry.node.span.slice(text).trim_end()).collect();
        assert_eq!(written, ["|+ # x | y\n\n  b", "'it''s'", "plain text", "\"q\"", ">-\n  g"]);
    }

    #[test]
    fn merge_keys_add_what_is_not_there() {
        let root = root("base: &b {x: 1, y: 2}\nother:\n  <<: *b\n  y: 3\n");
        let other = root.get("other").expect("other");
        assert_eq!(other.to_json(), serde_json::json!({"y": 3, "x": 1}));
    }

    #[test]
    fn what_would_not_end_is_refused() {
        let mut laughs = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
        for level in 1..12 {
            let before = format!("*a{}, ", level - 1).repeat(9);
            laughs.push_str(&format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", ")));
        }
        assert!(refused(&laughs).starts_with("import/too-many-aliases"), "{}", refused(&laughs));
        assert!(refused("a: &a [*a]\n").starts_with("import/"));
        assert!(refused(&"- ".repeat(100_000)).starts_with("import/too-deep"));
        assert!(refused(&"[".repeat(100_000)).starts_with("import/"));
        assert!(refused(&"{a: ".repeat(100_000)).starts_with("import/"));
    }

    #[test]
    fn what_is_broken_has_a_place() {
        let text = "a: 1\nb:\n  - x\n c: 2\n";
        let error = read(text, &source()).err().expect("is refused");
        let place = error.primary().expect("a place").span;
        let line = crate::text::LineIndex::new(text).line_column(text, place.start as usize);
        assert_eq!(line.line, 4, "{}", error.message);
        assert!(refused("a: 1\na: 2\n").contains("`a` stands twice"));
        assert!(refused("? [a]\n: b\n").contains("a name in a map"));
    }
}
