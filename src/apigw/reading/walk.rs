//! The one walk over the tree.

use super::layout::{Layout, State, TokenKind};
use super::{BlockInfo, BlockKind, Definition, Reading, Role, Use};
use crate::text::Span;
use crate::vtl::Template;
use crate::vtl::ast::{Block, Expr, ExprKind, Node, NodeKind, Reference, Step, TextLiteral};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Reads a template.
pub(super) fn read(template: &Template) -> Reading<'_> {
    let is_json = begins_as_json(template.root());
    let mut separators = HashSet::new();
    collect_separators(template.root(), &mut separators);
    let mut walk = Walk {
        reading: Reading {
            template,
            source: template.source(),
            uses: Vec::new(),
            texts: Vec::new(),
            tokens: Vec::new(),
            blocks: Vec::new(),
            sets: Vec::new(),
            operations: Vec::new(),
            literals: Vec::new(),
            directives: Vec::new(),
            plain: Vec::new(),
            is_json,
            definitions: HashMap::new(),
            assigned_members: HashSet::new(),
            meanings: RefCell::default(),
        },
        layout: Layout::default(),
        block: None,
        node: Span::default(),
        separators,
    };
    walk.block(template.root(), &mut State::new(is_json));
    let Walk { mut reading, layout, .. } = walk;
    // Whatever was asked before all definitions were known may be wrong.
    reading.meanings.get_mut().clear();
    (reading.texts, reading.tokens) = (layout.texts, layout.tokens);
    reading
}

/// Returns false if the first thing printed is text that begins no JSON.
fn begins_as_json(block: &Block) -> bool {
    for node in &block.nodes {
        let text = match &node.kind {
            NodeKind::Text(text) | NodeKind::Unparsed(text) => text.trim_start(),
            NodeKind::Reference(_) | NodeKind::Call(_) => return true,
            NodeKind::If(node) => match node.branches.first() {
                Some((_, body)) if body.nodes.iter().any(prints) => return begins_as_json(body),
                _ => "",
            },
            NodeKind::Foreach(node) if node.body.nodes.iter().any(prints) => return begins_as_json(&node.body),
            _ => "",
        };
        if let Some(first) = text.chars().next() {
            return matches!(first, '{' | '[' | '"' | '-' | '0'..='9' | ']' | '}' | ',')
                || ["true", "false", "null"].iter().any(|word| text.starts_with(word));
        }
    }
    true
}

fn prints(node: &Node) -> bool {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Unparsed(text) => !text.trim().is_empty(),
        NodeKind::Reference(_) | NodeKind::Call(_) => true,
        NodeKind::If(node) => node.branches.iter().any(|(_, body)| body.nodes.iter().any(prints)),
        NodeKind::Foreach(node) => node.body.nodes.iter().any(prints),
        _ => false,
    }
}

struct Walk<'t> {
    reading: Reading<'t>,
    layout: Layout,
    block: Option<usize>,
    /// The place of the node at hand.
    node: Span,
    /// Variables that hold a comma, or nothing.
    separators: HashSet<&'t str>,
}

/// Collects the variables that are set to a comma somewhere: printing one prints no value.
fn collect_separators<'t>(block: &'t Block, found: &mut HashSet<&'t str>) {
    for node in &block.nodes {
        match &node.kind {
            NodeKind::Set(set) if set.target.steps.is_empty() => {
                if let ExprKind::Text(TextLiteral::Plain(text)) = &set.value.kind
                    && text.trim() == ","
                {
                    found.insert(&set.target.root.text);
                }
            }
            NodeKind::If(node) => {
                node.branches.iter().for_each(|(_, body)| collect_separators(body, found));
                node.otherwise.iter().for_each(|body| collect_separators(body, found));
            }
            NodeKind::Foreach(node) => collect_separators(&node.body, found),
            _ => {}
        }
    }
}

impl<'t> Walk<'t> {
    fn block(&mut self, block: &'t Block, state: &mut State) {
        for node in &block.nodes {
            self.node = node.span;
            self.node(node, state);
        }
    }

    fn node(&mut self, node: &'t Node, state: &mut State) {
        let start = node.span.start as usize;
        if !matches!(node.kind, NodeKind::Text(_) | NodeKind::Reference(_)) {
            self.reading.directives.push((node, state.in_text()));
        }
        match &node.kind {
            NodeKind::Text(text) | NodeKind::Literal(text) | NodeKind::Escaped(text) => {
                self.reading.plain.push((node.span, state.in_text()));
                let same = text.len() == node.span.len();
                self.layout.text(state, text, |index| if same { start + index } else { start });
            }
            NodeKind::Unparsed(text) => self.layout.text(state, text, |index| start + 3 + index),
            NodeKind::Comment(_) | NodeKind::Error => {}
            NodeKind::Reference(reference) => self.printed(reference, state),
            NodeKind::Set(set) => {
                self.reading.sets.push((set, node.span, self.block));
                let name = &*set.target.root.text;
                if set.target.steps.is_empty() {
                    self.reading.definitions.entry(name).or_default().push(Definition::Set(&set.value));
                } else {
                    self.reading.assigned_members.insert(name);
                }
                self.reference(&set.target, Role::Target);
                self.expr(&set.value, Role::Assigned);
            }
            NodeKind::If(branches) => {
                for (condition, _) in &branches.branches {
                    self.expr(condition, Role::Condition);
                }
                let before = state.clone();
                let mut first = None;
                let bodies = branches.branches.iter().map(|(_, body)| body).chain(&branches.otherwise);
                for (index, body) in bodies.enumerate() {
                    let mut inside = before.clone();
                    self.inner(body, node.span, BlockKind::Branch(branches, index), &mut inside);
                    first.get_or_insert(inside);
                }
                *state = first.unwrap_or(before);
            }
            NodeKind::Foreach(foreach) => {
                if let Some(items) = foreach.arguments.get(2) {
                    self.expr(items, Role::LoopOver);
                    let definition = Definition::Each(items);
                    self.reading.definitions.entry(&foreach.variable).or_default().push(definition);
                }
                self.inner(&foreach.body, node.span, BlockKind::Loop(foreach), state);
            }
            NodeKind::Define(define) => {
                self.reading.definitions.entry(&define.name).or_default().push(Definition::Block);
                self.inner(&define.body, node.span, BlockKind::Definition(define), &mut State::new(false));
            }
            NodeKind::Macro(_) => {}
            NodeKind::Call(call) => {
                for argument in call.arguments.iter() {
                    self.expr(argument, Role::Other);
                }
                self.layout.reference(state, node.span);
            }
            NodeKind::Evaluate(expr) | NodeKind::Break(Some(expr)) | NodeKind::Stop(Some(expr)) => {
                self.expr(expr, Role::Other);
            }
            NodeKind::Include(include) => include.arguments.iter().for_each(|expr| self.expr(expr, Role::Other)),
            NodeKind::Break(None) | NodeKind::Stop(None) => {}
        }
    }

    fn inner(&mut self, body: &'t Block, node: Span, kind: BlockKind<'t>, state: &mut State) {
        let (outer, outer_node) = (self.block, self.node);
        let index = self.reading.blocks.len();
        self.reading.blocks.push(BlockInfo { node, body, kind, parent: outer, in_text: state.in_text() });
        self.block = Some(index);
        self.layout.mark(state, Span::at(body.span.start as usize), TokenKind::Open(index));
        self.block(body, state);
        self.layout.mark(state, Span::at(body.span.end as usize), TokenKind::Close(index));
        (self.block, self.node) = (outer, outer_node);
    }

    fn printed(&mut self, reference: &'t Reference, state: &mut State) {
        if reference.runt || reference.escaped {
            let start = reference.span.start as usize;
            self.layout.text(state, &reference.literal, |index| start + index);
            return;
        }
        let separates = reference.steps.is_empty() && self.separators.contains(&*reference.root.text);
        let slot = match separates && !state.in_text() {
            true => self.layout.separator(reference.span),
            false => self.layout.reference(state, reference.span),
        };
        self.reference(reference, Role::Printed(slot));
    }

    fn reference(&mut self, reference: &'t Reference, role: Role) {
        if reference.runt {
            return;
        }
        self.reading.uses.push(Use { reference, role, block: self.block, node: self.node });
        for step in &reference.steps {
            match step {
                Step::Property(_) => {}
                Step::Method(method) => method.arguments.iter().for_each(|expr| self.expr(expr, Role::Argument)),
                Step::Index(index) => self.expr(&index.argument, Role::Argument),
            }
        }
    }

    fn expr(&mut self, expr: &'t Expr, role: Role) {
        match &expr.kind {
            ExprKind::Reference(reference) => self.reference(reference, role),
            ExprKind::Text(text) => {
                self.reading.literals.push(expr);
                if let TextLiteral::Template(inner) = text {
                    for node in inner.nodes() {
                        self.interpolated(node);
                    }
                }
            }
            ExprKind::Range(ends) => {
                self.expr(&ends.0, Role::Other);
                self.expr(&ends.1, Role::Other);
            }
            ExprKind::List(items) => items.iter().for_each(|item| self.expr(item, Role::Other)),
            ExprKind::Map(members) => members.iter().for_each(|(name, value)| {
                self.expr(name, Role::Other);
                self.expr(value, Role::Other);
            }),
            ExprKind::Group(inner) => self.expr(inner, role),
            ExprKind::Not(inner) => {
                self.reading.operations.push((expr, self.node));
                self.expr(inner, if role == Role::Negated { Role::Condition } else { Role::Negated });
            }
            ExprKind::Logic(_, sides) => {
                self.reading.operations.push((expr, self.node));
                let role = if role == Role::Negated { Role::Negated } else { Role::Condition };
                self.expr(&sides.0, role);
                self.expr(&sides.1, role);
            }
            ExprKind::Compare(_, sides) | ExprKind::Math(_, sides) => {
                self.reading.operations.push((expr, self.node));
                self.expr(&sides.0, Role::Operand);
                self.expr(&sides.1, Role::Operand);
            }
            ExprKind::Integer(_) | ExprKind::Float(_) | ExprKind::Bool(_) | ExprKind::Word(_) | ExprKind::Error => {}
        }
    }

    fn interpolated(&mut self, node: &'t Node) {
        match &node.kind {
            NodeKind::Reference(reference) => self.reference(reference, Role::Interpolated),
            NodeKind::If(branches) => {
                for (condition, body) in &branches.branches {
                    self.expr(condition, Role::Condition);
                    body.nodes.iter().for_each(|node| self.interpolated(node));
                }
                branches.otherwise.iter().flat_map(|body| &body.nodes).for_each(|node| self.interpolated(node));
            }
            NodeKind::Foreach(foreach) => foreach.body.nodes.iter().for_each(|node| self.interpolated(node)),
            _ => {}
        }
    }
}
