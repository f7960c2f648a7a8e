//! Writes what most references print without making values of it: variables, members of maps that nobody has looked into,
//! and calls whose object knows a shorter way.

use super::output::Output;
use super::reference::name_of_member;
use super::{Evaluator, Step};
use crate::text::Span;
use crate::vtl::ast::{self, Expr, ExprKind, Reference, TextLiteral, Way};
use crate::vtl::host::{Object, Thrown, Written};
use crate::vtl::methods;
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::scope::Scope;
use crate::vtl::value::{Data, TextAt, Value, Wrote};

/// How printing a reference without making a value of it went.
pub(super) enum Straight {
    /// It is done.
    Written,
    /// The reference has been worked out on the way; print this.
    Value(Option<Value>),
    /// It cannot be done, and nothing has been.
    No,
}

/// What came of passing a text to an object.
enum Passed<T> {
    /// It has written what a call with the text prints.
    Done(T, Argument),
    /// The call was made instead, and gave this.
    Value(Value),
}

/// What is to be known of a text that was passed.
struct Argument {
    source: TextSource,
    /// While recording: what was written is the text itself.
    is_written: bool,
}

/// Where a text came from that was passed. A literal gets its origin when somebody asks: to most methods it is a name.
#[derive(Clone, Copy)]
enum TextSource {
    Known(Origin),
    Literal(Span),
}

/// Passes a text to what may write something for it.
fn pass<const RECORD: bool, T>(
    out: &mut Output,
    text: &str,
    source: TextSource,
    write: impl Fn(&str, &mut String) -> Option<T>,
) -> Option<(T, Argument)> {
    let before = out.len();
    let done = write(text, out.text_mut())?;
    Some((done, Argument { source, is_written: RECORD && out.since(before) == text }))
}

/// A `replaceAll` whose arguments are texts without references in them.
struct Replacing<'t> {
    pattern: &'t str,
    replacement: &'t str,
    /// Where the replacement stands.
    literal: Span,
}

impl<'t> Replacing<'t> {
    fn of(step: &'t ast::Step) -> Option<Self> {
        let ast::Step::Method(method) = step else { return None };
        let [pattern, replacement] = method.arguments.as_slice() else { return None };
        let text = |expr: &'t Expr| match &expr.kind {
            ExprKind::Text(TextLiteral::Plain(text)) => Some(&**text),
            _ => None,
        };
        Some(Self { pattern: text(pattern)?, replacement: text(replacement)?, literal: replacement.span })
    }
}

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    /// Writes what a reference prints without making a value of it, where that can be done: what most references are
    /// for.
    pub(super) fn write_straight(&mut self, reference: &Reference, scope: &Scope) -> Step<Straight> {
        if RECORD && self.options.trace || scope.is_some() {
            return Ok(Straight::No);
        }
        let Some(root) = self.globals.get(reference.slot.0 as usize) else { return Ok(Straight::No) };
        let origin = match (reference.way, &root.data) {
            (Way::Variable, Data::Text(text)) => {
                self.out.push(text);
                root.origin
            }
            (Way::Members, Data::Map(map)) => {
                let path = &*reference.path;
                let wrote = map.write_at(path, self.out.text_mut());
                if wrote == Wrote::Unknown {
                    return Ok(Straight::No);
                }
                self.tools.charge(path.len() * 16).map_err(|thrown| self.thrown(thrown, reference.span))?;
                match wrote {
                    Wrote::Done(origin) => origin,
                    _ => return Ok(Straight::Value(self.found(Value::NULL))),
                }
            }
            (Way::Call, Data::Object(_)) => return self.write_call(reference, scope),
            (Way::Replaced, Data::Object(_)) => return self.write_replaced(reference, scope),
            _ => return Ok(Straight::No),
        };
        if RECORD {
            self.out.mark(reference.span, origin);
        }
        Ok(Straight::Written)
    }

    /// Writes `$object.method(…)`.
    fn write_call(&mut self, reference: &Reference, scope: &Scope) -> Step<Straight> {
        let [ast::Step::Method(method)] = reference.steps.as_slice() else { return Ok(Straight::No) };
        let before = self.out.len();
        let write =
            |object: &dyn Object, text: &str, out: &mut String| match object.write_call(&method.name.text, text, out) {
                Ok(Written::Not) => None,
                written => Some(written),
            };
        match self.write_with(reference, method, scope, write)? {
            Passed::Done(written, argument) => self.note_call(written, argument, before, method, reference),
            Passed::Value(value) => Ok(Straight::Value(self.found(value))),
        }
    }

    /// Notes what a call has written from `before` on.
    fn note_call(
        &mut self,
        written: Result<Written, Thrown>,
        argument: Argument,
        before: usize,
        method: &ast::Method,
        reference: &Reference,
    ) -> Step<Straight> {
        let origin = match written {
            Ok(Written::Derived) if RECORD => match self.origin_of_argument(&argument) {
                origin if argument.is_written && origin != Origin::NONE => origin,
                origin => {
                    let transform = Transform::Of(&reference.root.text, &method.name.text);
                    let origins = self.tools.origins.as_ref();
                    origins.map_or(Origin::NONE, |origins| origins.computed([origin], transform))
                }
            },
            Ok(Written::Derived) => Origin::NONE,
            Ok(Written::From(origin)) => origin,
            Ok(Written::Parts(parts)) => {
                for (end, origin) in parts {
                    self.out.mark_to(before + end as usize, reference.span, origin);
                }
                Origin::NONE
            }
            Ok(Written::Not) => Origin::NONE,
            Err(thrown) => {
                self.out.text_mut().truncate(before);
                return Err(self.thrown(thrown, method.span));
            }
        };
        if RECORD {
            self.out.mark(reference.span, origin);
        }
        Ok(Straight::Written)
    }

    /// Writes `$util.escapeJavaScript(…).replaceAll("\\'", "'")`, which stands in every template that AWS makes, where
    /// the object knows what that comes to.
    fn write_replaced(&mut self, reference: &Reference, scope: &Scope) -> Step<Straight> {
        let [ast::Step::Method(made), next] = reference.steps.as_slice() else { return Ok(Straight::No) };
        let Some(how) = Replacing::of(next) else { return Ok(Straight::No) };
        let before = self.out.len();
        let write = |object: &dyn Object, text: &str, out: &mut String| {
            object.write_replaced(&made.name.text, text, (how.pattern, how.replacement), out)
        };
        let (changed, argument) = match self.write_with(reference, made, scope, write)? {
            Passed::Done(changed, argument) => (changed, argument),
            Passed::Value(Value { data: Data::Null, .. }) => return Ok(Straight::Value(self.found(Value::NULL))),
            Passed::Value(value) => {
                let value = self.member(value, next, &reference.root, scope)?;
                return Ok(Straight::Value(self.found(value)));
            }
        };
        self.steps(3, next.span())?;
        if RECORD && let Some(origins) = &self.tools.origins {
            let mut origin = self.origin_of_argument(&argument);
            if changed.by_call {
                origin = origins.computed([origin], Transform::Of(&reference.root.text, &made.name.text));
            }
            if changed.by_replacing {
                origin = match self.out.since(before) {
                    text if text == how.replacement => self.literal_origin(how.literal),
                    _ => origins.computed([origin], Transform::Word(methods::Name::ReplaceAll.as_str())),
                };
            }
            self.out.mark(reference.span, origin);
        }
        Ok(Straight::Written)
    }

    /// Passes the one text that a method of a global object takes to `write`, and calls the method if that comes to
    /// nothing.
    fn write_with<T>(
        &mut self,
        reference: &Reference,
        method: &ast::Method,
        scope: &Scope,
        write: impl Fn(&dyn Object, &str, &mut String) -> Option<T>,
    ) -> Step<Passed<T>> {
        self.step(method.span)?;
        if let Some((written, argument)) = self.lend(reference, method, &write)? {
            return Ok(Passed::Done(written, argument));
        }
        let Some(object) = self.globals.get(reference.slot.0 as usize).cloned() else {
            return Ok(Passed::Value(Value::NULL));
        };
        self.with_arguments(method, scope, |this, arguments| {
            let done = match (&object.data, arguments) {
                (Data::Object(object), [Value { data: Data::Text(text), origin }]) => {
                    let source = TextSource::Known(*origin);
                    pass::<RECORD, T>(&mut this.out, text, source, |text, out| write(&**object, text, out))
                }
                _ => None,
            };
            match done {
                Some((written, argument)) => Ok(Passed::Done(written, argument)),
                None => this.call(&object, method, arguments, &reference.root).map(Passed::Value),
            }
        })
    }

    fn origin_of_argument(&self, argument: &Argument) -> Origin {
        match argument.source {
            TextSource::Known(origin) => origin,
            TextSource::Literal(span) => self.literal_origin(span),
        }
    }

    /// Lends the one argument of a method to `write`, if it is a text that stands there or that a variable or a map
    /// holds, as most arguments are: that takes less than to make a value of it.
    fn lend<T>(
        &mut self,
        receiver: &Reference,
        method: &ast::Method,
        write: impl Fn(&dyn Object, &str, &mut String) -> Option<T>,
    ) -> Step<Option<(T, Argument)>> {
        let [argument] = method.arguments.as_slice() else { return Ok(None) };
        let global = |reference: &Reference| self.globals.get(reference.slot.0 as usize);
        let Some(Value { data: Data::Object(object), .. }) = global(receiver) else { return Ok(None) };
        let write = |text: &str, out: &mut String| write(&**object, text, out);
        let reference = match &argument.kind {
            ExprKind::Reference(reference) => reference,
            ExprKind::Text(TextLiteral::Plain(text)) => {
                let lent = pass::<RECORD, T>(&mut self.out, text, TextSource::Literal(argument.span), write);
                if lent.is_some() {
                    self.step(argument.span)?;
                }
                return Ok(lent);
            }
            _ => return Ok(None),
        };
        let Some(root) = global(reference) else { return Ok(None) };
        let is_empty_if_missing = self.dialect.missing_is_empty;
        let out = &mut self.out;
        let mut lend = |found: TextAt<'_>| {
            let (text, origin) = match found {
                // Where a value without an origin came from is still to be worked out.
                TextAt::Text(_, Origin::NONE) if RECORD => return None,
                TextAt::Text(text, origin) => (text, origin),
                TextAt::Nothing if is_empty_if_missing => ("", Origin::NONE),
                TextAt::Nothing | TextAt::Unknown => return None,
            };
            pass::<RECORD, T>(out, text, TextSource::Known(origin), write)
        };
        let (lent, worth) = match (reference.way, &root.data) {
            (Way::Variable, Data::Text(text)) => (lend(TextAt::Text(text, root.origin)), 1),
            (Way::Members, Data::Map(map)) => (map.lend(&reference.path, lend), 1 + reference.path.len() as u64),
            (Way::Call, Data::Map(map)) => {
                let member = reference.steps.first().and_then(|step| name_of_member(step, &self.globals));
                let Some((name, worth)) = member else { return Ok(None) };
                (map.lend_member(name, lend), 1 + worth)
            }
            _ => return Ok(None),
        };
        if lent.is_some() {
            self.steps(worth, argument.span)?;
        }
        Ok(lent)
    }
}
