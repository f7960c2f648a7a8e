//! Drives the window through its accessibility tree.

#[path = "app/editor.rs"]
mod editor;
#[path = "app/event_view.rs"]
mod event_view;
