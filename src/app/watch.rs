//! Notices that the open design's file was changed by somebody else.

use super::worker::Waker;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

/// How often the file is looked at.
const PAUSE: Duration = Duration::from_millis(700);

/// When a file was written and how long it is; `None`: it is not there.
pub type Stamp = Option<(SystemTime, u64)>;

/// Returns the stamp of the file at `path`.
pub fn stamp(path: &Path) -> Stamp {
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

#[derive(Default)]
struct Watched {
    path: Option<PathBuf>,
    known: Stamp,
    /// A stamp that was seen and not told yet.
    news: Option<Stamp>,
}

/// A thread that looks at one file once in a while, and wakes the window only when it is another one.
pub struct Watch {
    shared: Arc<Mutex<Watched>>,
    waker: Waker,
    is_running: bool,
}

impl Watch {
    /// Makes one that watches nothing yet.
    pub fn new(waker: Waker) -> Self {
        Self { shared: Arc::default(), waker, is_running: false }
    }

    /// Watches `path`, which is as `known` says.
    pub fn set(&mut self, path: Option<PathBuf>, known: Stamp) {
        let has_file = path.is_some();
        *lock(&self.shared) = Watched { path, known, news: None };
        if has_file && !self.is_running {
            self.is_running = self.start();
        }
    }

    /// Returns the file if it is another one than was known; told once.
    pub fn news(&self) -> Option<PathBuf> {
        let mut watched = lock(&self.shared);
        watched.known = watched.news.take()?;
        watched.path.clone()
    }

    fn start(&self) -> bool {
        let (shared, waker) = (Arc::downgrade(&self.shared), Arc::clone(&self.waker));
        let spawned = thread::Builder::new().name("gatewright-watch".into()).spawn(move || {
            loop {
                thread::sleep(PAUSE);
                let Some(shared) = shared.upgrade() else { return };
                let path = lock(&shared).path.clone();
                let Some(path) = path else { continue };
                let seen = stamp(&path);
                let mut watched = lock(&shared);
                if watched.path.as_ref() == Some(&path) && seen != watched.known && watched.news != Some(seen) {
                    watched.news = Some(seen);
                    drop(watched);
                    waker();
                }
            }
        });
        spawned.is_ok()
    }
}

fn lock(shared: &Mutex<Watched>) -> MutexGuard<'_, Watched> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
