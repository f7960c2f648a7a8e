//! Writes TypeScript: values as a person would lay them out, and texts that come back byte for byte.

use super::expression::Expression;
use std::fmt::Write;

/// Longest list or object that stays on one line, in bytes.
const SHORT: usize = 72;

impl Expression {
    /// Returns the value as TypeScript whose first line is indented by `indent` blanks already.
    pub fn to_typescript(&self, indent: usize) -> String {
        match self {
            Self::Text(text) => literal(text),
            Self::Code(code) => code.clone(),
            Self::List(items) => {
                let items = items.iter().map(|item| item.to_typescript(indent + 2));
                enclosed("[", items.collect(), "]", indent)
            }
            Self::Object(members) => {
                let members = members.iter().map(|(name, value)| {
                    let value = value.to_typescript(indent + 2);
                    let key = key(name);
                    if key == value { key } else { format!("{key}: {value}") }
                });
                let members: Vec<String> = members.collect();
                if members.len() == 1 {
                    enclosed("{ ", members, " }", indent)
                } else {
                    enclosed_tall("{", &members, "}", indent)
                }
            }
        }
    }
}

/// Returns the parts on one line where they fit, else each on its own.
fn enclosed(open: &str, parts: Vec<String>, close: &str, indent: usize) -> String {
    let line = format!("{open}{}{close}", parts.join(", "));
    if parts.is_empty() {
        return format!("{}{}", open.trim(), close.trim());
    }
    if line.len() <= SHORT && !line.contains('\n') {
        line
    } else {
        enclosed_tall(open.trim(), &parts, close.trim(), indent)
    }
}

fn enclosed_tall(open: &str, parts: &[String], close: &str, indent: usize) -> String {
    if parts.is_empty() {
        return format!("{open}{close}");
    }
    let blanks = " ".repeat(indent + 2);
    let lines: String = parts.iter().map(|part| format!("{blanks}{part},\n")).collect();
    format!("{open}\n{lines}{}{close}", " ".repeat(indent))
}

fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { name.to_owned() } else { literal(name) }
}

/// Returns `text` as a literal: a template literal where it has several lines, else in single quotes.
pub fn literal(text: &str) -> String {
    let quote = if text.contains('\n') { '`' } else { '\'' };
    let mut out = String::from(quote);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str("\\\\"),
            // A raw carriage return in a template literal is a line feed by the language.
            '\r' => out.push_str("\\r"),
            '\t' if quote == '\'' => out.push_str("\\t"),
            '\n' | '\t' => out.push(c),
            '$' if quote == '`' && chars.peek() == Some(&'{') => out.push_str("\\$"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_by_their_quotes() {
        assert_eq!(literal("it's `a` ${b} \\"), r"'it\'s `a` ${b} \\'");
        assert_eq!(literal("`${a}` $b 'c'\r\n\t\\x"), "`\\`\\${a}\\` $b 'c'\\r\n\t\\\\x`");
    }
}
