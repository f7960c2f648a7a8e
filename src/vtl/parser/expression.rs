//! Expressions: operators by precedence, literals, parameters of calls, lists, maps, ranges.

use super::{Parsed, Parser};
use crate::vtl::ast::{CompareOp, Expr, ExprKind, Integer, LogicOp, MathOp};
use crate::vtl::token::Kind;

/// What an operator makes of its operands.
type Combine = fn(&Parser<'_, '_>, Kind, Operand, Operand) -> ExprKind;

/// An expression with the tokens that the original remembers as its text.
pub(super) struct Operand {
    expr: Expr,
    first: usize,
    last: usize,
}

/// A level of binary operators: which belong to it, and what they make.
struct Level {
    operators: &'static [Kind],
    combine: Combine,
}

/// How many operators may work on each other's results: whoever walks the tree goes as deep.
const MAX_HEIGHT: usize = 400;

/// The levels, loosest first.
const LEVELS: [Level; 6] = [
    Level { operators: &[Kind::Or], combine: logic },
    Level { operators: &[Kind::And], combine: logic },
    Level { operators: &[Kind::Equal, Kind::NotEqual], combine: compare },
    Level { operators: &[Kind::Less, Kind::Greater, Kind::LessOrEqual, Kind::GreaterOrEqual], combine: compare },
    Level { operators: &[Kind::Plus, Kind::Minus], combine: math },
    Level { operators: &[Kind::Multiply, Kind::Divide, Kind::Modulus], combine: math },
];

fn logic(_: &Parser<'_, '_>, operator: Kind, left: Operand, right: Operand) -> ExprKind {
    let operator = if operator == Kind::And { LogicOp::And } else { LogicOp::Or };
    ExprKind::Logic(operator, Box::new((left.expr, right.expr)))
}

fn compare(_: &Parser<'_, '_>, operator: Kind, left: Operand, right: Operand) -> ExprKind {
    let operator = match operator {
        Kind::Equal => CompareOp::Equal,
        Kind::NotEqual => CompareOp::NotEqual,
        Kind::Less => CompareOp::Less,
        Kind::LessOrEqual => CompareOp::LessOrEqual,
        Kind::Greater => CompareOp::Greater,
        _ => CompareOp::GreaterOrEqual,
    };
    ExprKind::Compare(operator, Box::new((left.expr, right.expr)))
}

fn math(parser: &Parser<'_, '_>, operator: Kind, left: Operand, right: Operand) -> ExprKind {
    let operator = match operator {
        Kind::Plus => {
            let text = |operand: &Operand| Box::<str>::from(parser.literal(operand.first, operand.last));
            MathOp::Add(Box::new((text(&left), text(&right))))
        }
        Kind::Minus => MathOp::Subtract,
        Kind::Multiply => MathOp::Multiply,
        Kind::Divide => MathOp::Divide,
        _ => MathOp::Modulo,
    };
    ExprKind::Math(operator, Box::new((left.expr, right.expr)))
}

impl<'s> Parser<'s, '_> {
    /// Reads an expression.
    pub(super) fn expression(&mut self) -> Parsed<Expr> {
        self.nested(|parser| parser.binary(0).map(|operand| operand.expr))
    }

    fn binary(&mut self, level: usize) -> Parsed<Operand> {
        let Some(rules) = LEVELS.get(level) else { return self.unary() };
        let around = std::mem::take(&mut self.shared.height);
        let mut left = self.binary(level + 1)?;
        loop {
            let operator = self.peek();
            if !rules.operators.contains(&operator) {
                self.shared.height = self.shared.height.max(around);
                return Ok(left);
            }
            self.bump();
            let height = std::mem::take(&mut self.shared.height);
            // The original remembers only the right operand as the text of the whole.
            let first = self.at;
            let right = self.binary(level + 1)?;
            self.shared.height = height.max(self.shared.height) + 1;
            if self.shared.height > MAX_HEIGHT {
                let place = left.expr.span.to(right.expr.span);
                return Err(self.fail_at("vtl/too-deep", "too many operators in one expression", place));
            }
            let last = self.at.saturating_sub(1);
            let span = left.expr.span.to(right.expr.span);
            let kind = (rules.combine)(self, operator, left, right);
            left = Operand { expr: Expr { span, kind }, first, last };
        }
    }

    fn unary(&mut self) -> Parsed<Operand> {
        let first = self.at;
        let negated = match self.peek() {
            Kind::Not => true,
            Kind::Whitespace => self.peek_second() == Kind::Not,
            _ => false,
        };
        if !negated {
            return self.primary();
        }
        self.eat_blank();
        let operator = self.bump();
        let inner = self.nested(Self::unary)?;
        let span = self.span(operator, operator).to(inner.expr.span);
        let expr = Expr { span, kind: ExprKind::Not(Box::new(inner.expr)) };
        Ok(Operand { expr, first, last: self.at.saturating_sub(1) })
    }

    fn primary(&mut self) -> Parsed<Operand> {
        self.eat_blank();
        let first = self.at;
        if self.peek() == Kind::ParenOpen {
            self.bump();
            let (inside, expr) = (self.at, self.expression()?);
            let last = self.at.saturating_sub(1);
            self.expect(Kind::ParenClose, "`)` or an operator")?;
            let span = self.span_from(first);
            self.eat_blank();
            let expr = Expr { span, kind: ExprKind::Group(Box::new(expr)) };
            return Ok(Operand { expr, first: inside, last });
        }
        let expr = self.operand("a value")?;
        let last = self.at.saturating_sub(1);
        self.eat_blank();
        Ok(Operand { expr, first, last })
    }

    /// Reads a parameter of a call, or an element of a list or map: no operators.
    pub(super) fn parameter(&mut self) -> Parsed<Expr> {
        self.eat_blank();
        let expr = self.operand("a value")?;
        self.eat_blank();
        Ok(expr)
    }

    /// Reads what stands in the brackets of an index.
    pub(super) fn index_parameter(&mut self) -> Parsed<Expr> {
        self.eat_blank();
        let expr = match self.peek() {
            Kind::StringLiteral | Kind::Integer | Kind::True | Kind::False | Kind::Identifier | Kind::CurlyOpen => {
                self.operand("an index")?
            }
            _ => return Err(self.unexpected("a number, a text in quotes or a reference")),
        };
        self.eat_blank();
        Ok(expr)
    }

    /// Reads an argument of a directive: an operand, or a bare word.
    pub(super) fn directive_argument(&mut self) -> Parsed<Expr> {
        if self.peek() == Kind::Word {
            let index = self.bump();
            let kind = ExprKind::Word(self.image(index).into());
            return Ok(Expr { span: self.span(index, index), kind });
        }
        self.operand("an argument or `)`")
    }

    /// Tells whether the next token can begin a parameter.
    pub(super) fn at_parameter(&mut self) -> bool {
        matches!(
            self.peek(),
            Kind::Whitespace
                | Kind::StringLiteral
                | Kind::Integer
                | Kind::Float
                | Kind::ListOpen
                | Kind::MapOpen
                | Kind::True
                | Kind::False
                | Kind::Identifier
                | Kind::CurlyOpen
        )
    }

    /// Takes a number; returns its text.
    fn number(&mut self) -> Parsed<&'s str> {
        let index = self.bump();
        let image = self.image(index);
        // The original's lexer takes a `#` along, and then Java reads no number in it.
        if image.starts_with('#') {
            let span = self.span(index, index);
            return Err(self.fail_at("vtl/unexpected", format!("`{image}` is no number"), span));
        }
        Ok(image)
    }

    fn operand(&mut self, wanted: &str) -> Parsed<Expr> {
        let first = self.at;
        let kind = match self.peek() {
            Kind::StringLiteral => {
                let index = self.bump();
                ExprKind::Text(self.text_literal(index)?)
            }
            Kind::Integer => ExprKind::Integer(integer(self.number()?)),
            Kind::Float => ExprKind::Float(self.number()?.parse().unwrap_or(f64::NAN)),
            Kind::True | Kind::False => {
                let index = self.bump();
                ExprKind::Bool(self.tokens.get(index).is_some_and(|token| token.kind == Kind::True))
            }
            Kind::Identifier | Kind::CurlyOpen => ExprKind::Reference(Box::new(self.reference()?)),
            Kind::ListOpen if self.range_ahead() => self.range()?,
            Kind::ListOpen => self.nested(Self::list)?,
            Kind::MapOpen => self.nested(Self::map)?,
            _ => return Err(self.unexpected(wanted)),
        };
        let span = match &kind {
            ExprKind::Reference(reference) => reference.span,
            _ => self.span_from(first),
        };
        Ok(Expr { span, kind })
    }

    fn range(&mut self) -> Parsed<ExprKind> {
        self.expect(Kind::ListOpen, "`[`")?;
        self.eat_blank();
        let from = self.bound()?;
        self.eat_blank();
        self.expect(Kind::DoubleDot, "`..`")?;
        self.eat_blank();
        let to = self.bound()?;
        self.eat_blank();
        self.expect(Kind::ListClose, "`]`")?;
        Ok(ExprKind::Range(Box::new((from, to))))
    }

    fn bound(&mut self) -> Parsed<Expr> {
        match self.peek() {
            Kind::Integer | Kind::Identifier | Kind::CurlyOpen => self.operand("a whole number"),
            _ => Err(self.unexpected("a whole number or a reference")),
        }
    }

    fn list(&mut self) -> Parsed<ExprKind> {
        self.expect(Kind::ListOpen, "`[`")?;
        let mut items = Vec::new();
        if self.at_parameter() {
            items.push(self.parameter()?);
            while self.eat(Kind::Comma) {
                items.push(self.parameter()?);
            }
        }
        self.expect(Kind::ListClose, "`,` or `]`")?;
        Ok(ExprKind::List(items))
    }

    fn map(&mut self) -> Parsed<ExprKind> {
        self.expect(Kind::MapOpen, "`{`")?;
        let mut entries = Vec::new();
        let next = if self.peek() == Kind::Whitespace { self.peek_second() } else { self.peek() };
        if matches!(next, Kind::MapClose | Kind::CurlyClose) {
            self.eat_blank();
        } else {
            loop {
                let key = self.parameter()?;
                self.expect(Kind::Colon, "`:`")?;
                entries.push((key, self.parameter()?));
                if !self.eat(Kind::Comma) {
                    break;
                }
            }
        }
        // In a reference's own state the closing brace is a token of another kind.
        if !self.eat(Kind::MapClose) && !self.eat(Kind::CurlyClose) {
            return Err(self.unexpected("`,` or `}`"));
        }
        Ok(ExprKind::Map(entries))
    }
}

/// Returns a whole number as the smallest of Java's types that holds it.
fn integer(image: &str) -> Integer {
    if let Ok(value) = image.parse() {
        Integer::Int(value)
    } else if let Ok(value) = image.parse() {
        Integer::Long(value)
    } else {
        Integer::Big(image.into())
    }
}
