//! Containers that are filled on first use: a body of ten megabytes is not turned into values to read one member.

use super::{Json, Traced, Value};
use crate::json::Toward;
use crate::vtl::provenance::Origin;
use std::fmt;
use std::rc::Rc;

/// Where the elements of lists and the members of maps come from. `node` is the source's own number of a container.
pub trait Source: fmt::Debug {
    /// Returns the elements of a list.
    fn items(self: Rc<Self>, node: u32) -> Vec<Value>;

    /// Returns the members of a map in order; their names are texts.
    fn members(self: Rc<Self>, node: u32) -> Vec<(Value, Value)>;

    /// Returns how many members a map has, where that can be told without making any.
    fn count(&self, node: u32) -> Option<usize> {
        let _ = node;
        None
    }

    /// Returns the name of the member of a map at a position, where that can be told without making all.
    fn name_at(&self, node: u32, index: usize) -> Option<Value> {
        let _ = (node, index);
        None
    }

    /// Looks for one member of a map, where that is quicker than asking for all.
    fn member(self: Rc<Self>, node: u32, name: &str) -> Member;

    /// Returns the text at the end of a path, if it is one and held as it is.
    fn text_at(&self, node: u32, path: &[Toward]) -> TextAt<'_>;

    /// Returns the text that is a member of a map, if it is one and held as it is.
    fn text_of(&self, node: u32, name: &str) -> TextAt<'_>;

    /// Appends what the value at the end of a path prints, if that is a text, a number or a boolean.
    fn write_at(&self, node: u32, path: &[Toward], out: &mut String) -> Wrote;

    /// Appends a container as compact JSON, if the source can tell without making values; else appends nothing and
    /// returns false.
    fn write_json(&self, node: u32, style: Json, out: &mut String) -> bool;

    /// Does the same with the origin of each part.
    fn write_json_traced(&self, node: u32, style: Json, out: &mut Traced<'_>) -> bool;
}

/// What is at the end of a path.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextAt<'s> {
    /// This text, which came from there.
    Text(&'s str, Origin),
    /// Nothing: a member on the way, or the last, is missing or `null`.
    Nothing,
    /// No text, or one that only a value would tell.
    Unknown,
}

/// How writing the value at the end of a path went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrote {
    /// It is written, and came from there.
    Done(Origin),
    /// There is none: a member on the way, or the last, is missing or `null`. Nothing is written.
    Nothing,
    /// Only values would tell. Nothing is written.
    Unknown,
}

/// What a [`Source`] says of one member.
#[derive(Debug)]
pub enum Member {
    /// It is this.
    Found(Value),
    /// There is none.
    Missing,
    /// Ask for all members: this map is too large to look through each time.
    AskForAll,
}

/// A container that nobody has looked into.
#[derive(Clone, Debug)]
pub struct Unread {
    /// Where it comes from.
    pub source: Rc<dyn Source>,
    /// Which container it is.
    pub node: u32,
}
