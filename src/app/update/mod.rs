//! The one place that acts: every action of the panels ends here.

mod comparing;
pub mod document;
mod export;
pub mod files;
pub mod lessons;
mod places;
mod problems;
mod put_back;
mod recovery;
mod runs;
mod settings;

use super::action::Action;
use super::change::Change;
use super::command::Command;
use super::dialogs::Purpose;
use super::event_view::{Value, plain};
use super::settings::ThemeChoice;
use super::state::App;
use super::view_state::{BottomTab, Focus, InputTab, Overlay, Page, ResultTab};
use super::widgets::Tone;
use crate::apigw::stage::ApiKind;
use crate::handler::access::{self, Shape};
use crate::preview::Selection;
use egui::Context;
use std::sync::Arc;

/// Does what `action` asks for.
pub(super) fn act(app: &mut App, ctx: &Context, action: Action) {
    match action {
        Action::Run(command) => run(app, ctx, command),
        Action::Change(change) => change_document(app, ctx, change),
        Action::Select(selection) => select(app, selection),
        Action::ShowInput(tab) => app.view.input_tab = tab,
        Action::ShowResult(tab) => app.view.result_tab = tab,
        Action::ShowTemplate(index) => app.view.show_template(Some(index)),
        Action::ShowResponse(response, template) => {
            app.view.show_page(Page::Integration);
            app.view.response_tab = Some((response, template));
        }
        Action::GoTo(location) => places::go_to(app, &location),
        Action::ShowOrigin(offset) => places::show_origin(app, offset),
        Action::CopyExpression(language) => {
            let shape = app.previews.preview().map_or(Shape::Own, |preview| Shape::of(preview.view));
            let expression = |value: &Value, json: &str| access::expression(language, shape, &value.pointer, json);
            copy_from_event(app, ctx, "the access expression", expression);
        }
        Action::CheckSignature(token, key) => {
            if !std::mem::replace(&mut app.view.signature.is_under_way, true) {
                app.background.check_signature(token, key);
            }
        }
        Action::UseSample(claims, token) => {
            app.view.overlay = None;
            change_document(app, ctx, Change::MadeToken(*claims, token));
        }
        Action::Fix(fix) => places::apply_fix(app, ctx, fix),
        Action::FixIn(subject, fix) => problems::fix_in(app, ctx, subject, &fix),
        Action::ShowBottom(tab) => app.view.bottom_tab = tab,
        Action::ShowProblem(index) => problems::show(app, index),
        Action::FollowWay(problem, way) => problems::follow(app, ctx, problem, way),
        Action::Silence { is_everywhere, reason } => problems::silence(app, ctx, is_everywhere, &reason),
        Action::SpeakAgain(rule) => problems::speak_again(app, ctx, &rule),
        Action::ShowWeakness(index) => problems::show_weakness(app, index),
        Action::MendWeakness(index, fix) => problems::mend_weakness(app, ctx, index, fix),
        Action::AddWeakness(index) => problems::add_weakness(app, ctx, index),
        Action::ShowPointer(pointer) => places::show_pointer(app, &pointer),
        Action::OpenPreset(id) => files::open_preset(app, id),
        Action::OpenPath(path) => files::open_path(app, path),
        Action::UsePath(purpose, path) => files::use_path(app, purpose, path),
        Action::Paste(text) => files::paste(app, ctx, text),
        Action::Drop(path) => app.background.read_dropped(path),
        Action::ReadImport => files::read_import(app),
        Action::TakeRequests(change) => files::take_requests(app, ctx, change),
        Action::PutBack(path, proposal) => app.background.put_back(path, proposal),
        Action::OpenDesign(design) => files::open_design(app, design),
        Action::MakeExport(choice) => app.background.make_export(Arc::clone(app.workspace.design()), choice),
        Action::WriteExport => export::write(app),
        Action::ChooseExportFolder => export::choose_folder(app),
        Action::Show(overlay) => app.view.show(overlay),
        Action::CloseOverlay => {
            app.view.overlay = None;
            app.pending = None;
            app.on_disk = None;
        }
        Action::Discard => files::discard(app, ctx),
        Action::Recover => recovery::recover(app),
        Action::ForgetRecovered => recovery::forget(app),
        Action::TakeFromDisk => recovery::take_from_disk(app),
        Action::Overwrite => recovery::overwrite(app),
        Action::SaveThenContinue => {
            app.view.overlay = None;
            files::save(app);
        }
        Action::RunHandler(interpreter, code) => runs::start(app, interpreter, code),
        Action::StopHandler => runs::stop(app),
        Action::StartLesson(id) => lessons::start_builtin(app, id),
        Action::TakeLesson(lesson) => lessons::start_read(app, lesson),
        Action::GoToStep(index) => lessons::go_to_step(app, index),
        Action::SolveStep => lessons::solve(app, ctx),
        Action::LeaveLesson => lessons::leave(app),
        Action::CloseLessons => app.view.learn.is_open = false,
        Action::Say(text) => app.view.toasts.push(Tone::Info, text),
        Action::CloseWelcome => app.settings.welcome_is_closed = true,
        Action::Copy(text, what) => {
            ctx.copy_text(text);
            app.view.toasts.push(Tone::Ok, format!("Copied {what}"));
        }
    }
}

/// Looks at another call.
fn select(app: &mut App, selection: Selection) {
    if selection == app.workspace.selection() {
        return;
    }
    app.workspace.select(selection);
    app.forget_previews();
    let page = app.view.page;
    app.view.show_template(None);
    // Who goes through the methods of an API goes on with that.
    if page == Page::Method {
        app.view.page = page;
    }
    app.view.problem = None;
    app.view.weakness = None;
}

/// Takes in what a thread reports.
pub(super) fn report(app: &mut App, ctx: &Context, event: super::background::Event) {
    files::report(app, ctx, event);
}

/// Changes the document, and says so if the change does not fit any more.
fn change_document(app: &mut App, ctx: &Context, change: Change) {
    let now = ctx.input(|input| input.time);
    let selected_before = app.workspace.selection();
    // What takes the place of something that goes is another call, though its position is the same.
    let removes = matches!(change, Change::RemoveCall(_) | Change::RemoveRoute(_));
    if let Err(message) = app.workspace.apply(change, now) {
        app.view.toasts.push(Tone::Warn, message);
    }
    if removes || app.workspace.selection() != selected_before {
        app.forget_previews();
        app.view.show_template(None);
    }
}

fn run(app: &mut App, ctx: &Context, command: Command) {
    match command {
        Command::NewDesign
        | Command::Open
        | Command::Save
        | Command::SaveAs
        | Command::Import
        | Command::PutBack
        | Command::ExportTemplate
        | Command::Export
        | Command::Quit => {
            run_file(app, ctx, command);
        }
        Command::Undo => app.workspace.undo(),
        Command::Redo => app.workspace.redo(),
        Command::CopyEvent => copy_event(app, ctx),
        Command::CopyValue => copy_from_event(app, ctx, "the value", |_, json| plain(json)),
        Command::CopyPointer => copy_from_event(app, ctx, "the JSON pointer", |value, _| value.pointer.clone()),
        Command::CopyComparison => comparing::copy(app, ctx),
        Command::ExportComparison => comparing::ask(app),
        Command::CopyHandler => comparing::copy_handler(app, ctx),
        Command::FindInEvent => {
            go_to_panel(app, Command::GoToEvent);
            app.view.event.open_find();
        }
        Command::FormatBody => format_body(app, ctx),
        Command::RunHandler => {
            go_to_panel(app, Command::GoToHandler);
            app.view.run.is_wanted = true;
        }
        Command::StopPreview => stop_preview(app),
        Command::ToggleProxy
        | Command::UseRestApi
        | Command::UseHttpApi
        | Command::AddRoute
        | Command::DuplicateRoute
        | Command::RemoveRoute
        | Command::AddCall
        | Command::DuplicateCall
        | Command::RemoveCall => run_design(app, ctx, command),
        Command::MakeSampleToken => ask_for_sample(app),
        Command::NextProblem => problems::step(app, 1),
        Command::PreviousProblem => problems::step(app, -1),
        Command::FixProblem
        | Command::FixAllSafe
        | Command::SilenceHere
        | Command::SilenceEverywhere
        | Command::ExplainProblems
        | Command::TryAgain
        | Command::StopTrying
        | Command::AddVariation
        | Command::ExpectEvent
        | Command::ForgetExpected
        | Command::ShowDifferences => problems::run(app, ctx, command),
        Command::GoToRoutes
        | Command::GoToRequest
        | Command::GoToIdentity
        | Command::GoToStage
        | Command::GoToChecklist
        | Command::GoToTemplate
        | Command::GoToResponses
        | Command::GoToMethod
        | Command::ApiSettings
        | Command::GoToEvent
        | Command::GoToCompare
        | Command::GoToHandler
        | Command::GoToResponse
        | Command::GoToProblems
        | Command::GoToRobustness
        | Command::GoToTrace => go_to_panel(app, command),
        Command::GoToSource => places::go_to_source(app),
        Command::GoToInput => places::go_to_input(app),
        Command::GoToReached => places::go_to_reached(app),
        Command::ToggleRail => flip(&mut app.settings.panels.rail.is_open),
        Command::ToggleInput => flip(&mut app.settings.panels.input.is_open),
        Command::ToggleChecklist => flip(&mut app.settings.panels.checklist.is_open),
        Command::ToggleResult => flip(&mut app.settings.panels.result.is_open),
        Command::WidenResult => {
            flip(&mut app.view.result_is_wide);
            app.settings.panels.result.is_open = true;
        }
        Command::ToggleBottom => flip(&mut app.settings.panels.bottom.is_open),
        Command::ThemeSystem => set_theme(app, ctx, ThemeChoice::System),
        Command::ThemeDark => set_theme(app, ctx, ThemeChoice::Dark),
        Command::ThemeLight => set_theme(app, ctx, ThemeChoice::Light),
        Command::ZoomIn => egui::gui_zoom::zoom_in(ctx),
        Command::ZoomOut => egui::gui_zoom::zoom_out(ctx),
        Command::ZoomReset => ctx.set_zoom_factor(1.0),
        Command::Lessons => lessons::show(app),
        Command::Welcome => flip(&mut app.settings.welcome_is_closed),
        Command::Palette => toggle_overlay(app, Overlay::Palette),
        Command::Shortcuts => toggle_overlay(app, Overlay::Shortcuts),
        Command::About => toggle_overlay(app, Overlay::About),
    }
}

fn run_file(app: &mut App, ctx: &Context, command: Command) {
    match command {
        Command::NewDesign => files::new_design(app),
        Command::Open => files::ask(app, Purpose::Open),
        Command::Save => files::save(app),
        Command::SaveAs => files::ask(app, Purpose::SaveAs),
        Command::Import => files::ask(app, Purpose::Import),
        Command::PutBack => put_back::ask(app),
        Command::ExportTemplate => files::ask_for_export(app),
        Command::Export => export::open(app),
        _ => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
    }
}

fn run_design(app: &mut App, ctx: &Context, command: Command) {
    let selection = app.workspace.selection();
    let is_http = app.workspace.design().api == ApiKind::Http;
    let proxy = app.workspace.route().is_some_and(|route| route.integration.proxy);
    let change = match command {
        Command::ToggleProxy if is_http => {
            app.view.toasts.push(Tone::Info, "An HTTP API always uses Lambda proxy integration.");
            return;
        }
        Command::ToggleProxy => Change::Proxy(!proxy),
        Command::UseRestApi => Change::Api(ApiKind::Rest),
        Command::UseHttpApi => Change::Api(ApiKind::Http),
        Command::AddRoute => Change::AddRoute,
        Command::DuplicateRoute => Change::DuplicateRoute,
        Command::RemoveRoute => Change::RemoveRoute(selection.route),
        Command::AddCall => Change::AddCall,
        Command::DuplicateCall => Change::DuplicateCall,
        _ => Change::RemoveCall(selection.call),
    };
    change_document(app, ctx, change);
}

fn go_to_panel(app: &mut App, command: Command) {
    let panels = &mut app.settings.panels;
    let (is_open, focus) = match command {
        Command::GoToRoutes => (Some(&mut panels.rail), Focus::Routes),
        Command::GoToRequest | Command::GoToIdentity | Command::GoToStage => {
            let (tab, focus) = match command {
                Command::GoToRequest => (InputTab::Request, Focus::Request),
                Command::GoToIdentity => (InputTab::Identity, Focus::Identity),
                _ => (InputTab::Stage, Focus::Stage),
            };
            app.view.input_tab = tab;
            (Some(&mut panels.input), focus)
        }
        Command::GoToChecklist => (Some(&mut panels.checklist), Focus::Checklist),
        Command::GoToEvent | Command::GoToCompare | Command::GoToHandler | Command::GoToResponse => {
            let (tab, focus) = match command {
                Command::GoToEvent => (ResultTab::Event, Focus::Event),
                Command::GoToCompare => (ResultTab::Compare, Focus::Compare),
                Command::GoToHandler => (ResultTab::Handler, Focus::Handler),
                _ => (ResultTab::Response, Focus::Response),
            };
            app.view.result_tab = tab;
            (Some(&mut panels.result), focus)
        }
        Command::GoToMethod => (None, Focus::Method),
        Command::ApiSettings => (None, Focus::Api),
        Command::GoToProblems | Command::GoToRobustness | Command::GoToTrace => {
            let (tab, focus) = match command {
                Command::GoToProblems => (BottomTab::Problems, Focus::Problems),
                Command::GoToRobustness => (BottomTab::Robustness, Focus::Robustness),
                _ => (BottomTab::Trace, Focus::Trace),
            };
            app.view.bottom_tab = tab;
            (Some(&mut panels.bottom), focus)
        }
        _ => (None, Focus::Template),
    };
    if let Some(panel) = is_open {
        panel.is_open = true;
    }
    match command {
        Command::GoToChecklist | Command::GoToTemplate => {
            app.view.show_page(Page::Integration);
            app.view.response_tab = None;
        }
        Command::GoToResponses => {
            app.view.show_page(Page::Integration);
            app.view.response_tab = app.view.response_tab.or(Some((0, 0)));
        }
        Command::GoToMethod => app.view.show_page(Page::Method),
        Command::ApiSettings => app.view.show_page(Page::Api),
        _ => {}
    }
    app.view.overlay = None;
    app.view.focus = Some(focus);
}

/// Opens the dialog that makes a token, with the call's claims in it.
fn ask_for_sample(app: &mut App) {
    let Some(call) = app.workspace.call() else {
        app.view.toasts.push(Tone::Info, "Add a call first: a token is a caller's.");
        return;
    };
    let claims = call.identity.claims.clone().unwrap_or_else(crate::design::token::sample_claims);
    let text = serde_json::to_string_pretty(&claims).unwrap_or_default();
    app.view.show(Overlay::SampleToken);
    app.view.overlay_text = text;
}

fn flip(is_open: &mut bool) {
    *is_open = !*is_open;
}

fn toggle_overlay(app: &mut App, overlay: Overlay) {
    if app.view.overlay.as_ref() == Some(&overlay) {
        app.view.overlay = None;
    } else {
        app.view.show(overlay);
    }
}

fn set_theme(app: &mut App, ctx: &Context, choice: ThemeChoice) {
    app.settings.theme = choice;
    if choice == ThemeChoice::System && app.options.asks_desktop {
        app.background.ask_for_theme();
    }
    ctx.set_theme(choice);
}

fn copy_event(app: &mut App, ctx: &Context) {
    let Some((event, _)) = app.previews.event() else {
        app.view.toasts.push(Tone::Warn, "There is no event to copy.");
        return;
    };
    ctx.copy_text(event.shown.to_string());
    app.view.toasts.push(Tone::Ok, "Copied the event");
}

/// Copies something of the value that the cursor of the event is on.
fn copy_from_event(app: &mut App, ctx: &Context, what: &str, text: impl Fn(&Value, &str) -> String) {
    match app.view.event.value_at_cursor() {
        Some((value, json)) => {
            ctx.copy_text(text(&value, json));
            app.view.toasts.push(Tone::Ok, format!("Copied {what}"));
        }
        None => app.view.toasts.push(Tone::Info, "Put the cursor on a value of the event first."),
    }
}

/// Stops waiting for the preview that is under way.
fn stop_preview(app: &mut App) {
    if let Some((revision, _)) = app.previews.under_way {
        app.restart_worker();
        app.inspections.stop();
        app.previews.stopped = Some(revision);
    }
}

fn format_body(app: &mut App, ctx: &Context) {
    let Some(body) = app.workspace.call().and_then(|call| call.request.body.clone()) else { return };
    match serde_json::from_str::<serde_json::Value>(&body) {
        Ok(value) => {
            let pretty = serde_json::to_string_pretty(&value).unwrap_or_default();
            change_document(app, ctx, Change::Body(Some(pretty.into())));
        }
        Err(_) => app.view.toasts.push(Tone::Warn, "The body is not JSON, so it stays as it is."),
    }
}
