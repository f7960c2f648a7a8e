//! Containers that are filled on first use: a body of ten megabytes is not turned into values to read one member.

use super::Value;
use std::fmt;

/// Where the elements of a list or the members of a map come from.
pub trait Source: fmt::Debug {
    /// Returns the elements.
    fn items(&self) -> Vec<Value>;
    /// Returns the members in order.
    fn members(&self) -> Vec<(Value, Value)>;
}
