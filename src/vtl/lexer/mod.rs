//! Cuts a template into tokens, state by state, as Velocity 1.7's token manager does.
//!
//! The states, the stack of states and the count of parentheses are the original's: what a `)` closes, when a line
//! break is eaten, and that `$a #set($b = 1)c` reads `c` as part of a reference, all follow from them. In each state
//! the longest match wins, and among matches of one length the rule that comes first.

mod rules;

use super::token::{Kind, Token};
use rules::longest;

/// What the lexer is inside of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum State {
    /// Plain text.
    Text,
    /// After a `$`.
    Reference,
    /// After the dot of a member.
    Member,
    /// Inside the parentheses of a method call.
    Call,
    /// Inside the brackets of an index.
    Index,
    /// After a `#`, before it is known what it begins.
    PreDirective,
    /// Inside a directive's parentheses.
    Directive,
    Unparsed,
    BlockComment,
    FormalComment,
    LineComment,
}

/// A state to return to, with the parentheses seen in it.
#[derive(Clone, Copy)]
struct Saved {
    state: State,
    open: u32,
    closed: u32,
}

/// The lexer: reads one token at a time, because the parser changes its state in between.
pub(super) struct Lexer<'s> {
    source: &'s [u8],
    at: usize,
    state: State,
    stack: Vec<Saved>,
    open: u32,
    closed: u32,
    in_comment: bool,
    in_set: bool,
}

/// What a rule does once it has matched.
enum Found {
    Token(Kind),
    /// The text so far belongs to the next token.
    More(Prefix),
    /// Dropped (inside a comment).
    Skip,
    /// What precedes is text; the last character is read again in the state below.
    Terminator,
}

/// The beginnings of tokens that lead into another state.
enum Prefix {
    Dollar,
    Unparsed,
    FormalComment,
    BlockComment,
    Hash,
    /// One character of an unparsed block.
    Raw,
}

impl<'s> Lexer<'s> {
    pub(super) fn new(source: &'s str) -> Self {
        Self {
            source: source.as_bytes(),
            at: 0,
            state: State::Text,
            stack: Vec::new(),
            open: 0,
            closed: 0,
            in_comment: false,
            in_set: false,
        }
    }

    /// Starts afresh in plain text at `at`, after an error.
    pub(super) fn restart(&mut self, at: usize) {
        self.at = at.min(self.source.len());
        self.state = State::Text;
        self.stack.clear();
        (self.open, self.closed) = (0, 0);
        (self.in_comment, self.in_set) = (false, false);
    }

    /// Enters the state of a directive's parentheses: the parser has seen a directive's name.
    pub(super) fn enter_directive(&mut self) {
        self.state = State::Directive;
    }

    /// Leaves the directive that turned out to have no parentheses.
    pub(super) fn leave_directive(&mut self) {
        self.pop();
    }

    /// Notes that a `#set` is complete.
    pub(super) fn end_set(&mut self) {
        self.in_set = false;
    }

    /// Tells whether the next characters are blanks, if any, and then `(`.
    pub(super) fn parenthesis_follows(&self) -> bool {
        let rest = self.source.get(self.at..).unwrap_or_default();
        rest.iter().find(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r')) == Some(&b'(')
    }

    /// Reads the next token.
    pub(super) fn next(&mut self) -> Token {
        let mut before = Before::default();
        let mut start = self.at;
        loop {
            if start == self.at && self.at >= self.source.len() {
                return self.token(Kind::Eof, start, before);
            }
            let rest = self.source.get(self.at..).unwrap_or_default();
            let Some((found, len)) = longest(self.state, rest) else {
                // Nothing fits, or the text ends inside a token: the original stops with a lexical error.
                self.at = self.source.len().min(self.at + 1);
                while self.at < self.source.len() && self.source[self.at] & 0xC0 == 0x80 {
                    self.at += 1;
                }
                return self.token(Kind::Invalid, start, before);
            };
            self.at += len;
            match found {
                Found::Token(kind) => {
                    let end = self.accept(kind, start);
                    if kind == Kind::Dot {
                        // The original sets the token's text to a bare dot: what stuck to it is lost.
                        start = end - 1;
                    }
                    return Token { kind, start: offset(start), end: offset(end), before: before.shown() };
                }
                Found::More(prefix) => self.prefix(&prefix),
                Found::Skip => start = self.at,
                Found::Terminator => {
                    self.at -= len;
                    before.add(self.source.get(start..self.at).unwrap_or_default());
                    start = self.at;
                    self.pop();
                }
            }
        }
    }

    fn token(&self, kind: Kind, start: usize, before: Before) -> Token {
        Token { kind, start: offset(start), end: offset(self.at), before: before.shown() }
    }

    /// Does what the rule of `kind` does beyond matching; returns where the token's text ends.
    fn accept(&mut self, kind: Kind, start: usize) -> usize {
        let mut end = self.at;
        match kind {
            Kind::IndexOpen => {
                self.push();
                self.state = State::Index;
            }
            Kind::IndexClose => self.pop(),
            Kind::ParenOpen => {
                self.open += u32::from(!self.in_comment);
                if self.state == State::Member {
                    self.state = State::Call;
                }
            }
            Kind::ParenClose => self.close_parenthesis(),
            Kind::CallClose => self.state = State::Reference,
            Kind::Set => {
                self.push();
                self.in_set = true;
                self.state = State::Directive;
                self.open += 1;
            }
            Kind::LineComment => {
                if self.state == State::Reference {
                    self.pop();
                }
                self.in_comment = true;
                self.push();
                self.state = State::LineComment;
            }
            Kind::LineCommentEnd | Kind::FormalCommentEnd | Kind::BlockCommentEnd | Kind::Unparsed => {
                self.in_comment = false;
                self.pop();
            }
            Kind::StringLiteral if self.state == State::Directive && !self.in_set && self.open == 0 => self.pop(),
            Kind::End | Kind::Else => self.pop(),
            Kind::If | Kind::ElseIf => self.state = State::Directive,
            Kind::Integer => {
                if self.source.get(start..end).unwrap_or_default().ends_with(b"..") {
                    end -= 2;
                    self.at = end;
                }
                if self.open == 0 && !self.in_set && !matches!(self.state, State::Call | State::Index) {
                    self.pop();
                }
            }
            Kind::Float if self.open == 0 && !self.in_set && self.state != State::Call => self.pop(),
            Kind::Dot => {
                // The letter was only looked at, so that the name after the dot is one token.
                end -= 1;
                self.at = end;
                self.state = State::Member;
            }
            Kind::CurlyClose => self.pop(),
            _ => {}
        }
        end
    }

    /// Does what the beginning of a reference, directive or comment does.
    fn prefix(&mut self, prefix: &Prefix) {
        if self.in_comment {
            return;
        }
        match prefix {
            Prefix::Dollar => {
                if self.state == State::Reference {
                    self.pop();
                }
                self.enter(State::Reference);
            }
            Prefix::Hash => {
                if matches!(self.state, State::Reference | State::Member) {
                    self.pop();
                }
                self.enter(State::PreDirective);
            }
            Prefix::Unparsed => self.enter_comment(State::Unparsed),
            Prefix::FormalComment => {
                // The character after `#**` was only looked at. It may be a wide one: give back all of it.
                self.at -= 1;
                while self.at > 0 && self.source[self.at] & 0xC0 == 0x80 {
                    self.at -= 1;
                }
                self.enter_comment(State::FormalComment);
            }
            Prefix::BlockComment => self.enter_comment(State::BlockComment),
            Prefix::Raw => {}
        }
    }

    fn enter(&mut self, state: State) {
        self.push();
        self.state = state;
    }

    fn enter_comment(&mut self, state: State) {
        self.in_comment = true;
        self.enter(state);
    }

    fn push(&mut self) {
        self.stack.push(Saved { state: self.state, open: self.open, closed: self.closed });
        self.open = 0;
    }

    /// Returns to the state below; tells whether there was one.
    fn pop(&mut self) {
        self.try_pop();
    }

    fn try_pop(&mut self) -> bool {
        match self.stack.pop() {
            Some(saved) => {
                self.open = saved.open;
                self.closed = saved.closed;
                self.state = saved.state;
                true
            }
            None => {
                self.open = 0;
                self.state = State::Text;
                false
            }
        }
    }

    /// Drops to the state that holds the `(` which this `)` closes.
    fn close_parenthesis(&mut self) {
        if self.in_comment {
            return;
        }
        loop {
            if self.open > 0 {
                if self.open == self.closed + 1 {
                    self.pop();
                } else {
                    self.closed += 1;
                }
                return;
            }
            if !self.try_pop() {
                return;
            }
        }
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What is printed before a token: characters that began something and came to nothing.
#[derive(Default)]
struct Before {
    text: String,
    /// The last of them look like a comment to the original, which then prints none of them.
    is_hidden: bool,
}

impl Before {
    /// Adds `$` and `#`, and backslashes that stand before a `$`. (The original loses a `!` here.)
    fn add(&mut self, image: &[u8]) {
        self.is_hidden = image.starts_with(b"##");
        let mut at = 0;
        while let Some(&byte) = image.get(at) {
            match byte {
                b'#' | b'$' => self.text.push(char::from(byte)),
                b'\\' => {
                    let slashes = image[at..].iter().take_while(|byte| **byte == b'\\').count();
                    if image.get(at + slashes) == Some(&b'$') {
                        self.text.extend(std::iter::repeat_n('\\', slashes));
                        self.text.push('$');
                        // The original also passes over the character after the `$`.
                        at += slashes + 1;
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn shown(self) -> Option<Box<str>> {
        (!self.is_hidden && !self.text.is_empty()).then(|| self.text.into_boxed_str())
    }
}
