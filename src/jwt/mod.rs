//! JSON Web Tokens: decoded for display, checked, and explained.
//!
//! - [`decode()`] reads whatever a person pastes and never fails: parts with their places, header, claims, and
//!   a diagnostic for all that is wrong. It checks nothing.
//! - [`times()`] says in words when a token was issued and when it ends.
//! - [`signature`] checks the signature with a secret, a PEM, a JWK or a JWKS.
//! - [`check`] holds the rules of the authorizers: what each looks at, finds, and answers.
//! - [`sample`] makes and signs tokens.
//! - [`time`] is the calendar: dates as API Gateway writes them.
//!
//! Nothing here reads a clock, a file or the network; a token's own `jku`, `x5u` and `jwk` members are
//! never used as a source of keys. Texts that must stay private are held in a [`Secret`], whose `Debug`
//! output hides them.

pub mod base64;
pub mod check;
mod clean;
mod decode;
mod keys;
mod members;
mod numeric_date;
pub mod sample;
mod secret;
pub mod signature;
pub mod time;

pub use clean::{Dropped, Noise};
pub use decode::{Decoded, Form, HEADER_LIMIT_BYTES, LONG_TOKEN_BYTES, MAX_TOKEN_BYTES, Part, PartKind, decode};
pub use jsonwebtoken::Algorithm;
pub use keys::{Key, KeyKind, MAX_KEY_BYTES, Unusable};
pub use numeric_date::{TimeClaim, times};
pub use secret::Secret;
