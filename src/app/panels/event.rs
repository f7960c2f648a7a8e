//! The result: the event as the function receives it, or why there is none.

use super::{at_right, bar_ui, golden};
use crate::apigw::GatewayAnswer;
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::editor::Mark;
use crate::app::event_view::{EventInputs, EventText};
use crate::app::origin::Pointed;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Tone, badge, empty_state, icon_button, message, note, paint, segmented, small_icon_button};
use crate::app::{icon, template_view, theme};
use crate::diagnostics::Severity;
use crate::handler::access::Shape;
use crate::preview::{Outcome, Preview};
use egui::{Frame, Margin, Panel, Ui};
use std::sync::Arc;

/// Draws the panel.
pub fn event_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    if is_stale(scene) {
        bar_ui(ui, 34.0, |ui| stale_bar_ui(ui, scene));
    }
    Panel::bottom("origin").exact_size(26.0).resizable(false).frame(Frame::new().fill(t.bg_panel)).show(ui, |ui| {
        origin_bar_ui(ui, scene);
    });
    notice_ui(ui, scene);
    golden::golden_ui(ui, scene);
    let latest = scene.previews.latest.as_ref().map(|(_, shown)| shown.as_ref());
    let last_event = scene.previews.last_event.as_ref().map(|(_, shown)| shown.as_ref());
    let is_stopped = scene.previews.stopped == Some(scene.workspace.revision());
    let is_event = !is_stopped && scene.outcome().is_some_and(Outcome::is_event);
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

/// What can be done with the event, at the right of the panel's tabs.
pub fn event_tools_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    for command in [Command::CopyEvent, Command::FindInEvent, Command::ExpectEvent] {
        // The menu has it as well where there is no room beside the tabs.
        if command == Command::ExpectEvent && ui.available_width() < theme::ROW {
            return;
        }
        let tooltip = command.tooltip(ui.ctx());
        if icon_button(ui, command.icon(), command.text()).on_hover_text(tooltip).clicked() {
            scene.push(command);
        }
    }
    let Some(preview) = scene.preview().filter(|_| !is_stale(scene)) else { return };
    if golden::mark_ui(ui, scene) {
        return;
    }
    let title = preview.view.title();
    // The badge comes where there is room for all of it.
    if ui.available_width() > 8.0 * title.len() as f32 {
        badge(ui, Tone::Neutral, None, title);
    }
}

/// Returns true if the event on screen is older than the newest result.
fn is_stale(scene: &Scene<'_>) -> bool {
    let is_stopped = scene.previews.stopped == Some(scene.workspace.revision());
    is_stopped || scene.previews.event().is_some_and(|(_, is_stale)| is_stale)
}

/// Says that the event is stale, with the way to what was printed in its place.
fn stale_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    badge(ui, Tone::Warn, Some(icon::WARNING), "Stale");
    at_right(ui, |ui| {
        let sides = [(false, "Last good"), (true, "Printed")];
        if let Some(chosen) = segmented(ui, &sides, scene.view.shows_printed) {
            scene.view.shows_printed = chosen;
        }
    });
}

/// Says why the newest result is no event, above the last good one.
fn notice_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let t = theme::of(ui);
    let is_stopped = scene.previews.stopped == Some(scene.workspace.revision());
    let (headline, detail) = match scene.outcome() {
        _ if is_stopped => (
            "You stopped the preview of this version.".to_owned(),
            "The next change of template or input starts it again.".to_owned(),
        ),
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
    inputs.shape = scene.preview().map_or(Shape::Own, |preview| Shape::of(preview.view));
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
    // Places are those of the newest result: while a newer one is under way, none is lit.
    let newest = scene.previews.latest.as_ref().map(|(revision, _)| *revision);
    let is_current = !is_stale && newest == Some(scene.workspace.revision());
    if is_current {
        inputs.highlights = &scene.view.light.event;
    }
    let output = view.show(ui, &inputs);
    if !is_current {
        return;
    }
    if let Some(offset) = output.hovered_offset {
        scene.view.point(Pointed::Event(offset), true);
    } else if output.focused {
        scene.view.point(Pointed::Event(output.cursor_offset), false);
    }
    if let Some(clicked) = output.clicked_offset {
        scene.push(Action::ShowOrigin(clicked));
    }
    if let Some(entered) = output.entered_offset {
        scene.push(Action::ShowOrigin(entered));
        scene.push(Command::GoToSource);
    }
    let is_event = matches!(&scene.view.pointed, Some((Pointed::Event(_), _)));
    if is_event && !scene.view.light.words.is_empty() {
        output.response.on_hover_text_at_pointer(format!("From {}", scene.view.light.words));
    }
}

/// The line under the event: where the value came from that is pointed at, and the ways there.
fn origin_bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, egui::Stroke::new(1.0, t.border));
    let inside = rect.shrink2(egui::vec2(theme::PADDING, 0.0));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside).layout(layout), |ui| {
        let light = &scene.view.light;
        let (has_template, has_input) = (!light.template.is_empty(), !light.inputs.is_empty());
        let (words, color) = match (&scene.view.pointed, light.words.is_empty()) {
            (Some((Pointed::Event(_), _)), false) => (format!("From {}", light.words), t.text),
            (_, false) => (sentence(&light.words), t.text),
            _ => ("Point at a value: this line says where it came from.".to_owned(), t.muted),
        };
        at_right(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let mut way = |ui: &mut Ui, is_possible: bool, command: Command| {
                ui.add_enabled_ui(is_possible, |ui| {
                    let tooltip = command.tooltip(ui.ctx());
                    if small_icon_button(ui, command.icon(), command.text()).on_hover_text(tooltip).clicked() {
                        scene.push(command);
                    }
                });
            };
            way(ui, has_input, Command::GoToInput);
            way(ui, has_template, Command::GoToSource);
            let room = (ui.available_width() - 18.0).max(20.0);
            ui.with_layout(layout, |ui| {
                let galley = paint::line(ui, &words, theme::body(theme::SMALL), color, room);
                let (rect, response) = ui.allocate_exact_size(egui::vec2(room, 20.0), egui::Sense::hover());
                paint::icon(ui, egui::pos2(rect.left() + 6.0, rect.center().y), icon::LINK, 13.0, t.muted);
                let at = egui::pos2(rect.left() + 18.0, rect.center().y);
                paint::galley(ui, at, egui::Align2::LEFT_CENTER, galley);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &words));
                response.on_hover_text(&words);
            });
        });
    });
}

fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Returns the place where what was printed stops being JSON.
fn error_mark(outcome: &Outcome) -> Option<Mark> {
    let Outcome::NotJson { problem, .. } = outcome else { return None };
    let place = problem.primary()?;
    Some(Mark { span: place.span, severity: Severity::Error, message: problem.message.clone(), fixes: Vec::new() })
}
