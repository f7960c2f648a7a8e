//! JSON Web Tokens: decoded for display, checked, and explained.
//!
//! - [`decode()`] reads whatever a person pastes and never fails: parts with their places, header, claims, and
//!   a diagnostic for all that is wrong. It checks nothing.
//! - [`time`] holds the calendar: dates as API Gateway writes them, and times of a token in words.
//!
//! Nothing here reads a clock, a file or the network; a token's own `jku`, `x5u` and `jwk` members are
//! never used as a source of keys. Texts that must stay private are held in a [`Secret`], whose `Debug`
//! output hides them.

pub mod base64;
mod clean;
mod decode;
mod members;
mod secret;
pub mod time;

pub use clean::{Dropped, Noise};
pub use decode::{Decoded, Form, Part, PartKind, decode};
pub use secret::Secret;
