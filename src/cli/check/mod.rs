//! `gatewright check`: rules, golden events and robustness over whole designs, for people and for CI.
//!
//! [`collect`] works out what there is to say about one file, each problem with its place in the template and in the
//! file; the other modules print that, one format a module.

mod collect;
mod fix;
mod github;
mod human;
mod json;
mod junit;
mod lesson;
mod place;
mod sarif;

use super::{CLEAN, COULD_NOT_RUN, Complaint, FINDINGS};
use crate::design::{Design, file};
use crate::diagnostics::Severity;
use crate::preview::{self, Check};
use crate::text::Span;
use clap::ValueEnum;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `gatewright check`.
#[derive(clap::Args, Debug)]
pub(super) struct CheckArguments {
    /// Design files, and lesson files (*.lesson.json), which are played to their end
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How to report
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Apply the safe fixes to the files, and report what is left
    #[arg(long)]
    fix: bool,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = Level::Warning)]
    fail_on: Level,
    /// Variations of each call that robustness tries; 0 leaves robustness out
    #[arg(long, value_name = "N", default_value_t = crate::robustness::Options::default().variations)]
    variations: usize,
    /// Seed of the random ones among them
    #[arg(long, value_name = "N", default_value_t = crate::robustness::Options::default().seed)]
    seed: u64,
}

/// How the report is printed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Format {
    /// For people: each problem with a picture of its place
    Human,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for build servers
    Junit,
    /// Workflow commands of GitHub Actions, which show at the line
    Github,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum Level {
    /// Errors only
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Hint,
}

impl Level {
    fn covers(self, severity: Severity) -> bool {
        let least = match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Hint => Severity::Hint,
        };
        severity <= least
    }
}

/// Something to say about a file.
struct Problem {
    found: preview::Problem,
    /// Where it stands in the file's text.
    file_span: Option<Span>,
}

/// A file that was checked.
struct Checked {
    /// The path as it was given.
    path: PathBuf,
    /// The file's text; empty if it cannot be read.
    text: String,
    /// What is in it, or why it cannot be read.
    design: Result<Design, String>,
    problems: Vec<Problem>,
    /// How many safe fixes were applied.
    fixed: usize,
    /// How many variations were tried.
    variations: usize,
}

impl Checked {
    fn unreadable(path: &Path, why: String) -> Self {
        let (text, problems) = (String::new(), Vec::new());
        Self { path: path.to_owned(), text, design: Err(why), problems, fixed: 0, variations: 0 }
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// Returns what is not silenced.
    fn open(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().filter(|problem| problem.found.silenced.is_none())
    }

    fn count(&self, severity: Severity) -> usize {
        self.open().filter(|problem| problem.found.diagnostic.severity == severity).count()
    }
}

/// Checks the files and prints the report.
pub(super) fn run(arguments: &CheckArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let options = crate::robustness::Options { seed: arguments.seed, variations: arguments.variations };
    let mut all = Vec::new();
    for path in &arguments.files {
        if crate::lesson::is_lesson_name(path) {
            all.push(lesson::checked(path));
            continue;
        }
        let mut checked = match file::read(path) {
            Ok(design) => fix::fixed(path, design, arguments.fix)?,
            Err(error) => Checked::unreadable(path, error.to_string()),
        };
        collect::collect(&mut checked, options);
        all.push(checked);
    }
    match arguments.format {
        Format::Human => human::print(&all, &mut out)?,
        Format::Json => json::print(&all, &mut out)?,
        Format::Sarif => sarif::print(&all, &mut out)?,
        Format::Junit => junit::print(&all, &mut out)?,
        Format::Github => github::print(&all, &mut out)?,
    }
    out.flush()?;
    for checked in &all {
        if let Err(error) = &checked.design {
            eprintln!("gatewright: {}: {error}", checked.path.display());
        }
    }
    let failed = all.iter().any(|checked| checked.design.is_err());
    let found =
        all.iter().flat_map(Checked::open).any(|problem| arguments.fail_on.covers(problem.found.diagnostic.severity));
    Ok(match (failed, found) {
        (true, _) => COULD_NOT_RUN,
        (false, true) => FINDINGS,
        (false, false) => CLEAN,
    })
}
