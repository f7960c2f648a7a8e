//! Reads lesson files.

use super::check::Check;
use super::patch::Operation;
use super::{Lesson, Show, Step};
use crate::design::{file as design_file, presets};
use crate::preview::Selection;
use serde::Deserialize;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::Path;

/// The version of the format that is read.
pub const VERSION: u64 = 1;

/// The largest lesson file that is read, in bytes.
pub const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// Why a lesson cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LessonError {
    /// The file system refused.
    #[error("cannot read the lesson: {0}")]
    Io(#[from] std::io::Error),
    /// The file is larger than [`MAX_BYTES`].
    #[error("not a lesson: the file is larger than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// The text is not JSON.
    #[error("not a lesson: this is not JSON at line {0}, column {1}")]
    NotJson(usize, usize),
    /// JSON, but no lesson.
    #[error("not a lesson: the member \"gatewrightLesson\" with the format's version is missing")]
    NotALesson,
    /// Written for a newer Gatewright.
    #[error("the lesson has format version {0}, and this Gatewright reads up to {VERSION}: please update Gatewright")]
    TooNew(u64),
    /// A member is missing, unknown or of the wrong kind.
    #[error("the lesson cannot be read: {0}")]
    Malformed(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase", expecting = "a lesson: an object")]
struct FileLesson {
    #[serde(rename = "gatewrightLesson")]
    _version: u64,
    title: String,
    about: String,
    minutes: u32,
    design: Value,
    steps: Vec<FileStep>,
    summary: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "a step: an object with `title`, `text`, `check` and `solution`")]
struct FileStep {
    title: String,
    text: Vec<String>,
    #[serde(default)]
    hint: String,
    #[serde(default)]
    show: Option<String>,
    #[serde(default)]
    route: usize,
    #[serde(default)]
    call: usize,
    check: Check,
    solution: Vec<Operation>,
}

/// Returns true if a text is meant to be a lesson file.
pub fn is_lesson(text: &str) -> bool {
    // The member stands first in every file that follows the description; a whole reading decides later.
    let start: String = text.chars().take(400).collect();
    start.contains("\"gatewrightLesson\"")
}

/// Returns true if a file is a lesson by its name.
pub fn is_lesson_name(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".lesson.json"))
}

/// Reads the lesson in `path`.
///
/// # Errors
/// Every [`LessonError`].
pub fn read(path: &Path) -> Result<Lesson, LessonError> {
    let mut text = String::new();
    fs::File::open(path)?.take(MAX_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(LessonError::TooLarge);
    }
    parse(&text)
}

/// Reads a lesson from its text.
///
/// # Errors
/// [`LessonError::NotJson`], [`LessonError::NotALesson`], [`LessonError::TooNew`] or [`LessonError::Malformed`].
pub fn parse(text: &str) -> Result<Lesson, LessonError> {
    let value: Value =
        serde_json::from_str(text).map_err(|error| LessonError::NotJson(error.line(), error.column()))?;
    match value.get("gatewrightLesson").and_then(Value::as_u64) {
        None | Some(0) => return Err(LessonError::NotALesson),
        Some(version) if version > VERSION => return Err(LessonError::TooNew(version)),
        Some(_) => {}
    }
    let malformed = |words: String| LessonError::Malformed(words);
    let file: FileLesson = serde_json::from_value(value).map_err(|error| {
        // The same once more from the text, which tells the line.
        let at = serde_json::from_str::<FileLesson>(text).err().filter(|at| at.line() > 0);
        let place = at.map(|at| format!(" at line {}, column {}", at.line(), at.column())).unwrap_or_default();
        malformed(in_plain_words(&error) + &place)
    })?;
    let design = design(&file.design).map_err(malformed)?;
    if file.steps.is_empty() {
        return Err(malformed("`steps` is empty: a lesson has one step at least".into()));
    }
    if file.summary.is_empty() {
        return Err(malformed("`summary` is empty: say in a sentence or two what there is to keep".into()));
    }
    let mut steps = Vec::new();
    for (index, step) in file.steps.into_iter().enumerate() {
        let at = |words: String| malformed(format!("step {}: {words}", index + 1));
        step.check.validate().map_err(at)?;
        step.solution.iter().try_for_each(Operation::validate).map_err(at)?;
        let show = match &step.show {
            None => None,
            Some(word) => {
                Some(Show::parse(word).ok_or_else(|| at(unknown("side to show", word, Show::ALL.map(Show::as_str))))?)
            }
        };
        steps.push(Step {
            title: step.title,
            text: step.text,
            hint: step.hint,
            show,
            at: Selection { route: step.route, call: step.call },
            check: step.check,
            solution: step.solution,
        });
    }
    let FileLesson { title, about, minutes, summary, .. } = file;
    Ok(Lesson { title, about, minutes, design, steps, summary })
}

/// Reads the design of a lesson: the name of a preset, or a design.
fn design(value: &Value) -> Result<crate::design::Design, String> {
    let text = match value {
        Value::String(id) => {
            let ids = presets::PRESETS.iter().map(|preset| preset.id);
            presets::find(id).ok_or_else(|| unknown("preset", id, ids))?.text.to_owned()
        }
        other => other.to_string(),
    };
    design_file::parse(&text).map_err(|error| format!("`design`: {error}"))
}

/// Says that a word is none of those that can stand there, and which those are.
pub(super) fn unknown<'a>(what: &str, word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    format!("\"{word}\" is not a known {what}; write one of: {}", known.join(", "))
}

/// Returns what serde says, without words that only those know who read Rust.
fn in_plain_words(error: &serde_json::Error) -> String {
    let words = error.to_string();
    [("u16", "a whole number"), ("u32", "a whole number"), ("usize", "a whole number"), ("a sequence", "a list")]
        .into_iter()
        .fold(words, |words, (from, to)| words.replace(&format!("expected {from}"), &format!("expected {to}")))
        .replace("map with a single key", "an object with one member")
        .replace("unknown variant", "unknown word")
        .replace("unknown field", "unknown member")
        .replace("missing field", "missing member")
}
