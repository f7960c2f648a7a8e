//! Opening, saving, exporting, and the question about unsaved changes.

use super::super::action::Action;
use super::super::background::Event;
use super::super::change::Change;
use super::super::dialogs::{Answer, Purpose};
use super::super::panels::signature::Signature;
use super::super::recognize;
use super::super::state::App;
use super::super::view_state::{ImportView, InputTab, Overlay};
use super::super::watch::Stamp;
use super::super::widgets::Tone;
use super::{export, lessons, put_back, recovery, runs};
use crate::design::file::{self, FileError};
use crate::design::{Call, Design, Route, presets};
use crate::lesson;
use egui::{Context, ViewportCommand};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Asks about unsaved changes if there are any; returns true if `action` can go on at once.
pub(super) fn may_go_on(app: &mut App, action: Action) -> bool {
    if !app.workspace.is_dirty() {
        return true;
    }
    app.pending = Some(Box::new(action));
    app.view.show(Overlay::Unsaved);
    false
}

/// Opens an empty design.
pub(super) fn new_design(app: &mut App) {
    if may_go_on(app, Action::Run(super::Command::NewDesign)) {
        let mut design = Design { name: "New design".into(), ..Design::default() };
        let mut route = Route { method: "POST".into(), path: "/items".into(), ..Route::default() };
        route.integration.proxy = true;
        route.calls.push(Call { name: "Call 1".into(), ..Call::default() });
        if let Some(call) = route.calls.first_mut() {
            call.request.method = "POST".into();
            call.request.path = "/items".into();
            call.request.headers = vec![("Content-Type".into(), "application/json".into())];
            call.request.body = Some("{\n  \"name\": \"value\"\n}".into());
        }
        design.routes.push(route);
        open(app, design, None);
    }
}

/// Opens a design that comes with the program.
pub(super) fn open_preset(app: &mut App, id: &'static str) {
    if !may_go_on(app, Action::OpenPreset(id)) {
        return;
    }
    match presets::find(id).map(|preset| file::parse(preset.text)) {
        Some(Ok(design)) => open(app, design, None),
        Some(Err(error)) => app.view.toasts.push(Tone::Err, error.to_string()),
        None => {}
    }
}

/// Reads the design in `path`.
pub(super) fn open_path(app: &mut App, path: PathBuf) {
    if lesson::is_lesson_name(&path) {
        app.background.read_lesson(path);
    } else if may_go_on(app, Action::OpenPath(path.clone())) {
        app.background.read(path);
    }
}

/// Shows `design` in place of the one that is open.
pub(super) fn open(app: &mut App, design: Design, file: Option<(PathBuf, Stamp)>) {
    let (path, stamp) = file.map_or((None, None), |(path, stamp)| (Some(path), stamp));
    if let Some(path) = &path {
        app.settings.remember(path);
    }
    app.follow_file(path.clone(), stamp);
    app.workspace.replace(design, path);
    show_another(app);
}

/// Forgets what belonged to the design that was open before.
pub(super) fn show_another(app: &mut App) {
    app.forget_previews();
    app.inspections.forget(app.workspace.revision());
    app.view.weakness = None;
    app.view.shows_differences = false;
    app.view.buffers.clear();
    app.view.template.clear();
    // A key belongs to the tokens of the design that was open.
    app.view.signature = Signature::default();
    app.view.sample_key.clear();
    app.view.learn.running = None;
    app.view.run.last = None;
    app.view.show_template(None);
    app.view.problem = None;
    app.view.overlay = None;
}

/// Saves to the design's file, or asks for one.
pub(super) fn save(app: &mut App) {
    match app.workspace.path() {
        Some(path) => {
            let path = path.to_owned();
            let expected = (app.stamp, Arc::clone(app.workspace.saved()));
            app.background.save(Arc::clone(app.workspace.design()), path, Some(expected));
        }
        None => ask(app, Purpose::SaveAs),
    }
}

/// Asks for a file: by the system's dialog, with a field for a typed path beside it.
pub(super) fn ask(app: &mut App, purpose: Purpose) {
    if purpose == Purpose::Open && !may_go_on(app, Action::Run(super::Command::Open)) {
        return;
    }
    let suggested = suggested_name(app, purpose);
    app.view.show(Overlay::Path { purpose, no_dialog: false });
    app.view.overlay_text = match (purpose, app.workspace.path()) {
        (Purpose::Open | Purpose::Import | Purpose::ExportFolder, _) => String::new(),
        (Purpose::SaveAs, Some(path)) => path.display().to_string(),
        (Purpose::SaveAs, None) => suggested.clone(),
        (Purpose::ExportTemplate | Purpose::ExportComparison, Some(path)) => {
            path.with_file_name(&suggested).display().to_string()
        }
        (Purpose::ExportTemplate | Purpose::ExportComparison, None) => suggested.clone(),
    };
    if app.options.native_dialogs {
        app.background.ask(purpose, suggested);
    }
}

/// Asks where the template goes, if there is one.
pub(super) fn ask_for_export(app: &mut App) {
    if template_text(app).is_some() {
        ask(app, Purpose::ExportTemplate);
    } else {
        app.view.toasts.push(Tone::Warn, "This route has no mapping template to export.");
    }
}

fn suggested_name(app: &App, purpose: Purpose) -> String {
    let slug = |text: &str| {
        let mapped: String =
            text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        mapped.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    };
    match purpose {
        Purpose::Open | Purpose::Import | Purpose::SaveAs => {
            let name = slug(&app.workspace.design().name);
            format!("{}.{}", if name.is_empty() { "design" } else { &name }, file::EXTENSION)
        }
        Purpose::ExportFolder => String::new(),
        Purpose::ExportTemplate | Purpose::ExportComparison => {
            let route = app.workspace.route().map(|route| slug(&format!("{} {}", route.method, route.path)));
            let name = route.filter(|name| !name.is_empty()).unwrap_or_else(|| "route".into());
            if purpose == Purpose::ExportTemplate { format!("{name}.vtl") } else { format!("{name}-compared.html") }
        }
    }
}

/// Returns the template that shows.
fn template_text(app: &App) -> Option<Arc<str>> {
    let integration = &app.workspace.route()?.integration;
    if let Some((response, template)) = app.view.response_tab {
        let shown = integration.responses.get(response).and_then(|response| response.templates.get(template));
        if let Some(template) = shown {
            return Some(Arc::clone(&template.text));
        }
    }
    let templates = &integration.request_templates;
    let ran = app.previews.preview().and_then(|preview| preview.template);
    let index = app.view.template_tab.or(ran).unwrap_or(0);
    templates.get(index).or(templates.first()).map(|template| Arc::clone(&template.text))
}

/// Does what the path was asked for.
pub(super) fn use_path(app: &mut App, purpose: Purpose, path: PathBuf) {
    app.view.overlay = None;
    match purpose {
        Purpose::Open if lesson::is_lesson_name(&path) => app.background.read_lesson(path),
        Purpose::Open => app.background.read(path),
        Purpose::Import => app.background.read_dropped(path),
        Purpose::SaveAs => {
            let path = with_extension(path);
            // The dialog, or the person who typed the path, has said that it may be written.
            app.background.save(Arc::clone(app.workspace.design()), path, None);
        }
        Purpose::ExportComparison => {
            if let Some(page) = super::comparing::page(app) {
                app.background.export(page.into(), path);
            }
        }
        Purpose::ExportFolder => export::take_folder(app, &path),
        Purpose::ExportTemplate => {
            if let Some(text) = template_text(app) {
                app.background.export(text, path);
            }
        }
    }
}

/// Gives a name without any ending the one that designs have.
fn with_extension(path: PathBuf) -> PathBuf {
    match path.extension() {
        Some(_) => path,
        None => path.with_extension(file::EXTENSION),
    }
}

/// Takes in what a thread reports.
pub(super) fn report(app: &mut App, ctx: &Context, event: Event) {
    match event {
        Event::Read(path, stamp, Ok(design)) => open(app, *design, Some((path, stamp))),
        Event::Read(path, _, Err(error)) => {
            app.view.toasts.push(Tone::Err, about(&path, &error));
        }
        Event::ReadAgain(path, stamp, read) => recovery::read_again(app, &path, stamp, read),
        Event::Conflict(path) => app.background.read_again(path),
        Event::Abandoned(found) => recovery::offer(app, found),
        Event::Saved(path, design, Ok(stamp)) => {
            app.view.toasts.push(Tone::Ok, format!("Saved {}", file_name(&path)));
            app.settings.remember(&path);
            app.follow_file(Some(path.clone()), stamp);
            app.workspace.mark_saved(design, path);
            continue_pending(app, ctx);
        }
        Event::Saved(path, _, Err(error)) => {
            app.pending = None;
            app.view.toasts.push(Tone::Err, about(&path, &error));
        }
        Event::Exported(path, Ok(())) => {
            app.view.toasts.push(Tone::Ok, format!("Exported {}", file_name(&path)));
        }
        Event::PutBackTried(path, tried) => put_back::tried(app, path, tried),
        Event::PutBack(path, Ok(())) => {
            app.view.toasts.push(Tone::Ok, format!("Put the template back into {}", file_name(&path)));
        }
        Event::PutBack(path, Err(why)) => app.view.toasts.push(Tone::Err, format!("{}: {why}", file_name(&path))),
        Event::Exported(path, Err(error)) => app.view.toasts.push(Tone::Err, about(&path, &error)),
        Event::ExportMade(made) => export::made(app, *made),
        Event::ExportWritten(folder, result) => export::written(app, &folder, result),
        Event::Dropped(path, text) => dropped(app, ctx, path, text),
        Event::Recognized(version, found) => {
            let import = &mut app.view.import;
            if version == import.version {
                (import.read_version, import.found) = (Some(version), Some(*found));
            }
        }
        Event::Checked(checked) => {
            app.view.signature.checked = Some(*checked);
            app.view.signature.is_under_way = false;
        }
        // What the window's own system says counts before this.
        Event::SystemTheme(theme) => ctx.options_mut(|options| {
            options.fallback_theme = theme.unwrap_or(options.fallback_theme);
        }),
        Event::Mended(mended) => super::problems::take_mended(app, ctx, *mended),
        Event::Ran(started, outcome) => runs::finished(app, ctx, started, outcome),
        Event::Lesson(_, Ok(lesson)) => lessons::start_read(app, lesson),
        Event::Lesson(path, Err(error)) => {
            app.view.toasts.push(Tone::Err, format!("{}: {error}", file_name(&path)));
        }
        Event::Chosen(purpose, answer) => chosen(app, purpose, answer),
    }
}

fn chosen(app: &mut App, purpose: Purpose, answer: Answer) {
    let is_asked = matches!(&app.view.overlay, Some(Overlay::Path { purpose: asked, .. }) if *asked == purpose);
    match answer {
        _ if purpose == Purpose::ExportFolder => export::chosen_folder(app, answer),
        // A path that was typed meanwhile has won.
        _ if !is_asked => {}
        Answer::File(path) => use_path(app, purpose, path),
        Answer::Canceled => app.view.overlay = None,
        Answer::Unavailable => app.view.overlay = Some(Overlay::Path { purpose, no_dialog: true }),
    }
}

pub(super) fn about(path: &Path, error: &FileError) -> String {
    match error {
        FileError::Io { .. } => error.to_string(),
        other => format!("{}: {other}", file_name(path)),
    }
}

/// Returns the last part of a path, for people.
pub fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Goes on without saving.
pub(super) fn discard(app: &mut App, ctx: &Context) {
    app.view.overlay = None;
    app.workspace.forget_changes();
    continue_pending(app, ctx);
}

fn continue_pending(app: &mut App, ctx: &Context) {
    if let Some(action) = app.pending.take() {
        if matches!(*action, Action::Run(super::Command::Quit)) {
            app.may_close = true;
            ctx.send_viewport_cmd(ViewportCommand::Close);
        } else {
            super::act(app, ctx, *action);
        }
    }
}

/// Takes captured requests over.
pub(super) fn take_requests(app: &mut App, ctx: &Context, change: Change) {
    if app.workspace.route().is_none() {
        super::change_document(app, ctx, Change::AddRoute);
    }
    super::change_document(app, ctx, change);
    app.view.input_tab = InputTab::Request;
    app.settings.panels.input.is_open = true;
    app.view.import = ImportView::default();
}

/// Shows what a pasted text is; a token is taken at once.
pub(super) fn paste(app: &mut App, ctx: &Context, text: String) {
    if app.workspace.call().is_some() && recognize::is_token(&text) {
        super::change_document(app, ctx, Change::Token(text));
        app.view.input_tab = InputTab::Identity;
        app.view.toasts.push(Tone::Ok, "Pasted a token: its claims are the caller's now");
        return;
    }
    app.view.import.set(text, None);
    app.view.show(Overlay::PasteRequest);
}

/// Has the text that is to be imported read.
pub(super) fn read_import(app: &mut App) {
    let import = &mut app.view.import;
    if import.asked_version == Some(import.version) {
        return;
    }
    import.asked_version = Some(import.version);
    let stage = app.workspace.design().stage.name.clone();
    let caller = app.workspace.call().map(|call| call.identity.clone()).unwrap_or_default();
    app.background.recognize(import.version, (import.text.clone(), import.path.clone()), stage, caller);
}

/// Takes a file that was dropped on the window.
fn dropped(app: &mut App, ctx: &Context, path: PathBuf, text: Result<String, String>) {
    let name = file_name(&path);
    let text = match text {
        Ok(text) => text,
        Err(why) => return app.view.toasts.push(Tone::Err, format!("{name}: {why}")),
    };
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    if lesson::is_lesson(&text) {
        app.background.read_lesson(path);
    } else if recognize::is_design(&text) {
        open_path(app, path);
    } else if matches!(ending.as_str(), "vtl" | "vm" | "velocity") {
        let shown = app.view.template_tab.or(app.previews.preview().and_then(|preview| preview.template));
        let has = app.workspace.route().is_some_and(|route| !route.integration.request_templates.is_empty());
        let change = match (has, shown) {
            (true, shown) => Change::Template(shown.unwrap_or(0), text.into()),
            (false, _) => Change::AddTemplate("application/json".into(), text.into()),
        };
        super::change_document(app, ctx, change);
        app.view.toasts.push(Tone::Ok, format!("Took the template from {name}"));
    } else {
        app.view.import.set(text, Some(path));
        app.view.show(Overlay::PasteRequest);
    }
}

/// Opens a design that is in no file.
pub(super) fn open_design(app: &mut App, design: Box<Design>) {
    if may_go_on(app, Action::OpenDesign(design.clone())) {
        open(app, *design, None);
    }
}
