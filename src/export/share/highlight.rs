//! Templates and events as HTML with classes for their parts, and with marks for where a value came from.
//!
//! The parts of a template are those that our own parser found.

use crate::compare::html::escaped;
use crate::diagnostics::Source;
use crate::json::{Kind, NodeId, strict};
use crate::text::Span;
use crate::vtl::ast::{Block, NodeKind};
use crate::vtl::{self, Dialect};

/// A stretch of text with the number of its origin, and the words for it; empty words say nothing.
pub(super) struct Mark {
    pub span: Span,
    pub origin: usize,
    pub words: String,
}

/// The most marks of a text: a page is not to grow without end.
pub(super) const MOST_MARKS: usize = 600;

/// Returns the parts of a template, in order.
pub(super) fn template(text: &str) -> Vec<(Span, &'static str)> {
    let parsed = vtl::parse(text, Dialect::API_GATEWAY);
    let mut parts = Vec::new();
    walk(parsed.template.root(), &mut parts);
    parts
}

fn walk(block: &Block, parts: &mut Vec<(Span, &'static str)>) {
    for node in &block.nodes {
        let Span { start, end } = node.span;
        match &node.kind {
            NodeKind::Text(_) | NodeKind::Unparsed(_) | NodeKind::Escaped(_) | NodeKind::Literal(_) => {}
            NodeKind::Comment(_) => parts.push((node.span, "comment")),
            NodeKind::Reference(_) => parts.push((node.span, "reference")),
            NodeKind::If(node) => {
                let mut at = start;
                for body in node.branches.iter().map(|(_, body)| body).chain(&node.otherwise) {
                    parts.push((Span { start: at, end: body.span.start }, "keyword"));
                    walk(body, parts);
                    at = body.span.end;
                }
                parts.push((Span { start: at, end }, "keyword"));
            }
            NodeKind::Foreach(node) => {
                parts.push((Span { start, end: node.body.span.start }, "keyword"));
                walk(&node.body, parts);
                parts.push((Span { start: node.body.span.end, end }, "keyword"));
            }
            _ => parts.push((node.span, "keyword")),
        }
    }
}

/// Returns the parts of a JSON text, in order; none where it is no JSON.
pub(super) fn json(text: &str) -> Vec<(Span, &'static str)> {
    let Ok(document) = strict::read(text, &Source::Event) else { return Vec::new() };
    let mut parts = Vec::new();
    for number in 0..u32::try_from(document.len()).unwrap_or(u32::MAX) {
        let node = NodeId::of_number(number);
        parts.extend(document.name_span(node).map(|span| (span, "key")));
        match document.kind(node) {
            Kind::String => parts.push((document.span(node), "string")),
            Kind::Number | Kind::Bool(_) | Kind::Null => parts.push((document.span(node), "number")),
            Kind::Object | Kind::Array => {}
        }
    }
    parts
}

/// Writes `text` with its parts and marks.
pub(super) fn write(text: &str, parts: &[(Span, &'static str)], marks: &[Mark]) -> String {
    let marks = marks.get(..MOST_MARKS).unwrap_or(marks);
    let ends = parts.iter().map(|(span, _)| *span).chain(marks.iter().map(|mark| mark.span));
    let mut places: Vec<usize> = ends.flat_map(|span| [span.start as usize, span.end as usize]).collect();
    places.extend([0, text.len()]);
    places.retain(|place| text.is_char_boundary(*place));
    places.sort_unstable();
    places.dedup();
    let mut out = String::with_capacity(text.len() * 2);
    let mut part = 0;
    for ends in places.windows(2) {
        let &[start, end] = ends else { continue };
        let Some(piece) = text.get(start..end) else { continue };
        while parts.get(part).is_some_and(|(span, _)| span.end as usize <= start) {
            part += 1;
        }
        let class = parts.get(part).filter(|(span, _)| span.start as usize <= start).map(|(_, class)| *class);
        let over = marks.iter().filter(|mark| mark.span.start as usize <= start && mark.span.end as usize >= end);
        let over: Vec<&Mark> = over.collect();
        push(&mut out, piece, class, &over);
    }
    out
}

fn push(out: &mut String, piece: &str, class: Option<&str>, marks: &[&Mark]) {
    let text = escaped(piece);
    let class = class.map(|class| format!(" class=\"{class}\"")).unwrap_or_default();
    if class.is_empty() && marks.is_empty() {
        return out.push_str(&text);
    }
    let numbers: Vec<String> = marks.iter().map(|mark| mark.origin.to_string()).collect();
    let origin = if marks.is_empty() { String::new() } else { format!(" data-o=\"{}\"", numbers.join(" ")) };
    let words = marks.iter().map(|mark| mark.words.as_str()).find(|words| !words.is_empty());
    // What says where it came from can be reached by keyboard as well.
    let words = words.map(|words| format!(" tabindex=\"0\" data-w=\"{}\"", escaped(words))).unwrap_or_default();
    out.push_str(&format!("<span{class}{origin}{words}>{text}</span>"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_marks_cross_and_no_byte_is_lost() {
        let text = "a\"<b>\": 1";
        let marks = [Mark { span: Span::new(2, 8), origin: 3, words: "from <here>".into() }];
        let written = write(text, &[(Span::new(1, 6), "key"), (Span::new(8, 9), "number")], &marks);
        let mut bare = String::new();
        let mut inside = false;
        for c in written.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => bare.push(c),
                _ => {}
            }
        }
        assert_eq!(bare, escaped(text));
        assert!(
            written.contains("<span class=\"key\" data-o=\"3\" tabindex=\"0\" data-w=\"from &lt;here&gt;\">&lt;b&gt;")
        );
    }

    #[test]
    fn directives_and_what_is_inside_are_told_apart() {
        let text = "## c\n#if($a)\"x\": $b#else y#end";
        let parts: Vec<(&str, &str)> =
            template(text).into_iter().map(|(span, class)| (&text[span.range()], class)).collect();
        assert!(parts.contains(&("#if($a)", "keyword")) && parts.contains(&("$b", "reference")), "{parts:?}");
        assert!(parts.iter().any(|(text, class)| text.starts_with("## c") && *class == "comment"), "{parts:?}");
    }
}
