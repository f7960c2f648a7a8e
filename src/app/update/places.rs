//! Going to the place that a problem or an origin speaks of, and applying fixes there.

use super::super::change::Change;
use super::super::state::App;
use super::super::view_state::{Focus, InputTab};
use crate::diagnostics::{Fix, Location, Source};
use egui::Context;

/// Shows `location` and puts the cursor there.
pub(super) fn go_to(app: &mut App, location: &Location) {
    let panels = &mut app.settings.panels;
    match &location.source {
        Source::Template => {
            app.view.template_tab =
                app.previews.preview().and_then(|preview| preview.template).or(app.view.template_tab);
            app.view.template_place = Some(location.span);
            app.view.focus = Some(Focus::Template);
        }
        Source::Event => {
            panels.result.is_open = true;
            app.view.event_place = Some(location.span);
            app.view.focus = Some(Focus::Event);
        }
        Source::Body => show_input(app, InputTab::Request, Focus::Body),
        Source::RequestLine => show_input(app, InputTab::Request, Focus::Request),
        Source::Header(_) => show_input(app, InputTab::Request, Focus::Headers),
        Source::Token => show_input(app, InputTab::Identity, Focus::Identity),
        Source::File(_) => {}
    }
    if location.source == Source::Body {
        app.view.body_place = Some(location.span);
    }
}

fn show_input(app: &mut App, tab: InputTab, focus: Focus) {
    app.settings.panels.input.is_open = true;
    app.view.input_tab = tab;
    app.view.focus = Some(focus);
}

/// Chooses the problem at `index` and goes to its place.
pub(super) fn show_problem(app: &mut App, index: usize) {
    let place = app
        .previews
        .preview()
        .and_then(|preview| preview.problems.get(index))
        .map(|problem| problem.primary().cloned());
    let Some(place) = place else { return };
    app.view.problem = Some(index);
    if let Some(place) = place {
        go_to(app, &place);
    }
}

/// Chooses the next or the previous problem, around the end.
pub(super) fn step_problem(app: &mut App, step: isize) {
    let count = app.previews.preview().map_or(0, |preview| preview.problems.len());
    if count == 0 {
        return;
    }
    let next = match app.view.problem {
        None if step > 0 => 0,
        None => count - 1,
        Some(at) => (at + count).saturating_add_signed(step) % count,
    };
    app.settings.panels.bottom.is_open = true;
    show_problem(app, next);
}

/// Applies a fix to the text that it is for.
pub(super) fn apply_fix(app: &mut App, ctx: &Context, fix: Fix) {
    let change = match fix.source {
        Source::Template => {
            let index =
                app.previews.preview().and_then(|preview| preview.template).or(app.view.template_tab).unwrap_or(0);
            Change::TemplateEdits(index, fix.edits)
        }
        Source::Body => Change::BodyEdits(fix.edits),
        Source::Token => {
            let pasted = app.workspace.token().map(|token| token.pasted.reveal().to_owned()).unwrap_or_default();
            match crate::text::apply_edits(&pasted, &fix.edits) {
                Some(text) => Change::Token(text),
                None => return,
            }
        }
        Source::Event | Source::RequestLine | Source::Header(_) | Source::File(_) => return,
    };
    super::change_document(app, ctx, change);
}
