//! Where output came from.
//!
//! While rendering, every value carries an [`Origin`], a number into the table [`Origins`]; without recording it is
//! always [`Origin::NONE`] and costs nothing. Texts put together from several values keep the origin of each part.
//! Afterwards a [`Provenance`] answers in both directions by binary search: output to template and input, template to
//! output, input to output.

mod transforms;

pub use transforms::Transform;

use crate::text::Span;
use foldhash::fast::RandomState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};
use transforms::{Chain, Transforms};

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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record<'t> {
    /// Written in the template, at that place.
    Literal(Span),
    /// An input, unchanged.
    Input(InputId),
    /// What holds an input together, but is not its value: a name, brackets, commas.
    Around(InputId),
    /// A text put together: where each part ends, and where it came from.
    Parts(&'t [(u32, Origin)]),
    /// Worked out from inputs.
    Computed {
        /// Which, ascending.
        inputs: &'t [InputId],
        /// By what, in order: `toUpperCase`, `$util.urlEncode`.
        transforms: &'t [Arc<str>],
    },
}

/// A record as it is kept: a rendering makes one for nearly every value, so none of them asks for memory of its own.
#[derive(Clone, Copy, Debug)]
enum Kept {
    Literal(Span),
    Input(InputId),
    Around(InputId),
    /// A run of [`Table::parts`].
    Parts(Run),
    /// A run of [`Table::inputs`], and a chain of [`Table::transforms`].
    Computed(Run, Chain),
}

/// The elements from `start` to `end` of a list.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: u32,
    end: u32,
}

impl Run {
    fn of<T>(self, all: &[T]) -> &[T] {
        all.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// Appends elements to a list.
    fn appended<T: Copy>(all: &mut Vec<T>, more: &[T]) -> Self {
        let start = index(all.len());
        all.extend_from_slice(more);
        Self { start, end: index(all.len()) }
    }
}

/// Room for so many records from the start: most short templates make fewer.
const ROOM: usize = 24;

/// The records, and what they are made of.
#[derive(Debug, Default)]
struct Table {
    records: Vec<Kept>,
    parts: Vec<(u32, Origin)>,
    inputs: Vec<InputId>,
    /// Made when the first thing is done to a value.
    transforms: Option<Box<Transforms>>,
}

impl Table {
    fn kept(&self, origin: Origin) -> Option<Kept> {
        self.records.get(origin.index()?).copied()
    }

    fn record(&self, origin: Origin) -> Option<Record<'_>> {
        Some(match self.kept(origin)? {
            Kept::Literal(span) => Record::Literal(span),
            Kept::Input(id) => Record::Input(id),
            Kept::Around(id) => Record::Around(id),
            Kept::Parts(run) => Record::Parts(run.of(&self.parts)),
            Kept::Computed(run, chain) => Record::Computed {
                inputs: run.of(&self.inputs),
                transforms: self.transforms.as_ref().map(|all| all.of(chain)).unwrap_or_default(),
            },
        })
    }

    fn parts_of(&self, origin: Origin) -> Option<&[(u32, Origin)]> {
        match self.kept(origin)? {
            Kept::Parts(run) => Some(run.of(&self.parts)),
            _ => None,
        }
    }

    fn add(&mut self, record: Kept) -> Origin {
        self.records.push(record);
        Origin(u32::try_from(self.records.len()).ok().and_then(NonZeroU32::new))
    }

    /// Adds a part to `flat`, taken apart if it has parts itself, joined with the one before if that has the same origin.
    fn push_part(&self, flat: &mut Vec<(u32, Origin)>, start: u32, end: u32, origin: Origin) {
        if end <= start {
            return;
        }
        if let Some(inner) = self.parts_of(origin) {
            let mut from = start;
            for (inner_end, origin) in inner {
                let to = start.saturating_add(*inner_end).min(end);
                self.push_part(flat, from, to, *origin);
                from = from.max(to);
            }
            return;
        }
        match flat.last_mut() {
            // Two inputs side by side are two, even the same one twice.
            Some((last, before)) if *before == origin && !matches!(self.kept(origin), Some(Kept::Input(_))) => {
                *last = end;
            }
            _ => flat.push((end, origin)),
        }
    }

    /// Adds the inputs of an origin, and tells `done` what was done to them.
    fn collect(&self, origin: Origin, inputs: &mut Vec<InputId>, done: &mut impl FnMut(Chain)) {
        match self.kept(origin) {
            Some(Kept::Input(id) | Kept::Around(id)) => inputs.push(id),
            Some(Kept::Parts(parts)) => {
                for (_, origin) in parts.of(&self.parts) {
                    self.collect(*origin, inputs, done);
                }
            }
            Some(Kept::Computed(run, chain)) => {
                inputs.extend(run.of(&self.inputs));
                done(chain);
            }
            Some(Kept::Literal(_)) | None => {}
        }
    }
}

/// How many entries the lists of parts, inputs and transforms may have, all together. A text that a loop appends to has
/// more parts each time; a template that goes on so for long gets texts whose origin is not known.
const MAX_ENTRIES: usize = 10_000_000;

/// The table of origins of one rendering.
#[derive(Debug, Default)]
pub struct Origins {
    table: RefCell<Table>,
    literals: RefCell<HashMap<Span, Origin, RandomState>>,
    /// Entries made so far.
    entries: Cell<usize>,
    /// Room to put lists together in.
    flat: RefCell<Vec<(u32, Origin)>>,
    from: RefCell<Vec<InputId>>,
}

impl Origins {
    /// Makes an empty table.
    pub fn new() -> Self {
        let table = Table { records: Vec::with_capacity(ROOM), ..Table::default() };
        Self { table: RefCell::new(table), ..Self::default() }
    }

    /// Tells whether there is room for more lists.
    fn has_room(&self) -> bool {
        self.entries.get() < MAX_ENTRIES
    }

    fn pay(&self, entries: usize) {
        self.entries.set(self.entries.get().saturating_add(entries));
    }

    /// Tells whether any text was put together.
    pub(super) fn has_parts(&self) -> bool {
        !self.table.borrow().parts.is_empty()
    }

    /// Tells `look` the parts of a text that was put together.
    pub(super) fn with_parts<T>(&self, origin: Origin, look: impl FnOnce(Option<&[(u32, Origin)]>) -> T) -> T {
        look(self.table.borrow().parts_of(origin))
    }

    /// Returns the origin of an input, a new one each time: hosts keep what they were given.
    pub fn input(&self, id: InputId) -> Origin {
        self.table.borrow_mut().add(Kept::Input(id))
    }

    /// Returns the origin of what holds something of that origin together: its name, its brackets, its commas.
    pub fn around(&self, origin: Origin) -> Origin {
        let mut table = self.table.borrow_mut();
        match table.kept(origin) {
            Some(Kept::Input(id)) => table.add(Kept::Around(id)),
            Some(Kept::Around(_) | Kept::Computed(..)) => origin,
            Some(Kept::Literal(_) | Kept::Parts(_)) | None => Origin::NONE,
        }
    }

    /// Returns the origin of text in the template.
    pub fn literal(&self, span: Span) -> Origin {
        *self.literals.borrow_mut().entry(span).or_insert_with(|| self.table.borrow_mut().add(Kept::Literal(span)))
    }

    /// Returns the origin of a text whose parts end and came from where `parts` says.
    pub fn parts(&self, parts: &[(u32, Origin)]) -> Origin {
        if !self.has_room() {
            return Origin::NONE;
        }
        let mut flat = self.flat.take();
        flat.clear();
        let mut table = self.table.borrow_mut();
        let mut start = 0;
        for (end, origin) in parts {
            table.push_part(&mut flat, start, *end, *origin);
            start = *end;
        }
        let origin = match flat.as_slice() {
            [] => Origin::NONE,
            [(_, origin)] => *origin,
            all => {
                self.pay(all.len());
                let run = Run::appended(&mut table.parts, all);
                table.add(Kept::Parts(run))
            }
        };
        self.flat.replace(flat);
        origin
    }

    /// Returns the origin of the bytes `start..end` of a text that has `origin`.
    pub fn slice(&self, origin: Origin, start: u32, end: u32, whole: u32, transform: &str) -> Origin {
        if start == 0 && end == whole {
            return origin;
        }
        if let Some(parts) = self.with_parts(origin, |parts| parts.map(<[_]>::to_vec)) {
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
        if matches!(self.table.borrow().kept(origin), Some(Kept::Literal(_))) {
            return origin;
        }
        self.computed([origin], Transform::Word(transform))
    }

    /// Returns the origin of something worked out from values of those origins. Without any input it has none.
    pub fn computed(&self, from: impl IntoIterator<Item = Origin>, transform: Transform<'_>) -> Origin {
        if !self.has_room() {
            return Origin::NONE;
        }
        let mut inputs = self.from.take();
        inputs.clear();
        let mut table = self.table.borrow_mut();
        let mut chain: Option<Chain> = None;
        let mut others: Vec<Chain> = Vec::new();
        for origin in from {
            table.collect(origin, &mut inputs, &mut |done| match chain {
                None => chain = Some(done),
                Some(known) if known == done || others.contains(&done) => {}
                Some(_) => others.push(done),
            });
        }
        let origin = if inputs.is_empty() {
            Origin::NONE
        } else {
            if inputs.len() > 1 {
                inputs.sort_unstable();
                inputs.dedup();
            }
            let transforms = table.transforms.get_or_insert_default();
            let before = transforms.len();
            for other in others {
                chain = chain.map(|chain| transforms.joined(chain, other));
            }
            let chain = transforms.extended(chain, transform);
            // Four for the record itself.
            self.pay(inputs.len() + 4 + transforms.len() - before);
            let run = Run::appended(&mut table.inputs, &inputs);
            table.add(Kept::Computed(run, chain))
        };
        self.from.replace(inputs);
        origin
    }

    /// Returns all records, and keeps none.
    fn take_table(&self) -> Table {
        self.table.take()
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

/// Where each byte of an output came from; nothing of a rendering that was not recorded.
#[derive(Clone, Debug, Default)]
pub struct Provenance(Option<Arc<Recorded>>);

#[derive(Debug)]
struct Recorded {
    segments: Vec<Segment>,
    table: Table,
    /// Made when somebody first asks from this side.
    by_template: OnceLock<Vec<u32>>,
    by_input: OnceLock<Vec<(InputId, u32)>>,
}

impl Provenance {
    /// Makes the tables from the segments in order of output.
    pub(super) fn new(segments: Vec<Segment>, origins: &Origins) -> Self {
        let (by_template, by_input) = (OnceLock::new(), OnceLock::new());
        Self(Some(Arc::new(Recorded { segments, table: origins.take_table(), by_template, by_input })))
    }

    /// Returns all segments in order of output.
    pub fn segments(&self) -> &[Segment] {
        self.0.as_ref().map_or(&[], |recorded| &recorded.segments)
    }

    /// Returns what an origin stands for.
    pub fn record(&self, origin: Origin) -> Option<Record<'_>> {
        self.0.as_ref()?.table.record(origin)
    }

    /// Returns the segment that holds a byte of the output.
    pub fn at_output(&self, offset: usize) -> Option<&Segment> {
        let segments = self.segments();
        let at = segments.partition_point(|segment| segment.output.end as usize <= offset);
        segments.get(at).filter(|segment| segment.output.contains(offset))
    }

    /// Returns what was written by the part of the template that `span` touches.
    pub fn outputs_of_template(&self, span: Span) -> Vec<Span> {
        self.0.as_ref().map(|recorded| recorded.outputs_of_template(span)).unwrap_or_default()
    }

    /// Returns what an input reached.
    pub fn outputs_of_input(&self, input: InputId) -> Vec<Span> {
        self.0.as_ref().map(|recorded| recorded.outputs_of_input(input)).unwrap_or_default()
    }
}

impl Recorded {
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
                self.table.collect(segment.origin, &mut inputs, &mut |_| {});
                reached.extend(inputs.drain(..).map(|input| (input, index(at))));
            }
            reached.sort_unstable();
            reached.dedup();
            reached
        })
    }

    fn outputs_of_template(&self, span: Span) -> Vec<Span> {
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

    fn outputs_of_input(&self, input: InputId) -> Vec<Span> {
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
