//! JSON Web Tokens: decoding, signatures, claims.

mod check;
mod decode;
mod signature;
