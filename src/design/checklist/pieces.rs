//! Flattens the tree of a template into the pieces that the skeleton reads, and collects its references.

use super::place::{self, Aliases};
use super::skeleton::{Piece, PieceKind};
use crate::text::Span;
use crate::vtl::ast::{Block, ExprKind, NodeKind, Reference, Set};
use std::collections::HashSet;

/// The pieces of a template in order, its printing references, and the variables that stand for places.
#[derive(Default)]
pub(super) struct Pieces<'t> {
    pub pieces: Vec<Piece>,
    pub references: Vec<&'t Reference>,
    pub aliases: Aliases,
}

impl<'t> Pieces<'t> {
    /// Reads the tree below `block`.
    pub(super) fn of(block: &'t Block) -> Self {
        let mut pieces = Self::default();
        let mut sets = Vec::new();
        collect_sets(block, true, &mut sets);
        pieces.learn(&sets);
        pieces.walk(block);
        pieces
    }

    /// Keeps the variables that one `#set` at the top makes stand for a place. One that is set twice, or in a
    /// block, may stand for something else later.
    fn learn(&mut self, sets: &[(bool, &'t Set)]) {
        let mut seen = HashSet::new();
        for (at_top, set) in sets {
            let name = set.target.root.text.to_string();
            let fresh = seen.insert(name.clone());
            if let ExprKind::Reference(value) = &set.value.kind
                && fresh
                && *at_top
                && set.target.steps.is_empty()
                && let Some(target) = place::target_of(value, &self.aliases)
            {
                self.aliases.insert(name, target);
            } else if set.target.steps.is_empty() {
                self.aliases.remove(&name);
            }
        }
    }

    fn push(&mut self, start: u32, end: u32, kind: PieceKind) {
        self.pieces.push(Piece { span: Span { start, end }, kind });
    }

    fn walk(&mut self, block: &'t Block) {
        for node in &block.nodes {
            let Span { start, end } = node.span;
            match &node.kind {
                NodeKind::Text(_) | NodeKind::Escaped(_) => self.push(start, end, PieceKind::Text),
                NodeKind::Unparsed(text) => {
                    let inside = start + 3;
                    self.push(inside, inside + Span::at(text.len()).start, PieceKind::Unparsed);
                }
                NodeKind::Reference(reference) => {
                    self.push(start, end, PieceKind::Reference(self.references.len()));
                    self.references.push(reference);
                }
                NodeKind::If(node) => {
                    let mut at = start;
                    for (i, (_, body)) in node.branches.iter().enumerate() {
                        self.push(at, body.span.start, if i == 0 { PieceKind::Open } else { PieceKind::Else });
                        self.walk(body);
                        at = body.span.end;
                    }
                    if let Some(body) = &node.otherwise {
                        self.push(at, body.span.start, PieceKind::Else);
                        self.walk(body);
                        at = body.span.end;
                    }
                    self.push(at, end, PieceKind::Close);
                }
                NodeKind::Foreach(node) => {
                    self.push(start, node.body.span.start, PieceKind::Open);
                    self.walk(&node.body);
                    self.push(node.body.span.end, end, PieceKind::Close);
                }
                // What these print is decided elsewhere; they stand for a value.
                NodeKind::Call(_) | NodeKind::Literal(_) | NodeKind::Evaluate(_) | NodeKind::Include(_) => {
                    self.push(start, end, PieceKind::Reference(usize::MAX));
                }
                NodeKind::Comment(_)
                | NodeKind::Set(_)
                | NodeKind::Define(_)
                | NodeKind::Macro(_)
                | NodeKind::Break(_)
                | NodeKind::Stop(_)
                | NodeKind::Error => self.push(start, end, PieceKind::Silent),
            }
        }
    }
}

fn collect_sets<'t>(block: &'t Block, at_top: bool, sets: &mut Vec<(bool, &'t Set)>) {
    for node in &block.nodes {
        match &node.kind {
            NodeKind::Set(set) => sets.push((at_top, set)),
            NodeKind::If(node) => {
                for (_, body) in &node.branches {
                    collect_sets(body, false, sets);
                }
                if let Some(body) = &node.otherwise {
                    collect_sets(body, false, sets);
                }
            }
            NodeKind::Foreach(node) => collect_sets(&node.body, false, sets),
            _ => {}
        }
    }
}
