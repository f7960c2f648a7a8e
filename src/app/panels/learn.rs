//! Lessons: the list, the step that is to be done, and the summary at the end.

use super::rich_text::paragraph;
use super::{at_right, bar_ui, scrolled_ui, walk_by_keys};
use crate::app::action::Action;
use crate::app::command::Command;
use crate::app::learn::Running;
use crate::app::scene::Scene;
use crate::app::update::lessons::command_of;
use crate::app::view_state::Focus;
use crate::app::widgets::{
    Row, Tone, badge, button, hairline, icon_button, note, primary_button, quiet_button, small_icon_button,
};
use crate::app::{icon, theme};
use crate::lesson::{self, BUILTIN, Lesson, Step};
use egui::{RichText, Ui};
use std::sync::{Arc, LazyLock};

/// The lessons that come with the program, read once.
static LESSONS: LazyLock<Vec<(&'static str, Lesson)>> = LazyLock::new(|| {
    let read = |found: &lesson::Builtin| Some((found.id, lesson::parse(found.text).ok()?));
    BUILTIN.iter().filter_map(read).collect()
});

/// Draws the side.
pub fn learn_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bar_ui(ui, 38.0, |ui| {
        let t = theme::of(ui);
        let is_running = scene.view.learn.running.is_some();
        if is_running && small_icon_button(ui, icon::LIST, "List of lessons").clicked() {
            scene.push(Action::LeaveLesson);
        }
        let title = if is_running { "Lesson" } else { "Lessons" };
        ui.label(RichText::new(title).font(theme::semibold(12.0)).color(t.muted));
        at_right(ui, |ui| {
            if icon_button(ui, icon::X, "Close lessons").clicked() {
                scene.push(Action::CloseLessons);
            }
        });
    });
    // The lesson is taken out while it is drawn, so that drawing can ask for things.
    match scene.view.learn.running.take() {
        Some(mut running) => {
            scrolled_ui(ui, "lesson", |ui| running_ui(ui, scene, &mut running));
            scene.view.learn.running = Some(running);
        }
        None => scrolled_ui(ui, "lessons", |ui| list_ui(ui, scene)),
    }
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    note(ui, "Each takes a few minutes. You work in the real window, and every step says when you got there.");
    for (index, (id, lesson)) in LESSONS.iter().enumerate() {
        let done = scene.settings.lessons.get(*id).copied().unwrap_or(0).min(lesson.steps.len());
        let is_finished = done == lesson.steps.len();
        let trailing = match done {
            0 => String::new(),
            done if is_finished => format!("{done} of {done}"),
            done => format!("{done} of {}", lesson.steps.len()),
        };
        let (sign, color) = if is_finished { (icon::CHECK_CIRCLE, t.ok) } else { (icon::GRADUATION_CAP, t.muted) };
        let name = match done {
            0 => lesson.title.clone(),
            done => format!("{}, {done} of {} steps done", lesson.title, lesson.steps.len()),
        };
        let row = Row::new(&lesson.title).icon(sign, color).trailing(&trailing).name(&name).show(ui);
        if index == 0 {
            scene.take_focus(ui, Focus::Lessons, row.id);
        }
        walk_by_keys(ui, &row);
        if row.on_hover_text(&lesson.about).clicked() {
            scene.push(Action::StartLesson(id));
        }
        ui.horizontal_top(|ui| {
            ui.add_space(30.0);
            ui.vertical(|ui| note(ui, &format!("{} {} minutes.", lesson.about, lesson.minutes)));
        });
    }
    ui.add_space(6.0);
    hairline(ui);
    note(ui, "Your team can write lessons of its own: a file NAME.lesson.json, without any programming.");
    if button(ui, Some(icon::FOLDER_OPEN), "Open a lesson file…").clicked() {
        scene.push(Command::Open);
    }
}

fn running_ui(ui: &mut Ui, scene: &mut Scene<'_>, running: &mut Running) {
    let lesson = Arc::clone(&running.lesson);
    let count = lesson.steps.len();
    ui.label(RichText::new(&lesson.title).font(theme::semibold(theme::TITLE)).color(theme::of(ui).text));
    progress_ui(ui, scene, running);
    match running.step().cloned() {
        Some(step) => step_ui(ui, scene, running, &step),
        None => summary_ui(ui, scene, &lesson),
    }
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        if running.index > 0 && button(ui, Some(icon::ARROW_LEFT), "Back").clicked() {
            scene.push(Action::GoToStep(running.index - 1));
        }
        if running.index < count {
            let next = if running.index + 1 == count { "Summary" } else { "Next" };
            let is_done = running.is_done();
            let draw = if is_done { primary_button } else { button };
            let next = draw(ui, Some(icon::ARROW_RIGHT), next);
            if is_done {
                scene.take_focus(ui, Focus::Lessons, next.id);
            }
            if next.clicked() {
                scene.push(Action::GoToStep(running.index + 1));
            }
        } else if primary_button(ui, Some(icon::LIST), "All lessons").clicked() {
            scene.push(Action::LeaveLesson);
        }
    });
}

/// A mark for each step, and how many there are.
fn progress_ui(ui: &mut Ui, scene: &mut Scene<'_>, running: &Running) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 1.0;
        for (index, step) in running.lesson.steps.iter().enumerate() {
            let is_done = running.done.get(index).is_some_and(|done| *done);
            let sign = match (is_done, index == running.index) {
                (true, _) => icon::CHECK_CIRCLE,
                (false, true) => icon::RADIO_BUTTON,
                (false, false) => icon::CIRCLE,
            };
            let name = format!("Step {}: {}{}", index + 1, step.title, if is_done { ", done" } else { "" });
            if small_icon_button(ui, sign, &name).clicked() {
                scene.push(Action::GoToStep(index));
            }
        }
    });
}

fn step_ui(ui: &mut Ui, scene: &mut Scene<'_>, running: &mut Running, step: &Step) {
    let t = theme::of(ui);
    note(ui, &format!("Step {} of {}", running.index + 1, running.lesson.steps.len()));
    ui.label(RichText::new(&step.title).font(theme::semibold(theme::TITLE)).color(t.text));
    ui.spacing_mut().item_spacing.y = 8.0;
    for text in &step.text {
        paragraph(ui, text);
    }
    match (running.holds, running.is_done()) {
        (true, _) => badge(ui, Tone::Ok, Some(icon::CHECK_CIRCLE), "You got there"),
        (false, true) => badge(ui, Tone::Neutral, Some(icon::CHECK_CIRCLE), "Done before"),
        (false, false) => badge(ui, Tone::Neutral, Some(icon::CIRCLE), "Not there yet"),
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        // Who comes by keyboard comes to the first of these; when the step is done, to what leads on.
        let offer = |ui: &mut Ui, scene: &mut Scene<'_>, sign: char, text: &str| {
            let shown = quiet_button(ui, Some(sign), text);
            if !running.is_done() {
                scene.take_focus(ui, Focus::Lessons, shown.id);
            }
            shown.clicked()
        };
        if let Some(show) = step.show
            && offer(ui, scene, icon::TARGET, "Show me where")
        {
            scene.push(command_of(show));
        }
        let is_hint_wanted = !step.hint.is_empty() && offer(ui, scene, icon::QUESTION, "Hint");
        if offer(ui, scene, icon::MAGIC_WAND, "Do it for me") {
            scene.push(Action::SolveStep);
        }
        running.shows_hint ^= is_hint_wanted;
    });
    if running.shows_hint {
        paragraph(ui, &step.hint);
    }
}

fn summary_ui(ui: &mut Ui, scene: &mut Scene<'_>, lesson: &Lesson) {
    let t = theme::of(ui);
    ui.label(RichText::new("What to keep").font(theme::semibold(theme::TITLE)).color(t.text));
    ui.spacing_mut().item_spacing.y = 8.0;
    for text in &lesson.summary {
        ui.horizontal_top(|ui| {
            ui.label(RichText::new(icon::DOT_OUTLINE).color(t.accent));
            paragraph(ui, text);
        });
    }
    let copy = button(ui, Some(icon::COPY), "Copy as Markdown");
    scene.take_focus(ui, Focus::Lessons, copy.id);
    if copy.clicked() {
        scene.push(Action::Copy(lesson.markdown(), "the summary"));
    }
}
