//! Running the handler that shows: the button, what it returned or raised, and what it printed.

use super::scrolled_ui;
use crate::apigw::proxy_response::FunctionResult;
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::running::Ran;
use crate::app::scene::Scene;
use crate::app::widgets::{Fold, Tone, badge, button, message, note, primary_button, quiet_button, text_area};
use crate::app::{icon, json_colors, theme};
use crate::design::View;
use crate::handler::Language;
use crate::handler::run::{DEFAULT_LIMIT, Interpreter, Report};
use egui::text::LayoutJob;
use egui::{Frame, Id, Panel, Ui};

/// Draws the run of `code`, which is written for `view`, at the bottom of what is left of the panel.
pub fn run_panel_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: View, code: &str) {
    let height = ui.available_height();
    Panel::bottom("run")
        .default_size((height * 0.36).clamp(96.0, 260.0))
        .size_range(72.0..=(height * 0.75).max(80.0))
        .resizable(true)
        .frame(Frame::new().fill(theme::of(ui).bg_panel))
        .show(ui, |ui| scrolled_ui(ui, "run", |ui| run_ui(ui, scene, view, code)));
}

fn run_ui(ui: &mut Ui, scene: &mut Scene<'_>, view: View, code: &str) {
    let is_wanted = std::mem::take(&mut scene.view.run.is_wanted);
    let interpreter = match scene.view.language {
        Language::Python => Interpreter::Python,
        Language::NodeJs => Interpreter::Node,
        _ => {
            if is_wanted {
                scene.push(Action::Say("Choose Python or Node.js: handlers in other languages do not run here."));
            }
            return note(ui, "Handlers in Python and Node.js can be run here.");
        }
    };
    let is_installed = scene.view.run.is_installed(interpreter);
    let is_running = scene.view.run.under_way.is_some();
    ui.horizontal(|ui| {
        if is_running {
            if button(ui, Some(icon::X_CIRCLE), "Stop the run").clicked() {
                scene.push(Action::StopHandler);
            }
            let since = scene.view.run.under_way.as_ref().map_or(0.0, |running| running.since.elapsed().as_secs_f32());
            note(ui, &format!("Running for {since:.1} s…"));
            ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
        } else {
            let tooltip = Command::RunHandler.tooltip(ui.ctx());
            let run = ui.add_enabled_ui(is_installed, |ui| primary_button(ui, Some(icon::PLAY), "Run"));
            let run = run.inner.on_hover_text(tooltip);
            if run.clicked() || (is_wanted && is_installed) {
                scene.push(Action::RunHandler(interpreter, code.to_owned()));
            } else if is_wanted {
                scene.push(Action::Say("The interpreter is not installed here: type the result in under Response."));
            }
        }
    });
    if is_installed {
        let seconds = DEFAULT_LIMIT.as_secs();
        note(
            ui,
            &format!(
                "Runs this code on your machine with the event on screen: in a folder and an environment of its own, \
                 for {seconds} seconds at most. It may do what you may do."
            ),
        );
    } else {
        let program = interpreter.program();
        message(ui, Tone::Info, &format!("{program} is not installed here: type the result in under Response."));
    }
    if let Some(own) = scene.route().map(|route| View::of(scene.design(), route)).filter(|own| *own != view) {
        let (own, other) = (own.title(), view.title());
        message(ui, Tone::Info, &format!("The event on screen is of: {own}. This code is for: {other}."));
    }
    let last = scene.view.run.last.take();
    if let Some(ran) = last.as_ref().filter(|ran| ran.started.selection == scene.workspace.selection()) {
        ran_ui(ui, scene, ran, ran.started.code != code);
    }
    scene.view.run.last = last;
}

fn ran_ui(ui: &mut Ui, scene: &mut Scene<'_>, ran: &Ran, is_old: bool) {
    let report = match &ran.outcome {
        Ok(report) => report,
        Err(why) => {
            message(ui, Tone::Err, why);
            return;
        }
    };
    ui.horizontal(|ui| {
        let took = format!("{} ms", report.took.as_millis());
        match &report.result {
            None => badge(ui, Tone::Neutral, Some(icon::MINUS_CIRCLE), "Stopped"),
            Some(FunctionResult::Returned(_)) => badge(ui, Tone::Ok, Some(icon::CHECK_CIRCLE), "Returned"),
            Some(FunctionResult::Raised(_)) => badge(ui, Tone::Err, Some(icon::X_CIRCLE), "Raised"),
            Some(FunctionResult::TimedOut) => badge(ui, Tone::Err, Some(icon::X_CIRCLE), "Timed out"),
        };
        note(ui, &took);
        if is_old {
            badge(ui, Tone::Warn, Some(icon::WARNING), "The code has changed since");
        }
        if report.result.is_some() && quiet_button(ui, None, "What the client receives").clicked() {
            scene.push(Command::GoToResponse);
        }
    });
    match &report.result {
        Some(FunctionResult::Raised(error)) => raised_ui(ui, scene, report, error),
        Some(FunctionResult::Returned(value)) => {
            let text = serde_json::to_string_pretty(value).unwrap_or_default();
            read_only_ui(ui, "Returned value", &text);
        }
        Some(FunctionResult::TimedOut) | None => {}
    }
    for (line, reason) in &ran.reasons {
        message(ui, Tone::Warn, &format!("Line {line}: {reason}"));
    }
    if !report.log.is_empty() {
        note(ui, "What it printed");
        plain_ui(ui, "Log", &report.log);
        if report.log_bytes_left_out > 0 {
            note(ui, &format!("{} more bytes were left out.", report.log_bytes_left_out));
        }
    }
}

/// The exception, at its line, with the trace folded.
fn raised_ui(ui: &mut Ui, scene: &mut Scene<'_>, report: &Report, error: &serde_json::Value) {
    let text = |name: &str| error.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let place = report.line.map(|line| format!("Line {line}: ")).unwrap_or_default();
    message(ui, Tone::Err, &format!("{place}{}: {}", text("errorType"), text("errorMessage")));
    let trace = error.get("stackTrace").or_else(|| error.get("trace")).and_then(serde_json::Value::as_array);
    let lines: Vec<&str> = trace.into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
    if lines.is_empty() {
        return;
    }
    const TITLE: &str = "Stack trace";
    let is_open = scene.view.open_folds.contains(TITLE);
    if Fold::new(TITLE).count(lines.len()).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if is_open {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
        plain_ui(ui, TITLE, &lines.join("\n"));
    }
}

fn read_only_ui(ui: &mut Ui, name: &str, text: &str) {
    let mut text = start_of(text);
    text_area(ui, Id::unique(("run", name)), name, 2, &mut text, json_colors::layout);
}

fn plain_ui(ui: &mut Ui, name: &str, text: &str) {
    let mut text = start_of(text);
    text_area(ui, Id::unique(("run", name)), name, 2, &mut text, |ui, text| {
        LayoutJob::simple(text.to_owned(), theme::code(theme::CODE), theme::of(ui).text, f32::INFINITY)
    });
}

/// Returns as much of a text as a field of text shows at once without a delay.
fn start_of(text: &str) -> &str {
    const MAX_BYTES: usize = 32 * 1024;
    let mut end = text.len().min(MAX_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}
