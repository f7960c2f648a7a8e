//! The list of problems that the window shows: what the preview says of the selected call, at once, and what the
//! inspection says of the design, a moment later.

use super::editor::Mark;
use super::inspector::Inspected;
use super::state::Previews;
use super::template_view;
use crate::design::Design;
use crate::diagnostics::{Applicability, Severity, Source};
use crate::lint::{self, Subject};
use crate::preview::{Check, Preview, Problem, Selection};
use crate::text::{LineColumn, LineIndex};
use std::collections::HashMap;

/// The problems, the worst first, those that are silenced last.
#[derive(Default)]
pub struct Problems {
    /// The list.
    pub all: Vec<Problem>,
    /// Line and column of each, where it has a place in a text that is known.
    places: Vec<Option<LineColumn>>,
    /// Marks in templates, and the revision whose texts they speak of: those of the last time when preview and
    /// inspection were of one revision, so that none of them comes and goes while somebody types.
    marks: Vec<(Subject, Mark)>,
    marks_revision: Option<u64>,
    /// What it was made of: revisions of preview and inspection, the call, and whether all routes are in it.
    key: Option<Key>,
}

type Key = (Option<u64>, Option<u64>, Selection, bool);

/// Something that can be done about a problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The button's text.
    pub title: String,
    /// How far to trust it.
    pub applicability: Applicability,
}

impl Problems {
    /// Makes the list anew if what it is made of is another. Returns where the problem that was `chosen` stands now.
    pub fn renew(
        &mut self,
        previews: &Previews,
        inspected: Option<(u64, &Inspected)>,
        selection: Selection,
        of_all_routes: bool,
        chosen: Option<usize>,
    ) -> Option<usize> {
        let latest = previews.latest.as_ref();
        let key =
            (latest.map(|(revision, _)| *revision), inspected.map(|(revision, _)| revision), selection, of_all_routes);
        if self.key == Some(key) {
            return chosen;
        }
        self.key = Some(key);
        let preview = latest.and_then(|(_, shown)| shown.preview.as_ref());
        let chosen = chosen.and_then(|index| self.all.get(index).cloned());
        self.all = list(preview, inspected.map(|(_, inspected)| inspected), selection, of_all_routes);
        self.places = places(&self.all, preview, inspected.map(|(_, inspected)| &*inspected.design));
        if self.marks_revision.is_none() || key.0 == key.1 {
            self.marks_revision = key.0;
            let mark = |problem: &Problem| Some((problem.subject, template_view::mark(&problem.diagnostic)?));
            self.marks = self.open().filter_map(mark).collect();
        }
        let chosen = chosen?;
        let is_alike = |problem: &Problem| {
            problem.subject == chosen.subject
                && problem.diagnostic.rule == chosen.diagnostic.rule
                && problem.diagnostic.message == chosen.diagnostic.message
        };
        let is_same = |problem: &Problem| problem.diagnostic.primary() == chosen.diagnostic.primary();
        let exact = self.all.iter().position(|problem| is_alike(problem) && is_same(problem));
        exact.or_else(|| self.all.iter().position(is_alike))
    }

    /// Returns true if the inspection in the list is of `revision`.
    pub fn is_of(&self, revision: u64) -> bool {
        self.key.is_some_and(|(_, inspected, ..)| inspected == Some(revision))
    }

    /// Returns line and column of the problem at `index`.
    pub fn place(&self, index: usize) -> Option<LineColumn> {
        self.places.get(index).copied().flatten()
    }

    /// Returns the marks in a template, and the revision whose text they speak of.
    pub fn marks(&self, subject: Subject) -> (Option<u64>, Vec<Mark>) {
        let marks = self.marks.iter().filter(|(of, _)| *of == subject).map(|(_, mark)| mark.clone()).collect();
        (self.marks_revision, marks)
    }

    /// Returns what is not silenced.
    pub fn open(&self) -> impl Iterator<Item = &Problem> {
        self.all.iter().filter(|problem| problem.silenced.is_none())
    }
}

/// Returns what can be done about a problem: fixes of texts, then changes of the design.
pub fn ways(problem: &Problem) -> Vec<Way> {
    let fixes = problem.diagnostic.fixes.iter().map(|fix| (&fix.title, fix.applicability));
    let changes = problem.changes.iter().map(|change| (&change.title, change.applicability));
    fixes.chain(changes).map(|(title, applicability)| Way { title: title.clone(), applicability }).collect()
}

/// Returns the design with the way at `index` gone; `None` if it does not fit, or changes something beside the design.
pub fn follow(design: &Design, problem: &Problem, index: usize) -> Option<Design> {
    let fixes = &problem.diagnostic.fixes;
    match fixes.get(index) {
        Some(fix) => lint::apply_fix(design, problem.subject, fix),
        None => problem.changes.get(index - fixes.len())?.apply(design),
    }
}

/// Returns true if a comment or the design can silence a problem: those of calls and of the input are just true.
pub fn can_be_silenced(problem: &Problem) -> bool {
    problem.silenced.is_none() && lint::rule_of(problem.diagnostic.rule).is_some()
}

/// Returns the number of problems of a route that are no hints and not silenced.
pub fn count(inspected: &Inspected, route: usize) -> usize {
    let Some(found) = inspected.routes.get(route) else { return 0 };
    found.problems.iter().filter(|problem| problem.silenced.is_none() && is_grave(problem)).count()
}

/// Returns true if a problem is more than a hint.
pub fn is_grave(problem: &Problem) -> bool {
    problem.diagnostic.severity != Severity::Hint
}

fn list(
    preview: Option<&Preview>,
    inspected: Option<&Inspected>,
    selection: Selection,
    of_all_routes: bool,
) -> Vec<Problem> {
    let mut all: Vec<Problem> = Vec::new();
    for (route, found) in inspected.iter().flat_map(|inspected| inspected.routes.iter().enumerate()) {
        if route != selection.route && !of_all_routes {
            continue;
        }
        for problem in &found.problems {
            if !is_of_selected_call(problem, selection) && !is_told(&all, problem) {
                all.push(problem.clone());
            }
        }
    }
    for problem in preview.into_iter().flat_map(|preview| of_preview(preview, selection)) {
        if !is_known(&all, &problem) {
            all.push(problem);
        }
    }
    all.sort_by_key(|problem| {
        let span = problem.diagnostic.primary().map(|place| place.span);
        let is_elsewhere = problem.subject.route() != selection.route;
        (problem.silenced.is_some(), is_elsewhere, problem.diagnostic.severity, problem.subject, span)
    });
    all
}

/// Works out lines and columns, each text being indexed once.
fn places(all: &[Problem], preview: Option<&Preview>, design: Option<&Design>) -> Vec<Option<LineColumn>> {
    let mut indexes: HashMap<(Subject, &Source), Option<(&str, LineIndex)>> = HashMap::new();
    all.iter()
        .map(|problem| {
            let at = problem.diagnostic.primary()?;
            let known = indexes.entry((problem.subject, &at.source)).or_insert_with(|| {
                let of_design = design.filter(|_| at.source == Source::Template);
                let text = of_design.and_then(|design| problem.subject.text(design)).map(|text| &**text);
                let text = text.or_else(|| preview?.source_text(&at.source))?;
                Some((text, LineIndex::new(text)))
            });
            let (text, index) = known.as_ref()?;
            Some(index.line_column(text, at.span.start as usize))
        })
        .collect()
}

/// What the inspection says of the selected call itself, the preview says as well, and knows its token.
fn is_of_selected_call(problem: &Problem, selection: Selection) -> bool {
    problem.check == Check::Rules
        && problem.subject == Subject::Route(selection.route)
        && problem.call == Some(selection.call)
}

/// Each call of a route tells what is wrong with the route: once is enough.
fn is_told(all: &[Problem], problem: &Problem) -> bool {
    let is_about_route = matches!(problem.subject, Subject::Route(_)) && problem.check == Check::Rules;
    let same = |known: &Problem| {
        known.subject == problem.subject
            && known.diagnostic.rule == problem.diagnostic.rule
            && known.diagnostic.message == problem.diagnostic.message
    };
    is_about_route && all.iter().any(same)
}

fn of_preview(preview: &Preview, selection: Selection) -> impl Iterator<Item = Problem> {
    let route = selection.route;
    preview.problems.iter().map(move |diagnostic| {
        let is_in_template = diagnostic.labels.iter().any(|label| label.location.source == Source::Template);
        let subject = match preview.template {
            Some(template) if is_in_template => Subject::RequestTemplate { route, template },
            _ => Subject::Route(route),
        };
        Problem {
            check: Check::Rules,
            diagnostic: diagnostic.clone(),
            subject,
            call: Some(selection.call),
            pointer: format!("/routes/{route}/calls/{}", selection.call),
            changes: Vec::new(),
            silenced: None,
        }
    })
}

/// Returns true if a problem of the preview stands in the list: as the same, or explained.
fn is_known(all: &[Problem], problem: &Problem) -> bool {
    let is_same = |known: &Problem| {
        known.subject == problem.subject
            && known.diagnostic.rule == problem.diagnostic.rule
            && known.diagnostic.primary() == problem.diagnostic.primary()
    };
    // What makes the event no JSON is told by a rule with its cause; where there is none, the fact has to do.
    let is_explained = |known: &Problem| {
        problem.diagnostic.rule.0 == "json/not-json"
            && known.subject == problem.subject
            && known.silenced.is_none()
            && known.diagnostic.severity == Severity::Error
    };
    all.iter().any(|known| is_same(known) || is_explained(known))
        || (matches!(problem.subject, Subject::Route(_)) && is_told(all, problem))
}
