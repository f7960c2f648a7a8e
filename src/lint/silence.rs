//! Silence about a rule, asked for with a reason.

use crate::apigw::reading::Reading;
use crate::text::{LineIndex, Span};
use crate::vtl::ast::NodeKind;

/// What introduces it in a comment.
const MARK: &str = "gatewright:";

/// A request for silence in a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Silence {
    /// The comment.
    pub span: Span,
    /// The rule's name.
    pub rule: String,
    /// Why; empty if nothing is said.
    pub reason: String,
    /// The lines that it is about, from 0; `None` for all.
    lines: Option<(usize, usize)>,
}

impl Silence {
    /// Returns true if it is about `rule` at `span`.
    pub(super) fn covers(&self, rule: &str, span: Option<Span>, lines: &LineIndex) -> bool {
        let line = span.map(|span| lines.line_of(span.start as usize));
        let fits = |(first, last): (usize, usize)| line.is_some_and(|line| first <= line && line <= last);
        self.rule == rule && !self.reason.is_empty() && self.lines.is_none_or(fits)
    }
}

/// Returns what the comments of a template ask for.
pub(super) fn read(reading: &Reading<'_>, lines: &LineIndex) -> Vec<Silence> {
    let printed = reading.tokens.iter().map(|token| token.span.start).min().unwrap_or(u32::MAX);
    let mut found = Vec::new();
    for (node, _) in &reading.directives {
        let NodeKind::Comment(_) = node.kind else { continue };
        let text = reading.text(node.span);
        let Some(at) = text.find(MARK) else { continue };
        let words = text.get(at + MARK.len()..).unwrap_or_default().trim().trim_end_matches("*#").trim_end();
        let Some(words) = words.strip_prefix("allow ") else { continue };
        let (rule, reason) = words.split_once(':').unwrap_or((words, ""));
        let line = lines.line_of(node.span.start as usize);
        let before = lines.line_span(line).start as usize;
        let alone = reading.source.get(before..node.span.start as usize).is_some_and(|text| text.trim().is_empty());
        let about = match alone {
            true if node.span.start < printed => None,
            true => Some((line, line + 1)),
            false => Some((line, line)),
        };
        let (rule, reason) = (rule.trim().to_owned(), reason.trim().to_owned());
        found.push(Silence { span: node.span, rule, reason, lines: about });
    }
    found
}
