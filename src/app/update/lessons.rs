//! Beginning lessons, going through them, and noticing that a step is done.

use super::super::action::Action;
use super::super::change::Change;
use super::super::command::Command;
use super::super::learn::{Job, Running};
use super::super::state::App;
use super::super::view_state::Focus;
use super::super::widgets::Tone;
use super::super::worker::Worker;
use super::files;
use crate::lesson::{self, Lesson, Show};
use egui::Context;
use std::sync::Arc;

/// Begins a lesson that comes with the program.
pub(super) fn start_builtin(app: &mut App, id: &'static str) {
    match lesson::find(id).map(|found| lesson::parse(found.text)) {
        Some(Ok(lesson)) => start(app, Some(id), lesson, Action::StartLesson(id)),
        Some(Err(error)) => app.view.toasts.push(Tone::Err, error.to_string()),
        None => {}
    }
}

/// Begins a lesson that was read from a file.
pub(super) fn start_read(app: &mut App, lesson: Box<Lesson>) {
    start(app, None, (*lesson).clone(), Action::TakeLesson(lesson));
}

fn start(app: &mut App, id: Option<&'static str>, lesson: Lesson, again: Action) {
    if !files::may_go_on(app, again) {
        return;
    }
    let lesson = Arc::new(lesson);
    files::open(app, lesson.design.clone(), None);
    app.view.learn.is_open = true;
    app.view.learn.running = Some(Running::new(id, lesson));
    go_to_step(app, 0);
}

/// Shows the side with the lessons, and gives it the keyboard.
pub(super) fn show(app: &mut App) {
    app.view.learn.is_open = true;
    app.view.focus = Some(Focus::Lessons);
}

/// Goes back to the list. What was done stays in the window.
pub(super) fn leave(app: &mut App) {
    app.view.learn.running = None;
    show(app);
}

/// Shows the step at `index`, and the call that it is about.
pub(super) fn go_to_step(app: &mut App, index: usize) {
    app.view.learn.is_waiting = false;
    let Some(running) = &mut app.view.learn.running else { return };
    running.index = index.min(running.lesson.steps.len());
    (running.shows_hint, running.holds, running.asked) = (false, false, None);
    let step = running.step().map(|step| (step.at, step.show));
    show(app);
    if let Some((at, show)) = step {
        super::select(app, at);
        // The sides of the result can be shown without taking the keyboard away; the others are a click away.
        if let Some(tab) = show.and_then(result_tab) {
            app.view.result_tab = tab;
            app.settings.panels.result.is_open = true;
        }
    }
}

fn result_tab(show: Show) -> Option<super::ResultTab> {
    use super::ResultTab;
    match show {
        Show::Event => Some(ResultTab::Event),
        Show::Compare => Some(ResultTab::Compare),
        Show::Handler => Some(ResultTab::Handler),
        Show::Response => Some(ResultTab::Response),
        Show::Request | Show::Identity | Show::Stage | Show::Template | Show::ResponseTemplates => None,
    }
}

/// Returns the command that goes to a side of the window.
pub fn command_of(show: Show) -> Command {
    match show {
        Show::Request => Command::GoToRequest,
        Show::Identity => Command::GoToIdentity,
        Show::Stage => Command::GoToStage,
        Show::Template => Command::GoToTemplate,
        Show::ResponseTemplates => Command::GoToResponses,
        Show::Event => Command::GoToEvent,
        Show::Compare => Command::GoToCompare,
        Show::Handler => Command::GoToHandler,
        Show::Response => Command::GoToResponse,
    }
}

/// Does the step that shows, as one step of undo.
pub(super) fn solve(app: &mut App, ctx: &Context) {
    let Some(step) = app.view.learn.running.as_ref().and_then(|running| running.step()) else { return };
    match step.solve(app.workspace.design()) {
        Ok(design) => super::change_document(app, ctx, Change::Design(Box::new(design))),
        Err(why) => {
            let words = format!("The design is too far from the lesson's ({why}): undo a little, or begin it again.");
            app.view.toasts.push(Tone::Warn, words);
        }
    }
}

/// Asks the worker whether the step is done, and takes its answers in.
pub(in super::super) fn follow(app: &mut App) {
    let done = app.lesson_worker.as_ref().and_then(Worker::newest);
    let learn = &mut app.view.learn;
    let Some(running) = &mut learn.running else {
        learn.is_waiting = false;
        return;
    };
    let newest = running.asked.map(|(.., ticket)| ticket);
    if let Some(done) = done.filter(|done| Some(done.revision) == newest) {
        learn.is_waiting = false;
        running.holds = done.result == Some(true);
        if let Some(slot) = running.done.get_mut(running.index).filter(|_| running.holds) {
            *slot = true;
            if let Some(id) = running.id {
                let count = running.done.iter().filter(|done| **done).count();
                let known = app.settings.lessons.entry(id.to_owned()).or_default();
                *known = count.max(*known);
            }
        }
    }
    let (revision, step) = (app.workspace.revision(), running.index);
    let is_asked = running.asked.is_some_and(|(asked, at, _)| (asked, at) == (revision, step));
    if is_asked || step >= running.lesson.steps.len() {
        return;
    }
    let ticket = newest.unwrap_or(app.last_ticket) + 1;
    app.last_ticket = ticket;
    running.asked = Some((revision, step, ticket));
    let job = Job {
        design: Arc::clone(app.workspace.design()),
        lesson: Arc::clone(&running.lesson),
        step,
        token: app.workspace.token().cloned().unwrap_or_default().pasted,
    };
    if app.lesson_worker.is_none() {
        let started = Worker::start("gatewright-lesson", app.background.waker(), Job::holds);
        app.lesson_worker = started.map_err(|error| log::error!("no thread for lessons: {error}")).ok();
    }
    if let Some(worker) = &app.lesson_worker {
        app.view.learn.is_waiting = true;
        worker.submit(ticket, job);
    }
}
