//! Values as Java has them: lists and maps are shared and change in place, texts count UTF-16 units.
//!
//! A [`Value`] is what it is ([`Data`]) and where it came from ([`Origin`]). Containers are in `list` and `map`, how
//! values print in `print`, and what `equals` and `hashCode` say in `equality`.

mod equality;
mod lazy;
mod list;
mod map;
mod members;
mod print;
mod release;
mod text;
pub mod utf16;

pub use crate::json::Toward;
pub use equality::take_effort;
pub use lazy::{Member, Source, TextAt, Unread, Wrote};
pub use list::{List, ListKind};
pub use map::{Entry, Map, MapKind};
pub use members::InOrder;
pub use print::{Ink, Json, Traced, TracedText, Unprintable, print_json};
pub use text::Text;

use super::host::Object;
use super::number::Number;
use super::provenance::Origin;
use super::scope::{Defined, Loop};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Value {
    /// What it is.
    pub data: Data,
    /// Where it came from; unknown unless provenance is recorded.
    pub origin: Origin,
}

/// What a value is.
#[derive(Clone, Debug, Default)]
pub enum Data {
    /// `null`.
    #[default]
    Null,
    /// `Boolean`.
    Bool(bool),
    /// Any `Number`.
    Number(Number),
    /// `String`.
    Text(Text),
    /// `Character`: one UTF-16 unit.
    Char(u16),
    /// A list, array, set or view.
    List(Rc<List>),
    /// A map.
    Map(Rc<Map>),
    /// A map's entry.
    Entry(Rc<Entry>),
    /// An iterator.
    Iterator(Rc<Cursor>),
    /// `$foreach`.
    Loop(Rc<Loop>),
    /// What `#define` makes.
    Block(Rc<Defined>),
    /// An object of the host's.
    Object(Rc<dyn Object>),
    /// A `Class`, by its name.
    Class(Arc<str>),
}

/// An iterator over a list as it was.
#[derive(Debug)]
pub struct Cursor {
    /// What it goes over.
    pub list: Rc<List>,
    /// The next element.
    pub at: Cell<usize>,
    /// The element that was taken last, unless it was removed.
    pub taken: Cell<Option<usize>>,
    /// How often the list had changed when the iterator last knew of it.
    pub changes: Cell<u32>,
}

impl Cursor {
    /// Makes an iterator over a list, from its beginning.
    pub fn over(list: Rc<List>) -> Self {
        Self { at: Cell::new(0), taken: Cell::new(None), changes: Cell::new(list.changes()), list }
    }
}

/// How many values of a list or map are looked at for where it came from.
const MAX_LOOKED_INTO: usize = 16;

impl Value {
    /// `null`.
    pub const NULL: Self = Self { data: Data::Null, origin: Origin::NONE };

    /// Makes a text.
    pub fn text(text: impl Into<Text>) -> Self {
        Data::Text(text.into()).into()
    }

    /// Makes an `Integer`.
    pub fn int(value: i32) -> Self {
        Data::Number(Number::Int(value)).into()
    }

    /// Makes an `Integer` of a count.
    pub fn count(value: usize) -> Self {
        Self::int(i32::try_from(value).unwrap_or(i32::MAX))
    }

    /// Makes a `Boolean`.
    pub fn bool(value: bool) -> Self {
        Data::Bool(value).into()
    }

    /// Makes an `ArrayList`.
    pub fn list(items: Vec<Value>) -> Self {
        Data::List(Rc::new(List::new(ListKind::ArrayList, items))).into()
    }

    /// Gives the value another origin.
    #[must_use]
    pub fn with_origin(mut self, origin: Origin) -> Self {
        self.origin = origin;
        self
    }

    /// Tells whether only what is in the value can tell where it came from.
    pub fn is_put_together(&self) -> bool {
        self.origin == Origin::NONE && matches!(self.data, Data::List(_) | Data::Map(_) | Data::Entry(_))
    }

    /// Adds where the value came from: of a list or map that was put together, where its first values did.
    pub fn origins(&self, all: &mut Vec<Origin>) {
        self.add_origins(all, 2);
    }

    fn add_origins(&self, all: &mut Vec<Origin>, levels: usize) {
        if self.origin != Origin::NONE {
            all.push(self.origin);
            return;
        }
        if levels == 0 {
            return;
        }
        match &self.data {
            Data::List(list) => {
                (0..list.len().min(MAX_LOOKED_INTO)).filter_map(|at| list.get(at)).for_each(|item| {
                    item.add_origins(all, levels - 1);
                });
            }
            Data::Map(map) => {
                (0..map.len().min(MAX_LOOKED_INTO)).filter_map(|at| map.at(at)).for_each(|(key, value)| {
                    key.add_origins(all, levels - 1);
                    value.add_origins(all, levels - 1);
                });
            }
            Data::Entry(entry) => {
                entry.key().add_origins(all, levels - 1);
                entry.value().add_origins(all, levels - 1);
            }
            _ => {}
        }
    }

    /// Tells whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.data, Data::Null)
    }

    /// Returns the text, if this is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.data {
            Data::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Returns the value as an argument of type `int`: an `Integer`, `Short` or `Byte`.
    pub fn as_int(&self) -> Option<i32> {
        match self.data {
            Data::Number(Number::Int(value)) => Some(value),
            Data::Number(Number::Short(value)) => Some(i32::from(value)),
            Data::Number(Number::Byte(value)) => Some(i32::from(value)),
            _ => None,
        }
    }

    /// Returns the name of the value's Java class.
    pub fn class_name(&self) -> &'static str {
        match &self.data {
            Data::Null => "null",
            Data::Bool(_) => "java.lang.Boolean",
            Data::Number(number) => number.class_name(),
            Data::Text(_) => "java.lang.String",
            Data::Char(_) => "java.lang.Character",
            Data::List(list) => list.class_name(),
            Data::Map(map) => map.class_name(),
            Data::Entry(_) => "java.util.LinkedHashMap$Entry",
            Data::Iterator(_) => "java.util.ArrayList$Itr",
            Data::Loop(_) => "org.apache.velocity.runtime.directive.ForeachScope",
            Data::Block(_) => "org.apache.velocity.runtime.directive.Block$Reference",
            Data::Object(object) => object.class_name(),
            Data::Class(_) => "java.lang.Class",
        }
    }
}

impl From<Data> for Value {
    fn from(data: Data) -> Self {
        Self { data, origin: Origin::NONE }
    }
}
