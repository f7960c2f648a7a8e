//! The core's tests in one binary, so that a two-core machine links once.

mod jwt;
mod layering;
