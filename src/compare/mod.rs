//! The same call through every integration, side by side, aligned by what the values mean.
//!
//! A [`Side`] is the call as one integration hands it on. [`compare`] asks of every [`Meaning`] (the caller's e-mail,
//! a header, the body …) where it stands in each event; what is not there says why. For a mapped event the places come
//! from the provenance of its values, not from guesses. [`markdown`] and [`html`] write the table for others to read.
//!
//! Nothing here knows a language: whoever shows a cell writes its access expression from `Cell::pointer`.

mod absent;
mod form;
pub mod html;
pub mod markdown;
mod meaning;
mod place;

pub use form::Form;
pub use meaning::{Group, Meaning};

use crate::apigw::Exchange;
use crate::apigw::bindings::InputPlace;
use crate::design::{View, token};
use crate::json::{Document, Kind, NodeId};
use crate::text::Span;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// Returns what a part of the request reached in the event's text.
pub type Locate<'a> = dyn Fn(&InputPlace) -> Vec<Span> + 'a;

/// The call as one integration hands it on.
pub struct Side<'a> {
    /// The integration.
    pub view: View,
    /// The call as its kind of API sees it.
    pub exchange: Exchange<'a>,
    /// The event, or why the function is not called.
    pub event: Result<Document, String>,
    /// Where a mapped event has what; `None` for proxy events, whose places are known.
    pub locate: Option<&'a Locate<'a>>,
}

/// The same call through every integration. `Debug` shows no value.
#[derive(Clone)]
pub struct Comparison {
    /// The integrations, in the order of [`View::ALL`].
    pub columns: Vec<Column>,
    /// What is compared.
    pub rows: Vec<Row>,
}

/// An integration in a comparison.
#[derive(Clone)]
pub struct Column {
    /// The integration.
    pub view: View,
    /// The event as sent, or why the function is not called.
    pub event: Result<Arc<str>, String>,
}

/// One thing, in every event.
#[derive(Clone)]
pub struct Row {
    /// What it is.
    pub meaning: Meaning,
    /// A cell for each column.
    pub cells: Vec<Cell>,
}

/// One thing in one event.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// It is there.
    Present(Present),
    /// It is not there; why, in words.
    Absent(String),
}

/// A value in an event.
#[derive(Clone, PartialEq, Eq)]
pub struct Present {
    /// Where it stands (RFC 6901).
    pub pointer: String,
    /// The value as JSON.
    pub json: String,
    /// The text that it stands for, or the JSON where it is no text.
    pub text: String,
    /// In what its form differs from the other events', or from what was sent.
    pub forms: Vec<Form>,
}

impl fmt::Debug for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Comparison({} rows, {} columns)", self.rows.len(), self.columns.len())
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Present(present) => write!(f, "Present({:?}, {:?})", present.pointer, present.forms),
            Self::Absent(why) => write!(f, "Absent({why:?})"),
        }
    }
}

impl Cell {
    /// Returns the value, if it is there.
    pub fn present(&self) -> Option<&Present> {
        match self {
            Self::Present(present) => Some(present),
            Self::Absent(_) => None,
        }
    }
}

impl Comparison {
    /// Returns the position of a column.
    pub fn position(&self, view: View) -> Option<usize> {
        self.columns.iter().position(|column| column.view == view)
    }

    /// Returns the comparison without any token, for tables that are handed to others: `{{token}}` takes its place.
    #[must_use]
    pub fn without_tokens(&self) -> Self {
        let mut comparison = self.clone();
        for column in &mut comparison.columns {
            column.event = Err("left out".into());
        }
        for row in &mut comparison.rows {
            let is_credential = match &row.meaning {
                Meaning::Header(name) | Meaning::AllOfHeader(name) => token::is_credential(name),
                _ => false,
            };
            for cell in &mut row.cells {
                let Cell::Present(present) = cell else { continue };
                let hide = |text: &str| if is_credential { token::credential(text) } else { token::scrubbed(text) };
                let is_text = present.json.starts_with('"');
                present.text = hide(&present.text);
                present.json =
                    if is_text { Value::from(present.text.as_str()).to_string() } else { hide(&present.json) };
            }
        }
        comparison
    }

    /// Returns the cell of a meaning in an event.
    pub fn cell(&self, meaning: &Meaning, view: View) -> Option<&Cell> {
        let column = self.position(view)?;
        self.rows.iter().find(|row| row.meaning == *meaning)?.cells.get(column)
    }
}

/// Puts the sides beside each other.
pub fn compare(sides: &[Side<'_>]) -> Comparison {
    let rows = meaning::all(sides).into_iter().filter_map(|meaning| row(sides, meaning)).collect();
    let column = |side: &Side<'_>| Column {
        view: side.view,
        event: side.event.as_ref().map(|event| Arc::clone(event.text())).map_err(Clone::clone),
    };
    Comparison { columns: sides.iter().map(column).collect(), rows }
}

/// Returns the row of a meaning; `None` if it is in no event and nobody would miss it.
fn row(sides: &[Side<'_>], meaning: Meaning) -> Option<Row> {
    let mut cells: Vec<Cell> = sides.iter().map(|side| cell(side, &meaning)).collect();
    if !meaning.is_expected() && cells.iter().all(|cell| cell.present().is_none_or(|present| present.json == "null")) {
        return None;
    }
    form::note(sides, &meaning, &mut cells);
    Some(Row { meaning, cells })
}

fn cell(side: &Side<'_>, meaning: &Meaning) -> Cell {
    let event = match &side.event {
        Ok(event) => event,
        Err(why) => return Cell::Absent(why.clone()),
    };
    match place::find(side, event, meaning) {
        Some(node) => Cell::Present(present(event, node)),
        None => Cell::Absent(absent::why(side, meaning)),
    }
}

fn present(event: &Document, node: NodeId) -> Present {
    let json = event.written(node).to_owned();
    let text = if event.kind(node) == Kind::String { event.string(node).into_owned() } else { json.clone() };
    Present { pointer: event.pointer(node), json, text, forms: Vec::new() }
}
