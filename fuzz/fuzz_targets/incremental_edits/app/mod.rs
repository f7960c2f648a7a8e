//! The place that the editor's files expect to be in.

pub mod editor;

#[path = "../../../../src/app/highlight/mod.rs"]
#[allow(dead_code, unused_imports)]
pub mod highlight;
