//! Reads and writes design files.
//!
//! A `*.gatewright.json` is made for git: members in a fixed order, pretty-printed, texts as arrays of
//! lines. Reading and writing a file that this program wrote gives the same bytes, and every text in it
//! survives byte for byte, whatever its line ends.

use super::file_format::{self, FileDesign};
use super::{Call, Design};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// The version of the format that this program writes, and the newest it reads.
pub const VERSION: u64 = 1;

/// The largest file that is read, in bytes. A design with a 10 MB body is well below.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// How a design file's name ends.
pub const EXTENSION: &str = "gatewright.json";

/// Why a design could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file system refused.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried: `read` or `write`.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than [`MAX_BYTES`].
    #[error("not a design: the file is larger than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// The file is not text.
    #[error("not a design: byte {0} is not UTF-8 text")]
    NotText(usize),
    /// The text is not JSON, or ends too early.
    #[error("not a design: {problem} at line {line}, column {column}")]
    NotJson {
        /// What is wrong.
        problem: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// JSON, but not ours.
    #[error("not a design: the member \"gatewright\" with the format's version is missing")]
    NotADesign,
    /// Written by a newer Gatewright.
    #[error("the design has format version {0}, and this Gatewright reads up to {VERSION}: please update Gatewright")]
    TooNew(u64),
    /// A member is missing, unknown or of the wrong kind.
    #[error("the design cannot be read: {0}")]
    Malformed(String),
}

/// Reads the design in `path`.
///
/// # Errors
/// Every [`FileError`]; the file is never changed.
pub fn read(path: &Path) -> Result<Design, FileError> {
    let failed = |source| FileError::Io { action: "read", path: path.to_owned(), source };
    let file = fs::File::open(path).map_err(failed)?;
    if file.metadata().is_ok_and(|metadata| metadata.len() > MAX_BYTES) {
        return Err(FileError::TooLarge);
    }
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file that is too large, also where its length is not known (a pipe).
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(FileError::TooLarge);
    }
    parse(std::str::from_utf8(&bytes).map_err(|error| FileError::NotText(error.valid_up_to()))?)
}

/// Reads a design from its text.
///
/// # Errors
/// [`FileError::NotJson`], [`FileError::NotADesign`], [`FileError::TooNew`] or [`FileError::Malformed`].
pub fn parse(text: &str) -> Result<Design, FileError> {
    let value: Value = serde_json::from_str(text).map_err(|error| FileError::NotJson {
        problem: if error.is_eof() { "the file ends too early".into() } else { "this is not JSON".into() },
        line: error.line(),
        column: error.column(),
    })?;
    match value.get("gatewright").and_then(Value::as_u64) {
        None | Some(0) => return Err(FileError::NotADesign),
        Some(version) if version > VERSION => return Err(FileError::TooNew(version)),
        Some(_) => {}
    }
    let file: FileDesign = serde_json::from_value(value).map_err(|error| FileError::Malformed(error.to_string()))?;
    file.into_design().map_err(FileError::Malformed)
}

/// Returns the text of a design's file.
pub fn to_text(design: &Design) -> String {
    let value = serde_json::to_value(FileDesign::from(design)).unwrap_or_default();
    let mut out = String::new();
    write_value(&mut out, &value, 0, false);
    out.push('\n');
    out
}

/// Returns a call as it stands in a design's file, for changes of one.
pub fn call_value(call: &Call) -> Value {
    file_format::call_value(call)
}

/// Writes `design` to `path`, whole or not at all.
///
/// # Errors
/// [`FileError::Io`]; what stood in the file before is then still there.
pub fn write(design: &Design, path: &Path) -> Result<(), FileError> {
    write_whole(path, &to_text(design))
}

/// Writes `text` to `path`, whole or not at all: into a file beside it, flushed to disk, then renamed.
///
/// # Errors
/// [`FileError::Io`]; what stood in the file before is then still there.
pub fn write_whole(path: &Path, text: &str) -> Result<(), FileError> {
    let failed = |source| FileError::Io { action: "write", path: path.to_owned(), source };
    // A link is followed, so that the file that it names is replaced and not the link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = target.file_name().ok_or_else(|| failed(std::io::ErrorKind::InvalidFilename.into()))?;
    let beside = target.with_file_name(format!(".{}.{}.part", name.to_string_lossy(), std::process::id()));
    let written = (|| {
        let mut file = fs::File::create(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if let Ok(before) = fs::metadata(&target) {
            fs::set_permissions(&beside, before.permissions())?;
        }
        fs::rename(&beside, &target)
    })();
    if written.is_err() {
        // Nothing to be done if this fails too: the error that matters is reported.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(failed)
}

/// Prints JSON for people and for git: two blanks a level, an entry a line, but a short list inside a list
/// (a header, a query parameter) on one line.
fn write_value(out: &mut String, value: &Value, depth: usize, in_list: bool) {
    let indent = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    match value {
        Value::Array(items) if in_list && items.iter().all(|item| !item.is_array() && !item.is_object()) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            out.push_str(&format!("[{}]", items.join(", ")));
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                indent(out, depth + 1);
                write_value(out, item, depth + 1, true);
            }
            indent(out, depth);
            out.push(']');
        }
        Value::Object(members) if !members.is_empty() => {
            out.push('{');
            for (i, (name, member)) in members.iter().enumerate() {
                out.push_str(if i > 0 { "," } else { "" });
                indent(out, depth + 1);
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push_str(": ");
                write_value(out, member, depth + 1, false);
            }
            indent(out, depth);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apigw::integration::MappingTemplate;
    use crate::design::{Call, Route, presets::PRESETS};

    #[test]
    fn presets_survive_reading_and_writing_byte_for_byte() {
        for preset in PRESETS {
            let design = parse(preset.text).unwrap_or_else(|error| panic!("{}: {error}", preset.id));
            assert_eq!(to_text(&design), preset.text, "{}", preset.id);
        }
    }

    #[test]
    fn texts_survive_whatever_is_in_them() {
        for text in ["", "\n", "a\r\nb\r", "no end", "end\n", "\u{0}\t\"\\ü🦄\u{2028}\n\n", "\r\n\r\n"] {
            let mut design = Design { name: text.into(), ..Design::default() };
            let mut route = Route { method: "POST".into(), path: "/".into(), ..Route::default() };
            route.integration.request_templates =
                vec![MappingTemplate { content_type: "application/json".into(), text: text.into() }];
            let mut call = Call::default();
            call.request.body = Some(text.into());
            call.request.headers = vec![(text.into(), text.into()); 2];
            call.request.query = vec![("a".into(), text.into()); 2];
            route.calls.push(call);
            design.routes.push(route);
            assert_eq!(parse(&to_text(&design)).expect("reads what it wrote"), design);
        }
    }

    #[test]
    fn what_is_not_a_design_is_refused_in_words() {
        let said = |text: &str| parse(text).expect_err("is refused").to_string();
        assert_eq!(said("{}"), "not a design: the member \"gatewright\" with the format's version is missing");
        assert!(said("[1]").contains("\"gatewright\""));
        assert!(said("\u{1}\u{2}").contains("this is not JSON at line 1"));
        assert!(said(r#"{"gatewright": 2}"#).contains("update Gatewright"));
        assert!(said(r#"{"gatewright": 1, "nme": "x"}"#).contains("unknown field `nme`"));
        assert!(said(&"[".repeat(1_000_000)).contains("not JSON"));
    }

    #[test]
    fn a_design_cut_at_any_byte_is_refused_and_does_not_panic() {
        let text = PRESETS[0].text;
        for end in (0..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
            assert!(parse(&text[..end]).is_err(), "cut at {end}");
        }
    }

    #[test]
    fn noise_is_refused_by_its_size_or_its_first_byte() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("noise.gatewright.json");
        fs::write(&path, [0xFF, 0xFE]).expect("written");
        assert!(matches!(read(&path), Err(FileError::NotText(0))));
        fs::File::create(&path).expect("made").set_len(MAX_BYTES + 1).expect("grown");
        assert!(matches!(read(&path), Err(FileError::TooLarge)));
    }

    #[test]
    fn writing_replaces_the_whole_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.gatewright.json");
        let design = Design { name: "one".into(), ..Design::default() };
        write(&design, &path).expect("written");
        write(&design, &path).expect("written again");
        assert_eq!(read(&path).expect("read"), design);
        assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 1);
        assert!(write(&design, &folder.path().join("none/a.json")).is_err());
    }
}
