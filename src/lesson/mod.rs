//! Lessons: a design, steps in plain words, and for each a check on the live design that tells when one got there.
//!
//! A lesson is a file (`*.lesson.json`, described in `presets/lessons/README.md`), so that a team writes its own
//! without touching this code. Each step brings its solution along as a JSON Patch of the design: the window does a
//! step on request with it, and [`play()`] proves a lesson from its beginning to its end.

mod builtin;
mod check;
mod file;
mod patch;
mod play;

pub use builtin::{BUILTIN, Builtin, find};
pub use check::{Check, Look};
pub use file::{LessonError, MAX_BYTES, VERSION, is_lesson, is_lesson_name, parse, read};
pub use patch::Operation;
pub use play::{Stuck, play};

use crate::design::{Design, file as design_file};
use crate::preview::Selection;

/// A lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct Lesson {
    /// What it is called.
    pub title: String,
    /// What one learns, in a sentence.
    pub about: String,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// The design that it begins with.
    pub design: Design,
    /// What is to be done, in order.
    pub steps: Vec<Step>,
    /// What to keep, a paragraph each. Words of code stand between backticks.
    pub summary: Vec<String>,
}

/// A step of a lesson.
#[derive(Clone, PartialEq, Debug)]
pub struct Step {
    /// What it is about.
    pub title: String,
    /// What to do and why, a paragraph each.
    pub text: Vec<String>,
    /// How, for who does not find it.
    pub hint: String,
    /// Where to look meanwhile.
    pub show: Option<Show>,
    /// The call that is looked at.
    pub at: Selection,
    /// Tells that one got there.
    pub check: Check,
    /// What does the step.
    pub solution: Vec<Operation>,
}

/// A side of the window.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Show {
    /// The request.
    Request,
    /// Authorizer and caller.
    Identity,
    /// The stage.
    Stage,
    /// The template.
    Template,
    /// The response templates.
    ResponseTemplates,
    /// The event.
    Event,
    /// The same call in every integration.
    Compare,
    /// The handler.
    Handler,
    /// What the client receives.
    Response,
}

impl Show {
    /// Every side.
    pub const ALL: [Self; 9] = [
        Self::Request,
        Self::Identity,
        Self::Stage,
        Self::Template,
        Self::ResponseTemplates,
        Self::Event,
        Self::Compare,
        Self::Handler,
        Self::Response,
    ];

    /// Returns the word of the file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Identity => "identity",
            Self::Stage => "stage",
            Self::Template => "template",
            Self::ResponseTemplates => "responseTemplates",
            Self::Event => "event",
            Self::Compare => "compare",
            Self::Handler => "handler",
            Self::Response => "response",
        }
    }

    /// Returns the side that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == word)
    }
}

impl Step {
    /// Does the step: returns the design that its solution makes of `design`.
    ///
    /// # Errors
    /// In words, where the design is too far from what the lesson expects.
    pub fn solve(&self, design: &Design) -> Result<Design, String> {
        let mut value = serde_json::from_str(&design_file::to_text(design)).map_err(|error| error.to_string())?;
        for operation in &self.solution {
            patch::apply(&mut value, operation)?;
        }
        design_file::parse(&value.to_string()).map_err(|error| error.to_string())
    }
}

impl Lesson {
    /// Returns what to keep of the lesson, as Markdown.
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n{}\n\n## What you did\n\n", self.title, self.about);
        for (number, step) in self.steps.iter().enumerate() {
            out.push_str(&format!("{}. {}\n", number + 1, step.title));
        }
        out.push_str("\n## What to keep\n\n");
        for line in &self.summary {
            out.push_str(&format!("- {line}\n"));
        }
        out
    }
}

/// Returns the JSON Schema (draft 7) of a lesson file, as `gatewright schema --lesson` prints it.
pub fn schema() -> &'static str {
    include_str!("../../assets/lesson.schema.json")
}
