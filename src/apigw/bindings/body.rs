//! The body as values: read once, shared, turned into values as far as a template looks.

use super::context::{number_of, prints_as_written};
use super::places::Places;
use crate::json::text::write_quoted;
use crate::json::{Document, Kind, NodeId, lenient, path};
use crate::vtl::Thrown;
use crate::vtl::methods::LIMIT;
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::value::{
    Data, Ink, Json, List, ListKind, Map, MapKind, Member, Source, Text, TextAt, Toward, Traced, Unread, Value, Wrote,
    print_json,
};
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

/// How much work all JSONPaths of a rendering may be.
const PATH_STEPS: usize = 5_000_000;

/// How many paths are kept read.
const MAX_PATHS: usize = 256;

/// A path as read, or why it cannot be.
type PathRead = Result<Rc<path::Path>, Thrown>;

thread_local! {
    /// Paths that were read: a template is rendered again and again.
    static PATHS: RefCell<HashMap<Box<str>, PathRead, foldhash::fast::RandomState>> = RefCell::default();
}

/// Reads a JSONPath, or returns it as it was read before.
fn read_path(text: &str) -> PathRead {
    PATHS.with_borrow_mut(|paths| {
        if let Some(path) = paths.get(text) {
            return path.clone();
        }
        let path = path::Path::parse(text)
            .map(Rc::new)
            .map_err(|error| Thrown::new(format!("the path `{text}` cannot be read: {error}")));
        if paths.len() >= MAX_PATHS {
            paths.clear();
        }
        paths.insert(text.into(), path.clone());
        path
    })
}

/// The body of one rendering.
pub(super) struct Payload {
    text: Arc<str>,
    places: Option<Rc<Places>>,
    /// The body as read.
    tree: OnceCell<Result<Rc<Tree>, Thrown>>,
    /// The body as a value, from when somebody first asks for more than single ones.
    root: OnceCell<Value>,
    path_steps: Cell<usize>,
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Payload({} bytes)", self.text.len())
    }
}

impl Payload {
    /// Takes a body; without one it is `{}` (recorded on AWS).
    pub(super) fn new(body: Option<&Arc<str>>, places: Option<Rc<Places>>) -> Self {
        let text = body.filter(|body| !body.is_empty()).cloned().unwrap_or_else(|| "{}".into());
        Self { text, places, tree: OnceCell::new(), root: OnceCell::new(), path_steps: Cell::new(PATH_STEPS) }
    }

    /// Returns the text of the body.
    pub(super) fn text(&self) -> Value {
        let value = Value::text(self.text.clone());
        match &self.places {
            Some(places) => value.with_origin(places.body(self.text.len())),
            None => value,
        }
    }

    /// Tells whether a text is the body's own.
    pub(super) fn is_text(&self, text: &str) -> bool {
        *self.text == *text
    }

    fn tree(&self) -> Result<&Rc<Tree>, Thrown> {
        self.tree
            .get_or_init(|| Tree::read(self.text.clone(), self.places.as_ref(), None))
            .as_ref()
            .map_err(Thrown::clone)
    }

    /// Returns where a path of nothing but names and positions leads, as long as nobody can have changed a value.
    fn straight(&self, path: &path::Path) -> Option<(&Rc<Tree>, NodeId)> {
        if self.root.get().is_some() {
            return None;
        }
        let tree = self.tree.get()?.as_ref().ok()?;
        let steps = path.straight()?;
        let node = tree.document.follow(tree.document.root(), steps, MAX_LOOKED_THROUGH)??;
        let left = self.path_steps.get().checked_sub(steps.len() + 1)?;
        self.path_steps.set(left);
        Some((tree, node))
    }

    /// Follows a JSONPath; `None` if nothing is there.
    pub(super) fn at(&self, path: &str) -> Result<Option<Value>, Thrown> {
        let path = self.read(path)?;
        match self.straight(&path) {
            Some((tree, node)) if !tree.is_container(node) => Ok(Some(tree.value(node))),
            _ => self.walk(&path),
        }
    }

    /// Appends what a JSONPath leads to as compact JSON. If nothing is there, or `null`, appends nothing and returns
    /// false.
    pub(super) fn write_json<I: Ink>(&self, path: &str, style: Json, out: &mut I) -> Result<bool, Thrown> {
        let path = self.read(path)?;
        match self.straight(&path) {
            Some((tree, node)) if tree.document.kind(node) == Kind::Null => return Ok(false),
            Some((tree, node)) => tree.write(node, style, out),
            None => match self.walk(&path)? {
                Some(value) if !value.is_null() => print_json(&value, style, out)?,
                _ => return Ok(false),
            },
        }
        Ok(true)
    }

    /// Reads a path, and the body that it goes through.
    fn read(&self, path: &str) -> PathRead {
        let path = read_path(path)?;
        let tree = self.tree()?;
        if tree.document.kind(tree.document.root()) == Kind::Null {
            // Jayway refuses a body that is `null`, whatever the path.
            return Err(Thrown::new("IllegalArgumentException: root can not be null"));
        }
        Ok(path)
    }

    fn walk(&self, path: &path::Path) -> Result<Option<Value>, Thrown> {
        let tree = self.tree()?;
        let root = Walked(self.root.get_or_init(|| tree.value(tree.document.root())).clone());
        let mut steps = self.path_steps.get();
        let outcome = path.evaluate_within(&root, &mut steps);
        self.path_steps.set(steps);
        let outcome = outcome.map_err(|error| match steps {
            0 => Thrown::new(LIMIT),
            _ => Thrown::new(error.to_string()),
        })?;
        let found = match outcome {
            path::Outcome::Missing => return Ok(None),
            path::Outcome::One(path::Item::Node(Walked(value))) => return Ok(Some(value)),
            path::Outcome::One(item) => value_of(item),
            path::Outcome::Many(items) => json_list(items.into_iter().map(value_of).collect()),
        };
        // What the path put together came from somewhere in the body.
        Ok(Some(match &self.places {
            Some(places) => {
                let origin = places.origins.computed([root.0.origin], Transform::Word("JSONPath"));
                found.with_origin(origin)
            }
            None => found,
        }))
    }
}

/// Reads a JSON text into values. `derived` is the origin of all leaves, where they are not places of the body.
pub(super) fn parsed(text: Arc<str>, places: Option<&Rc<Places>>, derived: Option<Origin>) -> Result<Value, Thrown> {
    let tree = Tree::read(text, places, derived)?;
    Ok(tree.value(tree.document.root()))
}

/// A document that becomes values.
struct Tree {
    document: Arc<Document>,
    /// The document's text, for texts that are parts of it.
    text: OnceCell<Rc<Arc<str>>>,
    places: Option<Rc<Places>>,
    derived: Option<Origin>,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree({} bytes)", self.document.text().len())
    }
}

/// Objects with more values inside than this are not looked through for one member.
const MAX_LOOKED_THROUGH: usize = 64;

impl Tree {
    fn read(text: Arc<str>, places: Option<&Rc<Places>>, derived: Option<Origin>) -> Result<Rc<Self>, Thrown> {
        let document =
            lenient::read(text).map_err(|error| Thrown::new(format!("this is not JSON: {}", error.message)))?;
        Ok(Rc::new(Self { document: Arc::new(document), text: OnceCell::new(), places: places.cloned(), derived }))
    }

    fn is_container(&self, id: NodeId) -> bool {
        matches!(self.document.kind(id), Kind::Object | Kind::Array)
    }

    fn text(&self, found: Option<Option<NodeId>>) -> TextAt<'_> {
        let at = match found {
            Some(Some(at)) => at,
            Some(None) => return TextAt::Nothing,
            None => return TextAt::Unknown,
        };
        match self.document.plain(at) {
            (Kind::String, Some(text)) => TextAt::Text(text, self.origin(at)),
            (Kind::Null, _) => TextAt::Nothing,
            _ => TextAt::Unknown,
        }
    }

    fn value(self: &Rc<Self>, id: NodeId) -> Value {
        let unread = || Unread { source: self.clone(), node: id.number() };
        let data = match self.document.kind(id) {
            Kind::Object => Data::Map(Rc::new(Map::lazy(MapKind::Linked, unread()))),
            Kind::Array => Data::List(Rc::new(List::lazy(ListKind::Json, unread()))),
            Kind::Null => Data::Null,
            Kind::Bool(value) => Data::Bool(value),
            Kind::Number => Data::Number(number_of(self.document.written(id))),
            Kind::String => Data::Text(self.string(id)),
        };
        Value { data, origin: self.origin(id) }
    }

    #[inline]
    fn origin(&self, id: NodeId) -> Origin {
        let Some(places) = &self.places else { return Origin::NONE };
        self.derived.unwrap_or_else(|| places.node_origin(&self.document, id))
    }

    /// Returns the name of a member as a value.
    fn name(&self, name: Cow<'_, str>, member: NodeId) -> Value {
        let origin = match &self.places {
            Some(places) => places.origins.around(self.origin(member)),
            None => Origin::NONE,
        };
        Value::text(name).with_origin(origin)
    }

    fn string(&self, id: NodeId) -> Text {
        match self.document.plain_string(id) {
            Some(span) => {
                let text = self.text.get_or_init(|| Rc::new(self.document.text().clone()));
                Text::part(text, span.start as usize, span.end as usize)
            }
            None => self.document.string(id).into(),
        }
    }

    /// Appends a value as compact JSON; how deep it goes was limited when the text was read.
    fn write<I: Ink>(&self, id: NodeId, style: Json, out: &mut I) {
        let document = &*self.document;
        let origin = if I::IS_NOTED { self.origin(id) } else { Origin::NONE };
        match document.kind(id) {
            Kind::Null => out.push_str("null"),
            Kind::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Kind::String => out.append(|out| document.write_quoted(id, style.escapes_slash, out)),
            Kind::Number => match document.written(id) {
                written if prints_as_written(written) => out.push_str(written),
                written => match number_of(written) {
                    number if number.is_infinite() => out.push_str("null"),
                    number => out.append(|out| number.print(out)),
                },
            },
            Kind::Array => {
                let around = out.around(origin);
                out.push('[');
                for (index, item) in document.children(id).enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    out.note(around);
                    self.write(item, style, out);
                }
                out.push(']');
                out.note(around);
            }
            Kind::Object => {
                let around = out.around(origin);
                out.push('{');
                let mut before = "";
                document.each_member(id, |name, member| {
                    out.push_str(std::mem::replace(&mut before, ","));
                    out.append(|out| write_quoted(out, name, style.escapes_slash));
                    out.push(':');
                    out.note(around);
                    self.write(member, style, out);
                });
                out.push('}');
                out.note(around);
            }
        }
        out.note(origin);
    }
}

impl Source for Tree {
    fn items(self: Rc<Self>, node: u32) -> Vec<Value> {
        self.document.children(NodeId::of_number(node)).map(|id| self.value(id)).collect()
    }

    fn members(self: Rc<Self>, node: u32) -> Vec<(Value, Value)> {
        let members = self.document.members(NodeId::of_number(node));
        members.into_iter().map(|(name, id)| (self.name(name, id), self.value(id))).collect()
    }

    fn member(self: Rc<Self>, node: u32, name: &str) -> Member {
        match self.document.member_among(NodeId::of_number(node), name, MAX_LOOKED_THROUGH) {
            Some(Some(id)) => Member::Found(self.value(id)),
            Some(None) => Member::Missing,
            None => Member::AskForAll,
        }
    }

    fn text_at(&self, node: u32, path: &[Toward]) -> TextAt<'_> {
        self.text(self.document.follow(NodeId::of_number(node), path, MAX_LOOKED_THROUGH))
    }

    fn text_of(&self, node: u32, name: &str) -> TextAt<'_> {
        self.text(self.document.member_among(NodeId::of_number(node), name, MAX_LOOKED_THROUGH))
    }

    fn write_at(&self, node: u32, path: &[Toward], out: &mut String) -> Wrote {
        let document = &*self.document;
        let at = match document.follow(NodeId::of_number(node), path, MAX_LOOKED_THROUGH) {
            Some(Some(at)) => at,
            Some(None) => return Wrote::Nothing,
            None => return Wrote::Unknown,
        };
        match document.plain(at) {
            (Kind::String | Kind::Bool(_), Some(text)) => out.push_str(text),
            (Kind::Number, Some(text)) if prints_as_written(text) => out.push_str(text),
            (Kind::String, None) => out.push_str(&document.string(at)),
            (Kind::Null, _) => return Wrote::Nothing,
            _ => return Wrote::Unknown,
        }
        Wrote::Done(self.origin(at))
    }

    fn write_json(&self, node: u32, style: Json, out: &mut String) -> bool {
        self.write(NodeId::of_number(node), style, out);
        true
    }

    fn write_json_traced(&self, node: u32, style: Json, out: &mut Traced<'_>) -> bool {
        self.write(NodeId::of_number(node), style, out);
        true
    }
}

/// A value as JSONPath walks it.
#[derive(Clone, Debug)]
struct Walked(Value);

impl path::Node for Walked {
    fn null() -> Option<Self> {
        Some(Self(Value::NULL))
    }

    fn kind(&self) -> Kind {
        match &self.0.data {
            Data::Null => Kind::Null,
            Data::Bool(value) => Kind::Bool(*value),
            Data::Number(_) => Kind::Number,
            Data::Map(_) => Kind::Object,
            Data::List(_) => Kind::Array,
            _ => Kind::String,
        }
    }

    fn member(&self, name: &str) -> Option<Self> {
        match &self.0.data {
            Data::Map(map) => map.get_text(name).map(Self),
            _ => None,
        }
    }

    fn element(&self, index: usize) -> Option<Self> {
        match &self.0.data {
            Data::List(list) => list.get(index).map(Self),
            _ => None,
        }
    }

    fn elements(&self) -> Vec<Self> {
        match &self.0.data {
            Data::List(list) => list.to_vec().into_iter().map(Self).collect(),
            _ => Vec::new(),
        }
    }

    fn len(&self) -> usize {
        match &self.0.data {
            Data::List(list) => list.len(),
            Data::Map(map) => map.len(),
            _ => 0,
        }
    }

    fn members(&self) -> Vec<(String, Self)> {
        match &self.0.data {
            Data::Map(map) => map.to_vec().into_iter().map(|(key, value)| (key.print(), Self(value))).collect(),
            _ => Vec::new(),
        }
    }

    fn text(&self) -> Cow<'_, str> {
        match &self.0.data {
            Data::Text(text) => Cow::Borrowed(text),
            _ => Cow::Owned(self.0.print()),
        }
    }
}

fn json_list(items: Vec<Value>) -> Value {
    Data::List(Rc::new(List::new(ListKind::Json, items))).into()
}

fn value_of(item: path::Item<Walked>) -> Value {
    match item {
        path::Item::Node(Walked(value)) => value,
        path::Item::Merged(members) => {
            let members = members.into_iter().map(|(name, Walked(value))| (Value::text(name), value));
            Data::Map(Rc::new(Map::new(MapKind::Linked, members))).into()
        }
        path::Item::Integer(value) => Data::Number(number_of(&value.to_string())).into(),
        path::Item::Decimal(value) => Data::Number(crate::vtl::number::Number::Double(value)).into(),
        path::Item::Text(text) => Value::text(text),
        path::Item::Names(names) => Value::list(names.into_iter().map(Value::text).collect()),
        path::Item::List(items) => json_list(items.into_iter().map(value_of).collect()),
    }
}
