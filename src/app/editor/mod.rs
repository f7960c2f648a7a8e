//! The template editor: a widget of our own that paints only the lines in sight.
//!
//! [`Editor`] holds the text and everything about looking at it and changing it. Whoever shows it
//! calls [`Editor::show`] each frame with [`EditorInputs`] and reads [`EditorOutput`]; the editor
//! touches no other state. A text box of egui lays out and copies its whole text, and names every
//! row of it to screen readers: at 300 KB that costs a hundred times what this costs.
//!
//! Inside, `document` is what is edited (`buffer`, `carets`, `undo`, `folds`, the classes of
//! [`highlight`](crate::app::highlight)); `actions`, `typing`, `lines` and `motions` are what can be
//! done to it; none of these knows the screen. `view` is the widget; `keys`, `pointer`, `layout`,
//! `paint` and `gutter` are its parts.

mod actions;
mod buffer;
mod carets;
mod completing;
mod document;
pub(in crate::app) mod find;
pub(in crate::app) mod find_bar;
mod finding;
mod fitting;
mod fixes;
pub(in crate::app) mod folds;
mod gutter;
mod input;
pub(in crate::app) mod keys;
pub(in crate::app) mod layout;
mod lines;
mod matching;
mod motions;
pub(in crate::app) mod paint;
mod palette;
mod pointer;
mod popup;
mod typing;
mod undo;
mod view;

pub use palette::{Palette, SyntaxColors};
pub use view::{Editor, EditorInputs, EditorOutput, Mark};
