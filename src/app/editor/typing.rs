//! Typing, pasting and deleting, at every caret at once.

use super::actions::{Action, Metrics, Motion};
use super::buffer::Position;
use super::carets::{Caret, Carets, map_offset};
use super::document::{After, Document};
use super::undo::StepKind;
use crate::text::{Edit, Span};

impl Document {
    /// Replaces every selection by `text`, as typed.
    pub fn insert(&mut self, text: &str, time: f64) -> bool {
        let mut chars = text.chars();
        let single = chars.next().filter(|_| chars.next().is_none());
        if let Some(closer @ ('}' | ']')) = single
            && let Some(edits) = self.closing_edits(closer)
        {
            return self.change(edits, After::Follow, StepKind::Typing, time);
        }
        let kind = if single.is_some() { StepKind::Typing } else { StepKind::Other };
        self.replace_selections(kind, time, |_, _| text.to_owned())
    }

    /// Inserts text from the clipboard. As many lines as there are carets are dealt out one each.
    pub fn paste(&mut self, text: &str) -> bool {
        let text = text.replace("\r\n", "\n");
        let ends = self.buffer.line_end();
        let lines: Vec<&str> = text.strip_suffix('\n').unwrap_or(&text).split('\n').collect();
        let deal = self.carets.is_many() && lines.len() == self.carets.all().len();
        self.replace_selections(StepKind::Other, 0.0, |_, index| {
            let piece = if deal { lines.get(index).copied().unwrap_or("") } else { text.as_str() };
            if ends == "\n" { piece.to_owned() } else { piece.replace('\n', ends) }
        })
    }

    /// Inserts whole lines above the carets' lines: what copying without a selection took.
    pub fn paste_lines(&mut self, text: &str) -> bool {
        let mut starts: Vec<usize> = self.caret_lines().map(|line| self.buffer.line_start(line)).collect();
        starts.dedup();
        self.change(starts.into_iter().map(|at| Edit::insert(at, text)).collect(), After::Follow, StepKind::Other, 0.0)
    }

    /// Breaks the line, indenting the new one as the one above, and deeper behind an opening bracket or directive.
    pub fn newline(&mut self, time: f64) -> bool {
        let (end, unit) = (self.buffer.line_end(), self.indent_unit());
        let mut edits = Vec::new();
        let mut heads = Vec::new();
        for caret in self.carets.all() {
            let range = caret.range();
            let at = self.buffer.position(range.start);
            let line = self.buffer.line(at.line);
            let before = line.get(..at.column).unwrap_or("");
            let after = self.buffer.position(range.end);
            let rest = self.buffer.line(after.line).get(after.column..).unwrap_or("");
            let indent = blank_prefix(before);
            let mut text = format!("{end}{indent}");
            let opener = before.trim_end().chars().next_back().and_then(closer_of);
            if opener.is_some() || opens_block(before) {
                text += &unit;
            }
            let inserted = text.len();
            if opener.is_some_and(|closer| rest.trim_start().starts_with(closer)) {
                text += end;
                text += indent;
            }
            heads.push((range.start, inserted));
            // Blanks before the break would be left behind at the line's end, those after it would add to the indent.
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            edits.push(Edit::replace(Span::new(range.start, range.end + blanks), text));
        }
        let carets = heads.into_iter().map(|(start, inserted)| {
            let start = map_offset(&edits, start, false);
            Caret::at(start + inserted)
        });
        let carets = Carets::many(carets.collect(), 0);
        self.change(edits, After::Offsets(carets), StepKind::Typing, time)
    }

    /// Opens an indented line below or above each caret's line.
    pub fn open_line(&mut self, below: bool, time: f64) -> bool {
        let carets = self.carets.all().iter().map(|caret| {
            let line = self.buffer.position(caret.head).line;
            let range = self.buffer.line_range(line);
            Caret::at(if below { range.end } else { range.start })
        });
        let carets = Carets::many(carets.collect(), 0);
        self.select(carets);
        if below {
            return self.newline(time);
        }
        let end = self.buffer.line_end();
        let (mut edits, mut heads) = (Vec::new(), Vec::new());
        for caret in self.carets.all() {
            let indent = blank_prefix(self.buffer.line(self.buffer.position(caret.head).line)).to_owned();
            heads.push((caret.head, indent.len()));
            edits.push(Edit::insert(caret.head, indent + end));
        }
        let carets = heads.iter().map(|(at, indent)| Caret::at(map_offset(&edits, *at, false) + indent)).collect();
        self.change(edits, After::Offsets(Carets::many(carets, 0)), StepKind::Other, time)
    }

    /// Deletes every selection, or from each caret to where `motion` goes.
    pub fn delete(&mut self, motion: Motion, metrics: &mut dyn Metrics, time: f64) -> bool {
        let mut spans: Vec<Span> = Vec::new();
        for caret in self.carets.all() {
            let range = if !caret.is_empty() {
                caret.range()
            } else if let (Motion::Left, Some(start)) = (motion, self.indent_stop(caret.head)) {
                start..caret.head
            } else {
                let (to, _) = self.moved(caret, motion, metrics);
                to.min(caret.head)..to.max(caret.head)
            };
            let span = Span::new(range.start, range.end);
            match spans.last_mut() {
                Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
                _ => spans.push(span),
            }
        }
        let one_character = matches!(motion, Motion::Left | Motion::Right) && spans.iter().all(|span| span.len() <= 4);
        let kind = if one_character { StepKind::Erasing } else { StepKind::Other };
        let edits = spans.into_iter().map(|span| Edit::replace(span, "")).collect();
        self.change(edits, After::Follow, kind, time)
    }

    /// Returns the selected texts, or the carets' lines if nothing is selected; true in the latter case.
    pub fn copied(&self) -> (String, bool) {
        if self.carets.all().iter().all(Caret::is_empty) {
            let mut lines: Vec<usize> = self.caret_lines().collect();
            lines.dedup();
            let ends = self.buffer.line_end();
            return (lines.into_iter().map(|line| format!("{}{ends}", self.buffer.line(line))).collect(), true);
        }
        let texts: Vec<String> = self.carets.all().iter().map(|caret| self.buffer.slice(caret.range())).collect();
        (texts.join(self.buffer.line_end()), false)
    }

    /// Deletes what [`Document::copied`] returns.
    pub fn cut(&mut self, metrics: &mut dyn Metrics, time: f64) -> bool {
        if self.carets.all().iter().all(Caret::is_empty) {
            return self.perform(&Action::DeleteLines, metrics, time);
        }
        self.replace_selections(StepKind::Other, time, |_, _| String::new())
    }

    /// Replaces each selection by what `text` gives for it and its index; the carets end up behind.
    pub fn replace_selections(&mut self, kind: StepKind, time: f64, text: impl Fn(&Caret, usize) -> String) -> bool {
        let carets = self.carets.all().iter().enumerate();
        let edits: Vec<Edit> = carets
            .map(|(index, caret)| {
                let range = caret.range();
                Edit::replace(Span::new(range.start, range.end), text(caret, index))
            })
            .collect();
        let all_empty = edits.iter().all(|edit| edit.span.is_empty());
        let mut shift = 0isize;
        let heads = edits.iter().map(|edit| {
            let end = edit.span.start as isize + shift + edit.text.len() as isize;
            shift += edit.text.len() as isize - edit.span.len() as isize;
            Caret::at(end.max(0) as usize)
        });
        let after = Carets::many(heads.collect(), 0);
        let kind = if all_empty { kind } else { StepKind::Other };
        self.change(edits, After::Offsets(after), kind, time)
    }

    /// Returns the lines of the carets' heads, in order.
    pub fn caret_lines(&self) -> impl Iterator<Item = usize> {
        self.carets.all().iter().map(|caret| self.buffer.position(caret.head).line)
    }

    /// Returns what one level of indentation is in this text: a tab, or as many blanks as its least indented line has.
    pub fn indent_unit(&self) -> String {
        let lines = (0..self.buffer.line_count().min(500)).map(|line| self.buffer.line(line));
        let mut least = None;
        for blanks in lines.map(blank_prefix) {
            match blanks.len() {
                _ if blanks.starts_with('\t') => return "\t".to_owned(),
                width @ 2..=8 => least = Some(least.map_or(width, |least: usize| least.min(width))),
                _ => {}
            }
        }
        " ".repeat(least.unwrap_or(2))
    }

    /// Returns where Backspace in the blanks before a line's text goes: the indentation stop before.
    fn indent_stop(&self, head: usize) -> Option<usize> {
        let at = self.buffer.position(head);
        let before = self.buffer.line(at.line).get(..at.column)?;
        let unit = self.indent_unit().len();
        let only_blanks = !before.is_empty() && before.bytes().all(|byte| byte == b' ');
        only_blanks.then(|| head - ((before.len() - 1) % unit + 1))
    }

    /// Returns the edits for a closing bracket that begins its line: it is put under its opening one's line.
    fn closing_edits(&self, closer: char) -> Option<Vec<Edit>> {
        self.carets
            .all()
            .iter()
            .map(|caret| {
                let at: Position = self.buffer.position(caret.head);
                let before = self.buffer.line(at.line).get(..at.column)?;
                if !caret.is_empty() || before.is_empty() || !before.trim().is_empty() {
                    return None;
                }
                let opener = super::matching::opener_before(&self.buffer, caret.head, closer)?;
                let indent = blank_prefix(self.buffer.line(self.buffer.position(opener).line));
                Some(Edit::replace(Span::new(self.buffer.line_start(at.line), caret.head), format!("{indent}{closer}")))
            })
            .collect()
    }
}

/// Returns the blanks that a line begins with.
pub(super) fn blank_prefix(line: &str) -> &str {
    line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or("")
}

fn closer_of(opener: char) -> Option<char> {
    match opener {
        '{' => Some('}'),
        '[' => Some(']'),
        '(' => Some(')'),
        _ => None,
    }
}

/// Returns true if the last directive in `before` opens a block that is not closed there.
fn opens_block(before: &str) -> bool {
    let trimmed = before.trim();
    let last = trimmed.rfind('#').and_then(|at| trimmed.get(at..)).unwrap_or("");
    let name = last.trim_start_matches(['#', '{', '@']);
    let opens = ["if", "elseif", "else", "foreach", "macro", "define"];
    trimmed.starts_with('#')
        && opens.iter().any(|word| {
            name.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', ' ', '}']))
        })
}

#[cfg(test)]
mod tests {
    use super::super::actions::tests::{Cells, check, document, shown};
    use super::*;

    fn typed(text: &str) -> Vec<Action> {
        text.chars().map(|c| Action::Insert(c.into())).collect()
    }

    #[test]
    fn enter_indents() {
        check("  \"a\": {|}", &[Action::Newline], "  \"a\": {\n    |\n  }");
        check("  x|  y", &[Action::Newline], "  x\n  |y");
        check("#if($x)|\n  y", &[Action::Newline], "#if($x)\n  |\n  y");
        check("#if($x)y#end|", &[Action::Newline], "#if($x)y#end\n|");
        check("a\r\n|b", &[Action::Newline], "a\r\n\r\n|b");
        check("{|\n[|", &[Action::Newline], "{\n  |\n[\n  |");
    }

    #[test]
    fn a_closing_bracket_goes_under_its_opening_one() {
        check("{\n  \"a\": [\n    |", &typed("]"), "{\n  \"a\": [\n  ]|");
        check("{\n  \"a\": [\n    x|", &typed("]"), "{\n  \"a\": [\n    x]|");
    }

    #[test]
    fn backspace_and_delete() {
        check("    |x\n  y", &[Action::Delete(Motion::Left)], "  |x\n  y");
        check("   |x\n  y", &[Action::Delete(Motion::Left)], "  |x\n  y");
        check("a\r\n|b", &[Action::Delete(Motion::Left)], "a|b");
        check("a|\r\nb", &[Action::Delete(Motion::Right)], "a|b");
        check("one two|", &[Action::Delete(Motion::WordLeft)], "one |");
        check("a«bc»d", &[Action::Delete(Motion::Right)], "a|d");
    }

    #[test]
    fn pasting_deals_lines_to_carets_and_keeps_the_line_ends_of_the_text() {
        check("a|\nb|", &[Action::Paste("1\n2".into())], "a1|\nb2|");
        check("a|\r\nb", &[Action::Paste("1\n2".into())], "a1\r\n2|\r\nb");
    }

    #[test]
    fn undo_goes_word_by_word() {
        let mut document = document("|");
        for (index, action) in typed("one two").iter().enumerate() {
            document.perform(action, &mut Cells, index as f64 * 0.1);
        }
        document.perform(&Action::Newline, &mut Cells, 0.8);
        document.perform(&Action::Insert("x".into()), &mut Cells, 0.9);
        let mut seen = Vec::new();
        while document.undo() {
            seen.push(shown(&mut document));
        }
        assert_eq!(seen, ["one two\n|", "one |", "|"]);
    }

    #[test]
    fn a_pause_begins_a_new_step() {
        let mut document = document("|");
        document.perform(&Action::Insert("a".into()), &mut Cells, 0.0);
        document.perform(&Action::Insert("b".into()), &mut Cells, 5.0);
        document.undo();
        assert_eq!(shown(&mut document), "a|");
    }
}
