//! The small parts that every panel is made of, so that all look and behave alike.
//!
//! Each is drawn with tokens only, shows its focus, and names itself for screen readers and tests.

mod badge;
mod button;
mod check;
mod code_rows;
mod combo;
mod empty;
mod field;
mod keycap;
pub mod paint;
mod pairs;
mod row;
mod section;
mod segmented;
mod toast;
mod words;

pub use badge::{Tone, badge, method_tone};
pub use button::{button, icon_button, icon_toggle, link_button, primary_button, quiet_button, small_icon_button};
pub use check::check;
pub use code_rows::code_rows;
pub use combo::combo;
pub use empty::{empty_line, empty_state};
pub use field::{Field, TextArea, code_area, message, name_it, text_area, text_area_output};
pub use keycap::keycap;
pub use pairs::{PairsInputs, PairsOutput, pair_value_id, pairs_editor};
pub use row::Row;
pub use section::{Fold, hairline, header, label, note};
pub use segmented::{segmented, segmented_named, tabs, tabs_within};
pub use toast::{Toast, Toasts};
pub use words::words_field;
