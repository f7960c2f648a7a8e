//! Sentences with words of code between backticks, words of the window between asterisks, strong ones between two.

use crate::app::theme;
use egui::text::{LayoutJob, TextFormat};
use egui::{Response, Ui};

/// Draws a paragraph over the width there is.
pub fn paragraph(ui: &mut Ui, text: &str) -> Response {
    let t = theme::of(ui);
    let mut job = LayoutJob::default();
    for (piece, kind) in pieces(text) {
        let mut format = match kind {
            Kind::Plain => TextFormat::simple(theme::body(theme::BODY), t.text),
            Kind::Code => TextFormat::simple(theme::code(theme::CODE), t.syntax.string),
            Kind::Strong => TextFormat::simple(theme::semibold(theme::BODY), t.text),
        };
        format.line_height = Some(19.0);
        job.append(piece, 0.0, format);
    }
    job.wrap.max_width = ui.available_width();
    ui.label(job)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Plain,
    Code,
    Strong,
}

/// Splits a paragraph at its marks, which are left out; a mark without its second half is text.
fn pieces(text: &str) -> Vec<(&str, Kind)> {
    let mut out = Vec::new();
    let mut rest = text;
    let mut plain = text;
    while let Some(at) = rest.find(['`', '*']) {
        let start = text.len() - rest.len() + at;
        let tail = text.get(start..).unwrap_or_default();
        let (mark, kind) = match tail {
            _ if tail.starts_with('`') => ("`", Kind::Code),
            _ if tail.starts_with("**") => ("**", Kind::Strong),
            _ => ("*", Kind::Strong),
        };
        let inner = tail.strip_prefix(mark).unwrap_or_default();
        let Some((piece, after)) = inner.split_once(mark).filter(|(piece, _)| !piece.is_empty()) else {
            rest = inner;
            continue;
        };
        let before = plain.len() - tail.len();
        out.push((plain.get(..before).unwrap_or_default(), Kind::Plain));
        out.push((piece, kind));
        (rest, plain) = (after, after);
    }
    out.push((plain, Kind::Plain));
    out.retain(|(piece, _)| !piece.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_single_ones_stay() {
        use Kind::{Code, Plain, Strong};
        assert_eq!(pieces("a `b*c` d"), [("a ", Plain), ("b*c", Code), (" d", Plain)]);
        assert_eq!(pieces("*Run* the **whole**"), [("Run", Strong), (" the ", Plain), ("whole", Strong)]);
        assert_eq!(pieces("2 * 3 is six"), [("2 * 3 is six", Plain)]);
        assert_eq!(pieces("`.*x.*` and `"), [(".*x.*", Code), (" and `", Plain)]);
        assert_eq!(pieces(""), []);
    }
}
