//! The list of problems that the window shows: what the preview says of the selected call, at once, and what the
//! inspection says of the design, a moment later.

use super::editor::Mark;
use super::inspector::Inspected;
use super::leftovers::drop_elsewhere;
use super::pipeline::Shown;
use super::state::Previews;
use super::template_view;
use super::worker::{Waker, Worker};
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
    /// How much it matters: beside the problem, since a frame goes through all of a list that may be long.
    pub severity: Severity,
    /// Tells whether it is silenced.
    pub is_silenced: bool,
}

impl Listed {
    /// Prepares a problem for the list.
    pub fn new(problem: Problem) -> Self {
        let mark = template_view::mark(&problem.diagnostic).map(Arc::new);
        let (severity, is_silenced) = (problem.diagnostic.severity, problem.silenced.is_some());
        Self { problem: Arc::new(problem), mark, severity, is_silenced }
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

/// The problems on screen. A long list is made on a thread of its own: to sort and to place thousands takes a frame.
pub struct Problems {
    list: ProblemList,
    /// Marks in templates: those of the last time when preview and inspection were of one revision, so that none of
    /// them comes and goes while somebody types.
    marks: MarksOf,
    marks_revision: Option<u64>,
    /// How often the marks were made.
    marks_made: u64,
    /// What the newest list that was asked for is made of.
    asked: Option<Key>,
    /// How many lists were asked for, and the number of the one that shows.
    tickets: (u64, u64),
    /// Makes long lists; started with the first.
    worker: Option<Worker<Sources, ProblemList>>,
    waker: Waker,
}

/// Marks by what they are in.
type MarksOf = HashMap<Subject, Arc<[Arc<Mark>]>>;

/// Revisions of preview and inspection, the call, and whether all routes are in the list.
type Key = (Option<u64>, Option<u64>, Selection, bool);

/// A list, the worst first, those that are silenced last.
#[derive(Default)]
struct ProblemList {
    /// What it was made of.
    key: Option<Key>,
    all: Vec<Listed>,
    /// Line and column of each, where it has a place in a text that is known.
    places: Vec<Option<LineColumn>>,
    /// How many are not silenced.
    open: usize,
    /// How many of those are more than hints, by route.
    grave: HashMap<usize, usize>,
    /// Marks, if they were asked for.
    marks: Option<MarksOf>,
}

/// What a list is made of.
struct Sources {
    key: Key,
    shown: Option<Arc<Shown>>,
    inspected: Option<Arc<Inspected>>,
    /// Tells whether marks are wanted.
    marks: bool,
}

/// A list of so many is made at once.
const FEW: usize = 200;

impl Sources {
    fn preview(&self) -> Option<&Preview> {
        self.shown.as_ref()?.preview.as_ref()
    }

    /// Returns how many problems there may be.
    fn count(&self) -> usize {
        let inspected = self.inspected.iter().flat_map(|inspected| &inspected.routes);
        let inspected: usize = inspected.map(|found| found.problems.len()).sum();
        inspected + self.preview().map_or(0, |preview| preview.problems.len())
    }

    fn list(&self) -> ProblemList {
        let (_, _, selection, of_all_routes) = self.key;
        let (preview, inspected) = (self.preview(), self.inspected.as_deref());
        let all = list(preview, inspected, selection, of_all_routes);
        let places = places(&all, preview, inspected.map(|inspected| &*inspected.design));
        let open = || all.iter().filter(|problem| !problem.is_silenced);
        let mut grave = HashMap::new();
        for problem in open().filter(|problem| is_grave(problem)) {
            *grave.entry(problem.subject.route()).or_default() += 1;
        }
        let marks = self.marks.then(|| {
            let mut marks: HashMap<Subject, Vec<Arc<Mark>>> = HashMap::new();
            for problem in open() {
                if let Some(mark) = &problem.mark {
                    marks.entry(problem.subject).or_default().push(Arc::clone(mark));
                }
            }
            marks.into_iter().map(|(subject, marks)| (subject, marks.into())).collect()
        });
        ProblemList { key: Some(self.key), open: open().count(), all, places, grave, marks }
    }
}

/// Something that can be done about a problem.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The button's text.
    pub title: String,
    /// How far to trust it.
    pub applicability: Applicability,
}

impl Problems {
    /// Makes an empty list, which wakes the window by `waker` when it has become another.
    pub fn new(waker: Waker) -> Self {
        Self {
            list: ProblemList::default(),
            marks: HashMap::new(),
            marks_revision: None,
            marks_made: 0,
            asked: None,
            tickets: (0, 0),
            worker: None,
            waker,
        }
    }

    /// Has the list made anew if what it is made of is another, and takes in one that was made. Returns where the
    /// problem that was `chosen` stands now.
    pub fn renew(
        &mut self,
        previews: &Previews,
        inspected: Option<(u64, &Arc<Inspected>)>,
        selection: Selection,
        of_all_routes: bool,
        chosen: Option<usize>,
    ) -> Option<usize> {
        let latest = previews.latest.as_ref();
        let (shown, found) = (latest.map(|(revision, _)| *revision), inspected.map(|(revision, _)| revision));
        let key = (shown, found, selection, of_all_routes);
        let mut made = None;
        if self.asked != Some(key) {
            self.asked = Some(key);
            self.tickets.0 += 1;
            let marks = self.marks_revision.is_none() || shown == found;
            let inspected = inspected.map(|(_, inspected)| Arc::clone(inspected));
            let shown = latest.map(|(_, shown)| Arc::clone(shown));
            made = self.make(Sources { key, shown, inspected, marks });
        } else if let Some(done) = self.worker.as_ref().and_then(Worker::newest)
            && done.revision > self.tickets.1
        {
            // While somebody types on, a list that was overtaken still says more than the one before.
            let is_of_call = |list: &ProblemList| list.key.is_some_and(|made| (made.2, made.3) == (key.2, key.3));
            made = done.result.filter(is_of_call).map(|list| (done.revision, list));
        }
        match made {
            Some((ticket, list)) => self.show(ticket, list, chosen),
            None => chosen,
        }
    }

    /// Makes a list, or has it made: then it comes later.
    fn make(&mut self, sources: Sources) -> Option<(u64, ProblemList)> {
        let ticket = self.tickets.0;
        if sources.count() <= FEW {
            return Some((ticket, sources.list()));
        }
        if self.worker.is_none() {
            let started = Worker::start("gatewright-problems", Arc::clone(&self.waker), Sources::list);
            self.worker = started.map_err(|error| log::error!("no thread for problems: {error}")).ok();
        }
        match &self.worker {
            Some(worker) => {
                worker.submit(ticket, sources);
                None
            }
            None => Some((ticket, sources.list())),
        }
    }

    /// Shows a list. Returns where the problem that was `chosen` stands in it.
    fn show(&mut self, ticket: u64, mut list: ProblemList, chosen: Option<usize>) -> Option<usize> {
        let chosen = chosen.and_then(|index| self.list.all.get(index).cloned());
        self.tickets.1 = ticket;
        if let Some(marks) = list.marks.take() {
            self.marks_revision = list.key.and_then(|(shown, ..)| shown);
            self.marks_made += 1;
            drop_elsewhere(std::mem::replace(&mut self.marks, marks));
        }
        drop_elsewhere(std::mem::replace(&mut self.list, list));
        let chosen = chosen?;
        let is_alike = |problem: &Listed| {
            problem.subject == chosen.subject
                && problem.diagnostic.rule == chosen.diagnostic.rule
                && problem.diagnostic.message == chosen.diagnostic.message
        };
        let is_same = |problem: &Listed| problem.diagnostic.primary() == chosen.diagnostic.primary();
        let exact = self.all().iter().position(|problem| is_alike(problem) && is_same(problem));
        exact.or_else(|| self.all().iter().position(is_alike))
    }

    /// Returns the list.
    pub fn all(&self) -> &[Listed] {
        &self.list.all
    }

    /// Returns true if the list is made of the newest that there is.
    pub fn is_settled(&self) -> bool {
        self.list.key == self.asked
    }

    /// Returns true if the inspection in the list is of `revision`.
    pub fn is_of(&self, revision: u64) -> bool {
        self.list.key.is_some_and(|(_, inspected, ..)| inspected == Some(revision))
    }

    /// Returns line and column of the problem at `index`.
    pub fn place(&self, index: usize) -> Option<LineColumn> {
        self.list.places.get(index).copied().flatten()
    }

    /// Returns the marks in a template.
    pub fn marks(&self, subject: Subject) -> Marks {
        let all = self.marks.get(&subject).cloned().unwrap_or_default();
        Marks { all, revision: self.marks_revision, stamp: self.marks_made }
    }

    /// Returns what is not silenced.
    pub fn open(&self) -> impl Iterator<Item = &Listed> {
        self.all().iter().filter(|problem| !problem.is_silenced)
    }

    /// Returns how many are not silenced.
    pub fn open_count(&self) -> usize {
        self.list.open
    }

    /// Returns how many problems of a route are more than hints, and not silenced.
    pub fn grave_count(&self, route: usize) -> usize {
        self.list.grave.get(&route).copied().unwrap_or_default()
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
