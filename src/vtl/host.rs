//! What an embedder supplies: the variables that are there from the start, and objects with members of its own.

use super::value::{Endless, Value};
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

impl From<Endless> for Thrown {
    fn from(_: Endless) -> Self {
        Self::new("StackOverflowError: the value contains itself, or prints more than any payload may have")
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

    /// Appends what the value of a call prints, where that takes less than making the value; else appends nothing and
    /// returns false. It is asked only while nobody records origins.
    fn write_call(&self, name: &str, arguments: &[Value], out: &mut String) -> Result<bool, Thrown> {
        let _ = (name, arguments, out);
        Ok(false)
    }

    /// Returns what it prints.
    fn print(&self) -> String;
}
