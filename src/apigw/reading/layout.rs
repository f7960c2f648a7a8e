//! The JSON that a template prints, as far as its text shows: tokens, texts in quotes, and the place of each reference.
//!
//! Nothing is evaluated. After an `#if`, the layout goes on as its first branch left it; after a loop, as one round
//! left it.

use crate::text::Span;

/// Where in the JSON a reference prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Slot {
    /// Inside a text in quotes: its position in [`super::Reading::texts`].
    Text(usize),
    /// Where a value belongs, without quotes.
    Value {
        /// It continues what stands right before it.
        glued: bool,
    },
    /// Between values: where a name, a colon or a comma belongs.
    Between,
    /// Not known: the text is no JSON, or a definition's block.
    Unknown,
}

/// A text in quotes that the template prints.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JsonText {
    /// Offset of its first quote.
    pub open: usize,
    /// Offset of its last quote; `None` if none closes it.
    pub close: Option<usize>,
    /// True for a member's name.
    pub is_name: bool,
}

/// A token of the JSON that the template prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its bytes in the template.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// The kinds of token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenKind {
    /// `{`.
    OpenObject,
    /// `}`.
    CloseObject,
    /// `[`.
    OpenArray,
    /// `]`.
    CloseArray,
    /// `:`.
    Colon,
    /// `,`.
    Comma,
    /// A value or a name: a text in quotes, a word, a number, or a reference where a value belongs.
    Value,
    /// A reference between values, which may print anything.
    Anything,
    /// A block begins: its position in [`super::Reading::blocks`].
    Open(usize),
    /// A block ends.
    Close(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Expect {
    Name,
    Colon,
    Value,
    Next,
}

/// Where the layout is: open brackets, an open text.
#[derive(Clone, Debug)]
pub(super) struct State {
    /// For each open bracket, whether it is an object, and what comes next in it.
    stack: Vec<(bool, Expect)>,
    top: Expect,
    text: Option<usize>,
    escaped: bool,
    /// Where bare text or a bare reference ended, to see what continues it.
    bare_end: Option<u32>,
    known: bool,
}

impl State {
    /// Outside everything.
    pub(super) fn new(known: bool) -> Self {
        Self { stack: Vec::new(), top: Expect::Value, text: None, escaped: false, bare_end: None, known }
    }

    pub(super) fn in_text(&self) -> bool {
        self.text.is_some()
    }

    fn expect(&self) -> Expect {
        self.stack.last().map_or(self.top, |(_, expect)| *expect)
    }

    fn set_expect(&mut self, expect: Expect) {
        match self.stack.last_mut() {
            Some((_, slot)) => *slot = expect,
            None => self.top = expect,
        }
    }
}

/// Builds the layout.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) texts: Vec<JsonText>,
    pub(super) tokens: Vec<Token>,
}

impl Layout {
    /// Takes literal text; `stands` tells where a byte of it is in the template.
    pub(super) fn text(&mut self, state: &mut State, text: &str, stands: impl Fn(usize) -> usize) {
        if !state.known {
            return;
        }
        for (index, byte) in text.bytes().enumerate() {
            let at = stands(index);
            match state.text {
                Some(_) if state.escaped => state.escaped = false,
                Some(open) if byte == b'"' => {
                    state.text = None;
                    if let Some(text) = self.texts.get_mut(open) {
                        text.close.get_or_insert(at);
                        let span = Span::new(text.open, at + 1);
                        self.value(state, span);
                    }
                }
                Some(_) => state.escaped = byte == b'\\',
                None => self.outside(state, byte, at),
            }
        }
    }

    fn outside(&mut self, state: &mut State, byte: u8, at: usize) {
        let span = Span::new(at, at + 1);
        let kind = match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return,
            b'"' => {
                let is_name = state.expect() == Expect::Name;
                self.texts.push(JsonText { open: at, close: None, is_name });
                state.text = Some(self.texts.len() - 1);
                return;
            }
            b'{' => {
                state.stack.push((true, Expect::Name));
                TokenKind::OpenObject
            }
            b'[' => {
                state.stack.push((false, Expect::Value));
                TokenKind::OpenArray
            }
            b'}' | b']' => {
                state.stack.pop();
                state.set_expect(Expect::Next);
                if byte == b'}' { TokenKind::CloseObject } else { TokenKind::CloseArray }
            }
            b':' => {
                state.set_expect(Expect::Value);
                TokenKind::Colon
            }
            b',' => {
                let in_object = state.stack.last().is_some_and(|(object, _)| *object);
                state.set_expect(if in_object { Expect::Name } else { Expect::Value });
                TokenKind::Comma
            }
            _ => {
                let continues = state.bare_end == Some(span.start);
                state.bare_end = Some(span.end);
                match self.tokens.last_mut() {
                    Some(last) if continues && last.kind == TokenKind::Value => last.span = last.span.to(span),
                    _ => self.value(state, span),
                }
                return;
            }
        };
        self.tokens.push(Token { span, kind });
    }

    fn value(&mut self, state: &mut State, span: Span) {
        self.tokens.push(Token { span, kind: TokenKind::Value });
        let next = if state.expect() == Expect::Name { Expect::Colon } else { Expect::Next };
        state.set_expect(next);
    }

    /// Takes a printed reference and says where it is.
    pub(super) fn reference(&mut self, state: &mut State, span: Span) -> Slot {
        if !state.known {
            return Slot::Unknown;
        }
        if let Some(text) = state.text {
            state.escaped = false;
            return Slot::Text(text);
        }
        let glued = state.bare_end == Some(span.start);
        if glued && let Some(last) = self.tokens.last_mut() {
            last.span = last.span.to(span);
            state.bare_end = Some(span.end);
            return Slot::Value { glued };
        }
        match state.expect() {
            Expect::Value => {
                state.bare_end = Some(span.end);
                self.value(state, span);
                Slot::Value { glued }
            }
            _ => {
                self.tokens.push(Token { span, kind: TokenKind::Anything });
                Slot::Between
            }
        }
    }

    /// Takes a reference that prints a comma or nothing.
    pub(super) fn separator(&mut self, span: Span) -> Slot {
        self.tokens.push(Token { span, kind: TokenKind::Anything });
        Slot::Between
    }

    /// Notes the beginning or end of a block, unless that is inside a text.
    pub(super) fn mark(&mut self, state: &State, span: Span, kind: TokenKind) {
        if state.known && !state.in_text() {
            self.tokens.push(Token { span, kind });
        }
    }
}
