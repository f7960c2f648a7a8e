//! Silence about a rule, asked for with a reason.

use super::{Finding, Subject, check_route};
use crate::apigw::reading::Reading;
use crate::design::Design;
use crate::text::{Edit, LineIndex, Span, apply_edits};
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

/// Returns the design with `rule` silenced for all of it.
pub fn silence_everywhere(design: &Design, rule: &str, reason: &str) -> Design {
    let mut changed = speak_again(design, rule);
    changed.allow.push((rule.to_owned(), one_line(reason)));
    changed
}

/// Returns the design with `rule` no longer silenced for all of it.
pub fn speak_again(design: &Design, rule: &str) -> Design {
    let mut changed = design.clone();
    changed.allow.retain(|(known, _)| known != rule);
    changed
}

/// Returns the design with what `rule` finds at `span` of a template silenced by a comment: on the line above, or at the
/// end of the line. `None` where no comment helps: inside of a text of several lines, for example.
pub fn silence_here(design: &Design, subject: Subject, rule: &str, span: Span, reason: &str) -> Option<Design> {
    let text = subject.text(design)?;
    let comment = format!("## {MARK} allow {rule}: {}", one_line(reason));
    let lines = LineIndex::new(text);
    let line = lines.line_span(lines.line_of(span.start as usize));
    let above = Edit::insert(line.start as usize, format!("{comment}\n"));
    let end = line.start as usize + line.slice(text).trim_end_matches(['\r', '\n']).len();
    let behind = Edit::insert(end, format!(" {comment}"));
    // A comment before everything is about the whole template: on a first line it goes to the end.
    let is_first = text.get(..line.start as usize).is_some_and(|before| before.trim().is_empty());
    let ways = if is_first { [behind, above] } else { [above, behind] };
    let before = check_route(design, subject.route(), &|| false);
    ways.into_iter().find_map(|edit| {
        let mut changed = design.clone();
        let silenced = apply_edits(text, &[edit])?.into();
        *subject.text_mut(&mut changed)? = silenced;
        // Whether the comment is one, and does no harm, is known once it is there.
        let after = check_route(&changed, subject.route(), &|| false);
        let of_rule = |all: &[Finding]| open(all).filter(|finding| finding.diagnostic.rule.0 == rule).count();
        let helps = of_rule(&after) < of_rule(&before) && open(&after).count() < open(&before).count();
        helps.then_some(changed)
    })
}

fn open(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.silenced.is_none())
}

/// Returns a reason as it fits into a comment.
fn one_line(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}
