//! The result: the event as the function receives it, or why there is none.

use super::{at_right, bar_ui};
use crate::apigw::GatewayAnswer;
use crate::app::command::Command;
use crate::app::editor::Mark;
use crate::app::event_view::{EventInputs, EventText};
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, badge, empty_state, icon_button, message, note, segmented};
use crate::app::{icon, template_view, theme};
use crate::diagnostics::Severity;
use crate::preview::{Outcome, Preview};
use egui::{Frame, Margin, RichText, Ui};
use std::sync::Arc;

/// Draws the panel.
pub fn event_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bar_ui(ui, 38.0, |ui| bar_content_ui(ui, scene));
    notice_ui(ui, scene);
    let latest = scene.previews.latest.as_ref().map(|(_, shown)| shown.as_ref());
    let last_event = scene.previews.last_event.as_ref().map(|(_, shown)| shown.as_ref());
    let is_event = scene.outcome().is_some_and(Outcome::is_event);
    let wants_printed = scene.view.shows_printed || last_event.is_none();
    match (latest, last_event) {
        (Some(shown), _) if !is_event && wants_printed && shown.preview.is_some() => {
            rows_ui(ui, scene, &shown.rows, shown.preview.as_ref(), false);
        }
        (_, Some(shown)) => rows_ui(ui, scene, &shown.rows, None, !is_event),
        _ => {
            let hint = "Choose or add a call: its event shows here as you type.";
            empty_state(ui, icon::BRACKETS_CURLY, "No event yet", hint);
        }
    }
}

fn bar_content_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    ui.label(RichText::new("Lambda event").font(theme::semibold(12.0)).color(t.muted));
    let is_stale = scene.previews.event().is_some_and(|(_, is_stale)| is_stale);
    if is_stale {
        badge(ui, Tone::Warn, Some(icon::WARNING), "Stale");
    } else if let Some(preview) = scene.preview() {
        badge(ui, Tone::Neutral, None, preview.view.title());
    }
    at_right(ui, |ui| {
        if icon_button(ui, icon::COPY, Command::CopyEvent.text()).clicked() {
            scene.push(Command::CopyEvent);
        }
        if is_stale {
            let sides = [(false, "Last good"), (true, "Printed")];
            if let Some(chosen) = segmented(ui, &sides, scene.view.shows_printed) {
                scene.view.shows_printed = chosen;
            }
        }
    });
}

/// Says why the newest result is no event, above the last good one.
fn notice_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let t = theme::of(ui);
    let (headline, detail) = match scene.outcome() {
        _ if scene.previews.has_crashed => (
            "The preview met a fault of its own.".to_owned(),
            "Your design is unharmed; please change something and tell us about it.".to_owned(),
        ),
        Some(Outcome::NotJson { problem, .. }) => (
            "The integration request is not JSON: Lambda refuses it, and the function is not called.".to_owned(),
            problem.message.clone(),
        ),
        Some(Outcome::Failed { message, .. }) => {
            ("The template cannot be rendered: the client gets 500.".to_owned(), message.clone())
        }
        Some(Outcome::Answered(answer)) => answer_words(answer),
        Some(Outcome::Event(_)) | None => return,
    };
    let frame = Frame::new().fill(t.err_soft).inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        message(ui, Tone::Err, &headline);
        if !detail.is_empty() {
            note(ui, &detail);
        }
        if scene.previews.event().is_some() && !scene.view.shows_printed {
            note(ui, "Below: the last good event.");
        }
    });
}

fn answer_words(answer: &GatewayAnswer) -> (String, String) {
    (format!("The gateway answers {} itself: the function is not called.", answer.status), answer.why.clone())
}

/// Draws the rows: of the event, of the last good one, or of what was printed in its place.
fn rows_ui(ui: &mut Ui, scene: &mut Scene<'_>, rows: &Arc<EventText>, printed: Option<&Preview>, is_stale: bool) {
    let palette = template_view::palette(theme::of(ui));
    let error = printed.and_then(|preview| error_mark(&preview.outcome));
    let mut inputs = EventInputs::new(&palette, theme::code(theme::CODE), theme::body(theme::SMALL));
    inputs.stale = is_stale;
    inputs.error = error.as_ref();
    let view = &mut scene.view.event;
    view.set(Arc::clone(rows));
    if let Some(place) = scene.view.event_place.take() {
        view.reveal(place);
    }
    if scene.view.focus == Some(Focus::Event) {
        scene.view.focus = None;
        view.request_focus();
    }
    let is_current = printed.is_none() && !is_stale;
    if is_current {
        inputs.highlights = &scene.view.reached;
    }
    let output = view.show(ui, &inputs);
    let at = output.hovered_offset.or(output.focused.then_some(output.cursor_offset));
    let preview = scene.previews.preview().filter(|_| is_current);
    let origin = at.and_then(|offset| preview?.origin_at(offset));
    if let Some(clicked) = output.clicked_offset
        && let Some(origin) = preview.and_then(|preview| preview.origin_at(clicked))
    {
        // The keyboard stays here: the template only shows the place.
        scene.view.template_place = Some(origin.template);
    }
    if let Some(origin) = &origin {
        output.response.on_hover_text_at_pointer(format!("From {}", origin.words));
    }
    if scene.view.origin != origin {
        scene.view.origin = origin;
        // The template was drawn, or is drawn, with the origin before this one.
        ui.request_repaint();
    }
}

/// Returns the place where what was printed stops being JSON.
fn error_mark(outcome: &Outcome) -> Option<Mark> {
    let Outcome::NotJson { problem, .. } = outcome else { return None };
    let place = problem.primary()?;
    Some(Mark { span: place.span, severity: Severity::Error, message: problem.message.clone() })
}
