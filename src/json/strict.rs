//! Reads JSON by RFC 8259 and says in plain words what is wrong.

use super::MAX_DEPTH;
use super::document::{Document, Kind};
use super::node::{Builder, Form, MAX_BYTES, Name, Written};
use super::text::Spelling;
use crate::diagnostics::{Diagnostic, Source};
use crate::text::Span;
use std::sync::Arc;

/// Reads `text`, which is shown to people as `source`.
///
/// # Errors
/// One diagnostic at the first place where the text stops being JSON.
pub fn read(text: impl Into<Arc<str>>, source: &Source) -> Result<Document, Box<Diagnostic>> {
    let text = text.into();
    let mut reader = Reader { text: &text, bytes: text.as_bytes(), at: 0, builder: Builder::new(text.len()) };
    match reader.run() {
        Ok(()) => {
            let builder = reader.builder;
            Ok(builder.finish(text, Spelling::Strict))
        }
        Err(Fault { message, help, span }) => {
            let diagnostic = Diagnostic::error("json/not-json", message, source.clone(), span);
            Err(Box::new(match help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }))
        }
    }
}

struct Fault {
    message: String,
    help: Option<&'static str>,
    span: Span,
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    builder: Builder,
}

impl Reader<'_> {
    fn run(&mut self) -> Result<(), Fault> {
        if self.bytes.len() > MAX_BYTES {
            return self.fail("this text is too long", None);
        }
        self.blanks();
        if self.at == self.bytes.len() {
            return self.fail("there is no JSON here: the text is empty", None);
        }
        self.value(Name::NONE)?;
        while let Some(inside) = self.builder.inside() {
            self.blanks();
            let (closing, more) = if inside == Kind::Object { (b'}', "member") } else { (b']', "element") };
            match self.bytes.get(self.at) {
                Some(b',') => {
                    self.at += 1;
                    self.blanks();
                    if self.bytes.get(self.at) == Some(&closing) {
                        self.at -= 1;
                        while self.bytes.get(self.at) != Some(&b',') {
                            self.at -= 1;
                        }
                        return self.fail(
                            &format!("no {more} follows this comma"),
                            Some("remove the comma, or add what belongs after it"),
                        );
                    }
                    self.entry(inside)?;
                }
                Some(byte) if *byte == closing => {
                    self.at += 1;
                    self.builder.close(self.at);
                }
                None => return self.unclosed(inside),
                Some(_) => {
                    let found = self.found();
                    let help = Some("a comma is missing, or the value before it is not quoted");
                    return self.fail(&format!("{found} where a comma or `{}` belongs", closing as char), help);
                }
            }
        }
        self.blanks();
        if self.at < self.bytes.len() {
            let found = self.found();
            return self.fail(&format!("{found} after the end of the JSON"), Some("an event is one JSON value"));
        }
        Ok(())
    }

    fn fail(&self, message: &str, help: Option<&'static str>) -> Result<(), Fault> {
        let width = self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        Err(Fault { message: message.to_owned(), help, span: Span::new(self.at, self.at + width) })
    }

    fn unclosed(&self, inside: Kind) -> Result<(), Fault> {
        let start = self.builder.open_at().unwrap_or_default();
        let what = if inside == Kind::Object { "object" } else { "list" };
        let message = format!("the {what} that begins here is not closed");
        Err(Fault { message, help: None, span: Span::new(start, start + 1) })
    }

    /// Says what stands here.
    fn found(&self) -> String {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            None => "the text ends".to_owned(),
            Some(c) if c.is_control() => format!("a control character (U+{:04X})", c as u32),
            Some(c) => format!("`{c}`"),
        }
    }

    /// Returns a text, which stands there, as it is written.
    fn written(&self, span: Span) -> Written {
        let form = if span.slice(self.text).contains('\\') { Form::Escaped } else { Form::Quoted };
        Written { start: span.range().start, end: span.range().end, form }
    }

    fn blanks(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Reads an element, or a member's name and value.
    fn entry(&mut self, inside: Kind) -> Result<(), Fault> {
        if inside != Kind::Object {
            return self.value(Name::NONE);
        }
        if self.bytes.get(self.at) != Some(&b'"') {
            let found = self.found();
            let help = Some("names of members are texts in double quotes");
            return self.fail(&format!("{found} where the name of a member belongs"), help);
        }
        let name = self.string()?;
        self.blanks();
        if self.bytes.get(self.at) != Some(&b':') {
            let found = self.found();
            return self.fail(&format!("{found} where a colon belongs"), None);
        }
        self.at += 1;
        self.blanks();
        let name = self.written(name);
        self.builder.note_form_of_name(name.form);
        self.value(Name::new(name.start, name.end, name.form))
    }

    fn value(&mut self, name: Name) -> Result<(), Fault> {
        let start = self.at;
        match self.bytes.get(start) {
            Some(bracket @ (b'{' | b'[')) => {
                if self.builder.depth() >= MAX_DEPTH {
                    return self.fail("nested more than 1000 levels deep", None);
                }
                let kind = if *bracket == b'{' { Kind::Object } else { Kind::Array };
                self.builder.open(kind, start, name);
                self.at += 1;
                self.blanks();
                match self.bytes.get(self.at) {
                    // Closed by the loop in `run`, which sees the bracket next.
                    Some(b'}') if kind == Kind::Object => Ok(()),
                    Some(b']') if kind == Kind::Array => Ok(()),
                    None => self.unclosed(kind),
                    // One level a call would overflow the stack, so depth is bounded above.
                    Some(_) => self.entry(kind),
                }
            }
            Some(b'"') => {
                let text = self.string()?;
                self.builder.add(Kind::String, self.written(text), name);
                Ok(())
            }
            Some(b'-' | b'0'..=b'9') => self.number(name),
            _ => self.word(name),
        }
    }

    fn word(&mut self, name: Name) -> Result<(), Fault> {
        let rest = &self.bytes[self.at..];
        let len = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let kind = match &rest[..len] {
            b"true" => Kind::Bool(true),
            b"false" => Kind::Bool(false),
            b"null" => Kind::Null,
            b"" => {
                let found = self.found();
                return self.fail(&format!("{found} where a value belongs"), None);
            }
            word => {
                let word = String::from_utf8_lossy(word).chars().take(40).collect::<String>();
                let span = Span::new(self.at, self.at + len);
                let help = Some("put texts between double quotes");
                return Err(Fault { message: format!("`{word}` is a text without quotes"), help, span });
            }
        };
        self.builder.add(kind, Written::bare(self.at, self.at + len), name);
        self.at += len;
        Ok(())
    }

    fn number(&mut self, name: Name) -> Result<(), Fault> {
        let start = self.at;
        let digits = |reader: &mut Self| {
            let before = reader.at;
            while reader.bytes.get(reader.at).is_some_and(u8::is_ascii_digit) {
                reader.at += 1;
            }
            reader.at - before
        };
        self.at += usize::from(self.bytes[start] == b'-');
        let leading_zero = self.bytes.get(self.at) == Some(&b'0');
        let whole = digits(self);
        let mut sound = whole > 0 && (whole == 1 || !leading_zero);
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            sound &= digits(self) > 0;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            sound &= digits(self) > 0;
        }
        let tail = self.bytes[self.at..].iter().take_while(|byte| !b" \t\r\n,:]}".contains(byte) && byte.is_ascii());
        let tail = tail.count();
        let span = Span::new(start, self.at + tail);
        if !sound || tail > 0 {
            let shown: String = span.slice(self.text).chars().take(40).collect();
            let (message, help) = if leading_zero && whole > 1 && tail == 0 {
                (format!("`{shown}` begins with a zero"), "remove the zero, or put the text between double quotes")
            } else {
                (format!("`{shown}` is not a number"), "put texts between double quotes")
            };
            return Err(Fault { message, help: Some(help), span });
        }
        self.builder.add(Kind::Number, Written::bare(span.range().start, span.range().end), name);
        Ok(())
    }

    fn string(&mut self) -> Result<Span, Fault> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            match self.bytes.get(at) {
                None => {
                    let message = "the text that begins here is not closed".to_owned();
                    return Err(Fault { message, help: None, span: Span::new(start, start + 1) });
                }
                Some(b'"') => break,
                Some(b'\\') => {
                    let escaped = self.bytes.get(at + 1).copied().unwrap_or(b' ');
                    let hex = self.bytes.get(at + 2..at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
                    match escaped {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                        b'u' if hex => at += 6,
                        _ => return Err(self.bad_escape(at, escaped)),
                    }
                }
                Some(byte) if *byte < 0x20 => {
                    self.at = at;
                    let found = self.found();
                    let help = Some("escape it, for example with $util.escapeJavaScript");
                    self.fail(&format!("{found} inside a text"), help)?;
                }
                Some(_) => at += 1,
            }
        }
        self.at = at + 1;
        Ok(Span::new(start, self.at))
    }

    fn bad_escape(&self, at: usize, escaped: u8) -> Fault {
        let width = self.text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let span = Span::new(at, at + 1 + width);
        let message = format!("`{}` is no escape in JSON", span.slice(self.text));
        let help = if escaped == b'\'' {
            "$util.escapeJavaScript writes this; add .replaceAll(\"\\\\'\", \"'\") after it"
        } else {
            "write `\\\\` for a backslash"
        };
        Fault { message, help: Some(help), span }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_json_is_read() {
        for text in ["{}", " [ ] ", "null", "-0.5e+3", "{\"a\": [1, {\"b\": \"\\u00e9\\n\"}], \"\": true}", "\"ü\""] {
            assert!(read(text, &Source::Event).is_ok(), "{text}");
        }
    }

    #[test]
    fn the_first_fault_is_said_at_its_place() {
        let check = |text: &str, message: &str, place: &str| {
            let fault = read(text, &Source::Event).expect_err(text);
            assert!(fault.message.contains(message), "{text}: {}", fault.message);
            let span = fault.primary().expect("a place").span;
            assert_eq!(span.slice(text), place, "{text}");
        };
        check("", "empty", "");
        check("{\"a\": ana@example.com}", "without quotes", "ana");
        check("{\"a\": 7d8c-1}", "not a number", "7d8c-1");
        check("{\"a\": 007}", "begins with a zero", "007");
        check("{\"a\": 1,}", "no member follows", ",");
        check("[1, 2 3]", "where a comma", "3");
        check("{\"a\": }", "where a value belongs", "}");
        check("{a: 1}", "name of a member", "a");
        check("{\"a\" 1}", "a colon", "1");
        check("{\"a\": \"it\\'s\"}", "no escape", "\\'");
        check("{\"a\": \"x\ny\"}", "control character (U+000A)", "\n");
        check("{\"a\": \"x", "not closed", "\"");
        check("{\"a\": [1", "not closed", "[");
        check("{} {}", "after the end", "{");
    }

    #[test]
    fn every_cut_and_great_depth_end_without_a_panic() {
        let text = "{\"a\": [1, -2.5e3, \"x\\u00e9\", {\"b\": true}], \"ü\": null}";
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(read(&text[..end], &Source::Event).is_err(), "{end}");
        }
        assert!(read("[".repeat(1_000_000), &Source::Event).is_err());
        assert!(read("{\"a\":".repeat(1_000_000), &Source::Event).is_err());
        assert!(read(format!("{}{}", "[".repeat(1000), "]".repeat(1000)), &Source::Event).is_ok());
    }
}
