//! Keeps the classes of every line up to date while the text changes.

use super::Class;
use super::grammar::Grammar;
use std::ops::Range;
use std::rc::Rc;
use std::time::{Duration, Instant};
use syntect::parsing::{ParseState, ScopeStack};

/// Longest line, in bytes, that is parsed; a longer one is shown plain and hands its state on.
pub const LONGEST_LINE: usize = 4_000;

/// A piece of a line and its class. Pieces of a line are in order and touch; what follows the last is plain text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ClassSpan {
    /// First byte in the line.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What it is.
    pub class: Class,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct State {
    parser: ParseState,
    scopes: ScopeStack,
}

#[derive(Clone, Default, Debug)]
struct Line {
    /// State before the line; `None` until the lines above have been parsed once.
    before: Option<Rc<State>>,
    spans: Vec<ClassSpan>,
    /// True if `spans` were made from `before` and the line's present text.
    clean: bool,
}

/// The classes of a text's lines, and what is needed to renew few of them after an edit.
///
/// It holds no text: whoever owns the lines tells of every change with [`Highlighter::replace_lines`]
/// and hands the lines to [`Highlighter::advance`].
#[derive(Clone, Debug)]
pub struct Highlighter {
    lines: Vec<Line>,
    /// No line above this one is waiting to be parsed.
    first_dirty: usize,
    parsed: u64,
}

impl Highlighter {
    /// Makes a highlighter for a text of `line_count` lines, none of them parsed yet.
    pub fn new(line_count: usize) -> Self {
        Self { lines: vec![Line::default(); line_count.max(1)], first_dirty: 0, parsed: 0 }
    }

    /// Tells that the lines in `removed` were replaced by `inserted` others.
    pub fn replace_lines(&mut self, removed: Range<usize>, inserted: usize) {
        let start = removed.start.min(self.lines.len());
        let end = removed.end.clamp(start, self.lines.len());
        // What flows into the first replaced line comes from above and still holds.
        let before = self.lines.get(start).and_then(|line| line.before.clone());
        if end - start == inserted {
            // Keep the old spans until the new ones are there: no flash of plain text while typing.
            for line in self.lines.iter_mut().take(end).skip(start) {
                line.clean = false;
            }
        } else {
            self.lines.splice(start..end, std::iter::repeat_n(Line::default(), inserted));
            // The line that follows is looked at again when the last of the inserted ones has been
            // parsed; if there is none, it is itself the one that follows the lines above.
            if let Some(line) = self.lines.get_mut(start) {
                *line = Line { before, spans: std::mem::take(&mut line.spans), clean: false };
            }
        }
        self.first_dirty = self.first_dirty.min(start);
    }

    /// Parses what is waiting, from the top, until all is done (`true`) or `budget` is used up (`false`).
    ///
    /// `line` gives the text of a line without its line end.
    pub fn advance<'a>(&mut self, budget: Duration, line: impl Fn(usize) -> &'a str) -> bool {
        let started = Instant::now();
        let grammar = Grammar::get();
        let mut text = String::new();
        while let Some(index) = self.next_dirty() {
            if started.elapsed() >= budget {
                return false;
            }
            let before = match self.lines.get(index).and_then(|line| line.before.clone()) {
                Some(state) => state,
                None => Rc::new(State { parser: grammar.start(), scopes: ScopeStack::new() }),
            };
            text.clear();
            text.push_str(line(index));
            text.push('\n');
            let (spans, after) = parse_line(grammar, &text, &before);
            self.parsed += 1;
            if let Some(line) = self.lines.get_mut(index) {
                *line = Line { before: Some(before), spans, clean: true };
            }
            if let Some(next) = self.lines.get_mut(index + 1)
                && next.before.as_ref() != Some(&after)
            {
                next.before = Some(after);
                next.clean = false;
            }
            self.first_dirty = index + 1;
        }
        true
    }

    /// Returns the classes of a line; empty while it has not been parsed, then all of it is plain text.
    pub fn spans(&self, line: usize) -> &[ClassSpan] {
        self.lines.get(line).map_or(&[], |line| line.spans.as_slice())
    }

    /// Returns how many lines have been parsed since the start: what an edit cost.
    pub fn parsed_lines(&self) -> u64 {
        self.parsed
    }

    fn next_dirty(&mut self) -> Option<usize> {
        let waiting = self.lines.get(self.first_dirty..)?.iter().position(|line| !line.clean);
        self.first_dirty = waiting.map_or(self.lines.len(), |distance| self.first_dirty + distance);
        waiting.map(|_| self.first_dirty)
    }
}

/// Parses one line, which ends in `\n`; returns its classes and the state behind it.
fn parse_line(grammar: &Grammar, text: &str, before: &Rc<State>) -> (Vec<ClassSpan>, Rc<State>) {
    if text.len() > LONGEST_LINE {
        return (Vec::new(), before.clone());
    }
    let mut parser = before.parser.clone();
    // An error means that the grammar itself is broken, which a test rules out: plain text then.
    let Ok(ops) = parser.parse_line(text, &grammar.syntaxes) else {
        return (Vec::new(), before.clone());
    };
    let mut scopes = before.scopes.clone();
    let mut spans: Vec<ClassSpan> = Vec::new();
    let mut from = 0;
    let visible = text.len().saturating_sub(1);
    let mut close = |scopes: &ScopeStack, from: usize, to: usize| {
        let to = to.min(visible);
        if from >= to {
            return;
        }
        let class = grammar.class_of(scopes.as_slice());
        match spans.last_mut() {
            Some(last) if last.class == class && last.end as usize == from => last.end = to as u32,
            _ => spans.push(ClassSpan { start: from as u32, end: to as u32, class }),
        }
    };
    for (at, op) in &ops {
        close(&scopes, from, *at);
        from = from.max(*at);
        if scopes.apply(op).is_err() {
            break;
        }
    }
    close(&scopes, from, visible);
    let after = State { parser, scopes };
    let after = if after == **before { before.clone() } else { Rc::new(after) };
    (spans, after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn highlight(lines: &[String]) -> Highlighter {
        let mut highlighter = Highlighter::new(lines.len());
        assert!(highlighter.advance(Duration::from_secs(60), |i| &lines[i]));
        highlighter
    }

    fn check(text: &str, expected: Expect) {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let highlighter = highlight(&lines);
        let mut out = String::new();
        for (index, line) in lines.iter().enumerate() {
            for span in highlighter.spans(index) {
                let piece = &line[span.start as usize..span.end as usize];
                if !piece.trim().is_empty() {
                    out += &format!("{:?}:{} ", span.class, piece.trim());
                }
            }
            out += "\n";
        }
        expected.assert_eq(&out.replace(" \n", "\n"));
    }

    #[test]
    fn directives_and_references() {
        check(
            "#set($body = $input.path('$.a'))\n#foreach($item in [1..3])${item.name}#{end}\n#if($!x[0].y != 2 && true)#{else}x#end",
            expect![[r#"
                Keyword:#set Punctuation:( Variable:$body Operator:= Builtin:$input Punctuation:. Function:path Punctuation:( String:'$.a' Punctuation:))
                Keyword:#foreach Punctuation:( Variable:$item Operator:in Punctuation:[ Number:1 Operator:.. Number:3 Punctuation:]) Variable:${item Punctuation:. Member:name Variable:} Keyword:#{end}
                Keyword:#if Punctuation:( Variable:$!x Punctuation:[ Number:0 Punctuation:]. Member:y Operator:!= Number:2 Operator:&& Constant:true Punctuation:) Keyword:#{else} Text:x Keyword:#end
            "#]],
        );
    }

    #[test]
    fn json_keys_values_and_escapes() {
        check(
            "{ \"id\": \"$context.requestId\", \"n\": -1.5e3,\n  \"q\\\"$x\" : \"a\\n\\$b\", \"ok\": null, \"u\": \"$util.urlDecode(\"$p\")\"",
            expect![[r#"
                Punctuation:{ Key:"id" Punctuation:: String:" Builtin:$context Punctuation:. Member:requestId String:" Punctuation:, Key:"n" Punctuation:: Number:-1.5e3 Punctuation:,
                Key:"q Escape:\" Variable:$x Key:" Punctuation:: String:"a Escape:\n\$ String:b" Punctuation:, Key:"ok" Punctuation:: Constant:null Punctuation:, Key:"u" Punctuation:: String:" Builtin:$util Punctuation:. Function:urlDecode Punctuation:( String:" Variable:$p String:" Punctuation:) String:"
            "#]],
        );
    }

    #[test]
    fn comments_and_unparsed_text() {
        check(
            "## one $x\n#* two\n#if *# {\n#[[ $raw\n#if ]]# \"a\": 1\n#myMacro($x \"b\") #@wrap(1)",
            expect![[r#"
                Comment:## one $x
                Comment:#* two
                Comment:#if *# Punctuation:{
                Punctuation:#[[ Raw:$raw
                Raw:#if Punctuation:]]# Key:"a" Punctuation:: Number:1
                Function:#myMacro Punctuation:( Variable:$x String:"b" Punctuation:) Function:#@wrap Punctuation:( Number:1 Punctuation:)
            "#]],
        );
    }

    #[test]
    fn an_unclosed_parenthesis_or_quote_does_not_color_the_rest() {
        check(
            "#if($x == \"a\n  {\n#set($y = 1)\n\"k: 1\n\"n\": 2",
            expect![[r#"
                Keyword:#if Punctuation:( Variable:$x Operator:== String:"a
                Punctuation:{
                Keyword:#set Punctuation:( Variable:$y Operator:= Number:1 Punctuation:)
                String:"k: 1
                Key:"n" Punctuation:: Number:2
            "#]],
        );
    }

    #[test]
    fn a_long_line_is_plain_and_keeps_the_state() {
        let lines = ["#*".to_owned(), "x".repeat(LONGEST_LINE + 1), "*# #end".to_owned()];
        let highlighter = highlight(&lines);
        assert!(highlighter.spans(1).is_empty());
        assert_eq!(highlighter.spans(2).last().map(|s| s.class), Some(Class::Keyword));
    }

    #[test]
    fn one_key_parses_few_lines_and_a_new_comment_parses_on() {
        let mut lines: Vec<String> = (0..1000).map(|i| format!("  \"k{i}\": \"$context.x\",")).collect();
        let mut highlighter = highlight(&lines);
        let base = highlighter.parsed_lines();
        lines[500].push('1');
        highlighter.replace_lines(500..501, 1);
        highlighter.advance(Duration::from_secs(9), |i| &lines[i]);
        assert_eq!(highlighter.parsed_lines() - base, 1);
        lines[500].push_str("#*");
        highlighter.replace_lines(500..501, 1);
        highlighter.advance(Duration::from_secs(9), |i| &lines[i]);
        assert_eq!(highlighter.parsed_lines() - base, 501);
    }

    /// Small deterministic generator: the tests need variety, not quality.
    fn next(seed: &mut u64) -> usize {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        (*seed >> 11) as usize
    }

    #[test]
    fn random_edits_give_what_a_fresh_parse_gives() {
        let pieces =
            ["#*", "*#", "#[[", "]]#", "#if(", ")", "\"", "$x.y(", "]", "{", "\"k\": 1,", "## c", "#end", "é", ""];
        let mut seed = 0x9E37_79B9_7F4A_7C15;
        let mut lines: Vec<String> = vec![String::new(); 12];
        let mut highlighter = highlight(&lines);
        for round in 0..400 {
            let start = next(&mut seed) % lines.len();
            let removed = next(&mut seed) % 4;
            let end = (start + removed).min(lines.len());
            let count = next(&mut seed) % 4;
            let new: Vec<String> = (0..count)
                .map(|_| (0..next(&mut seed) % 4).map(|_| pieces[next(&mut seed) % pieces.len()]).collect())
                .collect();
            if lines.len() + new.len() == end - start {
                continue;
            }
            lines.splice(start..end, new);
            highlighter.replace_lines(start..end, count);
            // Now and then two edits meet before any parsing.
            if next(&mut seed).is_multiple_of(3) {
                continue;
            }
            highlighter.advance(Duration::from_secs(9), |i| &lines[i]);
            let fresh = highlight(&lines);
            for index in 0..lines.len() {
                assert_eq!(highlighter.spans(index), fresh.spans(index), "round {round}, line {index}: {lines:?}");
            }
        }
    }
}
