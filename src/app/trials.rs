//! Tries variations of the selected call on a thread of its own, once the design has rested for a moment.
//!
//! Nothing is tried unless somebody looks at it: whoever draws says so.

use super::worker::{Waker, Worker};
use crate::design::Design;
use crate::preview::Selection;
use crate::robustness::{Options, Report, run};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long the design rests before its call is tried.
const REST: Duration = Duration::from_millis(350);

/// What is tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trial {
    /// The revision of the document.
    pub revision: u64,
    /// The call.
    pub selection: Selection,
    /// What decides the random variations.
    pub seed: u64,
}

struct Job {
    design: Arc<Design>,
    trial: Trial,
    number: u64,
}

#[derive(Default)]
struct Shared {
    /// The number of the job that is wanted; any other ends early.
    wanted: AtomicU64,
    done: AtomicUsize,
    total: AtomicUsize,
}

/// The variations of the selected call.
pub struct Trials {
    worker: Option<Worker<Job, Report>>,
    shared: Arc<Shared>,
    number: u64,
    under_way: Option<Trial>,
    latest: Option<(Trial, Arc<Report>)>,
    /// The trial that the user stopped.
    stopped: Option<Trial>,
    /// The revision that was last seen, and since when.
    resting: (u64, Instant),
    seed: u64,
}

impl Trials {
    /// Starts the thread, which wakes the window by `waker`.
    pub fn new(waker: Waker) -> Self {
        let shared = Arc::new(Shared::default());
        let inside = Arc::clone(&shared);
        let started = Worker::start("gatewright-try", waker, move |job: &Job| try_all(job, &inside));
        let worker = started.map_err(|error| log::error!("no thread for variations: {error}")).ok();
        let seed = Options::default().seed;
        Self {
            worker,
            shared,
            number: 0,
            under_way: None,
            latest: None,
            stopped: None,
            resting: (0, Instant::now()),
            seed,
        }
    }

    /// Takes in what has come, and begins the next trial if somebody looks and the design has rested. Returns how long
    /// it still has to rest.
    pub fn advance(
        &mut self,
        revision: u64,
        design: &Arc<Design>,
        selection: Selection,
        is_seen: bool,
    ) -> Option<Duration> {
        self.take();
        let wanted = Trial { revision, selection, seed: self.seed };
        if self.resting.0 != revision {
            self.resting = (revision, Instant::now());
            self.cancel();
        }
        let is_known = |trial: Option<Trial>| trial == Some(wanted);
        let latest = self.latest.as_ref().map(|(trial, _)| *trial);
        if !is_seen || is_known(latest) || is_known(self.under_way) || is_known(self.stopped) {
            return None;
        }
        let rested = self.resting.1.elapsed();
        if rested < REST {
            return Some(REST - rested);
        }
        self.begin(wanted, design);
        None
    }

    fn begin(&mut self, trial: Trial, design: &Arc<Design>) {
        self.number += 1;
        self.shared.wanted.store(self.number, Ordering::Relaxed);
        self.shared.done.store(0, Ordering::Relaxed);
        self.shared.total.store(0, Ordering::Relaxed);
        self.under_way = Some(trial);
        if let Some(worker) = &self.worker {
            worker.submit(self.number, Job { design: Arc::clone(design), trial, number: self.number });
        }
    }

    fn take(&mut self) {
        let Some(done) = self.worker.as_ref().and_then(Worker::newest) else { return };
        if done.revision != self.number {
            return;
        }
        let Some(trial) = self.under_way.take() else { return };
        match done.result {
            // What was stopped by an edit shows nothing; what the user stopped shows what was found until then.
            Some(report) if !report.is_cancelled || self.stopped == Some(trial) => {
                self.latest = Some((trial, Arc::new(report)));
            }
            Some(_) => {}
            None => self.stopped = Some(trial),
        }
    }

    fn cancel(&mut self) {
        self.shared.wanted.store(0, Ordering::Relaxed);
        self.under_way = None;
    }

    /// Ends what is under way; what was found until then shows.
    pub fn stop(&mut self) {
        self.stopped = self.under_way;
        self.shared.wanted.store(0, Ordering::Relaxed);
    }

    /// Tries other random variations, or those that were stopped.
    pub fn again(&mut self) {
        self.cancel();
        if self.stopped.take().is_none() {
            self.seed += 1;
        }
        self.latest = None;
    }

    /// Returns the newest report, and what it is of.
    pub fn latest(&self) -> Option<(Trial, &Arc<Report>)> {
        self.latest.as_ref().map(|(trial, report)| (*trial, report))
    }

    /// Returns how many of how many variations are done, while a trial is under way.
    pub fn progress(&self) -> Option<(usize, usize)> {
        self.under_way?;
        Some((self.shared.done.load(Ordering::Relaxed), self.shared.total.load(Ordering::Relaxed)))
    }

    /// Returns true if the user stopped the trial of this revision.
    pub fn is_stopped(&self, revision: u64) -> bool {
        self.stopped.is_some_and(|trial| trial.revision == revision)
    }

    /// Returns what decides the random variations.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Forgets what was found: another design was opened.
    pub fn forget(&mut self) {
        self.cancel();
        self.latest = None;
    }
}

fn try_all(job: &Job, shared: &Shared) -> Report {
    let Trial { selection, seed, .. } = job.trial;
    let options = Options { seed, ..Options::default() };
    let cancelled = || shared.wanted.load(Ordering::Relaxed) != job.number;
    run(&job.design, selection.route, selection.call, &options, &cancelled, &mut |done, total| {
        if !cancelled() {
            shared.done.store(done, Ordering::Relaxed);
            shared.total.store(total, Ordering::Relaxed);
        }
    })
}
