//! Where a caret goes: pure functions from a text and an offset to an offset.
//!
//! Up and down are not here, since they need the width of what is on the screen.

use super::buffer::{Buffer, Position};

/// Returns the offset one character to the left, line ends and combining marks taken whole.
pub(in crate::app) fn left(buffer: &Buffer, offset: usize) -> usize {
    let at = buffer.position(offset);
    if at.column == 0 {
        return match at.line.checked_sub(1) {
            Some(above) => buffer.line_range(above).end,
            None => 0,
        };
    }
    let before = buffer.line(at.line).get(..at.column).unwrap_or("");
    let mut start = at.column;
    for (index, c) in before.char_indices().rev() {
        start = index;
        let joined = before.get(..index).is_some_and(|head| head.ends_with(ZERO_WIDTH_JOINER));
        if !extends(c) && !joined {
            break;
        }
    }
    buffer.line_start(at.line) + start
}

/// Returns the offset one character to the right, line ends and combining marks taken whole.
pub(in crate::app) fn right(buffer: &Buffer, offset: usize) -> usize {
    let at = buffer.position(offset);
    let line = buffer.line(at.line);
    if at.column >= line.len() {
        return if at.line + 1 < buffer.line_count() { buffer.line_start(at.line + 1) } else { buffer.len() };
    }
    let after = line.get(at.column..).unwrap_or("");
    let mut end = after.len();
    let mut joined = true;
    for (index, c) in after.char_indices() {
        if !joined && !extends(c) {
            end = index;
            break;
        }
        joined = c == ZERO_WIDTH_JOINER;
    }
    buffer.line_start(at.line) + at.column + end
}

/// Returns the start of the word at or before the caret, stopping at line starts.
pub(in crate::app) fn word_left(buffer: &Buffer, offset: usize) -> usize {
    let at = buffer.position(offset);
    if at.column == 0 {
        return left(buffer, offset);
    }
    let before = buffer.line(at.line).get(..at.column).unwrap_or("");
    let trimmed = before.trim_end();
    let kind = trimmed.chars().next_back().map(Kind::of);
    let rest = trimmed.trim_end_matches(|c| Some(Kind::of(c)) == kind);
    buffer.line_start(at.line) + rest.len()
}

/// Returns the end of the word at or behind the caret, stopping at line ends.
pub(in crate::app) fn word_right(buffer: &Buffer, offset: usize) -> usize {
    let at = buffer.position(offset);
    let line = buffer.line(at.line);
    if at.column >= line.len() {
        return right(buffer, offset);
    }
    let after = line.get(at.column..).unwrap_or("");
    let trimmed = after.trim_start();
    let kind = trimmed.chars().next().map(Kind::of);
    let rest = trimmed.trim_start_matches(|c| Some(Kind::of(c)) == kind);
    buffer.line_start(at.line) + line.len() - rest.len()
}

/// Returns the line's first character that is not blank, or its start if the caret is there already.
pub(in crate::app) fn smart_home(buffer: &Buffer, offset: usize) -> usize {
    let at = buffer.position(offset);
    let line = buffer.line(at.line);
    let text = line.len() - line.trim_start().len();
    let column = if at.column == text || text == line.len() { 0 } else { text };
    buffer.offset(Position { line: at.line, column })
}

/// Returns the end of the caret's line.
pub(in crate::app) fn line_end(buffer: &Buffer, offset: usize) -> usize {
    buffer.line_range(buffer.position(offset).line).end
}

/// Returns the bytes of the word, run of blanks, or run of signs under the caret; right before a reference, those of
/// the name behind its `$`.
pub(in crate::app) fn word_at(buffer: &Buffer, offset: usize) -> std::ops::Range<usize> {
    let at = buffer.position(offset);
    let line = buffer.line(at.line);
    let mut column = at.column.min(line.len());
    let (before, after) = line.split_at(column);
    let name = after.strip_prefix('$').map(|rest| rest.trim_start_matches(['!', '{']));
    if let Some(name) = name.filter(|name| name.starts_with(is_word) && !before.ends_with(is_word)) {
        column = line.len() - name.len();
    }
    let (before, after) = line.split_at(column);
    let kinds = (before.chars().next_back().map(Kind::of), after.chars().next().map(Kind::of));
    let kind = match kinds {
        (Some(Kind::Word), Some(right)) if right != Kind::Word => Some(Kind::Word),
        (left, right) => right.or(left),
    };
    let same = |c: char| Some(Kind::of(c)) == kind;
    let start = before.trim_end_matches(same).len();
    let end = line.len() - after.trim_start_matches(same).len();
    let from = buffer.line_start(at.line);
    from + start..from + end
}

/// Returns true if `c` is part of a name.
pub(in crate::app) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Word,
    Sign,
}

impl Kind {
    fn of(c: char) -> Self {
        if c.is_whitespace() {
            Self::Blank
        } else if is_word(c) || extends(c) {
            Self::Word
        } else {
            Self::Sign
        }
    }
}

const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Returns true if `c` is drawn with the character before it: combining marks, variation selectors, skin tones.
fn extends(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{0591}'..='\u{05BD}' | '\u{064B}'..='\u{065F}'
        | '\u{0900}'..='\u{0903}' | '\u{093A}'..='\u{094F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{200D}' | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}'
        | '\u{1F3FB}'..='\u{1F3FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_taken_whole() {
        let buffer = Buffer::new("e\u{301}x\r\n👩\u{200D}💻!");
        assert_eq!(right(&buffer, 0), 3);
        assert_eq!(left(&buffer, 3), 0);
        assert_eq!(right(&buffer, 4), 6);
        assert_eq!(left(&buffer, 6), 4);
        let end = right(&buffer, 6);
        assert_eq!(buffer.slice(end..buffer.len()), "!");
        assert_eq!(left(&buffer, end), 6);
        assert_eq!((left(&buffer, 0), right(&buffer, 99)), (0, buffer.len()));
    }

    #[test]
    fn words_stop_at_signs_and_lines() {
        let buffer = Buffer::new("  \"id\": $context.requestId,\nnext");
        let stops: Vec<usize> = std::iter::successors(Some(0), |at| Some(word_right(&buffer, *at))).take(9).collect();
        assert_eq!(stops, [0, 3, 5, 7, 9, 16, 17, 26, 27]);
        assert_eq!(word_right(&buffer, 27), 28);
        assert_eq!(word_left(&buffer, 28), 27);
        assert_eq!(word_left(&buffer, 26), 17);
        assert_eq!(word_at(&buffer, 17), 17..26);
        assert_eq!(word_at(&buffer, 26), 17..26);
        assert_eq!(word_at(&buffer, 0), 0..2);
        let buffer = Buffer::new("x$!{name} $$ $");
        assert_eq!(word_at(&buffer, 1), 0..1);
        assert_eq!(word_at(&buffer, 2), 1..4);
        assert_eq!(word_at(&Buffer::new("($!{name})"), 1), 4..8);
        assert_eq!(word_at(&buffer, 13), 13..14);
    }

    #[test]
    fn home_goes_to_the_text_and_then_to_the_line() {
        let buffer = Buffer::new("   x\n  ");
        assert_eq!(smart_home(&buffer, 4), 3);
        assert_eq!(smart_home(&buffer, 3), 0);
        assert_eq!(smart_home(&buffer, 0), 3);
        assert_eq!(smart_home(&buffer, 7), 5);
    }
}
