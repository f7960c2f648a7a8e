//! JSON's spelling of texts: reading and writing.

use std::borrow::Cow;
use std::fmt::Write;

/// Whose rules a text was written by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// RFC 8259.
    Strict,
    /// What json-smart's permissive reader makes of it: single quotes or none, `\x41`, unknown escapes dropped,
    /// and, in a text with a backslash, control characters dropped too.
    Lenient,
}

/// Returns the text that `written`, with its quotes if it has any, stands for.
pub fn read(written: &str, spelling: Spelling) -> Cow<'_, str> {
    let inside = inside(written);
    // Without quotes nothing is an escape.
    if inside.len() == written.len() || !inside.as_bytes().contains(&b'\\') {
        Cow::Borrowed(inside)
    } else {
        Cow::Owned(unescape(inside, spelling))
    }
}

/// Returns `written` without its quotes, if it has any.
fn inside(written: &str) -> &str {
    match written.as_bytes() {
        [quote @ (b'"' | b'\''), .., last] if quote == last => written.get(1..written.len() - 1).unwrap_or(""),
        _ => written,
    }
}

fn unescape(inside: &str, spelling: Spelling) -> String {
    let lenient = spelling == Spelling::Lenient;
    let mut out = String::with_capacity(inside.len());
    let mut units: Vec<u16> = Vec::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            flush(&mut units, &mut out);
            if !(lenient && (c < ' ' || c == '\u{7f}')) {
                out.push(c);
            }
            continue;
        }
        let plain = match chars.next() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('\'') if lenient => '\'',
            Some('u') => {
                units.extend(hex(&mut chars, 4));
                continue;
            }
            Some('x') if lenient => {
                units.extend(hex(&mut chars, 2));
                continue;
            }
            _ => continue,
        };
        flush(&mut units, &mut out);
        out.push(plain);
    }
    flush(&mut units, &mut out);
    out
}

/// Joins surrogate pairs that were written as two escapes; a lone half has no character and becomes what Java writes
/// for it.
fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|unit| unit.unwrap_or('?')));
}

fn hex(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<u16> {
    let mut value = 0;
    for _ in 0..digits {
        value = value * 16 + chars.next()?.to_digit(16)?;
    }
    u16::try_from(value).ok()
}

/// Adds `text` to `out` between quotes, with what JSON asks to be escaped; `slash` also escapes `/`, as
/// json-smart does when it prints a list.
pub fn write_quoted(out: &mut String, text: &str, slash: bool) {
    out.push('"');
    write_escaped(out, text, slash);
    out.push('"');
}

/// Tells whether something in a text may have to be escaped.
pub(super) fn may_need_escape(text: &[u8]) -> bool {
    text.iter().any(|byte| MAY_NEED_ESCAPE[usize::from(*byte)])
}

/// Adds `text` to `out` without quotes, with what JSON asks to be escaped.
pub fn write_escaped(out: &mut String, text: &str, slash: bool) {
    if !may_need_escape(text.as_bytes()) {
        out.push_str(text);
        return;
    }
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let escape = match c {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\u{8}' => "\\b",
            '\u{c}' => "\\f",
            '/' if slash => "\\/",
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}' => "",
            _ => continue,
        };
        out.push_str(&text[done..at]);
        done = at + c.len_utf8();
        if escape.is_empty() {
            // Writing to a string cannot fail.
            let _ = write!(out, "\\u{:04X}", c as u32);
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[done..]);
}

/// The bytes that an escaped character may begin with.
const MAY_NEED_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = byte < 0x20 || matches!(byte as u8, b'"' | b'\\' | b'/' | 0x7f | 0xc2 | 0xe2);
        byte += 1;
    }
    table
};
