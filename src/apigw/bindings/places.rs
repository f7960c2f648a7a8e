//! Which part of the request a value is.

use crate::json::text::{self, Spelling};
use crate::json::{Document, Kind, NodeId};
use crate::text::Span;
use crate::vtl::provenance::{InputId, Origin, Origins};
use crate::vtl::value::{Text, Value};
use std::cell::{OnceCell, RefCell};
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
    /// A value of the body.
    Node(NodeId),
    /// Another place; `None` as long as only the table of known ones holds it.
    Place(Option<InputPlace>),
}

/// All places that values were read from.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) origins: Rc<Origins>,
    /// The body, once a value of it was noted.
    document: OnceCell<Arc<Document>>,
    noted: RefCell<Vec<Noted>>,
    known: RefCell<HashMap<InputPlace, InputId, foldhash::fast::RandomState>>,
    /// The origins of values of the body, by their numbers.
    nodes: RefCell<Vec<Origin>>,
}

impl Places {
    fn add(&self, noted: Noted) -> InputId {
        let mut all = self.noted.borrow_mut();
        all.push(noted);
        InputId(u32::try_from(all.len() - 1).unwrap_or(u32::MAX))
    }

    /// Returns the origin of a place.
    pub(super) fn origin(&self, place: InputPlace) -> Origin {
        let add = || self.add(Noted::Place(None));
        let id = *self.known.borrow_mut().entry(place).or_insert_with(add);
        self.origins.input(id)
    }

    /// Returns the origin of a value of the body. Whatever document it is of, it has the body's text.
    pub(super) fn node_origin(&self, document: &Arc<Document>, node: NodeId) -> Origin {
        let mut nodes = self.nodes.borrow_mut();
        let index = node.number() as usize;
        if index >= nodes.len() {
            self.document.get_or_init(|| document.clone());
            nodes.resize(index + 1, Origin::NONE);
        }
        let Some(origin) = nodes.get_mut(index) else { return Origin::NONE };
        if *origin == Origin::NONE {
            *origin = self.origins.input(self.add(Noted::Node(node)));
        }
        *origin
    }

    /// Returns all places by their numbers, and keeps none.
    pub(super) fn take_inputs(&self) -> Inputs {
        let mut noted = self.noted.take();
        for (place, id) in self.known.take() {
            if let Some(noted) = noted.get_mut(id.0 as usize) {
                *noted = Noted::Place(Some(place));
            }
        }
        Inputs { document: self.document.get().cloned(), noted, ..Inputs::default() }
    }
}

/// The inputs of one rendering by their numbers, and the numbers of places.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    document: Option<Arc<Document>>,
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
        self.place_of(self.noted.get(id.0 as usize)?)
    }

    fn place_of(&self, noted: &Noted) -> Option<InputPlace> {
        match noted {
            Noted::Node(node) => {
                let document = self.document.as_ref()?;
                Some(InputPlace::Body { pointer: document.pointer(*node), span: document.span(*node) })
            }
            Noted::Place(place) => place.clone(),
        }
    }

    /// Returns all places that have a value of their own, in the order of their numbers; no objects and lists.
    pub fn places(&self) -> impl Iterator<Item = InputPlace> + '_ {
        let is_whole = |noted: &&Noted| match (noted, &self.document) {
            (Noted::Node(node), Some(document)) => !matches!(document.kind(*node), Kind::Object | Kind::Array),
            _ => true,
        };
        self.noted.iter().filter(is_whole).filter_map(|noted| self.place_of(noted))
    }

    /// Tells whether `output` is what stands at the place: of a value of the body without the quotes and escapes of
    /// JSON, or as another way of writing the same text.
    pub fn is_written(&self, id: InputId, output: &str) -> bool {
        match (self.noted.get(id.0 as usize), &self.document) {
            (Some(Noted::Node(node)), Some(document)) => {
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
            match (noted, &self.document) {
                (Noted::Node(node), Some(document)) => numbers.body.push((document.span(*node).start, id)),
                (Noted::Place(Some(InputPlace::Body { span, .. })), _) => numbers.body.push((span.start, id)),
                (Noted::Place(Some(place)), _) => {
                    numbers.by_place.insert(place.clone(), id);
                }
                (Noted::Node(_), None) | (Noted::Place(None), _) => {}
            }
        }
        numbers.body.sort_unstable();
        numbers
    }
}

/// Makes values of a name and of what has that name, which the name holds, if places are noted.
pub(super) fn pair(
    name: impl Into<Text>,
    value: impl Into<Text>,
    places: Option<&Places>,
    place: impl FnOnce() -> InputPlace,
) -> (Value, Value) {
    let (name, value) = (Value::text(name), Value::text(value));
    match places {
        Some(places) => {
            let origin = places.origin(place());
            (name.with_origin(places.origins.around(origin)), value.with_origin(origin))
        }
        None => (name, value),
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
