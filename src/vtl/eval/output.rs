//! The text being written, and where its parts came from.

use crate::text::Span;
use crate::vtl::provenance::{Origin, Origins, Segment};

/// A text being written. Segments are noted only while recording; an origin of several parts is taken apart at the end.
#[derive(Debug, Default)]
pub(super) struct Output {
    text: String,
    segments: Vec<Segment>,
}

impl Output {
    pub(super) fn reserve(&mut self, bytes: usize, segments: usize) {
        self.text.reserve(bytes);
        self.segments.reserve(segments);
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns what was written from byte `start` on.
    pub(super) fn since(&self, start: usize) -> &str {
        self.text.get(start..).unwrap_or_default()
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub(super) fn text_mut(&mut self) -> &mut String {
        &mut self.text
    }

    /// Notes that everything since the last mark was written by `template` and came from `origin`.
    pub(super) fn mark(&mut self, template: Span, origin: Origin) {
        self.mark_to(self.text.len(), template, origin);
    }

    /// Notes the same of everything up to `end`.
    pub(super) fn mark_to(&mut self, end: usize, template: Span, origin: Origin) {
        let output = Span { start: self.marked(), end: u32::try_from(end).unwrap_or(u32::MAX) };
        if output.end > output.start {
            self.segments.push(Segment { output, template, origin });
        }
    }

    /// Returns up to where everything is noted.
    fn marked(&self) -> u32 {
        self.segments.last().map_or(0, |segment| segment.output.end)
    }

    /// Drops the last UTF-16 unit, as the original does with a text in quotes.
    pub(super) fn drop_last(&mut self) {
        self.text.pop();
        let len = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        while let Some(segment) = self.segments.last_mut().filter(|segment| segment.output.end > len) {
            if segment.output.start < len {
                segment.output.end = len;
            } else {
                self.segments.pop();
            }
        }
    }

    /// Returns the text as a value's text and its origin.
    pub(super) fn into_value(self, origins: Option<&Origins>) -> (String, Origin) {
        let origin = origins.map_or(Origin::NONE, |origins| {
            let origin = |segment: &Segment| match segment.origin {
                // Away from here the text no longer stands at its place in the template.
                Origin::WRITTEN => origins.literal(segment.template),
                origin => origin,
            };
            let parts = self.segments.iter().map(|segment| (segment.output.end, origin(segment)));
            origins.parts(&parts.collect::<Vec<_>>())
        });
        (self.text, origin)
    }

    /// Returns the text and its segments; one that was put together becomes one for each of its parts.
    pub(super) fn finish(self, origins: Option<&Origins>) -> (String, Vec<Segment>) {
        let Some(origins) = origins.filter(|origins| origins.has_parts()) else { return (self.text, self.segments) };
        let mut segments = Vec::with_capacity(self.segments.len());
        for segment in self.segments {
            let Span { start, end } = segment.output;
            let mut from = start;
            let mut push = |to: u32, origin: Origin| {
                if to > from {
                    segments.push(Segment { output: Span { start: from, end: to }, origin, ..segment });
                    from = to;
                }
            };
            origins.with_parts(segment.origin, |parts| match parts {
                Some(parts) => {
                    parts.iter().for_each(|(to, origin)| push(start.saturating_add(*to).min(end), *origin));
                    push(end, Origin::NONE);
                }
                None => push(end, segment.origin),
            });
        }
        (self.text, segments)
    }
}
