//! The reference of a tree that an offset is in.

use crate::vtl::ast::{Block, Expr, ExprKind, Node, NodeKind, Reference, Step, TextLiteral};

/// What a reference is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// It prints its value.
    Prints,
    /// Its value is used: in a condition, as an argument.
    Reads,
    /// It is given a value; from this offset on it has it.
    Target(usize),
}

type Found<'t> = Option<(&'t Reference, Role)>;

/// Returns the innermost reference that holds the byte at `offset`.
pub(super) fn reference(block: &Block, offset: usize) -> Found<'_> {
    in_nodes(&block.nodes, offset)
}

fn in_nodes(nodes: &[Node], offset: usize) -> Found<'_> {
    nodes.iter().filter(|node| node.span.contains(offset)).find_map(|node| in_node(node, offset))
}

fn in_node(node: &Node, offset: usize) -> Found<'_> {
    match &node.kind {
        NodeKind::Reference(reference) => in_reference(reference, offset, Role::Prints),
        NodeKind::Set(set) => {
            let target = Role::Target(node.span.end as usize);
            in_reference(&set.target, offset, target).or_else(|| in_expr(&set.value, offset))
        }
        NodeKind::If(node) => node
            .branches
            .iter()
            .find_map(|(condition, block)| in_expr(condition, offset).or_else(|| in_nodes(&block.nodes, offset)))
            .or_else(|| in_nodes(&node.otherwise.as_ref()?.nodes, offset)),
        NodeKind::Foreach(node) => {
            let target = Role::Target(node.body.span.start as usize);
            let head = node.arguments.iter().enumerate().find_map(|(index, expr)| match &expr.kind {
                ExprKind::Reference(reference) if index == 0 => in_reference(reference, offset, target),
                _ => in_expr(expr, offset),
            });
            head.or_else(|| in_nodes(&node.body.nodes, offset))
        }
        NodeKind::Define(node) => in_nodes(&node.body.nodes, offset),
        NodeKind::Macro(node) => in_nodes(&node.body.nodes, offset),
        NodeKind::Call(call) => {
            let head = call.arguments.iter().find_map(|expr| in_expr(expr, offset));
            head.or_else(|| in_nodes(&call.body.as_ref()?.nodes, offset))
        }
        NodeKind::Evaluate(expr) => in_expr(expr, offset),
        NodeKind::Include(include) => include.arguments.iter().find_map(|expr| in_expr(expr, offset)),
        NodeKind::Break(expr) | NodeKind::Stop(expr) => in_expr(expr.as_ref()?, offset),
        NodeKind::Text(_)
        | NodeKind::Unparsed(_)
        | NodeKind::Escaped(_)
        | NodeKind::Comment(_)
        | NodeKind::Literal(_)
        | NodeKind::Error => None,
    }
}

fn in_reference(reference: &Reference, offset: usize, role: Role) -> Found<'_> {
    if !reference.span.contains(offset) {
        return None;
    }
    let inside = reference.steps.iter().filter(|step| step.span().contains(offset)).find_map(|step| match step {
        Step::Property(_) => None,
        Step::Method(method) => method.arguments.iter().find_map(|expr| in_expr(expr, offset)),
        Step::Index(index) => in_expr(&index.argument, offset),
    });
    inside.or(Some((reference, role)))
}

fn in_expr(expr: &Expr, offset: usize) -> Found<'_> {
    if !expr.span.contains(offset) {
        return None;
    }
    match &expr.kind {
        ExprKind::Reference(reference) => in_reference(reference, offset, Role::Reads),
        ExprKind::Text(TextLiteral::Template(text)) => {
            in_nodes(text.nodes(), offset).map(|(reference, _)| (reference, Role::Reads))
        }
        ExprKind::Range(pair) => in_expr(&pair.0, offset).or_else(|| in_expr(&pair.1, offset)),
        ExprKind::Logic(_, pair) | ExprKind::Compare(_, pair) | ExprKind::Math(_, pair) => {
            in_expr(&pair.0, offset).or_else(|| in_expr(&pair.1, offset))
        }
        ExprKind::List(items) => items.iter().find_map(|item| in_expr(item, offset)),
        ExprKind::Map(members) => {
            members.iter().find_map(|(key, value)| in_expr(key, offset).or_else(|| in_expr(value, offset)))
        }
        ExprKind::Group(inner) | ExprKind::Not(inner) => in_expr(inner, offset),
        ExprKind::Text(TextLiteral::Plain(_))
        | ExprKind::Integer(_)
        | ExprKind::Float(_)
        | ExprKind::Bool(_)
        | ExprKind::Word(_)
        | ExprKind::Error => None,
    }
}
