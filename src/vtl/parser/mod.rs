//! Reads a template into its tree, with every error on the way.
//!
//! The grammar is Velocity 1.7's, with its lookaheads, because they decide what is text and what is an error. The
//! original stops at the first error and renders nothing; this parser notes it ([`Shared::failure`]), reports it with
//! its place, steps over the directive in question and goes on, so that an editor always has a tree.
//!
//! `statement` reads the pieces of a block, `directive` those with a `#`, `reference` and `expression` the rest;
//! `strings` opens texts in double quotes, which are templates of their own.

mod directive;
mod expression;
mod reference;
mod statement;
mod strings;

use super::ast::{Block, Interpolated, MacroDefinition, Names};
use super::dialect::Dialect;
use super::lexer::Lexer;
use super::rendered::Failure;
use super::token::{Kind, Token};
use crate::diagnostics::{Applicability, Diagnostic, Source};
use crate::text::filled::Filled;
use crate::text::{Edit, Span};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use strings::SourceMap;

/// How deep blocks, expressions and texts may be nested. Deeper ones are reported and not read.
const MAX_DEPTH: usize = 120;

/// How many errors are told; beyond, one has run into the other.
const MAX_DIAGNOSTICS: usize = 500;

/// What one reading of a template yields.
#[derive(Default)]
pub(super) struct Read {
    pub(super) root: Block,
    pub(super) names: Names,
    /// The macros in the order in which the original registers them.
    pub(super) macros: Vec<Arc<MacroDefinition>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) failure: Option<Failure>,
}

/// Reads a template.
pub(super) fn read(source: &str, dialect: Dialect) -> Read {
    read_at(source, SourceMap::identity(), dialect, Names::default(), HashSet::new())
}

/// Reads a template in which names were filled in; all places are those of the template as it is written.
pub(super) fn read_filled(filled: &Filled, dialect: Dialect) -> Read {
    let mut read = read_at(&filled.text, SourceMap::filled(filled.places()), dialect, Names::default(), HashSet::new());
    // What is wrong may stand in a value, which no edit of the template changes.
    read.diagnostics.iter_mut().for_each(|diagnostic| diagnostic.fixes.clear());
    read
}

/// Reads a text that is evaluated while rendering, all of which stands where `span` is; `names` and `macros` are what
/// is known already.
pub(super) fn read_evaluated(
    source: &str,
    span: Span,
    dialect: Dialect,
    names: Names,
    macros: HashSet<Arc<str>>,
) -> Read {
    read_at(source, SourceMap::all_at(span), dialect, names, macros)
}

fn read_at(source: &str, map: SourceMap, dialect: Dialect, mut names: Names, macros: HashSet<Arc<str>>) -> Read {
    if dialect.evaluate {
        // A text that is evaluated while rendering may name what a loop sets.
        for name in ["foreach", "velocityCount", "velocityHasNext"] {
            names.intern(name);
        }
    }
    let mut shared = Shared {
        dialect,
        names,
        macro_names: HashSet::new(),
        known_macros: macros,
        macros: Vec::new(),
        queue: Vec::new(),
        diagnostics: Vec::new(),
        failure: None,
        depth: 0,
        height: 0,
    };
    let root = Parser::new(source, map, &mut shared).template();
    strings::open_queued(&mut shared);
    let Shared { names, macros, diagnostics, failure, .. } = shared;
    Read { root, names, macros, diagnostics, failure }
}

/// What the parsers of a template and of the texts in it have in common.
struct Shared {
    dialect: Dialect,
    names: Names,
    /// Names of macros read so far: they count when backslashes before a `#` are read.
    macro_names: HashSet<Arc<str>>,
    /// Names of macros registered so far.
    known_macros: HashSet<Arc<str>>,
    macros: Vec<Arc<MacroDefinition>>,
    /// What the original does after reading, in its order.
    queue: Vec<Deferred>,
    diagnostics: Vec<Diagnostic>,
    /// The first thing at which the original gives up.
    failure: Option<Failure>,
    depth: usize,
    /// How many operators work on each other's results in what was read last.
    height: usize,
}

/// Something done once the whole template has been read.
enum Deferred {
    /// Read the template in a text.
    Open { into: Arc<Interpolated>, source: String, map: SourceMap },
    /// Register a macro.
    Register(Arc<MacroDefinition>),
}

/// An error has been reported; whoever can, steps over it.
#[derive(Debug)]
struct Trouble;

type Parsed<T> = Result<T, Trouble>;

/// Reads one source: the template, or a text in it.
struct Parser<'s, 'a> {
    source: &'s str,
    map: SourceMap,
    lexer: Lexer<'s>,
    tokens: Vec<Token>,
    /// The index of the next token.
    at: usize,
    /// Where references end that were looked at ahead.
    scanned: HashMap<usize, Option<usize>>,
    shared: &'a mut Shared,
}

impl<'s, 'a> Parser<'s, 'a> {
    fn new(source: &'s str, map: SourceMap, shared: &'a mut Shared) -> Self {
        // About as many as a template of references and short texts has.
        let tokens = Vec::with_capacity(source.len() / 6 + 4);
        Self { source, map, lexer: Lexer::new(source), tokens, at: 0, scanned: HashMap::new(), shared }
    }

    /// Reads tokens until there is one at `index`, and returns its kind.
    #[inline]
    fn kind_at(&mut self, index: usize) -> Kind {
        match self.tokens.get(index) {
            Some(token) => token.kind,
            None => self.read_to(index),
        }
    }

    fn read_to(&mut self, index: usize) -> Kind {
        while self.tokens.len() <= index {
            if let Some(last) = self.tokens.last()
                && last.kind == Kind::Eof
            {
                return Kind::Eof;
            }
            let token = self.lexer.next();
            let invalid = token.kind == Kind::Invalid;
            self.tokens.push(token);
            if invalid {
                self.report_invalid();
            }
        }
        self.tokens.get(index).map_or(Kind::Eof, |token| token.kind)
    }

    /// Returns the kind of the next token.
    fn peek(&mut self) -> Kind {
        self.kind_at(self.at)
    }

    /// Returns the kind of the token after the next one.
    fn peek_second(&mut self) -> Kind {
        self.kind_at(self.at + 1)
    }

    /// Consumes the next token and returns its index.
    fn bump(&mut self) -> usize {
        self.kind_at(self.at);
        let index = self.at.min(self.tokens.len().saturating_sub(1));
        if self.tokens.get(index).is_some_and(|token| token.kind != Kind::Eof) {
            self.at += 1;
        }
        index
    }

    /// Consumes the next token if it is of that kind.
    fn eat(&mut self, kind: Kind) -> bool {
        let found = self.peek() == kind;
        if found {
            self.bump();
        }
        found
    }

    /// Consumes the next token, which must be of that kind.
    fn expect(&mut self, kind: Kind, what: &str) -> Parsed<usize> {
        if self.peek() == kind { Ok(self.bump()) } else { Err(self.unexpected(what)) }
    }

    fn eat_blank(&mut self) {
        self.eat(Kind::Whitespace);
    }

    /// Returns the bytes of a token in this parser's own source.
    fn raw(&self, index: usize) -> (usize, usize) {
        self.tokens.get(index).map_or((self.source.len(), self.source.len()), |t| (t.start as usize, t.end as usize))
    }

    /// Returns a token's text.
    fn image(&self, index: usize) -> &'s str {
        let (start, end) = self.raw(index);
        self.source.get(start..end).unwrap_or("")
    }

    /// Returns the place of tokens in the template.
    fn span(&self, first: usize, last: usize) -> Span {
        let (start, _) = self.raw(first);
        let (_, end) = self.raw(last);
        self.map.span(start, end.max(start))
    }

    /// Returns the place from token `first` to the last one consumed.
    fn span_from(&self, first: usize) -> Span {
        self.span(first, self.at.saturating_sub(1).max(first))
    }

    /// Returns the text of tokens as the original puts it together again: with what stuck to them, without comments.
    fn literal(&self, first: usize, last: usize) -> Cow<'s, str> {
        let tokens = self.tokens.get(first..=last.min(self.tokens.len().saturating_sub(1))).unwrap_or_default();
        let is_plain = |token: &Token| token.kind != Kind::BlockCommentEnd && token.before.is_none();
        let joined = tokens.iter().zip(tokens.iter().skip(1)).all(|(token, next)| token.end == next.start);
        if joined && tokens.iter().all(is_plain) {
            let (start, _) = self.raw(first);
            let (_, end) = tokens.last().map_or((start, start), |last| (0, last.end as usize));
            return self.source.get(start..end).unwrap_or("").into();
        }
        let mut text = String::new();
        for (index, token) in (first..).zip(tokens) {
            if token.kind == Kind::BlockCommentEnd {
                continue;
            }
            text.push_str(token.before.as_deref().unwrap_or(""));
            text.push_str(self.image(index));
        }
        text.into()
    }

    /// Runs `inner` one level deeper, unless that is too deep.
    fn nested<T>(&mut self, inner: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.shared.depth >= MAX_DEPTH {
            self.peek();
            let index = self.at.min(self.tokens.len().saturating_sub(1));
            return Err(self.fail_at("vtl/too-deep", "nested too deep", self.span(index, index)));
        }
        self.shared.depth += 1;
        let result = inner(self);
        self.shared.depth -= 1;
        result
    }

    /// Reports that the next token does not fit.
    fn unexpected(&mut self, wanted: &str) -> Trouble {
        let found = self.peek();
        let index = self.at.min(self.tokens.len().saturating_sub(1));
        if found == Kind::Invalid {
            return Trouble; // Reported when it was read.
        }
        let found_words = match (found.describe(), self.image(index).trim()) {
            (Some(words), _) => words.to_owned(),
            (None, "") => "this".to_owned(),
            (None, image) => format!("`{image}`"),
        };
        let message = format!("expected {wanted}, found {found_words}");
        let diagnostic = Diagnostic::error("vtl/unexpected", message, Source::Template, self.span(index, index));
        let diagnostic = match self.repair(wanted, found, index) {
            Some((title, edit)) => diagnostic.fix(title, Applicability::Unsafe, Source::Template, vec![edit]),
            None => diagnostic,
        };
        self.fail(diagnostic);
        Trouble
    }

    /// Returns the change that most likely mends a token that does not fit: another operator, or what was left out.
    fn repair(&self, wanted: &str, found: Kind, index: usize) -> Option<(String, Edit)> {
        if self.map.is_elsewhere() {
            return None;
        }
        let here = self.span(index, index);
        let before = index.checked_sub(1).map_or(here.start, |before| {
            let (start, _) = self.raw(before);
            self.map.span(start, start + self.image(before).trim_end().len()).end
        });
        let replace = |text: &str| Some((format!("write `{text}`"), Edit::replace(here, text)));
        let insert = |at: u32, text: &str| Some((format!("insert `{text}`"), Edit::insert(at as usize, text)));
        match (wanted, found) {
            ("`)` or an operator", Kind::Assign) => replace("=="),
            ("`=`", Kind::Equal) => replace("="),
            ("the variable to set", Kind::Word) => insert(here.start, "$"),
            ("`(` and a condition", Kind::Identifier | Kind::CurlyOpen) => insert(here.start, "("),
            ("`)` or an operator" | "`,` or `)`" | "an argument or `)`", Kind::Eof) => insert(before, ")"),
            ("`]`" | "`,` or `]`", Kind::Eof | Kind::ParenClose) => insert(before, "]"),
            ("`,` or `}`" | "`}`", Kind::Eof | Kind::ParenClose) => insert(before, "}"),
            ("`:`", Kind::StringLiteral | Kind::Integer | Kind::Identifier) => insert(before, ":"),
            _ => None,
        }
    }

    /// Reports an error at a place; the first one is why the template does not render.
    fn fail_at(&mut self, rule: &'static str, message: impl Into<String>, span: Span) -> Trouble {
        let diagnostic = Diagnostic::error(rule, message, Source::Template, span);
        self.fail(diagnostic);
        Trouble
    }

    fn fail(&mut self, diagnostic: Diagnostic) {
        if self.shared.failure.is_none() {
            let span = diagnostic.primary().map(|location| location.span).unwrap_or_default();
            self.shared.failure = Some(Failure::syntax(diagnostic.message.clone(), span));
        }
        if self.shared.diagnostics.len() < MAX_DIAGNOSTICS {
            self.shared.diagnostics.push(diagnostic);
        }
    }

    /// Reports text that fits no rule: an unfinished token, or a character that means nothing where it stands.
    fn report_invalid(&mut self) {
        let index = self.tokens.len() - 1;
        let image = self.image(index);
        let span = self.span(index, index);
        let at_end = self.raw(index).1 >= self.source.len();
        let begun = image.trim_start_matches('\\');
        let diagnostic = if at_end && begun.starts_with('$') {
            Diagnostic::error("vtl/lone-dollar", "a `$` at the very end", Source::Template, span)
                .help("put a blank or a line break after it")
        } else if at_end && begun.starts_with("#[[") {
            let said = Diagnostic::error("vtl/unclosed-unparsed", "`#[[` without `]]#`", Source::Template, span);
            self.closed(said, "]]#", span.end)
        } else if at_end && begun.starts_with('#') {
            Diagnostic::error("vtl/lone-hash", "a `#` at the very end", Source::Template, span)
                .help("put a blank or a line break after it")
        } else if begun.starts_with(['"', '\'']) {
            let said = Diagnostic::error("vtl/unclosed-text", "this quote is never closed", Source::Template, span);
            let quote = if begun.starts_with('"') { "\"" } else { "'" };
            // Most likely it ends with its line, before what closes the directive or the index.
            let (start, _) = self.raw(index);
            let rest = self.source.get(start..).unwrap_or(image);
            let line = rest.lines().next().unwrap_or(image).trim_end();
            let line = line.strip_suffix([')', ']']).unwrap_or(line);
            let end = self.map.span(start, start + line.len()).end;
            self.closed(said, quote, end)
        } else {
            let message = format!("`{}` means nothing here", image.escape_debug());
            let said = Diagnostic::error("vtl/unexpected-character", message, Source::Template, span);
            // Half of an operator.
            if matches!(image, "&" | "|") { self.closed(said, image, span.end) } else { said }
        };
        self.fail(diagnostic);
    }

    /// Offers to close something at `end`.
    fn closed(&self, diagnostic: Diagnostic, closing: &str, end: u32) -> Diagnostic {
        if self.map.is_elsewhere() {
            return diagnostic;
        }
        let edits = vec![Edit::insert(end as usize, closing)];
        diagnostic.fix(format!("insert `{closing}`"), Applicability::Unsafe, Source::Template, edits)
    }

    /// Steps over what could not be read: to the parenthesis that closes it, or to the end of the line, and reads on
    /// as text from there.
    fn resync(&mut self, first: usize) {
        let (start, _) = self.raw(first);
        let (_, reached) = self.raw(self.at.min(self.tokens.len().saturating_sub(1)));
        let stop = closing(self.source.as_bytes(), start, reached);
        self.lexer.restart(stop);
        let consumed = self.at.min(self.tokens.len());
        self.tokens.truncate(consumed.max(first + 1));
        self.at = self.tokens.len();
        if let Some(last) = self.tokens.last_mut() {
            last.end = u32::try_from(stop).unwrap_or(u32::MAX).max(last.start);
            if last.kind == Kind::Eof {
                last.kind = Kind::Text;
            }
        }
        self.scanned.clear();
    }
}

/// Returns where reading goes on after an error in what begins at `start`, having got to `reached`.
fn closing(source: &[u8], start: usize, reached: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in source.iter().enumerate().skip(start) {
        match byte {
            b'(' => depth += 1,
            b')' if depth <= 1 => return at + 1,
            b')' => depth -= 1,
            b'\n' if at > start => return at,
            _ => {}
        }
    }
    source.len().max(reached.min(source.len()))
}
