//! References: reading, printing, assigning.

use super::straight::Printed;
use super::{Evaluator, Step};
use crate::diagnostics::{Applicability, Diagnostic, Source};
use crate::text::{Edit, Span};
use crate::vtl::ast::{self, Reference, Set};
use crate::vtl::host::Object;
use crate::vtl::methods::{self, Outcome};
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::scope::Scope;
use crate::vtl::trace::{MAX_BYTES, Traced, shortened};
use crate::vtl::value::{Data, ListKind, Text, Value};

/// Returns a member of a map, or `null`, unless where it came from is still to be worked out. What was put together
/// knows that of each of its parts.
fn settled<const RECORD: bool>(member: Option<Value>) -> Option<Value> {
    match member {
        Some(member) if RECORD && member.origin == Origin::NONE && !member.is_null() && !member.is_put_together() => {
            None
        }
        member => Some(member.unwrap_or(Value::NULL)),
    }
}

/// From so many bytes on, looking for a member's name is paid for.
const LONG_NAME: usize = 256;

/// Returns the name of the member of a map that a step leads to, written there or, in `get`, in a global variable; and
/// how many steps that is worth.
#[inline]
pub(super) fn name_of_member<'n>(step: &'n ast::Step, globals: &'n [Value]) -> Option<(&'n str, u64)> {
    match step {
        ast::Step::Property(property) => property.is_member_of_map().then_some((&*property.name.text, 1)),
        ast::Step::Method(method) => {
            let text = globals.get(method.key?.0 as usize)?.as_text()?;
            (text.len() < LONG_NAME).then_some((text, 2))
        }
        ast::Step::Index(_) => None,
    }
}

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    /// Works out a reference; `None` if it has no value.
    pub(super) fn execute(&mut self, reference: &Reference, scope: &Scope) -> Step<Option<Value>> {
        if reference.runt {
            return Ok(None);
        }
        let mut steps = reference.steps.iter();
        let mut value = match self.global_member(reference, scope) {
            Some((member, worth)) => {
                steps.next();
                self.steps(worth, reference.span)?;
                member
            }
            None => self.get(reference.slot, scope)?,
        };
        if !value.is_null() {
            for step in steps {
                value = self.member(value, step, &reference.root, scope)?;
                if value.is_null() {
                    break;
                }
            }
        }
        let result = self.found(value);
        if RECORD && self.options.trace {
            self.note(reference.span, result.as_ref());
        }
        Ok(result)
    }

    /// Returns what a reference comes to that leads to `value`.
    pub(super) fn found(&self, value: Value) -> Option<Value> {
        if !value.is_null() {
            Some(value)
        } else if self.dialect.missing_is_empty {
            Some(Value::text(Text::fixed("")))
        } else {
            None
        }
    }

    /// Returns the member of a global map that a reference begins with, by its name or by `get` with the name in a
    /// variable, and how many steps that is worth. It is what the steps would come to: the most frequent of all, so it
    /// goes without holding the map.
    fn global_member(&self, reference: &Reference, scope: &Scope) -> Option<(Value, u64)> {
        if scope.is_some() {
            return None;
        }
        let Data::Map(map) = &self.globals.get(reference.slot.0 as usize)?.data else { return None };
        let step = reference.steps.first()?;
        // Who asks what value a variable had wants to see it read.
        if RECORD && self.options.trace && matches!(step, ast::Step::Method(_)) {
            return None;
        }
        let (name, worth) = name_of_member(step, &self.globals)?;
        Some((settled::<RECORD>(map.get_text(name))?, worth))
    }

    fn note(&mut self, span: Span, value: Option<&Value>) {
        let round = self.rounds.last().copied();
        self.trace.note(span, || Traced {
            text: value.map(|value| shortened(value.print_beginning(MAX_BYTES))),
            class_name: value.map_or("null", Value::class_name),
            round,
        });
    }

    pub(super) fn member(&mut self, value: Value, step: &ast::Step, root: &ast::Name, scope: &Scope) -> Step<Value> {
        self.step(step.span())?;
        match step {
            ast::Step::Property(property) => {
                let name = &property.name;
                match &value.data {
                    Data::Object(object) => {
                        let member = object.property(&name.text).map_err(|thrown| self.thrown(thrown, name.span))?;
                        return Ok(member.unwrap_or(Value::NULL));
                    }
                    Data::Loop(state) if &*name.text == "hasNext" => {
                        return Ok(Value::bool(state.has_next.get()));
                    }
                    Data::Map(map) if property.is_member_of_map() => {
                        if let Some(member) = settled::<RECORD>(map.get_text(&name.text)) {
                            return Ok(member);
                        }
                    }
                    _ => {}
                }
                let outcome = methods::property(&value, &name.text, property.getter, &mut self.tools);
                self.outcome(outcome, &value, &[], Transform::Word(&name.text), name.span)
            }
            ast::Step::Method(method) => {
                self.with_arguments(method, scope, |this, arguments| this.call(&value, method, arguments, root))
            }
            ast::Step::Index(index) => {
                let argument = self.value(&index.argument, scope)?;
                let argument = self.counted_from_end(argument, &value, index.span)?;
                self.call_named(&value, methods::Name::Get, &[argument], index.span)
            }
        }
    }

    /// Works out the arguments of a call.
    pub(super) fn with_arguments<T>(
        &mut self,
        method: &ast::Method,
        scope: &Scope,
        then: impl FnOnce(&mut Self, &[Value]) -> Step<T>,
    ) -> Step<T> {
        // Hardly any method takes more, and a call is too frequent to ask for memory each time.
        match method.arguments.as_slice() {
            [] => then(self, &[]),
            [only] => {
                let argument = self.value(only, scope)?;
                then(self, &[argument])
            }
            [first, second] => {
                let first = self.value(first, scope)?;
                let second = self.value(second, scope)?;
                then(self, &[first, second])
            }
            all => {
                let mut arguments = Vec::with_capacity(all.len());
                for argument in all {
                    arguments.push(self.value(argument, scope)?);
                }
                then(self, &arguments)
            }
        }
    }

    pub(super) fn call(
        &mut self,
        value: &Value,
        method: &ast::Method,
        arguments: &[Value],
        root: &ast::Name,
    ) -> Step<Value> {
        let name = &method.name;
        if let Data::Object(object) = &value.data {
            let called = self.call_object(&**object, &name.text, arguments, method.span)?;
            let outcome = called.map_or(Outcome::Missing, Outcome::Value);
            let transform = Transform::Of(&root.text, &name.text);
            return self.outcome(Ok(outcome), value, arguments, transform, method.span);
        }
        if let (Some(methods::Name::ToString), []) = (method.id, arguments) {
            match &value.data {
                Data::Block(block) => {
                    let printed = self.block_text(block, method.span)?;
                    return Ok(printed.map_or(Value::NULL, |(text, origin)| Value::text(text).with_origin(origin)));
                }
                Data::List(_) | Data::Map(_) | Data::Entry(_) if RECORD => {
                    return self.printed_value(value, method.span);
                }
                _ => {}
            }
        }
        let Some(id) = method.id else {
            self.missing(value, name, arguments)?;
            return Ok(Value::NULL);
        };
        if let (Data::Map(map), methods::Name::Get, [key]) = (&value.data, id, arguments)
            && key.as_text().is_some_and(|name| name.len() < LONG_NAME)
            && let Some(member) = settled::<RECORD>(map.get(key))
        {
            return Ok(member);
        }
        let outcome = methods::call(value, id, arguments, &mut self.tools);
        if matches!(outcome, Ok(Outcome::Missing)) {
            self.missing(value, name, arguments)?;
        }
        self.outcome(outcome, value, arguments, Transform::Word(&name.text), method.span)
    }

    /// Calls a method of the host's, and pays for the texts that go in and what comes out.
    fn call_object(&mut self, object: &dyn Object, name: &str, arguments: &[Value], span: Span) -> Step<Option<Value>> {
        let given: usize = arguments.iter().filter_map(Value::as_text).map(str::len).sum();
        self.pay(given, span)?;
        let called = object.call(name, arguments).map_err(|thrown| self.thrown(thrown, span))?;
        match called.as_ref().map(|value| &value.data) {
            Some(Data::Text(text)) => {
                if text.len() > self.options.limits.text_bytes {
                    return Err(self.limit("the text is too long", span));
                }
                self.pay(text.len(), span)?;
            }
            // A text that was read: its values take up more room than it does.
            Some(Data::List(_) | Data::Map(_)) => self.pay(given.saturating_mul(8), span)?,
            _ => {}
        }
        Ok(called)
    }

    fn call_named(&mut self, value: &Value, name: methods::Name, arguments: &[Value], span: Span) -> Step<Value> {
        if let Data::Object(object) = &value.data {
            let called = self.call_object(&**object, name.as_str(), arguments, span)?;
            return Ok(called.unwrap_or(Value::NULL));
        }
        let outcome = methods::call(value, name, arguments, &mut self.tools);
        self.outcome(outcome, value, arguments, Transform::Word(name.as_str()), span)
    }

    /// Turns what a call gives into a value, with its origin.
    fn outcome(
        &mut self,
        outcome: methods::Called,
        receiver: &Value,
        arguments: &[Value],
        transform: Transform<'_>,
        span: Span,
    ) -> Step<Value> {
        let value = match outcome.map_err(|thrown| self.thrown(thrown, span))? {
            Outcome::Missing => return Ok(Value::NULL),
            Outcome::Void => Value::text(""),
            Outcome::Value(value) => value,
        };
        if RECORD && value.origin == Origin::NONE {
            Ok(self.derived(value, receiver, arguments, transform))
        } else {
            Ok(value)
        }
    }

    /// Gives a value the origin of what it was made from.
    fn derived(&self, value: Value, receiver: &Value, arguments: &[Value], transform: Transform<'_>) -> Value {
        let text = match &value.data {
            Data::Text(text) => Some(&**text),
            Data::Null | Data::Loop(_) | Data::Block(_) | Data::Object(_) | Data::Class(_) => return value,
            // What it shows came from many places, and hardly anybody asks for those of a view: see `view_origin`.
            Data::List(list) if list.is_view_of_map() && receiver.is_put_together() => return value,
            _ => None,
        };
        let origin = self.origin_of(text, || std::iter::once(receiver).chain(arguments), transform);
        value.with_origin(origin)
    }

    /// Returns the origin of what was made from the values `given`: that of one of them, if it is the same text.
    pub(super) fn origin_of<'v, I: Iterator<Item = &'v Value>>(
        &self,
        text: Option<&str>,
        given: impl Fn() -> I,
        transform: Transform<'_>,
    ) -> Origin {
        let Some(origins) = &self.tools.origins else { return Origin::NONE };
        if let Some(text) = text {
            let is_it = |other: &Value| matches!(&other.data, Data::Text(other) if other.is(text));
            if let Some(same) = given().find(|other| other.origin != Origin::NONE && is_it(other)) {
                return same.origin;
            }
        }
        if given().any(Value::is_put_together) {
            let mut from = Vec::new();
            given().for_each(|value| self.add_origins(value, &mut from));
            origins.computed(from, transform)
        } else {
            origins.computed(given().map(|value| value.origin), transform)
        }
    }

    /// Adds where a value came from.
    pub(super) fn add_origins(&self, value: &Value, all: &mut Vec<Origin>) {
        match self.view_origin(value) {
            Some(origin) => all.push(origin),
            None => value.origins(all),
        }
    }

    /// Returns where a view of a map came from that was put together: from what is in the map.
    pub(super) fn view_origin(&self, value: &Value) -> Option<Origin> {
        let (Data::List(list), Origin::NONE, Some(origins)) = (&value.data, value.origin, &self.tools.origins) else {
            return None;
        };
        let (map, method) = match list.kind() {
            ListKind::Keys(map) => (map, methods::Name::KeySet),
            ListKind::Values(map) => (map, methods::Name::Values),
            ListKind::Entries(map) => (map, methods::Name::EntrySet),
            _ => return None,
        };
        let mut from = Vec::new();
        Value::from(Data::Map(map.clone())).origins(&mut from);
        Some(origins.computed(from, Transform::Word(method.as_str())))
    }

    /// Says that a value has no such method, or that Java has one which is not supported here.
    fn missing(&mut self, value: &Value, name: &ast::Name, arguments: &[Value]) -> Step {
        let (class, span, name) = (value.class_name(), name.span, &*name.text);
        if methods::needs_function(class, name, arguments) {
            return Err(self.fail("NullPointerException", span));
        }
        if let Data::Class(class) = &value.data
            && methods::needs_function(class, name, arguments)
        {
            return Err(self.fail(methods::NOT_AN_INSTANCE, span));
        }
        let simple = class.rsplit(['.', '$']).next().unwrap_or(class);
        let diagnostic = if methods::lacking(class, name) {
            let message = format!("`{simple}.{name}` exists in Java but is not supported here, so it gives nothing");
            Diagnostic::warning("vtl/unsupported-method", message, Source::Template, span)
        } else {
            let message = format!("`{simple}` has no method `{name}` for these arguments, so this gives nothing");
            let said = Diagnostic::warning("vtl/unknown-method", message, Source::Template, span);
            match (methods::signatures(class, name).as_slice(), methods::nearest(class, name)) {
                ([], Some(meant)) => {
                    let meant = meant.as_str();
                    let edits = vec![Edit::replace(span, meant)];
                    said.help(format!("did you mean `{meant}`?")).fix(
                        format!("write `{meant}`"),
                        Applicability::Unsafe,
                        Source::Template,
                        edits,
                    )
                }
                ([], None) => said,
                (known, _) => said.help(format!("there is `{}`", known.join("`, `"))),
            }
        };
        self.say(diagnostic);
        Ok(())
    }

    /// Turns a negative index into one from the end.
    fn counted_from_end(&mut self, argument: Value, value: &Value, span: Span) -> Step<Value> {
        let Some(index) = argument.as_int().filter(|index| *index < 0) else { return Ok(argument) };
        let size = self.call_named(value, methods::Name::Size, &[], span)?;
        match size.as_int() {
            Some(size) => Ok(Value::int(size.wrapping_add(index))),
            None => Err(self.fail("a negative index needs something that has a size", span)),
        }
    }

    /// Prints a reference.
    pub(super) fn print_reference(&mut self, reference: &Reference, scope: &Scope) -> Step {
        match self.print_straight(reference, scope)? {
            Printed::Done => self.check_output(reference.span),
            Printed::Nothing if self.dialect.missing_is_empty => Ok(()),
            Printed::Nothing => self.print_found(reference, None, scope),
            Printed::Not => self.print_worked_out(reference, scope),
        }
    }

    /// Works out a reference and prints it.
    #[inline(never)]
    fn print_worked_out(&mut self, reference: &Reference, scope: &Scope) -> Step {
        if reference.runt {
            return self.write(&reference.root.text, reference.span);
        }
        let value = self.execute(reference, scope)?;
        self.print_found(reference, value, scope)
    }

    /// Prints a reference that has been worked out.
    pub(super) fn print_found(&mut self, reference: &Reference, value: Option<Value>, scope: &Scope) -> Step {
        let span = reference.span;
        if reference.escaped {
            self.out.push(&reference.escapes);
            if value.is_none() {
                self.out.push("\\");
            }
            let text = self.null_text(reference, scope);
            return self.write(text.as_deref().unwrap_or(reference.text_of_nothing()), span);
        }
        match value {
            Some(Value { data: Data::Block(block), .. }) if self.render_block(&block, scope)? => Ok(()),
            Some(value) if !matches!(value.data, Data::Block(_)) => {
                if !reference.escapes.is_empty() || !reference.prefix.is_empty() {
                    self.out.push(&reference.escapes);
                    self.write(&reference.prefix, span)?;
                }
                self.print_value(&value, span)
            }
            _ => {
                self.out.push(&reference.escapes);
                self.out.push(&reference.escapes);
                self.out.push(&reference.prefix);
                let text = self.null_text(reference, scope);
                self.write(text.as_deref().unwrap_or(reference.text_of_nothing()), span)
            }
        }
    }

    /// Returns what a macro's parameter prints without a value, if that is not its own name.
    fn null_text(&self, reference: &Reference, scope: &Scope) -> Option<Box<str>> {
        if scope.is_none() || !reference.steps.is_empty() {
            return None;
        }
        // The original looks for it under what is printed: a parameter declared as `$!a` is called `!a`.
        let name = reference.text_of_nothing().strip_prefix('$')?;
        let slot = if name == &*reference.root.text { reference.slot } else { self.names.find(name)? };
        self.argument_text(slot, scope)
    }

    fn print_value(&mut self, value: &Value, span: Span) -> Step {
        match &value.data {
            Data::Text(text) => self.out.push(text),
            Data::List(list) if list.is_outdated() => return Err(self.fail("ConcurrentModificationException", span)),
            _ if RECORD => {
                let (text, parts) = self.traced(value, span)?;
                let start = self.out.len();
                self.out.push(&text);
                for (end, origin) in parts {
                    self.out.mark_to(start + end as usize, span, origin);
                }
            }
            _ => {
                let settled = self.with_blocks_printed(value, super::expression::MAX_BLOCK_LEVELS, span)?;
                let value = settled.as_ref().unwrap_or(value);
                let before = self.out.len();
                if let Err(reason) = value.print_to(self.out.text_mut()) {
                    // What had been written of it says nothing.
                    self.out.text_mut().truncate(before);
                    return Err(self.thrown(reason.into(), span));
                }
            }
        }
        if RECORD {
            self.out.mark(span, value.origin);
        }
        self.check_output(span)
    }

    /// `#set`.
    pub(super) fn set(&mut self, set: &Set, scope: &Scope) -> Step {
        let value = self.value(&set.value, scope)?;
        if value.is_null() {
            return Ok(());
        }
        match set.target.steps.split_last() {
            None => {
                self.put(set.slot, value, scope);
                Ok(())
            }
            Some((last, path)) => self.set_member(&set.target, path, last, value, scope),
        }
    }

    fn set_member(
        &mut self,
        target: &Reference,
        path: &[ast::Step],
        last: &ast::Step,
        value: Value,
        scope: &Scope,
    ) -> Step {
        let mut object = self.get(target.slot, scope)?;
        for step in path {
            if object.is_null() {
                return Ok(());
            }
            object = self.member(object, step, &target.root, scope)?;
        }
        if object.is_null() {
            return Ok(());
        }
        let name = match last {
            ast::Step::Index(index) => {
                let argument = self.value(&index.argument, scope)?;
                let argument = self.counted_from_end(argument, &object, index.span)?;
                for method in [methods::Name::Set, methods::Name::Put] {
                    let arguments = [argument.clone(), value.clone()];
                    let outcome = methods::call(&object, method, &arguments, &mut self.tools);
                    if !matches!(outcome.map_err(|thrown| self.thrown(thrown, index.span))?, Outcome::Missing) {
                        break;
                    }
                }
                return Ok(());
            }
            ast::Step::Property(property) => &property.name,
            ast::Step::Method(method) => &method.name,
        };
        match &object.data {
            Data::Map(map) => {
                map.put(Value::text(name.text.clone()), value);
            }
            Data::Loop(scope) => {
                scope.storage.put(Value::text(name.text.clone()), value);
            }
            Data::Entry(entry) if matches!(&*name.text, "value" | "Value") => {
                entry.set(value);
            }
            _ => {}
        }
        Ok(())
    }
}
