//! `gatewright preview`: the event of one call.

use super::{CLEAN, Complaint, FINDINGS, Format, PreviewArguments, report};
use crate::design::{Call, Design, Route, file};
use crate::diagnostics::Severity;
use crate::preview::{self, Preview, Selection};
use serde_json::json;
use std::io::Write;

/// Prints the event that `arguments` ask for, and what is wrong with it.
pub(super) fn run(arguments: &PreviewArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let design =
        file::read(&arguments.file).map_err(|error| Complaint(format!("{}: {error}", arguments.file.display())))?;
    let selection = select(&design, arguments.route.as_deref(), arguments.call.as_deref()).map_err(Complaint)?;
    let preview = preview::compute(&design, selection, arguments.view)
        .ok_or_else(|| Complaint("the design has no call to preview".into()))?;
    match arguments.format {
        Format::Human => {
            print_event(&preview, &mut out)?;
            report::print(&preview);
        }
        Format::Json => {
            let mut document = json!({
                "view": preview.view.as_str(),
                "outcome": preview.outcome.to_json(),
                "problems": preview.problems.iter().map(|problem| report::to_json(problem, &preview)).collect::<Vec<_>>(),
            });
            if let Some(event) = &preview.authorizer_event {
                document["authorizerEvent"] = serde_json::from_str(&event.sent).unwrap_or_default();
            }
            serde_json::to_writer_pretty(&mut out, &document).map_err(std::io::Error::from)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    let clean = preview.problems.iter().all(|problem| problem.severity != Severity::Error);
    Ok(if clean && preview.outcome.is_event() { CLEAN } else { FINDINGS })
}

fn print_event(preview: &Preview, out: &mut impl Write) -> std::io::Result<()> {
    let text = preview.outcome.text();
    out.write_all(text.as_bytes())?;
    if text.is_empty() || text.ends_with('\n') { Ok(()) } else { writeln!(out) }
}

/// Finds the route and call that the words name; the first ones where there is no word.
pub(super) fn select(design: &Design, route: Option<&str>, call: Option<&str>) -> Result<Selection, String> {
    let route = pick("route", &design.routes, route, |route: &Route| format!("{} {}", route.method, route.path))?;
    let calls = design.routes.get(route).map(|route| route.calls.as_slice()).unwrap_or_default();
    let call = pick("call", calls, call, |call: &Call| call.name.clone())?;
    Ok(Selection { route, call })
}

/// Finds the item that `word` names, by its name or by its number from 1.
fn pick<T>(kind: &str, items: &[T], word: Option<&str>, name: impl Fn(&T) -> String) -> Result<usize, String> {
    let Some(word) = word else { return Ok(0) };
    let by_name = items.iter().position(|item| name(item) == word);
    let by_number = || word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    by_name.or_else(by_number).filter(|index| *index < items.len()).ok_or_else(|| {
        let names: Vec<String> = items.iter().map(name).collect();
        format!("there is no {kind} \"{word}\"; the design has: {}", names.join(", "))
    })
}
