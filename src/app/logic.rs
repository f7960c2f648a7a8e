//! eframe's first callback: takes results in, reads keys, acts, and hands out new work. No drawing here.

use super::action::Action;
use super::command::Command;
use super::comparing;
use super::pipeline::Job;
use super::recognize;
use super::recovery;
use super::state::App;
use super::update;
use super::view_state::{BottomTab, Overlay};
use super::worker::Worker;
use egui::{Context, KeyboardShortcut, ViewportCommand};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A job that has taken this long is left to itself when a newer one comes.
const LONG_JOB: Duration = Duration::from_secs(1);

/// Runs before each frame, also while the window is hidden.
pub(super) fn run(app: &mut App, ctx: &Context) {
    app.view.now_epoch_s =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0));
    while let Some(event) = app.background.next() {
        update::report(app, ctx, event);
    }
    if let Some(path) = app.watch.news() {
        app.background.read_again(path);
    }
    take_results(app);
    try_variations(app, ctx);
    take_keys(app, ctx);
    take_dropped_files(app, ctx);
    take_pasted(app, ctx);
    intercept_close(app, ctx);
    note_window(app, ctx);
    settle(app, ctx);
}

/// Acts on everything that was asked for, and hands the new document to the worker. Runs before and after the
/// drawing, so that a key press shows in the frame that follows it.
pub(super) fn settle(app: &mut App, ctx: &Context) {
    for action in app.actions.take() {
        update::act(app, ctx, action);
    }
    submit(app);
    list_problems(app);
    update::lessons::follow(app);
    submit_comparison(app);
    keep_copy(app);
    set_title(app, ctx);
}

fn take_results(app: &mut App) {
    let done = app.worker.as_ref().and_then(|worker| worker.newest());
    if let Some(done) = done {
        // A result for another design or call that was left meanwhile is nobody's any more.
        if done.revision >= app.oldest_wanted {
            app.previews.accept(done.revision, done.result);
        }
    }
    app.inspections.take();
    let done = app.compare_worker.as_ref().and_then(|worker| worker.newest());
    if let Some(compared) = done.filter(|done| done.revision >= app.oldest_wanted).and_then(|done| done.result) {
        app.compared = Some(Arc::new(compared));
    }
}

/// Has variations of the call tried while somebody looks at them.
fn try_variations(app: &mut App, ctx: &Context) {
    let is_seen = app.settings.panels.bottom.is_open && app.view.bottom_tab == BottomTab::Robustness;
    let (revision, selection) = (app.workspace.revision(), app.workspace.selection());
    if let Some(rest) = app.trials.advance(revision, app.workspace.design(), selection, is_seen) {
        ctx.request_repaint_after(rest);
    }
}

fn list_problems(app: &mut App) {
    let inspected = app.inspections.latest();
    let selection = app.workspace.selection();
    let (of_all_routes, chosen) = (app.view.problems.of_all_routes, app.view.problem);
    app.view.problem = app.problems.renew(&app.previews, inspected, selection, of_all_routes, chosen);
}

fn submit(app: &mut App) {
    let revision = app.workspace.revision();
    if revision == app.submitted {
        return;
    }
    app.submitted = revision;
    // Whoever goes on typing does not wait for the end of a job that nobody wants any more.
    if app.previews.under_way.is_some_and(|(_, since)| since.elapsed() > LONG_JOB) {
        app.restart_worker();
    }
    let since = app.previews.under_way.map_or_else(Instant::now, |(_, since)| since);
    app.previews.under_way = Some((revision, since));
    app.inspections.submit(revision, app.workspace.design());
    if let Some(worker) = &app.worker {
        let design = Arc::clone(app.workspace.design());
        let token = app.workspace.token().cloned().unwrap_or_default();
        worker.submit(revision, Job { design, selection: app.workspace.selection(), token });
    }
}

/// Asks for what Compare and Handler show, once one of them is open.
fn submit_comparison(app: &mut App) {
    let Some(question) = app.wanted_comparison().filter(|question| app.compare_asked != Some(*question)) else {
        return;
    };
    app.compare_asked = Some(question);
    if app.compare_worker.is_none() {
        let started = Worker::start("gatewright-compare", app.background.waker(), comparing::compute);
        match started {
            Ok(worker) => app.compare_worker = Some(worker),
            Err(error) => return log::error!("no thread for the comparison: {error}"),
        }
    }
    if let Some(worker) = &app.compare_worker {
        let design = Arc::clone(app.workspace.design());
        let token = app.workspace.token().cloned().unwrap_or_default();
        let job = comparing::Job { question, design, selection: app.workspace.selection(), token };
        worker.submit(question.revision, job);
    }
}

/// Has a copy of unsaved work written, or taken away once it is saved.
fn keep_copy(app: &mut App) {
    let Some(recovery) = &app.recovery else { return };
    let state = (app.workspace.revision(), app.workspace.is_dirty());
    if state == app.kept {
        return;
    }
    app.kept = state;
    let path = app.workspace.path().map(Path::to_owned);
    let unsaved = app.workspace.is_dirty().then(|| (Arc::clone(app.workspace.design()), path));
    recovery.keep(state.0, recovery::Job { unsaved, superseded: app.superseded.clone() });
}

/// Turns keys into commands. Those with more modifiers come first, since egui takes Ctrl+Shift+Z for Ctrl+Z as
/// well.
fn take_keys(app: &mut App, ctx: &Context) {
    let mut keys: Vec<(KeyboardShortcut, Command)> = Command::ALL
        .into_iter()
        .flat_map(|command| {
            let further = command.further_shortcuts().iter().copied();
            command.shortcut().into_iter().chain(further).map(move |key| (key, command))
        })
        .collect();
    let weight = |key: &KeyboardShortcut| u8::from(key.modifiers.shift) + u8::from(key.modifiers.alt);
    keys.sort_by_key(|(key, _)| std::cmp::Reverse(weight(key)));
    let is_asking = app.view.overlay.as_ref().is_some_and(Overlay::is_question);
    for (key, command) in keys {
        let is_local = app.view.typing_in_buffer && matches!(command, Command::Undo | Command::Redo);
        if is_local || is_asking {
            continue;
        }
        if ctx.input_mut(|input| input.consume_shortcut(&key)) {
            app.actions.push(command);
        }
    }
    app.view.typing_in_buffer = false;
}

fn take_dropped_files(app: &mut App, ctx: &Context) {
    let dropped: Vec<PathBuf> =
        ctx.input(|input| input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect());
    if let Some(path) = dropped.into_iter().next() {
        app.actions.push(Action::Drop(path));
    }
}

/// Takes what is pasted where no field would: a request, a token, a design.
fn take_pasted(app: &mut App, ctx: &Context) {
    let has_keyboard = ctx.memory(|memory| memory.focused().is_some());
    let takes_requests = std::mem::take(&mut app.view.takes_requests);
    if app.view.overlay.is_some() || (has_keyboard && !takes_requests) {
        return;
    }
    let pasted = ctx.input(|input| {
        input.events.iter().find_map(|event| match event {
            egui::Event::Paste(text) => Some(text.clone()),
            _ => None,
        })
    });
    let Some(text) = pasted else { return };
    // Whether a text of many megabytes is something is found out on another thread.
    const READ_HERE_BYTES: usize = 1024 * 1024;
    let is_taken = match has_keyboard {
        // A token belongs into some fields, and leaves the document from there by itself.
        true => recognize::is_request(&text),
        false => text.len() > READ_HERE_BYTES || recognize::is_known(&text),
    };
    if is_taken {
        ctx.input_mut(|input| input.events.retain(|event| !matches!(event, egui::Event::Paste(_))));
        app.actions.push(Action::Paste(text));
    } else if !has_keyboard {
        app.actions
            .push(Action::Say("Put the cursor into a field to paste this, or paste a request, a token or a design."));
    }
}

/// Asks before the window closes over unsaved work.
fn intercept_close(app: &mut App, ctx: &Context) {
    if !ctx.input(|input| input.viewport().close_requested()) || app.may_close {
        return;
    }
    if app.workspace.is_dirty() {
        ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        app.pending = Some(Box::new(Action::Run(Command::Quit)));
        app.view.show(Overlay::Unsaved);
    }
}

/// Notes what the window looks like, for the next start.
fn note_window(app: &mut App, ctx: &Context) {
    let zoom = ctx.zoom_factor();
    let (size, is_maximized) = ctx.input(|input| {
        let viewport = input.viewport();
        (viewport.inner_rect.map(|rect| rect.size()), viewport.maximized.unwrap_or(false))
    });
    app.settings.zoom = zoom;
    app.settings.is_maximized = is_maximized;
    app.settings.input_tab = app.view.input_tab;
    app.settings.result_tab = app.view.result_tab;
    app.settings.language = app.view.language.as_str().to_owned();
    if let Some(size) = size.filter(|size| !is_maximized && size.x >= 400.0 && size.y >= 300.0) {
        // Sizes of windows are told in points before zooming.
        app.settings.window = Some([size.x * zoom, size.y * zoom]);
    }
}

fn set_title(app: &mut App, ctx: &Context) {
    let mark = if app.workspace.is_dirty() { "• " } else { "" };
    let title = format!("{mark}{} — Gatewright", app.workspace.design().name);
    if title != app.title {
        ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
        app.title = title;
    }
}

/// Writes the settings down when the window goes.
pub(super) fn save_settings(app: &App) {
    if let Some(path) = &app.options.settings_path
        && let Err(error) = app.settings.write(path)
    {
        log::warn!("settings not written: {error}");
    }
}

/// How often times in words are renewed while a token with times is on screen.
pub(super) const CLOCK: Duration = Duration::from_secs(30);
