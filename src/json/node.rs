//! The values of a document as they are kept, and how they get there.

use super::document::{Document, Kind};
use super::text::Spelling;
use crate::text::Span;
use std::sync::Arc;

/// Its size is a power of two, so that the place of one by its number takes one shift.
#[derive(Clone, Debug)]
#[repr(align(32))]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// From the first byte to the last, quotes included.
    pub(super) span: Span,
    /// One past the last value inside: values are stored in the order of the text, so a subtree is a range.
    pub(super) next: u32,
    pub(super) parent: u32,
    /// Where the member's name begins; none for elements and the root.
    pub(super) name_start: u32,
    /// Its [`Name::shape`]: by itself it tells most names apart.
    pub(super) name_shape: u32,
    pub(super) form: Form,
}

impl Node {
    pub(super) fn name(&self) -> Name {
        Name(u64::from(self.name_start) | u64::from(self.name_shape) << 32)
    }
}

/// The most bytes that a text may have: the length of a name leaves two bits for its form.
pub(super) const MAX_BYTES: usize = 1 << 30;

/// Where the name of a member stands, quotes included, and how it is written. In one number, which goes from one function
/// to the next in a register: from the lowest bits on its beginning, its form, and its length.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name(u64);

impl Name {
    /// The name of what has none.
    pub(super) const NONE: Self = Self(0);

    #[inline(always)]
    pub(super) fn new(start: usize, end: usize, form: Form) -> Self {
        let shape = (end - start) as u64 * 4 + form as u64;
        Self(start as u64 | shape << 32)
    }

    #[inline(always)]
    fn start(self) -> u32 {
        self.0 as u32
    }

    /// Returns its form and its length.
    #[inline(always)]
    fn shape(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Returns the shape of `name` between quotes.
    #[inline(always)]
    pub(super) fn shape_of(name: &str) -> u32 {
        // Of a name that is too long for any text nothing is told apart.
        number(name.len() + 2).wrapping_mul(4) | Form::Quoted as u32
    }

    pub(super) fn span(self) -> Span {
        Span { start: self.start(), end: self.start() + self.shape() / 4 }
    }

    pub(super) fn form(self) -> Form {
        match self.shape() % 4 {
            0 => Form::Bare,
            1 => Form::Quoted,
            _ => Form::Escaped,
        }
    }
}

/// How a text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// Without quotes: it is what is written.
    Bare,
    /// It is what is between its quotes.
    Quoted,
    /// Between quotes, with a backslash in it.
    Escaped,
}

impl Form {
    /// Returns the text itself where it stands in the document as it is.
    #[inline]
    pub(super) fn plain(self, written: Span) -> Option<Span> {
        match self {
            Self::Bare => Some(written),
            Self::Quoted => Some(Span { start: written.start + 1, end: written.end - 1 }),
            Self::Escaped => None,
        }
    }
}

/// A value as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// Its first byte, which may be a quote.
    pub(super) start: usize,
    /// One past its last.
    pub(super) end: usize,
    pub(super) form: Form,
}

impl Written {
    /// Returns what is written there without quotes.
    #[inline]
    pub(super) const fn bare(start: usize, end: usize) -> Self {
        Self { start, end, form: Form::Bare }
    }

    #[inline]
    fn span(self) -> Span {
        Span { start: number(self.start), end: number(self.end) }
    }
}

/// Returns a place in a text, or the number of a value, as nodes have it: readers take no text that is too long for that,
/// and a text has no more values than bytes.
#[inline]
pub(super) fn number(at: usize) -> u32 {
    at as u32
}

/// Collects the values of a document while a reader goes through the text.
pub(super) struct Builder {
    nodes: Vec<Node>,
    has_odd_names: bool,
    /// The innermost open value, if any is open.
    open: u32,
    /// What it is.
    inside: Option<Kind>,
    /// How many are open.
    depth: usize,
}

impl Builder {
    /// Starts a document of so many bytes.
    pub(super) fn new(bytes: usize) -> Self {
        // Fewer bytes a value are rare; what is not used of so much room is never touched.
        Self { nodes: Vec::with_capacity(bytes / 8 + 4), has_odd_names: false, open: 0, inside: None, depth: 0 }
    }

    /// Returns how many objects and lists are open.
    #[inline]
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Returns what the innermost open value is.
    #[inline]
    pub(super) fn inside(&self) -> Option<Kind> {
        self.inside
    }

    /// Returns where the innermost open value begins.
    pub(super) fn open_at(&self) -> Option<usize> {
        self.inside?;
        self.nodes.get(self.open as usize).map(|node| node.span.start as usize)
    }

    /// Adds a value.
    #[inline]
    pub(super) fn add(&mut self, kind: Kind, value: Written, name: Name) {
        let next = number(self.nodes.len() + 1);
        self.nodes.push(Node {
            kind,
            span: value.span(),
            next,
            // The outermost value is its own parent: nobody asks for that.
            parent: self.open,
            name_start: name.start(),
            name_shape: name.shape(),
            form: value.form,
        });
    }

    /// Notes how the name of a member is written. Whoever adds one that is not what stands between its quotes says so.
    pub(super) fn note_form_of_name(&mut self, form: Form) {
        self.has_odd_names |= form != Form::Quoted;
    }

    /// Opens an object or a list.
    #[inline]
    pub(super) fn open(&mut self, kind: Kind, start: usize, name: Name) {
        let id = number(self.nodes.len());
        self.add(kind, Written::bare(start, start), name);
        self.open = id;
        self.inside = Some(kind);
        self.depth += 1;
    }

    #[inline]
    pub(super) fn close(&mut self, end: usize) {
        let next = number(self.nodes.len());
        let Some(node) = self.nodes.get_mut(self.open as usize) else { return };
        node.span.end = number(end);
        node.next = next;
        self.open = node.parent;
        self.depth = self.depth.saturating_sub(1);
        let around = if self.depth == 0 { None } else { self.nodes.get(self.open as usize) };
        self.inside = around.map(|node| node.kind);
    }

    /// Ends the document; values that are still open end with the text.
    pub(super) fn finish(mut self, text: Arc<str>, spelling: Spelling) -> Document {
        while self.inside.is_some() {
            self.close(text.len());
        }
        if self.nodes.is_empty() {
            self.add(Kind::Null, Written::bare(text.len(), text.len()), Name::NONE);
        }
        Document::new(text, spelling, self.nodes, self.has_odd_names)
    }
}
