//! Reads the JSON object inside a part of a token, and says in our own words why it is not one.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;

/// Levels of nesting that are read; `serde_json` refuses more, and nobody's claims have them.
const MAX_DEPTH: usize = 127;

/// A JSON object whose members are in the order of the text, with what the map cannot hold.
#[derive(Default)]
pub(super) struct Members {
    /// The members. Of members with the same name the last one counts, as in most readers.
    pub map: Map<String, Value>,
    /// Names that stand more than once at the top level.
    pub repeated: Vec<String>,
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Members, A::Error> {
                let mut members = Members::default();
                while let Some((name, value)) = access.next_entry::<String, Value>()? {
                    if members.map.insert(name.clone(), value).is_some() && !members.repeated.contains(&name) {
                        members.repeated.push(name);
                    }
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Object)
    }
}

/// Why bytes are not a JSON object. Offsets are bytes of the decoded part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Fault {
    /// Not text.
    NotUtf8 { offset: usize },
    /// Nothing at all.
    Empty,
    /// JSON that stops before its end.
    Unfinished { offset: usize },
    /// Not JSON; the character that does not fit, if there is one.
    Syntax { offset: usize, character: Option<char> },
    /// A number that no 64-bit floating point number comes near.
    HugeNumber { offset: usize },
    /// Nested more deeply than is read.
    TooDeep { offset: usize },
    /// JSON, but something else than an object; what it is, with its article.
    NotObject { what: &'static str },
}

impl Fault {
    /// Returns the byte of the decoded part that the fault is about; `None` for the whole part.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::NotUtf8 { offset }
            | Self::Unfinished { offset }
            | Self::Syntax { offset, .. }
            | Self::HugeNumber { offset }
            | Self::TooDeep { offset } => Some(*offset),
            Self::Empty | Self::NotObject { .. } => None,
        }
    }

    /// Returns what is wrong with `part`, which is "the header" or "the payload".
    pub fn message(&self, part: &str) -> String {
        match self {
            Self::NotUtf8 { .. } => format!("{part} decodes to bytes that are not text"),
            Self::Empty => format!("{part} is empty"),
            Self::Unfinished { .. } => format!("{part} is JSON that ends too early"),
            Self::Syntax { character: Some(character), offset } => {
                format!("{part} is not JSON: `{}` at byte {} does not fit", character.escape_debug(), offset + 1)
            }
            Self::Syntax { character: None, .. } => format!("{part} is not JSON"),
            Self::HugeNumber { .. } => format!("{part} has a number that is too large for JSON readers"),
            Self::TooDeep { .. } => format!("{part} is nested more than {MAX_DEPTH} levels deep"),
            Self::NotObject { what } => format!("{part} is {what}; it must be a JSON object"),
        }
    }

    /// Returns what to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotUtf8 { .. } | Self::Syntax { .. } => {
                "a character was lost or changed on the way: copy the token again from its source"
            }
            Self::Empty | Self::Unfinished { .. } => "a piece is missing: copy the whole token, up to its end",
            Self::HugeNumber { .. } => "write the value as a string where the token is made",
            Self::TooDeep { .. } => "put less structure into the claims where the token is made",
            Self::NotObject { .. } => "a token's parts are objects, as in {\"sub\": \"…\"}: look at what made this one",
        }
    }
}

/// Reads `bytes` as a JSON object.
pub(super) fn read(bytes: &[u8]) -> Result<Members, Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::NotUtf8 { offset: error.valid_up_to() })?;
    if text.trim().is_empty() {
        return Err(Fault::Empty);
    }
    if let Some(offset) = too_deep(text) {
        return Err(Fault::TooDeep { offset });
    }
    serde_json::from_str::<Members>(text).map_err(|_| explain(text))
}

/// Finds out why `text` is not an object.
fn explain(text: &str) -> Fault {
    let error = match serde_json::from_str::<Value>(text) {
        Ok(value) => return Fault::NotObject { what: describe(&value) },
        Err(error) => error,
    };
    if error.is_eof() {
        return Fault::Unfinished { offset: text.len() };
    }
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut offset = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    // The kind of fault is only told by the text; it is looked at and never shown.
    if error.to_string().starts_with("number out of range") {
        return Fault::HugeNumber { offset };
    }
    Fault::Syntax { offset, character: text.get(offset..).and_then(|rest| rest.chars().next()) }
}

/// Returns what kind of JSON value it is, with its article.
pub(super) fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Returns where `json` opens one level too many.
fn too_deep(json: &str) -> Option<usize> {
    let mut depth = 0usize;
    outside_strings(json).find_map(|(offset, byte)| {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth > MAX_DEPTH).then_some(offset)
    })
}

/// Returns the first integer of `json` that 64 bits cannot hold, so that it is shown rounded.
pub(super) fn wide_integer(json: &str) -> Option<&str> {
    let mut start = None;
    let number = |from: usize, to: usize| {
        let text = json.get(from..to)?;
        let is_integer = !text.contains(['.', 'e', 'E']) && text.len() > 18;
        (is_integer && text.parse::<i64>().is_err() && text.parse::<u64>().is_err()).then_some(text)
    };
    for (offset, byte) in outside_strings(json).chain([(json.len(), b' ')]) {
        let in_number = matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        match (start, in_number) {
            (None, true) if matches!(byte, b'0'..=b'9' | b'-') => start = Some(offset),
            (Some(from), false) => {
                start = None;
                if let Some(found) = number(from, offset) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

/// Returns the bytes of `json` that are in no string, with their offsets; a quotation mark counts as outside.
fn outside_strings(json: &str) -> impl Iterator<Item = (usize, u8)> {
    let (mut in_string, mut escaped) = (false, false);
    json.bytes().enumerate().filter(move |(_, byte)| {
        let was_in_string = in_string;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ => {}
        }
        !was_in_string
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Fault) {
        assert_eq!(read(bytes).err(), Some(expected), "{}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn faults_are_told_apart() {
        check(b"", Fault::Empty);
        check(b"{\"a\xff", Fault::NotUtf8 { offset: 3 });
        check(b"{\"a\":1", Fault::Unfinished { offset: 6 });
        check(b"{\"a\":x}", Fault::Syntax { offset: 5, character: Some('x') });
        check(b"{\n\"a\": ?}", Fault::Syntax { offset: 7, character: Some('?') });
        check(b"{\"a\":1e999}", Fault::HugeNumber { offset: 9 });
        check(b"[1]", Fault::NotObject { what: "an array" });
        check(b"null", Fault::NotObject { what: "null" });
        check("[".repeat(5_000).as_bytes(), Fault::TooDeep { offset: 127 });
        check(b"{} x", Fault::Syntax { offset: 3, character: Some('x') });
    }

    #[test]
    fn order_and_repetition_are_kept() {
        let members = read(br#"{"b":1,"a":2,"b":3}"#).ok().unwrap();
        assert_eq!(serde_json::to_string(&members.map).unwrap(), r#"{"b":3,"a":2}"#);
        assert_eq!(members.repeated, ["b"]);
    }

    #[test]
    fn integers_are_exact_or_told() {
        let members = read(br#"{"a":18446744073709551615,"b":-9223372036854775808}"#).ok().unwrap();
        assert_eq!(members.map["a"].as_u64(), Some(u64::MAX));
        assert_eq!(members.map["b"].as_i64(), Some(i64::MIN));
        assert_eq!(wide_integer(r#"{"a":18446744073709551615,"s":"99999999999999999999"}"#), None);
        assert_eq!(wide_integer(r#"{"a":[1,99999999999999999999]}"#), Some("99999999999999999999"));
        assert_eq!(wide_integer("1.00000000000000000000"), None);
    }
}
