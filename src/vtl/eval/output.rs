//! The text being written, and where its parts came from.

use crate::text::Span;
use crate::vtl::provenance::{Origin, Origins, Segment};

/// A text being written. Parts are noted only while recording.
#[derive(Debug, Default)]
pub(super) struct Output {
    text: String,
    parts: Vec<Part>,
}

/// A run of the text.
#[derive(Debug)]
struct Part {
    end: u32,
    template: Span,
    origin: Origin,
}

impl Output {
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
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
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        if end > self.parts.last().map_or(0, |part| part.end) {
            self.parts.push(Part { end, template, origin });
        }
    }

    /// Drops the last UTF-16 unit, as the original does with a text in quotes.
    pub(super) fn drop_last(&mut self) {
        self.text.pop();
        let len = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        while self.parts.last().is_some_and(|part| part.end > len) {
            let before = self.parts.len().checked_sub(2).and_then(|at| self.parts.get(at)).map_or(0, |part| part.end);
            match self.parts.last_mut() {
                Some(part) if before < len => part.end = len,
                _ => {
                    self.parts.pop();
                }
            }
        }
    }

    /// Returns the text as a value's text and its origin.
    pub(super) fn into_value(self, origins: Option<&Origins>) -> (String, Origin) {
        let origin = origins.map_or(Origin::NONE, |origins| {
            let origin = |part: &Part| match part.origin {
                // Away from here the text no longer stands at its place in the template.
                Origin::WRITTEN => origins.literal(part.template),
                origin => origin,
            };
            let parts: Vec<(u32, Origin)> = self.parts.iter().map(|part| (part.end, origin(part))).collect();
            origins.parts(&parts)
        });
        (self.text, origin)
    }

    /// Returns the text and its segments; a part that was put together gives one for each of its own parts.
    pub(super) fn finish(self, origins: Option<&Origins>) -> (String, Vec<Segment>) {
        let mut segments = Vec::with_capacity(self.parts.len());
        let mut start = 0_u32;
        for part in self.parts {
            let mut push = |start: u32, end: u32, origin: Origin| {
                if end > start {
                    segments.push(Segment { output: Span { start, end }, template: part.template, origin });
                }
            };
            let mut push_all = |inner: Option<&[(u32, Origin)]>| match inner {
                Some(inner) => {
                    let mut from = start;
                    for (end, origin) in inner {
                        let to = start.saturating_add(*end).min(part.end);
                        push(from, to, *origin);
                        from = to;
                    }
                    push(from, part.end, Origin::NONE);
                }
                None => push(start, part.end, part.origin),
            };
            match origins {
                Some(origins) => origins.with_parts(part.origin, push_all),
                None => push_all(None),
            }
            start = part.end;
        }
        (self.text, segments)
    }
}
