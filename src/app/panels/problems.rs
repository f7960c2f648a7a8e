//! The bottom: what is wrong, worst first; a click goes to the place.

use super::{at_right, bar_ui};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Row, Tone, badge, empty_line, icon_button, small_icon_button};
use crate::app::{icon, theme};
use crate::diagnostics::{Diagnostic, Severity, Source};
use crate::text::LineIndex;
use egui::{Frame, Margin, Modifiers, RichText, ScrollArea, Ui};

/// Draws the panel.
pub fn problems_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let problems = scene.preview().map(|preview| preview.problems.as_slice()).unwrap_or_default();
    bar_ui(ui, 34.0, |ui| {
        let t = theme::of(ui);
        ui.label(RichText::new("Problems").font(theme::semibold(12.0)).color(t.muted));
        for (severity, tone, sign) in [
            (Severity::Error, Tone::Err, icon::X_CIRCLE),
            (Severity::Warning, Tone::Warn, icon::WARNING),
            (Severity::Hint, Tone::Info, icon::INFO),
        ] {
            let count = problems.iter().filter(|problem| problem.severity == severity).count();
            if count > 0 {
                badge(ui, tone, Some(sign), &count.to_string());
            }
        }
        at_right(ui, |ui| {
            if icon_button(ui, icon::CARET_DOWN, "Hide problems").clicked() {
                scene.push(Command::ToggleBottom);
            }
        });
    });
    if problems.is_empty() {
        let (line, hint) = match scene.preview() {
            Some(_) => ("No problems", "What breaks the event or surprises later shows here, with its place."),
            None => ("Nothing computed yet", "The problems of a call show here as you type."),
        };
        empty_line(ui, icon::CHECK_CIRCLE, line, hint);
        return;
    }
    ScrollArea::vertical().id_salt("problems").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(6, 4)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (index, problem) in problems.iter().enumerate() {
                problem_ui(ui, scene, index, problem);
            }
        });
    });
}

fn problem_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, problem: &Diagnostic) {
    let t = theme::of(ui);
    let is_chosen = scene.view.problem == Some(index);
    let (sign, color) = match problem.severity {
        Severity::Error => (icon::X_CIRCLE, t.err),
        Severity::Warning => (icon::WARNING, t.warn),
        Severity::Hint => (icon::INFO, t.info),
    };
    let text = capital(&problem.message);
    let place = place_words(scene, problem);
    let detail = problem.help.as_deref().unwrap_or("");
    let row = Row::new(&text).filled_icon(sign, color).detail(detail).trailing(&place).selected(is_chosen);
    let response = row.show(ui);
    if index == 0 {
        scene.take_focus(ui, Focus::Problems, response.id);
    }
    if response.clicked() {
        scene.push(Action::ShowProblem(index));
    }
    walk_by_keys(ui, &response);
    let hover = if detail.is_empty() { text.clone() } else { format!("{text}\n{detail}") };
    response.on_hover_text(hover);
    if is_chosen && !problem.fixes.is_empty() {
        ui.horizontal(|ui| {
            ui.add_space(30.0);
            for fix in &problem.fixes {
                let button = small_icon_button(ui, icon::MAGIC_WAND, &capital(&fix.title));
                let label = ui.link(capital(&fix.title));
                if button.clicked() || label.clicked() {
                    scene.push(Action::Fix(fix.clone()));
                }
            }
        });
    }
}

/// Moves the keyboard to the next or the previous row by the arrow keys.
fn walk_by_keys(ui: &Ui, response: &egui::Response) {
    if !response.has_focus() {
        return;
    }
    let (down, up) = ui.input_mut(|input| {
        let mut key = |key| input.consume_key(Modifiers::NONE, key);
        (key(egui::Key::ArrowDown), key(egui::Key::ArrowUp))
    });
    let direction = if down {
        egui::FocusDirection::Down
    } else if up {
        egui::FocusDirection::Up
    } else {
        return;
    };
    ui.memory_mut(|memory| memory.move_focus(direction));
}

/// Returns where a problem is, in words: `template 12:5`.
fn place_words(scene: &Scene<'_>, problem: &Diagnostic) -> String {
    let Some(place) = problem.primary() else { return String::new() };
    let name = match &place.source {
        Source::Template => "template",
        Source::Event => "event",
        Source::Body => "body",
        Source::RequestLine => "request",
        Source::Header(name) => return format!("header {name}"),
        Source::Token => "token",
        Source::File(name) => return name.clone(),
    };
    match scene.preview().and_then(|preview| preview.source_text(&place.source)) {
        Some(text) => format!("{name} {}", LineIndex::new(text).line_column(text, place.span.start as usize)),
        None => name.to_owned(),
    }
}

/// Begins a phrase with a capital.
fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
