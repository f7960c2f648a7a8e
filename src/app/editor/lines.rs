//! Whole lines: indent, comment, move, duplicate, delete, select; and selecting by occurrence.

use super::buffer::Position;
use super::carets::{Caret, map_offset};
use super::document::{After, Document};
use super::motions;
use super::typing::blank_prefix;
use super::undo::StepKind;
use crate::text::{Edit, Span};

const COMMENT: &str = "##";

impl Document {
    /// Inserts blanks up to the next indentation stop, or indents the selected lines.
    pub fn indent(&mut self, time: f64) -> bool {
        let unit = self.indent_unit();
        let spans_lines = self.carets.all().iter().any(|caret| {
            let (start, end) = (self.buffer.position(caret.range().start), self.buffer.position(caret.range().end));
            let is_whole = start.column == 0 && end.column > 0 && end.column == self.buffer.line(end.line).len();
            start.line != end.line || is_whole
        });
        if !spans_lines {
            let columns: Vec<usize> =
                self.carets.all().iter().map(|caret| self.buffer.position(caret.range().start).column).collect();
            return self.replace_selections(StepKind::Typing, time, |_, index| {
                let column = columns.get(index).copied().unwrap_or(0);
                if unit == "\t" { unit.clone() } else { " ".repeat(unit.len() - column % unit.len()) }
            });
        }
        self.indent_lines()
    }

    /// Indents the lines of the carets and selections by one level.
    pub fn indent_lines(&mut self) -> bool {
        let unit = self.indent_unit();
        let lines = self.touched_lines().filter(|line| !self.buffer.line(*line).is_empty());
        let edits: Vec<Edit> = lines.map(|line| Edit::insert(self.buffer.line_start(line), unit.as_str())).collect();
        let mut followed = self.carets.clone();
        followed.map(|caret| {
            // A selection that begins where its line does still begins there: the whole line stays selected.
            let range = caret.range();
            let keeps = !range.is_empty() && self.buffer.position(range.start).column == 0;
            let place = |at: usize| map_offset(&edits, at, !(keeps && at == range.start));
            Caret::selecting(place(caret.anchor), place(caret.head))
        });
        self.change(edits, After::Offsets(followed), StepKind::Other, 0.0)
    }

    /// Takes one level of indentation from the lines of the carets and selections.
    pub fn outdent(&mut self) -> bool {
        let unit = self.indent_unit().len();
        let edits = self.touched_lines().map(|line| {
            let blanks = blank_prefix(self.buffer.line(line));
            let width =
                if blanks.starts_with('\t') { 1 } else { blanks.bytes().take(unit).take_while(|b| *b == b' ').count() };
            let start = self.buffer.line_start(line);
            Edit::replace(Span::new(start, start + width), "")
        });
        let edits = edits.collect();
        self.change(edits, After::Follow, StepKind::Other, 0.0)
    }

    /// Puts `##` before the lines of the carets and selections, or takes it away if all of them have it.
    pub fn toggle_comment(&mut self) -> bool {
        let lines: Vec<usize> = self.touched_lines().collect();
        let one = lines.len() == 1;
        let lines: Vec<usize> =
            lines.into_iter().filter(|line| one || !self.buffer.line(*line).trim().is_empty()).collect();
        let indent = |line: &usize| blank_prefix(self.buffer.line(*line)).len();
        let commented = |line: &usize| self.buffer.line(*line).trim_start().starts_with(COMMENT);
        let edits = if !lines.is_empty() && lines.iter().all(commented) {
            let remove = |line: &usize| {
                let start = self.buffer.line_start(*line) + indent(line);
                let text = self.buffer.line(*line).trim_start();
                let width = if text.starts_with("## ") { 3 } else { COMMENT.len() };
                Edit::replace(Span::new(start, start + width), "")
            };
            lines.iter().map(remove).collect()
        } else {
            let column = lines.iter().map(indent).min().unwrap_or(0);
            lines
                .iter()
                .map(|line| Edit::insert(self.buffer.line_start(*line) + column, format!("{COMMENT} ")))
                .collect()
        };
        self.change(edits, After::Follow, StepKind::Other, 0.0)
    }

    /// Moves the lines of the carets and selections one line up (-1) or down (1).
    pub fn move_lines(&mut self, by: isize) -> bool {
        let blocks = self.blocks();
        let fits =
            |(first, last): &(usize, usize)| if by < 0 { *first > 0 } else { last + 1 < self.buffer.line_count() };
        if !blocks.iter().all(fits) {
            return false;
        }
        let mut edits = Vec::new();
        for (first, last) in &blocks {
            // The lines trade places with their neighbor; line ends stay where they are.
            let (from, to) = if by < 0 { (first - 1, *last) } else { (*first, last + 1) };
            let mut order: Vec<usize> = (from..=to).collect();
            if by < 0 {
                order.rotate_left(1)
            } else {
                order.rotate_right(1)
            }
            let mut text = String::new();
            for (place, line) in (from..=to).zip(order) {
                let ends = self.buffer.line_with_end(place).get(self.buffer.line(place).len()..).unwrap_or("");
                text += self.buffer.line(line);
                text += ends;
            }
            let end = self.buffer.line_start(to) + self.buffer.line_with_end(to).len();
            edits.push(Edit::replace(Span::new(self.buffer.line_start(from), end), text));
        }
        let carried = |offset: usize| {
            let at = self.buffer.position(offset);
            Position { line: at.line.saturating_add_signed(by), column: at.column }
        };
        let positions = self.carets.all().iter().map(|caret| (carried(caret.anchor), carried(caret.head))).collect();
        self.change(edits, After::Positions(positions), StepKind::Other, 0.0)
    }

    /// Copies the lines of the carets and selections; the carets stay on the upper copy if `up` is true.
    pub fn duplicate_lines(&mut self, up: bool) -> bool {
        let ends = self.buffer.line_end();
        let mut edits = Vec::new();
        for (first, last) in self.blocks() {
            let range = self.buffer.line_start(first)..self.buffer.line_range(last).end;
            let text = self.buffer.slice(range.clone());
            edits.push(if up {
                Edit::insert(range.end, format!("{ends}{text}"))
            } else {
                Edit::insert(range.start, format!("{text}{ends}"))
            });
        }
        let stay = up.then(|| self.carets.clone());
        self.change(edits, stay.map_or(After::Follow, After::Offsets), StepKind::Other, 0.0)
    }

    /// Deletes the lines of the carets and selections.
    pub fn delete_lines(&mut self) -> bool {
        let mut edits: Vec<Edit> = Vec::new();
        for (first, last) in self.blocks() {
            let end = self.buffer.line_start(last + 1);
            // The last line takes the line end before it along.
            let start = match first.checked_sub(1) {
                Some(above) if last + 1 >= self.buffer.line_count() => self.buffer.line_range(above).end,
                _ => self.buffer.line_start(first),
            };
            let start = edits.last().map_or(start, |edit| start.max(edit.span.end as usize));
            edits.push(Edit::replace(Span::new(start, end), ""));
        }
        self.change(edits, After::Follow, StepKind::Other, 0.0)
    }

    /// Selects the lines of the carets and selections, and one more with each call.
    pub fn select_lines(&mut self) -> bool {
        let mut carets = self.carets.clone();
        carets.map(|caret| {
            let range = caret.range();
            let start = self.buffer.line_start(self.buffer.position(range.start).line);
            Caret::selecting(start, self.buffer.line_start(self.buffer.position(range.end).line + 1))
        });
        self.select(carets)
    }

    /// Selects the word at the caret, or adds the next place where the selected text stands.
    pub fn select_next_occurrence(&mut self) -> bool {
        let primary = self.carets.primary();
        if primary.is_empty() {
            let word = motions::word_at(&self.buffer, primary.head);
            let mut carets = self.carets.clone();
            carets.keep_primary();
            carets.map(|_| Caret::selecting(word.start, word.end));
            return self.select(carets);
        }
        let wanted = self.buffer.slice(primary.range());
        let text = self.text();
        let whole_word = {
            let (head, tail) = (text.get(..primary.range().start), text.get(primary.range().end..));
            wanted.chars().all(motions::is_word) && bounded(head.unwrap_or(""), tail.unwrap_or(""))
        };
        let taken = |start: usize| self.carets.all().iter().any(|caret| caret.range().start == start);
        let free = |start: &usize| {
            let bounds = (text.get(..*start).unwrap_or(""), text.get(start + wanted.len()..).unwrap_or(""));
            !taken(*start) && (!whole_word || bounded(bounds.0, bounds.1))
        };
        let all = || text.match_indices(wanted.as_str()).map(|(start, _)| start);
        let from = primary.range().end;
        let next = all().filter(|start| *start >= from).find(free).or_else(|| all().find(free));
        if let Some(start) = next {
            let mut carets = self.carets.clone();
            carets.push(Caret::selecting(start, start + wanted.len()));
            self.folds.reveal(self.buffer.position(start).line);
            self.select(carets);
        }
        false
    }

    /// Returns the first and last lines that the carets and selections touch, those that meet taken together.
    fn blocks(&self) -> Vec<(usize, usize)> {
        let mut blocks: Vec<(usize, usize)> = Vec::new();
        for caret in self.carets.all() {
            let range = caret.range();
            let first = self.buffer.position(range.start).line;
            let end = self.buffer.position(range.end);
            // A selection that ends at a line's start does not touch that line.
            let last = if end.column == 0 && end.line > first { end.line - 1 } else { end.line };
            match blocks.last_mut() {
                Some(block) if first <= block.1 + 1 => block.1 = block.1.max(last),
                _ => blocks.push((first, last)),
            }
        }
        blocks
    }

    fn touched_lines(&self) -> impl Iterator<Item = usize> {
        self.blocks().into_iter().flat_map(|(first, last)| first..=last)
    }
}

/// Returns true if neither side goes on with a letter of a name.
fn bounded(before: &str, after: &str) -> bool {
    !before.chars().next_back().is_some_and(motions::is_word) && !after.chars().next().is_some_and(motions::is_word)
}

#[cfg(test)]
mod tests {
    use super::super::actions::Action;
    use super::super::actions::tests::check;

    #[test]
    fn indenting() {
        check("a|", &[Action::Indent], "a |");
        check("a|b", &[Action::IndentLines], "  a|b");
        check("«ab»", &[Action::Indent], "«  ab»");
        check("a«b»", &[Action::Indent], "a |");
        check("«a\nb»\nc", &[Action::Indent], "«  a\n  b»\nc");
        check("    a|\n  b", &[Action::Outdent], "  a|\n  b");
        check("\ta|", &[Action::Indent], "\ta\t|");
        check("  «a\n b»", &[Action::Outdent], "«a\nb»");
    }

    #[test]
    fn comments() {
        check("  a|", &[Action::ToggleComment], "  ## a|");
        check("  ## a|", &[Action::ToggleComment], "  a|");
        check("«  a\n\n    b»", &[Action::ToggleComment], "«  ## a\n\n  ##   b»");
        check("«##a\n## b»", &[Action::ToggleComment], "«a\nb»");
    }

    #[test]
    fn moving_and_copying_lines() {
        check("a\nb|\nc", &[Action::MoveLines(-1)], "b|\na\nc");
        check("a\nb|\r\nc", &[Action::MoveLines(1)], "a\nc\r\nb|");
        check("a|\nb", &[Action::MoveLines(-1)], "a|\nb");
        check("a|\nb", &[Action::DuplicateLines(false)], "a\na|\nb");
        check("«a\nb»", &[Action::DuplicateLines(true)], "«a\nb»\na\nb");
        check("a\nb|", &[Action::DeleteLines], "a|");
        check("a|\nb\nc|", &[Action::DeleteLines], "|b|");
        check("a|b\nc", &[Action::SelectLine], "«ab\n»c");
    }
}
