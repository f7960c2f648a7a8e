//! The checklist: a view of the template.
//!
//! The template's text is the one source of truth. [`Checklist::read`] finds in it which fields it maps;
//! [`Checklist::tick`] and [`Checklist::untick`] are edits of the text at the right place and nothing else. What a
//! person wrote by hand is never rewritten: a field that is used in some larger text is shown as ticked, and
//! taking it out is left to the person who put it there.

mod fields;
mod member_edits;
mod pieces;
mod place;
mod skeleton;

pub use fields::{Field, Section, fields};
pub use member_edits::Refusal;
pub use place::{Aliases, Location, Place, Target, target_of};

use crate::text::{Edit, Span, apply_edits};
use crate::vtl::{self, Dialect, Template};
use pieces::Pieces;
use skeleton::{Object, Skeleton};
use std::collections::HashMap;

/// Whether a template maps a field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tick {
    /// It does not.
    Off,
    /// A member of the event is this field and nothing else; the span is the member's value.
    On(Span),
    /// Some larger text uses it, at this reference.
    ByHand(Span),
}

/// A template, read for the checklist.
#[derive(Clone, Debug)]
pub struct Checklist {
    skeleton: Skeleton,
    /// Printing references in order: where they are and what they read.
    references: Vec<(Span, Option<Place>)>,
    /// Of each place the first member that is it alone, by the positions of object and member.
    members: HashMap<Place, (usize, usize)>,
    /// Of each place the first reference, by its position.
    uses: HashMap<Place, usize>,
}

impl Checklist {
    /// Reads `template`, whose text is `source`.
    pub fn read(source: &str, template: &Template) -> Self {
        let pieces = Pieces::of(template.root());
        let aliases: &Aliases = &pieces.aliases;
        let references =
            pieces.references.iter().map(|reference| (reference.span, place::of(reference, aliases))).collect();
        let skeleton = skeleton::read(source, &pieces.pieces);
        let mut read = Self { skeleton, references, members: HashMap::new(), uses: HashMap::new() };
        read.note_places();
        read
    }

    /// Reads the template that `source` is.
    pub fn of(source: &str) -> Self {
        Self::read(source, &vtl::parse(source, Dialect::API_GATEWAY).template)
    }

    /// Notes where each place is read first, so that a long list asks a long template quickly.
    fn note_places(&mut self) {
        for (index, (_, place)) in self.references.iter().enumerate() {
            if let Some(place) = place {
                self.uses.entry(place.clone()).or_insert(index);
            }
        }
        for (o, object) in self.skeleton.objects.iter().enumerate() {
            for (m, member) in object.members.iter().enumerate() {
                if let Some(place) = member.reference.and_then(|at| self.references.get(at)?.1.as_ref()) {
                    self.members.entry(place.clone()).or_insert((o, m));
                }
            }
        }
    }

    /// Returns whether the template maps `field`.
    pub fn state(&self, field: &Field) -> Tick {
        if let Some(member) = self.member_of(field).and_then(|(o, m)| self.skeleton.objects.get(o)?.members.get(m)) {
            return Tick::On(member.value);
        }
        let used = field.places().filter_map(|place| self.uses.get(place)).min();
        used.and_then(|at| self.references.get(*at)).map_or(Tick::Off, |(span, _)| Tick::ByHand(*span))
    }

    /// Returns the first member whose value is `field` alone: the positions of object and member.
    fn member_of(&self, field: &Field) -> Option<(usize, usize)> {
        field.places().filter_map(|place| self.members.get(place)).min().copied()
    }

    fn place_of(&self, reference: usize) -> Option<&Place> {
        self.references.get(reference)?.1.as_ref()
    }

    /// Returns the name that the event has for `field`; `None` unless a member with a plain name is the field alone.
    pub fn key(&self, source: &str, field: &Field) -> Option<String> {
        let (object, member) = self.member_of(field)?;
        member_edits::name_of(source, self.skeleton.objects.get(object)?.members.get(member)?)
    }

    /// Returns the edit that gives the member that is `field` alone another name, and touches nothing else.
    ///
    /// # Errors
    /// [`Refusal`] where there is no such member, or where its object has that name already.
    pub fn rename(&self, source: &str, field: &Field, name: &str) -> Result<Edit, Refusal> {
        let (object, member) = self.member_of(field).ok_or(Refusal::NoPlainName)?;
        let object = self.skeleton.objects.get(object).ok_or(Refusal::NoPlainName)?;
        member_edits::renaming(source, object, member, name)
    }

    /// Returns the edit that puts `field` into the event, beside its like if there are some.
    ///
    /// # Errors
    /// [`Refusal`] where no place is right whatever the template's blocks print.
    pub fn tick(&self, source: &str, field: &Field) -> Result<Edit, Refusal> {
        let likeness = |object: &Object| {
            let places = object.members.iter().filter_map(|member| self.place_of(member.reference?));
            places.map(|place| field.likeness(place)).max().unwrap_or_default()
        };
        let edit = member_edits::insertion(source, &self.skeleton, likeness, &field.key, &field.value)?;
        // What stands open at the end of a broken template would swallow the member.
        let is_there_twice = matches!(self.state(field), Tick::On(_));
        if is_there_twice || comes_and_goes(source, &edit, field) { Ok(edit) } else { Err(Refusal::NoObject) }
    }

    /// Returns the edits that take out the member that is `field` alone; `None` if there is none.
    pub fn untick(&self, source: &str, field: &Field) -> Option<Vec<Edit>> {
        let (object, member) = self.member_of(field)?;
        Some(member_edits::removal(source, self.skeleton.objects.get(object)?, member))
    }
}

/// Returns true if the field is a member after `edit`, and taking it out gives `source` back.
fn comes_and_goes(source: &str, edit: &Edit, field: &Field) -> bool {
    let Some(ticked) = apply_edits(source, std::slice::from_ref(edit)) else { return false };
    let read = Checklist::of(&ticked);
    let unticked = read.untick(&ticked, field).and_then(|edits| apply_edits(&ticked, &edits));
    unticked.as_deref() == Some(source)
}

impl Field {
    /// Returns the places that are this field's.
    fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(&self.also)
    }

    /// Returns how well this field fits beside `place` in one object.
    fn likeness(&self, place: &Place) -> usize {
        match (&self.place, place) {
            (Place::Context(own), Place::Context(other)) => {
                // Siblings fit best; whatever else is in `$context` fits too.
                if own.split_last().map(|(_, rest)| rest) == other.split_last().map(|(_, rest)| rest) { 4 } else { 1 }
            }
            (Place::Parameter(..), Place::Parameter(..) | Place::AnyParameter(_)) => 4,
            (Place::StageVariable(_), Place::StageVariable(_)) => 4,
            (Place::Body(own), Place::Body(other)) if !own.is_empty() && !other.is_empty() => 4,
            _ => 0,
        }
    }
}
