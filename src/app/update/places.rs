//! Going to the place that a problem or an origin speaks of, and applying fixes there.

use super::super::change::Change;
use super::super::origin::{Light, Pointed};
use super::super::state::App;
use super::super::view_state::{Focus, InputTab, Jump, ResultTab};
use super::super::widgets::Tone;
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::bindings::InputPlace;
use crate::diagnostics::{Fix, Location, Source};
use crate::json::strict;
use egui::Context;
use std::sync::Arc;

/// Shows `location` and puts the cursor there.
pub(super) fn go_to(app: &mut App, location: &Location) {
    let panels = &mut app.settings.panels;
    match &location.source {
        Source::Template => {
            let ran = app.previews.preview().and_then(|preview| preview.template);
            app.view.show_template(ran.or(app.view.template_tab));
            app.view.result_is_wide = false;
            app.view.template_place = Some(location.span);
            app.view.focus = Some(Focus::Template);
        }
        Source::Event => {
            panels.result.is_open = true;
            app.view.result_tab = ResultTab::Event;
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

/// Shows in template and input where the value at `offset` of the event came from. The keyboard stays.
pub(super) fn show_origin(app: &mut App, offset: usize) {
    let Some(preview) = app.previews.preview() else { return };
    let light = Light::of(&Pointed::Event(offset), preview);
    if let Some(span) = light.template.first() {
        app.view.show_template(preview.template.or(app.view.template_tab));
        app.view.result_is_wide = false;
        app.view.template_place = Some(*span);
    }
    if let Some(place) = light.inputs.into_iter().next() {
        jump(app, place, false);
    }
}

/// Goes to the template that made what is pointed at.
pub(super) fn go_to_source(app: &mut App) {
    match app.view.light.template.first().copied() {
        Some(span) => go_to(app, &Location { source: Source::Template, span }),
        // Without a template the input is the next thing behind a value.
        None if !app.view.light.inputs.is_empty() => go_to_input(app),
        None => say_no_origin(app),
    }
}

/// Goes to the field of the input that what is pointed at came from.
pub(super) fn go_to_input(app: &mut App) {
    match app.view.light.inputs.first().cloned() {
        Some(place) => jump(app, place, true),
        None => say_no_origin(app),
    }
}

/// Goes to what the pointed part of template or input reached in the event.
pub(super) fn go_to_reached(app: &mut App) {
    match app.view.light.event.first().copied() {
        Some(span) => go_to(app, &Location { source: Source::Event, span }),
        None => say_no_origin(app),
    }
}

fn say_no_origin(app: &mut App) {
    app.view.toasts.push(Tone::Info, "Point at a value of the event, a reference or an input first.");
}

/// Shows the field of the input that holds `place`.
fn jump(app: &mut App, place: InputPlace, with_keyboard: bool) {
    let is_of_stage =
        |path: &str| ["stage", "accountId", "apiId", "deploymentId", "domainName", "domainPrefix"].contains(&path);
    app.settings.panels.input.is_open = true;
    app.view.input_tab = match &place {
        InputPlace::StageVariable { .. } => InputTab::Stage,
        InputPlace::Context { path } if is_of_stage(path) => InputTab::Stage,
        InputPlace::Context { path } if path.starts_with("authorizer") => InputTab::Identity,
        InputPlace::Context { path } if matches!(path.as_str(), "httpMethod" | "path" | "identity.userAgent") => {
            InputTab::Request
        }
        InputPlace::Context { path } if is_of_signer(path) && signs(app) => InputTab::Identity,
        // Whatever else `$context` holds can be set for the call, on the side of the stage.
        InputPlace::Context { .. } => InputTab::Stage,
        InputPlace::Body { .. } | InputPlace::Parameter { .. } => InputTab::Request,
    };
    if let InputPlace::Body { span, .. } = &place {
        app.view.body_place = Some(*span);
    }
    app.view.jump = Some(Jump { place, with_keyboard });
}

fn is_of_signer(path: &str) -> bool {
    let name = path.strip_prefix("identity.").unwrap_or_default();
    ["accessKey", "accountId", "caller", "user", "userArn", "principalOrgId"].contains(&name)
}

fn signs(app: &App) -> bool {
    let authorizer = app.workspace.route().and_then(|route| app.workspace.design().authorizer_of(route));
    authorizer.is_some_and(|authorizer| authorizer.kind == AuthorizerKind::Iam)
}

/// Shows the value of the event that a JSON Pointer names, or the nearest one around it.
pub(super) fn show_pointer(app: &mut App, pointer: &str) {
    let Some((event, false)) = app.previews.event() else {
        app.view.toasts.push(Tone::Info, "There is no event to look at.");
        return;
    };
    let Ok(document) = strict::read(Arc::clone(&event.shown), &Source::Event) else { return };
    let mut at = pointer;
    let node = loop {
        match (document.at_pointer(at), at.rsplit_once('/')) {
            (Some(node), _) => break node,
            (None, Some((around, _))) => at = around,
            (None, None) => return,
        }
    };
    app.settings.panels.result.is_open = true;
    app.view.result_tab = ResultTab::Event;
    app.view.event_place = Some(document.span(node));
    app.view.focus = Some(Focus::Event);
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
