//! The pieces of a block: text, comments, references, `#set`, `#if`.

use super::{Parsed, Parser, Trouble};
use crate::diagnostics::{Applicability, Diagnostic, Source};
use crate::text::{Edit, Span};
use crate::vtl::ast::{Block, Expr, ExprKind, If, Node, NodeKind, Set};
use crate::vtl::token::Kind;

impl Parser<'_, '_> {
    /// Reads the whole source.
    pub(super) fn template(&mut self) -> Block {
        let mut nodes = Vec::new();
        loop {
            nodes.append(&mut self.statements());
            match self.peek() {
                Kind::Eof => break,
                found => nodes.push(self.stray(found)),
            }
        }
        Block { span: self.map.span(0, self.source.len()), nodes }
    }

    /// Reads pieces until something that ends a block: `#end`, `#else`, `#elseif`, or the end.
    pub(super) fn statements(&mut self) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            match self.peek() {
                Kind::Eof | Kind::End | Kind::Else | Kind::ElseIf => return nodes,
                _ => nodes.push(self.statement()),
            }
        }
    }

    /// Reads one piece. Always consumes at least one token.
    fn statement(&mut self) -> Node {
        let first = self.at;
        let read = match self.peek() {
            Kind::If => self.nested(Self::if_statement),
            Kind::Set => self.set_directive(),
            Kind::Word | Kind::BracketedWord => self.nested(Self::directive),
            Kind::Identifier => self.reference().map(|reference| NodeKind::Reference(Box::new(reference))),
            Kind::CurlyOpen if self.peek_second() == Kind::Identifier => {
                self.reference().map(|reference| NodeKind::Reference(Box::new(reference)))
            }
            Kind::LineComment | Kind::BlockCommentEnd | Kind::FormalCommentEnd => Ok(self.comment()),
            Kind::Unparsed => Ok(self.unparsed()),
            Kind::EscapedDirective => Ok(self.escaped_directive()),
            Kind::DoubleEscape => Ok(self.escapes()),
            Kind::Text
            | Kind::Dot
            | Kind::ParenClose
            | Kind::ParenOpen
            | Kind::Integer
            | Kind::Float
            | Kind::StringLiteral
            | Kind::Escape
            | Kind::CurlyOpen
            | Kind::CurlyClose
            | Kind::EmptyIndex => {
                let index = self.bump();
                Ok(NodeKind::Text(self.literal(index, index).into()))
            }
            _ => Err(self.unexpected("text or a directive")),
        };
        let kind = read.unwrap_or_else(|Trouble| {
            self.step_over(first);
            NodeKind::Error
        });
        let mut span = self.span_from(first);
        if matches!(kind, NodeKind::Text(_)) {
            span = self.with_before(first, span);
        }
        if let NodeKind::Reference(reference) = &kind {
            // The reference has moved its token's start past the backslashes.
            span = reference.span.to(span);
        }
        Node { span, kind }
    }

    /// Returns the place of a text with what stuck to its first token: all that stands behind the token before.
    fn with_before(&self, first: usize, span: Span) -> Span {
        let stuck = self.tokens.get(first).is_some_and(|token| token.before.is_some());
        let from = first.checked_sub(1).map_or(0, |before| self.raw(before).1);
        let (start, end) = self.raw(first);
        if stuck && from < start { self.map.span(from, end).to(span) } else { span }
    }

    /// Steps over a piece that could not be read.
    fn step_over(&mut self, first: usize) {
        if self.at == first {
            self.bump();
        }
        self.resync(first);
    }

    /// Reports an `#end`, `#else` or `#elseif` that belongs to nothing, and steps over it.
    pub(super) fn stray(&mut self, found: Kind) -> Node {
        let first = self.bump();
        let span = self.trimmed(first);
        let message = match found {
            Kind::End => "`#end` that closes nothing",
            Kind::Else => "`#else` without `#if`",
            _ => "`#elseif` without `#if`",
        };
        let diagnostic = Diagnostic::error("vtl/stray-directive", message, Source::Template, span).fix(
            "remove it",
            Applicability::Unsafe,
            Source::Template,
            vec![Edit::replace(span, "")],
        );
        self.fail(diagnostic);
        if found == Kind::ElseIf {
            self.resync(first);
        }
        Node { span: self.span_from(first), kind: NodeKind::Error }
    }

    /// Returns the place of a directive's token without the blanks and the line break that it may end in.
    fn trimmed(&self, index: usize) -> Span {
        let (start, end) = self.raw(index);
        let len = self.image(index).trim_end().len();
        self.map.span(start, if len == 0 { end } else { start + len })
    }

    fn comment(&mut self) -> NodeKind {
        let index = self.bump();
        if self.tokens.get(index).is_some_and(|token| token.kind == Kind::LineComment) {
            self.eat(Kind::LineCommentEnd);
        }
        // Only what precedes the mark in the same token is printed: a `$`, say.
        let image = self.image(index);
        let shown = image.find("##").or_else(|| image.find("#*")).unwrap_or(0);
        NodeKind::Comment(image.get(..shown).unwrap_or("").into())
    }

    fn unparsed(&mut self) -> NodeKind {
        let index = self.bump();
        let image = self.image(index);
        // The original cuts three characters at each end, whatever they are.
        let inner = image.get(3..image.len().saturating_sub(3)).unwrap_or("");
        NodeKind::Unparsed(inner.into())
    }

    /// `\#name`: if the name is a directive, half of the backslashes are dropped.
    fn escaped_directive(&mut self) -> NodeKind {
        let index = self.bump();
        let image = self.image(index);
        let slashes = image.bytes().take_while(|byte| *byte == b'\\').count();
        let directive = image.get(slashes..).unwrap_or("");
        let name = directive.strip_prefix('#').unwrap_or(directive);
        let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
        if self.is_known(name) || matches!(name, "if" | "end" | "set" | "else" | "elseif") {
            // All but one backslash come in pairs.
            let kept = (slashes - 1) / 2;
            if let Some(token) = self.tokens.get_mut(index) {
                token.start += u32::try_from(slashes - kept).unwrap_or(0);
            }
        }
        NodeKind::Escaped(self.image(index).into())
    }

    /// `\\`: halved before a directive.
    fn escapes(&mut self) -> NodeKind {
        let mut count = 0;
        while self.peek() == Kind::DoubleEscape {
            self.bump();
            count += 1;
        }
        let next = self.peek();
        let mut control = matches!(next, Kind::End | Kind::If | Kind::ElseIf | Kind::Else);
        let mut following = self.image(self.at).chars();
        following.next();
        control |= self.is_known(following.as_str());
        NodeKind::Escaped(if control { "\\" } else { "\\\\" }.repeat(count).into())
    }

    /// Tells whether `name` is a directive or a macro, as far as backslashes are concerned.
    fn is_known(&self, name: &str) -> bool {
        self.shared.dialect.is_directive(name)
            || self.shared.macro_names.contains(name)
            || self.shared.known_macros.contains(name)
    }

    fn set_directive(&mut self) -> Parsed<NodeKind> {
        self.bump();
        self.eat_blank();
        let target_token = self.at;
        let target = match self.peek() {
            Kind::Identifier | Kind::CurlyOpen => self.reference()?,
            _ => return Err(self.unexpected("the variable to set")),
        };
        let mut name = self.image(target_token).chars();
        name.next();
        let slot = self.shared.names.intern(name.as_str());
        self.eat_blank();
        self.expect(Kind::Assign, "`=`")?;
        let value = self.expression()?;
        self.expect(Kind::ParenClose, "`)` or an operator")?;
        self.lexer.end_set();
        Ok(NodeKind::Set(Box::new(Set { target, slot, value })))
    }

    fn if_statement(&mut self) -> Parsed<NodeKind> {
        let opened = self.at;
        let mut branches = vec![self.branch()];
        while self.peek() == Kind::ElseIf {
            branches.push(self.branch());
        }
        let mut otherwise = None;
        if self.peek() == Kind::Else {
            self.bump();
            otherwise = Some(self.block());
        }
        self.close(opened, "#if");
        Ok(NodeKind::If(Box::new(If { branches, otherwise })))
    }

    /// Reads `#if(condition)` or `#elseif(condition)` and what follows.
    fn branch(&mut self) -> (Expr, Block) {
        let first = self.bump();
        let condition = self.condition().unwrap_or_else(|Trouble| {
            self.resync(first);
            Expr { span: self.span_from(first), kind: ExprKind::Error }
        });
        (condition, self.block())
    }

    fn condition(&mut self) -> Parsed<Expr> {
        self.eat_blank();
        self.expect(Kind::ParenOpen, "`(` and a condition")?;
        let condition = self.expression()?;
        self.expect(Kind::ParenClose, "`)` or an operator")?;
        Ok(condition)
    }

    /// Reads the pieces of a block.
    pub(super) fn block(&mut self) -> Block {
        let first = self.at;
        self.peek();
        let start = self.raw(first).0;
        let nodes = self.statements();
        let end = self.raw(self.at.min(self.tokens.len().saturating_sub(1))).0;
        Block { span: self.map.span(start, end.max(start)), nodes }
    }

    /// Reads the `#end` of the directive whose first token is `opened`.
    pub(super) fn close(&mut self, opened: usize, name: &str) {
        loop {
            match self.peek() {
                Kind::End => {
                    self.bump();
                    return;
                }
                Kind::Eof => {
                    let opening = self.map.span(self.raw(opened).0, self.raw(opened).1);
                    let end = self.map.span(self.source.len(), self.source.len());
                    let message = format!("`{name}` without `#end`");
                    let diagnostic = Diagnostic::error("vtl/unclosed-directive", message, Source::Template, opening)
                        .help("opened here")
                        .fix(
                            "insert `#end` at the end",
                            Applicability::Unsafe,
                            Source::Template,
                            vec![Edit::insert(end.start as usize, "#end")],
                        );
                    self.fail(diagnostic);
                    return;
                }
                found => {
                    self.stray(found);
                    self.statements();
                }
            }
        }
    }
}
