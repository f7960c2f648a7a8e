//! A JSON text and the places of its values.

use super::Toward;
use super::node::{Builder, Form, Name, Node, number};
use super::text::{self, Spelling};
use crate::text::{Seen, Span, is_same};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
    /// A text.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
}

/// A value of a [`Document`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NodeId(u32);

impl NodeId {
    /// Returns its number: values are numbered in the order of the text, from 0.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Returns the value of that number.
    pub fn of_number(number: u32) -> Self {
        Self(number)
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

/// A JSON text read once. Cheap to walk: no value is copied out of the text until it is asked for.
#[derive(Clone, Debug)]
pub struct Document {
    text: Arc<str>,
    spelling: Spelling,
    nodes: Vec<Node>,
    /// Whether the name of some member is not what stands between its quotes.
    has_odd_names: bool,
    /// Which of its parent's children each value is. Made when somebody first asks: whoever asks for the pointers of all
    /// elements of a long list would count them again and again.
    positions: OnceLock<Box<[u32]>>,
}

impl Document {
    /// Makes a document of its values in the order of the text, the root first. `has_odd_names` tells whether the name of
    /// some member is not what stands between its quotes.
    pub(super) fn new(text: Arc<str>, spelling: Spelling, nodes: Vec<Node>, has_odd_names: bool) -> Self {
        Self { text, spelling, nodes, has_odd_names, positions: OnceLock::new() }
    }

    /// Returns a document that is `null`.
    pub fn null() -> Self {
        Builder::new(0).finish("".into(), Spelling::Strict)
    }

    /// Returns the whole text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Returns the outermost value.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// Returns the number of values.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Returns false: a document has a root.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn node(&self, id: NodeId) -> &Node {
        // Ids come from this document's own builder; one of another document reads the root, which does no harm.
        self.nodes.get(id.index()).unwrap_or(&self.nodes[0])
    }

    /// Returns what `id` is.
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// Returns the bytes of `id`, with quotes or brackets.
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// Returns the text of `id` as written.
    pub fn written(&self, id: NodeId) -> &str {
        self.span(id).slice(&self.text)
    }

    /// Returns the bytes of the name of the member `id`, with its quotes.
    pub fn name_span(&self, id: NodeId) -> Option<Span> {
        Some(self.node(id).name().span()).filter(|name| !name.is_empty())
    }

    /// Returns the name of the member `id`; `None` for elements and the root.
    pub fn name(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let parent = self.parent(id)?;
        (self.kind(parent) == Kind::Object).then(|| self.name_of(self.node(id)))
    }

    fn name_of(&self, node: &Node) -> Cow<'_, str> {
        self.read(node.name().span(), node.name().form())
    }

    /// Returns the text that the string `id` stands for, and for other scalars what is written.
    pub fn string(&self, id: NodeId) -> Cow<'_, str> {
        let node = self.node(id);
        self.read(node.span, node.form)
    }

    /// Returns what `id` is, and its text where that stands in the document as it is: of a text what is between its
    /// quotes, of anything else what is written.
    #[inline]
    pub fn plain(&self, id: NodeId) -> (Kind, Option<&str>) {
        let node = self.node(id);
        (node.kind, node.form.plain(node.span).map(|plain| plain.slice(&self.text)))
    }

    #[inline]
    fn read(&self, written: Span, form: Form) -> Cow<'_, str> {
        match form.plain(written) {
            Some(plain) => Cow::Borrowed(plain.slice(&self.text)),
            None => text::read(written.slice(&self.text), self.spelling),
        }
    }

    /// Appends the string `id` between quotes, with what JSON asks to be escaped; `slash` as in [`text::write_quoted`].
    pub fn write_quoted(&self, id: NodeId, slash: bool, out: &mut String) {
        let node = self.node(id);
        self.write_text(node.span, node.form, slash, out);
    }

    #[inline]
    fn write_text(&self, written: Span, form: Form, slash: bool, out: &mut String) {
        match written.slice(&self.text) {
            // As it is written.
            quoted if form == Form::Quoted && is_plain(quoted.as_bytes()) => out.push_str(quoted),
            _ => text::write_quoted(out, &self.read(written, form), slash),
        }
    }

    /// Returns the bytes of the text that the string `id` stands for, where it stands in the document as it is.
    pub fn plain_string(&self, id: NodeId) -> Option<Span> {
        let node = self.node(id);
        node.form.plain(node.span)
    }

    /// Returns the object or list that `id` stands in.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id.0 > 0).then(|| NodeId(self.node(id).parent))
    }

    /// Returns the values directly inside `id`, in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.node(id).next;
        let first = Some(id.0 + 1).filter(|first| *first < end);
        std::iter::successors(first, move |at| Some(self.nodes.get(*at as usize)?.next).filter(|next| *next < end))
            .map(NodeId)
    }

    /// Returns the members of the object `id` by name. Of members with one name the last value counts, at
    /// the place of the first, as in Java's `LinkedHashMap`.
    pub fn members(&self, id: NodeId) -> Vec<(Cow<'_, str>, NodeId)> {
        let mut members: Vec<(Cow<'_, str>, NodeId)> = Vec::new();
        let mut places: HashMap<Cow<'_, str>, usize> = HashMap::new();
        for child in self.children(id) {
            let Some(name) = self.name(child) else { continue };
            // A few members are looked through faster than they are hashed.
            let known = if members.len() < MANY {
                members.iter().position(|(other, _)| *other == name)
            } else {
                if places.is_empty() {
                    places.extend(members.iter().enumerate().map(|(place, (name, _))| (name.clone(), place)));
                }
                places.get(&name).copied()
            };
            match known {
                Some(place) => members[place].1 = child,
                None => {
                    if members.len() >= MANY {
                        places.insert(name.clone(), members.len());
                    }
                    members.push((name, child));
                }
            }
        }
        members
    }

    /// Gives `each` the values directly inside `id`, of an object as [`Document::members`] returns them, and whether they
    /// are members.
    pub fn each_inside(&self, id: NodeId, mut each: impl FnMut(NodeId, bool)) {
        let is_object = self.kind(id) == Kind::Object;
        if is_object && !self.has_only_new_names(id) {
            self.members(id).into_iter().for_each(|(_, child)| each(child, true));
        } else {
            self.children(id).for_each(|child| each(child, is_object));
        }
    }

    /// Tells whether all names in an object are surely different, as far as that can be told without reading any.
    fn has_only_new_names(&self, id: NodeId) -> bool {
        if self.has_odd_names {
            return false;
        }
        let inside = self.nodes.get(..self.node(id).next as usize).unwrap_or_default();
        let mut seen = Seen::default();
        let mut at = id.index() + 1;
        while let Some(member) = inside.get(at) {
            match self.text.as_bytes().get(member.name().span().range()) {
                Some([_, name @ .., _]) if seen.is_new(name) => {}
                _ => return false,
            }
            at = member.next as usize;
        }
        true
    }

    /// Appends the name of the member `id` as [`Document::write_quoted`] appends a string.
    pub fn write_name(&self, id: NodeId, slash: bool, out: &mut String) {
        let node = self.node(id);
        self.write_text(node.name().span(), node.name().form(), slash, out);
    }

    /// Returns the member of the object `id` called `name`, the last of several.
    pub fn member(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let object = self.nodes.get(id.index()).filter(|node| node.kind == Kind::Object)?;
        self.member_of(id.index(), object, name).map(NodeId)
    }

    #[inline(always)]
    fn member_of(&self, object: usize, node: &Node, name: &str) -> Option<u32> {
        if self.has_odd_names {
            return self.odd_member(object, name);
        }
        let inside = self.nodes.get(..node.next as usize)?;
        let shape = Name::shape_of(name);
        let (mut at, mut found) = (object + 1, None);
        while let Some(member) = inside.get(at) {
            if member.name_shape == shape && self.is_quoted(member.name_start, name) {
                found = Some(number(at));
            }
            at = member.next as usize;
        }
        found
    }

    /// Does the same by reading each name.
    #[cold]
    fn odd_member(&self, object: usize, name: &str) -> Option<u32> {
        let members = self.children(NodeId(number(object)));
        members.filter(|member| self.name_of(self.node(*member)) == name).last().map(|member| member.0)
    }

    /// Returns what [`Document::member`] returns, or `None` for what is no object and for one that more than `most` values
    /// are in.
    #[inline]
    pub fn member_among(&self, id: NodeId, name: &str, most: usize) -> Option<Option<NodeId>> {
        let object = self.nodes.get(id.index()).filter(|node| node.kind == Kind::Object)?;
        let is_small = (object.next as usize).saturating_sub(id.index() + 1) <= most;
        is_small.then(|| self.member_of(id.index(), object, name).map(NodeId))
    }

    /// Takes the steps of a path from `id` on. Says that nothing is there if a value on the way is missing or `null`;
    /// returns `None` for a step that the value on the way cannot take, and for one that would look through more than
    /// `most` values.
    #[inline]
    pub fn follow(&self, id: NodeId, path: &[Toward], most: usize) -> Option<Option<NodeId>> {
        let mut at = id.index();
        for toward in path {
            let node = self.nodes.get(at)?;
            let next = match (toward, node.kind) {
                (Toward::Member(name), Kind::Object) if (node.next as usize).saturating_sub(at + 1) <= most => {
                    self.member_of(at, node, name)
                }
                (Toward::Element(index), Kind::Array) if *index <= most => {
                    self.children(NodeId(number(at))).nth(*index).map(|child| child.0)
                }
                (_, Kind::Null) => None,
                _ => return None,
            };
            let Some(next) = next else { return Some(None) };
            at = next as usize;
        }
        Some(Some(NodeId(number(at))))
    }

    #[inline(always)]
    fn is_quoted(&self, start: u32, name: &str) -> bool {
        let start = start as usize + 1;
        self.text.as_bytes().get(start..start + name.len()).is_some_and(|inside| is_same(inside, name.as_bytes()))
    }

    /// Returns the deepest value whose bytes, or whose name's bytes, hold `offset`.
    pub fn at_offset(&self, offset: usize) -> Option<NodeId> {
        // Values are in the order of the text: the last that begins at or before the offset, or one around it.
        let before = self.nodes.partition_point(|node| self.start_with_name(node) as usize <= offset);
        let mut id = NodeId(u32::try_from(before.checked_sub(1)?).ok()?);
        while self.node(id).span.end as usize <= offset {
            id = self.parent(id)?;
        }
        Some(id)
    }

    fn start_with_name(&self, node: &Node) -> u32 {
        if node.name().span().is_empty() { node.span.start } else { node.name_start }
    }

    /// Returns the JSON Pointer (RFC 6901) of `id`.
    pub fn pointer(&self, id: NodeId) -> String {
        let mut tokens = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            tokens.push(match self.name(at) {
                Some(name) => name.replace('~', "~0").replace('/', "~1"),
                None => self.position(at).to_string(),
            });
            at = parent;
        }
        tokens.iter().rev().map(|token| format!("/{token}")).collect()
    }

    /// Returns which of its parent's children `id` is, from 0.
    fn position(&self, id: NodeId) -> u32 {
        let positions = self.positions.get_or_init(|| {
            let mut seen = vec![0_u32; self.nodes.len()];
            let position = |(index, node): (usize, &Node)| match seen.get_mut(node.parent as usize) {
                Some(count) if index > 0 => {
                    *count += 1;
                    *count - 1
                }
                _ => 0,
            };
            self.nodes.iter().enumerate().map(position).collect()
        });
        positions.get(id.index()).copied().unwrap_or_default()
    }

    /// Returns the value that the JSON Pointer names.
    pub fn at_pointer(&self, pointer: &str) -> Option<NodeId> {
        if pointer.is_empty() {
            return Some(self.root());
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self.root(), |at, token| match self.kind(at) {
            Kind::Object => self.member(at, &token.replace("~1", "/").replace("~0", "~")),
            Kind::Array => self.children(at).nth(token.parse().ok()?),
            _ => None,
        })
    }
}

/// Tells whether a text between quotes is how JSON writes it.
fn is_plain(quoted: &[u8]) -> bool {
    matches!(quoted, [b'"', inside @ .., _] if !text::may_need_escape(inside))
}

/// From so many members on, names are looked up in a table.
const MANY: usize = 16;
