//! The values that references had, for hovering and stepping.

use crate::text::Span;

/// How many values are kept of one reference.
pub const MAX_VALUES: usize = 50;

/// How many bytes are kept of one value.
pub(super) const MAX_BYTES: usize = 400;

/// The values of all references, in order of their places.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    entries: Vec<TracedValue>,
}

/// The values of one reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TracedValue {
    /// The reference.
    pub span: Span,
    /// Its values, one for each time it was evaluated, up to [`MAX_VALUES`].
    pub values: Vec<Traced>,
    /// How often it was evaluated.
    pub count: usize,
}

/// One value of a reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Traced {
    /// The value as it prints, shortened; `None` if there was none.
    pub text: Option<String>,
    /// The name of its Java class.
    pub class_name: &'static str,
    /// The index of the round of the innermost `#foreach`, if in one.
    pub round: Option<usize>,
}

impl Trace {
    /// Returns the values of the smallest reference that holds a byte of the template.
    pub fn at(&self, offset: usize) -> Option<&TracedValue> {
        let last = self.entries.partition_point(|entry| entry.span.start as usize <= offset);
        self.entries
            .get(..last)?
            .iter()
            .rev()
            .filter(|entry| entry.span.contains(offset))
            .min_by_key(|entry| entry.span.len())
    }

    /// Returns the values of all references in order of their places.
    pub fn entries(&self) -> &[TracedValue] {
        &self.entries
    }

    /// Notes that a reference was evaluated; `value` is asked for its value unless there are enough.
    pub(super) fn note(&mut self, span: Span, value: impl FnOnce() -> Traced) {
        let at = self.entries.partition_point(|entry| entry.span < span);
        if self.entries.get(at).is_none_or(|entry| entry.span != span) {
            self.entries.insert(at, TracedValue { span, values: Vec::new(), count: 0 });
        }
        if let Some(entry) = self.entries.get_mut(at) {
            entry.count += 1;
            if entry.values.len() < MAX_VALUES {
                entry.values.push(value());
            }
        }
    }
}

/// Shortens a text at a character.
pub(super) fn shortened(mut text: String) -> String {
    if text.len() > MAX_BYTES {
        let mut end = MAX_BYTES;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}
