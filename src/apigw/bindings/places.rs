//! Which part of the request a value is.

use crate::json::text::{self, Spelling};
use crate::json::{Document, Kind, NodeId};
use crate::text::Span;
use crate::vtl::provenance::{InputId, Origin, Origins};
use crate::vtl::value::{Text, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

/// A part of the request, or of what stands around it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InputPlace {
    /// A value of the body.
    Body {
        /// Its JSON Pointer (RFC 6901); empty for the whole body.
        pointer: String,
        /// Its bytes in the body.
        span: Span,
    },
    /// A parameter.
    Parameter {
        /// Where it stands in the request.
        location: ParameterLocation,
        /// Its name.
        name: String,
    },
    /// A stage variable.
    StageVariable {
        /// Its name.
        name: String,
    },
    /// A value of `$context`; claims are below `authorizer.claims`.
    Context {
        /// The names on the way, joined by dots.
        path: String,
    },
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query string.
    Querystring,
    /// In a header.
    Header,
}

/// A place as it is noted while rendering: pointers into the body are worked out only when somebody asks.
#[derive(Clone, Debug)]
enum Noted {
    Node(Arc<Document>, NodeId),
    Place(InputPlace),
}

impl Noted {
    fn place(&self) -> InputPlace {
        match self {
            Self::Node(document, node) => {
                InputPlace::Body { pointer: document.pointer(*node), span: document.span(*node) }
            }
            Self::Place(place) => place.clone(),
        }
    }
}

/// All places that values were read from.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) origins: Rc<Origins>,
    noted: RefCell<Vec<Noted>>,
    known: RefCell<HashMap<InputPlace, InputId, foldhash::fast::RandomState>>,
    nodes: RefCell<HashMap<NodeId, InputId, foldhash::fast::RandomState>>,
}

impl Places {
    fn add(&self, noted: Noted) -> InputId {
        let mut all = self.noted.borrow_mut();
        all.push(noted);
        InputId(u32::try_from(all.len() - 1).unwrap_or(u32::MAX))
    }

    /// Returns the origin of a place.
    pub(super) fn origin(&self, place: InputPlace) -> Origin {
        let known = self.known.borrow().get(&place).copied();
        let id = known.unwrap_or_else(|| {
            let id = self.add(Noted::Place(place.clone()));
            self.known.borrow_mut().insert(place, id);
            id
        });
        self.origins.input(id)
    }

    /// Returns the origin of a value of the body.
    pub(super) fn node_origin(&self, document: &Arc<Document>, node: NodeId) -> Origin {
        let known = self.nodes.borrow().get(&node).copied();
        let id = known.unwrap_or_else(|| {
            let id = self.add(Noted::Node(document.clone(), node));
            self.nodes.borrow_mut().insert(node, id);
            id
        });
        self.origins.input(id)
    }

    /// Returns all places by their numbers, and keeps none.
    pub(super) fn take_inputs(&self) -> Inputs {
        Inputs { noted: self.noted.take(), ..Inputs::default() }
    }
}

/// The inputs of one rendering by their numbers, and the numbers of places.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    noted: Vec<Noted>,
    /// Made when somebody first asks for numbers.
    numbers: OnceLock<Numbers>,
}

/// The numbers of places.
#[derive(Clone, Debug, Default)]
struct Numbers {
    /// Of those that are not in the body.
    by_place: HashMap<InputPlace, InputId>,
    /// Of those in the body, with where each begins; ascending.
    body: Vec<(u32, InputId)>,
}

impl Inputs {
    /// Returns what a number stands for.
    pub fn place(&self, id: InputId) -> Option<InputPlace> {
        self.noted.get(id.0 as usize).map(Noted::place)
    }

    /// Returns all places that have a value of their own, in the order of their numbers; no objects and lists.
    pub fn places(&self) -> impl Iterator<Item = InputPlace> + '_ {
        let is_whole = |noted: &&Noted| match noted {
            Noted::Node(document, node) => !matches!(document.kind(*node), Kind::Object | Kind::Array),
            Noted::Place(_) => true,
        };
        self.noted.iter().filter(is_whole).map(Noted::place)
    }

    /// Tells whether `output` is what stands at the place: of a value of the body without the quotes and escapes of
    /// JSON, or as another way of writing the same text.
    pub fn is_written(&self, id: InputId, output: &str) -> bool {
        match self.noted.get(id.0 as usize) {
            Some(Noted::Node(document, node)) => {
                output == document.written(*node)
                    || document.kind(*node) == Kind::String
                        && (output == document.string(*node)
                            || output.starts_with('"')
                                && text::read(output, Spelling::Strict) == document.string(*node))
            }
            _ => true,
        }
    }

    /// Returns the numbers of a place; of a value of the body, also of what is inside it.
    pub fn numbers(&self, place: &InputPlace) -> Vec<InputId> {
        let numbers = self.numbers.get_or_init(|| self.make_numbers());
        match place {
            InputPlace::Body { span, .. } => {
                // Values inside begin inside, and no value begins inside without ending inside.
                let first = numbers.body.partition_point(|(start, _)| *start < span.start);
                let inside = numbers.body.get(first..).unwrap_or_default();
                inside.iter().take_while(|(start, _)| *start < span.end).map(|(_, id)| *id).collect()
            }
            place => numbers.by_place.get(place).into_iter().copied().collect(),
        }
    }

    fn make_numbers(&self) -> Numbers {
        let mut numbers = Numbers::default();
        for (index, noted) in self.noted.iter().enumerate() {
            let id = InputId(u32::try_from(index).unwrap_or(u32::MAX));
            match noted {
                Noted::Node(document, node) => numbers.body.push((document.span(*node).start, id)),
                Noted::Place(InputPlace::Body { span, .. }) => numbers.body.push((span.start, id)),
                Noted::Place(place) => {
                    numbers.by_place.insert(place.clone(), id);
                }
            }
        }
        numbers.body.sort_unstable();
        numbers
    }
}

/// Makes a name a value, which holds what has that name, if places are noted.
pub(super) fn named(name: impl Into<Text>, places: Option<&Places>, place: impl FnOnce() -> InputPlace) -> Value {
    let value = Value::text(name);
    match places {
        Some(places) => value.with_origin(places.origins.around(places.origin(place()))),
        None => value,
    }
}

/// Gives a value its place, if places are noted.
pub(super) fn noted(value: Value, places: Option<&Places>, place: impl FnOnce() -> InputPlace) -> Value {
    match places {
        Some(places) => value.with_origin(places.origin(place())),
        None => value,
    }
}
