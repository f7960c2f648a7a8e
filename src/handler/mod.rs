//! Handlers: the code of the function behind the API, and what it does with an event.
//!
//! [`run`] calls a handler with an event on this machine; [`missing`] finds out what a handler reads that its event
//! does not have, and says why.

pub mod missing;
pub mod run;
