//! Directives.

use super::{Evaluator, MAX_MACRO_DEPTH, Step, Stop};
use crate::diagnostics::{Diagnostic, Source};
use crate::text::Span;
use crate::vtl::ast::{Block, Call, Define, Expr, ExprKind, Foreach, If, Include, LoopSlots, MacroDefinition, Slot};
use crate::vtl::parser;
use crate::vtl::scope::{Defined, Frame, Loop, MacroFrame, Scope};
use crate::vtl::value::{Data, List, ListKind, Value};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// How deep a `#define`d block may print inside itself (`directive.define.max.depth`).
const MAX_DEFINE_DEPTH: u32 = 2;

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    #[inline(never)]
    pub(super) fn if_branches(&mut self, branches: &If, span: Span, scope: &Scope) -> Step {
        self.nested(span, |this| {
            for (condition, block) in &branches.branches {
                if this.holds(condition, scope)? {
                    return this.nodes(&block.nodes, scope);
                }
            }
            match &branches.otherwise {
                Some(block) => this.nodes(&block.nodes, scope),
                None => Ok(()),
            }
        })
    }

    #[inline(never)]
    pub(super) fn foreach(&mut self, foreach: &Foreach, span: Span, scope: &Scope) -> Step {
        let items = match foreach.arguments.as_slice() {
            [] | [_] => return Err(self.fail("`#foreach` needs a variable, `in` and a list", span)),
            // The original takes the block for the list.
            [_, _] => return Ok(()),
            [_, _, items, ..] => self.value(items, scope)?,
        };
        let Some(mut walk) = Walk::over(&items) else { return Ok(()) };
        if walk.list.is_outdated() {
            return Err(self.fail("ConcurrentModificationException: the list was changed before the loop", span));
        }
        let LoopSlots { scope: scope_slot, count: count_slot, has_next: next_slot } = self.names.loops();
        let before = self.get(foreach.slot, scope)?;
        let count_before = self.saved(count_slot, scope)?;
        let next_before = self.saved(next_slot, scope)?;
        let state = match scope_slot {
            Some(slot) => {
                let state = Rc::new(new_loop(self.get(slot, scope)?));
                self.put(slot, Data::Loop(state.clone()).into(), scope);
                Some(state)
            }
            None => None,
        };
        self.rounds.push(0);
        let mut null_scope: Option<Scope> = None;
        let mut round = 0;
        let mut result = Ok(());
        while walk.has_next() {
            self.pay(0, span)?;
            if let Some(slot) = count_slot {
                self.put(slot, Value::count(round + 1), scope);
            }
            let Ok(value) = walk.next() else {
                return Err(self.fail("ConcurrentModificationException: the list was changed in the loop", span));
            };
            let has_next = walk.has_next();
            if let Some(slot) = next_slot {
                self.put(slot, Value::bool(has_next), scope);
            }
            let is_null = value.is_null();
            self.put(foreach.slot, value, scope);
            if let Some(state) = &state {
                state.index.set(i32::try_from(round).unwrap_or(i32::MAX));
                state.has_next.set(has_next);
            }
            if let Some(innermost) = self.rounds.last_mut() {
                *innermost = round;
            }
            result = if is_null {
                let hidden = null_scope.get_or_insert_with(|| {
                    let frame = Frame::NullLoop { parent: scope.clone(), slot: foreach.slot, active: Cell::new(true) };
                    Some(Rc::new(frame))
                });
                let hidden = hidden.clone();
                self.loop_body(foreach, &hidden)
            } else {
                self.loop_body(foreach, scope)
            };
            match &result {
                Ok(()) => {}
                Err(Stop::Nearest) => {
                    result = Ok(());
                    break;
                }
                Err(Stop::Loop(target)) if state.as_ref().is_some_and(|state| Rc::ptr_eq(state, target)) => {
                    result = Ok(());
                    break;
                }
                Err(_) => break,
            }
            round += 1;
            if self.options.limits.loop_rounds.is_some_and(|limit| round == limit as usize) && walk.has_next() {
                self.say_too_many_rounds(round, span);
            }
        }
        self.rounds.pop();
        self.restore(foreach.slot, before, scope);
        if let (Some(slot), Some(value)) = (count_slot, count_before) {
            self.restore(slot, value, scope);
        }
        if let (Some(slot), Some(value)) = (next_slot, next_before) {
            self.restore(slot, value, scope);
        }
        if let Some(slot) = scope_slot {
            self.leave_loop(slot, span, scope)?;
        }
        result
    }

    /// Prints one round. With a fourth argument the original takes that for the block.
    fn loop_body(&mut self, foreach: &Foreach, scope: &Scope) -> Step {
        match foreach.arguments.get(3) {
            None => self.nodes(&foreach.body.nodes, scope),
            Some(expr) => self.print_expression(expr, scope),
        }
    }

    /// Prints the references in an expression, which is all that the original prints of one.
    fn print_expression(&mut self, expr: &Expr, scope: &Scope) -> Step {
        match &expr.kind {
            ExprKind::Reference(reference) => self.print_reference(reference, scope),
            ExprKind::List(items) => {
                self.nested(expr.span, |this| items.iter().try_for_each(|item| this.print_expression(item, scope)))
            }
            ExprKind::Map(members) => self.nested(expr.span, |this| {
                members.iter().try_for_each(|(key, value)| {
                    this.print_expression(key, scope)?;
                    this.print_expression(value, scope)
                })
            }),
            ExprKind::Range(bounds) => {
                self.print_expression(&bounds.0, scope)?;
                self.print_expression(&bounds.1, scope)
            }
            _ => Ok(()),
        }
    }

    #[cold]
    fn say_too_many_rounds(&mut self, limit: usize, span: Span) {
        let message = format!("this loop makes more than {limit} rounds, which is the service's limit");
        self.say(Diagnostic::warning("vtl/loop-limit", message, Source::Template, span));
    }

    fn saved(&mut self, slot: Option<Slot>, scope: &Scope) -> Step<Option<Value>> {
        slot.map(|slot| self.get(slot, scope)).transpose()
    }

    fn restore(&mut self, slot: Slot, value: Value, scope: &Scope) {
        if value.is_null() { self.remove(slot, scope) } else { self.put(slot, value, scope) }
    }

    /// Gives `$foreach` back to the loop around, unless the template put something else there.
    fn leave_loop(&mut self, slot: Slot, span: Span, scope: &Scope) -> Step {
        match self.get(slot, scope)?.data {
            Data::Loop(state) => match (&state.parent, state.replaced()) {
                (Some(parent), _) => self.put(slot, Data::Loop(parent.clone()).into(), scope),
                (None, Some(value)) => self.put(slot, value, scope),
                (None, None) => self.remove(slot, scope),
            },
            // The original trips over it: a loop variable that is called `foreach`.
            Data::Null => return Err(self.fail("`$foreach` is gone at the end of the loop", span)),
            _ => {}
        }
        Ok(())
    }

    #[inline(never)]
    pub(super) fn break_out(&mut self, argument: Option<&Expr>, span: Span, scope: &Scope) -> Step {
        let Some(argument) = argument else { return Err(Stop::Nearest) };
        match self.value(argument, scope)?.data {
            Data::Loop(state) => Err(Stop::Loop(state)),
            _ => Err(self.fail("`#break` takes a scope such as `$foreach`", span)),
        }
    }

    #[inline(never)]
    pub(super) fn define(&mut self, define: &Define, span: Span, scope: &Scope) {
        self.has_blocks = true;
        let block = self.defined(define.body.clone(), MAX_DEFINE_DEPTH, span, scope);
        self.put(define.slot, block, scope);
    }

    fn defined(&self, body: Arc<Block>, max_depth: u32, span: Span, scope: &Scope) -> Value {
        Data::Block(Rc::new(Defined { body, scope: scope.clone(), depth: Cell::new(0), max_depth, span })).into()
    }

    /// Prints a block; false if it is inside itself too often.
    pub(super) fn render_block(&mut self, block: &Rc<Defined>, scope: &Scope) -> Step<bool> {
        if block.depth.get() >= block.max_depth {
            return Ok(false);
        }
        block.depth.set(block.depth.get() + 1);
        let result = self.nested(block.span, |this| this.nodes(&block.body.nodes, scope));
        match result {
            Ok(()) | Err(Stop::Nearest) => {
                block.depth.set(block.depth.get() - 1);
                Ok(true)
            }
            Err(stop) => Err(stop),
        }
    }

    #[inline(never)]
    pub(super) fn call_macro(&mut self, call: &Call, span: Span, scope: &Scope) -> Step {
        let Some(definition) = self.macros.get(&call.name).cloned() else { return self.write(&call.literal, span) };
        if let Some(word) = call.arguments.iter().find(|argument| matches!(argument.kind, ExprKind::Word(_))) {
            return Err(self.fail("a bare word cannot be an argument of a macro", word.span));
        }
        let frame = self.macro_frame(call, &definition, span, scope)?;
        if self.macro_depth >= MAX_MACRO_DEPTH {
            return Err(self.fail(format!("macros call each other more than {MAX_MACRO_DEPTH} deep"), span));
        }
        self.macro_depth += 1;
        match self.nodes(&definition.body.nodes, &Some(Rc::new(Frame::Macro(frame)))) {
            Ok(()) => {
                self.macro_depth -= 1;
                Ok(())
            }
            // The original forgets to count down when a `#break` leaves the macro.
            Err(Stop::Nearest) => Ok(()),
            Err(stop) => Err(stop),
        }
    }

    fn macro_frame(
        &mut self,
        call: &Call,
        definition: &MacroDefinition,
        span: Span,
        scope: &Scope,
    ) -> Step<MacroFrame> {
        let frame = MacroFrame {
            parent: scope.clone(),
            locals: RefCell::default(),
            parameters: RefCell::default(),
            arguments: call.arguments.clone(),
            texts: call.texts.clone(),
        };
        for (index, ((_, slot), argument)) in definition.parameters.iter().zip(call.arguments.iter()).enumerate() {
            if is_constant(argument) {
                let value = self.value(argument, scope)?;
                frame.set_local(*slot, value);
            } else {
                frame.parameters.borrow_mut().push((*slot, index));
            }
        }
        if let Some(body) = &call.body {
            self.has_blocks = true;
            let slot = self.names.to_mut().intern("bodyContent");
            let block = self.defined(body.clone(), MAX_MACRO_DEPTH, span, scope);
            frame.set_local(slot, block);
        }
        Ok(frame)
    }

    #[inline(never)]
    pub(super) fn evaluate_text(&mut self, expr: &Expr, span: Span, scope: &Scope) -> Step {
        let value = self.value(expr, scope)?;
        let source = match self.text_of(&value, span)? {
            Some(source) => source,
            None if value.is_null() => String::new(),
            // A block that is inside itself too often.
            None => return Err(self.fail("NullPointerException: there is no text to evaluate", span)),
        };
        // All names and macros are looked through as well.
        let known = self.names.len() + self.macros.len();
        self.pay(source.len().saturating_add(known).saturating_mul(16), span)?;
        let names = self.names.clone().into_owned();
        let macros = self.macros.keys().cloned().collect();
        let read = parser::read_evaluated(&source, span, self.dialect, names, macros);
        self.names = Cow::Owned(read.names);
        self.bind();
        if let Some(failure) = read.failure {
            return Err(self.fail(format!("the evaluated text cannot be read: {}", failure.message), span));
        }
        for definition in read.macros {
            self.macros.entry(definition.name.clone()).or_insert(definition);
        }
        match self.nodes(&read.root.nodes, scope) {
            Err(Stop::Nearest | Stop::All) => Ok(()),
            result => result,
        }
    }

    /// `#include` and `#parse`: there is nothing to load.
    #[inline(never)]
    pub(super) fn include(&mut self, include: &Include, span: Span, scope: &Scope) -> Step {
        if include.parse {
            let Some(argument) = include.arguments.first() else {
                return Err(self.fail("`#parse` needs an argument", span));
            };
            let value = self.value(argument, scope)?;
            return if value.is_null() { Ok(()) } else { Err(self.not_found(&value, span)) };
        }
        for (index, argument) in include.arguments.iter().enumerate() {
            if !matches!(argument.kind, ExprKind::Text(_) | ExprKind::Reference(_)) {
                return Err(self.fail("`#include` takes texts in quotes and references", span));
            }
            let value = self.value(argument, scope)?;
            if !value.is_null() {
                return Err(self.not_found(&value, span));
            }
            let text = format!("<!-- include error : error with arg {index} please see log. see error log -->");
            self.write(&text, span)?;
        }
        Ok(())
    }

    fn not_found(&self, value: &Value, span: Span) -> Stop {
        self.fail(format!("there is no resource `{}`", value.print()), span)
    }
}

/// Tells whether a macro's argument is evaluated once, at the call.
fn is_constant(expr: &Expr) -> bool {
    !matches!(
        expr.kind,
        ExprKind::Text(_) | ExprKind::Map(_) | ExprKind::List(_) | ExprKind::Range(_) | ExprKind::Reference(_)
    )
}

/// Makes `$foreach` for a loop, given what `$foreach` is.
fn new_loop(previous: Value) -> Loop {
    let (parent, replaced) = match previous.data {
        Data::Null => (None, None),
        Data::Loop(parent) => (Some(parent), None),
        data => (None, Some(data.into())),
    };
    Loop::new(parent, replaced)
}

/// A walk over a list that notices when the list changes, as Java's iterators do.
struct Walk {
    list: Rc<List>,
    at: usize,
    changes: u32,
    /// How many elements there are, as long as there were no further changes.
    len: usize,
    /// Of a map's view: whether there is a next member, found out when the one before was taken.
    linked: Option<bool>,
}

impl Walk {
    /// Starts a walk over what a loop accepts; `None` for anything else.
    fn over(value: &Value) -> Option<Self> {
        let (list, at) = match &value.data {
            Data::List(list) => (list.clone(), 0),
            Data::Map(map) => (Rc::new(List::view(ListKind::Values(map.clone()))), 0),
            Data::Loop(state) => (Rc::new(List::view(ListKind::Values(state.storage.clone()))), 0),
            Data::Iterator(cursor) => (cursor.list.clone(), cursor.at.get()),
            _ => return None,
        };
        let len = list.believed_len();
        let linked = list.is_view_of_map().then_some(at < len);
        Some(Self { at, changes: list.changes(), len, linked, list })
    }

    #[inline]
    fn has_next(&self) -> bool {
        self.linked.unwrap_or_else(|| self.at != self.len())
    }

    #[inline]
    fn len(&self) -> usize {
        if self.list.changes() == self.changes { self.len } else { self.list.believed_len() }
    }

    #[inline]
    fn next(&mut self) -> Result<Value, ()> {
        if self.list.changes() != self.changes || self.list.is_outdated() {
            return Err(());
        }
        let value = self.list.get(self.at).ok_or(())?;
        self.at += 1;
        if self.linked.is_some() {
            self.linked = Some(self.at < self.len);
        }
        Ok(value)
    }
}
