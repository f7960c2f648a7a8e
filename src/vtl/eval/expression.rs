//! Expressions: their values, and whether they hold.

use super::{Evaluator, Step};
use crate::text::Span;
use crate::vtl::ast::{self, CompareOp, Expr, ExprKind, Integer, LogicOp, MathOp, Reference, TextLiteral};
use crate::vtl::number::Number;
use crate::vtl::provenance::{Origin, Transform};
use crate::vtl::scope::Scope;
use crate::vtl::value::{Data, List, ListKind, Map, MapKind, Value};
use std::cmp::Ordering;
use std::rc::Rc;

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
            ExprKind::Not(_) | ExprKind::Logic(..) | ExprKind::Compare(..) => Ok(Value::bool(self.holds(expr, scope)?)),
            _ => Ok(Value::NULL),
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
            Data::Block(_) => Ok((self.text_of(value, span)?.unwrap_or_else(|| "null".to_owned()), Origin::NONE)),
            Data::Text(text) => Ok((text.to_string(), value.origin)),
            _ => match &self.tools.origins {
                Some(origins) if RECORD && value.origin == Origin::NONE => {
                    let (text, parts) = value.print_traced().map_err(|endless| self.thrown(endless.into(), span))?;
                    let origin = origins.parts(&parts);
                    Ok((text, origin))
                }
                _ => Ok((self.text_of(value, span)?.unwrap_or_default(), value.origin)),
            },
        }
    }

    /// Returns `toString()`: a block prints, and gives nothing where it is inside itself too often.
    pub(super) fn text_of(&mut self, value: &Value, span: Span) -> Step<Option<String>> {
        match &value.data {
            Data::Null => Ok(None),
            Data::Block(block) => {
                let outer = std::mem::take(&mut self.out);
                let result = self.render_block(block, &block.scope.clone());
                let inner = std::mem::replace(&mut self.out, outer);
                let (text, _) = inner.into_value(None);
                Ok(result?.then_some(text))
            }
            _ => {
                let mut text = String::new();
                value.print_to(&mut text).map_err(|endless| self.thrown(endless.into(), span))?;
                self.pay(text.len(), span)?;
                Ok(Some(text))
            }
        }
    }

    /// Tells whether an expression holds as a condition.
    pub(super) fn holds(&mut self, expr: &Expr, scope: &Scope) -> Step<bool> {
        self.step(expr.span)?;
        match &expr.kind {
            ExprKind::Bool(value) => Ok(*value),
            ExprKind::Reference(reference) if let Some(value) = self.is_there_another(reference, scope) => Ok(value),
            ExprKind::Reference(reference) => match self.execute(reference, scope)? {
                None => Ok(false),
                Some(Value { data: Data::Bool(value), .. }) => Ok(value),
                Some(value @ Value { data: Data::Block(_), .. }) => Ok(self.text_of(&value, expr.span)?.is_some()),
                Some(_) => Ok(true),
            },
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
                this.compare(*operator, &left, &right, expr.span)
            }),
            // A literal, a list, a sum: none of them holds.
            _ => Ok(false),
        }
    }

    /// Returns what `$foreach.hasNext` says, without making a value of it: the condition in most loops.
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
