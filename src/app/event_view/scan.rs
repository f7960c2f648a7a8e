//! What the pieces of a line of JSON are, which value a place belongs to, and its JSON pointer.
//!
//! A line of JSON needs no state from the lines above it, so a row is scanned when it is painted.

use crate::app::highlight::{Class, ClassSpan};
use std::ops::Range;

/// Returns the pieces of a line of JSON, or of something like it, in order.
pub(super) fn scan_line(line: &str) -> Vec<ClassSpan> {
    let bytes = line.as_bytes();
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let (len, class) = match byte {
            b'"' => {
                let len = string_len(bytes.get(at..).unwrap_or_default());
                let rest = line.get(at + len..).unwrap_or("").trim_start();
                (len, if rest.starts_with(':') { Class::Key } else { Class::String })
            }
            b'{' | b'}' | b'[' | b']' | b',' | b':' => (1, Class::Punctuation),
            b'-' | b'0'..=b'9' => (run(bytes, at, |b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)), Class::Number),
            b'a'..=b'z' | b'A'..=b'Z' => {
                let len = run(bytes, at, |b| b.is_ascii_alphanumeric() || b == b'_');
                let constant = matches!(bytes.get(at..at + len), Some(b"true" | b"false" | b"null"));
                (len, if constant { Class::Constant } else { Class::Text })
            }
            _ => {
                at += 1;
                continue;
            }
        };
        spans.push(ClassSpan { start: at as u32, end: (at + len) as u32, class });
        at += len;
    }
    spans
}

fn run(bytes: &[u8], at: usize, same: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(at).take_while(|byte| same(**byte)).count().max(1)
}

/// Returns the length of the string that `bytes` begins with, quotes included; all of them if it does not end.
fn string_len(bytes: &[u8]) -> usize {
    let mut escaped = false;
    for (index, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return index + 1,
            b'\n' => return index,
            _ => {}
        }
    }
    bytes.len()
}

/// A value in a JSON text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Value {
    /// Its bytes: with the quotes of a string, with everything in an object or array.
    pub range: Range<usize>,
    /// The way to it from the root, as RFC 6901 writes it; empty for the root.
    pub pointer: String,
}

/// A container that is being read.
struct Open {
    /// The way to it.
    pointer_len: usize,
    start: usize,
    array: bool,
    index: usize,
    /// The pointer leads to the member that is being read.
    in_member: bool,
}

/// Returns the value that `offset` belongs to: a member's key and the blanks before it count for its value.
///
/// Reads the text up to that value's end, without building it. `None` if the text ends, or is not JSON, before that.
pub fn value_at(text: &str, offset: usize) -> Option<Value> {
    let bytes = text.as_bytes();
    let mut pointer = String::new();
    let mut open: Vec<Open> = Vec::new();
    let mut at = 0;
    // The container whose end is looked for, by its depth: the offset is on its brackets or between its members.
    let mut wanted: Option<usize> = None;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' => {
                enter_element(&mut open, &mut pointer);
                open.push(Open {
                    pointer_len: pointer.len(),
                    start: at,
                    array: byte == b'[',
                    index: 0,
                    in_member: false,
                });
                if wanted.is_none() && offset <= at {
                    wanted = Some(open.len());
                }
                at += 1;
            }
            b'}' | b']' => {
                let depth = open.len();
                let container = open.pop()?;
                pointer.truncate(container.pointer_len);
                if wanted == Some(depth) || (wanted.is_none() && offset <= at) {
                    return Some(Value { range: container.start..at + 1, pointer });
                }
                at += 1;
            }
            b',' => {
                // The comma belongs to the value before it, which was not wanted: so it belongs to the container.
                if wanted.is_none() && offset <= at && !open.is_empty() {
                    wanted = Some(open.len());
                }
                if let Some(container) = open.last_mut() {
                    pointer.truncate(container.pointer_len);
                    container.index += 1;
                    container.in_member = false;
                }
                at += 1;
            }
            b'"' => {
                let len = string_len(bytes.get(at..)?);
                let is_key = open.last().is_some_and(|container| !container.array && !container.in_member);
                if is_key {
                    push_key(&mut pointer, text.get(at..at + len)?);
                    if let Some(container) = open.last_mut() {
                        container.in_member = true;
                    }
                } else {
                    enter_element(&mut open, &mut pointer);
                    if wanted.is_none() && offset < at + len {
                        return Some(Value { range: at..at + len, pointer });
                    }
                }
                at += len;
            }
            b':' | b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                enter_element(&mut open, &mut pointer);
                let len = run(bytes, at, |b| !b"{}[],:\" \t\r\n".contains(&b));
                if wanted.is_none() && offset < at + len {
                    return Some(Value { range: at..at + len, pointer });
                }
                at += len;
            }
        }
    }
    None
}

fn enter_element(open: &mut [Open], pointer: &mut String) {
    if let Some(container) = open.last_mut()
        && container.array
        && !container.in_member
    {
        *pointer += &format!("/{}", container.index);
        container.in_member = true;
    }
}

/// Adds a quoted key to a pointer: `~` and `/` are written `~0` and `~1`.
fn push_key(pointer: &mut String, quoted: &str) {
    let key: String = serde_json::from_str(quoted).unwrap_or_else(|_| quoted.trim_matches('"').to_owned());
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_scanned_into_pieces() {
        let line = "  \"a\\\"b\": [-1.5e3, true, \"x\", EUR, \"open";
        let pieces: Vec<(Class, &str)> =
            scan_line(line).iter().map(|s| (s.class, &line[s.start as usize..s.end as usize])).collect();
        assert_eq!(
            pieces,
            [
                (Class::Key, "\"a\\\"b\""),
                (Class::Punctuation, ":"),
                (Class::Punctuation, "["),
                (Class::Number, "-1.5e3"),
                (Class::Punctuation, ","),
                (Class::Constant, "true"),
                (Class::Punctuation, ","),
                (Class::String, "\"x\""),
                (Class::Punctuation, ","),
                (Class::Text, "EUR"),
                (Class::Punctuation, ","),
                (Class::String, "\"open"),
            ]
        );
    }

    /// Returns pointer and text of the value at the `|` in `marked`.
    fn at(marked: &str) -> Option<(String, String)> {
        let offset = marked.find('|')?;
        let text = marked.replacen('|', "", 1);
        value_at(&text, offset).map(|value| (value.pointer, text[value.range].to_owned()))
    }

    #[test]
    fn places_belong_to_values() {
        let found = |marked: &str| at(marked).map(|(pointer, value)| format!("{pointer} {value}"));
        assert_eq!(found(r#"{"a": |1, "b": [1, {"c/d~": "x"}]}"#).as_deref(), Some("/a 1"));
        assert_eq!(found(r#"{"|a": 1, "b": [1, {"c/d~": "x"}]}"#).as_deref(), Some("/a 1"));
        assert_eq!(found(r#"{"a": 1, "b": [1, {"c/d~": "|x"}]}"#).as_deref(), Some("/b/1/c~1d~0 \"x\""));
        assert_eq!(found(r#"{"a": 1, "b|": [1, {"c": "x"}]}"#).as_deref(), Some(r#"/b [1, {"c": "x"}]"#));
        assert_eq!(found(r#"{"a": 1, "b": [1, {"c": "x"|}]}"#).as_deref(), Some(r#"/b/1 {"c": "x"}"#));
        assert_eq!(found(r#"{"a": [1|, 2], "b": 3}"#).as_deref(), Some("/a [1, 2]"));
        assert_eq!(found("|{}").as_deref(), Some(" {}"));
        assert_eq!(found("[[],|[]]").as_deref(), Some("/1 []"));
        assert_eq!(found("|7").as_deref(), Some(" 7"));
        assert_eq!(at("{\"a\": 1|"), None);
        assert_eq!(at("}|"), None);
    }
}
