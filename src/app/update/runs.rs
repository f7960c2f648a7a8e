//! Running the handler, and what becomes of its result.

use super::super::change::Change;
use super::super::running::{Ran, Started, UnderWay};
use super::super::state::App;
use super::super::widgets::Tone;
use crate::apigw::proxy_response::FunctionResult;
use crate::handler::run::{DEFAULT_LIMIT, Interpreter, Job, Report};
use egui::Context;
use std::sync::atomic::Ordering;

/// Starts the handler with the event on screen.
pub(super) fn start(app: &mut App, interpreter: Interpreter, code: String) {
    if app.view.run.under_way.is_some() {
        return;
    }
    let newest = app.previews.latest.as_ref().filter(|(revision, _)| *revision == app.workspace.revision());
    let preview = newest.and_then(|(_, shown)| shown.preview.as_ref());
    let Some(event) = preview.and_then(|preview| preview.outcome.event()) else {
        app.view.toasts.push(Tone::Warn, "There is no event: the function would not be called.");
        return;
    };
    let stage = &app.workspace.design().stage;
    let job = Job {
        interpreter,
        code: code.clone(),
        event: event.sent.to_string(),
        function: app.workspace.route().map(|route| route.function.clone()).unwrap_or_default(),
        region: stage.region.clone(),
        account_id: stage.account_id.clone(),
        limit: DEFAULT_LIMIT,
    };
    let started = Started { selection: app.workspace.selection(), interpreter, code };
    let running = UnderWay::now();
    app.view.run.under_way = Some(running.clone());
    app.background.run_handler(job, started, running);
}

/// Ends the run that is under way.
pub(super) fn stop(app: &App) {
    if let Some(running) = &app.view.run.under_way {
        running.cancel.store(true, Ordering::Relaxed);
    }
}

/// Takes in what came of a run: its result is the call's from now on.
pub(super) fn finished(app: &mut App, ctx: &Context, started: Started, outcome: Result<Report, String>) {
    app.view.run.under_way = None;
    let is_here = app.workspace.selection() == started.selection;
    let report = outcome.as_ref().ok();
    let result = report.and_then(|report| report.result.clone());
    let reasons = match (app.previews.preview().filter(|_| is_here), &result) {
        (Some(preview), Some(result)) => {
            let message = result.payload().get("errorMessage").and_then(serde_json::Value::as_str);
            let raised = match (result, report.and_then(|report| report.line)) {
                (FunctionResult::Raised(_), Some(line)) => Some((line, message.unwrap_or_default())),
                _ => None,
            };
            preview.absent_reads(app.workspace.design(), started.selection, &started.code, raised)
        }
        _ => Vec::new(),
    };
    app.view.run.last = Some(Ran { started, outcome, reasons });
    if let (true, Some(result)) = (is_here, result) {
        super::change_document(app, ctx, Change::Result(Some(result)));
    }
}
