//! Where a place of a template stands in the design's file: a template is an array of its lines there.

use crate::design::Design;
use crate::json::{Document, Kind, NodeId};
use crate::lint::Subject;
use crate::text::{LineIndex, Span};
use std::collections::HashMap;

/// Where the lines of a template stand in the file: found once for all the places in it.
pub(super) struct Lines {
    index: LineIndex,
    nodes: Vec<NodeId>,
}

impl Lines {
    /// Finds the lines of `template`, whose object in the file `pointer` names.
    pub(super) fn of(file: &Document, pointer: &str, template: &str) -> Option<Self> {
        let nodes = file.children(file.at_pointer(&format!("{pointer}/lines"))?).collect();
        Some(Self { index: LineIndex::new(template), nodes })
    }

    /// Returns the bytes in the file of `span` of the template's text.
    pub(super) fn in_file(&self, file: &Document, span: Span) -> Option<Span> {
        let start = self.offset_in_file(file, span.start as usize)?;
        // The end belongs to the line of the last byte, so that a whole line does not reach into the next.
        let last = (span.end as usize).saturating_sub(1).max(span.start as usize);
        let end = if span.is_empty() {
            start
        } else {
            let line = self.index.line_of(last);
            let line_start = self.index.line_span(line).start as usize;
            within(file, *self.nodes.get(line)?, span.end as usize - line_start)?
        };
        Some(Span::new(start, end.max(start)))
    }

    fn offset_in_file(&self, file: &Document, offset: usize) -> Option<usize> {
        let line = self.index.line_of(offset);
        within(file, *self.nodes.get(line)?, offset - self.index.line_span(line).start as usize)
    }
}

/// The lines of each template that has been asked about.
pub(super) struct Places<'a> {
    pub(super) file: &'a Document,
    pub(super) design: &'a Design,
    known: HashMap<Subject, Option<Lines>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: &'a Document, design: &'a Design) -> Self {
        Self { file, design, known: HashMap::new() }
    }

    /// Returns the bytes in the file of `span` of a template's text.
    pub(super) fn in_file(&mut self, subject: Subject, span: Span) -> Option<Span> {
        let find = || Lines::of(self.file, &subject.pointer(), subject.text(self.design)?);
        self.known.entry(subject).or_insert_with(find).as_ref()?.in_file(self.file, span)
    }
}

/// Returns the offset in the file of the byte `offset` of a text's value; the closing quote for its end and beyond.
fn within(file: &Document, node: NodeId, offset: usize) -> Option<usize> {
    if file.kind(node) != Kind::String {
        return None;
    }
    let span = file.span(node);
    let written = file.written(node);
    let inside = written.get(1..written.len().checked_sub(1)?)?;
    let mut value = 0;
    let mut chars = inside.char_indices();
    while let Some((at, c)) = chars.next() {
        if value >= offset {
            return Some(span.start as usize + 1 + at);
        }
        value += if c == '\\' { escape(&mut chars) } else { c.len_utf8() };
    }
    Some(span.end as usize - 1)
}

/// Reads the rest of an escape, and returns the bytes of what it stands for.
fn escape(chars: &mut std::str::CharIndices<'_>) -> usize {
    let Some((_, 'u')) = chars.next() else { return 1 };
    let mut digits =
        || (0..4).fold(0, |code, _| code * 16 + chars.next().and_then(|(_, c)| c.to_digit(16)).unwrap_or(0));
    match digits() {
        // The first half of a pair: `\uXXXX` once more, four bytes together.
        0xD800..=0xDBFF => {
            chars.nth(5);
            4
        }
        0..=0x7F => 1,
        0x80..=0x7FF => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Source;
    use crate::json::strict;

    #[test]
    fn places_are_found_through_lines_and_escapes() {
        let template = "a \"b\" c\nü\t🦄 $x\n\nlast";
        let text = r#"{"t": {"lines": ["a \"b\" c", "\u00fc\t\ud83e\udd84 $x", "", "last"]}}"#;
        let file = strict::read(text, &Source::File("f".into())).expect("JSON");
        let lines = Lines::of(&file, "/t", template).expect("lines");
        let found = |part: &str| {
            let at = template.find(part).expect("a part");
            lines.in_file(&file, Span::new(at, at + part.len())).expect("a place").slice(text)
        };
        assert_eq!(found("\"b\""), "\\\"b\\\"");
        assert_eq!(found("$x"), "$x");
        assert_eq!(found("🦄"), "\\ud83e\\udd84");
        assert_eq!(found("last"), "last");
        assert_eq!(lines.in_file(&file, Span::new(0, 8)).map(|span| span.slice(text)), Some("a \\\"b\\\" c"));
        assert!(Lines::of(&file, "/none", template).is_none());
    }
}
