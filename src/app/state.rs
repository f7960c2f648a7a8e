//! The running program: document, view, settings, worker.

use super::action::{Action, Actions};
use super::background::Background;
use super::comparing::{self, Compared, Question};
use super::inspector::Inspections;
use super::learn;
use super::leftovers::drop_elsewhere;
use super::origin::Light;
use super::pipeline::{Job, Pipeline, Shown};
use super::problems::Problems;
use super::recovery::{Abandoned, Recovery};
use super::settings::Settings;
use super::trials::Trials;
use super::view_state::{ResultTab, ViewState};
use super::watch::{Stamp, Watch};
use super::widgets::Tone;
use super::worker::{Waker, Worker};
use super::workspace::Workspace;
use super::{logic, theme, ui};
use crate::design::{Call, Design, file, presets};
use crate::handler::Language;
use crate::preview::{EventText, Preview};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How the window is started.
#[derive(Default)]
pub struct Options {
    /// The design to open; without one the story that comes with the program.
    pub file: Option<PathBuf>,
    /// Where settings are read and written; `None`: nowhere, as in tests.
    pub settings_path: Option<PathBuf>,
    /// Where copies of unsaved work are kept; `None`: nowhere, as in most tests.
    pub recovery_folder: Option<PathBuf>,
    /// Whether the system's file dialogs are used. A path can be typed in any case.
    pub native_dialogs: bool,
    /// Whether the desktop is asked if it is dark.
    pub asks_desktop: bool,
}

/// The preview as the panels draw it.
#[derive(Default)]
pub struct Previews {
    /// The newest result and the revision that it is for.
    pub latest: Option<(u64, Arc<Shown>)>,
    /// The newest result that was an event.
    pub last_event: Option<(u64, Arc<Shown>)>,
    /// True if the newest job ended in a panic.
    pub has_crashed: bool,
    /// The revision that is being computed, and since when.
    pub under_way: Option<(u64, Instant)>,
    /// The revision whose computation was stopped by the user.
    pub stopped: Option<u64>,
}

impl Previews {
    /// Takes a result in.
    pub fn accept(&mut self, revision: u64, result: Option<Shown>) {
        self.has_crashed = result.is_none();
        // After an older revision the wanted one is only begun.
        let wanted = self.under_way.map(|(wanted, _)| wanted).filter(|wanted| *wanted != revision);
        self.under_way = wanted.map(|wanted| (wanted, Instant::now()));
        let Some(shown) = result.map(Arc::new) else { return };
        if shown.preview.as_ref().is_some_and(|preview| preview.outcome.is_event()) {
            drop_elsewhere(self.last_event.replace((revision, Arc::clone(&shown))));
        }
        drop_elsewhere(self.latest.replace((revision, shown)));
    }

    /// Returns the newest result.
    pub fn preview(&self) -> Option<&Preview> {
        self.latest.as_ref()?.1.preview.as_ref()
    }

    /// Returns the result of `revision`, if that is the newest one.
    pub fn of(&self, revision: u64) -> Option<&Preview> {
        self.preview().filter(|_| self.latest.as_ref().is_some_and(|(newest, _)| *newest == revision))
    }

    /// Returns how long the newest result took.
    pub fn took(&self) -> Option<Duration> {
        self.latest.as_ref().map(|(_, shown)| shown.took)
    }

    /// Returns the event on screen and whether it is older than the newest result.
    pub fn event(&self) -> Option<(&EventText, bool)> {
        let (revision, shown) = self.last_event.as_ref()?;
        let is_stale = self.has_crashed || self.latest.as_ref().is_some_and(|(latest, _)| latest != revision);
        Some((shown.preview.as_ref()?.outcome.event()?, is_stale))
    }
}

/// The window's program.
pub struct App {
    pub(super) workspace: Workspace,
    pub(super) view: ViewState,
    pub(super) settings: Settings,
    pub(super) previews: Previews,
    pub(super) actions: Actions,
    pub(super) background: Background,
    pub(super) worker: Option<Worker<Job, Shown>>,
    /// What there is to say about the whole design.
    pub(super) inspections: Inspections,
    /// What variations of the selected call do.
    pub(super) trials: Trials,
    /// The problems on screen.
    pub(super) problems: Problems,
    pub(super) submitted: u64,
    /// Tells whether the step of a lesson is done; started with the first lesson.
    pub(super) lesson_worker: Option<Worker<learn::Job, bool>>,
    /// The number of the last question to that worker.
    pub(super) last_ticket: u64,
    /// What Compare and Handler show.
    pub(super) compared: Option<Arc<Compared>>,
    pub(super) compare_worker: Option<Worker<comparing::Job, Compared>>,
    pub(super) compare_asked: Option<Question>,
    /// Results for older revisions belong to another call or design.
    pub(super) oldest_wanted: u64,
    /// What goes on once the question about unsaved changes is answered.
    pub(super) pending: Option<Box<Action>>,
    /// The window may close although something is not saved: the user said so.
    pub(super) may_close: bool,
    /// Copies of unsaved work; `None` if there is no place for them.
    pub(super) recovery: Option<Recovery>,
    /// The revision whose copy was asked for, and whether it had unsaved changes.
    pub(super) kept: (u64, bool),
    /// What programs left behind and the user has not answered for.
    pub(super) abandoned: Vec<Abandoned>,
    /// Copies that are taken up: they go once the next copy is written.
    pub(super) superseded: Vec<PathBuf>,
    pub(super) watch: Watch,
    /// What the design's file looked like when it was read or saved last.
    pub(super) stamp: Stamp,
    /// What somebody else wrote into the design's file, while the user is asked about it.
    pub(super) on_disk: Option<(Box<Design>, Stamp)>,
    pub(super) title: String,
    pub(super) options: Options,
}

impl App {
    /// Starts the program in a window or a test.
    pub fn new(ctx: &egui::Context, options: Options) -> Self {
        theme::install(ctx);
        // Ctrl+Q is a command of ours, which asks about unsaved changes.
        ctx.options_mut(|options| options.quit_shortcuts.clear());
        let settings = options.settings_path.as_deref().map(Settings::read).unwrap_or_default();
        ctx.set_theme(settings.theme);
        if (0.2..=5.0).contains(&settings.zoom) && settings.zoom != 1.0 {
            ctx.set_zoom_factor(settings.zoom);
        }
        let repaint = ctx.clone();
        let waker: Waker = Arc::new(move || repaint.request_repaint());
        let worker = start_worker(Arc::clone(&waker));
        let mut app = Self {
            workspace: Workspace::new(story(), None),
            view: ViewState {
                input_tab: settings.input_tab,
                result_tab: settings.result_tab,
                language: Language::parse(&settings.language).unwrap_or_default(),
                ..ViewState::default()
            },
            settings,
            previews: Previews::default(),
            actions: Actions::default(),
            background: Background::new(Arc::clone(&waker)),
            inspections: Inspections::new(Arc::clone(&waker)),
            trials: Trials::new(Arc::clone(&waker)),
            problems: Problems::new(Arc::clone(&waker)),
            worker,
            recovery: None,
            kept: (1, false),
            abandoned: Vec::new(),
            superseded: Vec::new(),
            watch: Watch::new(waker),
            stamp: None,
            on_disk: None,
            submitted: 0,
            lesson_worker: None,
            last_ticket: 0,
            compared: None,
            compare_worker: None,
            compare_asked: None,
            oldest_wanted: 0,
            pending: None,
            may_close: false,
            title: String::new(),
            options,
        };
        if app.worker.is_none() {
            app.view.toasts.push(Tone::Err, "The system gave no thread for the preview: please restart.");
        }
        if let Some(file) = app.options.file.take() {
            app.background.read(file);
        }
        if app.options.asks_desktop {
            app.background.ask_for_theme();
        }
        app.start_recovery();
        app
    }

    fn start_recovery(&mut self) {
        let Some(folder) = self.options.recovery_folder.clone() else { return };
        match Recovery::start(&folder) {
            Ok(recovery) => self.recovery = Some(recovery),
            Err(error) => {
                self.view.toasts.push(Tone::Warn, format!("No copies of unsaved work can be kept: {error}"));
            }
        }
        self.background.find_abandoned(folder);
    }

    /// Notes the file that the design is in, and what it looks like, to notice when somebody else changes it.
    pub(super) fn follow_file(&mut self, path: Option<PathBuf>, stamp: Stamp) {
        self.stamp = stamp;
        self.watch.set(path, stamp);
    }

    /// Returns the document, for tests.
    pub fn design(&self) -> &Design {
        self.workspace.design()
    }

    /// Returns the selected call, for tests.
    pub fn selected_call(&self) -> Option<&Call> {
        self.workspace.call()
    }

    /// Returns the event on screen and whether it is stale, for tests.
    pub fn event_text(&self) -> Option<(&str, bool)> {
        self.previews.event().map(|(event, is_stale)| (&*event.shown, is_stale))
    }

    /// Returns true if nothing is under way and the newest revision is on screen, for tests.
    pub fn is_settled(&self) -> bool {
        let newest = self.previews.latest.as_ref().map(|(revision, _)| *revision);
        let now = Some(self.workspace.revision());
        let is_waiting = self.background.is_busy() || self.view.learn.is_waiting;
        let is_inspected = self.inspections.latest().map(|(revision, _)| revision) == now;
        let wanted = self.wanted_comparison();
        let is_compared = wanted.is_none() || wanted == self.compared.as_ref().map(|compared| compared.question);
        let is_computed = newest == now && is_inspected && is_compared;
        !is_waiting && (is_computed || self.previews.stopped == now) && self.problems.is_settled()
    }

    /// Returns true if variations of the call are being tried, for tests.
    pub fn is_trying(&self) -> bool {
        self.trials.progress().is_some()
    }

    /// Draws one whole frame, as the window's system does: for benches, which measure it without a window.
    pub fn frame(&mut self, ui: &mut egui::Ui) {
        logic::run(self, ui.ctx());
        ui::draw(self, ui);
        logic::settle(self, ui.ctx());
    }

    /// Leaves the job that is under way to itself, which is bounded by the limits of a rendering, and starts anew.
    pub(super) fn restart_worker(&mut self) {
        self.worker = start_worker(self.background.waker());
        self.previews.under_way = None;
    }

    /// Returns true if the document is not as in its file, for tests.
    pub fn is_dirty(&self) -> bool {
        self.workspace.is_dirty()
    }

    /// Returns what is lit because something is pointed at, for tests.
    pub fn light(&self) -> &Light {
        &self.view.light
    }

    /// Returns line and column of the template's cursor, for tests.
    pub fn template_cursor(&self) -> Option<(usize, usize)> {
        self.view.cursor.map(|place| (place.line, place.column))
    }

    /// Forgets results that belong to another call or design.
    pub(super) fn forget_previews(&mut self) {
        self.previews = Previews::default();
        self.oldest_wanted = self.workspace.revision();
        self.trials.forget();
        (self.compared, self.compare_asked) = (None, None);
    }

    /// Returns what Compare or Handler needs to show; `None` while neither is open.
    pub(super) fn wanted_comparison(&self) -> Option<Question> {
        let is_open = self.settings.panels.result.is_open;
        let tab = self.view.result_tab;
        (is_open && matches!(tab, ResultTab::Compare | ResultTab::Handler)).then(|| Question {
            revision: self.workspace.revision(),
            language: self.view.language,
            view: self.view.handler_view,
            texts: self.view.compare.texts,
        })
    }

    /// Asks for something, as a panel would, for tests.
    pub fn push(&mut self, action: Action) {
        self.actions.push(action);
    }
}

fn start_worker(waker: Waker) -> Option<Worker<Job, Shown>> {
    let mut pipeline = Pipeline::default();
    let started = Worker::start("gatewright-preview", waker, move |job| pipeline.compute(job));
    started.map_err(|error| log::error!("no thread for the preview: {error}")).ok()
}

/// Returns the story that the program opens with.
pub(super) fn story() -> Design {
    // A preset that does not parse is found by the core's tests; the window then starts with an empty design.
    presets::PRESETS.first().and_then(|preset| file::parse(preset.text).ok()).unwrap_or_default()
}
