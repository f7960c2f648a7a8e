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

use crate::text::{Edit, Span};
use crate::vtl::Template;
use pieces::Pieces;
use skeleton::{Object, Skeleton};

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
}

impl Checklist {
    /// Reads `template`, whose text is `source`.
    pub fn read(source: &str, template: &Template) -> Self {
        let pieces = Pieces::of(template.root());
        let aliases: &Aliases = &pieces.aliases;
        let references =
            pieces.references.iter().map(|reference| (reference.span, place::of(reference, aliases))).collect();
        Self { skeleton: skeleton::read(source, &pieces.pieces), references }
    }

    /// Returns whether the template maps `field`.
    pub fn state(&self, field: &Field) -> Tick {
        if let Some((_, value)) = self.member_of(field) {
            return Tick::On(value);
        }
        let used = self.references.iter().find(|(_, place)| place.as_ref().is_some_and(|place| field.is(place)));
        used.map_or(Tick::Off, |(span, _)| Tick::ByHand(*span))
    }

    /// Returns the first member whose value is `field` alone: object and position, and the value's span.
    fn member_of(&self, field: &Field) -> Option<((usize, usize), Span)> {
        self.skeleton.objects.iter().enumerate().find_map(|(o, object)| {
            object.members.iter().enumerate().find_map(|(m, member)| {
                let place = self.place_of(member.reference?)?;
                field.is(place).then_some(((o, m), member.value))
            })
        })
    }

    fn place_of(&self, reference: usize) -> Option<&Place> {
        self.references.get(reference)?.1.as_ref()
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
        member_edits::insertion(source, &self.skeleton, likeness, &field.key, &field.value)
    }

    /// Returns the edits that take out the member that is `field` alone; `None` if there is none.
    pub fn untick(&self, source: &str, field: &Field) -> Option<Vec<Edit>> {
        let ((object, member), _) = self.member_of(field)?;
        Some(member_edits::removal(source, self.skeleton.objects.get(object)?, member))
    }
}

impl Field {
    /// Returns true if `place` is this field's.
    fn is(&self, place: &Place) -> bool {
        match (&self.place, place) {
            // `$input.params(name)` reads whichever comes first; the field that is written so is that one.
            (Place::Parameter(_, name), Place::AnyParameter(other)) => {
                name == other && !self.reference.contains("params().")
            }
            (own, place) => own == place,
        }
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
