//! What an embedder supplies: the variables that are there from the start, and objects with members of its own.

use super::provenance::Origin;
use super::value::{Unprintable, Value};
use std::fmt;

/// An exception: the rendering fails with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Thrown {
    /// What went wrong, in words.
    pub message: String,
}

impl Thrown {
    /// Makes an exception.
    pub fn new(message: impl Into<String>) -> Self {
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
    /// Returns the value of `$name`.
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
    /// nothing.
    fn write_call(&self, name: &str, argument: &str, out: &mut String) -> Result<Written, Thrown> {
        let _ = (name, argument, out);
        Ok(Written::Not)
    }

    /// Appends what the value of such a call prints with one text replaced by another, both as `replaceAll` takes
    /// them, where there is a shorter way than through a value; else appends nothing and returns `None`.
    fn write_replaced(&self, name: &str, argument: &str, replaced: (&str, &str), out: &mut String) -> Option<Changed> {
        let _ = (name, argument, replaced, out);
        None
    }

    /// Returns what it prints.
    fn print(&self) -> String;
}

/// How writing the value of a call went.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Written {
    /// Nothing is written.
    Not,
    /// It is written, and was worked out from the argument.
    Derived,
    /// It is written, and came from there.
    From(Origin),
    /// It is written: where each part ends, counted from its beginning, and came from.
    Parts(Vec<(u32, Origin)>),
}

/// What of a text is not as it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Changed {
    /// The call changed something.
    pub by_call: bool,
    /// Something was replaced.
    pub by_replacing: bool,
}
