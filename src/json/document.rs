//! A JSON text and the places of its values.

use super::text::{self, Spelling};
use crate::text::{Span, is_same};
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

#[derive(Clone, Debug)]
struct Node {
    kind: Kind,
    /// From the first byte to the last, quotes included.
    span: Span,
    /// One past the last value inside: values are stored in the order of the text, so a subtree is a range.
    next: u32,
    parent: u32,
    /// The member's name as written, quotes included; empty for elements and the root.
    name: Span,
    /// A string without a backslash in it stands for what is written.
    is_plain: bool,
    /// The same of the name.
    name_is_plain: bool,
}

/// A JSON text read once. Cheap to walk: no value is copied out of the text until it is asked for.
#[derive(Clone, Debug)]
pub struct Document {
    text: Arc<str>,
    spelling: Spelling,
    nodes: Vec<Node>,
    /// Which of its parent's children each value is. Made when somebody first asks: whoever asks for the pointers of all
    /// elements of a long list would count them again and again.
    positions: OnceLock<Box<[u32]>>,
}

impl Document {
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
        Some(self.node(id).name).filter(|name| !name.is_empty())
    }

    /// Returns the name of the member `id`; `None` for elements and the root.
    pub fn name(&self, id: NodeId) -> Option<Cow<'_, str>> {
        let parent = self.parent(id)?;
        (self.kind(parent) == Kind::Object).then(|| self.name_of(self.node(id)))
    }

    fn name_of(&self, node: &Node) -> Cow<'_, str> {
        let written = node.name.slice(&self.text);
        if node.name_is_plain { Cow::Borrowed(text::inside(written)) } else { text::read(written, self.spelling) }
    }

    /// Returns the text that the string `id` stands for, and for other scalars what is written.
    pub fn string(&self, id: NodeId) -> Cow<'_, str> {
        let node = self.node(id);
        let written = node.span.slice(&self.text);
        match node.kind {
            Kind::String if node.is_plain => Cow::Borrowed(text::inside(written)),
            Kind::String => text::read(written, self.spelling),
            _ => Cow::Borrowed(written),
        }
    }

    /// Returns the bytes of the text that the string `id` stands for, where it stands in the document as it is.
    pub fn plain_string(&self, id: NodeId) -> Option<Span> {
        let span = self.span(id);
        match self.string(id) {
            Cow::Owned(_) => None,
            Cow::Borrowed(text) if text.len() == span.len() => Some(span),
            Cow::Borrowed(text) => Some(Span::new(span.start as usize + 1, span.start as usize + 1 + text.len())),
        }
    }

    /// Returns how many values there are in `id`, at any depth.
    pub fn count_inside(&self, id: NodeId) -> usize {
        (self.node(id).next as usize).saturating_sub(id.index() + 1)
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

    /// Gives `each` the members that [`Document::members`] returns.
    pub fn each_member(&self, id: NodeId, mut each: impl FnMut(&str, NodeId)) {
        let children = || self.children(id).take(FEW + 1);
        let few = children().count() <= FEW;
        let name = |child: NodeId| self.name_of(self.node(child));
        let is_new = |(index, child): (usize, NodeId)| children().take(index).all(|other| name(other) != name(child));
        if few && self.kind(id) == Kind::Object && children().enumerate().all(is_new) {
            children().for_each(|child| each(&name(child), child));
        } else {
            self.members(id).into_iter().for_each(|(name, child)| each(&name, child));
        }
    }

    /// Returns the member of the object `id` called `name`, the last of several.
    pub fn member(&self, id: NodeId, name: &str) -> Option<NodeId> {
        let object = self.node(id);
        if object.kind != Kind::Object {
            return None;
        }
        let inside = self.nodes.get(..object.next as usize)?;
        let (mut at, mut found) = (id.index() + 1, None);
        while let Some(member) = inside.get(at) {
            if self.is_named(member, name) {
                found = u32::try_from(at).ok().map(NodeId);
            }
            at = member.next as usize;
        }
        found
    }

    /// Tells whether a member is called `name`. Most names are told apart by their lengths, and one as it is written is
    /// compared without being read.
    #[inline]
    fn is_named(&self, node: &Node, name: &str) -> bool {
        let written = node.name.len();
        if node.name_is_plain && written != name.len() + 2 && written != name.len() {
            return false;
        }
        self.is_written(node, name)
    }

    fn is_written(&self, node: &Node, name: &str) -> bool {
        match self.text.as_bytes().get(node.name.range()) {
            Some([quote @ (b'"' | b'\''), inside @ .., last]) if node.name_is_plain && quote == last => {
                is_same(inside, name.as_bytes())
            }
            _ => self.name_of(node) == name,
        }
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
        if node.name.is_empty() { node.span.start } else { node.name.start }
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

/// Up to so many members are compared with each other rather than put into a list.
const FEW: usize = 8;

/// From so many members on, names are looked up in a table.
const MANY: usize = 16;

/// Collects the values of a document while a reader goes through the text.
pub(super) struct Builder {
    nodes: Vec<Node>,
    /// The values that are open around the innermost one.
    around: Vec<(u32, Kind)>,
    /// The innermost open value.
    open: Option<(u32, Kind)>,
    name: Span,
    name_is_plain: bool,
}

impl Builder {
    /// Starts a document of so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        // Fewer bytes a value are rare.
        Self {
            nodes: Vec::with_capacity(bytes / 16 + 4),
            around: Vec::new(),
            open: None,
            name: Span::default(),
            name_is_plain: true,
        }
    }

    /// Gives the next value its name; `plain` if that has no backslash in it.
    pub(super) fn name(&mut self, name: Span, plain: bool) {
        (self.name, self.name_is_plain) = (name, plain);
    }

    /// Returns how many objects and lists are open.
    pub(super) fn depth(&self) -> usize {
        self.around.len() + usize::from(self.open.is_some())
    }

    /// Tells whether none is.
    #[inline]
    pub(super) fn is_done(&self) -> bool {
        self.open.is_none()
    }

    /// Returns what the innermost open value is.
    #[inline]
    pub(super) fn inside(&self) -> Option<Kind> {
        self.open.map(|(_, kind)| kind)
    }

    /// Returns where the innermost open value begins.
    pub(super) fn open_at(&self) -> Option<usize> {
        self.nodes.get(self.open?.0 as usize).map(|node| node.span.start as usize)
    }

    /// Adds a value that stands for what is written.
    pub(super) fn scalar(&mut self, kind: Kind, span: Span) {
        self.push(kind, span, true);
    }

    /// Adds a text; `plain` if it has no backslash in it.
    pub(super) fn string(&mut self, span: Span, plain: bool) {
        self.push(Kind::String, span, plain);
    }

    pub(super) fn open(&mut self, kind: Kind, start: usize) {
        let id = self.push(kind, Span::at(start), true);
        self.around.extend(self.open.replace((id, kind)));
    }

    pub(super) fn close(&mut self, end: usize) {
        let next = Span::at(self.nodes.len()).start;
        let Some((id, _)) = std::mem::replace(&mut self.open, self.around.pop()) else { return };
        if let Some(node) = self.nodes.get_mut(id as usize) {
            node.span.end = Span::at(end).start;
            node.next = next;
        }
    }

    #[inline]
    fn push(&mut self, kind: Kind, span: Span, is_plain: bool) -> u32 {
        let id = Span::at(self.nodes.len()).start;
        let parent = self.open.map_or(0, |(id, _)| id);
        let name = std::mem::take(&mut self.name);
        self.nodes.push(Node { kind, span, next: id + 1, parent, name, is_plain, name_is_plain: self.name_is_plain });
        id
    }

    /// Ends the document; values that are still open end with the text.
    pub(super) fn finish(mut self, text: Arc<str>, spelling: Spelling) -> Document {
        while !self.is_done() {
            self.close(text.len());
        }
        if self.nodes.is_empty() {
            self.push(Kind::Null, Span::at(text.len()), true);
        }
        Document { text, spelling, nodes: self.nodes, positions: OnceLock::new() }
    }
}
