//! Workflow commands of GitHub Actions: each problem shows at its line of the file.

use super::{Checked, human};
use crate::diagnostics::Severity;
use crate::text::LineIndex;
use std::io::{self, Write};

/// Prints a command for each problem.
pub(super) fn print(all: &[Checked], out: &mut impl Write) -> io::Result<()> {
    for checked in all {
        let file = property(&checked.name());
        if let Err(error) = &checked.design {
            writeln!(out, "::error file={file},title=gatewright::{}", data(error))?;
        }
        let lines = LineIndex::new(&checked.text);
        for problem in checked.open() {
            let level = match problem.found.diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Hint => "notice",
            };
            let mut place = String::new();
            if let Some(span) = problem.file_span {
                let start = lines.line_column(&checked.text, span.start as usize);
                let end = lines.line_column(&checked.text, span.end as usize);
                place = format!(",line={},endLine={}", start.line, end.line);
                // Columns are only shown where the place is within one line.
                if start.line == end.line {
                    place.push_str(&format!(",col={},endColumn={}", start.column, end.column));
                }
            }
            let mut message = problem.found.diagnostic.message.clone();
            if let Some(route) = human::route_words(checked, problem) {
                message.push_str(&format!(" ({route})"));
            }
            if let Some(help) = &problem.found.diagnostic.help {
                message.push_str(&format!("\n{help}"));
            }
            let title = property(problem.found.diagnostic.rule.0);
            writeln!(out, "::{level} file={file}{place},title={title}::{}", data(&message))?;
        }
    }
    Ok(())
}

/// Escapes a message as the runner reads it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property as the runner reads it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
