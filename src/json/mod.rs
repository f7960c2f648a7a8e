//! JSON read with spans, and JSONPath as `$input` understands it.
//!
//! - [`Document`] is a JSON text read once: a flat list of values in the order of the text, each with its place.
//!   [`strict::read`] takes RFC 8259 and explains what is wrong; [`lenient::read`] takes what the service's
//!   own reader takes (json-smart in its permissive mode).
//! - [`path`] is JSONPath as Jayway reads it, over anything that is a [`path::Node`].
//! - [`text`] turns texts into JSON's spelling and back.
//!
//! Numbers are never converted here: they keep their text.

mod document;
pub mod lenient;
mod node;
pub mod path;
pub mod strict;
pub mod text;

pub use document::{Document, Kind, NodeId};

use std::sync::Arc;

/// How deep values may stand in each other. Deeper texts are refused, so that whoever walks a document may
/// recurse.
pub const MAX_DEPTH: usize = 1000;

/// One step of a path into a container.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Toward {
    /// To the member of a map.
    Member(Arc<str>),
    /// To the element of a list.
    Element(usize),
}
