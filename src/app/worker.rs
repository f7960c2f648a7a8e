//! A thread with a one-place mailbox: the newest job waits, older ones are forgotten.
//!
//! It knows nothing of egui: whoever waits gives it a function that wakes him. A job that panics is reported
//! and does not end the thread.

use super::leftovers::drop_elsewhere;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Wakes the one who waits for results.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// What came of a job: its result, or `None` if it panicked.
pub struct Done<R> {
    /// The revision that the job was for.
    pub revision: u64,
    /// The result.
    pub result: Option<R>,
}

struct Mailbox<J> {
    waiting: Option<(u64, J)>,
    is_closed: bool,
}

struct Shared<J> {
    mailbox: Mutex<Mailbox<J>>,
    changed: Condvar,
}

impl<J> Shared<J> {
    fn lock(&self) -> MutexGuard<'_, Mailbox<J>> {
        // Nothing in the mailbox can be half done, so a panic elsewhere does not matter.
        self.mailbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A thread that works on the newest job.
pub struct Worker<J, R> {
    shared: Arc<Shared<J>>,
    results: Receiver<Done<R>>,
}

impl<J: Send + 'static, R: Send + 'static> Worker<J, R> {
    /// Starts the thread. `name` shows in debuggers.
    ///
    /// # Errors
    /// The system has no thread left.
    pub fn start(name: &str, waker: Waker, work: impl FnMut(&J) -> R + Send + 'static) -> Result<Self, std::io::Error> {
        let mailbox = Mutex::new(Mailbox { waiting: None, is_closed: false });
        let shared = Arc::new(Shared { mailbox, changed: Condvar::new() });
        let (sender, results) = channel();
        let inside = Arc::clone(&shared);
        // Templates nest; the parser and the evaluator bound their depth with a stack of this size in mind.
        const STACK_BYTES: usize = 16 * 1024 * 1024;
        thread::Builder::new()
            .name(name.to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || run(&inside, &sender, &waker, work))?;
        Ok(Self { shared, results })
    }

    /// Hands a job over; one that still waits is forgotten.
    pub fn submit(&self, revision: u64, job: J) {
        self.shared.lock().waiting = Some((revision, job));
        self.shared.changed.notify_one();
    }

    /// Returns the newest result that has come in since the last time.
    pub fn newest(&self) -> Option<Done<R>> {
        let mut newest = None;
        for done in self.results.try_iter() {
            drop_elsewhere(newest.replace(done));
        }
        newest
    }
}

impl<J, R> Drop for Worker<J, R> {
    fn drop(&mut self) {
        self.shared.lock().is_closed = true;
        self.shared.changed.notify_one();
    }
}

fn run<J, R>(shared: &Shared<J>, results: &Sender<Done<R>>, waker: &Waker, mut work: impl FnMut(&J) -> R) {
    loop {
        let mut mailbox = shared.lock();
        let (revision, job) = loop {
            if mailbox.is_closed {
                return;
            }
            match mailbox.waiting.take() {
                Some(job) => break job,
                None => mailbox = shared.changed.wait(mailbox).unwrap_or_else(PoisonError::into_inner),
            }
        };
        drop(mailbox);
        let result = catch_unwind(AssertUnwindSafe(|| work(&job))).ok();
        if results.send(Done { revision, result }).is_err() {
            return;
        }
        waker();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::{Duration, Instant};

    fn wait_for<J: Send + 'static, R: Send + 'static>(worker: &Worker<J, R>, revision: u64) -> Done<R> {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if let Some(done) = worker.newest()
                && done.revision == revision
            {
                return done;
            }
            thread::sleep(Duration::from_millis(1));
        }
        panic!("no result for revision {revision}");
    }

    #[test]
    fn only_the_newest_job_is_worked_on() {
        let runs = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&runs);
        let worker = Worker::start("test", Arc::new(|| {}), move |job: &u64| {
            counted.fetch_add(1, Ordering::SeqCst);
            thread::sleep(Duration::from_millis(20));
            *job * 2
        })
        .expect("a thread");
        for revision in 1..=50 {
            worker.submit(revision, revision);
        }
        assert_eq!(wait_for(&worker, 50).result, Some(100));
        assert!(runs.load(Ordering::SeqCst) <= 3, "older jobs were forgotten");
    }

    #[test]
    fn a_panic_is_a_result_and_not_the_end() {
        let worker = Worker::start("test", Arc::new(|| {}), |job: &u64| 100 / *job).expect("a thread");
        worker.submit(1, 0);
        assert_eq!(wait_for(&worker, 1).result, None);
        worker.submit(2, 4);
        assert_eq!(wait_for(&worker, 2).result, Some(25));
    }

    #[test]
    fn a_result_wakes_the_one_who_waits() {
        let (sender, woken) = channel();
        let waker: Waker = Arc::new(move || {
            let _ = sender.send(());
        });
        let worker = Worker::start("test", waker, |job: &u64| *job).expect("a thread");
        worker.submit(1, 7);
        woken.recv_timeout(Duration::from_secs(20)).expect("woken");
        assert_eq!(worker.newest().and_then(|done| done.result), Some(7));
    }
}
