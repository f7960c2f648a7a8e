//! What an embedder supplies: the variables that are there from the start, and objects with members of its own.

use super::provenance::Origin;
use super::value::{Unprintable, Value};
use std::fmt;

/// An exception: the rendering fails with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thrown {
    /// What went wrong, in words.
    pub message: Box<str>,
}

impl Thrown {
    /// Makes an exception.
    pub fn new(message: impl Into<Box<str>>) -> Self {
        Self { message: message.into() }
    }
}

impl From<Unprintable> for Thrown {
    fn from(reason: Unprintable) -> Self {
        match reason {
            Unprintable::Endless => {
                Self::new("StackOverflowError: the value contains itself, or prints more than any payload may have")
            }
            Unprintable::Outdated => Self::new("ConcurrentModificationException"),
        }
    }
}

/// Supplies the variables that are there from the start.
pub trait Host {
    /// Returns the value of `$name`. A rendering asks for each name once.
    fn root(&self, name: &str) -> Option<Value>;
}

/// A host with no variables.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn root(&self, _: &str) -> Option<Value> {
        None
    }
}

/// An object of the host's.
///
/// A value that comes back without an origin is taken to be worked out from the arguments.
pub trait Object: fmt::Debug {
    /// Returns the name of its class.
    fn class_name(&self) -> &'static str;

    /// Returns the member `name`; `None` if there is none.
    fn property(&self, name: &str) -> Result<Option<Value>, Thrown>;

    /// Calls the method `name`; `None` if there is none that takes these arguments.
    fn call(&self, name: &str, arguments: &[Value]) -> Result<Option<Value>, Thrown>;

    /// Appends what the value of a call with one text prints, where that takes less than making the value; else appends
    /// nothing. `parts` is empty, for [`Written::Parts`].
    fn write_call(&self, call: &TextCall<'_>, out: &mut String, parts: &mut Parts) -> Result<Written, Thrown> {
        let _ = (call, out, parts);
        Ok(Written::Not)
    }

    /// Returns what it prints.
    fn print(&self) -> String;
}

/// A call with one text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextCall<'c> {
    /// The method.
    pub name: &'c str,
    /// The text.
    pub argument: &'c str,
    /// What is to be replaced in the value, and by what, both as `replaceAll` takes them.
    pub replaced: Option<(&'c str, &'c str)>,
}

/// Where the parts of a text end, counted from its beginning, and came from.
pub type Parts = Vec<(u32, Origin)>;

/// How writing the value of a call went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Written {
    /// Nothing is written.
    Not,
    /// It is written, and was worked out from the argument.
    Derived,
    /// It is written, and came from there.
    From(Origin),
    /// It is written, and so are its parts.
    Parts,
    /// It is written with what was to be replaced.
    Replaced {
        /// The call changed something.
        by_call: bool,
        /// Something was replaced.
        by_replacing: bool,
    },
}
