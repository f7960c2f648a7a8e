//! Renders a template's tree.
//!
//! [`Evaluator`] walks the tree, `reference` reads and writes variables and members, `straight` prints them without
//! making values of them, `expression` works out values, `directive` does what has a `#`. Recording of origins and values
//! is a constant parameter: without it, none of its code runs.

mod directive;
mod expression;
mod output;
mod reference;
mod straight;
mod variables;

use super::ast::{MacroDefinition, Names, Node, NodeKind, Slot};
use super::host::{Host, Parts, Thrown};
use super::methods::{LIMIT, Tools};
use super::provenance::{Origin, Origins, Provenance};
use super::rendered::{Failure, FailureKind, RenderOptions, Rendered};
use super::scope::{Loop, Scope};
use super::trace::Trace;
use super::value::{Value, take_effort};
use super::{Dialect, Template};
use crate::diagnostics::{Diagnostic, Source};
use crate::text::Span;
use output::Output;
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// How deep macros may call each other (`velocimacro.max.depth`).
const MAX_MACRO_DEPTH: u32 = 20;

/// Room for so many segments of the output: more than short templates write.
const MANY_SEGMENTS: usize = 32;

/// Renders a template. `origins` is the table in which the host registered its inputs, if it did.
pub fn render(template: &Template, host: &dyn Host, options: &RenderOptions, origins: Option<Rc<Origins>>) -> Rendered {
    if let Some(failure) = &template.failure {
        return Rendered { failure: Some(failure.clone()), ..Rendered::default() };
    }
    if options.provenance || options.trace {
        Evaluator::<true>::render(template, host, options, Some(origins.unwrap_or_default()))
    } else {
        Evaluator::<false>::render(template, host, options, None)
    }
}

/// Why a node does not go on.
enum Stop {
    /// `#break` without an argument: for the nearest loop, block or macro.
    Nearest,
    /// `#break($foreach.parent)`: for that loop.
    Loop(Rc<Loop>),
    /// `#stop`.
    All,
    /// The rendering fails.
    Failure(Box<Failure>),
}

type Step<T = ()> = Result<T, Stop>;

/// Renders one template.
struct Evaluator<'h, const RECORD: bool> {
    host: &'h dyn Host,
    dialect: Dialect,
    options: RenderOptions,
    /// Those of the template, and what evaluated texts and macros with bodies add.
    names: Cow<'h, Names>,
    /// The global variables, by slot; `null` where unset.
    globals: Vec<Value>,
    macros: HashMap<Arc<str>, Arc<MacroDefinition>>,
    out: Output,
    /// Room for the parts of what a call writes.
    parts: Parts,
    tools: Tools,
    nesting: u32,
    macro_depth: u32,
    diagnostics: Vec<Diagnostic>,
    trace: Trace,
    rounds: Vec<usize>,
    /// Whether there are blocks, which print wherever they stand.
    has_blocks: bool,
    /// What the condition at hand was judged by, while its value is worked out.
    weighed: Option<Vec<Origin>>,
}

impl<'h, const RECORD: bool> Evaluator<'h, RECORD> {
    fn render(
        template: &'h Template,
        host: &'h dyn Host,
        options: &RenderOptions,
        origins: Option<Rc<Origins>>,
    ) -> Rendered {
        let mut evaluator = Self {
            host,
            dialect: template.dialect,
            options: *options,
            globals: Vec::with_capacity(template.names.len()),
            macros: HashMap::new(),
            out: Output::default(),
            parts: Parts::with_capacity(if RECORD { MANY_SEGMENTS } else { 0 }),
            tools: Tools::new(origins, options.limits.text_bytes, options.limits.steps),
            nesting: 0,
            macro_depth: 0,
            diagnostics: Vec::new(),
            trace: Trace::default(),
            rounds: Vec::new(),
            has_blocks: false,
            weighed: None,
            names: Cow::Borrowed(&template.names),
        };
        evaluator.bind();
        for definition in &template.macros {
            evaluator.macros.entry(definition.name.clone()).or_insert_with(|| definition.clone());
        }
        evaluator.run(template)
    }

    /// Makes room for variables that have been named since, with what the host supplies.
    fn bind(&mut self) {
        for index in self.globals.len()..self.names.len() {
            let slot = Slot(u32::try_from(index).unwrap_or(u32::MAX));
            self.globals.push(self.host.root(self.names.name(slot)).unwrap_or(Value::NULL));
        }
    }

    fn run(&mut self, template: &Template) -> Rendered {
        // Whatever was compared before this rendering is not its business.
        take_effort();
        // Values are mostly longer than the references that print them.
        self.out.reserve(template.source.len() * 2, if RECORD { MANY_SEGMENTS } else { 0 });
        let failure = match self.nodes(&template.root.nodes, &None) {
            Ok(()) | Err(Stop::Nearest | Stop::Loop(_) | Stop::All) => None,
            Err(Stop::Failure(failure)) => Some(*failure),
        };
        if let Some(failure) = &failure {
            let rule = if failure.kind == FailureKind::Limit { "vtl/limit" } else { "vtl/exception" };
            let diagnostic = Diagnostic::error(rule, failure.message.clone(), Source::Template, failure.span);
            self.diagnostics.push(diagnostic);
        }
        let (text, segments) = std::mem::take(&mut self.out).finish(self.tools.origins.as_deref());
        let provenance = match &self.tools.origins {
            Some(origins) if RECORD && self.options.provenance => Provenance::new(segments, origins),
            _ => Provenance::default(),
        };
        let diagnostics = std::mem::take(&mut self.diagnostics);
        Rendered { text, failure, diagnostics, provenance, trace: std::mem::take(&mut self.trace) }
    }

    fn nodes(&mut self, nodes: &[Node], scope: &Scope) -> Step {
        // All are paid for at once, unless that is more than is left.
        match self.tools.steps.checked_sub(nodes.len() as u64) {
            Some(left) => self.tools.steps = left,
            None => return self.last_nodes(nodes, scope),
        }
        for node in nodes {
            self.node(node, scope)?;
        }
        Ok(())
    }

    /// Runs as many nodes as can be paid for.
    #[cold]
    fn last_nodes(&mut self, nodes: &[Node], scope: &Scope) -> Step {
        for node in nodes {
            if self.tools.steps == 0 {
                return Err(self.limit("too much work", node.span));
            }
            self.nodes(std::slice::from_ref(node), scope)?;
        }
        Ok(())
    }

    /// Runs `inner` one level deeper.
    fn nested<T>(&mut self, span: Span, inner: impl FnOnce(&mut Self) -> Step<T>) -> Step<T> {
        if self.nesting >= self.options.limits.depth {
            return Err(self.limit("nested too deep", span));
        }
        self.nesting += 1;
        let result = inner(self);
        self.nesting -= 1;
        result
    }

    /// Runs a node that has been paid for.
    #[inline(always)]
    fn node(&mut self, node: &Node, scope: &Scope) -> Step {
        match &node.kind {
            NodeKind::Text(text)
            | NodeKind::Unparsed(text)
            | NodeKind::Escaped(text)
            | NodeKind::Comment(text)
            | NodeKind::Literal(text) => self.write(text, node.span),
            NodeKind::Reference(reference) => self.print_reference(reference, scope),
            NodeKind::If(branches) => self.if_branches(branches, node.span, scope),
            _ => self.directive(node, scope),
        }
    }

    /// Runs a directive. Apart from what is only printed, which most nodes are: a call that does much asks for much at its
    /// beginning.
    #[inline(never)]
    fn directive(&mut self, node: &Node, scope: &Scope) -> Step {
        match &node.kind {
            NodeKind::Set(set) => self.set(set, scope),
            NodeKind::Foreach(foreach) => self.nested(node.span, |this| this.foreach(foreach, node.span, scope)),
            NodeKind::Define(define) => {
                self.define(define, node.span, scope);
                Ok(())
            }
            NodeKind::Call(call) => self.nested(node.span, |this| this.call_macro(call, node.span, scope)),
            NodeKind::Evaluate(expr) => self.nested(node.span, |this| this.evaluate_text(expr, node.span, scope)),
            NodeKind::Include(include) => self.include(include, node.span, scope),
            NodeKind::Break(argument) => self.break_out(argument.as_ref(), node.span, scope),
            NodeKind::Stop(argument) => {
                if let Some(argument) = argument {
                    self.value(argument, scope)?;
                }
                Err(Stop::All)
            }
            NodeKind::Error => Err(self.fail("this could not be read", node.span)),
            // What is printed is none, and a macro is known before.
            _ => Ok(()),
        }
    }

    /// Pays for one node.
    #[inline]
    fn step(&mut self, span: Span) -> Step {
        self.steps(1, span)
    }

    #[inline]
    fn steps(&mut self, count: u64, span: Span) -> Step {
        match self.tools.steps.checked_sub(count) {
            Some(left) => {
                self.tools.steps = left;
                Ok(())
            }
            None => Err(self.limit("too much work", span)),
        }
    }

    /// Pays for going over `units` bytes or elements.
    #[inline]
    fn pay(&mut self, units: usize, span: Span) -> Step {
        self.tools.charge(units).map_err(|thrown| self.thrown(thrown, span))
    }

    /// Writes text of the template.
    #[inline]
    fn write(&mut self, text: &str, span: Span) -> Step {
        self.out.push(text);
        if RECORD {
            self.out.mark(span, Origin::WRITTEN);
        }
        // The blank that the original appends to a text, and takes off again, stands nowhere.
        if self.is_output_too_long() && !span.is_empty() { Err(self.too_long(span)) } else { Ok(()) }
    }

    #[inline]
    fn check_output(&mut self, span: Span) -> Step {
        if self.is_output_too_long() { Err(self.too_long(span)) } else { Ok(()) }
    }

    #[inline]
    fn is_output_too_long(&self) -> bool {
        self.out.len() > self.options.limits.text_bytes
    }

    #[cold]
    fn too_long(&self, span: Span) -> Stop {
        self.limit("the output is too long", span)
    }

    fn literal_origin(&self, span: Span) -> Origin {
        self.tools.origins.as_ref().map_or(Origin::NONE, |origins| origins.literal(span))
    }

    #[cold]
    fn fail(&self, message: impl Into<String>, span: Span) -> Stop {
        Stop::Failure(Box::new(Failure::exception(message, span)))
    }

    #[cold]
    fn limit(&self, message: impl Into<String>, span: Span) -> Stop {
        Stop::Failure(Box::new(Failure::limit(message, span)))
    }

    #[cold]
    fn thrown(&self, thrown: Thrown, span: Span) -> Stop {
        if *thrown.message == *LIMIT { self.limit(thrown.message, span) } else { self.fail(thrown.message, span) }
    }

    /// Adds a diagnostic, unless the same was said of the same place before.
    fn say(&mut self, diagnostic: Diagnostic) {
        let known = |other: &Diagnostic| other.rule == diagnostic.rule && other.primary() == diagnostic.primary();
        if self.diagnostics.len() < 200 && !self.diagnostics.iter().any(known) {
            self.diagnostics.push(diagnostic);
        }
    }
}
