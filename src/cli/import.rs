//! `gatewright import`: what is deployed, or a captured request, becomes a design.

use super::{CLEAN, COULD_NOT_RUN, Complaint, FINDINGS, Format as Printed, report};
use crate::design::{Design, file};
use crate::diagnostics::{Diagnostic, Source};
use crate::import::deployed::{self, Folder, Format, ImportedDesign, SourceFile};
use crate::text::{LineIndex, Span};
use annotate_snippets::Renderer;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// Arguments of `gatewright import`.
#[derive(clap::Args, Debug)]
pub(super) struct ImportArguments {
    /// Files that belong together, a folder of Terraform or of templates, or - for standard input
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<PathBuf>,
    /// Design file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Design to merge into: new routes are added, the integration of known ones is replaced, calls are kept
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Format of the sources, instead of the one that their content tells
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    from: Option<Format>,
    /// Overwrite an existing design that is not merged into
    #[arg(long)]
    force: bool,
    /// How to print what came in and what did not
    #[arg(long, value_enum, default_value_t = Printed::Human)]
    format: Printed,
}

fn parse_format(word: &str) -> Result<Format, String> {
    Format::parse(word).ok_or_else(|| format!("there is no such format; there are {}", Format::words()))
}

/// A source that was read.
struct Text {
    name: String,
    text: String,
}

/// Reads the sources, writes the design and says what came in.
pub(super) fn run(arguments: &ImportArguments, mut out: impl Write) -> Result<u8, Complaint> {
    let texts = read_all(arguments)?;
    let into = match &arguments.into {
        Some(path) => file::read(path).map_err(|error| Complaint(format!("{}: {error}", path.display())))?,
        None => Design::default(),
    };
    let merges_here = arguments.into.as_ref() == Some(&arguments.out);
    if arguments.out.exists() && !merges_here && !arguments.force {
        let out = arguments.out.display();
        return Err(Complaint(format!("{out} exists already: merge with --into {out}, or overwrite with --force")));
    }
    let files: Vec<SourceFile> = texts.iter().map(|text| SourceFile { name: &text.name, text: &text.text }).collect();
    let imported = deployed::read(&files, arguments.from, &Folder(folder_of(&arguments.sources)));
    let failed = imported.failed();
    if !failed {
        let design = match arguments.into {
            Some(_) => deployed::merge(&into, &imported),
            None => imported.design.clone(),
        };
        file::write(&design, &arguments.out).map_err(|error| Complaint(error.to_string()))?;
    }
    match arguments.format {
        Printed::Human => print(&imported, &texts),
        Printed::Json => {
            serde_json::to_writer_pretty(&mut out, &to_json(&imported, &texts)).map_err(io::Error::from)?;
            writeln!(out)?;
            out.flush()?;
        }
    }
    let clean = imported.left_out.is_empty() && imported.diagnostics.is_empty();
    Ok(if failed {
        COULD_NOT_RUN
    } else if clean {
        CLEAN
    } else {
        FINDINGS
    })
}

/// Returns the folder in which files that a source names are looked for.
fn folder_of(sources: &[PathBuf]) -> PathBuf {
    let first = sources.first().map_or(Path::new("."), PathBuf::as_path);
    if first.is_dir() {
        return first.to_owned();
    }
    first.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
}

fn read_all(arguments: &ImportArguments) -> Result<Vec<Text>, Complaint> {
    let mut texts = Vec::new();
    for source in &arguments.sources {
        if source == Path::new("-") {
            texts.push(read(source, io::stdin())?);
        } else if source.is_dir() {
            read_folder(arguments, source, &mut texts)?;
        } else {
            texts.push(read(source, open(source)?)?);
        }
    }
    Ok(texts)
}

fn open(path: &Path) -> Result<File, Complaint> {
    File::open(path).map_err(|error| Complaint(format!("cannot read {}: {error}", path.display())))
}

fn read(path: &Path, reader: impl Read) -> Result<Text, Complaint> {
    let failed = |error: &dyn std::fmt::Display| Complaint(format!("cannot read {}: {error}", path.display()));
    let mut bytes = Vec::new();
    let most = crate::import::MAX_BYTES as u64;
    reader.take(most + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    if bytes.len() as u64 > most {
        return Err(failed(&format!("it is longer than {} MiB", most / (1024 * 1024))));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| failed(&format!("byte {} is not UTF-8 text", error.utf8_error().valid_up_to())))?;
    let name = if path == Path::new("-") { "standard input".into() } else { path.display().to_string() };
    Ok(Text { name, text })
}

/// Reads the files of a folder that are of a format that is read: in the order of their names, no folders below.
fn read_folder(arguments: &ImportArguments, folder: &Path, texts: &mut Vec<Text>) -> Result<(), Complaint> {
    let failed = |error: io::Error| Complaint(format!("cannot read {}: {error}", folder.display()));
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    paths.retain(|path| path.is_file());
    paths.sort();
    let before = texts.len();
    for path in paths {
        // What is no text is none of the formats.
        let Ok(text) = read(&path, open(&path)?) else { continue };
        let format = deployed::recognize(&text.name, &text.text);
        let wanted = match arguments.from {
            Some(wanted) => format == Some(wanted),
            None => format.is_some_and(|format| format != Format::Captured),
        };
        if wanted {
            texts.push(text);
        }
    }
    if texts.len() == before {
        let message = format!("{}: no file there is of a format that is read: {}", folder.display(), Format::words());
        return Err(Complaint(message));
    }
    Ok(())
}

/// Prints what came in and what did not to standard error.
fn print(imported: &ImportedDesign, texts: &[Text]) {
    let mut stderr = io::stderr().lock();
    let colored = stderr.is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let renderer = if colored { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for came_in in imported.came_in.iter().filter(|_| !imported.failed()) {
        out.push_str(&format!("came in: {}: {}\n", came_in.what, came_in.how));
    }
    let line_of = line_of(texts);
    for left_out in &imported.left_out {
        let line = line_of(left_out.span).map(|line| format!("line {line}: ")).unwrap_or_default();
        out.push_str(&format!("left out: {line}{}: {}\n", left_out.what, left_out.why));
    }
    for diagnostic in &imported.diagnostics {
        let picture = report::picture(&renderer, diagnostic, |source| text_of(source, texts), report::name_of);
        out.push_str(&format!("{picture}\n"));
    }
    // Standard error may be closed; the exit code still says how it went.
    let _ = stderr.write_all(out.as_bytes());
}

fn text_of<'a>(source: &Source, texts: &'a [Text]) -> Option<&'a str> {
    let Source::File(name) = source else { return None };
    texts.iter().find(|text| text.name == *name).map(|text| text.text.as_str())
}

/// Returns what tells the line of a place; places do not tell the file, so only where there is one.
fn line_of(texts: &[Text]) -> impl Fn(Option<Span>) -> Option<usize> {
    let only = if let [only] = texts { Some((LineIndex::new(&only.text), &only.text)) } else { None };
    move |span| {
        let (lines, text) = only.as_ref()?;
        Some(lines.line_column(text, span?.start as usize).line)
    }
}

fn to_json(imported: &ImportedDesign, texts: &[Text]) -> Value {
    let came_in = imported.came_in.iter().map(|came_in| json!({"what": came_in.what, "how": came_in.how}));
    let line_of = line_of(texts);
    let left_out = imported
        .left_out
        .iter()
        .map(|left_out| json!({"what": left_out.what, "why": left_out.why, "line": line_of(left_out.span)}));
    json!({
        "cameIn": came_in.collect::<Vec<_>>(),
        "leftOut": left_out.collect::<Vec<_>>(),
        "problems": imported.diagnostics.iter().map(|diagnostic| problem(diagnostic, texts)).collect::<Vec<_>>(),
    })
}

fn problem(diagnostic: &Diagnostic, texts: &[Text]) -> Value {
    let place = diagnostic.primary().and_then(|place| {
        let text = text_of(&place.source, texts)?;
        let at = LineIndex::new(text).line_column(text, place.span.start as usize);
        Some(json!({"file": report::name_of(&place.source), "line": at.line, "column": at.column}))
    });
    json!({
        "rule": diagnostic.rule.0,
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "place": place,
    })
}
