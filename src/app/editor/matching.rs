//! Pairs: brackets, and `#if … #else … #end`. A scan of the text, independent of colors and of the parser.

use super::buffer::Buffer;
use crate::text::Span;
use std::ops::Range;

/// How far from the caret a pair is looked for, in lines.
const REACH: usize = 2_000;

/// A directive's place and part in a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    Open,
    Middle,
    Close,
}

/// A block of directives: `#if` to `#end`, with what stands between them on its level.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Block {
    /// The directives' own spans, the opening one first, the closing one last; all of them without arguments.
    pub parts: Vec<Span>,
    /// False if the text, or the part of it that was looked at, ends before the block does.
    pub closed: bool,
}

/// Returns the pair of the bracket behind the caret, else of the one before it.
pub(super) fn bracket_pair(buffer: &Buffer, offset: usize) -> Option<(Span, Span)> {
    let position = buffer.position(offset);
    let line = buffer.line(position.line).as_bytes();
    let is_bracket = |at: usize| line.get(at).is_some_and(|byte| b"()[]{}".contains(byte));
    // Mostly there is none, and thousands of lines need not be gone through.
    if !is_bracket(position.column) && !position.column.checked_sub(1).is_some_and(is_bracket) {
        return None;
    }
    let lines = around(buffer, offset);
    let base = buffer.line_start(lines.start);
    let text = buffer.slice(base..buffer.line_start(lines.end));
    let local = offset.checked_sub(base)?;
    let pairs = bracket_pairs(&text);
    let at = |place: usize| pairs.iter().find(|(open, close)| *open == place || *close == place);
    let found = at(local).or_else(|| at(local.checked_sub(1)?))?;
    let span = |at: usize| Span::new(base + at, base + at + 1);
    Some((span(found.0), span(found.1)))
}

/// Returns where the bracket that `closer` at `offset` would close stands.
pub(super) fn opener_before(buffer: &Buffer, offset: usize, closer: char) -> Option<usize> {
    let base = buffer.line_start(around(buffer, offset).start);
    let mut text = buffer.slice(base..offset);
    text.push(closer);
    let last = text.len() - 1;
    bracket_pairs(&text).into_iter().find(|(_, close)| *close == last).map(|(open, _)| base + open)
}

/// Returns the block whose directive the caret touches.
pub(super) fn block_at(buffer: &Buffer, offset: usize) -> Option<Block> {
    let position = buffer.position(offset);
    if !touches_directive(buffer.line(position.line), position.column) {
        return None;
    }
    let lines = around(buffer, offset);
    let base = buffer.line_start(lines.start);
    let text = buffer.slice(base..buffer.line_start(lines.end));
    let touches = |span: &Span| (span.start as usize..=span.end as usize).contains(&offset);
    blocks(&text)
        .into_iter()
        .map(|mut block| {
            for span in &mut block.parts {
                *span = Span::new(span.start as usize + base, span.end as usize + base);
            }
            block
        })
        .find(|block| block.parts.iter().any(touches))
}

/// Tells whether what may be a directive of a block begins at `column`, or before it and ends there or later.
fn touches_directive(line: &str, column: usize) -> bool {
    let before = line.get(..column).and_then(|before| before.rfind('#'));
    let here = Some(column).filter(|at| line.as_bytes().get(*at) == Some(&b'#'));
    before.into_iter().chain(here).any(|at| {
        let directive = line.get(at + 1..).and_then(directive);
        directive.is_some_and(|(len, _)| at + 1 + len >= column)
    })
}

/// Returns the directive to which jumping from the one at the caret leads: the next part, from the last to the first.
pub(super) fn other_directive(buffer: &Buffer, offset: usize) -> Option<Span> {
    let block = block_at(buffer, offset)?;
    let here = block.parts.iter().position(|span| (span.start as usize..=span.end as usize).contains(&offset))?;
    block.parts.get(here + 1).or(block.parts.first()).copied()
}

fn around(buffer: &Buffer, offset: usize) -> Range<usize> {
    let line = buffer.line_of(offset);
    line.saturating_sub(REACH)..(line + REACH).min(buffer.line_count())
}

/// Returns the pairs of brackets. Those in a quoted string pair only with one another, and a string ends with its line.
pub(super) fn bracket_pairs(text: &str) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut stack: Vec<(u8, usize)> = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'#' => match skip_comment(text, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => at += 1,
            },
            b'\\' => at += 2,
            b'"' => {
                // A quote closes the string it stands in, unless brackets were opened in that string since.
                if stack.last().is_some_and(|(top, _)| *top == b'"') {
                    stack.pop();
                } else {
                    stack.push((b'"', at));
                }
                at += 1;
            }
            b'\n' => {
                if let Some(string) = stack.iter().position(|(open, _)| *open == b'"') {
                    stack.truncate(string);
                }
                at += 1;
            }
            b'(' | b'[' | b'{' => {
                stack.push((byte, at));
                at += 1;
            }
            b')' | b']' | b'}' => {
                let opener = match byte {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                let string = stack.iter().rposition(|(open, _)| *open == b'"').map_or(0, |string| string + 1);
                // An opening bracket without its own closing one does not keep those around it from pairing.
                if let Some(found) =
                    stack.iter().rposition(|(open, _)| *open == opener).filter(|found| *found >= string)
                {
                    pairs.extend(stack.get(found).map(|(_, open)| (*open, at)));
                    stack.truncate(found);
                }
                at += 1;
            }
            _ => at += 1,
        }
    }
    pairs
}

/// Returns all blocks of directives in the text, in the order of their opening.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut done: Vec<Block> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('#')) {
        at += found;
        if let Some(end) = skip_comment(text, at) {
            at = end;
            continue;
        }
        let escaped = text.get(..at).unwrap_or("").bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
        let Some((len, part)) = directive(text.get(at + 1..).unwrap_or("")).filter(|_| !escaped) else {
            at += 1;
            continue;
        };
        let span = Span::new(at, at + 1 + len);
        match (part, open.last().and_then(|index| done.get_mut(*index))) {
            (Part::Open, _) => {
                open.push(done.len());
                done.push(Block { parts: vec![span], closed: false });
            }
            (Part::Middle, Some(block)) => block.parts.push(span),
            (Part::Close, Some(block)) => {
                block.parts.push(span);
                block.closed = true;
                open.pop();
            }
            (_, None) => {}
        }
        at = span.end as usize;
    }
    done
}

/// Reads a block directive's name behind `#`; returns the length of what stands behind `#` and its part.
fn directive(rest: &str) -> Option<(usize, Part)> {
    let (inner, braced) = rest.strip_prefix('{').map_or((rest, false), |inner| (inner, true));
    let at_sign = inner.starts_with('@');
    let name_at = usize::from(at_sign);
    let name: &str = {
        let tail = inner.get(name_at..)?;
        let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(tail.len());
        tail.get(..end)?
    };
    let part = match name {
        "" => return None,
        _ if at_sign => Part::Open,
        "if" | "foreach" | "macro" | "define" => Part::Open,
        "else" | "elseif" => Part::Middle,
        "end" => Part::Close,
        _ => return None,
    };
    let tail = inner.get(name_at + name.len()..)?;
    if braced && !tail.starts_with('}') {
        return None;
    }
    let takes_arguments = !matches!(name, "else" | "end");
    let tail = if braced { tail.get(1..)? } else { tail };
    if takes_arguments && !tail.trim_start_matches([' ', '\t']).starts_with('(') {
        return None;
    }
    Some((name_at + name.len() + if braced { 2 } else { 0 }, part))
}

/// Returns the end of the comment or unparsed text that begins at `at`, which is a `#`.
fn skip_comment(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let until =
        |end: &str| rest.get(2..).and_then(|tail| tail.find(end)).map_or(text.len(), |n| at + 2 + n + end.len());
    if rest.starts_with("##") {
        // The line end is left, so that an open string ends there.
        return Some(rest.find('\n').map_or(text.len(), |n| at + n));
    }
    if rest.starts_with("#*") {
        return Some(until("*#"));
    }
    rest.starts_with("#[[").then(|| until("]]#"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(marked: &str) -> Option<(usize, usize)> {
        let at = marked.find('|')?;
        let buffer = Buffer::new(&marked.replacen('|', "", 1));
        bracket_pair(&buffer, at).map(|(open, close)| (open.start as usize, close.start as usize))
    }

    #[test]
    fn brackets_pair_with_strings_and_comments_in_between() {
        assert_eq!(pair("|{ \"a}\": [1] }"), Some((0, 12)));
        assert_eq!(pair("{ \"a\": [1]| }"), Some((7, 9)));
        assert_eq!(pair("\"$input.path|('$[0]')\" }"), Some((12, 19)));
        assert_eq!(pair("\"$u.f|(\"a)\")\""), Some((5, 10)));
        assert_eq!(pair("|{ ## }\n}"), Some((0, 7)));
        assert_eq!(pair("|{ \"open\n}"), Some((0, 8)));
        assert_eq!(pair("a|b"), None);
        assert_eq!(pair("|{"), None);
    }

    #[test]
    fn directives_form_blocks() {
        let text =
            "#if($a)#foreach($x in $y)#{else}#end #elseif($b)#{end}#macro(m)\\#end ## #end\n#[[#end]]##@w()#iffy";
        let found: Vec<Vec<&str>> =
            blocks(text).iter().map(|block| block.parts.iter().map(|span| span.slice(text)).collect()).collect();
        assert_eq!(
            found,
            [vec!["#if", "#elseif", "#{end}"], vec!["#foreach", "#{else}", "#end"], vec!["#macro"], vec!["#@w"]]
        );
        let buffer = Buffer::new(text);
        let touched = |at: usize| block_at(&buffer, at).is_some();
        let touching = [0, 3, 8, 15, 36, 37, 44];
        assert!(touching.into_iter().all(touched) && ![4, 16, 45].into_iter().any(touched));
        assert_eq!(other_directive(&buffer, 0).map(|span| span.start), Some(37));
        assert_eq!(other_directive(&buffer, 49).map(|span| span.start), Some(0));
    }
}
