//! Reads JSON as the service's own reader does: json-smart in its permissive mode.
//!
//! Quotes may be single or missing, commas may trail, whatever follows the first value is ignored, and a text
//! that looks like no JSON at all is one JSON text: that is how a form post reaches `$input.path('$')`.
//! Not accepted: brackets, texts and members that are not closed, and a colon where a value belongs.

use super::MAX_DEPTH;
use super::document::{Document, Kind};
use super::node::{Builder, Form, MAX_BYTES, Name, Written};
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
    read_or_give_back(text.into()).map_err(|(_, unreadable)| unreadable)
}

/// Reads `text`, or gives it back.
///
/// # Errors
/// As [`read`].
pub fn read_or_give_back(text: Arc<str>) -> Result<Document, (Arc<str>, Unreadable)> {
    if text.len() > MAX_BYTES {
        return Err((text, Unreadable { message: "this text is too long", span: Span::default() }));
    }
    let mut reader = Reader { bytes: text.as_bytes(), builder: Builder::new(text.len()) };
    let result = reader.run();
    let builder = reader.builder;
    match result {
        Ok(()) => Ok(builder.finish(text, Spelling::Lenient)),
        Err(unreadable) => Err((text, *unreadable)),
    }
}

struct Reader<'t> {
    bytes: &'t [u8],
    builder: Builder,
}

/// What a part of the text comes to, in two registers.
type Read<T> = Result<T, Box<Unreadable>>;

/// Where the reader goes on, and whether it has just opened an object or a list there.
type Next = (usize, bool);

impl Reader<'_> {
    /// Returns the byte at `at`, the end of the input beyond the last.
    #[inline(always)]
    fn byte_at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(END)
    }

    #[cold]
    fn fail<T>(&self, message: &'static str, at: usize) -> Read<T> {
        let mut end = if self.byte_at(at) == END { at } else { at + 1 };
        // All bytes of a wide character.
        while end > at && self.bytes.get(end).is_some_and(|byte| byte & 0xC0 == 0x80) {
            end += 1;
        }
        Err(Box::new(Unreadable { message, span: span(at, end) }))
    }

    #[cold]
    fn unclosed<T>(&self, message: &'static str, at: usize) -> Read<T> {
        let start = self.builder.open_at().unwrap_or(at);
        Err(Box::new(Unreadable { message, span: span(start, start + 1) }))
    }

    #[cold]
    fn unclosed_text<T>(&self, start: usize) -> Read<T> {
        Err(Box::new(Unreadable { message: "this text is not closed", span: span(start, start + 1) }))
    }

    /// Reads everything. What it does for most values is made part of it, and the rest is kept out: to call takes as
    /// long as to read most values.
    fn run(&mut self) -> Read<()> {
        let (mut at, mut is_new) = self.value(0, None, Name::NONE)?;
        while let Some(inside) = self.builder.inside() {
            (at, is_new) = match inside {
                Kind::Object => self.members(at, is_new)?,
                _ => self.elements(at)?,
            };
        }
        Ok(())
    }

    /// Reads the value from `at` on, which stands in `inside`: a scalar to its end, an object or a list to its first
    /// bracket.
    #[inline(always)]
    fn value(&mut self, mut at: usize, inside: Option<Kind>, name: Name) -> Read<Next> {
        let mut first = self.byte_at(at);
        while first <= b' ' && matches!(first, b' ' | b'\t' | b'\r' | b'\n') {
            at += 1;
            first = self.byte_at(at);
        }
        if first == b'"' {
            let text = self.quoted(at)?;
            self.builder.add(Kind::String, text, name);
            return Ok((text.end, false));
        }
        if first.is_ascii_digit() {
            let mut end = at + 1;
            while self.byte_at(end).is_ascii_digit() {
                end += 1;
            }
            if closes(self.byte_at(end), inside) {
                // What most numbers are: digits and nothing else.
                self.builder.add(Kind::Number, Written::bare(at, end), name);
                return Ok((end, false));
            }
            return Ok((self.number(at, end, inside, name)?, false));
        }
        if matches!(first, b'{' | b'[') {
            if self.builder.depth() >= MAX_DEPTH {
                return self.fail("nested too deeply", at);
            }
            let kind = if first == b'{' { Kind::Object } else { Kind::Array };
            self.builder.open(kind, at, name);
            return Ok((at + 1, true));
        }
        Ok((self.other(at, first, inside, name)?, false))
    }

    /// Reads a value that begins with `first`, which is none of what most values begin with. Returns where it ends.
    #[inline(never)]
    fn other(&mut self, at: usize, first: u8, inside: Option<Kind>, name: Name) -> Read<usize> {
        // What most of them are, at once.
        let (kind, len) = match self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(b"null") => (Kind::Null, 4),
            Some(b"true") => (Kind::Bool(true), 4),
            Some(b"fals") if self.byte_at(at + 4) == b'e' => (Kind::Bool(false), 5),
            _ => return self.rare(at, first, inside, name),
        };
        let end = at + len;
        if !closes(self.byte_at(end), inside) {
            return self.rare(at, first, inside, name);
        }
        self.builder.add(kind, Written::bare(at, end), name);
        Ok(end)
    }

    #[inline(never)]
    fn rare(&mut self, at: usize, first: u8, inside: Option<Kind>, name: Name) -> Read<usize> {
        match first {
            b'\'' => {
                let text = self.far(at, first)?;
                self.builder.add(Kind::String, text, name);
                Ok(text.end)
            }
            b'-' => self.number(at, self.skip_digits(at + 1), inside, name),
            b':' | b'}' | b']' => self.fail("a value is missing here", at),
            _ => Ok(self.word(at, inside, name)),
        }
    }

    /// Reads a value without quotes that begins with no digit. Returns where it ends.
    fn word(&mut self, start: usize, inside: Option<Kind>, name: Name) -> usize {
        let (word, end) = self.bare(start, start, ends(inside));
        let kind = match self.bytes.get(word.start..word.end).unwrap_or_default() {
            // By its first byte json-smart sees what a word may be, before it takes anything off.
            _ if word.start != start => Kind::String,
            b"null" => Kind::Null,
            b"true" => Kind::Bool(true),
            b"false" => Kind::Bool(false),
            b"NaN" => Kind::Number,
            _ => Kind::String,
        };
        self.builder.add(kind, word, name);
        end
    }

    /// Reads elements up to the end of their list, or of the text, or to one that has values inside it.
    #[inline(always)]
    fn elements(&mut self, mut at: usize) -> Read<Next> {
        loop {
            match self.byte_at(at) {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => at += 1,
                b']' => {
                    self.builder.close(at + 1);
                    return Ok((at + 1, false));
                }
                END => return self.unclosed("this list is not closed", at),
                _ => {
                    let (next, is_open) = self.value(at, Some(Kind::Array), Name::NONE)?;
                    if is_open {
                        return Ok((next, true));
                    }
                    at = next + usize::from(self.byte_at(next) == b',');
                }
            }
        }
    }

    /// Reads members up to the end of their object or to one that has values inside it. After a member without a comma
    /// no other may follow: `allowed` tells whether one may where the reader is.
    #[inline(always)]
    fn members(&mut self, mut at: usize, mut allowed: bool) -> Read<Next> {
        if !allowed {
            at = self.skip_space(at);
        }
        loop {
            let first = self.byte_at(at);
            let (name, end) = if first == b'"' && allowed {
                match self.near(at) {
                    Some(end) => (Name::new(at, end, Form::Quoted), end),
                    None => self.odd_name(at, first, true)?,
                }
            } else {
                match first {
                    b' ' | b'\t' | b'\r' | b'\n' => {
                        at += 1;
                        continue;
                    }
                    b',' => {
                        allowed = true;
                        at += 1;
                        continue;
                    }
                    b'}' => {
                        self.builder.close(at + 1);
                        return Ok((at + 1, false));
                    }
                    _ => self.odd_name(at, first, allowed)?,
                }
            };
            let colon = if self.byte_at(end) == b':' { end } else { self.colon(end)? };
            if colon + 1 >= self.bytes.len() {
                return self.unclosed("this object is not closed", colon);
            }
            let (next, is_open) = self.value(colon + 1, Some(Kind::Object), name)?;
            if is_open {
                return Ok((next, true));
            }
            (at, allowed) = if self.byte_at(next) == b',' { (next + 1, true) } else { self.behind_member(next) };
        }
    }

    /// Reads a name that is no short text in double quotes, or tells what is wrong there. Returns where it ends as well.
    #[cold]
    fn odd_name(&mut self, at: usize, first: u8, allowed: bool) -> Read<(Name, usize)> {
        let (name, end) = match first {
            END => return self.unclosed("this object is not closed", at),
            b':' | b'{' | b'[' | b']' => return self.fail("the name of a member is missing here", at),
            _ if !allowed => return self.fail("a comma is missing before this member", at),
            b'"' | b'\'' => {
                let name = self.far(at, first)?;
                (name, name.end)
            }
            _ => self.bare(at, at, b":"),
        };
        self.builder.note_form_of_name(name.form);
        Ok((Name::new(name.start, name.end, name.form), end))
    }

    /// Looks for a comma behind a member and blanks. Returns where to go on, and whether there was one.
    fn behind_member(&self, at: usize) -> (usize, bool) {
        let at = self.skip_space(at);
        let comma = self.byte_at(at) == b',';
        (at + usize::from(comma), comma)
    }

    /// Looks for the colon behind a name and blanks.
    #[inline(never)]
    fn colon(&self, at: usize) -> Read<usize> {
        let at = self.skip_space(at);
        match self.byte_at(at) {
            b':' => Ok(at),
            END => self.unclosed("this object is not closed", at),
            _ => self.fail("a colon is missing after the name", at),
        }
    }

    fn skip_space(&self, mut at: usize) -> usize {
        while self.byte_at(at) <= b' ' && self.byte_at(at) != END {
            at += 1;
        }
        at
    }

    /// Reads a text in double quotes.
    #[inline(always)]
    fn quoted(&self, start: usize) -> Read<Written> {
        match self.near(start) {
            Some(end) => Ok(Written { start, end, form: Form::Quoted }),
            None => self.far(start, b'"'),
        }
    }

    /// Returns the end of a short text in double quotes without a backslash, which most texts are.
    #[inline(always)]
    fn near(&self, start: usize) -> Option<usize> {
        let mut at = start + 1;
        for _ in 0..NEAR / 8 {
            let word = Word::at(self.bytes, at)?;
            if let Some(found) = word.is_either(b'"', b'\\').first() {
                return (word.byte(found) == b'"').then_some(at + found + 1);
            }
            at += 8;
        }
        None
    }

    /// Returns where the digits from `at` on end.
    fn skip_digits(&self, mut at: usize) -> usize {
        while self.byte_at(at).is_ascii_digit() {
            at += 1;
        }
        at
    }

    /// Reads text without quotes from `start` to one of `ends`, which is not before `at`; whatever `String.trim` takes
    /// off around it does not count. Returns where it ends as well.
    fn bare(&self, start: usize, mut at: usize, ends: &[u8]) -> (Written, usize) {
        while self.byte_at(at) != END && !ends.contains(&self.byte_at(at)) {
            at += 1;
        }
        (self.trimmed(start, at), at)
    }

    fn trimmed(&self, start: usize, end: usize) -> Written {
        let inside = self.bytes.get(start..end).unwrap_or_default();
        let before = inside.iter().take_while(|byte| **byte <= b' ').count();
        let after = inside[before..].iter().rev().take_while(|byte| **byte <= b' ').count();
        Written::bare(start + before, end - after)
    }

    /// Reads a text in quotes of any length, with whatever is in it.
    #[inline(never)]
    fn far(&self, start: usize, quote: u8) -> Read<Written> {
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
                    return Ok(Written { start, end: end + 1, form });
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

    /// Reads the rest of a number that begins at `start` and has been read up to `at`, its first byte that is no digit,
    /// or the text without quotes that begins like one. A `-` alone is 0; what else has no digits where Java wants some
    /// is refused. Returns where it ends.
    #[inline(never)]
    fn number(&mut self, start: usize, mut at: usize, inside: Option<Kind>, name: Name) -> Read<usize> {
        let mut is_whole = true;
        if self.byte_at(at) == b'.' {
            is_whole = false;
            let point = at;
            at = self.skip_digits(point + 1);
            if at > point + 1 && closes(self.byte_at(at), inside) {
                self.builder.add(Kind::Number, Written::bare(start, at), name);
                return Ok(at);
            }
        }
        let written = self.bytes.get(start..at).unwrap_or_default();
        let mut digits = written.iter().filter(|byte| byte.is_ascii_digit()).count();
        if matches!(self.byte_at(at), b'e' | b'E') {
            is_whole = false;
            let power = at + 1;
            if !matches!(self.byte_at(power), b'+' | b'-' | b'0'..=b'9') {
                return Ok(self.text_like_number(start, power, inside, name));
            }
            let first_digit = power + usize::from(!self.byte_at(power).is_ascii_digit());
            at = self.skip_digits(power + 1);
            digits = if at == first_digit { 0 } else { digits };
        }
        at = self.skip_space(at);
        if self.byte_at(at) < UNSTOPPED && self.byte_at(at) != END && !closes(self.byte_at(at), inside) {
            return Ok(self.text_like_number(start, at, inside, name));
        }
        let number = self.trimmed(start, at);
        if digits == 0 && !is_whole {
            return Err(Box::new(Unreadable {
                message: "this number lacks digits",
                span: span(number.start, number.end),
            }));
        }
        self.builder.add(Kind::Number, number, name);
        Ok(at)
    }

    #[cold]
    fn text_like_number(&mut self, start: usize, at: usize, inside: Option<Kind>, name: Name) -> usize {
        let (text, end) = self.bare(start, at, ends(inside));
        self.builder.add(Kind::String, text, name);
        end
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
    use crate::json::Toward;

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
    fn members_are_found_however_their_names_are_written() {
        for (text, found) in [
            ("{\"a\": 1, \"b\": 2, \"c1\": 3, \"a\": 4}", ["4", "2", "3"]),
            ("{a: 1, 'b': 2, \"c\\u0031\": 3, \"a\": 4}", ["4", "2", "3"]),
            ("{\"a\": 4, \"c1\": 3, \"a name of more than twenty-four bytes\": 0, b : 2}", ["4", "2", "3"]),
        ] {
            let document = read(text).expect("JSON");
            let root = document.root();
            let member = |name| document.member(root, name).map(|id| document.written(id));
            assert_eq!(["a", "b", "c1"].map(member), found.map(Some), "{text}");
            assert_eq!(["", "c", "none"].map(member), [None; 3], "{text}");
            assert_eq!(document.member_among(root, "a", 1), None, "{text}");
            let path = [Toward::Member("b".into()), Toward::Element(0)];
            let follow = |path: &[Toward]| document.follow(root, path, 9).map(|id| id.map(|id| document.written(id)));
            assert_eq!(follow(&path[..1]), Some(Some("2")), "{text}");
            assert_eq!(follow(&path), None, "{text}");
        }
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
