//! The text of an editor, kept by lines. Text in is text out, byte for byte.
//!
//! Every line keeps its own line end (`\n` or `\r\n`; the last line has none), so nothing has to be
//! remembered or guessed when the text is put together again. [`Buffer::splice`] is the only way to
//! change it. At template sizes no rope is needed.

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
    /// At least one; all but the last end in `\n`.
    lines: Vec<String>,
    /// Offset of each line's first byte.
    starts: Vec<usize>,
    len: usize,
    version: u64,
    joined: Joined,
    /// Cells of the widest line, until that one changes.
    widest: Option<usize>,
}

/// The whole text in one piece.
#[derive(Clone, Debug)]
enum Joined {
    /// As it is.
    Now(Arc<str>),
    /// As it was before one splice: to copy that is quicker than to go over all lines.
    Before { text: Arc<str>, replaced: Range<usize>, by: Box<str> },
    /// To be put together from the lines.
    Never,
}

impl Buffer {
    /// Makes a buffer that holds `text`.
    pub fn new(text: &str) -> Self {
        let lines = split(text);
        let starts = starts(0, &lines);
        Self { lines, starts, len: text.len(), version: 0, joined: Joined::Now(Arc::from(text)), widest: None }
    }

    /// Returns the number of lines, at least 1.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        self.len
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
        self.lines.get(index).map_or("", String::as_str)
    }

    /// Returns the line end that the text uses, that of its first line: `\n` for a text of one line.
    pub fn line_end(&self) -> &'static str {
        if self.lines.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" }
    }

    /// Returns the offset of a line's first byte; the text's length beyond the last line.
    pub fn line_start(&self, index: usize) -> usize {
        self.starts.get(index).copied().unwrap_or(self.len)
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
        let line = self.line_of(offset.min(self.len));
        let text = self.line(line);
        Position { line, column: floor_char(text, offset.min(self.len).saturating_sub(self.line_start(line))) }
    }

    /// Returns the offset of `position`, moved to where a caret may stand.
    pub fn offset(&self, position: Position) -> usize {
        let line = position.line.min(self.lines.len().saturating_sub(1));
        self.line_start(line) + floor_char(self.line(line), position.column)
    }

    /// Returns the last offset at or before `offset` where a caret may stand: not inside a character,
    /// not between `\r` and `\n`, not beyond the end.
    pub fn clip(&self, offset: usize) -> usize {
        self.offset(self.position(offset))
    }

    /// Returns true if `offset` is in the text and not inside a character.
    pub fn is_boundary(&self, offset: usize) -> bool {
        let position = self.raw_position(offset);
        self.line_start(position.line) + position.column == offset
    }

    /// Returns the text of a range; both ends are clipped.
    pub fn slice(&self, range: Range<usize>) -> String {
        let (start, end) = (self.raw_position(range.start), self.raw_position(range.end.max(range.start)));
        if start.line == end.line {
            return self.line_with_end(start.line).get(start.column..end.column).unwrap_or("").to_owned();
        }
        let mut out = String::new();
        out.push_str(self.line_with_end(start.line).get(start.column..).unwrap_or(""));
        for line in start.line + 1..end.line {
            out.push_str(self.line_with_end(line));
        }
        out.push_str(self.line_with_end(end.line).get(..end.column).unwrap_or(""));
        out
    }

    /// Returns the whole text. Asked for again without a change in between, it is the same allocation.
    pub fn text(&mut self) -> Arc<str> {
        let mut whole = String::new();
        match &self.joined {
            Joined::Now(text) => return text.clone(),
            Joined::Before { text, replaced, by } => {
                whole.reserve_exact(self.len);
                for part in [text.get(..replaced.start), Some(&**by), text.get(replaced.end..)] {
                    whole.push_str(part.unwrap_or(""));
                }
            }
            Joined::Never => {
                whole.reserve_exact(self.len);
                whole.extend(self.lines.iter().map(String::as_str));
            }
        }
        let text: Arc<str> = Arc::from(whole);
        self.joined = Joined::Now(text.clone());
        text
    }

    /// Returns true if the buffer holds exactly `text`, without putting its own text together.
    pub fn holds(&self, text: &str) -> bool {
        if text.len() != self.len {
            return false;
        }
        // What was given out comes back each frame.
        if let Joined::Now(joined) = &self.joined {
            return std::ptr::eq(&**joined, text) || **joined == *text;
        }
        let mut rest = text.as_bytes();
        self.lines.iter().all(|line| match rest.strip_prefix(line.as_bytes()) {
            Some(after) => {
                rest = after;
                true
            }
            None => false,
        })
    }

    /// Replaces the bytes of `range` by `text`: the only way in which the buffer changes.
    ///
    /// Ends of the range that do not fit the text are moved down to the next character's first byte.
    pub fn splice(&mut self, range: Range<usize>, text: &str) -> Splice {
        let (start, end) = (self.raw_position(range.start), self.raw_position(range.end.max(range.start)));
        let range = self.line_start(start.line) + start.column..self.line_start(end.line) + end.column;
        let removed = self.slice(range.clone());
        let gone = self.widest_of(start.line..end.line + 1);
        let lines = if start.line == end.line && !text.contains('\n') {
            if let Some(line) = self.lines.get_mut(start.line) {
                line.replace_range(start.column..end.column, text);
            }
            LineChange { first: start.line, removed: 1, inserted: 1 }
        } else {
            let mut joined = String::new();
            joined.push_str(self.line_with_end(start.line).get(..start.column).unwrap_or(""));
            joined.push_str(text);
            joined.push_str(self.line_with_end(end.line).get(end.column..).unwrap_or(""));
            let mut new = split(&joined);
            // Only the text's last line may be without a line end.
            if end.line + 1 < self.lines.len() {
                new.pop();
            }
            let change = LineChange { first: start.line, removed: end.line + 1 - start.line, inserted: new.len() };
            self.lines.splice(start.line..=end.line, new);
            change
        };
        self.len = self.len - removed.len() + text.len();
        self.version += 1;
        self.joined = match std::mem::replace(&mut self.joined, Joined::Never) {
            Joined::Now(whole) => Joined::Before { text: whole, replaced: range, by: text.into() },
            Joined::Before { .. } | Joined::Never => Joined::Never,
        };
        self.index(lines, text.len().wrapping_sub(removed.len()));
        let come = self.widest_of(lines.first..lines.first + lines.inserted);
        self.widest = self.widest.filter(|widest| come >= *widest || gone < *widest).map(|widest| widest.max(come));
        Splice { removed, lines }
    }

    /// Returns a bound on the width of the widest line, in cells.
    pub fn widest(&mut self) -> usize {
        if self.widest.is_none() {
            self.widest = Some(self.widest_of(0..self.lines.len()));
        }
        self.widest.unwrap_or(0)
    }

    fn widest_of(&self, lines: Range<usize>) -> usize {
        lines.map(|line| cells(self.line(line))).max().unwrap_or(0)
    }

    /// Returns the position of `offset`, which may be inside a line end but not inside a character.
    fn raw_position(&self, offset: usize) -> Position {
        let line = self.line_of(offset.min(self.len));
        let text = self.line_with_end(line);
        Position { line, column: floor_char(text, offset.min(self.len).saturating_sub(self.line_start(line))) }
    }

    /// Brings the offsets of lines up to date after a change that made the text so much longer; less than nothing wraps.
    fn index(&mut self, change: LineChange, longer: usize) {
        let LineChange { first, removed, inserted } = change;
        let new = starts(self.line_start(first), self.lines.get(first..first + inserted).unwrap_or_default());
        self.starts.splice(first..first + removed, new);
        for start in self.starts.iter_mut().skip(first + inserted) {
            *start = start.wrapping_add(longer);
        }
    }
}

/// Returns the offset of each of some lines of which the first begins at `at`.
fn starts(mut at: usize, lines: &[String]) -> Vec<usize> {
    let start = |line: &String| {
        let start = at;
        at += line.len();
        start
    };
    lines.iter().map(start).collect()
}

/// Returns a bound on a line's width in cells: bytes, and a tab as four.
fn cells(line: &str) -> usize {
    line.len() + 3 * line.bytes().filter(|byte| *byte == b'\t').count()
}

/// Splits a text into lines that keep their ends; the last one has none and may be empty.
fn split(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.last().is_none_or(|line| line.ends_with('\n')) {
        lines.push(String::new());
    }
    lines
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
            buffer.joined = Joined::Never;
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
            assert_eq!((&buffer.lines, &buffer.starts), (&fresh.lines, &fresh.starts));
            assert_eq!(buffer.widest(), fresh.widest());
            if text.len() > 200 {
                text.truncate(floor_char(&text, 50));
                buffer = Buffer::new(&text);
            }
        }
    }
}
