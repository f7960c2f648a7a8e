//! References: their parts, their escapes, and what they print without a value.

use super::{Parsed, Parser};
use crate::vtl::ast::{Index, Method, Name, Property, Reference, Step, Way};
use crate::vtl::methods::Getter;
use crate::vtl::token::Kind;
use std::sync::Arc;

impl Parser<'_, '_> {
    /// Reads a reference: `$name…`, `${name…}`, or a name alone where the lexer is still inside one.
    pub(super) fn reference(&mut self) -> Parsed<Reference> {
        self.nested(Self::reference_here)
    }

    fn reference_here(&mut self) -> Parsed<Reference> {
        let first = self.at;
        let formal = self.eat(Kind::CurlyOpen);
        let identifier = self.expect(Kind::Identifier, "a name")?;
        let mut steps = Vec::new();
        self.indexes(&mut steps)?;
        while self.peek() == Kind::Dot && self.peek_second() == Kind::Identifier {
            self.bump();
            if self.method_ahead() {
                steps.push(Step::Method(self.method()?));
            } else {
                let name = self.bump();
                let name = self.name(name);
                steps.push(Step::Property(Property { getter: Getter::of(&name.text), name }));
            }
            self.indexes(&mut steps)?;
        }
        if formal {
            self.expect(Kind::CurlyClose, "`}`")?;
        }
        Ok(self.finish_reference(first, identifier, steps))
    }

    fn name(&self, index: usize) -> Name {
        Name { text: self.image(index).into(), span: self.span(index, index) }
    }

    fn indexes(&mut self, steps: &mut Vec<Step>) -> Parsed<()> {
        while self.peek() == Kind::IndexOpen {
            let first = self.bump();
            let argument = self.index_parameter()?;
            self.expect(Kind::IndexClose, "`]`")?;
            steps.push(Step::Index(Index { span: self.span_from(first), argument }));
        }
        Ok(())
    }

    /// Tells whether a call follows: a name, `(`, and something that a call may go on with.
    fn method_ahead(&mut self) -> bool {
        self.kind_at(self.at + 1) == Kind::ParenOpen
            && matches!(
                self.kind_at(self.at + 2),
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
                    | Kind::CallClose
            )
    }

    fn method(&mut self) -> Parsed<Method> {
        let first = self.bump();
        let name = self.name(first);
        self.expect(Kind::ParenOpen, "`(`")?;
        let mut arguments = Vec::new();
        if self.at_parameter() {
            arguments.push(self.parameter()?);
            while self.eat(Kind::Comma) {
                arguments.push(self.parameter()?);
            }
        }
        self.expect(Kind::CallClose, "`,` or `)`")?;
        Ok(Method::new(name, arguments, self.span_from(first)))
    }

    /// Works out how a reference is written: the original does so from the text of its first token.
    fn finish_reference(&mut self, first: usize, identifier: usize, steps: Vec<Step>) -> Reference {
        let last = self.at.saturating_sub(1);
        let span = self.span(first, last);
        let image = self.image(first);
        if let Some((root, null_text)) = dollar_escaped_bang(image) {
            return self.uncomputable(first, last, root, null_text, steps);
        }
        let slashes = image.bytes().take_while(|byte| *byte == b'\\').count();
        if let Some(token) = self.tokens.get_mut(first) {
            // From here on the original no longer sees the backslashes.
            token.start += u32::try_from(slashes).unwrap_or(0);
        }
        let image = self.image(first);
        let dollar = image.rfind('$').unwrap_or(0);
        let (prefix, mark) = image.split_at(dollar);
        if let Some(token) = self.tokens.get_mut(first) {
            token.start += u32::try_from(dollar).unwrap_or(0);
        }
        let escaped = slashes % 2 != 0;
        let literal: Arc<str> = self.literal(first, last).into();
        let quiet = mark.starts_with("$!");
        let formal = mark.starts_with("$!{") || mark == "${";
        let runt = !mark.starts_with('$');
        let root = if formal {
            self.image(identifier)
        } else {
            mark.strip_prefix("$!").or_else(|| mark.strip_prefix('$')).unwrap_or(mark)
        };
        let root_end = if formal || runt { self.raw(identifier).1 } else { self.raw(first).1 };
        let root_span = self.map.span(root_end.saturating_sub(root.len()), root_end);
        let (slot, root) = self.shared.names.intern_shared(root);
        let is_bare = slashes == 0 && prefix.is_empty() && !runt;
        let (way, path, replacing) = if is_bare { Way::of(&steps) } else { (Way::Values, Box::default(), None) };
        Reference {
            span,
            slot,
            root: Name { text: root, span: root_span },
            formal,
            quiet,
            escaped,
            computable: true,
            runt,
            escapes: "\\".repeat(slashes / 2).into(),
            prefix: prefix.into(),
            null_text: if quiet && !escaped { None } else { Some(literal.clone()) },
            literal,
            steps,
            way,
            path,
            replacing,
        }
    }

    /// `$\!name` is no reference, yet looks like one.
    fn uncomputable(
        &mut self,
        first: usize,
        last: usize,
        root: String,
        null_text: String,
        steps: Vec<Step>,
    ) -> Reference {
        Reference {
            span: self.span(first, last),
            slot: self.shared.names.intern(&root),
            root: Name { text: root.into(), span: self.span(first, first) },
            formal: false,
            quiet: false,
            escaped: false,
            computable: false,
            runt: false,
            escapes: "".into(),
            prefix: "".into(),
            null_text: Some(null_text.into()),
            literal: self.literal(first, last).into(),
            steps,
            way: Way::Values,
            path: Box::default(),
            replacing: None,
        }
    }

    /// Tells whether a range follows: `[`, a number or a reference, `..`.
    pub(super) fn range_ahead(&mut self) -> bool {
        let Some(at) = self.scan(self.at, Kind::ListOpen) else { return false };
        let at = self.scan_blank(at);
        let Some(at) = self.scan(at, Kind::Integer).or_else(|| self.scan_reference(at)) else { return false };
        let at = self.scan_blank(at);
        self.kind_at(at) == Kind::DoubleDot
    }

    fn scan(&mut self, at: usize, kind: Kind) -> Option<usize> {
        (self.kind_at(at) == kind).then_some(at + 1)
    }

    fn scan_blank(&mut self, at: usize) -> usize {
        self.scan(at, Kind::Whitespace).unwrap_or(at)
    }

    /// Looks ahead over a reference at `at`; returns where it ends.
    fn scan_reference(&mut self, at: usize) -> Option<usize> {
        if let Some(end) = self.scanned.get(&at) {
            return *end;
        }
        if self.shared.depth >= super::MAX_DEPTH {
            return None;
        }
        self.shared.depth += 1;
        let end = self.scan_reference_here(at);
        self.shared.depth -= 1;
        self.scanned.insert(at, end);
        end
    }

    fn scan_reference_here(&mut self, at: usize) -> Option<usize> {
        let formal = self.kind_at(at) == Kind::CurlyOpen;
        let mut at = self.scan(at + usize::from(formal), Kind::Identifier)?;
        at = self.scan_indexes(at);
        while self.kind_at(at) == Kind::Dot {
            let Some(name) = self.scan(at + 1, Kind::Identifier) else { break };
            at = self.scan_call(name).unwrap_or(name);
            at = self.scan_indexes(at);
        }
        if formal { self.scan(at, Kind::CurlyClose) } else { Some(at) }
    }

    fn scan_indexes(&mut self, mut at: usize) -> usize {
        while let Some(inside) = self.scan(at, Kind::IndexOpen) {
            let inside = self.scan_blank(inside);
            let after = match self.kind_at(inside) {
                Kind::StringLiteral | Kind::Integer | Kind::True | Kind::False => Some(inside + 1),
                _ => self.scan_reference(inside),
            };
            let Some(after) = after else { break };
            let after = self.scan_blank(after);
            let Some(closed) = self.scan(after, Kind::IndexClose) else { break };
            at = closed;
        }
        at
    }

    fn scan_call(&mut self, at: usize) -> Option<usize> {
        let mut at = self.scan(at, Kind::ParenOpen)?;
        if let Some(after) = self.scan_parameter(at) {
            at = after;
            while let Some(comma) = self.scan(at, Kind::Comma) {
                at = self.scan_parameter(comma)?;
            }
        }
        self.scan(at, Kind::CallClose)
    }

    fn scan_parameter(&mut self, at: usize) -> Option<usize> {
        let at = self.scan_blank(at);
        let after = match self.kind_at(at) {
            Kind::StringLiteral | Kind::Integer | Kind::Float | Kind::True | Kind::False => at + 1,
            Kind::ListOpen | Kind::MapOpen => self.scan_brackets(at)?,
            _ => self.scan_reference(at)?,
        };
        Some(self.scan_blank(after))
    }

    /// Looks ahead over a list, map or range by its brackets alone: what is wrong inside is an error in any case.
    fn scan_brackets(&mut self, mut at: usize) -> Option<usize> {
        let mut depth = 0_usize;
        loop {
            match self.kind_at(at) {
                Kind::ListOpen | Kind::MapOpen | Kind::IndexOpen | Kind::CurlyOpen => depth += 1,
                Kind::ListClose | Kind::MapClose | Kind::IndexClose | Kind::CurlyClose => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return Some(at + 1);
                    }
                }
                Kind::Eof | Kind::Invalid => return None,
                _ => {}
            }
            at += 1;
        }
    }
}

/// Takes `$\!name` apart: the name under which the original looks for it, and what it prints.
fn dollar_escaped_bang(image: &str) -> Option<(String, String)> {
    // Hardly any reference has a backslash at all.
    if !image.bytes().any(|byte| byte == b'\\') || !image.contains("\\!") {
        return None;
    }
    let dollar = image.find('$')?;
    let start = dollar + image.get(dollar..)?.find('\\')?;
    let slashes = image.get(start..)?.bytes().take_while(|byte| *byte == b'\\').count();
    let text = format!("{}{}", image.get(..start + slashes - 1)?, image.get(start + slashes..)?);
    Some((text.clone(), text))
}
