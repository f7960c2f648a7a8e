//! Files and dialogs, each on a thread of its own, so that the window never waits for a disk or a portal.

use super::dialogs::{self, Purpose};
use super::export_view::{Choice, Made};
use super::panels::signature::Checked;
use super::put_back;
use super::recognize::{self, Found};
use super::recovery::{self, Abandoned};
use super::running::{Started, UnderWay};
use super::system_theme;
use super::watch::{self, Stamp};
use super::worker::Waker;
use crate::apigw::authorizer::Identity;
use crate::design::Design;
use crate::design::file::{self, FileError};
use crate::export::{Export, folder};
use crate::handler::run::{self, Report};
use crate::jwt::{self, Key, Secret};
use crate::lesson::{self, Lesson, LessonError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// What a thread reports.
pub enum Event {
    /// A design was read to be opened, or not.
    Read(PathBuf, Stamp, Result<Box<Design>, FileError>),
    /// The open design's file, which somebody else has changed, was read again, or not.
    ReadAgain(PathBuf, Stamp, Result<Box<Design>, FileError>),
    /// A design was written, or not.
    Saved(PathBuf, Arc<Design>, Result<Stamp, FileError>),
    /// A design was not written: the file is not the one that was read.
    Conflict(PathBuf),
    /// Copies that programs left behind.
    Abandoned(Vec<Abandoned>),
    /// A template was written, or not.
    Exported(PathBuf, Result<(), FileError>),
    /// An export was made.
    ExportMade(Box<Made>),
    /// An export was written into a folder, or why not.
    ExportWritten(PathBuf, Result<usize, String>),
    /// A dropped file was read, or why not.
    Dropped(PathBuf, Result<String, String>),
    /// It was worked out what putting a template back would change, or why that cannot be.
    PutBackTried(PathBuf, Result<put_back::Proposal, String>),
    /// A template was put back, or why not.
    PutBack(PathBuf, Result<(), String>),
    /// A text of this version was looked through.
    Recognized(u64, Box<Found>),
    /// A signature was checked.
    Checked(Box<Checked>),
    /// Whether the desktop is dark, if it says so.
    SystemTheme(Option<egui::Theme>),
    /// A design was mended, or why not.
    Mended(Box<Mended>),
    /// A handler was run, or why it was not.
    Ran(Started, Result<Report, String>),
    /// A lesson was read, or not.
    Lesson(PathBuf, Result<Box<Lesson>, LessonError>),
    /// The system's file dialog was answered.
    Chosen(Purpose, dialogs::Answer),
}

/// What came of mending a design.
pub struct Mended {
    /// The revision of the document that was mended.
    pub revision: u64,
    /// The design as it is then, and what to say about it; or why nothing was done.
    pub result: Result<(Design, String), String>,
}

/// Starts threads and collects what they report.
pub struct Background {
    sender: Sender<Event>,
    events: Receiver<Event>,
    waker: Waker,
    running: usize,
}

impl Background {
    /// Makes one that wakes the window by `waker`.
    pub fn new(waker: Waker) -> Self {
        let (sender, events) = channel();
        Self { sender, events, waker, running: 0 }
    }

    /// Returns what wakes the window.
    pub fn waker(&self) -> Waker {
        Arc::clone(&self.waker)
    }

    /// Returns true while something is under way.
    pub fn is_busy(&self) -> bool {
        self.running > 0
    }

    /// Returns the next report.
    pub fn next(&mut self) -> Option<Event> {
        let event = self.events.try_recv().ok()?;
        self.running = self.running.saturating_sub(1);
        Some(event)
    }

    /// Reads a design that is to be opened.
    pub fn read(&mut self, path: PathBuf) {
        self.start(move || {
            let (stamp, design) = read_design(&path);
            Event::Read(path, stamp, design)
        });
    }

    /// Reads the open design's file once more.
    pub fn read_again(&mut self, path: PathBuf) {
        self.start(move || {
            let (stamp, design) = read_design(&path);
            Event::ReadAgain(path, stamp, design)
        });
    }

    /// Writes a design; with `expected`, only if the file still looks like that and holds that design, or is gone.
    pub fn save(&mut self, design: Arc<Design>, path: PathBuf, expected: Option<(Stamp, Arc<Design>)>) {
        self.start(move || {
            let is_foreign = expected.is_some_and(|(stamp, saved)| {
                let seen = watch::stamp(&path);
                seen.is_some() && seen != stamp && file::read(&path).ok().is_none_or(|found| found != *saved)
            });
            if is_foreign {
                return Event::Conflict(path);
            }
            let result = file::write(&design, &path).map(|()| watch::stamp(&path));
            Event::Saved(path, design, result)
        });
    }

    /// Looks for copies that programs left behind.
    pub fn find_abandoned(&mut self, folder: PathBuf) {
        self.start(move || Event::Abandoned(recovery::abandoned(&folder)));
    }

    /// Writes a template byte for byte.
    pub fn export(&mut self, text: Arc<str>, path: PathBuf) {
        self.start(move || {
            let result = file::write_whole(&path, &text);
            Event::Exported(path, result)
        });
    }

    /// Makes an export, and compares it with what is in its folder.
    pub fn make_export(&mut self, design: Arc<Design>, choice: Choice) {
        self.start(move || Event::ExportMade(Box::new(Made::new(&design, choice))));
    }

    /// Writes an export, whole or not at all.
    pub fn write_export(&mut self, export: Arc<Export>, folder: PathBuf) {
        self.start(move || {
            let written =
                folder::write(&folder, &export).map(|()| export.files.len()).map_err(|error| error.to_string());
            Event::ExportWritten(folder, written)
        });
    }

    /// Reads a file that was dropped on the window, whatever it is.
    pub fn read_dropped(&mut self, path: PathBuf) {
        self.start(move || {
            let text = read_text(&path);
            Event::Dropped(path, text)
        });
    }

    /// Looks for requests, or what is deployed, in a text; `path` is its file, if it has one.
    pub fn recognize(
        &mut self,
        version: u64,
        (text, path): (String, Option<PathBuf>),
        stage: String,
        caller: Identity,
    ) {
        self.start(move || {
            let found = recognize::recognize(&text, path.as_deref(), &stage, &caller);
            Event::Recognized(version, Box::new(found))
        });
    }

    /// Works out what putting a template back into a file would change.
    pub fn try_put_back(&mut self, path: PathBuf, template: put_back::Changed) {
        self.start(move || {
            let tried = put_back::try_it(&path, &template);
            Event::PutBackTried(path, tried)
        });
    }

    /// Writes a file with a template put back, if it is still the one that was shown.
    pub fn put_back(&mut self, path: PathBuf, proposal: Arc<put_back::Proposal>) {
        self.start(move || {
            let result = put_back::write(&path, &proposal);
            Event::PutBack(path, result)
        });
    }

    /// Checks the signature of a token: with a large key set that takes its time.
    pub fn check_signature(&mut self, token: Secret, key: Key) {
        self.start(move || {
            let check = jwt::signature::verify(&jwt::decode(token.reveal()), &key, &[]);
            Event::Checked(Box::new(Checked { token, key, check }))
        });
    }

    /// Asks the desktop whether it is dark.
    pub fn ask_for_theme(&mut self) {
        self.start(|| Event::SystemTheme(system_theme::ask()));
    }

    /// Mends a design, which takes its time where there is much to check.
    pub fn mend(&mut self, revision: u64, mend: impl FnOnce() -> Result<(Design, String), String> + Send + 'static) {
        self.start(move || Event::Mended(Box::new(Mended { revision, result: mend() })));
    }

    /// Runs a handler.
    pub fn run_handler(&mut self, job: run::Job, started: Started, running: UnderWay) {
        self.start(move || {
            let outcome = run::run(&job, &running.cancel).map_err(|error| error.to_string());
            running.is_over.store(true, Ordering::Relaxed);
            Event::Ran(started, outcome)
        });
    }

    /// Reads a lesson.
    pub fn read_lesson(&mut self, path: PathBuf) {
        self.start(move || {
            let read = lesson::read(&path).map(Box::new);
            Event::Lesson(path, read)
        });
    }

    /// Asks for a file by the system's dialog.
    pub fn ask(&mut self, purpose: Purpose, suggested: String) {
        self.start(move || Event::Chosen(purpose, dialogs::ask(purpose, &suggested)));
    }

    fn start(&mut self, work: impl FnOnce() -> Event + Send + 'static) {
        let (sender, waker) = (self.sender.clone(), Arc::clone(&self.waker));
        let spawned = thread::Builder::new().name("gatewright-files".into()).spawn(move || {
            // The window may be gone by then, which is nobody's loss.
            let _ = sender.send(work());
            waker();
        });
        match spawned {
            Ok(_) => self.running += 1,
            Err(error) => log::error!("no thread for files: {error}"),
        }
    }
}

/// Reads a design, and what its file looked like before that: what changes meanwhile is noticed later.
fn read_design(path: &Path) -> (Stamp, Result<Box<Design>, FileError>) {
    let stamp = watch::stamp(path);
    (stamp, file::read(path).map(Box::new))
}

/// Reads a text of a size that can be imported.
fn read_text(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > crate::import::MAX_BYTES as u64 {
        return Err("the file is too large to be read".into());
    }
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "the file is not text in UTF-8".into())
}
