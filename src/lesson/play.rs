//! Plays a lesson from its beginning to its end by its own solutions: the proof that it can be done.

use super::check::Look;
use super::{Lesson, Step};
use crate::design::Design;

/// Where a lesson cannot be played.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("step {}, \"{title}\": {why}", index + 1)]
pub struct Stuck {
    /// Position of the step.
    pub index: usize,
    /// Its title.
    pub title: String,
    /// Why it goes no further.
    pub why: String,
}

/// Plays a lesson: before its solution the check of a step must not hold, after it it must. Returns the design at the
/// end.
///
/// # Errors
/// The first step that does not go as it should.
pub fn play(lesson: &Lesson) -> Result<Design, Stuck> {
    let mut design = lesson.design.clone();
    for (index, step) in lesson.steps.iter().enumerate() {
        let stuck = |why: String| Stuck { index, title: step.title.clone(), why };
        if holds(&design, step).map_err(stuck)? {
            return Err(stuck("its check holds before anything is done".into()));
        }
        design = step.solve(&design).map_err(|why| stuck(format!("its solution does not fit: {why}")))?;
        if !holds(&design, step).map_err(stuck)? {
            return Err(stuck("its check does not hold after its solution".into()));
        }
    }
    Ok(design)
}

fn holds(design: &Design, step: &Step) -> Result<bool, String> {
    let look = Look::at(design, step.at, None).ok_or("the design has no such call")?;
    Ok(step.check.holds(&look))
}
