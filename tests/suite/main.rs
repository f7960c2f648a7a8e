//! The core's tests in one binary, so that a two-core machine links once.

mod import;
mod jwt;
mod layering;
