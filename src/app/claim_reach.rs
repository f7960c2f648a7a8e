//! Where the claims of a call stand in its event, worked out once per result.

use super::event_view::value_at;
use super::origin;
use crate::preview::Preview;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// Bytes of an event up to which places are named; beyond, counting rows would cost a frame.
const NAMED_BYTES: usize = 512 * 1024;

/// Where a claim stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach<'a> {
    /// Nothing is computed yet.
    Unknown,
    /// Nowhere.
    None,
    /// In these members of the event.
    At(&'a str),
}

/// Where each claim stands, in words.
#[derive(Default)]
pub struct ClaimReach {
    revision: Option<u64>,
    places: HashMap<String, Option<String>>,
}

impl ClaimReach {
    /// Works the places out for the result of `revision`, unless that was done.
    pub fn update(&mut self, revision: u64, claims: &Map<String, Value>, preview: &Preview) {
        if self.revision == Some(revision) {
            return;
        }
        self.revision = Some(revision);
        self.places = claims.keys().map(|name| (name.clone(), places_of(name, preview))).collect();
    }

    /// Returns where a claim stands.
    pub fn of(&self, name: &str) -> Reach<'_> {
        match self.places.get(name) {
            None => Reach::Unknown,
            Some(None) => Reach::None,
            Some(Some(places)) => Reach::At(places),
        }
    }
}

fn places_of(name: &str, preview: &Preview) -> Option<String> {
    let spans = preview.reached_by_input(&origin::context(origin::claim_path(name)));
    let first = spans.first()?;
    let offset = first.start as usize;
    let value = (offset < NAMED_BYTES).then(|| value_at(preview.outcome.text(), offset)).flatten();
    let named = value.map(|value| dotted(&value.pointer)).unwrap_or_else(|| "in the event".into());
    match spans.len() - 1 {
        0 => Some(named),
        more => Some(format!("{named} and {more} more")),
    }
}

/// Writes a JSON pointer as people say it: `context.identity.email`.
fn dotted(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~"));
    let dotted = parts.collect::<Vec<_>>().join(".");
    if dotted.is_empty() { "the whole event".into() } else { dotted }
}
