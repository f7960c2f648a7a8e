//! A JSON text prepared for being shown: its lines, where each bracket's line closes, what changed.
//!
//! Made once per text, on whatever thread; everything here is linear in the text.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Lines up to which a changed middle is compared line by line; a larger one counts as changed whole.
const COMPARED: usize = 50_000;

/// A text and its index.
#[derive(Clone, Debug)]
pub struct EventText {
    text: Arc<str>,
    /// Offset of each line's first byte.
    starts: Vec<u32>,
    /// For a line that opens a bracket which a later line closes: that later line, else 0.
    closes: Vec<u32>,
    /// Lines that are not in the text that was shown before.
    changed: Vec<Range<usize>>,
    /// Lines at the start and at the end that are the same as before.
    same: (usize, usize),
    widest: usize,
}

impl EventText {
    /// Indexes `text`; `before` is what was shown until now, if something was.
    ///
    /// 10 MB take some tens of milliseconds: call it where the text was made, not in a frame.
    pub fn new(text: Arc<str>, before: Option<&Self>) -> Self {
        let (starts, widest) = line_starts(&text);
        let closes = closing_lines(&text, &starts);
        let mut new = Self { text, starts, closes, changed: Vec::new(), same: (0, 0), widest };
        if let Some(before) = before {
            new.compare(before);
        }
        new
    }

    /// Returns the text.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Returns the number of lines, at least 1.
    pub fn line_count(&self) -> usize {
        self.starts.len()
    }

    /// Returns the length of the longest line, in bytes.
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// Returns a line without its line end.
    pub fn line(&self, index: usize) -> &str {
        let line = self.text.get(self.line_start(index)..self.line_start(index + 1)).unwrap_or("");
        line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line))
    }

    /// Returns the offset of a line's first byte; the text's length beyond the last line.
    pub fn line_start(&self, index: usize) -> usize {
        self.starts.get(index).map_or(self.text.len(), |start| *start as usize)
    }

    /// Returns the line that holds `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// Returns the line that closes the object or array which `line` opens, if it is another one.
    pub fn closing_line(&self, line: usize) -> Option<usize> {
        self.closes.get(line).map(|close| *close as usize).filter(|close| *close > line)
    }

    /// Returns the innermost line above that opens what `line` is in.
    pub fn parent_line(&self, line: usize) -> Option<usize> {
        (0..line).rev().find(|above| self.closing_line(*above).is_some_and(|close| close >= line))
    }

    /// Returns the lines that differ from the text before, in order; none for the first text.
    pub fn changed(&self) -> &[Range<usize>] {
        &self.changed
    }

    /// Returns where a line of the text before, of `old_count` lines, is now, if it can be said.
    pub fn follow_line(&self, line: usize, old_count: usize) -> Option<usize> {
        let (head, tail) = self.same;
        if line < head || old_count == self.line_count() {
            Some(line)
        } else if line >= old_count.saturating_sub(tail) {
            (line + self.line_count()).checked_sub(old_count)
        } else {
            None
        }
    }

    /// Returns the line nearest to `line` that reads `text`, or `line` itself, as far as there is one.
    pub fn nearest(&self, line: usize, text: &str) -> usize {
        let reach = (0..400).flat_map(|distance| [line.checked_sub(distance), line.checked_add(distance)]).flatten();
        let mut lines = reach.filter(|line| *line < self.line_count());
        lines.find(|line| self.line(*line) == text).unwrap_or_else(|| line.min(self.line_count() - 1))
    }

    fn compare(&mut self, before: &Self) {
        let (new_count, old_count) = (self.line_count(), before.line_count());
        let least = new_count.min(old_count);
        let head = (0..least).take_while(|line| self.line(*line) == before.line(*line)).count();
        let tail = (0..least - head)
            .take_while(|back| self.line(new_count - 1 - back) == before.line(old_count - 1 - back))
            .count();
        self.same = (head, tail);
        let (new, old) = (head..new_count - tail, head..old_count - tail);
        if new.len() + old.len() > COMPARED {
            self.changed.extend((!new.is_empty()).then_some(new));
            return;
        }
        // A line that stood anywhere in the old middle is not new: moved lines are not news.
        let mut known: HashMap<&str, usize> = HashMap::new();
        for line in old {
            *known.entry(before.line(line).trim_end_matches(',')).or_default() += 1;
        }
        let mut changed: Vec<Range<usize>> = Vec::new();
        for line in new {
            if let Some(count) = known.get_mut(self.line(line).trim_end_matches(',')).filter(|count| **count > 0) {
                *count -= 1;
                continue;
            }
            match changed.last_mut() {
                Some(last) if last.end == line => last.end += 1,
                _ => changed.push(line..line + 1),
            }
        }
        self.changed = changed;
    }
}

fn line_starts(text: &str) -> (Vec<u32>, usize) {
    let mut starts = vec![0];
    let (mut at, mut widest) = (0, 0);
    for line in text.split_inclusive('\n') {
        at += line.len();
        widest = widest.max(line.len());
        if line.ends_with('\n') {
            starts.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    (starts, widest)
}

/// Returns, for each line, the line on which the last bracket that it leaves open is closed, or 0.
fn closing_lines(text: &str, starts: &[u32]) -> Vec<u32> {
    let mut closes = vec![0; starts.len()];
    let mut open: Vec<(u8, u32)> = Vec::new();
    let mut line = 0u32;
    let mut in_string = false;
    let mut escaped = false;
    for byte in text.bytes() {
        if byte == b'\n' {
            // No JSON string holds a line end; in broken text a stray quote ends with its line.
            (in_string, escaped) = (false, false);
            line += 1;
            continue;
        }
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => open.push((byte, line)),
            b'}' | b']' => {
                let opener = if byte == b'}' { b'{' } else { b'[' };
                if let Some(&(found, opened)) = open.last()
                    && found == opener
                {
                    open.pop();
                    if opened < line
                        && let Some(close) = closes.get_mut(opened as usize)
                    {
                        *close = line;
                    }
                }
            }
            _ => {}
        }
    }
    closes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, before: Option<&EventText>) -> EventText {
        EventText::new(Arc::from(text), before)
    }

    #[test]
    fn brackets_close_on_their_lines() {
        let event = text("{\n  \"a{\": [\n    1\n  ],\n  \"b\": {}\n}", None);
        assert_eq!(
            (0..6).map(|line| event.closing_line(line)).collect::<Vec<_>>(),
            [Some(5), Some(3), None, None, None, None]
        );
        assert_eq!((event.parent_line(2), event.parent_line(4), event.parent_line(0)), (Some(1), Some(0), None));
    }

    #[test]
    fn what_changed_is_told_by_lines() {
        let before = text("{\n  \"a\": 1,\n  \"b\": 2\n}", None);
        assert!(before.changed().is_empty());
        let after = text("{\n  \"a\": 1,\n  \"x\": 0,\n  \"b\": 3,\n  \"c\": 4\n}", Some(&before));
        assert_eq!(after.changed().iter().cloned().flatten().collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(
            (after.follow_line(1, 4), after.follow_line(3, 4), after.follow_line(2, 4)),
            (Some(1), Some(5), None)
        );
        let comma = text("{\n  \"a\": 1\n}", Some(&before));
        assert!(comma.changed().is_empty(), "a comma that goes is no change of the value");
    }

    #[test]
    fn lines_keep_to_the_text() {
        let event = text("a\r\n\nb", None);
        assert_eq!((event.line(0), event.line(1), event.line(2), event.line(3)), ("a", "", "b", ""));
        assert_eq!((event.line_of(2), event.line_of(3), event.line_of(99)), (0, 1, 2));
        assert_eq!(text("", None).line_count(), 1);
    }
}
