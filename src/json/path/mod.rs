//! JSONPath as Jayway reads it, which is what `$input.path` and `$input.json` run.
//!
//! Not RFC 9535: blanks, missing members, filters and functions are Jayway's. Where its versions differ, the
//! later ones (2.4, 2.9) are followed: a negative index counts from the end, names may stand between double
//! quotes, `in`, `contains`, `length()` work.
//!
//! A path that can lead to one value only is *definite*: its result is that value, or missing. Any other gives
//! a list, empty if nothing fits.

mod compare;
mod eval;
mod filter;
mod function;
mod number;
mod parse;

pub use eval::{Item, Outcome};
pub use function::FUNCTIONS;

use super::{Document, Kind, NodeId, Toward};
use crate::text::Span;
use std::borrow::Cow;

/// A value that a path can walk: cheap to clone.
pub trait Node: Clone {
    /// Returns what it is.
    fn kind(&self) -> Kind;
    /// Returns the member called `name` of an object.
    fn member(&self, name: &str) -> Option<Self>;
    /// Returns the element at `index` of a list.
    fn element(&self, index: usize) -> Option<Self>;
    /// Returns the elements of a list, in order.
    fn elements(&self) -> Vec<Self>;
    /// Returns the number of members or elements; 0 for scalars.
    fn len(&self) -> usize;
    /// Returns true if there is no member or element.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Returns the members with their names, in order.
    fn members(&self) -> Vec<(String, Self)>;
    /// Returns the text of a string, or a number as written.
    fn text(&self) -> Cow<'_, str>;
    /// Returns the values directly inside, in order; none for scalars.
    fn children(&self) -> Vec<Self> {
        match self.kind() {
            Kind::Object => self.members().into_iter().map(|(_, member)| member).collect(),
            Kind::Array => self.elements(),
            _ => Vec::new(),
        }
    }
    /// Returns a null that is in no document, for functions without a value. Where there is none, such results are
    /// left out.
    fn null() -> Option<Self> {
        None
    }
}

/// A path, read once, evaluated often.
#[derive(Clone, PartialEq, Debug)]
pub struct Path {
    tokens: Vec<Token>,
    straight: Option<Box<[Toward]>>,
}

/// One step of a path.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Token {
    /// `.name`, `['name']`, `['one', 'two']`.
    Properties(Vec<String>),
    /// `[0]`, `[-1]`, `[0, 2]`.
    Indexes(Vec<i64>),
    /// `[from:to]`.
    Slice(Option<i64>, Option<i64>),
    /// `*`, `[*]`.
    Wildcard,
    /// `..`: what follows, at any depth.
    Scan,
    /// `[?(…)]`.
    Filter(filter::Filter),
    /// `.name(…)`.
    Function(function::Function),
}

impl Token {
    /// Returns the step as one to a single member or to an element counted from the front, if it is that.
    fn toward(&self) -> Option<Toward> {
        match self {
            Self::Properties(names) => match names.as_slice() {
                [name] => Some(Toward::Member(name.as_str().into())),
                _ => None,
            },
            Self::Indexes(indexes) => match indexes.as_slice() {
                [index] => Some(Toward::Element(usize::try_from(*index).ok()?)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl Path {
    /// Reads a path.
    ///
    /// # Errors
    /// [`PathError`] with the place; Jayway refuses such a path too, which fails the rendering.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        parse::path(text)
    }

    fn of(tokens: Vec<Token>) -> Self {
        let straight = tokens.iter().map(Token::toward).collect();
        Self { tokens, straight }
    }

    /// Returns the steps of a path that is made of single names and positions from the front only.
    pub(crate) fn straight(&self) -> Option<&[Toward]> {
        self.straight.as_deref()
    }

    /// Returns true if the path can lead to one value only.
    pub fn is_definite(&self) -> bool {
        (0..self.tokens.len()).all(|index| eval::is_definite(&self.tokens, index))
    }

    /// Walks the path from `root`, in at most `steps` steps.
    ///
    /// # Errors
    /// [`PathError`] where Jayway fails too (a function over a list without numbers), and for paths that need
    /// more steps.
    pub fn evaluate<N: Node>(&self, root: &N, steps: usize) -> Result<Outcome<N>, PathError> {
        self.evaluate_within(root, &mut { steps })
    }

    /// Walks the path from `root` and takes the steps that it needs off `steps`.
    ///
    /// # Errors
    /// As [`Path::evaluate`]; `steps` is 0 where there were too few.
    pub fn evaluate_within<N: Node>(&self, root: &N, steps: &mut usize) -> Result<Outcome<N>, PathError> {
        let mut budget = eval::Budget::new(*steps);
        let outcome = eval::evaluate(self, root, root, eval::Members::Optional, &mut budget);
        *steps = budget.left();
        match outcome {
            Ok(outcome) => Ok(outcome),
            Err(eval::Stop::NotFound) => Ok(Outcome::Missing),
            Err(eval::Stop::Invalid(error) | eval::Stop::Fail(error)) => Err(error),
        }
    }
}

/// Why a path cannot be read or followed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct PathError {
    /// What is wrong, one phrase.
    pub message: String,
    /// Where in the path; empty at its end when something is missing there.
    pub span: Span,
}

impl PathError {
    fn new(message: impl Into<String>, start: usize, end: usize) -> Self {
        Self { message: message.into(), span: Span::new(start, end) }
    }
}

/// Brackets in a path may not nest deeper than this: filters are read by recursion.
const MAX_NESTING: usize = 64;

/// A value of a document, as paths walk it.
#[derive(Clone, Copy, Debug)]
pub struct Value<'d> {
    /// The document.
    pub document: &'d Document,
    /// The value.
    pub id: NodeId,
}

impl<'d> Value<'d> {
    /// Returns the outermost value of `document`.
    pub fn root(document: &'d Document) -> Self {
        Self { document, id: document.root() }
    }

    fn with(self, id: NodeId) -> Self {
        Self { id, ..self }
    }
}

impl Node for Value<'_> {
    fn kind(&self) -> Kind {
        self.document.kind(self.id)
    }

    fn member(&self, name: &str) -> Option<Self> {
        self.document.member(self.id, name).map(|id| self.with(id))
    }

    fn element(&self, index: usize) -> Option<Self> {
        self.document.children(self.id).nth(index).map(|id| self.with(id))
    }

    fn elements(&self) -> Vec<Self> {
        self.document.children(self.id).map(|id| self.with(id)).collect()
    }

    fn len(&self) -> usize {
        match self.kind() {
            Kind::Object => self.document.members(self.id).len(),
            Kind::Array => self.document.children(self.id).count(),
            _ => 0,
        }
    }

    fn members(&self) -> Vec<(String, Self)> {
        let members = self.document.members(self.id).into_iter();
        members.map(|(name, id)| (name.into_owned(), self.with(id))).collect()
    }

    fn text(&self) -> Cow<'_, str> {
        self.document.string(self.id)
    }
}
