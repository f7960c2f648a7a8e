//! The report as one JSON document of our own.

use super::{Checked, Problem, human};
use crate::diagnostics::{Applicability, Severity, Source};
use crate::lint::Subject;
use crate::text::{LineIndex, Span};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};

/// Prints the report.
pub(super) fn print(all: &[Checked], out: &mut impl Write) -> io::Result<()> {
    let count = |severity| all.iter().map(|checked| checked.count(severity)).sum::<usize>();
    let silenced =
        all.iter().flat_map(|checked| &checked.problems).filter(|problem| problem.found.silenced.is_some()).count();
    let document = json!({
        "files": all.iter().map(file).collect::<Vec<_>>(),
        "summary": {
            "errors": count(Severity::Error), "warnings": count(Severity::Warning), "hints": count(Severity::Hint),
            "silenced": silenced,
        },
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn file(checked: &Checked) -> Value {
    let lines = LineIndex::new(&checked.text);
    let mut known = HashMap::new();
    json!({
        "file": checked.name(),
        "error": checked.design.as_ref().err(),
        "fixed": checked.fixed,
        "variations": checked.variations,
        "problems":
            checked.problems.iter().map(|problem| to_json(checked, &lines, &mut known, problem)).collect::<Vec<_>>(),
    })
}

fn to_json(checked: &Checked, lines: &LineIndex, known: &mut HashMap<Subject, LineIndex>, problem: &Problem) -> Value {
    let diagnostic = &problem.found.diagnostic;
    let template = checked.design.as_ref().ok().and_then(|design| problem.found.subject.text(design));
    let in_template = diagnostic.primary().filter(|place| place.source == Source::Template);
    let in_template = in_template.zip(template).map(|(place, text)| {
        let lines = known.entry(problem.found.subject).or_insert_with(|| LineIndex::new(text));
        place_json(lines, text, place.span)
    });
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let edits =
            fix.edits.iter().map(|edit| json!({"start": edit.span.start, "end": edit.span.end, "text": edit.text}));
        json!({"title": fix.title, "applicability": trust(fix.applicability), "edits": edits.collect::<Vec<_>>()})
    });
    let changes = problem.found.changes.iter().map(|change| {
        json!({
            "title": change.title, "applicability": trust(change.applicability),
            "pointer": change.pointer, "value": change.value,
        })
    });
    json!({
        "rule": diagnostic.rule.0,
        "check": problem.found.check.as_str(),
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "route": human::route_words(checked, problem),
        "call": human::call_words(checked, problem),
        "pointer": problem.found.pointer,
        "template": in_template,
        "file": problem.file_span.map(|span| place_json(lines, &checked.text, span)),
        "fixes": fixes.chain(changes).collect::<Vec<_>>(),
        "silenced": problem.found.silenced,
    })
}

fn trust(applicability: Applicability) -> &'static str {
    match applicability {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::DisplayOnly => "display-only",
    }
}

/// Returns a place in bytes, and in lines and columns from 1.
fn place_json(lines: &LineIndex, text: &str, span: Span) -> Value {
    let start = lines.line_column(text, span.start as usize);
    let end = lines.line_column(text, span.end as usize);
    json!({
        "start": span.start, "end": span.end,
        "line": start.line, "column": start.column, "endLine": end.line, "endColumn": end.column,
    })
}
