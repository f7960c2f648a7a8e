//! Writes what most references print without making values of it: variables, members of maps that nobody has looked into,
//! and calls whose object knows a shorter way.

use super::{Evaluator, Step};
use crate::text::Span;
use crate::vtl::ast::{self, ExprKind, Integer, Reference, TextLiteral};
use crate::vtl::host::{Object, Written};
use crate::vtl::methods;
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::scope::Scope;
use crate::vtl::value::{Data, Toward, Value, Wrote};
use std::rc::Rc;

/// How printing a reference without making a value of it went.
pub(super) enum Straight {
    /// It is done.
    Written,
    /// The reference has been worked out on the way; print this.
    Value(Option<Value>),
    /// It cannot be done, and nothing has been.
    No,
}

/// A `replaceAll` whose arguments are texts without references in them.
struct Replacing<'t> {
    step: &'t ast::Step,
    pattern: &'t str,
    replacement: &'t str,
    /// Where the replacement stands.
    literal: Span,
}

/// Returns the step as one that a source of values can follow: a member, or an element by a fixed number.
fn toward(step: &ast::Step) -> Option<Toward<'_>> {
    match step {
        ast::Step::Property(property) if property.is_member_of_map() => Some(Toward::Member(&property.name.text)),
        ast::Step::Index(index) => match &index.argument.kind {
            ExprKind::Integer(Integer::Int(value)) => Some(Toward::Element(usize::try_from(*value).ok()?)),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the value of a text in quotes without references in it.
fn plain_text(expr: &ast::Expr) -> Option<&str> {
    match &expr.kind {
        ExprKind::Text(TextLiteral::Plain(text)) => Some(text),
        _ => None,
    }
}

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    /// Writes what a reference prints without making a value of it, where that can be done: what most references are
    /// for.
    pub(super) fn write_straight(&mut self, reference: &Reference, scope: &Scope) -> Step<Straight> {
        let bare = reference.escapes.is_empty() && reference.prefix.is_empty() && !reference.escaped;
        if RECORD && self.options.trace || scope.is_some() || !bare {
            return Ok(Straight::No);
        }
        let Some(root) = self.globals.get(reference.slot.0 as usize) else { return Ok(Straight::No) };
        let origin = match (&root.data, reference.steps.as_slice()) {
            (Data::Text(text), []) => {
                self.out.push(text);
                root.origin
            }
            (Data::Map(map), steps @ [_, ..]) if steps.iter().all(|step| toward(step).is_some()) => {
                let wrote = map.write_at(&mut steps.iter().filter_map(toward), self.out.text_mut());
                if wrote == Wrote::Unknown {
                    return Ok(Straight::No);
                }
                self.tools.charge(steps.len() * 16).map_err(|thrown| self.thrown(thrown, reference.span))?;
                match wrote {
                    Wrote::Done(origin) => origin,
                    _ => return Ok(Straight::Value(self.found(Value::NULL))),
                }
            }
            (Data::Object(object), [ast::Step::Method(method)]) => {
                let object = object.clone();
                return self.write_call(&object, method, reference, scope);
            }
            (Data::Object(object), [ast::Step::Method(made), next @ ast::Step::Method(replaced)])
                if replaced.id == Some(methods::Name::ReplaceAll) =>
            {
                let [first, second] = replaced.arguments.as_slice() else { return Ok(Straight::No) };
                let (Some(pattern), Some(replacement)) = (plain_text(first), plain_text(second)) else {
                    return Ok(Straight::No);
                };
                let how = Replacing { step: next, pattern, replacement, literal: second.span };
                let object = object.clone();
                return self.write_replaced(&object, made, &how, reference, scope);
            }
            _ => return Ok(Straight::No),
        };
        if RECORD {
            self.out.mark(reference.span, origin);
        }
        Ok(Straight::Written)
    }

    /// Writes `$object.method(…)`.
    fn write_call(
        &mut self,
        object: &Rc<dyn Object>,
        method: &ast::Method,
        reference: &Reference,
        scope: &Scope,
    ) -> Step<Straight> {
        self.step(method.span)?;
        self.with_arguments(method, scope, |this, arguments| {
            let before = this.out.len();
            let origin = match object.write_call(&method.name.text, arguments, this.out.text_mut()) {
                Ok(Written::Not) => {
                    let value = this.call(&Data::Object(object.clone()).into(), method, arguments, &reference.root)?;
                    return Ok(Straight::Value(this.found(value)));
                }
                Ok(Written::Derived) if RECORD => {
                    let transform = Transform::Of(&reference.root.text, &method.name.text);
                    this.origin_of(Some(this.out.since(before)), || arguments.iter(), transform)
                }
                Ok(Written::From(origin)) => origin,
                Ok(Written::Parts(parts)) => {
                    for (end, origin) in parts {
                        this.out.mark_to(before + end as usize, reference.span, origin);
                    }
                    Origin::NONE
                }
                Ok(Written::Derived) => Origin::NONE,
                Err(thrown) => {
                    this.out.text_mut().truncate(before);
                    return Err(this.thrown(thrown, method.span));
                }
            };
            if RECORD {
                this.out.mark(reference.span, origin);
            }
            Ok(Straight::Written)
        })
    }

    /// Writes `$util.escapeJavaScript(…).replaceAll("\\'", "'")`, which stands in every template that AWS makes, where
    /// the object knows what that comes to.
    fn write_replaced(
        &mut self,
        object: &Rc<dyn Object>,
        made: &ast::Method,
        how: &Replacing<'_>,
        reference: &Reference,
        scope: &Scope,
    ) -> Step<Straight> {
        self.step(made.span)?;
        self.with_arguments(made, scope, |this, arguments| {
            let before = this.out.len();
            let texts = (how.pattern, how.replacement);
            let Some(changed) = object.write_replaced(&made.name.text, arguments, texts, this.out.text_mut()) else {
                let value = this.call(&Data::Object(object.clone()).into(), made, arguments, &reference.root)?;
                let value = if value.is_null() { value } else { this.member(value, how.step, &reference.root, scope)? };
                return Ok(Straight::Value(this.found(value)));
            };
            this.steps(3, how.step.span())?;
            if RECORD && let Some(origins) = this.tools.origins.clone() {
                let mut origin = arguments.first().map_or(Origin::NONE, |argument| argument.origin);
                if changed.by_call {
                    origin = origins.computed([origin], Transform::Of(&reference.root.text, &made.name.text));
                }
                if changed.by_replacing {
                    origin = match this.out.since(before) {
                        text if text == how.replacement => this.literal_origin(how.literal),
                        _ => origins.computed([origin], Transform::Word(methods::Name::ReplaceAll.as_str())),
                    };
                }
                this.out.mark(reference.span, origin);
            }
            Ok(Straight::Written)
        })
    }
}
