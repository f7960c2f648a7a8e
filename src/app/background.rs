//! Files and dialogs, each on a thread of its own, so that the window never waits for a disk or a portal.

use super::dialogs::{self, Purpose};
use super::panels::signature::Checked;
use super::worker::Waker;
use crate::design::Design;
use crate::design::file::{self, FileError};
use crate::jwt::{self, Key, Secret};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// What a thread reports.
pub enum Event {
    /// A design was read, or not.
    Read(PathBuf, Result<Box<Design>, FileError>),
    /// A design was written, or not.
    Saved(PathBuf, Arc<Design>, Result<(), FileError>),
    /// A template was written, or not.
    Exported(PathBuf, Result<(), FileError>),
    /// A signature was checked.
    Checked(Box<Checked>),
    /// The system's file dialog was answered.
    Chosen(Purpose, dialogs::Answer),
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

    /// Reads a design.
    pub fn read(&mut self, path: PathBuf) {
        self.start(move || {
            let result = file::read(&path).map(Box::new);
            Event::Read(path, result)
        });
    }

    /// Writes a design.
    pub fn save(&mut self, design: Arc<Design>, path: PathBuf) {
        self.start(move || {
            let result = file::write(&design, &path);
            Event::Saved(path, design, result)
        });
    }

    /// Writes a template byte for byte.
    pub fn export(&mut self, text: Arc<str>, path: PathBuf) {
        self.start(move || {
            let result = file::write_whole(&path, &text);
            Event::Exported(path, result)
        });
    }

    /// Checks the signature of a token: with a large key set that takes its time.
    pub fn check_signature(&mut self, token: Secret, key: Key) {
        self.start(move || {
            let check = jwt::signature::verify(&jwt::decode(token.reveal()), &key, &[]);
            Event::Checked(Box::new(Checked { token, key, check }))
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
