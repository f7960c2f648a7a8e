//! Directives by name: those that Velocity loads, and calls of macros, known or not.

use super::{Deferred, Parsed, Parser, Trouble};
use crate::vtl::ast::{Block, Call, Define, Expr, ExprKind, Foreach, Include, MacroDefinition, NodeKind};
use crate::vtl::token::Kind;
use std::sync::Arc;

/// An argument with the token that it begins with: some directives read a name out of that.
struct Argument {
    expr: Expr,
    first: usize,
    last: usize,
}

impl Parser<'_, '_> {
    /// Reads `#name`, its arguments, and its block if it has one.
    pub(super) fn directive(&mut self) -> Parsed<NodeKind> {
        let opened = self.at;
        let bracketed = self.peek() == Kind::BracketedWord;
        let index = self.bump();
        let image = self.image(index);
        let name = if bracketed { image.get(2..image.len().saturating_sub(1)) } else { image.get(1..) };
        let name: Arc<str> = name.unwrap_or("").into();
        let known = self.shared.dialect.is_directive(&name);
        let defines = &*name == "macro";
        self.lexer.enter_directive();
        if !self.lexer.parenthesis_follows() {
            self.lexer.leave_directive();
            if defines {
                return Err(self.fail_at(
                    "vtl/macro-name",
                    "`#macro` needs a name in parentheses",
                    self.span(index, index),
                ));
            }
            return self.without_arguments(opened, &name, known);
        }
        let block_call = !known && name.starts_with('@');
        let takes_block = block_call || matches!(&*name, "foreach" | "literal" | "define" | "macro") && known;
        let arguments = match self.directive_arguments(opened, &name, known) {
            Ok(arguments) => arguments,
            Err(Trouble) if takes_block => {
                // Read the block all the same, so that its `#end` is not taken for another's.
                self.resync(opened);
                self.block();
                self.close(opened, image);
                return Ok(NodeKind::Error);
            }
            Err(trouble) => return Err(trouble),
        };
        if !takes_block {
            return self.line_directive(opened, &name, known, arguments);
        }
        let inside = self.at;
        let block = self.block();
        let before_end = self.at.saturating_sub(1);
        self.close(opened, image);
        match &*name {
            "foreach" => self.foreach(arguments, block, inside),
            "define" => self.define(opened, &arguments, block),
            "macro" => self.define_macro(opened, &arguments, block),
            "literal" => self.literal_block(opened, &arguments, inside, before_end),
            _ => Ok(self.call(opened, name.get(1..).unwrap_or(""), arguments, Some(block))),
        }
    }

    fn directive_arguments(&mut self, opened: usize, name: &str, known: bool) -> Parsed<Vec<Argument>> {
        self.eat_blank();
        self.expect(Kind::ParenOpen, "`(`")?;
        let mut arguments: Vec<Argument> = Vec::new();
        let is_macro = !known && self.shared.known_macros.contains(name);
        loop {
            let next = if self.peek() == Kind::Whitespace { self.peek_second() } else { self.peek() };
            if next == Kind::ParenClose {
                break;
            }
            self.eat_blank();
            if self.eat(Kind::Comma) {
                self.eat_blank();
            }
            let first = self.at;
            let expr = self.directive_argument()?;
            let position = arguments.len();
            let word = matches!(expr.kind, ExprKind::Word(_));
            let span = expr.span;
            arguments.push(Argument { expr, first, last: self.at.saturating_sub(1) });
            if name == "macro" && position == 0 {
                if !word {
                    return Err(self.fail_at("vtl/macro-name", "a macro's name is a bare word", span));
                }
            } else if word && (is_macro || known && !(name == "foreach" && position == 1)) {
                return Err(self.fail_at("vtl/bare-word", "a bare word cannot stand here", span));
            }
        }
        self.eat_blank();
        if self.peek() != Kind::ParenClose {
            let _ = opened;
            return Err(self.unexpected("an argument or `)`"));
        }
        self.bump();
        Ok(arguments)
    }

    /// A name without parentheses: a directive that needs none, an error, or text.
    fn without_arguments(&mut self, opened: usize, name: &str, known: bool) -> Parsed<NodeKind> {
        if known && matches!(name, "foreach" | "define" | "literal") {
            let message = format!("`#{name}` needs parentheses");
            return Err(self.fail_at("vtl/missing-arguments", message, self.span(opened, opened)));
        }
        if !known && name.starts_with('@') {
            return Ok(NodeKind::Text(format!("#{name}").into()));
        }
        self.line_directive(opened, name, known, Vec::new())
    }

    /// Directives without a block.
    fn line_directive(
        &mut self,
        opened: usize,
        name: &str,
        known: bool,
        mut arguments: Vec<Argument>,
    ) -> Parsed<NodeKind> {
        if !known {
            return Ok(self.call(opened, name, arguments, None));
        }
        match name {
            "break" | "stop" => {
                if arguments.len() > 1 {
                    let message = format!("`#{name}` takes at most one argument");
                    return Err(self.fail_at("vtl/argument-count", message, self.span_from(opened)));
                }
                let argument = arguments.pop().map(|argument| argument.expr);
                Ok(if name == "break" { NodeKind::Break(argument) } else { NodeKind::Stop(argument) })
            }
            "evaluate" => match arguments.pop() {
                Some(argument)
                    if arguments.is_empty()
                        && matches!(argument.expr.kind, ExprKind::Text(_) | ExprKind::Reference(_)) =>
                {
                    Ok(NodeKind::Evaluate(argument.expr))
                }
                _ => {
                    let message = "`#evaluate` takes one text in quotes or one reference";
                    Err(self.fail_at("vtl/argument-count", message, self.span_from(opened)))
                }
            },
            _ => Ok(NodeKind::Include(Box::new(Include {
                parse: name == "parse",
                arguments: arguments.into_iter().map(|argument| argument.expr).collect(),
            }))),
        }
    }

    fn call(&mut self, opened: usize, name: &str, arguments: Vec<Argument>, body: Option<Block>) -> NodeKind {
        let last = self.at.saturating_sub(1);
        // The text of the call is put together from the tokens alone: comments in it are lost.
        let literal: String = (opened..=last).map(|index| self.image(index)).collect();
        NodeKind::Call(Box::new(Call {
            name: name.into(),
            texts: arguments.iter().map(|argument| self.literal(argument.first, argument.last).into()).collect(),
            arguments: arguments.into_iter().map(|argument| argument.expr).collect(),
            body: body.map(Arc::new),
            literal: literal.into(),
        }))
    }

    fn foreach(&mut self, arguments: Vec<Argument>, body: Block, inside: usize) -> Parsed<NodeKind> {
        let variable: Arc<str> = match arguments.first() {
            Some(Argument { expr: Expr { kind: ExprKind::Reference(reference), .. }, .. }) => {
                reference.root.text.clone()
            }
            Some(argument) => self.without_first(argument.first),
            None => self.without_first(inside),
        };
        Ok(NodeKind::Foreach(Box::new(Foreach {
            slot: self.shared.names.intern(&variable),
            variable,
            arguments: arguments.into_iter().map(|argument| argument.expr).collect(),
            body,
        })))
    }

    fn define(&mut self, opened: usize, arguments: &[Argument], body: Block) -> Parsed<NodeKind> {
        let [argument] = arguments else {
            let message = "`#define` takes one reference: the name";
            return Err(self.fail_at("vtl/argument-count", message, self.span(opened, opened)));
        };
        let name = self.without_first(argument.first);
        Ok(NodeKind::Define(Box::new(Define { slot: self.shared.names.intern(&name), name, body: Arc::new(body) })))
    }

    fn define_macro(&mut self, opened: usize, arguments: &[Argument], body: Block) -> Parsed<NodeKind> {
        let Some((name, parameters)) = arguments.split_first() else {
            return Err(self.fail_at("vtl/macro-name", "`#macro` needs a name", self.span(opened, opened)));
        };
        let name: Arc<str> = self.image(name.first).into();
        let parameters = parameters
            .iter()
            .map(|parameter| {
                let image = self.image(parameter.first);
                let name: Arc<str> = image.strip_prefix('$').unwrap_or(image).into();
                (name.clone(), self.shared.names.intern(&name))
            })
            .collect();
        self.shared.macro_names.insert(name.clone());
        let definition = Arc::new(MacroDefinition { name, parameters, body });
        self.shared.queue.push(Deferred::Register(definition.clone()));
        Ok(NodeKind::Macro(definition))
    }

    fn literal_block(
        &mut self,
        opened: usize,
        arguments: &[Argument],
        inside: usize,
        before_end: usize,
    ) -> Parsed<NodeKind> {
        if let Some(argument) = arguments.first() {
            return Ok(NodeKind::Literal(self.literal(argument.first, argument.last).into()));
        }
        if before_end < inside {
            // The original runs off the end of the template looking for the block's last token.
            return Err(self.fail_at("vtl/empty-literal", "`#literal` with nothing in it", self.span(opened, opened)));
        }
        Ok(NodeKind::Literal(self.literal(inside, before_end).into()))
    }

    /// Returns a token's text without its first character: how the original gets from `$name` to `name`.
    fn without_first(&self, index: usize) -> Arc<str> {
        let mut image = self.image(index).chars();
        image.next();
        image.as_str().into()
    }
}
