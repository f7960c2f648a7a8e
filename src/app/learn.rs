//! Lessons as the window holds them: the one that runs, how far it is, and whether its step is done.

use crate::design::Design;
use crate::jwt::Secret;
use crate::lesson::{Lesson, Look, Step};
use std::sync::Arc;

/// What the worker is asked.
pub struct Job {
    /// The document.
    pub design: Arc<Design>,
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// Position of the step.
    pub step: usize,
    /// The call's token.
    pub token: Secret,
}

impl Job {
    /// Returns whether the step is done.
    pub fn holds(&self) -> bool {
        let Some(step) = self.lesson.steps.get(self.step) else { return false };
        Look::at(&self.design, step.at, Some(&self.token)).is_some_and(|look| step.check.holds(&look))
    }
}

/// A lesson that runs.
pub struct Running {
    /// Name of its file, if it comes with the program: progress is kept by it.
    pub id: Option<&'static str>,
    /// The lesson.
    pub lesson: Arc<Lesson>,
    /// Position of the step; behind the last one is the summary.
    pub index: usize,
    /// The steps that were done once.
    pub done: Vec<bool>,
    /// The hint of the step shows.
    pub shows_hint: bool,
    /// The document's revision and the step that the worker was asked about last, and under which number.
    pub asked: Option<(u64, usize, u64)>,
    /// The check of the step holds now.
    pub holds: bool,
}

impl Running {
    /// Begins a lesson.
    pub fn new(id: Option<&'static str>, lesson: Arc<Lesson>) -> Self {
        let done = vec![false; lesson.steps.len()];
        Self { id, lesson, index: 0, done, shows_hint: false, asked: None, holds: false }
    }

    /// Returns the step that shows; `None`: the summary does.
    pub fn step(&self) -> Option<&Step> {
        self.lesson.steps.get(self.index)
    }

    /// Returns true if the step that shows was done once.
    pub fn is_done(&self) -> bool {
        self.done.get(self.index).is_some_and(|done| *done)
    }
}

/// The side of the window for lessons.
#[derive(Default)]
pub struct Learn {
    /// It shows.
    pub is_open: bool,
    /// The lesson that runs; without one the list shows.
    pub running: Option<Running>,
    /// The worker has not answered yet.
    pub is_waiting: bool,
}
