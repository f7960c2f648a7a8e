//! The list of problems that the window shows: what the preview says of the selected call, at once, and what the
//! inspection says of the design, a moment later.

use super::editor::Mark;
use super::inspector::Inspected;
use super::leftovers::drop_elsewhere;
use super::state::Previews;
use super::template_view;
use crate::design::Design;
use crate::diagnostics::{Applicability, Diagnostic, Location, RuleId, Severity, Source};
use crate::lint::{self, Subject};
use crate::preview::{Check, Preview, Problem, Selection};
use crate::text::{LineColumn, LineIndex};
use std::collections::{HashMap, HashSet};
use std::ops::Deref;
use std::sync::Arc;

/// A problem as it is listed: shared, for a long template may have thousands of them, and the list is made anew each
/// time that somebody rests from typing.
#[derive(Clone)]
pub struct Listed {
    problem: Arc<Problem>,
    mark: Option<Arc<Mark>>,
}

impl Listed {
    /// Prepares a problem for the list.
    pub fn new(problem: Problem) -> Self {
        let mark = template_view::mark(&problem.diagnostic).map(Arc::new);
        Self { problem: Arc::new(problem), mark }
    }
}

impl Deref for Listed {
    type Target = Problem;

    fn deref(&self) -> &Problem {
        &self.problem
    }
}

/// What is marked in a template.
#[derive(Clone, Default)]
pub struct Marks {
    /// The marks.
    pub all: Arc<[Arc<Mark>]>,
    /// The revision whose text they speak of.
    pub revision: Option<u64>,
    /// Another number for other marks.
    pub stamp: u64,
}

/// The problems, the worst first, those that are silenced last.
#[derive(Default)]
pub struct Problems {
    /// The list.
    pub all: Vec<Listed>,
    /// Line and column of each, where it has a place in a text that is known.
    places: Vec<Option<LineColumn>>,
    /// Marks in templates: those of the last time when preview and inspection were of one revision, so that none of
    /// them comes and goes while somebody types.
    marks: HashMap<Subject, Arc<[Arc<Mark>]>>,
    marks_revision: Option<u64>,
    /// How often the marks were made.
    marks_made: u64,
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
        let all = list(preview, inspected.map(|(_, inspected)| inspected), selection, of_all_routes);
        drop_elsewhere(std::mem::replace(&mut self.all, all));
        self.places = places(&self.all, preview, inspected.map(|(_, inspected)| &*inspected.design));
        if self.marks_revision.is_none() || key.0 == key.1 {
            self.marks_revision = key.0;
            self.marks_made += 1;
            let mut marks: HashMap<Subject, Vec<Arc<Mark>>> = HashMap::new();
            for problem in self.open() {
                if let Some(mark) = &problem.mark {
                    marks.entry(problem.subject).or_default().push(Arc::clone(mark));
                }
            }
            let marks = marks.into_iter().map(|(subject, marks)| (subject, marks.into())).collect();
            drop_elsewhere(std::mem::replace(&mut self.marks, marks));
        }
        let chosen = chosen?;
        let is_alike = |problem: &Listed| {
            problem.subject == chosen.subject
                && problem.diagnostic.rule == chosen.diagnostic.rule
                && problem.diagnostic.message == chosen.diagnostic.message
        };
        let is_same = |problem: &Listed| problem.diagnostic.primary() == chosen.diagnostic.primary();
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

    /// Returns the marks in a template.
    pub fn marks(&self, subject: Subject) -> Marks {
        let all = self.marks.get(&subject).cloned().unwrap_or_default();
        Marks { all, revision: self.marks_revision, stamp: self.marks_made }
    }

    /// Returns what is not silenced.
    pub fn open(&self) -> impl Iterator<Item = &Listed> {
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
) -> Vec<Listed> {
    let mut listed = List::default();
    for (route, found) in inspected.iter().flat_map(|inspected| inspected.routes.iter().enumerate()) {
        if route == selection.route || of_all_routes {
            let here = found.problems.iter().filter(|problem| !is_of_selected_call(problem, selection));
            here.for_each(|problem| listed.add_once(problem));
        }
    }
    for diagnostic in preview.into_iter().flat_map(|preview| &preview.problems) {
        let subject = subject_of(diagnostic, preview.and_then(|preview| preview.template), selection.route);
        if !listed.knows(diagnostic, subject) {
            listed.add(Listed::new(problem_of_call(diagnostic, subject, selection)));
        }
    }
    let mut all = listed.all;
    all.sort_by_key(|problem| {
        let span = problem.diagnostic.primary().map(|place| place.span);
        let is_elsewhere = problem.subject.route() != selection.route;
        (problem.silenced.is_some(), is_elsewhere, problem.diagnostic.severity, problem.subject, span)
    });
    all
}

/// Works out lines and columns, each text being indexed once.
fn places(all: &[Listed], preview: Option<&Preview>, design: Option<&Design>) -> Vec<Option<LineColumn>> {
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

/// What the preview says of a call is about its template, if that is where it is, or about its route.
fn subject_of(diagnostic: &Diagnostic, template: Option<usize>, route: usize) -> Subject {
    let is_in_template = diagnostic.labels.iter().any(|label| label.location.source == Source::Template);
    match template {
        Some(template) if is_in_template => Subject::RequestTemplate { route, template },
        _ => Subject::Route(route),
    }
}

fn problem_of_call(diagnostic: &Diagnostic, subject: Subject, selection: Selection) -> Problem {
    Problem {
        check: Check::Rules,
        diagnostic: diagnostic.clone(),
        subject,
        call: Some(selection.call),
        pointer: format!("/routes/{}/calls/{}", selection.route, selection.call),
        changes: Vec::new(),
        silenced: None,
    }
}

/// The list in the making, and what tells quickly whether something is in it.
#[derive(Default)]
struct List {
    all: Vec<Listed>,
    /// By subject, rule and place.
    at: HashSet<(Subject, RuleId, Option<Location>)>,
    /// By subject, rule and message.
    told: HashSet<(Subject, RuleId, String)>,
    /// What has an error that is not silenced.
    broken: HashSet<Subject>,
}

impl List {
    fn add(&mut self, problem: Listed) {
        let diagnostic = &problem.diagnostic;
        self.at.insert((problem.subject, diagnostic.rule, diagnostic.primary().cloned()));
        if matches!(problem.subject, Subject::Route(_)) {
            self.told.insert((problem.subject, diagnostic.rule, diagnostic.message.clone()));
        }
        if problem.silenced.is_none() && diagnostic.severity == Severity::Error {
            self.broken.insert(problem.subject);
        }
        self.all.push(problem);
    }

    /// Adds a problem, unless a rule says it of the route, and a call of the route has told it before.
    fn add_once(&mut self, problem: &Listed) {
        let is_of_rule = problem.check == Check::Rules;
        if !(is_of_rule && self.is_told(&problem.diagnostic, problem.subject)) {
            self.add(problem.clone());
        }
    }

    fn is_told(&self, diagnostic: &Diagnostic, subject: Subject) -> bool {
        matches!(subject, Subject::Route(_))
            && self.told.contains(&(subject, diagnostic.rule, diagnostic.message.clone()))
    }

    /// Returns true if a problem of the preview stands in the list: as the same, or explained. What makes the event no
    /// JSON is told by a rule with its cause; where there is none, the fact has to do.
    fn knows(&self, diagnostic: &Diagnostic, subject: Subject) -> bool {
        let is_explained = diagnostic.rule.0 == "json/not-json" && self.broken.contains(&subject);
        is_explained
            || self.at.contains(&(subject, diagnostic.rule, diagnostic.primary().cloned()))
            || self.is_told(diagnostic, subject)
    }
}
