//! Where output came from.
//!
//! While rendering, every value carries an [`Origin`], a number into the table [`Origins`]; without recording it is
//! always [`Origin::NONE`] and costs nothing. Texts put together from several values keep the origin of each part.
//! Afterwards a [`Provenance`] answers in both directions by binary search: output to template and input, template to
//! output, input to output.

use crate::text::Span;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

/// An input of the host's: a header, a member of the body. Only the host knows which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct InputId(pub u32);

/// Where a value came from: a number into [`Origins`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Origin(Option<NonZeroU32>);

impl Origin {
    /// Nothing is known, or nothing is recorded.
    pub const NONE: Self = Self(None);

    /// Written in the template, at the place that goes with the segment: most of an output, so it has no record.
    pub(super) const WRITTEN: Self = Self(Some(NonZeroU32::MAX));

    fn index(self) -> Option<usize> {
        self.0.map(|number| number.get() as usize - 1)
    }
}

/// What an [`Origin`] stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Record {
    /// Written in the template, at that place.
    Literal(Span),
    /// An input, unchanged.
    Input(InputId),
    /// What holds an input together, but is not its value: a name, brackets, commas.
    Around(InputId),
    /// A text put together: where each part ends, and where it came from.
    Parts(Vec<(u32, Origin)>),
    /// Worked out from inputs.
    Computed {
        /// Which, ascending.
        inputs: Vec<InputId>,
        /// By what, in order: `toUpperCase`, `$util.urlEncode`.
        transforms: Vec<Arc<str>>,
    },
}

/// What was done to an input, for those who read of it.
#[derive(Clone, Copy, Debug)]
pub enum Transform<'a> {
    /// A word: `toUpperCase`, `arithmetic`.
    Word(&'a str),
    /// A method of a variable, by the names of both: `$util.urlEncode`.
    Of(&'a str, &'a str),
}

type Quickly<K, V> = RefCell<HashMap<K, V, foldhash::fast::RandomState>>;

/// How many entries the lists of parts and inputs may have, all together. A text that a loop appends to has more parts
/// each time; a template that goes on so for long gets texts whose origin is not known.
const MAX_ENTRIES: usize = 10_000_000;

/// The table of origins of one rendering.
#[derive(Debug, Default)]
pub struct Origins {
    records: RefCell<Vec<Record>>,
    /// The origins of inputs, by their numbers.
    inputs: RefCell<Vec<Origin>>,
    literals: Quickly<Span, Origin>,
    /// Entries made so far in lists of parts and inputs.
    entries: Cell<usize>,
    words: Quickly<Box<str>, Arc<str>>,
}

impl Origins {
    /// Tells whether there is room for more lists.
    fn has_room(&self) -> bool {
        self.entries.get() < MAX_ENTRIES
    }

    fn add(&self, record: Record) -> Origin {
        let entries = match &record {
            Record::Parts(parts) => parts.len(),
            Record::Computed { inputs, transforms } => inputs.len() + transforms.len() + 4,
            Record::Literal(_) | Record::Input(_) | Record::Around(_) => 0,
        };
        self.entries.set(self.entries.get().saturating_add(entries));
        let mut records = self.records.borrow_mut();
        records.push(record);
        Origin(u32::try_from(records.len()).ok().and_then(NonZeroU32::new))
    }

    /// Tells `look` what an origin stands for.
    fn with<T>(&self, origin: Origin, look: impl FnOnce(&Record) -> T) -> Option<T> {
        self.records.borrow().get(origin.index()?).map(look)
    }

    /// Returns the parts of a text that was put together.
    pub(super) fn parts_of(&self, origin: Origin) -> Option<Vec<(u32, Origin)>> {
        self.with(origin, |record| match record {
            Record::Parts(parts) => Some(parts.clone()),
            _ => None,
        })?
    }

    /// Returns the origin of an input.
    pub fn input(&self, id: InputId) -> Origin {
        let index = id.0 as usize;
        if let Some(origin) = self.inputs.borrow().get(index).filter(|origin| **origin != Origin::NONE) {
            return *origin;
        }
        let origin = self.add(Record::Input(id));
        let mut inputs = self.inputs.borrow_mut();
        // Hosts count their inputs from 0, so the table is as long as there are inputs.
        if index >= inputs.len() {
            inputs.resize(index + 1, Origin::NONE);
        }
        if let Some(known) = inputs.get_mut(index) {
            *known = origin;
        }
        origin
    }

    /// Returns the origin of what holds something of that origin together: its name, its brackets, its commas.
    pub fn around(&self, origin: Origin) -> Origin {
        let input = self.with(origin, |record| match record {
            Record::Input(id) => Ok(*id),
            Record::Around(_) | Record::Computed { .. } => Err(origin),
            Record::Literal(_) | Record::Parts(_) => Err(Origin::NONE),
        });
        match input {
            Some(Ok(id)) => self.add(Record::Around(id)),
            Some(Err(origin)) => origin,
            None => Origin::NONE,
        }
    }

    /// Returns the origin of text in the template.
    pub fn literal(&self, span: Span) -> Origin {
        if let Some(origin) = self.literals.borrow().get(&span) {
            return *origin;
        }
        let origin = self.add(Record::Literal(span));
        self.literals.borrow_mut().insert(span, origin);
        origin
    }

    /// Returns the origin of a text whose parts end and came from where `parts` says.
    pub fn parts(&self, parts: &[(u32, Origin)]) -> Origin {
        if !self.has_room() {
            return Origin::NONE;
        }
        let mut flat: Vec<(u32, Origin)> = Vec::with_capacity(parts.len());
        let mut start = 0;
        for (end, origin) in parts {
            self.push_part(&mut flat, start, *end, *origin);
            start = *end;
        }
        match flat.as_slice() {
            [] => Origin::NONE,
            [(_, origin)] => *origin,
            _ => self.add(Record::Parts(flat)),
        }
    }

    /// Adds a part, taken apart if it has parts itself, joined with the one before if that has the same origin.
    fn push_part(&self, flat: &mut Vec<(u32, Origin)>, start: u32, end: u32, origin: Origin) {
        if end <= start {
            return;
        }
        if let Some(inner) = self.parts_of(origin) {
            let mut from = start;
            for (inner_end, origin) in inner {
                let to = start.saturating_add(inner_end).min(end);
                self.push_part(flat, from, to, origin);
                from = from.max(to);
            }
            return;
        }
        let is_input = || self.with(origin, |record| matches!(record, Record::Input(_))).unwrap_or(false);
        match flat.last_mut() {
            // Two inputs side by side are two, even the same one twice.
            Some((last, before)) if *before == origin && !is_input() => *last = end,
            _ => flat.push((end, origin)),
        }
    }

    /// Returns the origin of the bytes `start..end` of a text that has `origin`.
    pub fn slice(&self, origin: Origin, start: u32, end: u32, whole: u32, transform: &str) -> Origin {
        if start == 0 && end == whole {
            return origin;
        }
        if let Some(parts) = self.parts_of(origin) {
            let mut cut = Vec::new();
            let mut from = 0;
            for (to, inner) in parts {
                let (first, last) = (from.max(start), to.min(end));
                if first < last {
                    let whole = first == from && last == to;
                    let part = if whole { inner } else { self.computed([inner], Transform::Word(transform)) };
                    cut.push((last - start, part));
                }
                from = to;
            }
            return self.parts(&cut);
        }
        if self.with(origin, |record| matches!(record, Record::Literal(_))).unwrap_or(false) {
            return origin;
        }
        self.computed([origin], Transform::Word(transform))
    }

    /// Returns the origin of something worked out from values of those origins. Without any input it has none.
    pub fn computed(&self, from: impl IntoIterator<Item = Origin>, transform: Transform<'_>) -> Origin {
        if !self.has_room() {
            return Origin::NONE;
        }
        let mut inputs = Vec::new();
        let mut transforms = Vec::new();
        let records = self.records.borrow();
        from.into_iter().for_each(|origin| collect(&records, origin, &mut inputs, Some(&mut transforms)));
        drop(records);
        if inputs.is_empty() {
            return Origin::NONE;
        }
        inputs.sort_unstable();
        inputs.dedup();
        transforms.push(self.word(transform));
        self.add(Record::Computed { inputs, transforms })
    }

    /// Returns the words for a transform, the same text each time.
    fn word(&self, transform: Transform<'_>) -> Arc<str> {
        let words = match transform {
            Transform::Word(word) => Cow::Borrowed(word),
            Transform::Of(variable, method) => Cow::Owned(format!("${variable}.{method}")),
        };
        let mut known = self.words.borrow_mut();
        if let Some(word) = known.get(&*words) {
            return word.clone();
        }
        let word: Arc<str> = (&*words).into();
        known.insert((&*words).into(), word.clone());
        word
    }

    /// Returns all records, and keeps none.
    fn take_records(&self) -> Vec<Record> {
        self.records.take()
    }
}

/// Adds the inputs of an origin, and what was done to them.
fn collect(records: &[Record], origin: Origin, inputs: &mut Vec<InputId>, mut transforms: Option<&mut Vec<Arc<str>>>) {
    match origin.index().and_then(|index| records.get(index)) {
        Some(Record::Input(id) | Record::Around(id)) => inputs.push(*id),
        Some(Record::Parts(parts)) => {
            for (_, origin) in parts {
                collect(records, *origin, inputs, transforms.as_deref_mut());
            }
        }
        Some(Record::Computed { inputs: more, transforms: done }) => {
            inputs.extend(more);
            if let Some(transforms) = transforms {
                for transform in done {
                    if !transforms.contains(transform) {
                        transforms.push(transform.clone());
                    }
                }
            }
        }
        Some(Record::Literal(_)) | None => {}
    }
}

/// A run of output with one origin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// The bytes of the output.
    pub output: Span,
    /// The bytes of the template that wrote them: text, or a reference.
    pub template: Span,
    /// Where they came from.
    pub origin: Origin,
}

/// Where each byte of an output came from.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    segments: Vec<Segment>,
    records: Vec<Record>,
    /// Made when somebody first asks from this side.
    by_template: OnceLock<Vec<u32>>,
    by_input: OnceLock<Vec<(InputId, u32)>>,
}

impl Provenance {
    /// Makes the tables from the segments in order of output.
    pub(super) fn new(segments: Vec<Segment>, origins: &Origins) -> Self {
        Self { segments, records: origins.take_records(), ..Self::default() }
    }

    /// Returns the indexes of segments, by the start of their template span.
    fn by_template(&self) -> &[u32] {
        self.by_template.get_or_init(|| {
            let mut indexes: Vec<u32> = (0..self.segments.len()).map(index).collect();
            indexes.sort_by_key(|at| self.segments.get(*at as usize).map(|segment| segment.template));
            indexes
        })
    }

    /// Returns inputs and the segments that they reached, ascending.
    fn by_input(&self) -> &[(InputId, u32)] {
        self.by_input.get_or_init(|| {
            let mut reached = Vec::new();
            let mut inputs = Vec::new();
            for (at, segment) in self.segments.iter().enumerate() {
                collect(&self.records, segment.origin, &mut inputs, None);
                reached.extend(inputs.drain(..).map(|input| (input, index(at))));
            }
            reached.sort_unstable();
            reached.dedup();
            reached
        })
    }

    /// Returns all segments in order of output.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Returns what an origin stands for.
    pub fn record(&self, origin: Origin) -> Option<&Record> {
        self.records.get(origin.index()?)
    }

    /// Returns the segment that holds a byte of the output.
    pub fn at_output(&self, offset: usize) -> Option<&Segment> {
        let at = self.segments.partition_point(|segment| segment.output.end as usize <= offset);
        self.segments.get(at).filter(|segment| segment.output.contains(offset))
    }

    /// Returns what was written by the part of the template that `span` touches.
    pub fn outputs_of_template(&self, span: Span) -> Vec<Span> {
        let segment = |at: &u32| self.segments.get(*at as usize);
        // Spans of leaves do not overlap, so whatever begins before `span` ends lies in one run.
        let by_template = self.by_template();
        let last = by_template.partition_point(|at| {
            segment(at).is_some_and(|segment| segment.template.start < span.end.max(span.start + 1))
        });
        let mut found: Vec<Span> = by_template
            .get(..last)
            .unwrap_or_default()
            .iter()
            .rev()
            .map_while(|at| segment(at).filter(|segment| segment.template.end > span.start))
            .map(|segment| segment.output)
            .collect();
        found.sort();
        join(found)
    }

    /// Returns what an input reached.
    pub fn outputs_of_input(&self, input: InputId) -> Vec<Span> {
        let by_input = self.by_input();
        let first = by_input.partition_point(|(id, _)| *id < input);
        let found = by_input
            .get(first..)
            .unwrap_or_default()
            .iter()
            .take_while(|(id, _)| *id == input)
            .filter_map(|(_, at)| self.segments.get(*at as usize))
            .map(|segment| segment.output)
            .collect();
        join(found)
    }
}

fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Joins spans that touch.
fn join(spans: Vec<Span>) -> Vec<Span> {
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.end >= span.start => *last = last.to(span),
            _ => joined.push(span),
        }
    }
    joined
}
