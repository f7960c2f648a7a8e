//! The encodings behind `$util`, as the Java classes do them that it most likely uses.

use crate::text::{SureHits, Word};
use crate::vtl::Thrown;
use std::fmt::Write;

/// Whether a single quote gets a backslash, which commons-lang gives it and JSON does not know.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quotes {
    Escaped,
    Plain,
}

/// Appends what commons-lang's `escapeJavaScript` returns: also `'` and `/` get a backslash, and everything beyond
/// ASCII becomes `\uXXXX`. If that is the text itself, appends nothing and returns false.
pub(super) fn escape_java_script(text: &str, quotes: Quotes, out: &mut String) -> bool {
    match quotes {
        Quotes::Escaped => escape(text, |word| word.any(0x20, [b'"', b'\\', b'/', b'\'']), out),
        Quotes::Plain => escape(text, |word| word.any(0x20, [b'"', b'\\', b'/']), out),
    }
}

#[inline(always)]
fn escape(text: &str, look: impl Fn(Word) -> SureHits, out: &mut String) -> bool {
    let bytes = text.as_bytes();
    // What has been appended, from the first escape on.
    let mut done = None;
    let mut at = 0;
    while let Some(word) = Word::at(bytes, at) {
        for found in look(word) {
            done = Some(escape_one(text, done.unwrap_or(0), at + found, out));
        }
        at += 8;
    }
    if at < bytes.len() {
        // Blanks, which nothing escapes, stand behind the end.
        for found in look(Word::end_of(bytes, at, b' ')) {
            done = Some(escape_one(text, done.unwrap_or(0), at + found, out));
        }
    }
    let Some(done) = done else { return false };
    out.push_str(text.get(done..).unwrap_or_default());
    true
}

/// Appends the text from `done` on and the beginning of what is written for the character at `found`. Returns up to where
/// the text has been written.
fn escape_one(text: &str, done: usize, found: usize, out: &mut String) -> usize {
    // The rest of a character that has been written.
    let Some(before) = text.get(done..found) else { return done };
    out.push_str(before);
    match text.as_bytes().get(found) {
        // The character itself goes with what follows it.
        Some(b'"' | b'\'' | b'\\' | b'/') => {
            out.push('\\');
            found
        }
        _ => escape_other(text, found, out),
    }
}

/// Appends what is written for a character that takes more than a backslash, and returns where it ends.
#[cold]
fn escape_other(text: &str, at: usize, out: &mut String) -> usize {
    let Some(character) = text.get(at..).and_then(|rest| rest.chars().next()) else { return text.len() };
    let letter = match character {
        '\u{8}' => "\\b",
        '\n' => "\\n",
        '\t' => "\\t",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        _ => "",
    };
    out.push_str(letter);
    if letter.is_empty() {
        for unit in character.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04X}");
        }
    }
    at + character.len_utf8()
}

/// Returns what `URLEncoder.encode` returns for UTF-8.
pub(super) fn url_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 4);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'*' | b'_' => out.push(char::from(byte)),
            b' ' => out.push('+'),
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

/// Returns what `URLDecoder.decode` returns for UTF-8.
pub(super) fn url_decode(text: &str) -> Result<String, Thrown> {
    let bad = || Thrown::new("IllegalArgumentException: a `%` is not followed by two hexadecimal digits");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let width = next.len_utf8();
        match next {
            '+' => bytes.push(b' '),
            '%' => {
                // Java's parser of numbers takes a plus sign here.
                let digits = rest.get(1..3).ok_or_else(bad)?;
                bytes.push(u8::from_str_radix(digits, 16).map_err(|_| bad())?);
                rest = rest.get(3..).unwrap_or("");
                continue;
            }
            _ => bytes.extend(rest.bytes().take(width)),
        }
        rest = rest.get(width..).unwrap_or("");
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Returns Base64 with padding.
pub(super) fn base64_encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for index in 0..4 {
            let digit = (bits >> (18 - 6 * index)) & 63;
            out.push(if index <= chunk.len() { char::from(ALPHABET[digit as usize]) } else { '=' });
        }
    }
    out
}

/// Returns what Java's basic decoder returns: padding may be missing, nothing else.
pub(super) fn base64_decode(text: &str) -> Result<Vec<u8>, Thrown> {
    let bad = || Thrown::new("IllegalArgumentException: this is not Base64");
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    if padding > 2 || padding > 0 && !text.len().is_multiple_of(4) || digits.len() % 4 == 1 {
        return Err(bad());
    }
    let mut out = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    for chunk in digits.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for byte in chunk {
            let digit = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return Err(bad()),
            };
            bits = (bits << 6) | u32::from(digit);
        }
        bits <<= 6 * (4 - chunk.len());
        out.extend(bits.to_be_bytes().iter().skip(1).take(chunk.len() - 1));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_goes_both_ways() {
        for text in ["", "a", "ab", "abc", "abcd", "Gr\u{f6}\u{df}e"] {
            assert_eq!(base64_decode(&base64_encode(text.as_bytes())), Ok(text.as_bytes().to_vec()));
        }
        assert!(base64_decode("YWI").is_ok() && base64_decode("Y").is_err() && base64_decode("YW I").is_err());
    }

    #[test]
    fn plain_quotes_are_what_taking_their_backslashes_away_leaves() {
        let parts = ["'", "\\", "\"", "/", "a", "\\'", "\n", "\u{e9}", "\u{1F600}", " it's "];
        for first in parts {
            for second in parts {
                for third in parts {
                    let text = [first, second, third].concat();
                    let escaped = |quotes| {
                        let mut out = String::new();
                        let changed = escape_java_script(&text, quotes, &mut out);
                        assert_ne!(changed, out.is_empty(), "nothing is appended of what stays as it is");
                        if changed { out } else { text.clone() }
                    };
                    assert_eq!(escaped(Quotes::Plain), escaped(Quotes::Escaped).replace("\\'", "'"), "{text:?}");
                }
            }
        }
    }
}
