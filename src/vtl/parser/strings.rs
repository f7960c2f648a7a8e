//! Texts in quotes: their value, and the template inside those in double quotes.

use super::{Deferred, Parsed, Parser, Shared};
use crate::text::Span;
use crate::text::filled::Places;
use crate::vtl::ast::{Interpolated, TextLiteral};
use std::sync::Arc;

/// Where the bytes of a text inside the template stand in the template.
#[derive(Clone, Debug)]
pub(super) struct SourceMap {
    /// Pairs of (offset in the text, offset in the template), ascending; between them both advance alike. Without any,
    /// the text is the template.
    marks: Vec<(usize, usize)>,
    /// No place lies beyond this one.
    limit: usize,
    /// Where the whole text stands, if its bytes are nowhere in the template: it was put together while rendering.
    whole: Option<Span>,
    /// The way to the template as it is written, if names were filled in before it was read.
    places: Option<Places>,
}

impl SourceMap {
    /// The map of the template itself.
    pub(super) fn identity() -> Self {
        Self { marks: Vec::new(), limit: usize::MAX, whole: None, places: None }
    }

    /// The map of a template in which names were filled in.
    pub(super) fn filled(places: Places) -> Self {
        Self { places: Some(places), ..Self::identity() }
    }

    /// The map of a text that is only known while rendering, for the directive at `span`.
    pub(super) fn all_at(span: Span) -> Self {
        Self { whole: Some(span), ..Self::identity() }
    }

    /// Tells whether the text stands nowhere in the template.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.whole.is_some()
    }

    fn offset(&self, at: usize) -> usize {
        if let Some(whole) = self.whole {
            return whole.start as usize;
        }
        if self.marks.is_empty() {
            return at.min(self.limit);
        }
        let index = self.marks.partition_point(|(inner, _)| *inner <= at).saturating_sub(1);
        let (inner, outer) = self.marks.get(index).copied().unwrap_or((0, 0));
        (outer + at.saturating_sub(inner)).min(self.limit)
    }

    /// Returns the place in the template of a range of the text.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        if let Some(whole) = self.whole {
            return whole;
        }
        let first = self.offset(start);
        let last = if end > start { self.offset(end - 1).saturating_add(1).min(self.limit) } else { first };
        let span = Span::new(first, last.max(first));
        self.places.as_ref().map_or(span, |places| places.written(span))
    }
}

/// Reads the templates inside texts and registers macros, in the order in which the original does.
pub(super) fn open_queued(shared: &mut Shared) {
    let queue = std::mem::take(&mut shared.queue);
    for deferred in queue {
        match deferred {
            Deferred::Register(definition) => {
                if shared.dialect.inline_macros && shared.known_macros.insert(definition.name.clone()) {
                    shared.macros.push(definition);
                }
            }
            Deferred::Open { into, source, map } => {
                shared.depth += 1;
                if shared.depth <= super::MAX_DEPTH {
                    let block = Parser::new(&source, map, shared).template();
                    let _ = into.block.set(block);
                    open_queued(shared);
                }
                shared.depth -= 1;
            }
        }
    }
}

impl Parser<'_, '_> {
    /// Reads a text in quotes.
    pub(super) fn text_literal(&mut self, index: usize) -> Parsed<TextLiteral> {
        let image = self.image(index);
        let (start, end) = self.raw(index);
        let quote = image.chars().next().unwrap_or('"');
        let inner = image.get(1..image.len().saturating_sub(1)).unwrap_or("");
        let template = quote == '"' && image.contains(['$', '#']);
        let unescaped = if quote == '"' && inner.contains("\\u") {
            match unescape(inner) {
                Some(units) => Some(units),
                None => {
                    let span = self.span(index, index);
                    return Err(self.fail_at("vtl/bad-unicode-escape", "`\\u` needs four hexadecimal digits", span));
                }
            }
        } else {
            None
        };
        if unescaped.is_none() && !inner.contains(quote) {
            return Ok(if template {
                let map = self.map_of(start + 1, end.saturating_sub(1), vec![(0, start + 1)]);
                self.open(inner.to_owned(), map)
            } else {
                TextLiteral::Plain(inner.into())
            });
        }
        // Each character with the offset of its origin.
        let characters = unescaped.unwrap_or_else(|| inner.char_indices().map(|(at, c)| (c, at)).collect());
        let mut value = String::with_capacity(inner.len());
        let mut marks = Vec::new();
        let mut expected = usize::MAX;
        let mut skip = false;
        for (position, (character, at)) in characters.iter().enumerate() {
            if std::mem::take(&mut skip) {
                continue;
            }
            if *at != expected {
                marks.push((value.len(), start + 1 + at));
            }
            value.push(*character);
            expected = at + character.len_utf8();
            skip = *character == quote && characters.get(position + 1).is_some_and(|(next, _)| *next == quote);
        }
        Ok(if template {
            let map = self.map_of(start + 1, end.saturating_sub(1), marks);
            self.open(value, map)
        } else {
            TextLiteral::Plain(value.into())
        })
    }

    /// Makes the map of a text whose content stands at `start..end` of this parser's source.
    fn map_of(&self, start: usize, end: usize, marks: Vec<(usize, usize)>) -> SourceMap {
        let limit = self.map.offset(end).max(self.map.offset(start));
        let marks = marks.into_iter().map(|(inner, outer)| (inner, self.map.offset(outer))).collect();
        SourceMap { marks, limit, whole: self.map.whole, places: self.map.places.clone() }
    }

    /// Puts the template inside a text on the list of what is read later.
    fn open(&mut self, mut source: String, map: SourceMap) -> TextLiteral {
        // The original adds a blank so that the text may end in `$` or `#`, except after a line comment.
        let drops_last = !source.contains("##");
        if drops_last {
            source.push(' ');
        }
        let into = Arc::new(Interpolated { block: std::sync::OnceLock::new(), drops_last });
        self.shared.queue.push(Deferred::Open { into: into.clone(), source, map });
        TextLiteral::Template(into)
    }
}

/// Replaces `\uXXXX` by its character; each character comes with its offset in `text`. `None` if one is malformed.
fn unescape(text: &str) -> Option<Vec<(char, usize)>> {
    let mut characters = Vec::with_capacity(text.len());
    let mut high: Option<(u16, usize)> = None;
    let mut rest = text;
    loop {
        let at = text.len() - rest.len();
        let Some(next) = rest.chars().next() else { break };
        if !rest.starts_with("\\u") {
            if let Some((_, at)) = high.take() {
                characters.push(('?', at));
            }
            characters.push((next, at));
            rest = &rest[next.len_utf8()..];
            continue;
        }
        // Java's parser of numbers takes a sign.
        let digits = rest.get(2..6)?;
        let unit = match digits.strip_prefix('-') {
            Some(digits) if digits.starts_with(|c: char| c.is_ascii_hexdigit()) => {
                (u16::from_str_radix(digits, 16).ok()?).wrapping_neg()
            }
            Some(_) => return None,
            None => u16::from_str_radix(digits, 16).ok()?,
        };
        rest = &rest[6..];
        match (high.take(), unit) {
            (Some((first, at)), 0xDC00..=0xDFFF) => {
                let pair = char::decode_utf16([first, unit]).next()?.unwrap_or('?');
                characters.push((pair, at));
            }
            (pending, unit) => {
                if let Some((_, at)) = pending {
                    characters.push(('?', at));
                }
                match unit {
                    0xD800..=0xDBFF => high = Some((unit, at)),
                    unit => characters.push((char::from_u32(u32::from(unit)).unwrap_or('?'), at)),
                }
            }
        }
    }
    if let Some((_, at)) = high {
        characters.push(('?', at));
    }
    Some(characters)
}
