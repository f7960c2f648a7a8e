//! Where output came from.
//!
//! While rendering, every value carries an [`Origin`], a number into the table [`Origins`]; without recording it is
//! always [`Origin::NONE`] and costs nothing. Texts put together from several values keep the origin of each part.
//! Afterwards a [`Provenance`] answers in both directions by binary search: output to template and input, template to
//! output, input to output.

use crate::text::Span;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::sync::Arc;

/// An input of the host's: a header, a member of the body. Only the host knows which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct InputId(pub u32);

/// Where a value came from: a number into [`Origins`].
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Origin(Option<NonZeroU32>);

impl Origin {
    /// Nothing is known, or nothing is recorded.
    pub const NONE: Self = Self(None);

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

/// The table of origins of one rendering.
#[derive(Debug, Default)]
pub struct Origins {
    records: RefCell<Vec<Record>>,
    inputs: RefCell<HashMap<InputId, Origin>>,
    literals: RefCell<HashMap<Span, Origin>>,
}

impl Origins {
    fn add(&self, record: Record) -> Origin {
        let mut records = self.records.borrow_mut();
        records.push(record);
        Origin(u32::try_from(records.len()).ok().and_then(NonZeroU32::new))
    }

    /// Returns what an origin stands for.
    pub fn record(&self, origin: Origin) -> Option<Record> {
        self.records.borrow().get(origin.index()?).cloned()
    }

    /// Returns the origin of an input.
    pub fn input(&self, id: InputId) -> Origin {
        if let Some(origin) = self.inputs.borrow().get(&id) {
            return *origin;
        }
        let origin = self.add(Record::Input(id));
        self.inputs.borrow_mut().insert(id, origin);
        origin
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
        if let Some(Record::Parts(inner)) = self.record(origin) {
            let mut from = start;
            for (inner_end, origin) in inner {
                let to = start.saturating_add(inner_end).min(end);
                self.push_part(flat, from, to, origin);
                from = from.max(to);
            }
            return;
        }
        match flat.last_mut() {
            // Two inputs side by side are two, even the same one twice.
            Some((last, before)) if *before == origin && !matches!(self.record(origin), Some(Record::Input(_))) => {
                *last = end;
            }
            _ => flat.push((end, origin)),
        }
    }

    /// Returns the origin of the bytes `start..end` of a text that has `origin`.
    pub fn slice(&self, origin: Origin, start: u32, end: u32, whole: u32, transform: &str) -> Origin {
        if start == 0 && end == whole {
            return origin;
        }
        match self.record(origin) {
            Some(Record::Parts(parts)) => {
                let mut cut = Vec::new();
                let mut from = 0;
                for (to, inner) in parts {
                    let (first, last) = (from.max(start), to.min(end));
                    if first < last {
                        let part =
                            if first == from && last == to { inner } else { self.computed(&[inner], Some(transform)) };
                        cut.push((last - start, part));
                    }
                    from = to;
                }
                self.parts(&cut)
            }
            Some(Record::Literal(_)) => origin,
            _ => self.computed(&[origin], Some(transform)),
        }
    }

    /// Returns the origin of something worked out from values of those origins. Without any input it has none.
    pub fn computed(&self, from: &[Origin], transform: Option<&str>) -> Origin {
        let mut inputs = BTreeSet::new();
        let mut transforms = Vec::new();
        for origin in from {
            self.collect(*origin, &mut inputs, &mut transforms);
        }
        if inputs.is_empty() {
            return Origin::NONE;
        }
        transforms.extend(transform.map(Arc::from));
        self.add(Record::Computed { inputs: inputs.into_iter().collect(), transforms })
    }

    fn collect(&self, origin: Origin, inputs: &mut BTreeSet<InputId>, transforms: &mut Vec<Arc<str>>) {
        match self.record(origin) {
            Some(Record::Input(id)) => {
                inputs.insert(id);
            }
            Some(Record::Parts(parts)) => {
                for (_, origin) in parts {
                    self.collect(origin, inputs, transforms);
                }
            }
            Some(Record::Computed { inputs: more, transforms: done }) => {
                inputs.extend(more);
                for transform in done {
                    if !transforms.contains(&transform) {
                        transforms.push(transform);
                    }
                }
            }
            Some(Record::Literal(_)) | None => {}
        }
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
    /// Indexes of segments, by the start of their template span.
    by_template: Vec<u32>,
    /// Input and segment, ascending.
    by_input: Vec<(InputId, u32)>,
}

impl Provenance {
    /// Makes the tables from the segments in order of output.
    pub(super) fn new(segments: Vec<Segment>, origins: &Origins) -> Self {
        let records = origins.records.borrow().clone();
        let index = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        let mut by_template: Vec<u32> = (0..segments.len()).map(index).collect();
        by_template.sort_by_key(|at| segments.get(*at as usize).map(|segment| segment.template));
        let mut by_input = Vec::new();
        for (at, segment) in segments.iter().enumerate() {
            let (mut inputs, mut transforms) = (BTreeSet::new(), Vec::new());
            origins.collect(segment.origin, &mut inputs, &mut transforms);
            by_input.extend(inputs.into_iter().map(|input| (input, index(at))));
        }
        by_input.sort_unstable();
        Self { segments, records, by_template, by_input }
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
        let last = self.by_template.partition_point(|at| {
            segment(at).is_some_and(|segment| segment.template.start < span.end.max(span.start + 1))
        });
        let mut found: Vec<Span> = self
            .by_template
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
        let first = self.by_input.partition_point(|(id, _)| *id < input);
        let found = self
            .by_input
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
