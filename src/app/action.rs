//! What a person asked for: a command, a change of the document, or something with data.

use super::change::Change;
use super::command::Command;
use super::dialogs::Purpose;
use super::export_view::Choice;
use super::put_back::Proposal;
use super::view_state::{BottomTab, InputTab, Overlay, ResultTab};
use crate::design::Design;
use crate::diagnostics::{Fix, Location};
use crate::handler::Language;
use crate::handler::run::Interpreter;
use crate::jwt::{Key, Secret};
use crate::lesson::Lesson;
use crate::lint::Subject;
use crate::preview::Selection;
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::sync::Arc;

/// Something that a person asked for. Panels push actions; `update` acts.
#[derive(Clone, Debug)]
pub enum Action {
    /// A command of the list.
    Run(Command),
    /// A change of the document.
    Change(Change),
    /// Look at another call.
    Select(Selection),
    /// Look at another side of the input.
    ShowInput(InputTab),
    /// Look at another side of the result.
    ShowResult(ResultTab),
    /// Look at another template.
    ShowTemplate(usize),
    /// Show the integration response at this position, and the template at that one of its own.
    ShowResponse(usize, usize),
    /// Put the cursor at a place in a text.
    GoTo(Location),
    /// Show where the value at this byte of the event came from, in template and input; the keyboard stays.
    ShowOrigin(usize),
    /// Copy the expression that reads the value at the event's cursor in a language.
    CopyExpression(Language),
    /// Check the signature of a token with a key.
    CheckSignature(Secret, Key),
    /// Take this token, made from these claims.
    UseSample(Box<Map<String, Value>>, Secret),
    /// Apply a fix.
    Fix(Fix),
    /// Apply a fix of this template's text.
    FixIn(Subject, Fix),
    /// Look at another tab of the bottom.
    ShowBottom(BottomTab),
    /// Choose the problem at this position of the list, and go there.
    ShowProblem(usize),
    /// Do about the problem at the first position what stands at the second.
    FollowWay(usize, usize),
    /// Silence the chosen problem, for this reason: at its place, or its rule for the whole design.
    Silence {
        /// For the whole design.
        is_everywhere: bool,
        /// Why it does not matter.
        reason: String,
    },
    /// Let this rule speak again in the design.
    SpeakAgain(String),
    /// Choose what variations showed at this position, and go to its place.
    ShowWeakness(usize),
    /// Mend what variations showed at the first position by the fix at the second.
    MendWeakness(usize, usize),
    /// Add a call that shows what variations showed at this position.
    AddWeakness(usize),
    /// Show the value of the event at this JSON Pointer.
    ShowPointer(String),
    /// Open a design that comes with the program.
    OpenPreset(&'static str),
    /// Open the design in this file.
    OpenPath(PathBuf),
    /// A path was given for this purpose.
    UsePath(Purpose, PathBuf),
    /// A text was pasted where no field takes it.
    Paste(String),
    /// A file was dropped on the window.
    Drop(PathBuf),
    /// Read the text that is to be imported.
    ReadImport,
    /// Take over captured requests: the change says as what.
    TakeRequests(Change),
    /// Write a file with a template put back.
    PutBack(PathBuf, Arc<Proposal>),
    /// Open this design, which is in no file.
    OpenDesign(Box<Design>),
    /// Make the export that the dialog shows.
    MakeExport(Choice),
    /// Write the export that the dialog shows.
    WriteExport,
    /// Ask for the export's folder by the system's dialog.
    ChooseExportFolder,
    /// Show something over the window.
    Show(Overlay),
    /// Close what is over the window.
    CloseOverlay,
    /// In the question about unsaved changes: go on without saving.
    Discard,
    /// In the question about unsaved changes: save, then go on.
    SaveThenContinue,
    /// Open the unsaved work that a program left behind.
    Recover,
    /// Throw the unsaved work away that a program left behind.
    ForgetRecovered,
    /// Take what somebody else wrote into the design's file.
    TakeFromDisk,
    /// Save over what somebody else wrote into the design's file.
    Overwrite,
    /// Run this handler with the event on screen.
    RunHandler(Interpreter, String),
    /// End the run of the handler.
    StopHandler,
    /// Begin a lesson that comes with the program.
    StartLesson(&'static str),
    /// Takes the side with the lessons away; the one that runs goes on.
    CloseLessons,
    /// Begin a lesson that was read from a file.
    TakeLesson(Box<Lesson>),
    /// Show another step of the lesson; behind the last one is its summary.
    GoToStep(usize),
    /// Do the step of the lesson that shows.
    SolveStep,
    /// Go back to the list of lessons; the design stays.
    LeaveLesson,
    /// Say something in the corner.
    Say(&'static str),
    /// The welcome is not shown again.
    CloseWelcome,
    /// Copy a text.
    Copy(String, &'static str),
}

impl From<Command> for Action {
    fn from(command: Command) -> Self {
        Self::Run(command)
    }
}

impl From<Change> for Action {
    fn from(change: Change) -> Self {
        Self::Change(change)
    }
}

/// What the panels have asked for in this frame.
#[derive(Default)]
pub struct Actions(Vec<Action>);

impl Actions {
    /// Asks for something.
    pub fn push(&mut self, action: impl Into<Action>) {
        self.0.push(action.into());
    }

    /// Takes all there is.
    pub fn take(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.0)
    }
}
