//! Runs of the handler: the one that is under way, and what came of the last.

use crate::handler::run::{Interpreter, Report};
use crate::preview::Selection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The handler that was started.
#[derive(Clone, PartialEq, Eq)]
pub struct Started {
    /// The call whose event it got.
    pub selection: Selection,
    /// What ran it.
    pub interpreter: Interpreter,
    /// Its code.
    pub code: String,
}

impl std::fmt::Debug for Started {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Started({:?}, {:?}, {} bytes)", self.selection, self.interpreter, self.code.len())
    }
}

/// What came of a run.
pub struct Ran {
    /// What was started.
    pub started: Started,
    /// What came of it, or why nothing was called.
    pub outcome: Result<Report, String>,
    /// Lines of the code that read what the event does not have, and why it is not there.
    pub reasons: Vec<(usize, String)>,
}

/// A run that is under way.
#[derive(Clone)]
pub struct UnderWay {
    /// Ends it.
    pub cancel: Arc<AtomicBool>,
    /// It has ended, and nothing of it is left.
    pub is_over: Arc<AtomicBool>,
    /// When it began.
    pub since: Instant,
}

impl UnderWay {
    /// Notes a run that begins now.
    pub fn now() -> Self {
        Self { cancel: Arc::default(), is_over: Arc::default(), since: Instant::now() }
    }
}

/// What is shown of runs.
#[derive(Default)]
pub struct RunView {
    /// The run that is under way.
    pub under_way: Option<UnderWay>,
    /// What came of the last.
    pub last: Option<Ran>,
    /// The command asked for a run: the panel, which knows the code, starts it.
    pub is_wanted: bool,
    found: [Option<bool>; 2],
}

impl RunView {
    /// Returns true if the interpreter is installed; looked for once.
    pub fn is_installed(&mut self, interpreter: Interpreter) -> bool {
        let [python, node] = &mut self.found;
        let slot = if interpreter == Interpreter::Python { python } else { node };
        *slot.get_or_insert_with(|| interpreter.find().is_some())
    }

    /// Ends the run that is under way, and waits for that a moment: the program is about to end, and its threads with it.
    pub fn end(&mut self) {
        let Some(running) = self.under_way.take() else { return };
        running.cancel.store(true, Ordering::Relaxed);
        let patience = Instant::now() + Duration::from_secs(1);
        while !running.is_over.load(Ordering::Relaxed) && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
