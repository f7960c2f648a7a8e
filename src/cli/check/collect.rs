//! Works out what there is to say about a file.

use super::{Check, Checked, Problem, place};
use crate::design::{Design, golden};
use crate::diagnostics::{Diagnostic, Severity, Source};
use crate::json::{Document, strict};
use crate::lint::{self, Subject};
use crate::preview::{self, Outcome, Preview, Selection};
use crate::robustness;

/// The rule of events that are not the expected ones.
pub(super) const GOLDEN: &str = "golden-event";

/// How many differences a message lists.
const MAX_LISTED: usize = 20;

/// Runs the three checks over the design of `checked`.
pub(super) fn collect(checked: &mut Checked, options: robustness::Options) {
    let Ok(design) = &checked.design else { return };
    let mut problems: Vec<Problem> = lint::check(design, &|| false).into_iter().map(from_rules).collect();
    let mut variations = 0;
    for (route_index, route) in design.routes.iter().enumerate() {
        for call_index in 0..route.calls.len() {
            if let Some(preview) = preview::compute(design, Selection { route: route_index, call: call_index }, None) {
                of_preview(&mut problems, design, route_index, call_index, &preview);
            }
            if options.variations > 0 {
                let report = robustness::run(design, route_index, call_index, &options, &|| false, &mut |_, _| {});
                variations += report.tried;
                of_robustness(&mut problems, design, route_index, call_index, report);
            }
        }
    }
    let document = strict::read(checked.text.as_str(), &Source::File(checked.name())).ok();
    for problem in &mut problems {
        problem.file_span = document.as_ref().and_then(|document| file_span(document, design, problem));
    }
    checked.problems = problems;
    checked.variations = variations;
}

fn from_rules(finding: lint::Finding) -> Problem {
    let lint::Finding { diagnostic, subject, call, pointer, changes, silenced } = finding;
    Problem { check: Check::Rules, diagnostic, subject, call, pointer, changes, silenced, file_span: None }
}

/// Adds what a preview knows and rules do not, and how the event differs from the expected one.
fn of_preview(problems: &mut Vec<Problem>, design: &Design, route: usize, call: usize, preview: &Preview) {
    let pointer = format!("/routes/{route}/calls/{call}");
    let mut add = |check, diagnostic: Diagnostic| {
        problems.push(Problem {
            check,
            silenced: allowed(design, diagnostic.rule.0),
            diagnostic,
            subject: Subject::Route(route),
            call: Some(call),
            pointer: pointer.clone(),
            changes: Vec::new(),
            file_span: None,
        });
    };
    for problem in &preview.problems {
        let is_refusal = matches!(problem.rule.0, "apigw/call-refused" | "apigw/unsupported-media-type");
        let is_about_setup = problem.rule.0.starts_with("design/");
        // A body that passes is nobody's template.
        let is_passing = problem.rule.0 == "json/not-json" && preview.template.is_none();
        if is_refusal {
            // Whoever keeps a sample of a refused call knows that it is refused.
            add(Check::Rules, Diagnostic { severity: Severity::Hint, ..problem.clone() });
        } else if is_about_setup || is_passing {
            add(Check::Rules, problem.clone());
        }
    }
    let Some((_, sample)) = (Selection { route, call }).find(design) else { return };
    let event = preview.outcome.event().map(|event| &*event.sent);
    let Some(differences) = golden::check(sample, event).filter(|differences| !differences.is_empty()) else { return };
    let message = match &preview.outcome {
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
    add(Check::Golden, Diagnostic::new(GOLDEN, Severity::Error, message).help(lines.join("\n")));
}

/// Adds what variations showed. What a rule has said of the same place is not said twice: the variation is added to it.
fn of_robustness(problems: &mut Vec<Problem>, design: &Design, route: usize, call: usize, report: robustness::Report) {
    let subject = Subject::RequestTemplate { route, template: report.template };
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
                call: Some(call),
                pointer: subject.pointer(),
                changes: Vec::new(),
                file_span: None,
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

/// Returns the bytes of the file that a problem is about.
pub(super) fn file_span(document: &Document, design: &Design, problem: &Problem) -> Option<crate::text::Span> {
    let place = problem.diagnostic.primary().filter(|place| place.source == Source::Template);
    let in_template = place.and_then(|place| {
        let template = problem.subject.text(design)?;
        place::in_file(document, &problem.subject.pointer(), template, place.span)
    });
    in_template.or_else(|| {
        // The member itself, or the nearest thing around it that is there.
        let mut pointer = problem.pointer.as_str();
        loop {
            if let Some(node) = document.at_pointer(pointer) {
                return Some(document.name_span(node).unwrap_or_else(|| {
                    let span = document.span(node);
                    // An object without a name is shown by its first line.
                    crate::text::Span { start: span.start, end: span.end.min(span.start + 1) }
                }));
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    })
}
