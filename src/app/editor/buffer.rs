//! The text of an editor, and where its lines begin. Text in is text out, byte for byte.
//!
//! The text is in one piece with all its line ends, so nothing has to be remembered or guessed when it is asked for.
//! [`Buffer::splice`] is the only way to change it. At template sizes no rope is needed: a key moves what follows it, which
//! takes less than to look at as many lines.

use std::ops::Range;
use std::sync::Arc;

/// A place in a [`Buffer`]: a line and a byte column in it, both from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Position {
    /// Line, from 0.
    pub line: usize,
    /// Byte in the line, from 0.
    pub column: usize,
}

/// Which lines a splice replaced, for whatever is kept by lines beside the text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineChange {
    /// First line that changed.
    pub first: usize,
    /// How many lines there were.
    pub removed: usize,
    /// How many there are now.
    pub inserted: usize,
}

/// What a splice took out, and the lines that it touched.
#[derive(Debug)]
pub struct Splice {
    /// The text that was there.
    pub removed: String,
    /// The lines.
    pub lines: LineChange,
}

/// A text by lines, with byte offsets and positions turned into each other in `O(log n)`.
#[derive(Clone, Debug)]
pub struct Buffer {
    text: String,
    /// Offset of each line's first byte; at least one line, and all but the last end in `\n`.
    starts: Vec<usize>,
    version: u64,
    /// The text as it was given out, until it changes.
    shared: Option<Arc<str>>,
    /// Cells of the widest line, until that one changes.
    widest: Option<usize>,
}

impl Buffer {
    /// Makes a buffer that holds `text`.
    pub fn new(text: &str) -> Self {
        let starts = std::iter::once(0).chain(lines_after(0, text)).collect();
        Self { text: text.to_owned(), starts, version: 0, shared: None, widest: None }
    }

    /// Returns the number of lines, at least 1.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Returns a number that grows with every change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Returns a line without its line end; empty beyond the last one.
    pub fn line(&self, index: usize) -> &str {
        let line = self.line_with_end(index);
        line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
    }

    /// Returns a line with its line end; empty beyond the last one.
    pub fn line_with_end(&self, index: usize) -> &str {
        self.text.get(self.line_start(index)..self.line_start(index + 1)).unwrap_or("")
    }

    /// Returns the line end that the text uses, that of its first line: `\n` for a text of one line.
    pub fn line_end(&self) -> &'static str {
        if self.line_with_end(0).ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Returns the offset of a line's first byte; the text's length beyond the last line.
    pub fn line_start(&self, index: usize) -> usize {
        self.starts.get(index).copied().unwrap_or(self.text.len())
    }

    /// Returns the bytes of a line without its line end.
    pub fn line_range(&self, index: usize) -> Range<usize> {
        let start = self.line_start(index);
        start..start + self.line(index).len()
    }

    /// Returns the line that holds `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// Returns the position of `offset`, moved to where a caret may stand (see [`Buffer::clip`]).
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_of(offset);
        Position { line, column: floor_char(self.line(line), offset.saturating_sub(self.line_start(line))) }
    }

    /// Returns the offset of `position`, moved to where a caret may stand.
    pub fn offset(&self, position: Position) -> usize {
        let line = position.line.min(self.starts.len().saturating_sub(1));
        self.line_start(line) + floor_char(self.line(line), position.column)
    }

    /// Returns the last offset at or before `offset` where a caret may stand: not inside a character,
    /// not between `\r` and `\n`, not beyond the end.
    pub fn clip(&self, offset: usize) -> usize {
        self.offset(self.position(offset))
    }

    /// Returns true if `offset` is in the text and not inside a character.
    pub fn is_boundary(&self, offset: usize) -> bool {
        self.text.is_char_boundary(offset)
    }

    /// Returns the text of a range; ends that do not fit the text are moved down to the next character's first byte.
    pub fn slice(&self, range: Range<usize>) -> String {
        self.text.get(self.fitting(range)).unwrap_or("").to_owned()
    }

    fn fitting(&self, range: Range<usize>) -> Range<usize> {
        floor_char(&self.text, range.start)..floor_char(&self.text, range.end.max(range.start))
    }

    /// Returns the whole text. Asked for again without a change in between, it is the same allocation.
    pub fn text(&mut self) -> Arc<str> {
        self.shared.get_or_insert_with(|| Arc::from(self.text.as_str())).clone()
    }

    /// Returns true if the buffer holds exactly `text`.
    pub fn holds(&self, text: &str) -> bool {
        // What was given out comes back each frame.
        self.shared.as_ref().is_some_and(|shared| std::ptr::eq(&**shared, text)) || self.text == text
    }

    /// Replaces the bytes of `range` by `text`: the only way in which the buffer changes.
    ///
    /// Ends of the range that do not fit the text are moved down to the next character's first byte.
    pub fn splice(&mut self, range: Range<usize>, text: &str) -> Splice {
        let range = self.fitting(range);
        let (first, last) = (self.line_of(range.start), self.line_of(range.end));
        let removed = self.text.get(range.clone()).unwrap_or("").to_owned();
        let gone = self.widest_of(first..last + 1);
        self.text.replace_range(range.clone(), text);
        self.starts.splice(first + 1..last + 1, lines_after(range.start, text));
        let lines = LineChange { first, removed: last + 1 - first, inserted: 1 + text.matches('\n').count() };
        for start in self.starts.iter_mut().skip(first + lines.inserted) {
            *start = *start - removed.len() + text.len();
        }
        self.version += 1;
        self.shared = None;
        let come = self.widest_of(first..first + lines.inserted);
        self.widest = self.widest.filter(|widest| come >= *widest || gone < *widest).map(|widest| widest.max(come));
        Splice { removed, lines }
    }

    /// Returns a bound on the width of the widest line, in cells.
    pub fn widest(&mut self) -> usize {
        if self.widest.is_none() {
            self.widest = Some(self.widest_of(0..self.starts.len()));
        }
        self.widest.unwrap_or(0)
    }

    fn widest_of(&self, lines: Range<usize>) -> usize {
        lines.map(|line| cells(self.line(line))).max().unwrap_or(0)
    }
}

/// Returns the offset of each line that begins in or behind `text`, which stands at `at`.
fn lines_after(at: usize, text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('\n').map(move |(end, _)| at + end + 1)
}

/// Returns a bound on a line's width in cells: bytes, and a tab as four.
fn cells(line: &str) -> usize {
    line.len() + 3 * line.bytes().filter(|byte| *byte == b'\t').count()
}

/// Returns the last character boundary of `text` at or before `at`.
pub(super) fn floor_char(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_is_text_out() {
        for text in ["", "\n", "a", "a\r\nb\n\r\nc\r", "\r", "é\n\u{0}\n\n"] {
            let mut buffer = Buffer::new(text);
            assert_eq!(&*buffer.text(), text);
            assert!(buffer.holds(text));
            assert_eq!(buffer.len(), text.len());
            assert_eq!(buffer.line_count(), text.matches('\n').count() + 1);
        }
    }

    #[test]
    fn a_caret_stands_neither_in_a_character_nor_in_a_line_end() {
        let buffer = Buffer::new("é\r\nx\r");
        assert_eq!(buffer.clip(1), 0);
        assert_eq!(buffer.clip(3), 2);
        assert_eq!(buffer.clip(4), 4);
        assert_eq!(buffer.clip(99), 6);
        assert_eq!(buffer.position(4), Position { line: 1, column: 0 });
        assert_eq!(buffer.offset(Position { line: 0, column: 99 }), 2);
        assert_eq!(buffer.offset(Position { line: 9, column: 9 }), 6);
    }

    #[test]
    fn a_splice_tells_what_it_took_and_which_lines_it_touched() {
        let mut buffer = Buffer::new("one\ntwo\nthree");
        let splice = buffer.splice(2..5, "X\nY");
        assert_eq!(splice.removed, "e\nt");
        assert_eq!(splice.lines, LineChange { first: 0, removed: 2, inserted: 2 });
        assert_eq!(&*buffer.text(), "onX\nYwo\nthree");
        buffer.splice(0..99, "");
        assert_eq!((buffer.line_count(), buffer.len()), (1, 0));
    }

    #[test]
    fn random_splices_agree_with_a_plain_string() {
        let mut seed = 0x1234_5678_9ABC_DEF1_u64;
        let mut next = move |limit: usize| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            (seed >> 20) as usize % limit.max(1)
        };
        let pieces = ["", "a", "\n", "\r\n", "é", "\r", "x\ny", "\n\n", "日本", "\t"];
        let mut text = String::from("first\r\nsecond\n");
        let mut buffer = Buffer::new(&text);
        for _ in 0..2_000 {
            let start = floor_char(&text, next(text.len() + 2));
            let end = floor_char(&text, (start + next(6)).min(text.len())).max(start);
            let new = pieces[next(pieces.len())];
            let lines_before = buffer.line_count();
            let splice = buffer.splice(start..end, new);
            assert_eq!(splice.removed, text[start..end]);
            text.replace_range(start..end, new);
            if next(3) > 0 {
                assert_eq!(&*buffer.text(), text);
            }
            assert!(buffer.holds(&text));
            assert_eq!(buffer.line_count() + splice.lines.removed, lines_before + splice.lines.inserted);
            let mut fresh = Buffer::new(&text);
            assert_eq!((&buffer.text, &buffer.starts), (&fresh.text, &fresh.starts));
            assert_eq!(buffer.widest(), fresh.widest());
            if text.len() > 200 {
                text.truncate(floor_char(&text, 50));
                buffer = Buffer::new(&text);
            }
        }
    }
}
