//! Prints diagnostics: as pictures of their place for people, as data for programs.

use crate::diagnostics::{Diagnostic, Severity, Source};
use crate::preview::Preview;
use crate::text::{LineIndex, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write};
use std::ops::Range;

/// Prints what is wrong with `preview` to standard error, in color where that is a terminal.
pub(super) fn print(preview: &Preview) {
    print_with(&preview.problems, |source| preview.source_text(source));
}

/// Prints diagnostics that speak of no text to standard error.
pub(super) fn print_all(problems: &[Diagnostic]) {
    print_with(problems, |_| None);
}

fn print_with<'a>(problems: &'a [Diagnostic], text_of: impl Fn(&Source) -> Option<&'a str>) {
    let mut stderr = std::io::stderr().lock();
    let colored = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    for problem in problems {
        let picture = picture(&renderer, problem, &text_of, name_of);
        // Standard error may be closed; the exit code still says that there were problems.
        let _ = writeln!(stderr, "{picture}\n");
    }
}

/// Returns a picture of a problem's places, under the names that `name_of` gives their texts.
pub(super) fn picture<'a>(
    renderer: &Renderer,
    problem: &'a Diagnostic,
    text_of: impl Fn(&Source) -> Option<&'a str>,
    name_of: impl Fn(&Source) -> String,
) -> String {
    renderer.render(&groups(problem, text_of, name_of))
}

/// Returns the parts of the picture: the message with its places, then the help.
fn groups<'a>(
    problem: &'a Diagnostic,
    text_of: impl Fn(&Source) -> Option<&'a str>,
    name_of: impl Fn(&Source) -> String,
) -> Vec<Group<'a>> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::NOTE,
    };
    let mut group = Group::with_title(level.primary_title(problem.message.as_str()).id(problem.rule.0));
    for (i, label) in problem.labels.iter().enumerate() {
        let Some(text) = text_of(&label.location.source) else { continue };
        let kind = if i == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        let annotation = kind.span(fitting(text, label.location.span)).label(label.text.as_ref());
        group = group.element(Snippet::source(text).path(name_of(&label.location.source)).annotation(annotation));
    }
    if let Some(help) = &problem.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    vec![group]
}

/// Returns the range of `span` held within `text` and widened to whole characters, so that no place,
/// however wrong, can upset the printer.
fn fitting(text: &str, span: Span) -> Range<usize> {
    let down = |offset: usize| (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = down(span.start as usize);
    start..down(span.end as usize).max(start)
}

pub(super) fn name_of(source: &Source) -> String {
    match source {
        Source::Template => "template".into(),
        Source::Event => "event".into(),
        Source::Body => "request body".into(),
        Source::RequestLine => "request line".into(),
        Source::Header(name) => format!("header {name}"),
        Source::Token => "token".into(),
        Source::File(name) => name.clone(),
    }
}

/// Returns `problem` as data, with the place of its first label in lines and columns from 1.
pub(super) fn to_json(problem: &Diagnostic, preview: &Preview) -> Value {
    let place = problem.primary().map(|location| {
        let span = location.span;
        let text = preview.source_text(&location.source).unwrap_or_default();
        let start = LineIndex::new(text).line_column(text, span.start as usize);
        json!({
            "source": name_of(&location.source),
            "start": span.start, "end": span.end,
            "line": start.line, "column": start.column,
        })
    });
    json!({
        "rule": problem.rule.0,
        "severity": problem.severity.as_str(),
        "message": problem.message,
        "place": place,
        "help": problem.help,
    })
}
