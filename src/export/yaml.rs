//! Writes YAML that every parser reads alike: YAML 1.1 and 1.2, strict and lenient.
//!
//! A text of several lines is a literal block where that can hold it, else a double-quoted string; never a folded
//! block, whose line ends change. What could be read as anything but text is quoted. There is no flow style but for
//! empty lists and maps.

use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt::Write;

/// How the functions of CloudFormation are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Functions {
    /// As any other map.
    AsMaps,
    /// `Ref`, `Fn::Sub` and `Fn::GetAtt` as `!Ref`, `!Sub` and `!GetAtt`.
    AsTags,
}

/// Returns `value`, a map, as a YAML document.
pub fn document(value: &Value, functions: Functions) -> String {
    let mut writer = Writer { out: String::new(), functions };
    match value {
        Value::Object(members) if !members.is_empty() => writer.map(members, 0),
        other => {
            writer.inline(other, 0);
        }
    }
    writer.out
}

struct Writer {
    out: String,
    functions: Functions,
}

impl Writer {
    /// Writes the members of a map, each on lines of its own; the first line is indented already.
    fn map(&mut self, members: &Map<String, Value>, indent: usize) {
        for (i, (name, value)) in members.iter().enumerate() {
            if i > 0 {
                self.indent(indent);
            }
            let name = scalar(name);
            // A key that stands without `?` may have 1,024 characters.
            if name.len() > 1000 {
                self.out.push_str("? ");
                self.out.push_str(&name);
                self.out.push('\n');
                self.indent(indent);
            } else {
                self.out.push_str(&name);
            }
            self.out.push(':');
            self.value(value, indent);
        }
    }

    /// Writes what stands behind `name:`.
    fn value(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(members) if !members.is_empty() && self.tag(members).is_none() => {
                self.out.push('\n');
                self.indent(indent + 2);
                self.map(members, indent + 2);
            }
            Value::Array(items) if !items.is_empty() => {
                self.out.push('\n');
                for item in items {
                    self.indent(indent + 2);
                    self.out.push('-');
                    self.item(item, indent + 2);
                }
            }
            other => {
                self.out.push(' ');
                self.inline(other, indent);
            }
        }
    }

    /// Writes what stands behind the `-` of a list's item at `indent`.
    fn item(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(members) if !members.is_empty() && self.tag(members).is_none() => {
                self.out.push(' ');
                self.map(members, indent + 2);
            }
            _ => self.value(value, indent),
        }
    }

    /// Writes a value that begins on the line at hand; `indent` is that of the key or the dash.
    fn inline(&mut self, value: &Value, indent: usize) {
        match value {
            Value::String(text) => self.text(text, indent),
            Value::Object(members) if members.is_empty() => self.out.push_str("{}\n"),
            Value::Object(members) => {
                if let Some((tag, argument)) = self.tag(members) {
                    self.out.push_str(tag);
                    self.out.push(' ');
                    self.text(&argument, indent);
                }
            }
            Value::Array(_) => self.out.push_str("[]\n"),
            other => {
                let _ = writeln!(self.out, "{other}");
            }
        }
    }

    /// Returns the short form of a function of CloudFormation.
    fn tag<'v>(&self, members: &'v Map<String, Value>) -> Option<(&'static str, Cow<'v, str>)> {
        if self.functions == Functions::AsMaps || members.len() != 1 {
            return None;
        }
        let (name, argument) = members.iter().next()?;
        match (name.as_str(), argument) {
            ("Ref", Value::String(name)) => Some(("!Ref", Cow::Borrowed(name))),
            ("Fn::Sub", Value::String(text)) => Some(("!Sub", Cow::Borrowed(text))),
            ("Fn::GetAtt", Value::Array(parts)) => {
                let parts: Option<Vec<&str>> = parts.iter().map(Value::as_str).collect();
                Some(("!GetAtt", Cow::Owned(parts?.join("."))))
            }
            _ => None,
        }
    }

    fn text(&mut self, text: &str, indent: usize) {
        if text.contains('\n') && fits_block(text) {
            self.block(text, indent);
        } else {
            self.out.push_str(&scalar(text));
            self.out.push('\n');
        }
    }

    /// Writes a literal block below the key or dash at `indent`.
    fn block(&mut self, text: &str, indent: usize) {
        // Without the number a leading blank counts as indentation, and a leading tab or empty line confuses.
        let number = if text.starts_with([' ', '\t', '\n']) { "2" } else { "" };
        let (body, chomping) = match text.strip_suffix('\n') {
            None => (text, "-"),
            Some(body) if body.is_empty() || body.ends_with('\n') => (body, "+"),
            Some(body) => (body, ""),
        };
        let _ = writeln!(self.out, "|{number}{chomping}");
        for line in body.split('\n') {
            if !line.is_empty() {
                self.indent(indent + 2);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn indent(&mut self, indent: usize) {
        self.out.extend(std::iter::repeat_n(' ', indent));
    }
}

/// Returns true if a literal block gives `text` back byte for byte.
fn fits_block(text: &str) -> bool {
    !text.chars().all(|c| matches!(c, ' ' | '\t' | '\n'))
        && !text.chars().any(|c| c != '\t' && c != '\n' && is_special(c))
}

/// Returns true for characters that YAML forbids, changes, or takes for the end of a line.
fn is_special(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Returns `text` as a scalar on one line: plain where nobody can mistake it, else quoted.
pub fn scalar(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        Cow::Borrowed(text)
    } else if text.chars().any(is_special) || (text.contains('\'') && !text.contains(['"', '\\'])) {
        Cow::Owned(double_quoted(text))
    } else {
        Cow::Owned(format!("'{}'", text.replace('\'', "''")))
    }
}

fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let inner = |c: char| c.is_ascii_alphanumeric() || " _-./${}+:;,()*@!=?<>".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '$' | '_'))
        && text.chars().all(inner)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

fn double_quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_special(c) => {
                let code = u32::from(c);
                let _ = if code < 0x100 { write!(out, "\\x{code:02X}") } else { write!(out, "\\u{code:04X}") };
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn documents_look_as_a_person_would_write_them() {
        let value = json!({
            "openapi": "3.0.1",
            "/rides/{rideId}": {"post": {"security": [{"users": []}], "tags": ["a", "no"], "n": 5, "b": true}},
            "origin": "'https://app.example.com'",
            "template": "{\n\n  \"a\": 1\n}\n",
            "indented": "  x\n\n\n",
            "uri": {"Fn::Sub": "arn:${AWS::Partition}:x"},
            "list": [{"Ref": "A"}, {"Fn::GetAtt": ["B", "Arn"]}, ["x"], {"k": "|\nv", "l": {}}],
        });
        let expected = concat!(
            "openapi: '3.0.1'\n/rides/{rideId}:\n  post:\n    security:\n      - users: []\n    tags:\n      - a\n",
            "      - 'no'\n    'n': 5\n    b: true\norigin: \"'https://app.example.com'\"\ntemplate: |\n  {\n\n",
            "    \"a\": 1\n  }\nindented: |2+\n    x\n\n\nuri: !Sub arn:${AWS::Partition}:x\nlist:\n  - !Ref A\n",
            "  - !GetAtt B.Arn\n  -\n    - x\n  - k: |-\n      |\n      v\n    l: {}\n",
        );
        assert_eq!(document(&value, Functions::AsTags), expected);
    }
}
