//! Handlers: the code of the function behind the API, and what it does with an event.
//!
//! [`access`] writes the expression that reads a value of an event, in each [`Language`]. [`run`] calls a handler with
//! an event on this machine; [`missing`] finds out what a handler reads that its event does not have, and says why.

pub mod access;
mod language;
pub mod missing;
pub mod run;

pub use language::Language;
