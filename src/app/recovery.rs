//! A copy of unsaved work, at most a second behind, that is offered at the next start after a crash.
//!
//! A copy is a file in the state directory, with a lock file beside it that its program holds as long as it lives:
//! a copy whose lock is free was left behind.
//!
//! No token is ever in it: those in memory are no part of a design, and those that the user keeps in the design's own
//! file stay in that file alone, and are read from there when the copy is opened.

use super::worker::Worker;
use crate::design::{Design, file};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, io, thread};

/// The least time between two copies: with the writing, none is older than a second.
const PAUSE: Duration = Duration::from_millis(400);
/// Ending of the copies.
const ENDING: &str = "recovery.json";
/// Copies beyond this size are not read back: no design of a person is that large.
const MOST_BYTES: u64 = 64 << 20;

/// What is in a copy.
#[derive(Serialize, Deserialize)]
struct Copy {
    #[serde(rename = "gatewrightRecovery")]
    version: u32,
    /// The file that the design belongs to.
    path: Option<PathBuf>,
    /// Seconds since 1970.
    #[serde(rename = "savedAt")]
    saved_at: u64,
    design: Value,
}

/// What is to be written: nothing means that the work is saved elsewhere.
pub struct Job {
    /// The design and the file that it belongs to.
    pub unsaved: Option<(Arc<Design>, Option<PathBuf>)>,
    /// Copies that this one takes the place of.
    pub superseded: Vec<PathBuf>,
}

/// Writes this program's copy.
pub struct Recovery {
    worker: Option<Worker<Job, ()>>,
    path: PathBuf,
    /// True once the program ends in good order: nothing is written after that.
    is_closed: Arc<Mutex<bool>>,
    /// Held until the process ends, however it ends.
    lock: Option<File>,
}

/// A copy that a program left behind.
pub struct Abandoned {
    /// The copy.
    pub path: PathBuf,
    /// What it holds.
    pub design: Design,
    /// The file that the design belongs to.
    pub file: Option<PathBuf>,
    /// Seconds since 1970 at which it was written.
    pub saved_at: i64,
    /// Held, so that no other program offers it as well.
    _lock: Option<File>,
}

impl Recovery {
    /// Returns the folder of the copies; `None` if the system names no place.
    pub fn folder() -> Option<PathBuf> {
        let base = env::var_os("XDG_STATE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let base = base.or_else(|| env::home_dir().map(|home| home.join(".local").join("state")))?;
        Some(base.join("gatewright").join("recovery"))
    }

    /// Takes a place for a copy in `folder`.
    ///
    /// # Errors
    /// The file system refused.
    pub fn start(folder: &Path) -> io::Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(folder)?;
        let name = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = folder.join(format!("{name}.{ENDING}"));
        let lock = File::create(lock_path(&path))?;
        lock.try_lock().map_err(|_| io::Error::from(io::ErrorKind::WouldBlock))?;
        let is_closed = Arc::new(Mutex::new(false));
        let (target, closed) = (path.clone(), Arc::clone(&is_closed));
        // Nobody waits for the result.
        let worker = Worker::start("gatewright-recovery", Arc::new(|| {}), move |job: &Job| {
            if !*closed.lock().unwrap_or_else(PoisonError::into_inner) {
                keep(&target, job);
            }
            // What changes in this time is in the next copy; older jobs that wait are forgotten.
            thread::sleep(PAUSE);
        })?;
        Ok(Self { worker: Some(worker), path, is_closed, lock: Some(lock) })
    }

    /// Hands over what is to be written; what still waits is forgotten.
    pub fn keep(&self, revision: u64, job: Job) {
        if let Some(worker) = &self.worker {
            worker.submit(revision, job);
            // Reports are of no interest, but they must not pile up.
            let _ = worker.newest();
        }
    }

    /// Takes the copy away: the program ends in good order.
    pub fn finish(&mut self) {
        self.worker = None;
        *self.is_closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.lock = None;
        remove(&self.path);
    }
}

/// Returns the copies in `folder` that programs left behind, the newest first.
pub fn abandoned(folder: &Path) -> Vec<Abandoned> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let is_copy = |path: &PathBuf| path.to_string_lossy().ends_with(ENDING);
    let mut found: Vec<Abandoned> = paths.filter(is_copy).filter_map(|path| read(&path)).collect();
    found.sort_by_key(|copy| std::cmp::Reverse(copy.saved_at));
    found
}

/// Removes a copy and its lock.
pub fn remove(copy: &Path) {
    // What cannot be removed is offered again: nothing is lost.
    let _ = fs::remove_file(copy);
    let _ = fs::remove_file(lock_path(copy));
}

fn lock_path(copy: &Path) -> PathBuf {
    copy.with_extension("lock")
}

fn read(path: &Path) -> Option<Abandoned> {
    let lock = File::open(lock_path(path)).ok();
    if lock.as_ref().is_some_and(|lock| lock.try_lock().is_err()) {
        return None;
    }
    if fs::metadata(path).ok()?.len() > MOST_BYTES {
        return None;
    }
    let copy: Copy = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    let mut design = file::parse(&copy.design.to_string()).ok()?;
    if let Some(kept) = copy.path.as_deref().and_then(|path| file::read(path).ok()) {
        take_tokens(&mut design, kept);
    }
    let saved_at = i64::try_from(copy.saved_at).unwrap_or(0);
    Some(Abandoned { path: path.to_owned(), design, file: copy.path, saved_at, _lock: lock })
}

fn keep(path: &Path, job: &Job) {
    let done = match &job.unsaved {
        Some((design, file)) => write(path, design, file.as_deref()),
        None => match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        },
    };
    match done {
        Ok(()) => job.superseded.iter().for_each(|copy| remove(copy)),
        Err(error) => log::warn!("recovery copy not written: {error}"),
    }
}

fn write(path: &Path, design: &Design, file: Option<&Path>) -> io::Result<()> {
    let design = serde_json::from_str(&file::to_text(&without_tokens(design))).map_err(io::Error::from)?;
    let saved_at = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let copy = Copy { version: 1, path: file.map(Path::to_owned), saved_at, design };
    let text = serde_json::to_string(&copy).map_err(io::Error::from)?;
    let beside = path.with_extension("part");
    let mut part = private(&beside)?;
    part.write_all(text.as_bytes())?;
    // The process may die, not the machine: the text need not be on the disk itself for that.
    drop(part);
    fs::rename(&beside, path)
}

/// Makes a file that only its owner may read.
fn private(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes the tokens over that the user keeps in the design's own file, call by call.
fn take_tokens(design: &mut Design, kept: Design) {
    for (route, kept) in design.routes.iter_mut().zip(kept.routes) {
        for (call, kept) in route.calls.iter_mut().zip(kept.calls) {
            if call.name == kept.name && call.identity.claims == kept.identity.claims {
                call.kept_token = kept.kept_token;
            }
        }
    }
}

fn without_tokens(design: &Design) -> Design {
    let mut design = design.clone();
    for call in design.routes.iter_mut().flat_map(|route| &mut route.calls) {
        call.kept_token = None;
    }
    design
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::presets;
    use crate::jwt::Secret;
    use std::time::Instant;

    fn story() -> Design {
        file::parse(presets::PRESETS.first().expect("presets").text).expect("a design")
    }

    fn wait_for(what: &str, is_true: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !is_true() {
            assert!(Instant::now() < deadline, "{what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_copy_is_offered_once_its_program_is_gone_and_holds_no_token() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut recovery = Recovery::start(folder.path()).expect("started");
        let mut design = story();
        design.name = "Unsaved".into();
        let token = crate::jwt::sample::demo(&serde_json::Map::new());
        if let Some(call) = design.routes.first_mut().and_then(|route| route.calls.first_mut()) {
            call.kept_token = Some(Secret::new(token.reveal()));
        }
        let unsaved = Some((Arc::new(design), Some(PathBuf::from("/tmp/x.gatewright.json"))));
        recovery.keep(1, Job { unsaved, superseded: Vec::new() });
        let path = recovery.path.clone();
        wait_for("the copy is written", || path.exists());
        assert!(abandoned(folder.path()).is_empty(), "its program lives");
        assert!(!fs::read_to_string(&path).expect("the copy").contains(token.reveal()));
        // As if the process had been killed: the lock is free, and nothing is cleaned up.
        recovery.lock = None;
        let found = abandoned(folder.path());
        let first = found.first().expect("one");
        assert_eq!(
            (first.design.name.as_str(), first.file.as_deref()),
            ("Unsaved", Some(Path::new("/tmp/x.gatewright.json")))
        );
        assert!(abandoned(folder.path()).is_empty(), "offered by one program only");
        drop(found);
        recovery.finish();
        assert!(abandoned(folder.path()).is_empty() && !path.exists());
    }

    #[test]
    fn saved_work_leaves_no_copy_and_a_broken_copy_is_passed_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let recovery = Recovery::start(folder.path()).expect("started");
        recovery.keep(1, Job { unsaved: Some((Arc::new(story()), None)), superseded: Vec::new() });
        wait_for("written", || recovery.path.exists());
        recovery.keep(2, Job { unsaved: None, superseded: Vec::new() });
        wait_for("removed", || !recovery.path.exists());
        fs::write(folder.path().join(format!("1-0.{ENDING}")), "{\"gatewrightRecovery\": 1").expect("written");
        assert!(abandoned(folder.path()).is_empty());
    }
}
