//! Colors for JSON, a line at a time: a small scanner without state, since laid-out JSON needs none.

use super::theme::{self, Tokens};
use crate::text::Span;
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, Stroke, Ui};

/// Lays out `text` as JSON in the code font. Works on any text; what is no JSON keeps the text color.
pub fn layout(ui: &Ui, text: &str) -> LayoutJob {
    let t = theme::of(ui);
    let font = theme::code(theme::CODE);
    let mut job = LayoutJob::default();
    for (piece, color) in pieces(text, t) {
        job.append(piece, 0.0, TextFormat::simple(font.clone(), color));
    }
    job
}

/// Does what [`layout`] does, with the bytes of `lit` on the ground of what is pointed at elsewhere.
pub fn layout_lit(ui: &Ui, text: &str, lit: &[Span]) -> LayoutJob {
    let t = theme::of(ui);
    let font = theme::code(theme::CODE);
    let mut job = LayoutJob::default();
    let mut at = 0;
    for (piece, color) in pieces(text, t) {
        let end = at + piece.len();
        let mut format = TextFormat::simple(font.clone(), color);
        if lit.iter().any(|span| (span.start as usize) < end && (span.end as usize) > at) {
            format.background = t.accent_soft;
            format.underline = Stroke::new(1.0, t.accent);
        }
        job.append(piece, 0.0, format);
        at = end;
    }
    job
}

/// Splits `text` into pieces with their colors; together they are the text.
pub fn pieces<'a>(text: &'a str, t: &Tokens) -> Vec<(&'a str, Color32)> {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = end_of_piece(bytes, at);
        let piece = text.get(at..end).unwrap_or_default();
        let color = match bytes.get(at) {
            Some(b'"') if is_key(bytes, end) => t.syntax.json_key,
            Some(b'"') => t.syntax.string,
            Some(b'-' | b'0'..=b'9') => t.syntax.number,
            Some(b't' | b'f' | b'n') if matches!(piece, "true" | "false" | "null") => t.syntax.number,
            Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => t.syntax.punctuation,
            _ => t.text,
        };
        out.push((piece, color));
        at = end;
    }
    out
}

fn is_key(bytes: &[u8], after: usize) -> bool {
    let rest = bytes.get(after..).unwrap_or_default();
    rest.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

/// Returns where the piece that begins at `start` ends; always further on, and never inside a character.
fn end_of_piece(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start + 1..).unwrap_or_default();
    let run = |accepts: fn(&u8) -> bool| start + 1 + rest.iter().take_while(|byte| accepts(byte)).count();
    match bytes.get(start) {
        Some(b'"') => {
            let mut is_escaped = false;
            let closing = rest.iter().position(|byte| {
                let closes = (*byte == b'"' && !is_escaped) || *byte == b'\n';
                is_escaped = *byte == b'\\' && !is_escaped;
                closes
            });
            closing.map_or(bytes.len(), |closing| {
                // A string that the line ends before is cut there, so that one quote does not color the rest.
                let is_quote = rest.get(closing) == Some(&b'"');
                start + 1 + closing + usize::from(is_quote)
            })
        }
        Some(b'{' | b'}' | b'[' | b']' | b',' | b':') => start + 1,
        Some(byte) if byte.is_ascii_whitespace() => run(u8::is_ascii_whitespace),
        Some(b'-' | b'0'..=b'9') => run(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)),
        _ => run(|byte| !byte.is_ascii_whitespace() && !b"\"{}[],:".contains(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::theme::tokens::DARK;

    #[test]
    fn pieces_make_up_the_text_whatever_it_is() {
        for text in ["", "{\"a\": [1, -2.5e3, true, null, \"x\\\"y\"]}", "\"open", "ü€ \"ß\" x\n\"\\", "{]:,\u{0}é"]
        {
            let whole: String = pieces(text, &DARK).into_iter().map(|(piece, _)| piece).collect();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn keys_and_strings_differ() {
        let pieces = pieces("{\"a\" : \"b\"}", &DARK);
        let color = |text: &str| pieces.iter().find(|(piece, _)| *piece == text).map(|(_, color)| *color);
        assert_eq!(color("\"a\""), Some(DARK.syntax.json_key));
        assert_eq!(color("\"b\""), Some(DARK.syntax.string));
    }
}
