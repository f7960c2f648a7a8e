//! The line at the bottom: what the state is, sizes against limits, the cursor, and how long it took.

use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::widgets::{Tone, paint, small_icon_button};
use crate::app::{icon, theme};
use crate::preview::Outcome;
use egui::{Align, Align2, Layout, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use std::time::Duration;

/// What Lambda takes for an event of a synchronous call, in bytes (Lambda quotas).
const EVENT_LIMIT_BYTES: usize = 6 * 1024 * 1024;
/// What API Gateway takes for a payload, in bytes (API Gateway quotas).
const PAYLOAD_LIMIT_BYTES: usize = 10 * 1024 * 1024;
/// What API Gateway takes for a mapping template, in bytes (API Gateway quotas).
const TEMPLATE_LIMIT_BYTES: usize = 300 * 1024;

/// Draws the line.
pub fn status_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    let rect = ui.max_rect();
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, egui::Stroke::new(1.0, t.border));
    let inside = rect.shrink2(vec2(theme::PADDING, 0.0));
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside).layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        state_ui(ui, scene);
        if let Some((event, _)) = scene.previews.event() {
            let (tone, tip) = size_verdict(event.sent.len());
            item_ui(ui, None, tone, &format!("Event {} of 6 MB", size(event.sent.len())), tip);
        }
        let body = scene.call().and_then(|call| call.request.body.as_ref()).map_or(0, |body| body.len());
        if body > PAYLOAD_LIMIT_BYTES {
            item_ui(ui, None, Tone::Err, &format!("Body {} of 10 MB", size(body)), "API Gateway refuses it with 413");
        }
        template_size_ui(ui, scene);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 16.0;
            if let Some(took) = scene.previews.took() {
                let ms = took.as_secs_f64() * 1000.0;
                item_ui(ui, None, Tone::Neutral, &format!("{ms:.1} ms"), "How long the preview took");
            }
            if let Some(place) = scene.view.cursor {
                item_ui(ui, None, Tone::Neutral, &format!("Ln {}, Col {}", place.line, place.column), "Cursor");
            }
        });
    });
}

/// Says what the preview is doing; what takes long can be stopped.
fn state_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    const PATIENCE: Duration = Duration::from_millis(400);
    let (sign, tone, words) = state_words(scene);
    let running = scene.previews.under_way.map(|(_, since)| since.elapsed());
    let Some(running) = running else {
        item_ui(ui, Some(sign), tone, words, "What the preview is doing");
        return;
    };
    if running < PATIENCE {
        item_ui(ui, Some(sign), tone, words, "What the preview is doing");
        ui.request_repaint_after(PATIENCE - running);
        return;
    }
    let words = format!("Working for {} s…", running.as_secs());
    item_ui(ui, Some(sign), tone, &words, "The template takes long. Everything else goes on meanwhile");
    ui.spacing_mut().item_spacing.x = 4.0;
    let tooltip = Command::StopPreview.tooltip(ui.ctx());
    if small_icon_button(ui, Command::StopPreview.icon(), Command::StopPreview.text()).on_hover_text(tooltip).clicked()
    {
        scene.push(Command::StopPreview);
    }
    ui.spacing_mut().item_spacing.x = 16.0;
    ui.request_repaint_after(Duration::from_millis(500));
}

fn template_size_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let Some(route) = scene.route().filter(|route| !route.integration.proxy) else { return };
    let Some(template) = route.integration.request_templates.get(scene.template_index()) else { return };
    let bytes = template.text.len();
    let tone = if bytes > TEMPLATE_LIMIT_BYTES { Tone::Err } else { Tone::Neutral };
    item_ui(ui, None, tone, &format!("Template {} of 300 KB", size(bytes)), "API Gateway takes templates up to 300 KB");
}

fn state_words(scene: &Scene<'_>) -> (char, Tone, &'static str) {
    if scene.previews.has_crashed {
        return (icon::X_CIRCLE, Tone::Err, "Preview failed");
    }
    let is_behind = scene.previews.latest.as_ref().is_none_or(|(revision, _)| *revision != scene.workspace.revision());
    match scene.outcome() {
        _ if scene.previews.stopped == Some(scene.workspace.revision()) => (icon::WARNING, Tone::Warn, "Stopped"),
        _ if is_behind => (icon::INFO, Tone::Neutral, "Working…"),
        None => (icon::INFO, Tone::Neutral, "No call"),
        Some(Outcome::Event(_)) => (icon::CHECK_CIRCLE, Tone::Ok, "Event ready"),
        Some(Outcome::NotJson { .. }) => (icon::X_CIRCLE, Tone::Err, "Event is not JSON"),
        Some(Outcome::Failed { .. }) => (icon::X_CIRCLE, Tone::Err, "Template failed"),
        Some(Outcome::Answered(_)) => (icon::WARNING, Tone::Warn, "Function not called"),
    }
}

fn size_verdict(bytes: usize) -> (Tone, &'static str) {
    if bytes > EVENT_LIMIT_BYTES {
        (Tone::Err, "Lambda refuses an event above 6 MB; API Gateway takes payloads up to 10 MB")
    } else {
        (Tone::Neutral, "Lambda takes events up to 6 MB, API Gateway payloads up to 10 MB")
    }
}

/// Returns a size for people: `812 B`, `4.1 KB`, `6.3 MB`.
pub fn size(bytes: usize) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.1} KB", bytes as f64 / 1024.0),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

fn item_ui(ui: &mut Ui, sign: Option<char>, tone: Tone, words: &str, tip: &str) {
    let color = tone.color(theme::of(ui));
    let icon_width = if sign.is_some() { 18.0 } else { 0.0 };
    let galley = paint::line(ui, words, theme::body(theme::SMALL), color, 260.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + icon_width, 20.0), Sense::hover());
    if let Some(sign) = sign {
        paint::filled_icon(ui, pos2(rect.left() + 7.0, rect.center().y), sign, 13.0, color);
    }
    paint::galley(ui, pos2(rect.left() + icon_width, rect.center().y), Align2::LEFT_CENTER, galley);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response.on_hover_text(tip);
}
