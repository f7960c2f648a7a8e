//! Commas: between the rounds of a loop, between members, and one too many.

use super::{List, SEPARATOR, joined};
use crate::apigw::fault::find::{holds, is_loop};
use crate::apigw::reading::{BlockInfo, BlockKind, Reading, TokenKind};
use crate::diagnostics::Applicability;
use crate::text::{Edit, Span};

impl<'t> List<'_, 't> {
    pub(super) fn loop_comma(&mut self) {
        let at = self.fault.template.start as usize;
        let Some(index) = self.loop_index(at, None) else { return };
        let edits = vec![Edit::insert(self.end_of_content(index), SEPARATOR)];
        self.maybe("print a comma between rounds", edits);
        let edits = self.separator(index);
        self.maybe("print a comma before all rounds but the first", edits);
    }

    /// Returns the innermost loop that holds `inside` and not `outside`.
    fn loop_index(&self, inside: usize, outside: Option<usize>) -> Option<usize> {
        let blocks = self.reading.blocks.iter().enumerate();
        let fits = |block: &BlockInfo<'t>| {
            is_loop(block) && holds(block, inside) && outside.is_none_or(|outside| !holds(block, outside))
        };
        blocks.filter(|(_, block)| fits(block)).map(|(index, _)| index).next_back()
    }

    /// Returns where the content of a block ends, blanks not counted.
    fn end_of_content(&self, index: usize) -> usize {
        let Some(block) = self.reading.blocks.get(index) else { return 0 };
        let text = self.reading.text(block.body.span);
        block.body.span.start as usize + text.trim_end().len()
    }

    /// Separates rounds that may print nothing: a variable that holds the comma from the second print on.
    fn separator(&self, index: usize) -> Vec<Edit> {
        let Some(block) = self.reading.blocks.get(index) else { return Vec::new() };
        let name = ["separator", "comma", "between"].into_iter().find(|name| !self.reading.is_set(name));
        let name = name.unwrap_or("separatorOfThis");
        let mut edits = vec![Edit::insert(block.node.start as usize, format!("#set(${name} = \"\")"))];
        edits.extend(self.comma_directives(index).map(|span| Edit::replace(span, "")));
        // The blocks that print: filters inside the loop, or the loop's own.
        let mut printing: Vec<usize> = Vec::new();
        let mut stack = vec![index];
        for token in &self.reading.tokens {
            match token.kind {
                TokenKind::Open(inner) if self.inside(inner, index) => stack.push(inner),
                TokenKind::Close(inner) if self.inside(inner, index) => {
                    stack.pop();
                }
                TokenKind::Comma
                    if stack.len() == 1
                        && holds(block, token.span.start as usize)
                        && self.is_between(token.span.start as usize, index) =>
                {
                    edits.push(Edit::replace(token.span, ""));
                }
                TokenKind::Value | TokenKind::OpenObject | TokenKind::OpenArray
                    if holds(block, token.span.start as usize) =>
                {
                    if let Some(innermost) = stack.last()
                        && !printing.iter().any(|known| self.inside(*innermost, *known) || known == innermost)
                    {
                        printing.push(*innermost);
                    }
                }
                _ => {}
            }
        }
        for inner in printing {
            let Some(inner_block) = self.reading.blocks.get(inner) else { continue };
            edits.push(Edit::insert(inner_block.body.span.start as usize, format!("${{{name}}}")));
            edits.push(Edit::insert(self.end_of_content(inner), format!("#set(${name} = \",\")")));
        }
        joined(edits)
    }

    /// Tells whether a comma directly in a loop separates rounds: it is the first or last token there.
    fn is_between(&self, at: usize, index: usize) -> bool {
        let Some(block) = self.reading.blocks.get(index) else { return false };
        let inside = |token: &&crate::apigw::reading::Token| {
            holds(block, token.span.start as usize) && !matches!(token.kind, TokenKind::Open(_) | TokenKind::Close(_))
        };
        let mut tokens = self.reading.tokens.iter().filter(inside);
        let first = tokens.next().map(|token| token.span.start as usize);
        let last = tokens.next_back().map(|token| token.span.start as usize);
        first == Some(at) || last == Some(at)
    }

    fn inside(&self, mut inner: usize, outer: usize) -> bool {
        while let Some(parent) = self.reading.blocks.get(inner).and_then(|block| block.parent) {
            if parent == outer {
                return true;
            }
            inner = parent;
        }
        false
    }

    /// Returns the `#if`s of a loop that print a comma and nothing else.
    fn comma_directives(&self, index: usize) -> impl Iterator<Item = Span> + '_ {
        self.reading.blocks.iter().enumerate().filter_map(move |(inner, block)| {
            let BlockKind::Branch(node, 0) = block.kind else { return None };
            let only = node.branches.len() == 1 && node.otherwise.is_none();
            (only && self.inside(inner, index) && self.reading.text(block.body.span).trim() == ",")
                .then(|| trimmed(self.reading, block.node))
        })
    }

    pub(super) fn missing_comma(&mut self) {
        let here = self.fault.template.start as usize;
        let Some(before) = self.found.before else { return };
        // After the outermost block that ends between the two.
        let ended = self.reading.blocks.iter().filter(|block| {
            holds(block, before.start as usize) && !holds(block, here) && block.node.end as usize <= here
        });
        let outermost = ended.max_by_key(|block| block.node.len()).map(|block| trimmed(self.reading, block.node));
        if let Some(node) = outermost {
            self.maybe("add a comma after the `#end`", vec![Edit::insert(node.end as usize, ",")]);
        }
        self.maybe("add a comma", vec![Edit::insert(before.end as usize, ",")]);
        self.maybe("add a comma", vec![Edit::insert(here, ",")]);
    }

    pub(super) fn comma(&mut self) {
        let comma = self.fault.template;
        let at = comma.start as usize;
        let here = self.found.here.unwrap_or(at);
        let outside = if here == at { self.found.before.map(|before| before.start as usize) } else { Some(here) };
        if let Some(index) = self.loop_index(at, outside) {
            if self.is_between(at, index) && self.comma_directives(index).next().is_none() {
                self.maybe("print the comma only between rounds", vec![Edit::replace(comma, SEPARATOR)]);
            }
            let edits = self.separator(index);
            self.maybe("print a comma before all that is printed but the first", edits);
        }
        let branches: Vec<(usize, usize)> = if here == at {
            self.branches_before().map(|block| (block.body.span.start as usize, block.body.span.end as usize)).collect()
        } else {
            self.branches_between(at, here).collect()
        };
        if !branches.is_empty() {
            let into = |(start, end): &(usize, usize)| {
                let place = if here == at { start + self.trimmed_len(*start, *end) } else { *start };
                Edit::insert(place, ",")
            };
            let first = branches.first().map(into);
            for moved in [first.into_iter().collect::<Vec<_>>(), branches.iter().map(into).collect()] {
                let mut edits = vec![Edit::replace(comma, "")];
                edits.extend(moved);
                self.maybe("move the comma into the `#if`", edits);
            }
        }
        // The comma may be the last thing in a branch, where what follows belongs to no branch.
        let branch = self.reading.blocks.iter().rfind(|block| !is_loop(block) && holds(block, at));
        if let Some(body) = branch.map(|block| block.body.span) {
            let text = self.reading.text(body);
            let first = body.start as usize + (text.len() - text.trim_start().len());
            let edits = vec![Edit::replace(comma, ""), Edit::insert(first, ",")];
            let before = self.before_block(body.start as usize);
            self.maybe("put the comma before the member", edits.clone());
            if let Some(previous) = before {
                let mut edits = edits;
                edits.push(Edit::replace(previous, ""));
                self.maybe("put the comma before the member", edits);
            }
        }
        self.add("remove the comma", Applicability::Safe, vec![Edit::replace(comma, "")]);
    }

    /// Returns the comma before a place, if that is the last token before it.
    fn before_block(&self, at: usize) -> Option<Span> {
        let mut before = self.reading.tokens.iter().filter(|token| (token.span.start as usize) < at);
        let last = before.rfind(|token| !matches!(token.kind, TokenKind::Open(_)))?;
        (last.kind == TokenKind::Comma).then_some(last.span)
    }

    fn trimmed_len(&self, start: usize, end: usize) -> usize {
        self.reading.text(Span::new(start, end)).trim_end().len()
    }

    fn branches_between(&self, from: usize, to: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.reading
            .blocks
            .iter()
            .filter(move |block| {
                !is_loop(block) && from <= block.node.start as usize && block.node.end as usize <= to && top(block)
            })
            .map(|block| (block.body.span.start as usize, block.body.span.end as usize))
    }

    /// Returns the branches between the last token and the fault.
    pub(super) fn branches_before(&self) -> impl Iterator<Item = &BlockInfo<'t>> {
        let from = self.found.before.map_or(0, |before| before.end as usize);
        let to = self.found.here.unwrap_or(0);
        self.reading
            .blocks
            .iter()
            .filter(move |block| !is_loop(block) && from <= block.node.start as usize && block.node.end as usize <= to)
    }
}

/// Tells whether a branch is its directive's only one.
fn top(block: &BlockInfo<'_>) -> bool {
    matches!(block.kind, BlockKind::Branch(node, 0) if node.otherwise.is_none())
}

/// Returns a directive's place without the line break that belongs to its `#end`.
fn trimmed(reading: &Reading<'_>, node: Span) -> Span {
    let text = reading.text(node);
    Span::new(node.start as usize, node.start as usize + text.trim_end().len())
}
