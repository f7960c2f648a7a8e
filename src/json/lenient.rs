//! Reads JSON as the service's own reader does: json-smart in its permissive mode.
//!
//! Quotes may be single or missing, commas may trail, whatever follows the first value is ignored, and a text
//! that looks like no JSON at all is one JSON text: that is how a form post reaches `$input.path('$')`.
//! Not accepted: brackets, texts and members that are not closed, and a colon where a value belongs.

use super::MAX_DEPTH;
use super::document::{Builder, Document, Form, Kind, Written};
use super::text::Spelling;
use crate::text::{Span, Word};
use std::sync::Arc;

/// Why a text cannot be read, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unreadable {
    /// What is wrong, one phrase.
    pub message: &'static str,
    /// Where.
    pub span: Span,
}

/// How many bytes of a text are looked at word by word.
const NEAR: usize = 24;

/// The character that json-smart takes for the end of its input.
const END: u8 = 0x1A;

/// From this one on, json-smart asks no character whether it may stand behind a number: any ends it.
const UNSTOPPED: u8 = 126;

/// Reads `text`.
///
/// # Errors
/// [`Unreadable`] for what json-smart refuses, and for more than [`MAX_DEPTH`] levels.
pub fn read(text: impl Into<Arc<str>>) -> Result<Document, Unreadable> {
    let text = text.into();
    if u32::try_from(text.len()).is_err() {
        return Err(Unreadable { message: "this text is too long", span: Span::default() });
    }
    let mut reader = Reader { bytes: text.as_bytes(), at: 0, builder: Builder::new(text.len()) };
    reader.run().map_err(|unreadable| *unreadable)?;
    let builder = reader.builder;
    Ok(builder.finish(text, Spelling::Lenient))
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    builder: Builder,
}

/// What a part of the text comes to, in two registers.
type Read<T> = Result<T, Box<Unreadable>>;

impl Reader<'_> {
    /// Returns the byte at `at`, the end of the input beyond the last.
    #[inline]
    fn byte_at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(END)
    }

    #[inline]
    fn byte(&self) -> u8 {
        self.byte_at(self.at)
    }

    #[cold]
    fn fail<T>(&self, message: &'static str) -> Read<T> {
        let mut end = if self.byte() == END { self.at } else { self.at + 1 };
        // All bytes of a wide character.
        while end > self.at && self.bytes.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
            end += 1;
        }
        Err(Box::new(Unreadable { message, span: span(self.at, end) }))
    }

    #[cold]
    fn unclosed<T>(&self, message: &'static str) -> Read<T> {
        let start = self.builder.open_at().unwrap_or(self.at);
        Err(Box::new(Unreadable { message, span: span(start, start + 1) }))
    }

    #[cold]
    fn unclosed_text<T>(&self, start: usize) -> Read<T> {
        Err(Box::new(Unreadable { message: "this text is not closed", span: span(start, start + 1) }))
    }

    fn run(&mut self) -> Read<()> {
        let mut is_new = self.value(0, None, Written::NO_NAME)?;
        while let Some(inside) = self.builder.inside() {
            is_new = match inside {
                Kind::Object => self.members(is_new)?,
                _ => self.elements()?,
            };
        }
        Ok(())
    }

    /// Reads the value from `at` on, which stands in `inside`: a scalar to its end, an object or a list to its first
    /// bracket. Tells whether it opened one of those.
    ///
    /// It and what reads a text are made part of their callers, and the rest is kept out of those: to call takes as long
    /// as to read most values.
    #[inline(always)]
    fn value(&mut self, mut at: usize, inside: Option<Kind>, name: Written) -> Read<bool> {
        let mut first = self.byte_at(at);
        while first <= b' ' && matches!(first, b' ' | b'\t' | b'\r' | b'\n') {
            at += 1;
            first = self.byte_at(at);
        }
        let (kind, value) = match first {
            b'"' | b'\'' => (Kind::String, self.quoted(at, first)?),
            b'-' | b'0'..=b'9' => {
                let mut end = at + 1;
                while self.byte_at(end).is_ascii_digit() {
                    end += 1;
                }
                self.at = end;
                if closes(self.byte(), inside) {
                    // What most numbers are: digits and nothing else.
                    (Kind::Number, Written::bare(span(at, end)))
                } else {
                    self.number(at, inside)?
                }
            }
            b'{' | b'[' => {
                self.at = at;
                if self.builder.depth() >= MAX_DEPTH {
                    return self.fail("nested too deeply");
                }
                let kind = if first == b'{' { Kind::Object } else { Kind::Array };
                self.builder.open(kind, at, name);
                self.at = at + 1;
                return Ok(true);
            }
            b':' | b'}' | b']' => {
                self.at = at;
                return self.fail("a value is missing here");
            }
            _ => {
                self.at = at;
                self.word(inside)
            }
        };
        self.builder.add(kind, value, name);
        Ok(false)
    }

    /// Reads a value without quotes that begins with no digit.
    #[inline(never)]
    fn word(&mut self, inside: Option<Kind>) -> (Kind, Written) {
        // What most of them are, at once.
        let (kind, len) = match self.bytes.get(self.at..) {
            Some([b'n', b'u', b'l', b'l', ..]) => (Kind::Null, 4),
            Some([b't', b'r', b'u', b'e', ..]) => (Kind::Bool(true), 4),
            Some([b'f', b'a', b'l', b's', b'e', ..]) => (Kind::Bool(false), 5),
            _ => (Kind::String, 0),
        };
        if len > 0 && closes(self.byte_at(self.at + len), inside) {
            self.at += len;
            return (kind, Written::bare(span(self.at - len, self.at)));
        }
        let start = self.at;
        let word = self.bare(start, ends(inside));
        let kind = match &self.bytes[word.span.range()] {
            // By its first byte json-smart sees what a word may be, before it takes anything off.
            _ if word.span.start as usize != start => Kind::String,
            b"null" => Kind::Null,
            b"true" => Kind::Bool(true),
            b"false" => Kind::Bool(false),
            b"NaN" => Kind::Number,
            _ => Kind::String,
        };
        (kind, word)
    }

    /// Reads elements up to the end of their list, or of the text, or to one that has values inside it.
    fn elements(&mut self) -> Read<bool> {
        loop {
            match self.byte() {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    self.builder.close(self.at);
                    return Ok(false);
                }
                END => return self.unclosed("this list is not closed"),
                _ => {
                    if self.value(self.at, Some(Kind::Array), Written::NO_NAME)? {
                        return Ok(true);
                    }
                    self.at += usize::from(self.byte() == b',');
                }
            }
        }
    }

    /// Reads members up to the end of their object or to one that has values inside it. After a member without a comma
    /// no other may follow: `allowed` tells whether one may where the reader is.
    fn members(&mut self, mut allowed: bool) -> Read<bool> {
        if !allowed {
            self.skip_space();
        }
        loop {
            let at = self.at;
            match self.byte_at(at) {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b',' => {
                    allowed = true;
                    self.at += 1;
                }
                b'}' => {
                    self.at += 1;
                    self.builder.close(self.at);
                    return Ok(false);
                }
                END => return self.unclosed("this object is not closed"),
                b':' | b'{' | b'[' | b']' => return self.fail("the name of a member is missing here"),
                _ if !allowed => return self.fail("a comma is missing before this member"),
                first => {
                    let name = match first {
                        b'"' | b'\'' => self.quoted(at, first)?,
                        _ => self.bare(at, b":"),
                    };
                    self.skip_space();
                    match self.byte() {
                        b':' if self.at + 1 < self.bytes.len() => {}
                        b':' | END => return self.unclosed("this object is not closed"),
                        _ => return self.fail("a colon is missing after the name"),
                    }
                    if self.value(self.at + 1, Some(Kind::Object), name)? {
                        return Ok(true);
                    }
                    self.skip_space();
                    allowed = self.byte() == b',';
                    self.at += usize::from(allowed);
                }
            }
        }
    }

    #[inline]
    fn skip_space(&mut self) {
        while self.byte() <= b' ' && self.byte() != END {
            self.at += 1;
        }
    }

    /// Reads a text in quotes.
    #[inline(always)]
    fn quoted(&mut self, start: usize, quote: u8) -> Read<Written> {
        match self.near(start, quote) {
            Some(end) => {
                self.at = end;
                Ok(Written::quoted(span(start, end)))
            }
            None => self.far(start, quote),
        }
    }

    /// Returns the end of a short text in quotes without a backslash, which most texts are.
    #[inline(always)]
    fn near(&self, start: usize, quote: u8) -> Option<usize> {
        let mut at = start + 1;
        while at <= start + NEAR {
            let word = Word::at(self.bytes, at)?;
            if let Some(found) = (word.is(quote) | word.is(b'\\')).first() {
                at += found;
                return (self.byte_at(at) == quote).then_some(at + 1);
            }
            at += 8;
        }
        None
    }

    fn skip_digits(&mut self) {
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
    }

    /// Reads text without quotes from `start` to one of `ends`; whatever `String.trim` takes off around it does
    /// not count.
    fn bare(&mut self, start: usize, ends: &[u8]) -> Written {
        while self.byte() != END && !ends.contains(&self.byte()) {
            self.at += 1;
        }
        self.trimmed(start)
    }

    fn trimmed(&self, start: usize) -> Written {
        let inside = &self.bytes[start..self.at];
        let before = inside.iter().take_while(|byte| **byte <= b' ').count();
        let after = inside[before..].iter().rev().take_while(|byte| **byte <= b' ').count();
        Written::bare(span(start + before, self.at - after))
    }

    /// Reads a text in quotes of any length, with whatever is in it.
    #[inline(never)]
    fn far(&mut self, start: usize, quote: u8) -> Read<Written> {
        let (mut at, mut form) = (start + 1, Form::Quoted);
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            match memchr::memchr2(quote, b'\\', rest) {
                None => return self.unclosed_text(start),
                Some(found) if rest.get(found) == Some(&b'\\') => {
                    form = Form::Escaped;
                    self.check_escape(at + found)?;
                    at += found + 2;
                }
                Some(found) => {
                    let end = at + found;
                    // Only where it has to look at each character does json-smart see its end among them.
                    let inside = self.bytes.get(start..end).unwrap_or_default();
                    if form == Form::Escaped && memchr::memchr(END, inside).is_some() {
                        return self.unclosed_text(start);
                    }
                    self.at = end + 1;
                    return Ok(Written { span: span(start, self.at), form });
                }
            }
        }
    }

    /// Refuses `\u` and `\x` without their digits; whatever else follows a backslash is taken.
    fn check_escape(&self, backslash: usize) -> Read<()> {
        let (digits, message) = match self.bytes.get(backslash + 1) {
            Some(b'u') => (4, "`\\u` needs four hexadecimal digits"),
            Some(b'x') => (2, "`\\x` needs two hexadecimal digits"),
            _ => return Ok(()),
        };
        let after = self.bytes.get(backslash + 2..).unwrap_or_default();
        let found = after.iter().take(digits).take_while(|byte| byte.is_ascii_hexdigit()).count();
        if found == digits {
            return Ok(());
        }
        Err(Box::new(Unreadable { message, span: span(backslash, backslash + 2 + found) }))
    }

    /// Reads the rest of a number that begins at `start` and has been read up to its first byte that is no digit, or the
    /// text without quotes that begins like one. A `-` alone is 0; what else has no digits where Java wants some is
    /// refused.
    #[inline(never)]
    fn number(&mut self, start: usize, inside: Option<Kind>) -> Read<(Kind, Written)> {
        let mut is_whole = true;
        if self.byte() == b'.' {
            is_whole = false;
            self.at += 1;
            self.skip_digits();
            if closes(self.byte(), inside) && self.bytes[self.at - 1].is_ascii_digit() {
                return Ok((Kind::Number, Written::bare(span(start, self.at))));
            }
        }
        let mut digits = self.bytes[start..self.at].iter().filter(|byte| byte.is_ascii_digit()).count();
        if matches!(self.byte(), b'e' | b'E') {
            is_whole = false;
            self.at += 1;
            if !matches!(self.byte(), b'+' | b'-' | b'0'..=b'9') {
                return Ok((Kind::String, self.bare(start, ends(inside))));
            }
            let signed = usize::from(!self.byte().is_ascii_digit());
            let power = self.at;
            self.at += 1;
            self.skip_digits();
            digits = if self.at == power + signed { 0 } else { digits };
        }
        self.skip_space();
        if self.byte() < UNSTOPPED && self.byte() != END && !closes(self.byte(), inside) {
            return Ok((Kind::String, self.bare(start, ends(inside))));
        }
        let number = self.trimmed(start);
        if digits == 0 && !is_whole {
            return Err(Box::new(Unreadable { message: "this number lacks digits", span: number.span }));
        }
        Ok((Kind::Number, number))
    }
}

/// Returns a span of a text that is short enough for one: see [`read`].
#[inline]
fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

/// Returns the bytes that end a value without quotes in an object or a list.
fn ends(inside: Option<Kind>) -> &'static [u8] {
    match inside {
        Some(Kind::Object) => b",}",
        Some(_) => b",]",
        None => b"",
    }
}

/// Tells whether a byte is one of [`ends`].
#[inline]
fn closes(byte: u8, inside: Option<Kind>) -> bool {
    ends(inside).contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a document plainly, to compare.
    fn plain(document: &Document) -> String {
        fn write(document: &Document, id: crate::json::NodeId, out: &mut String) {
            match document.kind(id) {
                Kind::Object => {
                    out.push('{');
                    for (name, member) in document.members(id) {
                        out.push_str(&format!("{name:?}:"));
                        write(document, member, out);
                        out.push(',');
                    }
                    out.push('}');
                }
                Kind::Array => {
                    out.push('[');
                    for element in document.children(id) {
                        write(document, element, out);
                        out.push(',');
                    }
                    out.push(']');
                }
                Kind::String => out.push_str(&format!("{:?}", document.string(id))),
                _ => out.push_str(document.written(id)),
            }
        }
        let mut out = String::new();
        write(document, document.root(), &mut out);
        out
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(plain(&read(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))), expected, "{text}");
    }

    #[test]
    fn what_json_smart_takes_is_taken() {
        check("{\"a\": 1.50, \"b\": [true, null, \"x\"]}", "{\"a\":1.50,\"b\":[true,null,\"x\",],}");
        check("{statusCode: 200,}", "{\"statusCode\":200,}");
        check("{'a': 'it\\'s', b: two words }", "{\"a\":\"it's\",\"b\":\"two words\",}");
        check("a=1&b=2", "\"a=1&b=2\"");
        check("12 monkeys", "\"12 monkeys\"");
        check("[1,,2,]", "[1,2,]");
        check("{\"a\":1 \"b\":2}", "{\"a\":\"1 \\\"b\\\":2\",}");
        check("[\"a\"b, 1e, 1.5.2, .5, NaN, nul]", "[\"a\",\"b\",\"1e\",\"1.5.2\",\".5\",NaN,\"nul\",]");
        check("   ", "\"\"");
        check("{,}", "{}");
        check("{\"a\":1} and more", "{\"a\":1,}");
        check("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2,}");
        check("[-, -.5, 1., -0]", "[-,-.5,1.,-0,]");
        check("{\"a\":\"\\ud83d\\udeb2 \\q\\x41\"}", "{\"a\":\"🚲 A\",}");
    }

    #[test]
    fn what_json_smart_refuses_is_refused() {
        for text in [
            "{\"a\":",
            "{\"a\": 1",
            "[1",
            "{\"a\": \"b}",
            "{\"a\" 1}",
            "{\"a\":\"x\" \"b\":2}",
            ":",
            "{\"a\":}",
            "]",
            "{[}",
            "-.",
            "-e5",
            "[1e+]",
            "{\"a\": \"\\u12\"}",
            "'\\xg1'",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read("[".repeat(100_000)).is_err());
    }

    #[test]
    fn places_and_pointers_lead_to_each_other() {
        let text = "{\"a/b\": [10, {\"c~\": \"x\"}], \"d\": {}}";
        let document = read(text).expect("JSON");
        for (pointer, written) in [("", text), ("/a~1b/1/c~0", "\"x\""), ("/a~1b/0", "10"), ("/d", "{}")] {
            let id = document.at_pointer(pointer).expect("there");
            assert_eq!(document.written(id), written);
            assert_eq!(document.pointer(id), pointer);
            assert_eq!(document.at_offset(document.span(id).start as usize), Some(id));
        }
        assert_eq!(document.at_offset(text.find("c~").expect("there")), document.at_pointer("/a~1b/1/c~0"));
        assert_eq!(document.at_offset(text.len()), None);
        assert_eq!(document.at_pointer("/nope"), None);
    }

    #[test]
    fn every_cut_ends_without_a_panic() {
        let text = "{\"a\": [1, 2.5e3, 'x\\u00e9', {b: tru}], \"ü\": -}";
        for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
            if let Ok(document) = read(&text[..end]) {
                for offset in 0..=end {
                    document.at_offset(offset).map(|id| document.pointer(id));
                }
            }
        }
    }
}
