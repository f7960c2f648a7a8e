//! Which part of the request a value is.

use crate::json::{Document, NodeId};
use crate::text::Span;
use crate::vtl::provenance::{InputId, Origin, Origins};
use crate::vtl::value::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

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
    Node(Rc<Document>, NodeId),
    Place(InputPlace),
}

/// All places that values were read from.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) origins: Rc<Origins>,
    noted: RefCell<Vec<Noted>>,
    known: RefCell<HashMap<InputPlace, InputId>>,
    nodes: RefCell<HashMap<NodeId, InputId>>,
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
    pub(super) fn node_origin(&self, document: &Rc<Document>, node: NodeId) -> Origin {
        let known = self.nodes.borrow().get(&node).copied();
        let id = known.unwrap_or_else(|| {
            let id = self.add(Noted::Node(document.clone(), node));
            self.nodes.borrow_mut().insert(node, id);
            id
        });
        self.origins.input(id)
    }

    pub(super) fn resolve(&self, id: InputId) -> Option<InputPlace> {
        Some(match self.noted.borrow().get(id.0 as usize)? {
            Noted::Node(document, node) => body_place(document, *node),
            Noted::Place(place) => place.clone(),
        })
    }

    pub(super) fn all(&self) -> Vec<InputPlace> {
        let count = u32::try_from(self.noted.borrow().len()).unwrap_or(u32::MAX);
        (0..count).filter_map(|index| self.resolve(InputId(index))).collect()
    }
}

fn body_place(document: &Document, node: NodeId) -> InputPlace {
    InputPlace::Body { pointer: document.pointer(node), span: document.span(node) }
}

/// Gives a value its place, if places are noted.
pub(super) fn noted(value: Value, places: Option<&Places>, place: impl FnOnce() -> InputPlace) -> Value {
    match places {
        Some(places) => value.with_origin(places.origin(place())),
        None => value,
    }
}
