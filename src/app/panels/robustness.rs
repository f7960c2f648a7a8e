//! What variations of the call do: what breaks the event, changes its shape or lets a caller add members, by cause.

use super::problems::sign_of;
use super::{capital, explanation, walk_by_keys};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Row, empty_line, icon_button, link_button, paint};
use crate::app::{icon, theme};
use crate::robustness::{Change, Report, Weakness};
use crate::text::LineIndex;
use egui::{Frame, Margin, Panel, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};
use std::time::Duration;

/// From this width on an explanation has room beside the list.
const SIDE_BY_SIDE: f32 = 620.0;

/// How much of an output is shown.
const MOST_OUTPUT_CHARS: usize = 400;

/// Returns the report of the selected call, maybe of an older version of the design.
pub fn report<'a>(scene: &Scene<'a>) -> Option<&'a Report> {
    let (trial, report) = scene.trials.latest()?;
    (trial.selection == scene.workspace.selection()).then_some(report)
}

/// Draws what stands at the right end of the bar, from the right.
pub fn bar_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let progress = scene.trials.progress();
    let command = if progress.is_some() { Command::StopTrying } else { Command::TryAgain };
    let tooltip = command.tooltip(ui.ctx());
    if icon_button(ui, command.icon(), command.text()).on_hover_text(tooltip).clicked() {
        scene.push(command);
    }
    if let Some((done, total)) = progress {
        progress_ui(ui, done, total);
        ui.request_repaint_after(Duration::from_millis(80));
    } else if let Some(report) = report(scene) {
        status_ui(ui, scene, report);
    }
}

/// A bar that says how far it is.
fn progress_ui(ui: &mut Ui, done: usize, total: usize) {
    let t = theme::of(ui);
    let part = if total == 0 { 0.0 } else { done as f32 / total as f32 };
    let (rect, response) = ui.allocate_exact_size(vec2(120.0, 20.0), Sense::hover());
    let track = egui::Rect::from_center_size(rect.center(), vec2(rect.width(), 4.0));
    ui.painter().rect_filled(track, 2.0, t.bg_active);
    let mut filled = track;
    filled.set_width(track.width() * part.clamp(0.02, 1.0));
    ui.painter().rect_filled(filled, 2.0, t.accent);
    let words = format!("{done} of {total} variations tried");
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &words));
    response.on_hover_text(words);
}

fn status_ui(ui: &mut Ui, scene: &Scene<'_>, report: &Report) {
    let t = theme::of(ui);
    let stopped = if report.is_cancelled { ", stopped" } else { "" };
    let is_old = scene.trials.latest().is_some_and(|(trial, _)| trial.revision != scene.workspace.revision());
    let words = match report.skipped {
        Some(_) => return,
        None if is_old => "Of an older version".to_owned(),
        None => format!("{} variations, seed {}{stopped}", report.tried, scene.trials.seed()),
    };
    let galley = paint::line(ui, &words, theme::body(theme::SMALL), t.muted, ui.available_width() - 8.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 20.0), Sense::hover());
    paint::galley(ui, rect.left_center(), egui::Align2::LEFT_CENTER, galley);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    let inputs: Vec<String> = report.inputs.iter().map(ToString::to_string).collect();
    response.on_hover_text(format!("Varied: {}", inputs.join(", ")));
}

/// Draws the list.
pub fn robustness_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(report) = report(scene) else {
        let line = if scene.trials.is_stopped(scene.workspace.revision()) { "Stopped" } else { "Trying variations" };
        let hint = "Quotes, line breaks, missing values and the like, in every input that the template reads.";
        empty_line(ui, icon::SHIELD_CHECK, line, hint);
        return;
    };
    if let Some(skipped) = report.skipped {
        empty_line(ui, icon::INFO, skipped.words(), "");
        return;
    }
    if report.weaknesses.is_empty() {
        let hint = "Nothing that a caller sends breaks this event, changes its shape or adds to it.";
        empty_line(ui, icon::SHIELD_CHECK, "No weakness found", hint);
        return;
    }
    let chosen = scene.view.weakness.and_then(|index| report.weaknesses.get(index));
    if let Some(weakness) = chosen.filter(|_| !scene.view.problems.is_terse && ui.available_width() > SIDE_BY_SIDE) {
        let most = ui.available_width() * 0.6;
        let panel = Panel::right("weakness").default_size(most * 0.7).size_range(220.0..=most);
        panel.frame(Frame::new().fill(theme::of(ui).bg_panel)).show(ui, |ui| {
            explanation::about_ui(ui, &weakness.diagnostic(), None, |ui| evidence_ui(ui, weakness));
        });
    }
    ScrollArea::vertical().id_salt("weaknesses").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(6, 4)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (index, weakness) in report.weaknesses.iter().enumerate() {
                weakness_ui(ui, scene, report, index, weakness);
            }
        });
    });
}

/// The smallest input that shows a weakness, and what the template makes of it.
fn evidence_ui(ui: &mut Ui, weakness: &Weakness) {
    let changes: Vec<String> = weakness.changes.iter().map(Change::to_string).collect();
    explanation::example_ui(ui, "Smallest input that shows it", &changes.join("\n"));
    let mut output: String = weakness.output.chars().take(MOST_OUTPUT_CHARS).collect();
    if output.len() < weakness.output.len() {
        output.push('…');
    }
    explanation::example_ui(ui, "What the template makes of it", &output);
}

fn weakness_ui(ui: &mut Ui, scene: &mut Scene<'_>, report: &Report, index: usize, weakness: &Weakness) {
    let diagnostic = weakness.diagnostic();
    let is_chosen = scene.view.weakness == Some(index);
    let (sign, color) = sign_of(ui, diagnostic.severity);
    let text = capital(&diagnostic.message);
    let help = diagnostic.help.as_deref().unwrap_or("");
    let place = place_words(scene, report, weakness);
    let row = Row::new(&text).filled_icon(sign, color).detail(help).trailing(&place).selected(is_chosen);
    let response = row.show(ui);
    if index == 0 {
        scene.take_focus(ui, Focus::Robustness, response.id);
    }
    if response.clicked() {
        scene.push(Action::ShowWeakness(index));
    }
    walk_by_keys(ui, &response);
    response.on_hover_text(format!("{text}\n{help}"));
    if !is_chosen {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        ui.add_space(30.0);
        for (nth, fix) in weakness.fixes.iter().enumerate() {
            let tip = "Tried on the variations that showed it";
            if link_button(ui, icon::MAGIC_WAND, &capital(&fix.title)).on_hover_text(tip).clicked() {
                scene.push(Action::MendWeakness(index, nth));
            }
        }
        let tip = "A call that shows this, to keep and to look at";
        if link_button(ui, icon::PLUS_CIRCLE, "Add as a call").on_hover_text(tip).clicked() {
            scene.push(Action::AddWeakness(index));
        }
    });
}

/// Returns where in the template a weakness starts: `template 3:9`.
fn place_words(scene: &Scene<'_>, report: &Report, weakness: &Weakness) -> String {
    let templates = scene.route().map(|route| route.integration.request_templates.as_slice()).unwrap_or_default();
    let Some(template) = templates.get(report.template) else { return String::new() };
    let index = LineIndex::new(&template.text);
    format!("template {}", index.line_column(&template.text, weakness.place.start as usize))
}
