//! What the export dialog shows: the choice, and what a thread made of it.

use crate::design::Design;
use crate::diagnostics::Diagnostic;
use crate::export::folder::{self, Effect};
use crate::export::{self, Export, Format, Options, Side};
use crate::text::{Span, diff};
use std::path::PathBuf;
use std::sync::Arc;

/// What is to be exported, and where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Revision of the document.
    pub revision: u64,
    /// The format.
    pub format: Format,
    /// The integration of all routes; `None`: as each is set.
    pub side: Option<Side>,
    /// True: events hold the tokens of their calls.
    pub with_tokens: bool,
    /// The folder; `None`: not named yet.
    pub folder: Option<PathBuf>,
}

/// The state of the dialog.
pub struct ExportView {
    /// The format that is chosen.
    pub format: Format,
    /// The side that is chosen.
    pub side: Option<Side>,
    /// True if events are to hold the tokens of their calls.
    pub with_tokens: bool,
    /// The folder as typed.
    pub folder: String,
    /// Position of the file that shows.
    pub file: usize,
    /// What was made last.
    pub made: Option<Made>,
    /// What a thread is making.
    pub asked: Option<Choice>,
}

impl Default for ExportView {
    fn default() -> Self {
        Self {
            format: Format::OpenApi,
            side: None,
            with_tokens: false,
            folder: String::new(),
            file: 0,
            made: None,
            asked: None,
        }
    }
}

/// What came of a choice.
pub struct Made {
    /// The choice.
    pub choice: Choice,
    /// The export.
    pub export: Arc<Export>,
    /// How each of its files looks.
    pub looks: Vec<Look>,
    /// Why the folder cannot be looked at.
    pub error: Option<String>,
}

/// How a file of the export looks.
pub struct Look {
    /// Where its lines are.
    pub lines: Vec<Span>,
    /// What writing it would do; `None`: there is no folder yet.
    pub effect: Option<Effect>,
    /// What would change in the file that is there; empty if nothing would.
    pub difference: Vec<String>,
}

impl Made {
    /// Makes the export and compares it with what is in the folder. To be called on a thread of its own.
    pub fn new(design: &Design, choice: Choice) -> Self {
        let options = Options { side: choice.side, with_tokens: choice.with_tokens };
        let export = export::export(design, choice.format, options);
        let effects = choice.folder.as_deref().map(|folder| folder::effects(folder, &export));
        let (effects, error) = match effects {
            Some(Ok(effects)) => (effects.into_iter().map(Some).collect(), None),
            Some(Err(error)) => (vec![None; export.files.len()], Some(error.to_string())),
            None => (vec![None; export.files.len()], None),
        };
        let look = |(file, effect): (&export::ExportFile, Option<Effect>)| {
            let difference = match &effect {
                Some(Effect::Replace(before)) => diff::unified(before, &file.text, 3),
                _ => Vec::new(),
            };
            Look { lines: lines(&file.text), effect, difference }
        };
        let looks = export.files.iter().zip(effects).map(look).collect();
        Self { choice, export: Arc::new(export), looks, error }
    }

    /// Returns how many files would be replaced.
    pub fn replaced(&self) -> usize {
        self.looks.iter().filter(|look| matches!(look.effect, Some(Effect::Replace(_)))).count()
    }

    /// Returns what the format cannot say, worst first.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.export.warnings
    }
}

/// Returns where the lines of a text are, without their ends.
fn lines(text: &str) -> Vec<Span> {
    let mut at = 0;
    let line = |line: &str| {
        let span = Span::new(at, at + line.trim_end_matches(['\n', '\r']).len());
        at += line.len();
        span
    };
    text.split_inclusive('\n').map(line).collect()
}
