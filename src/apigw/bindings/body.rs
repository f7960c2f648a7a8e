//! The body as values: read once, shared, turned into values as far as a template looks.

use super::call::Call;
use super::context::{number_of, prints_as_written};
use super::places::Places;
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

/// The way into the body of one rendering.
#[derive(Debug)]
pub(super) struct Payload {
    call: Rc<Call>,
    /// The body as a value, from when somebody first asks for more than single ones.
    root: OnceCell<Value>,
    path_steps: Cell<usize>,
}

impl Payload {
    pub(super) fn new(call: Rc<Call>) -> Self {
        Self { call, root: OnceCell::new(), path_steps: Cell::new(PATH_STEPS) }
    }

    /// Returns where a path of nothing but names and positions leads, as long as nobody can have changed a value.
    fn straight(&self, document: &Document, path: &path::Path) -> Option<NodeId> {
        if self.root.get().is_some() {
            return None;
        }
        let steps = path.straight()?;
        let node = document.follow(document.root(), steps, MAX_LOOKED_THROUGH)??;
        let left = self.path_steps.get().checked_sub(steps.len() + 1)?;
        self.path_steps.set(left);
        Some(node)
    }

    /// Follows a JSONPath; `None` if nothing is there.
    pub(super) fn at(&self, path: &str) -> Result<Option<Value>, Thrown> {
        let path = read_path(path)?;
        let document = self.document()?;
        match self.straight(document, &path) {
            Some(node) if !matches!(document.kind(node), Kind::Object | Kind::Array) => {
                Ok(Some(self.call.body.value(node, self.call.clone())))
            }
            _ => self.walk(&path),
        }
    }

    /// Appends what a JSONPath leads to as compact JSON. If nothing is there, or `null`, appends nothing and returns
    /// false.
    pub(super) fn write_json<I: Ink>(&self, path: &str, style: Json, out: &mut I) -> Result<bool, Thrown> {
        if path == "$" && self.root.get().is_none() {
            // What most templates ask for.
            let document = self.document()?;
            self.call.body.write(document.root(), style, out);
            return Ok(true);
        }
        let path = read_path(path)?;
        let document = self.document()?;
        match self.straight(document, &path) {
            Some(node) if document.kind(node) == Kind::Null => return Ok(false),
            Some(node) => self.call.body.write(node, style, out),
            None => match self.walk(&path)? {
                Some(value) if !value.is_null() => print_json(&value, style, out)?,
                _ => return Ok(false),
            },
        }
        Ok(true)
    }

    /// Reads the body, through which a path goes.
    fn document(&self) -> Result<&Document, Thrown> {
        let document = self.call.body.read()?;
        if document.kind(document.root()) == Kind::Null {
            // Jayway refuses a body that is `null`, whatever the path.
            return Err(Thrown::new("IllegalArgumentException: root can not be null"));
        }
        Ok(document)
    }

    fn walk(&self, path: &path::Path) -> Result<Option<Value>, Thrown> {
        let root = Walked(self.root.get_or_init(|| self.call.root()).clone());
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
        Ok(Some(match self.call.places() {
            Some(places) => {
                let origin = places.origins.computed([root.0.origin], Transform::Word("JSONPath"));
                found.with_origin(origin)
            }
            None => found,
        }))
    }
}

/// Objects with more values inside than this are not looked through for one member.
const MAX_LOOKED_THROUGH: usize = 64;

/// A JSON text that becomes values. Whoever makes some says what holds the tree.
pub(super) struct Tree {
    /// The text until it is read.
    unread: Cell<Option<Arc<str>>>,
    document: OnceCell<Document>,
    /// The document's text, for texts that are parts of it.
    text: OnceCell<Rc<Arc<str>>>,
    places: Option<Rc<Places>>,
    /// The origin of all values, where they are not places of the body.
    derived: Option<Origin>,
}

impl fmt::Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tree({} bytes)", self.text().len())
    }
}

impl Tree {
    pub(super) fn new(text: Arc<str>, places: Option<Rc<Places>>, derived: Option<Origin>) -> Self {
        Self { unread: Cell::new(Some(text)), document: OnceCell::new(), text: OnceCell::new(), places, derived }
    }

    pub(super) fn places(&self) -> Option<&Places> {
        self.places.as_deref()
    }

    pub(super) fn shared_places(&self) -> Option<Rc<Places>> {
        self.places.clone()
    }

    /// Returns the text.
    pub(super) fn text(&self) -> Arc<str> {
        match self.document.get() {
            Some(document) => document.text().clone(),
            None => {
                let text = self.unread.take();
                self.unread.set(text.clone());
                text.unwrap_or_default()
            }
        }
    }

    /// Returns the text as a value.
    pub(super) fn text_value(&self) -> Value {
        let text = self.text();
        let origin = self.places().map_or(Origin::NONE, |places| places.body(text.len()));
        Value::text(text).with_origin(origin)
    }

    /// Reads the text, unless that was done.
    pub(super) fn read(&self) -> Result<&Document, Thrown> {
        if let Some(document) = self.document.get() {
            return Ok(document);
        }
        let text = self.unread.take().unwrap_or_default();
        let document = lenient::read_or_give_back(text).map_err(|(text, error)| {
            self.unread.set(Some(text));
            Thrown::new(format!("this is not JSON: {}", error.message))
        })?;
        Ok(self.document.get_or_init(|| document))
    }

    /// Returns what was read; `null` of what was not, which has no values that could ask.
    pub(super) fn document(&self) -> &Document {
        self.document.get_or_init(Document::null)
    }

    /// Takes out what was read, if it was.
    pub(super) fn take_document(&mut self) -> Option<Document> {
        self.document.take()
    }

    /// Returns a value, which `holder` holds the tree of.
    pub(super) fn value(&self, id: NodeId, holder: Rc<dyn Source>) -> Value {
        let data = match self.document().kind(id) {
            Kind::Object => {
                Data::Map(Rc::new(Map::lazy(MapKind::Linked, Unread { source: holder, node: id.number() })))
            }
            Kind::Array => {
                Data::List(Rc::new(List::lazy(ListKind::Json, Unread { source: holder, node: id.number() })))
            }
            Kind::Null => Data::Null,
            Kind::Bool(value) => Data::Bool(value),
            Kind::Number => Data::Number(number_of(self.document().written(id))),
            Kind::String => Data::Text(self.string(id)),
        };
        Value { data, origin: self.origin(id) }
    }

    #[inline]
    fn origin(&self, id: NodeId) -> Origin {
        let Some(places) = &self.places else { return Origin::NONE };
        self.derived.unwrap_or_else(|| places.node_origin(id))
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
        let document = self.document();
        match document.plain_string(id) {
            Some(span) => {
                let text = self.text.get_or_init(|| Rc::new(document.text().clone()));
                Text::part(text, span.start as usize, span.end as usize)
            }
            None => document.string(id).into(),
        }
    }

    /// Appends a value as compact JSON; how deep it goes was limited when the text was read.
    fn write<I: Ink>(&self, id: NodeId, style: Json, out: &mut I) {
        self.write_of(self.document(), id, style, out);
    }

    #[inline(always)]
    fn write_of<I: Ink>(&self, document: &Document, id: NodeId, style: Json, out: &mut I) {
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
            Kind::Array => self.write_inside(document, id, ['[', ']'], origin, style, out),
            Kind::Object => self.write_inside(document, id, ['{', '}'], origin, style, out),
        }
        out.note(origin);
    }

    /// Appends a list or an object between its brackets.
    fn write_inside<I: Ink>(
        &self,
        document: &Document,
        id: NodeId,
        [open, close]: [char; 2],
        origin: Origin,
        style: Json,
        out: &mut I,
    ) {
        let around = out.around(origin);
        let mut before = open;
        document.each_inside(id, |child, is_member| {
            out.push(std::mem::replace(&mut before, ','));
            if is_member {
                out.append(|out| document.write_name(child, style.escapes_slash, out));
                out.push(':');
            }
            out.note(around);
            self.write_of(document, child, style, out);
        });
        if before == open {
            out.push(open);
        }
        out.push(close);
        out.note(around);
    }

    pub(super) fn items(&self, node: u32, holder: &dyn Fn() -> Rc<dyn Source>) -> Vec<Value> {
        self.document().children(NodeId::of_number(node)).map(|id| self.value(id, holder())).collect()
    }

    pub(super) fn members(&self, node: u32, holder: &dyn Fn() -> Rc<dyn Source>) -> Vec<(Value, Value)> {
        let members = self.document().members(NodeId::of_number(node));
        members.into_iter().map(|(name, id)| (self.name(name, id), self.value(id, holder()))).collect()
    }

    pub(super) fn member(&self, node: u32, name: &str, holder: &dyn Fn() -> Rc<dyn Source>) -> Member {
        match self.document().member_among(NodeId::of_number(node), name, MAX_LOOKED_THROUGH) {
            Some(Some(id)) => Member::Found(self.value(id, holder())),
            Some(None) => Member::Missing,
            None => Member::AskForAll,
        }
    }

    pub(super) fn text_at(&self, node: u32, path: &[Toward]) -> TextAt<'_> {
        self.found_text(self.document().follow(NodeId::of_number(node), path, MAX_LOOKED_THROUGH))
    }

    pub(super) fn text_of(&self, node: u32, name: &str) -> TextAt<'_> {
        self.found_text(self.document().member_among(NodeId::of_number(node), name, MAX_LOOKED_THROUGH))
    }

    #[inline]
    fn found_text(&self, found: Option<Option<NodeId>>) -> TextAt<'_> {
        let at = match found {
            Some(Some(at)) => at,
            Some(None) => return TextAt::Nothing,
            None => return TextAt::Unknown,
        };
        match self.document().plain(at) {
            (Kind::String, Some(text)) => TextAt::Text(text, self.origin(at)),
            (Kind::Null, _) => TextAt::Nothing,
            _ => TextAt::Unknown,
        }
    }

    pub(super) fn write_at(&self, node: u32, path: &[Toward], out: &mut String) -> Wrote {
        let document = self.document();
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

    pub(super) fn write_json<I: Ink>(&self, node: u32, style: Json, out: &mut I) -> bool {
        self.write(NodeId::of_number(node), style, out);
        true
    }
}

/// A JSON text that is not the body's.
#[derive(Debug)]
pub(super) struct Parsed(Tree);

impl Parsed {
    /// Reads a JSON text into values. `derived` is the origin of all of them.
    pub(super) fn read(text: Arc<str>, places: Option<Rc<Places>>, derived: Option<Origin>) -> Result<Value, Thrown> {
        let parsed = Rc::new(Self(Tree::new(text, places, derived)));
        let root = parsed.0.read()?.root();
        Ok(parsed.0.value(root, parsed.clone()))
    }
}

impl Source for Parsed {
    fn items(self: Rc<Self>, node: u32) -> Vec<Value> {
        self.0.items(node, &|| self.clone())
    }

    fn members(self: Rc<Self>, node: u32) -> Vec<(Value, Value)> {
        self.0.members(node, &|| self.clone())
    }

    fn member(self: Rc<Self>, node: u32, name: &str) -> Member {
        self.0.member(node, name, &|| self.clone())
    }

    fn text_at(&self, node: u32, path: &[Toward]) -> TextAt<'_> {
        self.0.text_at(node, path)
    }

    fn text_of(&self, node: u32, name: &str) -> TextAt<'_> {
        self.0.text_of(node, name)
    }

    fn write_at(&self, node: u32, path: &[Toward], out: &mut String) -> Wrote {
        self.0.write_at(node, path, out)
    }

    fn write_json(&self, node: u32, style: Json, out: &mut String) -> bool {
        self.0.write_json(node, style, out)
    }

    fn write_json_traced(&self, node: u32, style: Json, out: &mut Traced<'_>) -> bool {
        self.0.write_json(node, style, out)
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
