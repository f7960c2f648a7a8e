//! What is done about problems, weaknesses and expected events.

use super::super::background::Mended;
use super::super::change::Change;
use super::super::command::Command;
use super::super::problems::{can_be_silenced, follow as mended_by, ways};
use super::super::state::App;
use super::super::view_state::{BottomTab, Focus, InputTab, Overlay, Page, ResultTab};
use super::super::widgets::Tone;
use super::{change_document, places};
use crate::design::golden;
use crate::diagnostics::{Applicability, Fix, Location, Source};
use crate::lint::{self, Subject};
use crate::preview::{Problem, Selection};
use crate::robustness::Weakness;
use egui::Context;
use std::sync::Arc;

const STALE: &str = "The design has changed since; try again.";

/// Runs a command that is about problems, variations or expected events.
pub(super) fn run(app: &mut App, ctx: &Context, command: Command) {
    match command {
        Command::FixProblem => fix_chosen(app, ctx),
        Command::FixAllSafe => fix_all_safe(app),
        Command::SilenceHere => ask_for_reason(app, false),
        Command::SilenceEverywhere => ask_for_reason(app, true),
        Command::ExplainProblems => app.view.problems.is_terse = !app.view.problems.is_terse,
        Command::TryAgain => {
            show_tab(app, BottomTab::Robustness);
            app.trials.again();
            app.view.weakness = None;
        }
        Command::StopTrying => app.trials.stop(),
        Command::AddVariation => match app.view.weakness {
            Some(index) => add_weakness(app, ctx, index),
            None => app.view.toasts.push(Tone::Info, "Choose what a variation showed first, under Robustness."),
        },
        Command::ExpectEvent => expect(app, ctx),
        Command::ForgetExpected => forget_expected(app, ctx),
        _ => show_differences(app),
    }
}

fn show_tab(app: &mut App, tab: BottomTab) {
    app.settings.panels.bottom.is_open = true;
    app.view.bottom_tab = tab;
}

/// Chooses the problem at `index` and goes to its place.
pub(super) fn show(app: &mut App, index: usize) {
    let Some(problem) = app.problems.all().get(index) else { return };
    let (subject, call, pointer) = (problem.subject, problem.call, problem.pointer.clone());
    let place = problem.diagnostic.primary().cloned();
    let selected = app.workspace.selection();
    let wanted = Selection {
        route: subject.route(),
        call: call.unwrap_or(if subject.route() == selected.route { selected.call } else { 0 }),
    };
    if wanted != selected {
        app.workspace.select(wanted);
        app.forget_previews();
        app.view.show_template(None);
    }
    app.view.problem = Some(index);
    match (subject, place) {
        (_, Some(place)) if place.source != Source::Template => places::go_to(app, &place),
        (Subject::Route(_), _) => show_part(app, &pointer),
        (_, place) => show_template(app, subject, place.as_ref()),
    }
}

/// Shows a template, the cursor at a place in it.
fn show_template(app: &mut App, subject: Subject, place: Option<&Location>) {
    match subject {
        Subject::Route(_) => return,
        Subject::RequestTemplate { template, .. } => app.view.show_template(Some(template)),
        Subject::ResponseTemplate { response, template, .. } => show_response(app, response, template),
    }
    if let Some(place) = place {
        app.view.template_place = Some(place.span);
        app.view.focus = Some(Focus::Template);
    }
}

fn show_response(app: &mut App, response: usize, template: usize) {
    app.view.show_page(Page::Integration);
    app.view.response_tab = Some((response, template));
}

/// Shows the part of a route that a JSON Pointer into the design names.
fn show_part(app: &mut App, pointer: &str) {
    let mut tokens = pointer.split('/').skip(3);
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some("integration"), Some("responses"), at) => {
            show_response(app, at.and_then(|at| at.parse().ok()).unwrap_or(0), 0);
        }
        (Some("methodRequest" | "method" | "path"), ..) => app.view.show_page(Page::Method),
        (Some("authorizer"), ..) => {
            app.settings.panels.input.is_open = true;
            app.view.input_tab = InputTab::Identity;
        }
        (Some("integration"), ..) => app.view.show_template(None),
        _ => {}
    }
}

/// Chooses the next or the previous problem, around the end.
pub(super) fn step(app: &mut App, step: isize) {
    // Those that are silenced stand at the end of the list.
    let count = app.problems.open_count();
    if count == 0 {
        return;
    }
    let next = match app.view.problem.filter(|at| *at < count) {
        None if step > 0 => 0,
        None => count - 1,
        Some(at) => (at + count).saturating_add_signed(step) % count,
    };
    show_tab(app, BottomTab::Problems);
    show(app, next);
}

/// Returns the problem at `index`, if the list is of the document as it is.
fn current(app: &mut App, index: usize) -> Option<Problem> {
    if !app.problems.is_of(app.workspace.revision()) {
        app.view.toasts.push(Tone::Warn, STALE);
        return None;
    }
    app.problems.all().get(index).map(|problem| Problem::clone(problem))
}

/// Does about a problem what its way at `way` says.
pub(super) fn follow(app: &mut App, ctx: &Context, index: usize, way: usize) {
    let Some(problem) = current(app, index) else { return };
    let fix = problem.diagnostic.fixes.get(way);
    if let Some(fix) = fix.filter(|fix| fix.source != Source::Template) {
        return places::apply_fix(app, ctx, fix.clone());
    }
    match mended_by(app.workspace.design(), &problem, way) {
        Some(mended) => {
            change_document(app, ctx, Change::Mended(Box::new(mended)));
            app.view.problem = None;
        }
        None => app.view.toasts.push(Tone::Warn, STALE),
    }
}

/// Follows the first way of the chosen problem that can be followed.
fn fix_chosen(app: &mut App, ctx: &Context) {
    let index = app.view.problem.unwrap_or(0);
    let Some(problem) = current(app, index) else {
        app.view.toasts.push(Tone::Info, "There is no problem to fix.");
        return;
    };
    match ways(&problem).iter().position(|way| way.applicability != Applicability::DisplayOnly) {
        Some(way) => follow(app, ctx, index, way),
        None => app.view.toasts.push(Tone::Info, "This problem has no fix to apply: its explanation says what to do."),
    }
}

/// Applies a fix of a template's text, as the editor offers it.
pub(super) fn fix_in(app: &mut App, ctx: &Context, subject: Subject, fix: &Fix) {
    if fix.source != Source::Template {
        return places::apply_fix(app, ctx, fix.clone());
    }
    match lint::apply_fix(app.workspace.design(), subject, fix) {
        Some(mended) => change_document(app, ctx, Change::Mended(Box::new(mended))),
        None => app.view.toasts.push(Tone::Warn, STALE),
    }
}

/// Has every safe fix applied, on another thread: rules run again after each round.
fn fix_all_safe(app: &mut App) {
    let design = Arc::clone(app.workspace.design());
    app.background.mend(app.workspace.revision(), move || match lint::fix_all_safe(&design) {
        (_, 0) => Err("No problem has a fix that is safe to apply without a look.".into()),
        (mended, 1) => Ok((mended, "Applied 1 fix. Undo takes it back".into())),
        (mended, count) => Ok((mended, format!("Applied {count} fixes. Undo takes them back"))),
    });
}

/// Takes in what came of mending.
pub(super) fn take_mended(app: &mut App, ctx: &Context, mended: Mended) {
    match mended.result {
        Ok(_) if mended.revision != app.workspace.revision() => app.view.toasts.push(Tone::Warn, STALE),
        Ok((design, said)) => {
            change_document(app, ctx, Change::Mended(Box::new(design)));
            app.view.problem = None;
            app.view.toasts.push(Tone::Ok, said);
        }
        Err(why) => app.view.toasts.push(Tone::Info, why),
    }
}

/// Asks why the chosen problem does not matter.
fn ask_for_reason(app: &mut App, is_everywhere: bool) {
    let chosen = app.view.problem.and_then(|index| app.problems.all().get(index));
    match chosen.filter(|problem| can_be_silenced(problem)) {
        Some(_) => app.view.show(Overlay::Silence { is_everywhere }),
        None => app.view.toasts.push(Tone::Info, "Choose the problem of a rule first, under Problems."),
    }
}

/// Silences the chosen problem at its place, or its rule for the whole design.
pub(super) fn silence(app: &mut App, ctx: &Context, is_everywhere: bool, reason: &str) {
    app.view.overlay = None;
    let Some(problem) = app.view.problem.and_then(|index| current(app, index)) else { return };
    let design = Arc::clone(app.workspace.design());
    let (rule, subject) = (problem.diagnostic.rule.0, problem.subject);
    let place = problem.diagnostic.primary().filter(|place| place.source == Source::Template).map(|place| place.span);
    let reason = reason.to_owned();
    match place.filter(|_| !is_everywhere) {
        None => {
            let mended = lint::silence_everywhere(&design, rule, &reason);
            change_document(app, ctx, Change::Mended(Box::new(mended)));
            app.view.problem = None;
        }
        Some(span) => app.background.mend(app.workspace.revision(), move || {
            let mended = lint::silence_here(&design, subject, rule, span, &reason);
            let mended = mended.ok_or("No comment can stand at this place: silence the rule for the design.")?;
            Ok((mended, "Silenced by a comment in the template".into()))
        }),
    }
}

/// Lets a rule speak again.
pub(super) fn speak_again(app: &mut App, ctx: &Context, rule: &str) {
    let mended = lint::speak_again(app.workspace.design(), rule);
    change_document(app, ctx, Change::Mended(Box::new(mended)));
}

/// Keeps the event of the selected call as the expected one.
fn expect(app: &mut App, ctx: &Context) {
    let Selection { route, call } = app.workspace.selection();
    let revision = app.workspace.revision();
    let inspected = app.inspections.latest().filter(|(of, _)| *of == revision);
    let Some((_, inspected)) = inspected else {
        app.view.toasts.push(Tone::Info, "The event is still being worked out; try again in a moment.");
        return;
    };
    let state = inspected.routes.get(route).and_then(|found| found.calls.get(call));
    let event = state.and_then(|state| state.event.clone());
    let kept = event.and_then(|event| golden::accept(app.workspace.design(), route, call, Some(&event)));
    match kept {
        Some(kept) => {
            change_document(app, ctx, Change::Mended(Box::new(kept)));
            app.view.shows_differences = false;
            app.view.toasts.push(Tone::Ok, "This event is expected from now on: another one is a problem");
        }
        None => app.view.toasts.push(Tone::Warn, "There is no event to expect: this call gives none."),
    }
}

fn forget_expected(app: &mut App, ctx: &Context) {
    let Selection { route, call } = app.workspace.selection();
    if let Some(kept) = golden::accept(app.workspace.design(), route, call, None) {
        change_document(app, ctx, Change::Mended(Box::new(kept)));
        app.view.shows_differences = false;
    }
}

fn show_differences(app: &mut App) {
    if app.workspace.call().is_none_or(|call| call.golden.is_none()) {
        app.view.toasts.push(Tone::Info, "No event is expected yet: \"Expect this event\" keeps the present one.");
        return;
    }
    app.settings.panels.result.is_open = true;
    app.view.result_tab = ResultTab::Event;
    app.view.shows_differences = !app.view.shows_differences;
}

/// Returns what variations showed at `index`, if it is of the document as it is.
fn weakness(app: &mut App, index: usize) -> Option<Weakness> {
    let revision = app.workspace.revision();
    let report = app.trials.latest().filter(|(trial, _)| trial.revision == revision).map(|(_, report)| report);
    let found = report.and_then(|report| report.weaknesses.get(index)).cloned();
    if found.is_none() {
        app.view.toasts.push(Tone::Warn, STALE);
    }
    found
}

/// Chooses what variations showed at `index` and goes to its place.
pub(super) fn show_weakness(app: &mut App, index: usize) {
    let Some((trial, report)) = app.trials.latest().map(|(trial, report)| (trial, Arc::clone(report))) else { return };
    let Some(weakness) = report.weaknesses.get(index) else { return };
    app.view.weakness = Some(index);
    let subject = Subject::RequestTemplate { route: trial.selection.route, template: report.template };
    let place = Location { source: Source::Template, span: weakness.place };
    // The keyboard stays in the list, where the fixes are.
    let focus = app.view.focus;
    show_template(app, subject, Some(&place));
    app.view.focus = focus;
}

/// Mends what variations showed.
pub(super) fn mend_weakness(app: &mut App, ctx: &Context, index: usize, fix: usize) {
    let Some(weakness) = weakness(app, index) else { return };
    let template = app.trials.latest().map_or(0, |(_, report)| report.template);
    let subject = Subject::RequestTemplate { route: app.workspace.selection().route, template };
    if let Some(fix) = weakness.fixes.get(fix) {
        fix_in(app, ctx, subject, fix);
        app.view.weakness = None;
    }
}

/// Adds a call that shows what variations showed, and looks at it.
pub(super) fn add_weakness(app: &mut App, ctx: &Context, index: usize) {
    const MOST_CHARS: usize = 60;
    let Some(weakness) = weakness(app, index) else { return };
    let name: String = weakness.diagnostic().message.chars().take(MOST_CHARS).collect();
    let mut call = weakness.call;
    // What was expected of the call it was made from is not expected of this one.
    (call.name, call.golden, call.result) = (name, None, None);
    change_document(app, ctx, Change::InsertCalls(vec![call]));
    app.view.toasts.push(Tone::Ok, "Added the variation as a call");
}
