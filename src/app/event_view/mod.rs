//! The event, or any other JSON, as rows: colored, foldable, searchable, with what changed and where it came from.
//!
//! [`EventView`] shows an [`EventText`], which is made off the window's thread. It paints only the rows in sight and
//! scans each when it is painted, so 10 MB scroll like ten lines. Text that is not JSON is shown as it is, with the
//! place that is wrong. Nothing here changes the text.

mod input;
mod paint;
mod scan;
mod text;
mod view;

pub use input::plain;
pub use scan::{Value, value_at};
pub use text::EventText;
pub use view::{EventInputs, EventOutput, EventView};
