//! Undo and redo in steps that a person would name: a word typed, a run of deletions, a paste.

use super::carets::Carets;
use crate::text::Edit;

/// What kind of change a step is; runs of typing and of deleting grow into one step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StepKind {
    /// Characters typed one by one.
    Typing,
    /// Characters deleted one by one.
    Erasing,
    /// Anything else: never merged.
    Other,
}

/// Seconds without a key after which typing begins a new step.
const PAUSE: f64 = 1.0;
/// Steps kept.
const LIMIT: usize = 2_000;

/// Edits made together, and those that take them back. Each list is sorted and speaks of one state of the text.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub forward: Vec<Edit>,
    pub backward: Vec<Edit>,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub changes: Vec<Change>,
    pub before: Carets,
    pub after: Carets,
    kind: StepKind,
    time: f64,
}

/// What was done and what was taken back.
#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
    sealed: bool,
}

impl History {
    /// Records a change made at `time` (seconds), merging it into a running step of its kind.
    pub fn record(&mut self, change: Change, before: Carets, after: Carets, kind: StepKind, time: f64) {
        self.undone.clear();
        let sealed = std::mem::replace(&mut self.sealed, false);
        if let Some(last) = self.done.last_mut()
            && !sealed
            && continues(last, &change, &before, kind, time)
        {
            last.changes.push(change);
            last.after = after;
            last.time = time;
            return;
        }
        self.done.push(Step { changes: vec![change], before, after, kind, time });
        if self.done.len() > LIMIT {
            self.done.drain(..LIMIT / 10);
        }
    }

    /// Ends the running step: the next change begins a new one.
    pub fn seal(&mut self) {
        self.sealed = true;
    }

    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        self.sealed = true;
        Some(step)
    }

    pub fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        self.sealed = true;
        Some(step)
    }

    pub fn can_undo(&self) -> bool {
        !self.done.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.undone.is_empty()
    }
}

/// Typing goes on in the same step as long as nothing moved the caret, no pause fell, no line ended, and no new
/// word began after a blank.
fn continues(last: &Step, change: &Change, before: &Carets, kind: StepKind, time: f64) -> bool {
    if kind == StepKind::Other || kind != last.kind || *before != last.after || time - last.time > PAUSE {
        return false;
    }
    let typed = |change: &Change| change.forward.first().and_then(|edit| edit.text.chars().last());
    let (new, old) = (typed(change), last.changes.last().and_then(typed));
    let begins_word = |new: char, old: char| !new.is_whitespace() && old.is_whitespace();
    !matches!((new, old), (Some(new), Some(old)) if old == '\n' || begins_word(new, old))
}
