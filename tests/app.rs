//! Drives the window through its accessibility tree.

#[path = "app/editor.rs"]
mod editor;
