//! Source text: byte spans, lines, and edits.
//!
//! Everything that speaks of a place in a text, in any module, does so with a [`Span`] of byte
//! offsets. Lines and columns are worked out by a [`LineIndex`] only when somebody is shown one.

pub mod diff;
pub mod filled;
mod seen;
mod word;

pub use seen::Seen;
pub use word::{Hits, SureHits, Word};

use std::fmt;
use std::ops::Range;

/// Tells whether two texts are the same: quicker than `==` for names of a few bytes, which are most of what is compared
/// while a template renders, since nothing is called.
#[inline]
pub fn is_same(first: &[u8], second: &[u8]) -> bool {
    if first.len() != second.len() {
        return false;
    }
    match (first.first_chunk::<4>(), second.first_chunk::<4>()) {
        (Some(_), Some(_)) if first.len() > 8 => {
            // The last word may overlap the one before.
            let (words, other_words) = (first.as_chunks::<8>().0, second.as_chunks::<8>().0);
            words.iter().zip(other_words).all(|(a, b)| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b))
                && first.last_chunk::<8>() == second.last_chunk::<8>()
        }
        (Some(head), Some(other)) => head == other && first.last_chunk::<4>() == second.last_chunk::<4>(),
        _ => first.iter().zip(second).all(|(a, b)| a == b),
    }
}

/// Returns a number of things in words: `1 line`, `2 lines`. The noun takes an `s`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// A range of bytes in a source text, end excluded.
///
/// Offsets are 32 bits wide: no text that we read may reach 4 GiB (readers refuse it long before).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// Makes a span from byte offsets; offsets beyond 4 GiB are held at that limit.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// Makes the empty span at `offset`.
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// Returns the span as a range for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns the number of bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// Returns true if the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Returns true if `offset` is one of the span's bytes.
    pub fn contains(self, offset: usize) -> bool {
        self.range().contains(&offset)
    }

    /// Returns true if every byte of `other` is in this span.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Returns the smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the text under the span, or `""` where the span does not fit `text`.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or("")
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// A place as people read it: both numbers start at 1, the column counts characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Where the lines of a text begin: turns byte offsets into lines and columns and back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    len: u32,
}

impl LineIndex {
    /// Indexes `text`. A line ends after `\n`; the `\r` of `\r\n` belongs to the line it ends.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| Span::at(at + 1).start));
        Self { starts, len: Span::at(text.len()).start }
    }

    /// Returns the number of lines, at least 1.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Returns the index (from 0) of the line that holds `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        let offset = Span::at(offset).start;
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the bytes of line `line_index` (from 0) with its line end; empty beyond the last line.
    pub fn line_span(&self, line_index: usize) -> Span {
        let start = self.starts.get(line_index).copied().unwrap_or(self.len);
        let end = self.starts.get(line_index + 1).copied().unwrap_or(self.len);
        Span { start, end }
    }

    /// Returns line and column of `offset`, as people read them. `text` must be the indexed text.
    pub fn line_column(&self, text: &str, offset: usize) -> LineColumn {
        let line_index = self.line_of(offset);
        let start = self.line_span(line_index).start as usize;
        let before = text.as_bytes().get(start..offset.min(text.len())).unwrap_or_default();
        // Bytes that continue a character are not counted, so that an offset inside one still has a column.
        let column = before.iter().filter(|byte| (**byte & 0xC0) != 0x80).count() + 1;
        LineColumn { line: line_index + 1, column }
    }
}

/// One replacement in a text: the bytes under `span` become `text`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Makes an edit that replaces the bytes under `span`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// Makes an edit that inserts at `offset`.
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }
}

/// Applies `edits`, which speak of `source` as it is, in any order.
///
/// Returns `None` if two of them overlap or one does not fit the text (out of range, inside a character).
pub fn apply_edits(source: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(source.len());
    let mut done = 0;
    for edit in sorted {
        let range = edit.span.range();
        out.push_str(source.get(done..range.start)?);
        source.get(range.clone())?;
        out.push_str(&edit.text);
        done = range.end;
    }
    out.push_str(source.get(done..)?);
    Some(out)
}

/// Returns the number of insertions, removals and replacements between two texts, of which the first 80 characters are
/// looked at.
pub fn distance(a: &str, b: &str) -> usize {
    const LONGEST: usize = 80;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(LONGEST).collect(), b.chars().take(LONGEST).collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let replaced = row[j] + usize::from(from != to);
            next.push(replaced.min(row[j + 1] + 1).min(next[j] + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_characters() {
        let text = "a\nüx\r\n";
        let index = LineIndex::new(text);
        assert_eq!(index.line_count(), 3);
        assert_eq!(index.line_column(text, 4), LineColumn { line: 2, column: 2 });
        assert_eq!(index.line_column(text, 99), LineColumn { line: 3, column: 1 });
        assert_eq!(index.line_span(1).slice(text), "üx\r\n");
    }

    #[test]
    fn edits_apply_in_any_order_and_refuse_to_overlap() {
        let edits = [Edit::insert(3, "!"), Edit::replace(Span::new(0, 1), "A")];
        assert_eq!(apply_edits("abc", &edits).as_deref(), Some("Abc!"));
        let overlapping = [Edit::replace(Span::new(0, 2), ""), Edit::replace(Span::new(1, 3), "")];
        assert_eq!(apply_edits("abc", &overlapping), None);
        assert_eq!(apply_edits("ü", &[Edit::insert(1, "x")]), None);
    }
}
