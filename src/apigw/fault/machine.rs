//! Reads an output as JSON, byte by byte, with an eye on who wrote each part.
//!
//! What a reference prints inside a text that the template opened must stay inside it; so the first fault is found
//! where it is made, not where the reader stumbles over it.

use crate::apigw::mapping_template::{Mapped, OriginAt};
use crate::text::Span;

/// A run of output with one origin.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub output: Span,
    pub origin: OriginAt,
    /// Written as it stands in the template.
    pub is_plain: bool,
}

/// Returns the pieces of an output.
pub(super) fn pieces(template: &str, mapped: &Mapped) -> Vec<Piece> {
    let piece = |origin: OriginAt| {
        let written = origin.template.slice(template);
        let is_own = written == origin.output.slice(&mapped.text) || written.starts_with("#[[");
        let is_plain = origin.inputs.is_empty() && origin.literal.is_none() && is_own;
        Piece { output: origin.output, is_plain, origin }
    };
    mapped.origins().map(piece).collect()
}

/// What the reader waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Waits {
    /// A value.
    Value,
    /// A value or `]`.
    FirstValue,
    /// A name or `}`.
    FirstName,
    /// A name.
    Name,
    /// A colon.
    Colon,
    /// A comma or a closing bracket, or the end.
    Next,
}

/// Why the reader stopped.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Why {
    /// Inside a text that the template opened, a piece ends it.
    Quote,
    /// A control character inside a text.
    Control,
    /// A backslash before what cannot be escaped.
    Escape,
    /// A piece's last backslash takes the template's quote along.
    LastBackslash,
    /// A word that is no value: from the place to `end`.
    Word,
    /// A character that does not fit.
    Unexpected,
    /// The output ends inside a text.
    OpenText,
    /// The output ends inside brackets.
    OpenBracket,
    /// The output ends where a value belongs.
    NoValue,
}

/// Where and why the reader stopped.
#[derive(Clone, Debug)]
pub(super) struct Stopped {
    pub why: Why,
    pub waits: Waits,
    /// The byte, or the first of the word.
    pub at: usize,
    /// One past the last byte of a word.
    pub end: usize,
    /// Where the text begins that the reader is in.
    pub text_open: Option<usize>,
    /// The last byte of the last token before, blanks not counted.
    pub before: Option<usize>,
    /// The open brackets: place, and whether an object.
    pub stack: Vec<(usize, bool)>,
}

/// Reads an output; `None` if it is JSON.
pub(super) fn run(text: &str, pieces: &[Piece]) -> Option<Stopped> {
    let mut machine =
        Machine { bytes: text.as_bytes(), pieces, at: 0, waits: Waits::Value, stack: Vec::new(), before: None };
    machine.run().err().map(|stopped| *stopped)
}

struct Machine<'a> {
    bytes: &'a [u8],
    pieces: &'a [Piece],
    at: usize,
    waits: Waits,
    stack: Vec<(usize, bool)>,
    before: Option<usize>,
}

type Step = Result<(), Box<Stopped>>;

impl Machine<'_> {
    fn stop(&self, why: Why, at: usize, end: usize, text_open: Option<usize>) -> Step {
        let Self { waits, before, .. } = *self;
        Err(Box::new(Stopped { why, waits, at, end, text_open, before, stack: self.stack.clone() }))
    }

    fn unexpected(&self) -> Step {
        self.stop(Why::Unexpected, self.at, self.at + 1, None)
    }

    fn piece_at(&self, offset: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.output.end as usize <= offset);
        self.pieces.get(index).filter(|piece| piece.output.contains(offset))
    }

    fn is_plain(&self, offset: usize) -> bool {
        self.piece_at(offset).is_none_or(|piece| piece.is_plain)
    }

    fn run(&mut self) -> Step {
        while let Some(byte) = self.bytes.get(self.at).copied() {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                _ => self.token(byte)?,
            }
        }
        let end = self.bytes.len();
        if !self.stack.is_empty() {
            return self.stop(Why::OpenBracket, end, end, None);
        }
        if self.waits != Waits::Next { self.stop(Why::NoValue, end, end, None) } else { Ok(()) }
    }

    fn token(&mut self, byte: u8) -> Step {
        let start = self.at;
        match (byte, self.waits) {
            (b'{' | b'[', Waits::Value | Waits::FirstValue) => {
                if self.stack.len() >= crate::json::MAX_DEPTH {
                    return self.unexpected();
                }
                self.stack.push((start, byte == b'{'));
                self.waits = if byte == b'{' { Waits::FirstName } else { Waits::FirstValue };
                self.at += 1;
            }
            (b'}', Waits::FirstName) | (b']', Waits::FirstValue) => self.close(),
            (b'}', Waits::Next) if self.stack.last().is_some_and(|(_, object)| *object) => self.close(),
            (b']', Waits::Next) if self.stack.last().is_some_and(|(_, object)| !*object) => self.close(),
            (b',', Waits::Next) if !self.stack.is_empty() => {
                let object = self.stack.last().is_some_and(|(_, object)| *object);
                self.waits = if object { Waits::Name } else { Waits::Value };
                self.at += 1;
            }
            (b':', Waits::Colon) => {
                self.waits = Waits::Value;
                self.at += 1;
            }
            (b'"', Waits::Value | Waits::FirstValue) => {
                self.string()?;
                self.waits = Waits::Next;
            }
            (b'"', Waits::Name | Waits::FirstName) => {
                self.string()?;
                self.waits = Waits::Colon;
            }
            (b'"' | b'{' | b'[' | b'}' | b']' | b',' | b':', _) => return self.unexpected(),
            (_, Waits::Value | Waits::FirstValue) => {
                self.word()?;
                self.waits = Waits::Next;
            }
            _ => return self.unexpected(),
        }
        self.before = Some(self.at.saturating_sub(1));
        Ok(())
    }

    fn close(&mut self) {
        self.stack.pop();
        self.waits = Waits::Next;
        self.at += 1;
    }

    /// Reads a word or number.
    fn word(&mut self) -> Step {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let stops =
            |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"');
        let len = rest.iter().position(stops).unwrap_or(rest.len());
        let word = rest.get(..len).unwrap_or_default();
        if !matches!(word, b"true" | b"false" | b"null") && !is_number(word) {
            return self.stop(Why::Word, start, start + len, None);
        }
        self.at = start + len;
        Ok(())
    }

    /// Reads a text in quotes.
    fn string(&mut self) -> Step {
        let open = self.at;
        let ours = self.is_plain(open);
        let mut at = open + 1;
        loop {
            let Some(byte) = self.bytes.get(at).copied() else {
                return self.stop(Why::OpenText, open, open + 1, Some(open));
            };
            match byte {
                b'"' if ours && !self.is_plain(at) => return self.stop(Why::Quote, at, at + 1, Some(open)),
                b'"' => {
                    self.at = at + 1;
                    return Ok(());
                }
                b'\\' => {
                    let next = self.bytes.get(at + 1).copied().unwrap_or(b' ');
                    if ours && !self.is_plain(at) && self.is_plain(at + 1) {
                        return self.stop(Why::LastBackslash, at, at + 1, Some(open));
                    }
                    let hex = self.bytes.get(at + 2..at + 6);
                    match next {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                        b'u' if hex.is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => at += 6,
                        _ => return self.stop(Why::Escape, at, at + 2, Some(open)),
                    }
                }
                byte if byte < 0x20 => return self.stop(Why::Control, at, at + 1, Some(open)),
                _ => at += 1,
            }
        }
    }
}

/// Tells whether a word is a number of JSON.
fn is_number(word: &[u8]) -> bool {
    let rest = word.strip_prefix(b"-").unwrap_or(word);
    let digits = |rest: &[u8]| rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(rest);
    if whole == 0 || whole > 1 && rest.first() == Some(&b'0') {
        return false;
    }
    let mut rest = rest.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = fraction.get(count..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(b"e").or_else(|| rest.strip_prefix(b"E")) {
        let exponent = exponent.strip_prefix(b"+").or_else(|| exponent.strip_prefix(b"-")).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}
