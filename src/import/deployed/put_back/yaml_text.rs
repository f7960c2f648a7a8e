//! Writes a text in the place of a YAML scalar: as a literal block where that can hold it, else in double quotes.

use crate::text::Span;
use std::fmt::Write;

/// Returns the bytes that a new text replaces: those of the scalar, and of a block without the line end that it shares
/// with the next line.
pub(super) fn extent(file: &str, span: Span) -> Span {
    let start = span.start as usize;
    let end = if is_block(&file[start..span.end as usize]) { block_end(file, start) } else { span.end as usize };
    Span::new(start, end)
}

/// Returns how `text` is written in the place of the scalar at `span`.
pub(super) fn rewritten(file: &str, span: Span, text: &str) -> String {
    let start = span.start as usize;
    let old = &file[start..span.end as usize];
    let parent = parent_indent(file, start);
    // Inside brackets, or in a place that a block cannot stand in, only quotes can.
    let fits = can_be_block(text) && (is_block(old) || stands_alone(file, start, span.end as usize));
    let Some(parent) = parent.filter(|_| fits) else { return quoted(text) };
    let indent = if is_block(old) { block_indent(file, start, parent) } else { parent + 2 };
    block(text, parent, indent, line_end(file))
}

fn is_block(written: &str) -> bool {
    written.starts_with(['|', '>'])
}

/// Returns the line ends of a file.
fn line_end(file: &str) -> &'static str {
    if file.contains("\r\n") { "\r\n" } else { "\n" }
}

fn line_start(file: &str, at: usize) -> usize {
    file[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// Returns the column of the name that the scalar at `start` belongs to: a block's indentation counts from it. `None`
/// if the line has no plain `name:` before it.
fn parent_indent(file: &str, start: usize) -> Option<usize> {
    let line = &file[line_start(file, start)..start];
    // A tag may stand before the scalar on the same line.
    let line = line.trim_end();
    let line = match line.rsplit_once(' ') {
        Some((before, tag)) if tag.starts_with('!') => before.trim_end(),
        _ => line,
    };
    if !line.ends_with(':') {
        return None;
    }
    let mut column = line.len() - line.trim_start_matches(' ').len();
    // Names in a list stand behind dashes.
    while line[column..].starts_with("- ") {
        column += 2;
        column += line[column..].len() - line[column..].trim_start_matches(' ').len();
    }
    // Behind a bracket the name is part of a flow map.
    (!line[column..].contains(['{', '[', ','])).then_some(column)
}

/// Returns true if nothing follows the scalar on its last line, so that a block may take its place.
fn stands_alone(file: &str, start: usize, end: usize) -> bool {
    let rest = &file[end..];
    let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
    let starts_on_its_line = !file[line_start(file, start)..start].trim().is_empty();
    rest.trim().is_empty() && starts_on_its_line
}

/// Returns where the block that begins at `start` ends: before the line end of its last line that belongs to it.
fn block_end(file: &str, start: usize) -> usize {
    let parent = parent_indent(file, start).unwrap_or(0);
    let header = &file[start..start + file[start..].find('\n').unwrap_or(file.len() - start)];
    let keeps = header.split('#').next().unwrap_or_default().contains('+');
    let mut end = start + header.trim_end_matches('\r').len();
    let mut at = start + header.len();
    // `at` is the line end before the line that is looked at.
    while at + 1 < file.len() {
        let line = file[at + 1..].split('\n').next().unwrap_or_default();
        let text = line.trim_end_matches('\r');
        let indent = text.len() - text.trim_start_matches(' ').len();
        let is_blank = indent == text.len();
        if !is_blank && indent <= parent {
            break;
        }
        // Blank lines belong to the text if more of it follows, or if the block keeps them.
        if !is_blank || keeps {
            end = at + 1 + text.len();
        }
        at += 1 + line.len();
    }
    end
}

/// Returns the indentation of a block's text as the file has it: that of its indicator, or of its first line with text.
fn block_indent(file: &str, start: usize, parent: usize) -> usize {
    let mut lines = file[start..].lines();
    let header = lines.next().unwrap_or_default();
    if let Some(digit) = header.chars().take(3).find_map(|c| c.to_digit(10)) {
        return parent + digit as usize;
    }
    let first = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
    let indent = first.len() - first.trim_start_matches(' ').len();
    if indent > parent { indent } else { parent + 2 }
}

/// Returns true if a literal block holds the text as it is, for every parser: no blank text, no line ends but `\n`, no
/// control characters, none of the line separators and marks that some read as such.
fn can_be_block(text: &str) -> bool {
    let breaks = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
    };
    !text.trim_matches([' ', '\t', '\n']).is_empty() && !text.contains(breaks)
}

/// Writes a literal block: chomping by the line ends at the end of the text, an indicator where the text begins with a
/// blank or a line end. Empty lines stay empty.
fn block(text: &str, parent: usize, indent: usize, line_end: &str) -> String {
    let body = text.trim_end_matches('\n');
    let ends = text.len() - body.len();
    let mut out = String::from("|");
    if text.starts_with([' ', '\t', '\n']) {
        // An indicator has one digit; a block that is indented further gets the usual two.
        let _ = write!(out, "{}", if indent - parent <= 9 { indent - parent } else { 2 });
    }
    let indent = if text.starts_with([' ', '\t', '\n']) && indent - parent > 9 { parent + 2 } else { indent };
    out.push_str(match ends {
        0 => "-",
        1 => "",
        _ => "+",
    });
    for line in body.split('\n') {
        out.push_str(line_end);
        if !line.is_empty() {
            out.extend(std::iter::repeat_n(' ', indent));
            out.push_str(line);
        }
    }
    // The last line end is the one that stands in the file already.
    for _ in 1..ends {
        out.push_str(line_end);
    }
    out
}

/// Writes a double-quoted scalar on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() && u32::from(c) < 0x100 => {
                let _ = write!(out, "\\x{:02X}", u32::from(c));
            }
            '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
