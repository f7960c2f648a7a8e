//! The report for people: each problem with a picture of its place, then how many there are.

use super::{Check, Checked, Problem};
use crate::cli::report;
use crate::diagnostics::{Applicability, Severity, Source};
use crate::preview::{self, Preview, Selection};
use crate::text::counted;
use annotate_snippets::Renderer;
use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};

/// Prints the report, in color where standard output is a terminal.
pub(super) fn print(all: &[Checked], out: &mut impl Write) -> io::Result<()> {
    let colored = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    for checked in all {
        let mut previews = HashMap::new();
        for problem in checked.open() {
            print_problem(&renderer, checked, problem, &mut previews, out)?;
        }
    }
    for checked in all {
        writeln!(out, "{}", summary(checked))?;
    }
    Ok(())
}

fn print_problem(
    renderer: &Renderer,
    checked: &Checked,
    problem: &Problem,
    previews: &mut HashMap<Selection, Option<Preview>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let Ok(design) = &checked.design else { return Ok(()) };
    let call = problem.found.call.map(|call| Selection { route: problem.found.subject.route(), call });
    // The event's text is worked out once for each call that has something to say about it.
    let wants_event = problem.found.diagnostic.labels.iter().any(|label| label.location.source != Source::Template);
    let preview = call
        .filter(|_| wants_event)
        .and_then(|call| previews.entry(call).or_insert_with(|| preview::compute(design, call, None)).as_ref());
    let template = problem.found.subject.text(design);
    let file = Source::File(checked.name());
    let text_of = |source: &Source| match source {
        Source::Template => template.map(|text| &**text),
        Source::File(_) => Some(checked.text.as_str()),
        other => preview.and_then(|preview| preview.source_text(other)),
    };
    let name = where_words(checked, problem);
    let name_of = |source: &Source| match source {
        Source::Template => name.clone(),
        other => report::name_of(other),
    };
    let mut shown = problem.found.diagnostic.clone();
    if shown.primary().is_none()
        && let Some(span) = problem.file_span
    {
        shown = shown.at(file, span, "");
    }
    writeln!(out, "{}", report::picture(renderer, &shown, text_of, name_of))?;
    let place = if shown.labels.is_empty() { name } else { String::new() };
    if !place.is_empty() {
        writeln!(out, "  --> {place}")?;
    }
    let fixes = problem.found.diagnostic.fixes.iter().map(|fix| (&fix.title, fix.applicability));
    let changes = problem.found.changes.iter().map(|change| (&change.title, change.applicability));
    for (title, applicability) in fixes.chain(changes) {
        let trust = match applicability {
            Applicability::Safe => " (safe: --fix applies it)",
            Applicability::Unsafe | Applicability::DisplayOnly => "",
        };
        writeln!(out, "  fix: {title}{trust}")?;
    }
    writeln!(out)
}

/// Returns where a problem is, in words: the file, the route, and the template or the call.
fn where_words(checked: &Checked, problem: &Problem) -> String {
    let mut words = vec![checked.name()];
    words.extend(route_words(checked, problem));
    words.extend(template_words(checked, problem));
    words.extend(call_words(checked, problem).map(|call| format!("call \"{call}\"")));
    words.join(", ")
}

/// Returns the route of a problem: `POST /rides`.
pub(super) fn route_words(checked: &Checked, problem: &Problem) -> Option<String> {
    let route = checked.design.as_ref().ok()?.routes.get(problem.found.subject.route())?;
    Some(format!("{} {}", route.method, route.path))
}

/// Returns the name of the call that showed a problem.
pub(super) fn call_words<'a>(checked: &'a Checked, problem: &Problem) -> Option<&'a str> {
    let route = checked.design.as_ref().ok()?.routes.get(problem.found.subject.route())?;
    Some(route.calls.get(problem.found.call?)?.name.as_str())
}

/// Returns the template of a problem: `application/json template`.
fn template_words(checked: &Checked, problem: &Problem) -> Option<String> {
    use crate::lint::Subject;
    let integration = &checked.design.as_ref().ok()?.routes.get(problem.found.subject.route())?.integration;
    match problem.found.subject {
        Subject::Route(_) => None,
        Subject::RequestTemplate { template, .. } => {
            Some(format!("{} template", integration.request_templates.get(template)?.content_type))
        }
        Subject::ResponseTemplate { response, template, .. } => {
            let response = integration.responses.get(response)?;
            Some(format!("{} response, {} template", response.status, response.templates.get(template)?.content_type))
        }
    }
}

/// Returns how many problems a file has: `a.gatewright.json: 1 error, 2 warnings, 0 hints (1 silenced)`.
fn summary(checked: &Checked) -> String {
    let name = checked.name();
    if checked.design.is_err() {
        return format!("{name}: could not be read");
    }
    let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Hint, "hint")]
        .map(|(severity, word)| counted(checked.count(severity), word))
        .to_vec();
    let silenced = checked.problems.iter().filter(|problem| problem.found.silenced.is_some()).count();
    let mut line = format!("{name}: {}", counts.join(", "));
    if silenced > 0 {
        line.push_str(&format!(", {silenced} silenced"));
    }
    if checked.fixed > 0 {
        line.push_str(&format!("; {} applied", counted(checked.fixed, "fix").replace("fixs", "fixes")));
    }
    let golden = checked.problems.iter().filter(|problem| problem.found.check == Check::Golden).count();
    if golden > 0 {
        line.push_str(&format!("; {} not as expected", counted(golden, "event")));
    }
    if checked.variations > 0 {
        line.push_str(&format!("; {} tried", counted(checked.variations, "variation")));
    }
    line
}
