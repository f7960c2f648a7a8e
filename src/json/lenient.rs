//! Reads JSON as the service's own reader does: json-smart in its permissive mode.
//!
//! Quotes may be single or missing, commas may trail, whatever follows the first value is ignored, and a text
//! that looks like no JSON at all is one JSON text: that is how a form post reaches `$input.path('$')`.
//! Not accepted: brackets, texts and members that are not closed, and a colon where a value belongs.

use super::MAX_DEPTH;
use super::document::{Builder, Document, Kind};
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

/// Reads `text`.
///
/// # Errors
/// [`Unreadable`] for what json-smart refuses, and for more than [`MAX_DEPTH`] levels.
pub fn read(text: impl Into<Arc<str>>) -> Result<Document, Unreadable> {
    let text = text.into();
    let mut reader = Reader { bytes: text.as_bytes(), at: 0, builder: Builder::new(text.len()) };
    reader.run()?;
    let builder = reader.builder;
    Ok(builder.finish(text, Spelling::Lenient))
}

struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    builder: Builder,
}

/// What the reader waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    /// A value; in an object or a list what ends it ends with theirs.
    Value,
    /// An element, a comma or `]`.
    Element,
    /// A name, a comma or `}`; after a member without a comma no name may follow.
    Member { allowed: bool },
}

impl Reader<'_> {
    #[inline]
    fn byte(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(END)
    }

    fn fail<T>(&self, message: &'static str) -> Result<T, Unreadable> {
        let mut end = if self.byte() == END { self.at } else { self.at + 1 };
        // All bytes of a wide character.
        while end > self.at && self.bytes.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
            end += 1;
        }
        Err(Unreadable { message, span: Span::new(self.at, end) })
    }

    fn unclosed<T>(&self, message: &'static str) -> Result<T, Unreadable> {
        let start = self.builder.open_at().unwrap_or(self.at);
        Err(Unreadable { message, span: Span::new(start, start + 1) })
    }

    fn run(&mut self) -> Result<(), Unreadable> {
        let mut expect = Expect::Value;
        loop {
            expect = match expect {
                Expect::Value => self.value()?,
                Expect::Element => self.element()?,
                Expect::Member { allowed } => self.member(allowed)?,
            };
            if self.builder.is_done() {
                return Ok(());
            }
        }
    }

    /// Returns what is expected once a value is complete.
    #[inline]
    fn after_value(&mut self) -> Expect {
        match self.builder.inside() {
            Some(Kind::Object) => {
                self.skip_space();
                // A comma allows the next member; without one only `}` may follow.
                Expect::Member { allowed: self.byte() == b',' }
            }
            _ => Expect::Element,
        }
    }

    fn value(&mut self) -> Result<Expect, Unreadable> {
        while matches!(self.byte(), b' ' | b'\t' | b'\r' | b'\n') && self.at < self.bytes.len() {
            self.at += 1;
        }
        match self.byte() {
            b':' | b'}' | b']' => self.fail("a value is missing here"),
            bracket @ (b'{' | b'[') => {
                if self.builder.depth() >= MAX_DEPTH {
                    return self.fail("nested too deeply");
                }
                let kind = if bracket == b'{' { Kind::Object } else { Kind::Array };
                self.builder.open(kind, self.at);
                self.at += 1;
                Ok(if kind == Kind::Object { Expect::Member { allowed: true } } else { Expect::Element })
            }
            b'"' | b'\'' => {
                let (span, plain) = self.quoted()?;
                self.builder.string(span, plain);
                Ok(self.after_value())
            }
            b'-' | b'0'..=b'9' => {
                let (kind, span) = self.number()?;
                self.builder.scalar(kind, span);
                Ok(self.after_value())
            }
            _ if let Some((kind, span)) = self.word() => {
                self.at = span.end as usize;
                self.builder.scalar(kind, span);
                Ok(self.after_value())
            }
            _ => {
                let span = self.bare(self.at, self.ends());
                let kind = match &self.bytes[span.range()] {
                    b"null" => Kind::Null,
                    b"true" => Kind::Bool(true),
                    b"false" => Kind::Bool(false),
                    b"NaN" => Kind::Number,
                    _ => Kind::String,
                };
                self.builder.scalar(kind, span);
                Ok(self.after_value())
            }
        }
    }

    /// Returns the `null`, `true` or `false` that stands here and ends here.
    #[inline]
    fn word(&self) -> Option<(Kind, Span)> {
        let rest = self.bytes.get(self.at..)?;
        let (kind, len) = match rest {
            [b'n', b'u', b'l', b'l', ..] => (Kind::Null, 4),
            [b't', b'r', b'u', b'e', ..] => (Kind::Bool(true), 4),
            [b'f', b'a', b'l', b's', b'e', ..] => (Kind::Bool(false), 5),
            _ => return None,
        };
        self.closes(*rest.get(len)?).then(|| (kind, Span::new(self.at, self.at + len)))
    }

    /// Tells whether a byte ends a value without quotes where the reader is.
    #[inline]
    fn closes(&self, byte: u8) -> bool {
        match self.builder.inside() {
            Some(Kind::Object) => matches!(byte, b',' | b'}'),
            Some(_) => matches!(byte, b',' | b']'),
            None => false,
        }
    }

    #[inline]
    fn element(&mut self) -> Result<Expect, Unreadable> {
        match self.byte() {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                self.at += 1;
                Ok(Expect::Element)
            }
            b']' => {
                self.at += 1;
                self.builder.close(self.at);
                Ok(self.after_value())
            }
            END => self.unclosed("this list is not closed"),
            _ => self.value(),
        }
    }

    #[inline]
    fn member(&mut self, mut allowed: bool) -> Result<Expect, Unreadable> {
        loop {
            match self.byte() {
                b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
                b',' => {
                    allowed = true;
                    self.at += 1;
                }
                b'}' => {
                    self.at += 1;
                    self.builder.close(self.at);
                    return Ok(self.after_value());
                }
                END => return self.unclosed("this object is not closed"),
                b':' | b'{' | b'[' | b']' => return self.fail("the name of a member is missing here"),
                _ if !allowed => return self.fail("a comma is missing before this member"),
                quote => {
                    let start = self.at;
                    let (name, plain) =
                        if matches!(quote, b'"' | b'\'') { self.quoted()? } else { (self.bare(start, b":"), true) };
                    self.skip_space();
                    match self.byte() {
                        b':' if self.at + 1 < self.bytes.len() => self.at += 1,
                        b':' | END => return self.unclosed("this object is not closed"),
                        _ => return self.fail("a colon is missing after the name"),
                    }
                    self.builder.name(name, plain);
                    return self.value();
                }
            }
        }
    }

    /// Returns the bytes that end a value without quotes where the reader is.
    fn ends(&self) -> &'static [u8] {
        match self.builder.inside() {
            Some(Kind::Object) => b",}",
            Some(_) => b",]",
            None => b"",
        }
    }

    fn skip_space(&mut self) {
        while self.at < self.bytes.len() && self.byte() <= b' ' && self.byte() != END {
            self.at += 1;
        }
    }

    fn skip_digits(&mut self) {
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
    }

    fn is_end(&self) -> bool {
        self.byte() == END || self.closes(self.byte())
    }

    /// Reads text without quotes from `start` to one of `ends`; blanks around it do not count.
    fn bare(&mut self, start: usize, ends: &[u8]) -> Span {
        while self.byte() != END && !ends.contains(&self.byte()) {
            self.at += 1;
        }
        self.trimmed(start)
    }

    fn trimmed(&self, start: usize) -> Span {
        let inside = &self.bytes[start..self.at];
        let before = inside.iter().take_while(|byte| is_java_space(**byte)).count();
        let after = inside[before..].iter().rev().take_while(|byte| is_java_space(**byte)).count();
        Span::new(start + before, self.at - after)
    }

    /// Reads a text in quotes; tells whether it has no backslash in it.
    #[inline]
    fn quoted(&mut self) -> Result<(Span, bool), Unreadable> {
        let (start, quote) = (self.at, self.byte());
        let mut at = start + 1;
        // Most texts are short: these are gone through without setting out for a search.
        while at <= start + NEAR
            && let Some(word) = Word::at(self.bytes, at)
        {
            let Some(found) = (word.is(quote) | word.is(b'\\')).first() else {
                at += 8;
                continue;
            };
            at += found;
            if self.bytes.get(at) == Some(&quote) {
                self.at = at + 1;
                return Ok((Span::new(start, self.at), true));
            }
            break;
        }
        self.quoted_from(start, at, quote)
    }

    /// Reads the rest of a text in quotes, which has no backslash up to `at`.
    fn quoted_from(&mut self, start: usize, mut at: usize, quote: u8) -> Result<(Span, bool), Unreadable> {
        let mut plain = true;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            match memchr::memchr2(quote, b'\\', rest) {
                None => {
                    return Err(Unreadable { message: "this text is not closed", span: Span::new(start, start + 1) });
                }
                Some(found) if rest.get(found) == Some(&b'\\') => {
                    plain = false;
                    self.check_escape(at + found)?;
                    at += found + 2;
                }
                Some(found) => {
                    self.at = at + found + 1;
                    return Ok((Span::new(start, self.at), plain));
                }
            }
        }
    }

    /// Refuses `\u` and `\x` without their digits; whatever else follows a backslash is taken.
    fn check_escape(&self, backslash: usize) -> Result<(), Unreadable> {
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
        Err(Unreadable { message, span: Span::new(backslash, backslash + 2 + found) })
    }

    /// Reads a number, or the text without quotes that begins like one. A `-` alone is 0; what else has no digits
    /// where Java wants some is refused.
    fn number(&mut self) -> Result<(Kind, Span), Unreadable> {
        let start = self.at;
        self.at += 1;
        self.skip_digits();
        let mut is_whole = true;
        if self.byte() == b'.' {
            is_whole = false;
            self.at += 1;
            self.skip_digits();
        }
        if self.closes(self.byte()) && (is_whole || self.bytes[self.at - 1].is_ascii_digit()) {
            // What most numbers are: digits and nothing else.
            return Ok((Kind::Number, Span::new(start, self.at)));
        }
        let mut digits = self.bytes[start..self.at].iter().filter(|byte| byte.is_ascii_digit()).count();
        if matches!(self.byte(), b'e' | b'E') {
            is_whole = false;
            self.at += 1;
            if !matches!(self.byte(), b'+' | b'-' | b'0'..=b'9') {
                return Ok((Kind::String, self.bare(start, self.ends())));
            }
            let signed = usize::from(!self.byte().is_ascii_digit());
            let power = self.at;
            self.at += 1;
            self.skip_digits();
            digits = if self.at == power + signed { 0 } else { digits };
        }
        self.skip_space();
        if !self.is_end() {
            return Ok((Kind::String, self.bare(start, self.ends())));
        }
        let span = self.trimmed(start);
        if digits == 0 && !is_whole {
            return Err(Unreadable { message: "this number lacks digits", span });
        }
        Ok((Kind::Number, span))
    }
}

/// Java's `Character.isWhitespace`, for bytes.
fn is_java_space(byte: u8) -> bool {
    matches!(byte, 0x09..=0x0D | 0x1C..=0x20)
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
