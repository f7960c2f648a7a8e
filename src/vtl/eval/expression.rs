//! Expressions: their values, and whether they hold.

use super::{Evaluator, Step};
use crate::text::Span;
use crate::vtl::ast::{self, CompareOp, Expr, ExprKind, Integer, LogicOp, MathOp, Reference, TextLiteral};
use crate::vtl::number::Number;
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::scope::{Defined, Scope};
use crate::vtl::value::{Data, List, ListKind, Map, MapKind, TracedText, Unprintable, Value};
use std::cmp::Ordering;
use std::rc::Rc;

/// How deep in lists and maps a block may stand to be printed.
pub(super) const MAX_BLOCK_LEVELS: usize = 6;

impl<const RECORD: bool> Evaluator<'_, RECORD> {
    /// Works out an expression; `null` if it has no value.
    pub(super) fn value(&mut self, expr: &Expr, scope: &Scope) -> Step<Value> {
        self.step(expr.span)?;
        match &expr.kind {
            ExprKind::Text(TextLiteral::Plain(text)) => Ok(self.literal(Data::Text(text.clone().into()), expr.span)),
            ExprKind::Integer(integer) => {
                if let Integer::Big(digits) = integer {
                    // Reading digits takes time with the square of their number.
                    let words = digits.len() / 16;
                    self.pay(words.saturating_mul(words), expr.span)?;
                }
                Ok(self.literal(Data::Number(number(integer)), expr.span))
            }
            ExprKind::Float(value) => Ok(self.literal(Data::Number(Number::Double(*value)), expr.span)),
            ExprKind::Bool(value) => Ok(self.literal(Data::Bool(*value), expr.span)),
            ExprKind::Reference(reference) if !reference.computable => Ok(Value::NULL),
            // A variable and nothing else is what most arguments are.
            ExprKind::Reference(reference) if !RECORD && scope.is_none() && reference.steps.is_empty() => {
                match self.globals.get(reference.slot.0 as usize) {
                    Some(value) if !value.is_null() && !reference.runt => Ok(value.clone()),
                    _ => Ok(self.execute(reference, scope)?.unwrap_or(Value::NULL)),
                }
            }
            ExprKind::Reference(reference) => Ok(self.execute(reference, scope)?.unwrap_or(Value::NULL)),
            ExprKind::Word(_) | ExprKind::Error => Ok(Value::NULL),
            _ => self.nested(expr.span, |this| this.compound(expr, scope)),
        }
    }

    fn literal(&self, data: Data, span: Span) -> Value {
        let origin = if RECORD { self.literal_origin(span) } else { Origin::NONE };
        Value { data, origin }
    }

    fn compound(&mut self, expr: &Expr, scope: &Scope) -> Step<Value> {
        match &expr.kind {
            ExprKind::Text(TextLiteral::Template(text)) => {
                let outer = std::mem::take(&mut self.out);
                let result = self.nodes(text.nodes(), scope);
                let mut inner = std::mem::replace(&mut self.out, outer);
                result?;
                if text.drops_last {
                    inner.drop_last();
                }
                self.tools.charge(inner.len()).map_err(|thrown| self.thrown(thrown, expr.span))?;
                let (text, origin) = inner.into_value(self.tools.origins.as_deref());
                Ok(Value::text(text).with_origin(origin))
            }
            ExprKind::Group(inner) => self.value(inner, scope),
            ExprKind::Range(bounds) => {
                let from = self.value(&bounds.0, scope)?;
                let to = self.value(&bounds.1, scope)?;
                self.range(&from, &to, expr.span)
            }
            ExprKind::List(items) => {
                let mut values = Vec::with_capacity(items.len());
                for item in items {
                    values.push(self.value(item, scope)?);
                }
                Ok(Value::list(values))
            }
            ExprKind::Map(members) => {
                let mut values = Vec::with_capacity(members.len());
                for (key, value) in members {
                    let key = self.value(key, scope)?;
                    self.pay(key.as_text().map_or(0, str::len), expr.span)?;
                    values.push((key, self.value(value, scope)?));
                }
                Ok(Data::Map(Rc::new(Map::new(MapKind::Linked, values))).into())
            }
            ExprKind::Math(operator, operands) => {
                let left = self.value(&operands.0, scope)?;
                let right = self.value(&operands.1, scope)?;
                self.math(operator, left, right, expr.span)
            }
            ExprKind::Not(_) | ExprKind::Logic(..) | ExprKind::Compare(..) => self.judged(expr, scope),
            _ => Ok(Value::NULL),
        }
    }

    /// Works out a condition as a value, which comes from all that it was judged by.
    fn judged(&mut self, expr: &Expr, scope: &Scope) -> Step<Value> {
        if !RECORD {
            return Ok(Value::bool(self.holds(expr, scope)?));
        }
        let outer = self.weighed.replace(Vec::new());
        let holds = self.holds(expr, scope);
        let weighed = std::mem::replace(&mut self.weighed, outer).unwrap_or_default();
        if let Some(outer) = &mut self.weighed {
            outer.extend(&weighed);
        }
        let value = Value::bool(holds?);
        let origins = self.tools.origins.as_ref();
        let origin = origins.map_or(Origin::NONE, |all| all.computed(weighed, Transform::Word("condition")));
        Ok(value.with_origin(origin))
    }

    /// Notes that a condition depends on a value.
    fn weigh(&mut self, value: &Value) {
        if RECORD && let Some(mut weighed) = self.weighed.take() {
            self.add_origins(value, &mut weighed);
            self.weighed = Some(weighed);
        }
    }

    fn range(&mut self, from: &Value, to: &Value, span: Span) -> Step<Value> {
        let (Some(from), Some(to)) = (from.as_number(), to.as_number()) else { return Ok(Value::NULL) };
        let (from, to) = (from.to_int(), to.to_int());
        let count = from.abs_diff(to) as usize + 1;
        self.tools.charge(count.saturating_mul(16)).map_err(|thrown| self.thrown(thrown, span))?;
        // The original counts down one step at a time, and up likewise; equal bounds make one element.
        let items =
            if from < to { (from..=to).map(Value::int).collect() } else { (to..=from).rev().map(Value::int).collect() };
        Ok(Data::List(Rc::new(List::new(ListKind::ArrayList, items))).into())
    }

    fn math(&mut self, operator: &MathOp, left: Value, right: Value, span: Span) -> Step<Value> {
        if let MathOp::Add(texts) = operator
            && (left.as_text().is_some() || right.as_text().is_some())
        {
            return self.join(left, right, texts, span);
        }
        let (Some(first), Some(second)) = (left.as_number(), right.as_number()) else { return Ok(Value::NULL) };
        self.pay_for_digits(first, second, span)?;
        let result = match operator {
            MathOp::Add(_) => first.add(second),
            MathOp::Subtract => first.subtract(second),
            MathOp::Multiply => first.multiply(second),
            MathOp::Divide | MathOp::Modulo if second.is_zero() => return Ok(Value::NULL),
            MathOp::Divide => first.divide(second),
            MathOp::Modulo => first.modulo(second),
        };
        let Some(result) = result else { return Err(self.fail("ArithmeticException", span)) };
        let value = Value::from(Data::Number(result));
        Ok(match &self.tools.origins {
            Some(origins) if RECORD => {
                value.with_origin(origins.computed([left.origin, right.origin], Transform::Word("arithmetic")))
            }
            _ => value,
        })
    }

    /// Pays for arithmetic with numbers of any length, which takes time with the square of that.
    fn pay_for_digits(&mut self, first: &Number, second: &Number, span: Span) -> Step {
        let words = |number: &Number| match number {
            Number::Big(value) => usize::try_from(value.bits()).unwrap_or(usize::MAX) / 64 + 1,
            Number::Decimal(value) => usize::try_from(value.bits()).unwrap_or(usize::MAX) / 64 + 1,
            _ => 1,
        };
        let words = words(first).saturating_add(words(second));
        if words > 2 { self.pay(words.saturating_mul(words), span) } else { Ok(()) }
    }

    /// `+` with a text: both print, one after the other; an operand without a value by its own text.
    fn join(&mut self, left: Value, right: Value, texts: &(Box<str>, Box<str>), span: Span) -> Step<Value> {
        let (left, right) = if left.is_null() {
            (Value::text(&*texts.0), right)
        } else if right.is_null() {
            (left, Value::text(&*texts.1))
        } else {
            (left, right)
        };
        let (mut text, first) = self.printed(&left, span)?;
        let middle = text.len();
        let (rest, second) = self.printed(&right, span)?;
        text.push_str(&rest);
        if text.len() > self.options.limits.text_bytes {
            return Err(self.limit("the text is too long", span));
        }
        self.tools.charge(text.len()).map_err(|thrown| self.thrown(thrown, span))?;
        let origin = match &self.tools.origins {
            Some(origins) if RECORD => {
                let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                origins.parts(&[(offset(middle), first), (offset(text.len()), second)])
            }
            _ => Origin::NONE,
        };
        Ok(Value::text(text).with_origin(origin))
    }

    /// Returns what a value prints, and where that came from.
    fn printed(&mut self, value: &Value, span: Span) -> Step<(String, Origin)> {
        match &value.data {
            Data::Block(block) => {
                Ok(self.block_text(block, span)?.unwrap_or_else(|| ("null".to_owned(), Origin::NONE)))
            }
            Data::Text(text) => Ok((text.to_string(), value.origin)),
            Data::List(_) | Data::Map(_) | Data::Entry(_) if RECORD => {
                let (text, parts) = self.traced(value, span)?;
                self.pay(text.len(), span)?;
                let origin = self.tools.origins.as_ref().map_or(Origin::NONE, |origins| origins.parts(&parts));
                Ok((text, origin))
            }
            _ => Ok((self.text_of(value, span)?.unwrap_or_default(), value.origin)),
        }
    }

    /// Returns what a value prints as a value.
    pub(super) fn printed_value(&mut self, value: &Value, span: Span) -> Step<Value> {
        let (text, origin) = self.printed(value, span)?;
        if text.len() > self.options.limits.text_bytes {
            return Err(self.limit("the text is too long", span));
        }
        Ok(Value::text(text).with_origin(origin))
    }

    /// Returns what a value prints, and where each part of it came from, if that is recorded.
    pub(super) fn traced(&mut self, value: &Value, span: Span) -> Step<TracedText> {
        let mut value = self.with_blocks_printed(value, MAX_BLOCK_LEVELS, span)?.unwrap_or_else(|| value.clone());
        if let Some(origin) = self.view_origin(&value) {
            value.origin = origin;
        }
        let printed = match &self.tools.origins {
            Some(origins) => value.print_traced(origins),
            None => Ok((value.print(), Vec::new())),
        };
        printed.map_err(|reason| self.thrown(reason.into(), span))
    }

    /// Returns a list or map in which every block is the text that it prints; `None` where there is no block in it.
    pub(super) fn with_blocks_printed(&mut self, value: &Value, levels: usize, span: Span) -> Step<Option<Value>> {
        if !self.has_blocks || levels == 0 {
            return Ok(None);
        }
        let mut found = false;
        let data = match &value.data {
            Data::Block(block) => {
                let text = self.block_text(block, span)?;
                return Ok(text.map(|(text, origin)| Value::text(text).with_origin(origin)));
            }
            Data::List(list)
                if matches!(list.kind(), ListKind::ArrayList | ListKind::Sub { .. } | ListKind::Values(_)) =>
            {
                let mut items = list.to_vec();
                for item in &mut items {
                    if let Some(printed) = self.with_blocks_printed(item, levels - 1, span)? {
                        *item = printed;
                        found = true;
                    }
                }
                Data::List(Rc::new(List::new(ListKind::ArrayList, items)))
            }
            Data::Map(map) if map.kind() == MapKind::Linked => {
                let mut members = map.to_vec();
                for (_, member) in &mut members {
                    if let Some(printed) = self.with_blocks_printed(member, levels - 1, span)? {
                        *member = printed;
                        found = true;
                    }
                }
                Data::Map(Rc::new(Map::new(MapKind::Linked, members)))
            }
            _ => return Ok(None),
        };
        Ok(found.then(|| Value { data, origin: value.origin }))
    }

    /// Returns what a block prints, and where that came from; nothing where it is inside itself too often.
    pub(super) fn block_text(&mut self, block: &Rc<Defined>, span: Span) -> Step<Option<(String, Origin)>> {
        let outer = std::mem::take(&mut self.out);
        let result = self.render_block(block, &block.scope.clone());
        let inner = std::mem::replace(&mut self.out, outer);
        let printed = inner.into_value(self.tools.origins.as_deref());
        let is_there = result?;
        self.pay(printed.0.len(), span)?;
        Ok(is_there.then_some(printed))
    }

    /// Returns `toString()`: a block prints, and gives nothing where it is inside itself too often.
    pub(super) fn text_of(&mut self, value: &Value, span: Span) -> Step<Option<String>> {
        match &value.data {
            Data::Null => Ok(None),
            Data::Block(block) => Ok(self.block_text(block, span)?.map(|(text, _)| text)),
            _ => {
                self.check_printable(value, span)?;
                let mut text = String::new();
                let settled = self.with_blocks_printed(value, MAX_BLOCK_LEVELS, span)?;
                settled
                    .as_ref()
                    .unwrap_or(value)
                    .print_to(&mut text)
                    .map_err(|reason| self.thrown(reason.into(), span))?;
                self.pay(text.len(), span)?;
                Ok(Some(text))
            }
        }
    }

    /// Fails where a value cannot print.
    fn check_printable(&mut self, value: &Value, span: Span) -> Step {
        match self.unprintable(value, span)? {
            Some(reason) => Err(self.thrown(reason.into(), span)),
            None => Ok(()),
        }
    }

    /// Tells why a value cannot print, and pays for finding out.
    fn unprintable(&mut self, value: &Value, span: Span) -> Step<Option<Unprintable>> {
        if !matches!(value.data, Data::List(_) | Data::Map(_) | Data::Entry(_)) {
            return Ok(None);
        }
        let (reason, looked) = value.unprintable();
        self.pay(looked.saturating_mul(4), span)?;
        Ok(reason)
    }

    /// Tells whether an expression holds as a condition.
    #[inline]
    pub(super) fn holds(&mut self, expr: &Expr, scope: &Scope) -> Step<bool> {
        self.step(expr.span)?;
        match &expr.kind {
            ExprKind::Reference(reference) if let Some(value) = self.is_there_another(reference, scope) => Ok(value),
            _ => self.holds_otherwise(expr, scope),
        }
    }

    #[inline(never)]
    fn holds_otherwise(&mut self, expr: &Expr, scope: &Scope) -> Step<bool> {
        match &expr.kind {
            ExprKind::Bool(value) => Ok(*value),
            ExprKind::Reference(reference) => {
                let Some(value) = self.execute(reference, scope)? else { return Ok(false) };
                self.weigh(&value);
                match &value.data {
                    Data::Bool(value) => Ok(*value),
                    Data::Block(_) => Ok(self.text_of(&value, expr.span)?.is_some()),
                    // The original has it print itself to see whether that is `null`.
                    _ => self.check_printable(&value, expr.span).map(|()| true),
                }
            }
            ExprKind::Group(inner) => self.nested(expr.span, |this| this.holds(inner, scope)),
            ExprKind::Not(inner) => self.nested(expr.span, |this| Ok(!this.holds(inner, scope)?)),
            ExprKind::Logic(operator, operands) => self.nested(expr.span, |this| {
                let left = this.holds(&operands.0, scope)?;
                match operator {
                    LogicOp::And if !left => Ok(false),
                    LogicOp::Or if left => Ok(true),
                    _ => this.holds(&operands.1, scope),
                }
            }),
            ExprKind::Compare(operator, operands) => self.nested(expr.span, |this| {
                let left = this.value(&operands.0, scope)?;
                let right = this.value(&operands.1, scope)?;
                this.weigh(&left);
                this.weigh(&right);
                this.compare(*operator, &left, &right, expr.span)
            }),
            // A literal, a list, a sum: none of them holds.
            _ => Ok(false),
        }
    }

    /// Returns what `$foreach.hasNext` says, without making a value of it: the condition in most loops.
    #[inline]
    fn is_there_another(&self, reference: &Reference, scope: &Scope) -> Option<bool> {
        if RECORD || scope.is_some() {
            return None;
        }
        match (&self.globals.get(reference.slot.0 as usize)?.data, reference.steps.as_slice()) {
            (Data::Loop(state), [ast::Step::Property(property)]) if &*property.name.text == "hasNext" => {
                Some(state.has_next.get())
            }
            _ => None,
        }
    }

    fn compare(&mut self, operator: CompareOp, left: &Value, right: &Value, span: Span) -> Step<bool> {
        let order = match (left.as_number(), right.as_number()) {
            (Some(first), Some(second)) => match first.compare(second) {
                Some(order) => Some(order),
                None => return Err(self.fail("NumberFormatException", span)),
            },
            _ => None,
        };
        Ok(match (operator, order) {
            (CompareOp::Equal, Some(order)) => order == Ordering::Equal,
            (CompareOp::NotEqual, Some(order)) => order != Ordering::Equal,
            (CompareOp::Equal, None) => self.same(left, right, span)?,
            (CompareOp::NotEqual, None) => !self.same(left, right, span)?,
            (CompareOp::Less, Some(order)) => order == Ordering::Less,
            (CompareOp::LessOrEqual, Some(order)) => order != Ordering::Greater,
            (CompareOp::Greater, Some(order)) => order == Ordering::Greater,
            (CompareOp::GreaterOrEqual, Some(order)) => order != Ordering::Less,
            (_, None) => false,
        })
    }

    /// `==` of what are not two numbers: values of related classes by `equals`, others by what they print.
    fn same(&mut self, left: &Value, right: &Value, span: Span) -> Step<bool> {
        if let (Some(first), Some(second)) = (left.as_text(), right.as_text())
            && first.len() == second.len()
        {
            self.pay(first.len(), span)?;
        }
        if related(left, right) {
            let is_one = matches!((&left.data, &right.data), (Data::List(a), Data::List(b)) if List::is_one(a, b));
            let mut reasons = [self.unprintable(left, span)?, self.unprintable(right, span)?].into_iter();
            if !is_one && reasons.any(|reason| reason == Some(Unprintable::Outdated)) {
                return Err(self.thrown(Unprintable::Outdated.into(), span));
            }
            return Ok(left.equals(right));
        }
        Ok(self.text_of(left, span)? == self.text_of(right, span)?)
    }
}

/// Tells whether one value's class is the other's or above it.
fn related(left: &Value, right: &Value) -> bool {
    match (&left.data, &right.data) {
        (Data::Null, _) | (_, Data::Null) => false,
        (Data::List(first), Data::List(second)) => {
            let plain = |list: &List| matches!(list.kind(), ListKind::ArrayList | ListKind::Json);
            (plain(first) && plain(second)) || first.class_name() == second.class_name()
        }
        _ => left.class_name() == right.class_name(),
    }
}

fn number(integer: &Integer) -> Number {
    match integer {
        Integer::Int(value) => Number::Int(*value),
        Integer::Long(value) => Number::Long(*value),
        Integer::Big(digits) => Number::big(digits.parse().unwrap_or_default()),
    }
}
