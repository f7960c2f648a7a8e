//! Writes Terraform's language as `terraform fmt` lays it out.
//!
//! A text of several lines is a heredoc where that gives it back, else a quoted string. In both, `${` and `%{` would
//! begin a template of Terraform; the rules are at [`quoted`]. Terraform turns every text into Unicode's composed form
//! (NFC), whatever it is written in: that is not ours to mend, and [`is_composed`] says when it matters.

use super::expression::Expression;
use std::fmt::Write;

/// A block: `resource "aws_lambda_permission" "post_rides" { … }`.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    head: String,
    items: Vec<Item>,
}

#[derive(Clone, PartialEq, Debug)]
enum Item {
    Argument(String, Expression),
    Block(Block),
}

impl Expression {
    fn write(&self, out: &mut String, indent: usize) {
        match self {
            Self::Text(text) => write_text(out, text),
            Self::Code(code) => out.push_str(code),
            Self::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    out.push_str(if i > 0 { ", " } else { "" });
                    item.write(out, indent);
                }
                out.push(']');
            }
            Self::Object(members) if members.is_empty() => out.push_str("{}"),
            Self::Object(members) => {
                out.push_str("{\n");
                let members = members.iter().map(|(name, value)| (quoted(name), value)).collect::<Vec<_>>();
                write_arguments(out, &members, indent + 1);
                push_indent(out, indent);
                out.push('}');
            }
        }
    }

    /// Returns true if it takes more than one line.
    fn is_tall(&self) -> bool {
        match self {
            Self::Text(text) => heredoc_marker(text).is_some(),
            Self::Code(code) => code.contains('\n'),
            Self::List(items) => items.iter().any(Self::is_tall),
            Self::Object(members) => !members.is_empty(),
        }
    }
}

impl Block {
    /// Makes an empty block with a type and labels.
    pub fn new(kind: &str, labels: &[&str]) -> Self {
        let labels: String = labels.iter().map(|label| format!(" {}", quoted(label))).collect();
        Self { head: format!("{kind}{labels}"), items: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn set(mut self, name: &str, value: Expression) -> Self {
        self.items.push(Item::Argument(name.to_owned(), value));
        self
    }

    /// Adds an argument that is a text.
    #[must_use]
    pub fn text(self, name: &str, text: impl Into<String>) -> Self {
        self.set(name, Expression::text(text))
    }

    /// Adds an argument that is code.
    #[must_use]
    pub fn code(self, name: &str, code: impl Into<String>) -> Self {
        self.set(name, Expression::code(code))
    }

    /// Adds a block.
    #[must_use]
    pub fn block(mut self, block: Block) -> Self {
        self.items.push(Item::Block(block));
        self
    }

    fn write(&self, out: &mut String, indent: usize) {
        push_indent(out, indent);
        out.push_str(&self.head);
        out.push_str(" {\n");
        let mut rest = self.items.as_slice();
        while let Some(first) = rest.first() {
            if rest.len() < self.items.len() {
                out.push('\n');
            }
            match first {
                Item::Block(block) => {
                    block.write(out, indent + 1);
                    rest = rest.get(1..).unwrap_or_default();
                }
                Item::Argument(..) => {
                    let arguments = rest.iter().map_while(|item| match item {
                        Item::Argument(name, value) => Some((name.clone(), value)),
                        Item::Block(_) => None,
                    });
                    let arguments: Vec<_> = arguments.collect();
                    rest = rest.get(arguments.len()..).unwrap_or_default();
                    write_arguments(out, &arguments, indent + 1);
                }
            }
        }
        push_indent(out, indent);
        out.push_str("}\n");
    }
}

/// Returns blocks as a file, one empty line between them.
pub fn file(blocks: &[Block]) -> String {
    let mut out = String::new();
    for (i, block) in blocks.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        block.write(&mut out, 0);
    }
    out
}

/// Writes arguments: runs of short ones with their `=` in one column, tall ones between empty lines.
fn write_arguments(out: &mut String, arguments: &[(String, &Expression)], indent: usize) {
    let mut rest = arguments;
    let mut first = true;
    while let Some((name, value)) = rest.first() {
        if !first {
            out.push('\n');
        }
        first = false;
        if value.is_tall() {
            write_argument(out, name, name.chars().count(), value, indent);
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let run = rest.iter().take_while(|(_, value)| !value.is_tall()).count();
        let (run, after) = rest.split_at(run);
        let width = run.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, value) in run {
            write_argument(out, name, width, value, indent);
        }
        rest = after;
    }
}

fn write_argument(out: &mut String, name: &str, width: usize, value: &Expression, indent: usize) {
    push_indent(out, indent);
    out.push_str(name);
    out.extend(std::iter::repeat_n(' ', width.saturating_sub(name.chars().count())));
    out.push_str(" = ");
    value.write(out, indent);
    out.push('\n');
}

fn push_indent(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n("  ", indent));
}

fn write_text(out: &mut String, text: &str) {
    match heredoc_marker(text) {
        None => out.push_str(&quoted(text)),
        Some(marker) => {
            let _ = write!(out, "<<{marker}\n{}{marker}", escaped_openings(text));
        }
    }
}

/// Returns the end word of a heredoc that gives `text` back: a text whose last line ends, without characters that a
/// file might lose. `None`: it has to be quoted.
fn heredoc_marker(text: &str) -> Option<String> {
    let fits = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if !text.ends_with('\n')
        || text.trim_matches('\n').is_empty()
        || !text.chars().all(fits)
        || text.contains('\u{feff}')
    {
        return None;
    }
    let mut marker = "VTL".to_owned();
    while text.lines().any(|line| line.trim() == marker) {
        marker.push('_');
    }
    Some(marker)
}

/// Returns `text` as a quoted string.
///
/// `${` and `%{` are written `$${` and `%%{`. Where another `$` or `%` stands in front of these, doubling would read
/// as something else: all but the last are put into a template of their own, `${"$"}`.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in escaped_openings_with(text, |sigils| format!("${{\"{sigils}\"}}")) {
        match c {
            Piece::Code(code) => out.push_str(&code),
            Piece::Char(c) => match c {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                c if c.is_control() || c == '\u{feff}' => {
                    let _ = write!(out, "\\u{:04x}", u32::from(c));
                }
                c => out.push(c),
            },
        }
    }
    out.push('"');
    out
}

/// Returns the body of a heredoc that gives `text`. A heredoc has no other escapes.
fn escaped_openings(text: &str) -> String {
    let pieces = escaped_openings_with(text, |sigils| format!("${{\"{sigils}\"}}"));
    let mut out = String::with_capacity(text.len());
    for piece in pieces {
        match piece {
            Piece::Code(code) => out.push_str(&code),
            Piece::Char(c) => out.push(c),
        }
    }
    out
}

enum Piece {
    Char(char),
    Code(String),
}

/// Takes a text apart into characters and the code that stands for the `$` and `%` in front of a `{`.
fn escaped_openings_with(text: &str, literal: impl Fn(&str) -> String) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(['$', '%']).len();
        let (sigils, after) = rest.split_at(run);
        match sigils.char_indices().last().filter(|_| after.starts_with('{')) {
            Some((at, last)) => {
                if at > 0 {
                    pieces.push(Piece::Code(literal(sigils.get(..at).unwrap_or_default())));
                }
                pieces.push(Piece::Code(format!("{last}{last}{{")));
                rest = after.get(1..).unwrap_or_default();
            }
            None if run > 0 => {
                pieces.extend(sigils.chars().map(Piece::Char));
                rest = after;
            }
            None => {
                pieces.push(Piece::Char(first));
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            }
        }
    }
    pieces
}

/// Returns true if Terraform gives `text` back: if it is in Unicode's composed form already.
pub fn is_composed(text: &str) -> bool {
    text.is_ascii() || unicode_normalization::is_nfc(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_of_templates_are_escaped_and_nothing_else() {
        for (text, expected) in [
            ("${x} %{y} $x $!{z} $ {", r#""$${x} %%{y} $x $!{z} $ {""#),
            ("$${x} $%{y} $$$", r#""${"$"}$${x} ${"$"}%%{y} $$$""#),
            ("a\\\"\r\n\t\u{1}é", r#""a\\\"\r\n\t\u0001é""#),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }

    #[test]
    fn blocks_are_laid_out_as_terraform_does() {
        let templates = vec![("application/json".to_owned(), Expression::text("{\n  VTL\n}\nVTL\n"))];
        let block = Block::new("resource", &["a", "b"])
            .text("name", "x")
            .code("rest_api_id", "a.b.id")
            .set("templates", Expression::Object(templates))
            .set(
                "flags",
                Expression::Object(vec![("a".into(), Expression::code("true")), ("bcd".into(), Expression::code("1"))]),
            )
            .block(Block::new("cors", &[]).set("origins", Expression::List(vec![Expression::text("*")])));
        let expected = concat!(
            "resource \"a\" \"b\" {\n  name        = \"x\"\n  rest_api_id = a.b.id\n\n  templates = {\n",
            "    \"application/json\" = <<VTL_\n{\n  VTL\n}\nVTL\nVTL_\n  }\n\n",
            "  flags = {\n    \"a\"   = true\n    \"bcd\" = 1\n  }\n\n  cors {\n    origins = [\"*\"]\n  }\n}\n",
        );
        assert_eq!(file(&[block]), expected);
    }
}
