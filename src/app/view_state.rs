//! What the window shows and where: losing it loses no work.

use super::buffers::{Buffers, ResultText};
use super::claim_reach::ClaimReach;
use super::code_colors::Colored;
use super::dialogs::Purpose;
use super::event_view::EventView;
use super::export_view::ExportView;
use super::learn::Learn;
use super::origin::{Light, Pointed};
use super::panels::signature::Signature;
use super::recognize::Found;
use super::running::RunView;
use super::template_view::TemplateView;
use super::widgets::Toasts;
use crate::apigw::bindings::InputPlace;
use crate::apigw::request::Request;
use crate::handler::Language;
use crate::preview::{StationKind, View};
use crate::text::{LineColumn, Span};
use egui::Id;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::PathBuf;

/// A side of the input.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputTab {
    /// Method, path, headers, query, body.
    #[default]
    Request,
    /// Authorizer and caller.
    Identity,
    /// The stage.
    Stage,
}

impl InputTab {
    /// Every side with its title, in the order shown.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Request, "Request"), (Self::Identity, "Identity"), (Self::Stage, "Stage")];
}

/// A side of the result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ResultTab {
    /// What the function receives.
    #[default]
    Event,
    /// The same call through every integration.
    Compare,
    /// Code that reads the event.
    Handler,
    /// What the client receives.
    Response,
}

impl ResultTab {
    /// Every side with its title, in the order shown.
    pub const ALL: [(Self, &'static str); 4] =
        [(Self::Event, "Event"), (Self::Compare, "Compare"), (Self::Handler, "Handler"), (Self::Response, "Response")];
}

/// What the middle of the window shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Page {
    /// The integration of the route: its templates, or what a proxy forwards.
    #[default]
    Integration,
    /// The method of the route: function, authorizer, what is asked of requests.
    Method,
    /// The settings of the API.
    Api,
}

/// What the panel at the bottom shows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum BottomTab {
    /// What is wrong.
    #[default]
    Problems,
    /// What variations of the call do.
    Robustness,
    /// The values of the template's references.
    Trace,
}

impl BottomTab {
    /// Every tab with its title, in the order shown.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Problems, "Problems"), (Self::Robustness, "Robustness"), (Self::Trace, "Trace")];
}

/// What is shown of the problems.
#[derive(Default)]
pub struct ProblemsView {
    /// What is typed into the filter.
    pub filter: String,
    /// Severities that do not show: errors, warnings, hints.
    pub hidden: [bool; 3],
    /// What is silenced shows as well.
    pub shows_silenced: bool,
    /// Problems of all routes show, not only those of the selected one.
    pub of_all_routes: bool,
    /// What the chosen problem is about is not explained beside the list.
    pub is_terse: bool,
}

/// Something over the window that takes the keyboard.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Overlay {
    /// The command palette.
    Palette,
    /// The sheet of keys.
    Shortcuts,
    /// About the program.
    About,
    /// A path is to be typed, beside the system's dialog.
    Path {
        /// What for.
        purpose: Purpose,
        /// True once the system's dialog turned out not to exist.
        no_dialog: bool,
    },
    /// Changes are not saved; what is to be done with them.
    Unsaved,
    /// A program left unsaved work behind.
    Recovered {
        /// The design's name.
        name: String,
        /// The file that it belongs to.
        file: Option<PathBuf>,
        /// Seconds since 1970 at which it was kept.
        saved_at: i64,
    },
    /// Somebody else changed the file of a design that has unsaved changes.
    ChangedOnDisk(PathBuf),
    /// A token is to be made.
    SampleToken,
    /// A request is to be pasted.
    PasteRequest,
    /// The chosen problem is to be silenced; a reason is asked for.
    Silence {
        /// Its rule for the whole design, not only at its place.
        is_everywhere: bool,
    },
    /// The design is to be exported.
    Export,
    /// What putting a template back into its file would change.
    PutBack(PathBuf, std::sync::Arc<super::put_back::Proposal>),
}

impl Overlay {
    /// Returns true if it has to be answered before anything else is done.
    pub fn is_question(&self) -> bool {
        matches!(self, Self::Unsaved | Self::Recovered { .. } | Self::ChangedOnDisk(_))
    }
}

/// A place that the keyboard is to go to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Focus {
    /// The first route.
    Routes,
    /// The path of the request.
    Request,
    /// The first header.
    Headers,
    /// The body of the request.
    Body,
    /// The token.
    Identity,
    /// The stage's name.
    Stage,
    /// The function of the route.
    Method,
    /// The name of the API.
    Api,
    /// The search of the checklist.
    Checklist,
    /// The template.
    Template,
    /// The event.
    Event,
    /// The comparison.
    Compare,
    /// The handler's code.
    Handler,
    /// The function's result.
    Response,
    /// The list of lessons, or what to do next in one.
    Lessons,
    /// The first problem.
    Problems,
    /// The first thing that variations showed.
    Robustness,
    /// The first value of the trace.
    Trace,
    /// The field of the palette or of a typed path.
    Overlay,
}

impl Focus {
    /// Returns the id of the widget at that place.
    pub fn id(self) -> Id {
        Id::unique(("focus", self as u8))
    }
}

/// The state of everything that is only looked at.
#[derive(Default)]
pub struct ViewState {
    /// The side of the input that shows.
    pub input_tab: InputTab,
    /// The side of the result that shows.
    pub result_tab: ResultTab,
    /// The result has the room of the integration too.
    pub result_is_wide: bool,
    /// What the middle shows.
    pub page: Page,
    /// Authorizers whose settings show in the list of all, by position.
    pub open_authorizers: std::collections::HashSet<usize>,
    /// The name of an authorizer as it is typed, and the authorizer's position.
    pub authorizer_name: Option<(usize, String)>,
    /// The comparison.
    pub compare: CompareView,
    /// Language of access expressions and of the handler.
    pub language: Language,
    /// Integration that the handler is written for; `None`: the route's own.
    pub handler_view: Option<View>,
    /// Colors of the handler's code.
    pub handler_colors: Colored,
    /// The template that shows; `None`: the one that ran.
    pub template_tab: Option<usize>,
    /// The integration response that shows in place of the request's templates, and which of its templates.
    pub response_tab: Option<(usize, usize)>,
    /// What is over the window.
    pub overlay: Option<Overlay>,
    /// The template editor.
    pub template: TemplateView,
    /// The event's rows.
    pub event: EventView,
    /// What was printed shows in place of the last good event.
    pub shows_printed: bool,
    /// What is typed into the palette, or as a path, or pasted as a request.
    pub overlay_text: String,
    /// The chosen row of the palette.
    pub palette_row: usize,
    /// What is typed into the checklist's search.
    pub checklist_filter: String,
    /// The field of the checklist whose key in the event is being changed.
    pub renaming: Option<Renaming>,
    /// What the panel at the bottom shows.
    pub bottom_tab: BottomTab,
    /// What is shown of the problems.
    pub problems: ProblemsView,
    /// The chosen problem.
    pub problem: Option<usize>,
    /// The chosen one of the things that variations showed.
    pub weakness: Option<usize>,
    /// The differences from the expected event show.
    pub shows_differences: bool,
    /// Where the keyboard is to go in the next frame.
    pub focus: Option<Focus>,
    /// What the pointer or the keyboard is on in this frame, and whether it is the pointer.
    pub pointing: Option<(Pointed, bool)>,
    /// What it was on in the frame before, and the revision that was on screen.
    pub pointed: Option<(Pointed, u64)>,
    /// What is lit because of it.
    pub light: Light,
    /// The pointer moved after the last key press: what it is on counts more than where the keyboard is.
    pub pointer_leads: bool,
    /// Where the claims stand in the event.
    pub claim_reach: ClaimReach,
    /// The key that signatures are checked with.
    pub signature: Signature,
    /// How long a sample token is to be valid.
    pub sample_lifetime: super::overlays::Lifetime,
    /// What signs a sample token. In memory only.
    pub sample_key: String,
    /// The text to be imported, and what was found in it.
    pub import: ImportView,
    /// The export dialog.
    pub export: ExportView,
    /// The request as text.
    pub raw: RawView,
    /// The keyboard is in a field of the request into which nobody pastes a whole request.
    pub takes_requests: bool,
    /// A field of the input to be shown.
    pub jump: Option<Jump>,
    /// Bytes of the template that the cursor is to go to.
    pub template_place: Option<Span>,
    /// Bytes of the event that are to be shown.
    pub event_place: Option<Span>,
    /// Bytes of the body that the cursor is to go to.
    pub body_place: Option<Span>,
    /// Texts that may not parse.
    pub buffers: Buffers,
    /// The function's result as it is typed.
    pub result_text: ResultText,
    /// What is lit between a response template and the body that it made.
    pub response_light: ResponseLight,
    /// The station of the call that was gone to last.
    pub station: Option<StationKind>,
    /// Runs of the handler.
    pub run: RunView,
    /// Lessons.
    pub learn: Learn,
    /// Messages in the corner.
    pub toasts: Toasts,
    /// A field with a text of its own is being typed in, so undo is its own affair.
    pub typing_in_buffer: bool,
    /// The routes show although the window is narrow.
    pub rail_is_forced: bool,
    /// Where the cursor of the template is.
    pub cursor: Option<LineColumn>,
    /// Folds that start closed and were opened, by title.
    pub open_folds: std::collections::HashSet<&'static str>,
    /// Folds that start open and were closed, by title.
    pub closed_folds: std::collections::HashSet<&'static str>,
    /// Seconds since 1970, for times in words; renewed once in a while.
    pub now_epoch_s: i64,
}

/// What is lit between a response template and the body that it made.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ResponseLight {
    /// Bytes of the template that shows.
    pub template: Vec<Span>,
    /// Bytes of the body.
    pub body: Vec<Span>,
    /// Where what is pointed at came from.
    pub words: String,
}

/// How the comparison shows.
#[derive(Default)]
pub struct CompareView {
    /// Integrations that do not show.
    pub hidden: Vec<View>,
    /// Only what a handler reads shows.
    pub only_used: bool,
    /// Two events show as text, line by line, in place of the table.
    pub texts: Option<(View, View)>,
}

/// A text to be imported.
#[derive(Default)]
pub struct ImportView {
    /// The text, as pasted, typed or dropped.
    pub text: String,
    /// The name of the file that it came from.
    pub name: Option<String>,
    /// The path of that file.
    pub path: Option<PathBuf>,
    /// Goes up with every change of the text.
    pub version: u64,
    /// The version that is being read.
    pub asked_version: Option<u64>,
    /// The version that [`Self::found`] is for.
    pub read_version: Option<u64>,
    /// What was found.
    pub found: Option<Found>,
    /// Requests that a person chose, or left out, by their position.
    pub turned: HashMap<usize, bool>,
}

impl ImportView {
    /// Takes another text; `path` is its file, if it has one.
    pub fn set(&mut self, text: String, path: Option<PathBuf>) {
        let name = path.as_deref().map(super::update::files::file_name);
        // Versions go on, so that what is read of an older text is told apart.
        *self = Self { text, name, path, version: self.version + 1, ..Self::default() };
    }
}

/// The request as text.
#[derive(Default)]
pub struct RawView {
    /// The text shows in place of the form.
    pub is_on: bool,
    /// The text as typed.
    pub text: String,
    /// What the text stood for when it was last read; another request in the document renews the text.
    pub request: Option<Request>,
    /// What is wrong with the text.
    pub error: Option<String>,
    /// What was recognized in place of a raw request.
    pub note: Option<String>,
}

/// A key of the event that is being changed in the checklist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renaming {
    /// The reference of the field.
    pub field: String,
    /// The name as typed.
    pub name: String,
    /// The field of text has had the keyboard: once it has not, the change is done.
    pub had_focus: bool,
}

/// A field of the input that is to be shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Jump {
    /// The part of the input that it holds.
    pub place: InputPlace,
    /// Whether the keyboard goes there as well.
    pub with_keyboard: bool,
}

impl ViewState {
    /// Notes what the pointer or the keyboard is on in this frame.
    pub fn point(&mut self, at: Pointed, by_pointer: bool) {
        if self.pointing.is_none() || by_pointer == self.pointer_leads {
            self.pointing = Some((at, by_pointer));
        }
    }

    /// Shows the request's templates: the one at `tab`, or the one that ran.
    pub fn show_template(&mut self, tab: Option<usize>) {
        self.page = Page::Integration;
        self.template_tab = tab;
        self.response_tab = None;
    }

    /// Shows a page in the middle, which a wide result would cover.
    pub fn show_page(&mut self, page: Page) {
        self.page = page;
        self.result_is_wide = false;
    }

    /// Shows `overlay` with an empty field.
    pub fn show(&mut self, overlay: Overlay) {
        self.overlay_text.clear();
        self.palette_row = 0;
        self.focus = Some(Focus::Overlay);
        self.overlay = Some(overlay);
    }
}
