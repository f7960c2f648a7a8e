//! Prints what most references print without making values of it: variables, members of maps that nobody has looked into,
//! and calls whose object knows a shorter way.

use super::output::Output;
use super::reference::name_of_member;
use super::{Evaluator, Step};
use crate::text::Span;
use crate::vtl::ast::{self, Expr, ExprKind, Method, Reference, Replacing, TextLiteral, Way};
use crate::vtl::host::{Object, Parts, TextCall, Thrown, Written};
use crate::vtl::methods;
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::scope::Scope;
use crate::vtl::value::{Data, TextAt, Value, Wrote};

/// How printing a reference without making a value of it went. As wide as a pointer, so that what a function returns of it
/// fits in two registers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(usize)]
pub(super) enum Printed {
    /// It is done.
    Done,
    /// The reference has no value.
    Nothing,
    /// It cannot be done, and nothing has been.
    Not,
}

/// Where a text came from that was passed. A literal gets its origin when somebody asks: to most methods it is a name.
#[derive(Clone, Copy)]
enum Source {
    Known(Origin),
    Literal(Span),
}

/// What came of passing a text to an object.
struct Passed {
    written: Result<Written, Thrown>,
    source: Source,
    /// While recording: what was written is the text itself.
    is_itself: bool,
}

/// Passes one text to an object that may write what a call with it prints.
struct Pass<'p, const RECORD: bool> {
    object: &'p dyn Object,
    method: &'p Method,
    replacing: Option<&'p Replacing>,
    is_empty_if_missing: bool,
    out: &'p mut Output,
    parts: &'p mut Parts,
    passed: Passed,
}

impl<'p, const RECORD: bool> Pass<'p, RECORD> {
    fn text(&mut self, argument: &str, source: Source) {
        let before = self.out.len();
        let replaced = self.replacing.map(|how| (&*how.pattern, &*how.replacement));
        let call = TextCall { name: &self.method.name.text, argument, replaced };
        self.passed.written = self.object.write_call(&call, self.out.text_mut(), self.parts);
        if RECORD {
            self.passed.source = source;
            self.passed.is_itself = self.out.since(before) == argument;
        }
    }

    fn found(&mut self, found: TextAt<'_>) {
        match found {
            // Where a value without an origin came from is still to be worked out.
            TextAt::Text(_, Origin::NONE) if RECORD => {}
            TextAt::Text(text, origin) => self.text(text, Source::Known(origin)),
            TextAt::Nothing if self.is_empty_if_missing => self.text("", Source::Known(Origin::NONE)),
            TextAt::Nothing | TextAt::Unknown => {}
        }
    }

    /// Passes the argument of a call, if it is a text that stands there or that a variable or a map holds, as most are:
    /// that takes less than to make a value of it. Returns how many steps that is worth.
    fn argument(&mut self, argument: &'p Expr, globals: &'p [Value]) -> u64 {
        let reference = match &argument.kind {
            ExprKind::Reference(reference) => reference,
            ExprKind::Text(TextLiteral::Plain(text)) => {
                self.text(text, Source::Literal(argument.span));
                return 1;
            }
            _ => return 0,
        };
        match (reference.way, globals.get(reference.slot.0 as usize).map(|root| (&root.data, root.origin))) {
            (Way::Variable, Some((Data::Text(text), origin))) => {
                self.found(TextAt::Text(text, origin));
                1
            }
            (Way::Members, Some((Data::Map(map), _))) => {
                map.lend(&reference.path, |found| self.found(found));
                1 + reference.path.len() as u64
            }
            (Way::Call, Some((Data::Map(map), _))) => {
                match reference.steps.first().and_then(|step| name_of_member(step, globals)) {
                    Some((name, worth)) => {
                        map.lend_member(name, |found| self.found(found));
                        1 + worth
                    }
                    None => 0,
                }
            }
            _ => 0,
        }
    }
}

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    /// Prints a reference without making a value of it, where that can be done: what most references are for.
    #[inline]
    pub(super) fn print_straight(&mut self, reference: &Reference, scope: &Scope) -> Step<Printed> {
        if RECORD && self.options.trace || scope.is_some() {
            return Ok(Printed::Not);
        }
        match reference.way {
            Way::Variable => Ok(self.print_variable(reference)),
            Way::Members => self.print_members(reference),
            // Also `$util.escapeJavaScript(…).replaceAll("\\'", "'")`, which stands in every template that AWS makes.
            Way::Call | Way::Replaced => match reference.steps.first() {
                Some(ast::Step::Method(method)) => self.print_call(reference, method, scope),
                _ => Ok(Printed::Not),
            },
            Way::Values => Ok(Printed::Not),
        }
    }

    fn print_variable(&mut self, reference: &Reference) -> Printed {
        let Some(Value { data: Data::Text(text), origin }) = self.globals.get(reference.slot.0 as usize) else {
            return Printed::Not;
        };
        self.out.push(text);
        if RECORD {
            self.out.mark(reference.span, *origin);
        }
        Printed::Done
    }

    fn print_members(&mut self, reference: &Reference) -> Step<Printed> {
        let Some(Value { data: Data::Map(map), .. }) = self.globals.get(reference.slot.0 as usize) else {
            return Ok(Printed::Not);
        };
        let path = &*reference.path;
        let printed = match map.write_at(path, self.out.text_mut()) {
            Wrote::Unknown => return Ok(Printed::Not),
            Wrote::Nothing => Printed::Nothing,
            Wrote::Done(origin) => {
                if RECORD {
                    self.out.mark(reference.span, origin);
                }
                Printed::Done
            }
        };
        self.steps(1 + path.len() as u64, reference.span)?;
        Ok(printed)
    }

    /// Prints `$object.method(…)`, in which something may be replaced.
    fn print_call(&mut self, reference: &Reference, method: &Method, scope: &Scope) -> Step<Printed> {
        let Some(Value { data: Data::Object(object), .. }) = self.globals.get(reference.slot.0 as usize) else {
            return Ok(Printed::Not);
        };
        let before = self.out.len();
        let mut pass = Pass::<RECORD> {
            object: &**object,
            method,
            replacing: reference.replacing.as_ref(),
            is_empty_if_missing: self.dialect.missing_is_empty,
            out: &mut self.out,
            parts: &mut self.parts,
            passed: Passed { written: Ok(Written::Not), source: Source::Known(Origin::NONE), is_itself: false },
        };
        let worth = match method.arguments.as_slice() {
            [argument] => pass.argument(argument, &self.globals),
            _ => 0,
        };
        let passed = pass.passed;
        if !self.is_written(passed, before, reference, method)? {
            return self.print_called(reference, method, scope);
        }
        self.steps(1 + worth, method.span)?;
        Ok(Printed::Done)
    }

    /// Makes a call with its arguments as values, and prints what comes of it.
    #[inline(never)]
    fn print_called(&mut self, reference: &Reference, method: &Method, scope: &Scope) -> Step<Printed> {
        self.step(method.span)?;
        let Some(object) = self.globals.get(reference.slot.0 as usize).cloned() else { return Ok(Printed::Not) };
        let before = self.out.len();
        let called = self.with_arguments(method, scope, |this, arguments| {
            if let (Data::Object(object), [Value { data: Data::Text(text), origin }]) = (&object.data, arguments) {
                let mut pass = Pass::<RECORD> {
                    object: &**object,
                    method,
                    replacing: reference.replacing.as_ref(),
                    is_empty_if_missing: false,
                    out: &mut this.out,
                    parts: &mut this.parts,
                    passed: Passed { written: Ok(Written::Not), source: Source::Known(*origin), is_itself: false },
                };
                pass.text(text, Source::Known(*origin));
                let passed = pass.passed;
                if this.is_written(passed, before, reference, method)? {
                    return Ok(None);
                }
            }
            this.call(&object, method, arguments, &reference.root).map(Some)
        })?;
        let value = match (called, reference.steps.get(1)) {
            (None, _) => return Ok(Printed::Done),
            (Some(value), Some(next)) if !value.is_null() => self.member(value, next, &reference.root, scope)?,
            (Some(value), _) => value,
        };
        let value = self.found(value);
        self.print_found(reference, value, scope)?;
        Ok(Printed::Done)
    }

    /// Tells whether an object has written what a call prints, and notes where that came from; takes it back if the call
    /// failed.
    #[inline]
    fn is_written(&mut self, passed: Passed, before: usize, reference: &Reference, method: &Method) -> Step<bool> {
        match passed.written {
            Ok(Written::Not) => Ok(false),
            Ok(written) => {
                if RECORD {
                    let origin =
                        self.origin_of_call(written, passed.source, passed.is_itself, before, reference, method);
                    self.out.mark(reference.span, origin);
                }
                if reference.replacing.is_some() {
                    self.steps(3, method.span)?;
                }
                Ok(true)
            }
            Err(thrown) => {
                self.out.text_mut().truncate(before);
                self.parts.clear();
                Err(self.thrown(thrown, method.span))
            }
        }
    }

    /// Returns where what a call has written from `before` on came from, as far as it does not say so itself.
    fn origin_of_call(
        &mut self,
        written: Written,
        source: Source,
        is_itself: bool,
        before: usize,
        reference: &Reference,
        method: &Method,
    ) -> Origin {
        let Some(origins) = self.tools.origins.clone() else { return Origin::NONE };
        let of_source = || match source {
            Source::Known(origin) => origin,
            Source::Literal(span) => origins.literal(span),
        };
        let called = || Transform::Of(&reference.root.text, &method.name.text);
        match written {
            Written::Not => Origin::NONE,
            Written::Derived => match of_source() {
                origin if is_itself && origin != Origin::NONE => origin,
                origin => origins.computed([origin], called()),
            },
            Written::From(origin) => origin,
            Written::Parts => {
                for (end, origin) in self.parts.drain(..) {
                    self.out.mark_to(before + end as usize, reference.span, origin);
                }
                Origin::NONE
            }
            Written::Replaced { by_call, by_replacing } => {
                let mut origin = of_source();
                if by_call {
                    origin = origins.computed([origin], called());
                }
                match &reference.replacing {
                    Some(how) if by_replacing && self.out.since(before) == &*how.replacement => {
                        origins.literal(how.literal)
                    }
                    Some(_) if by_replacing => {
                        origins.computed([origin], Transform::Word(methods::Name::ReplaceAll.as_str()))
                    }
                    _ => origin,
                }
            }
        }
    }
}
