//! Everything there is to say about a route, in one list: what rules find, what its calls come to, which events are not
//! the expected ones, and what variations showed. The command line's `check` and the window's problems are this list.
//!
//! The calls are looked at as `check` sees them, without any pasted token: an event that is kept as the expected one
//! holds no token that is not in the design.

use super::{Outcome, Preview, Selection, compute};
use crate::apigw::identity_source;
use crate::design::golden::{self, Difference};
use crate::design::{Call, Design, file, token};
use crate::diagnostics::{Applicability, Diagnostic, Severity, Source};
use crate::lint::{self, Change, Finding, Subject};
use crate::robustness::Report;
use std::sync::Arc;

/// The rule of events that are not the expected ones.
pub const GOLDEN: &str = "golden-event";

/// How many differences a message lists.
const MAX_LISTED: usize = 20;

/// Which of the checks found a problem.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Check {
    /// A rule, or the preview of a call.
    Rules,
    /// The comparison with an expected event.
    Golden,
    /// A variation of a call.
    Robustness,
    /// The solution of a lesson, played.
    Lesson,
}

impl Check {
    /// Returns its name for reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::Golden => "golden event",
            Self::Robustness => "robustness",
            Self::Lesson => "lesson",
        }
    }
}

/// Something to say about a design.
#[derive(Clone, PartialEq, Debug)]
pub struct Problem {
    /// What found it.
    pub check: Check,
    /// What there is to say; places in [`Source::Template`] are in the text that [`Subject::text`] returns.
    pub diagnostic: Diagnostic,
    /// What it is about.
    pub subject: Subject,
    /// The call that showed it, by its position in the route.
    pub call: Option<usize>,
    /// JSON Pointer of what it is about in the design's file.
    pub pointer: String,
    /// Changes of the design on offer, where the text of a template is not what is to be changed.
    pub changes: Vec<Change>,
    /// Why the design or the template asks for silence about it.
    pub silenced: Option<String>,
}

impl From<Finding> for Problem {
    fn from(finding: Finding) -> Self {
        let Finding { diagnostic, subject, call, pointer, changes, silenced } = finding;
        Self { check: Check::Rules, diagnostic, subject, call, pointer, changes, silenced }
    }
}

/// What a call comes to. `Debug` shows no value of it: the event holds what the caller sent.
#[derive(Clone, PartialEq)]
pub struct CallState {
    /// The event as it is sent, if there is one.
    pub event: Option<Arc<str>>,
    /// How it differs from the one expected; `None` if none is.
    pub differences: Option<Vec<Difference>>,
}

impl std::fmt::Debug for CallState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let event = self.event.as_ref().map(|event| event.len());
        let differences = self.differences.as_ref().map(Vec::len);
        write!(f, "CallState(event of {event:?} bytes, {differences:?} differences)")
    }
}

/// What there is to say about a route.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Inspection {
    /// Problems, those of rules first, in the order of the design.
    pub problems: Vec<Problem>,
    /// What each call comes to.
    pub calls: Vec<CallState>,
}

/// Looks at a route and all its calls. Once `cancelled` says true, what was found until then is returned.
pub fn inspect(design: &Design, route_index: usize, cancelled: &dyn Fn() -> bool) -> Inspection {
    let mut found = Inspection::default();
    let Some(route) = design.routes.get(route_index) else { return found };
    let findings = lint::check_route(design, route_index, cancelled);
    found.problems = findings.into_iter().map(Problem::from).collect();
    for (call_index, call) in route.calls.iter().enumerate() {
        if cancelled() {
            break;
        }
        let selection = Selection { route: route_index, call: call_index };
        if let Some(preview) = compute(design, selection, None) {
            let state = add_preview(&mut found.problems, design, selection, call, &preview);
            found.calls.push(state);
        }
    }
    found
}

/// Adds what a preview knows and rules do not, and how the event differs from the expected one.
fn add_preview(
    problems: &mut Vec<Problem>,
    design: &Design,
    at: Selection,
    call: &Call,
    preview: &Preview,
) -> CallState {
    let pointer = format!("/routes/{}/calls/{}", at.route, at.call);
    let mut add = |check, diagnostic: Diagnostic, changes: Vec<Change>| {
        problems.push(Problem {
            check,
            silenced: allowed(design, diagnostic.rule.0),
            diagnostic,
            subject: Subject::Route(at.route),
            call: Some(at.call),
            pointer: pointer.clone(),
            changes,
        });
    };
    for problem in &preview.problems {
        let is_refusal = matches!(problem.rule.0, "apigw/call-refused" | "apigw/unsupported-media-type");
        let is_about_setup = problem.rule.0.starts_with("design/") || problem.rule.0 == "apigw/other-route";
        // A body that passes is nobody's template.
        let is_passing = problem.rule.0 == "json/not-json" && preview.template.is_none();
        if is_refusal {
            // Whoever keeps a sample of a refused call knows that it is refused.
            let changes = sample_caller(design, at, preview).into_iter().collect();
            add(Check::Rules, Diagnostic { severity: Severity::Hint, ..problem.clone() }, changes);
        } else if is_about_setup || is_passing {
            add(Check::Rules, problem.clone(), Vec::new());
        }
    }
    let event = preview.outcome.event().map(|event| Arc::clone(&event.sent));
    let differences = golden::check(call, event.as_deref());
    if let Some(differences) = differences.as_ref().filter(|differences| !differences.is_empty()) {
        let found = event.as_deref().and_then(|event| serde_json::from_str(event).ok());
        let accept = found.map(|found| Change {
            title: "expect this event from now on".into(),
            applicability: Applicability::Unsafe,
            pointer: format!("{pointer}/golden"),
            value: Some(found),
        });
        add(Check::Golden, unexpected(&preview.outcome, differences), accept.into_iter().collect());
    }
    CallState { event, differences }
}

/// Offers a token to a call that is refused because it brings none.
fn sample_caller(design: &Design, at: Selection, preview: &Preview) -> Option<Change> {
    let Outcome::Answered(answer) = &preview.outcome else { return None };
    let (route, call) = at.find(design)?;
    let authorizer = design.authorizer_of(route)?;
    if answer.status != 401 || !authorizer.kind.passes_claims() || call.identity.claims.is_some() {
        return None;
    }
    // A header that holds something else would still be what the client sends.
    let sent = identity_source::token_place(authorizer)?.value(&call.request);
    if sent.is_some_and(|sent| !sent.contains(token::TOKEN_PLACEHOLDER)) {
        return None;
    }
    let mut claims = token::sample_claims();
    if !call.identity.scopes.is_empty() {
        claims.insert("token_use".into(), "access".into());
        claims.insert("scope".into(), call.identity.scopes.join(" ").into());
    }
    let mut held = design.routes.get(at.route)?.calls.get(at.call)?.clone();
    held.identity.claims = Some(claims);
    Some(Change {
        title: "give the call a sample token".into(),
        applicability: Applicability::Unsafe,
        pointer: format!("/routes/{}/calls/{}", at.route, at.call),
        value: Some(file::call_value(&held)),
    })
}

/// Says that an event is not the expected one, and how it differs.
fn unexpected(outcome: &Outcome, differences: &[Difference]) -> Diagnostic {
    let message = match outcome {
        Outcome::Event(_) => "the event is not the expected one".to_owned(),
        Outcome::NotJson { .. } => "there is no event, and one is expected: what is printed is no JSON".into(),
        Outcome::Failed { message, .. } => format!("there is no event, and one is expected: {message}"),
        Outcome::Answered(answer) => {
            format!("there is no event, and one is expected: the gateway answers {}", answer.status)
        }
    };
    let mut lines: Vec<String> = differences.iter().take(MAX_LISTED).map(ToString::to_string).collect();
    if differences.len() > MAX_LISTED {
        lines.push(format!("and {} more", differences.len() - MAX_LISTED));
    }
    Diagnostic::new(GOLDEN, Severity::Error, message).help(lines.join("\n"))
}

/// Adds what variations of a call showed. What a rule has said of the same place is not said twice: the variation is
/// added to it.
pub fn add_weaknesses(problems: &mut Vec<Problem>, design: &Design, at: Selection, report: &Report) {
    let subject = Subject::RequestTemplate { route: at.route, template: report.template };
    for weakness in &report.weaknesses {
        let diagnostic = weakness.diagnostic();
        let said = problems.iter_mut().find(|known| {
            let place = known.diagnostic.primary().filter(|place| place.source == Source::Template);
            let near =
                place.is_some_and(|place| place.span.covers(weakness.place) || weakness.place.covers(place.span));
            known.subject == subject && near && says_same(known.diagnostic.rule.0, weakness.rule)
        });
        match said {
            Some(known) => {
                let help = known.diagnostic.help.get_or_insert_default();
                let tried = format!("tried: {}", diagnostic.message);
                if !help.contains(&tried) {
                    help.push_str(if help.is_empty() { "" } else { "; " });
                    help.push_str(&tried);
                }
            }
            None => problems.push(Problem {
                check: Check::Robustness,
                silenced: allowed(design, weakness.rule),
                diagnostic,
                subject,
                call: Some(at.call),
                pointer: subject.pointer(),
                changes: Vec::new(),
            }),
        }
    }
}

/// Tells whether two rules speak of one mistake.
fn says_same(known: &str, shown: &str) -> bool {
    known == shown || shown == "unescaped-in-string" && matches!(known, "injection" | "newline-in-string")
}

fn allowed(design: &Design, rule: &str) -> Option<String> {
    let allowed = design.allow.iter().find(|(known, reason)| known == rule && !reason.trim().is_empty());
    allowed.map(|(_, reason)| reason.clone())
}
