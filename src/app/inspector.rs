//! Looks at the whole design on a thread of its own: rules, the events of all calls, and those that are expected.
//!
//! A route that has not changed is not looked at again.

use super::leftovers::drop_elsewhere;
use super::problems::Listed;
use super::worker::{Waker, Worker};
use crate::design::{Design, Route};
use crate::preview::{CallState, Inspection, inspect};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A job that has taken this long is left to itself when a newer one comes.
const LONG_JOB: Duration = Duration::from_secs(1);

/// What was found in a design.
pub struct Inspected {
    /// The design.
    pub design: Arc<Design>,
    /// What was found in each of its routes.
    pub routes: Vec<Arc<Found>>,
}

/// What was found in a route.
pub struct Found {
    /// What there is to say about it.
    pub problems: Vec<Listed>,
    /// What came of each of its calls.
    pub calls: Vec<CallState>,
}

/// The inspections of the open design.
pub struct Inspections {
    worker: Option<Worker<Arc<Design>, Option<Inspected>>>,
    waker: Waker,
    /// The revision that is wanted: a job for another one ends early.
    wanted: Arc<AtomicU64>,
    under_way: Option<(u64, Instant)>,
    latest: Option<(u64, Arc<Inspected>)>,
    /// Results for older revisions belong to another design.
    oldest: u64,
}

impl Inspections {
    /// Starts the thread, which wakes the window by `waker`.
    pub fn new(waker: Waker) -> Self {
        let wanted = Arc::new(AtomicU64::new(0));
        let worker = start(Arc::clone(&waker), &wanted);
        Self { worker, waker, wanted, under_way: None, latest: None, oldest: 0 }
    }

    /// Has a revision of the design looked at.
    pub fn submit(&mut self, revision: u64, design: &Arc<Design>) {
        if self.under_way.is_some_and(|(_, since)| since.elapsed() > LONG_JOB) {
            self.stop();
        }
        self.wanted.store(revision, Ordering::Relaxed);
        let since = self.under_way.map_or_else(Instant::now, |(_, since)| since);
        self.under_way = Some((revision, since));
        if let Some(worker) = &self.worker {
            worker.submit(revision, Arc::clone(design));
        }
    }

    /// Leaves what is under way to itself.
    pub fn stop(&mut self) {
        // Whatever looks at the old counter has lost interest for good.
        self.wanted.store(0, Ordering::Relaxed);
        self.wanted = Arc::new(AtomicU64::new(0));
        self.worker = start(Arc::clone(&self.waker), &self.wanted);
        self.under_way = None;
    }

    /// Takes in what has come.
    pub fn take(&mut self) {
        let Some(done) = self.worker.as_ref().and_then(Worker::newest) else { return };
        if self.under_way.is_some_and(|(revision, _)| revision == done.revision) {
            self.under_way = None;
        } else if let Some((_, since)) = &mut self.under_way {
            *since = Instant::now();
        }
        if let Some(found) = done.result.flatten().filter(|_| done.revision >= self.oldest) {
            drop_elsewhere(self.latest.replace((done.revision, Arc::new(found))));
        }
    }

    /// Returns the newest result and the revision that it is for.
    pub fn latest(&self) -> Option<(u64, &Arc<Inspected>)> {
        self.latest.as_ref().map(|(revision, found)| (*revision, found))
    }

    /// Forgets what was found: another design was opened, with this revision.
    pub fn forget(&mut self, revision: u64) {
        self.latest = None;
        self.oldest = revision;
    }
}

fn start(waker: Waker, wanted: &Arc<AtomicU64>) -> Option<Worker<Arc<Design>, Option<Inspected>>> {
    let wanted = Arc::clone(wanted);
    let mut inspector = Inspector::default();
    let started = Worker::start("gatewright-inspect", waker, move |design: &Arc<Design>| {
        let asked = wanted.load(Ordering::Relaxed);
        inspector.look(design, &|| wanted.load(Ordering::Relaxed) != asked)
    });
    started.map_err(|error| log::error!("no thread for inspections: {error}")).ok()
}

/// Remembers what it found of each route.
#[derive(Default)]
struct Inspector {
    /// The design without its routes: if that changes, all routes are looked at again.
    surroundings: Design,
    routes: Vec<(Route, Arc<Found>)>,
}

impl Inspector {
    /// Looks at a design; `None` if `cancelled` said so on the way.
    fn look(&mut self, design: &Arc<Design>, cancelled: &dyn Fn() -> bool) -> Option<Inspected> {
        let surroundings = Design { routes: Vec::new(), ..Design::clone(design) };
        if surroundings != self.surroundings {
            self.routes.clear();
            self.surroundings = surroundings;
        }
        self.routes.truncate(design.routes.len());
        for (index, route) in design.routes.iter().enumerate() {
            if self.routes.get(index).is_some_and(|(known, _)| known == route) {
                continue;
            }
            let Inspection { problems, calls, .. } = inspect(design, index, cancelled);
            let found = Arc::new(Found { problems: problems.into_iter().map(Listed::new).collect(), calls });
            if cancelled() {
                // The routes from here on are those of another revision.
                self.routes.truncate(index);
                return None;
            }
            match self.routes.get_mut(index) {
                Some(slot) => *slot = (route.clone(), found),
                None => self.routes.push((route.clone(), found)),
            }
        }
        let routes = self.routes.iter().map(|(_, found)| Arc::clone(found)).collect();
        Some(Inspected { design: Arc::clone(design), routes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{file, presets};

    #[test]
    fn only_what_changed_is_looked_at_again() {
        let mut design = file::parse(presets::PRESETS[0].text).expect("a design");
        let mut second = design.routes[0].clone();
        second.path = "/other".into();
        design.routes.push(second);
        let mut inspector = Inspector::default();
        let first = inspector.look(&Arc::new(design.clone()), &|| false).expect("looked at");
        design.routes[1].integration.request_templates[0].text = "{\"a\": \"$input.params('q')\"}".into();
        let next = inspector.look(&Arc::new(design.clone()), &|| false).expect("looked at");
        assert!(Arc::ptr_eq(&first.routes[0], &next.routes[0]));
        assert!(next.routes[1].problems.iter().any(|problem| problem.diagnostic.rule.0 == "unescaped-in-string"));
        // A stage is everybody's.
        design.stage.name = "other".into();
        let last = inspector.look(&Arc::new(design.clone()), &|| false).expect("looked at");
        assert!(!Arc::ptr_eq(&next.routes[0], &last.routes[0]));
        design.stage.name = "another".into();
        assert!(inspector.look(&Arc::new(design), &|| true).is_none(), "nobody wants half of it");
    }
}
