//! Works out what there is to say about a file.

use super::place::Places;
use super::{Checked, Problem};
use crate::diagnostics::Source;
use crate::json::strict;
use crate::preview::{self, Selection};
use crate::robustness;

/// Runs the three checks over the design of `checked`.
pub(super) fn collect(checked: &mut Checked, options: robustness::Options) {
    let Ok(design) = &checked.design else { return };
    let mut problems: Vec<preview::Problem> = Vec::new();
    let mut variations = 0;
    for (route, found) in design.routes.iter().enumerate() {
        let mut of_route = preview::inspect(design, route, &|| false).problems;
        for call in (0..found.calls.len()).filter(|_| options.variations > 0) {
            let report = robustness::run(design, route, call, &options, &|| false, &mut |_, _| {});
            variations += report.tried;
            preview::add_weaknesses(&mut of_route, design, Selection { route, call }, &report);
        }
        problems.append(&mut of_route);
    }
    let document = strict::read(checked.text.as_str(), &Source::File(checked.name())).ok();
    let mut places = document.as_ref().map(|document| Places::new(document, design));
    let place = |found: preview::Problem| {
        let file_span = places.as_mut().and_then(|places| file_span(places, &found));
        Problem { found, file_span }
    };
    checked.problems = problems.into_iter().map(place).collect();
    checked.variations = variations;
}

/// Returns the bytes of the file that a problem is about.
pub(super) fn file_span(places: &mut Places<'_>, problem: &preview::Problem) -> Option<crate::text::Span> {
    let place = problem.diagnostic.primary().filter(|place| place.source == Source::Template);
    let in_template = place.and_then(|place| places.in_file(problem.subject, place.span));
    let document = places.file;
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
