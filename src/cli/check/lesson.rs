//! Lesson files: read, and played from their beginning to their end. The rules do not speak of them: a lesson breaks
//! things on purpose.

use super::place::Places;
use super::{Checked, Problem, collect};
use crate::diagnostics::{Diagnostic, Severity, Source};
use crate::json::strict;
use crate::lesson::{self, Lesson, Stuck};
use crate::lint::Subject;
use crate::preview::{self, Check};
use std::path::Path;

/// Checks a lesson file.
pub(super) fn checked(path: &Path) -> Checked {
    let read = lesson::read(path).and_then(|lesson| Ok((lesson, std::fs::read_to_string(path)?)));
    let (lesson, text) = match read {
        Ok(read) => read,
        Err(error) => return Checked::unreadable(path, error.to_string()),
    };
    let stuck = lesson::play(&lesson).err().map(|stuck| problem(&lesson, &stuck));
    let mut checked = Checked {
        path: path.to_owned(),
        text,
        design: Ok(lesson.design),
        problems: stuck.into_iter().collect(),
        fixed: 0,
        variations: 0,
    };
    let document = strict::read(checked.text.as_str(), &Source::File(checked.name())).ok();
    if let (Some(document), Ok(design)) = (&document, &checked.design) {
        let mut places = Places::new(document, design);
        for problem in &mut checked.problems {
            problem.file_span = collect::file_span(&mut places, &problem.found);
        }
    }
    checked
}

fn problem(lesson: &Lesson, stuck: &Stuck) -> Problem {
    let help = "before its solution the check of a step must not hold, and after it it must";
    let route = lesson.steps.get(stuck.index).map_or(0, |step| step.at.route);
    let found = preview::Problem {
        check: Check::Lesson,
        diagnostic: Diagnostic::new("lesson/stuck", Severity::Error, stuck.to_string()).help(help),
        subject: Subject::Route(route),
        call: None,
        pointer: format!("/steps/{}", stuck.index),
        changes: Vec::new(),
        silenced: None,
    };
    Problem { found, file_span: None }
}
