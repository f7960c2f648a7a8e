//! `gatewright export`: writes what is deployed.

use super::{CLEAN, Complaint, FINDINGS, report};
use crate::design::file;
use crate::diagnostics::Severity;
use crate::export::folder::{self, Effect};
use crate::export::{self, Export, Format, Options, Side};
use crate::text::diff;
use std::io::Write;
use std::path::PathBuf;

/// Most lines of a difference that are printed for a file.
const MOST_LINES: usize = 40;

/// Arguments of `gatewright export`.
#[derive(clap::Args, Debug)]
pub(super) struct ExportArguments {
    /// Design file
    file: PathBuf,
    /// Format to write
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    to: Format,
    /// Folder to write into; it is made if it is not there
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Integration of all routes, instead of the one that each is set to
    #[arg(long, value_name = "SIDE", value_parser = parse_side)]
    side: Option<Side>,
    /// Write the calls' own tokens and keys into events, instead of samples and {{token}}
    #[arg(long)]
    with_tokens: bool,
    /// Overwrite files that differ
    #[arg(long)]
    force: bool,
}

fn parse_format(word: &str) -> Result<Format, String> {
    let words = || Format::ALL.iter().map(|format| format.as_str()).collect::<Vec<_>>().join(", ");
    Format::parse(word).ok_or_else(|| format!("choose one of {}", words()))
}

fn parse_side(word: &str) -> Result<Side, String> {
    Side::parse(word).ok_or_else(|| format!("choose one of {}", Side::ALL.map(Side::as_str).join(", ")))
}

/// Writes the export that `arguments` ask for. Prints what became of each file, and warnings to standard error.
pub(super) fn run(arguments: &ExportArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let ExportArguments { file, to, out: folder, side, with_tokens, force } = arguments;
    let design = file::read(file).map_err(|error| Complaint(format!("{}: {error}", file.display())))?;
    let export = export::export(&design, *to, Options { side: *side, with_tokens: *with_tokens });
    let effects = folder::effects(folder, &export).map_err(|error| Complaint(error.to_string()))?;
    if !force && effects.iter().any(|effect| matches!(effect, Effect::Replace(_))) {
        print_differences(&export, &effects);
        let message =
            format!("nothing was written: files in {} differ, see above; --force overwrites them", folder.display());
        return Err(Complaint(message));
    }
    folder::write(folder, &export).map_err(|error| Complaint(error.to_string()))?;
    for (file, effect) in export.files.iter().zip(&effects) {
        let done = match effect {
            Effect::Create => "created",
            Effect::Keep => "same",
            Effect::Replace(_) => "replaced",
        };
        writeln!(out, "{done:<9}{}", folder.join(&file.path).display())?;
    }
    out.flush()?;
    report::print_all(&export.warnings);
    let warned = export.warnings.iter().any(|warning| warning.severity <= Severity::Warning);
    Ok(if warned { FINDINGS } else { CLEAN })
}

/// Prints to standard error what each file that differs would lose and gain.
fn print_differences(export: &Export, effects: &[Effect]) {
    let mut stderr = std::io::stderr().lock();
    for (file, effect) in export.files.iter().zip(effects) {
        let Effect::Replace(before) = effect else { continue };
        let lines = diff::unified(before, &file.text, 2);
        // Standard error may be closed; the exit code still says that nothing was written.
        let _ = writeln!(stderr, "{} differs:", file.path);
        for line in lines.iter().take(MOST_LINES) {
            let _ = writeln!(stderr, "{line}");
        }
        if lines.len() > MOST_LINES {
            let _ = writeln!(stderr, "  … and {} more lines", lines.len() - MOST_LINES);
        }
    }
}
