//! The window.
//!
//! What a person does becomes an action, one place applies it, a worker computes what follows, and the panels
//! draw it. Views never change the document, do no I/O and evaluate nothing.

pub mod editor;
pub mod event_view;
pub mod fonts;
pub mod highlight;
pub mod icon;
pub mod theme;
