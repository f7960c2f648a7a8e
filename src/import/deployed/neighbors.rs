//! Files beside an imported one, which it names: `file("post.vtl")`, `${file(text.vtl)}`.

use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Longest file beside an imported one that is read, in bytes. A mapping template has at most 300 KB.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Gives the text of files that an imported one names.
pub trait Neighbors {
    /// Returns the text of the file at `path`, which is relative to the imported one.
    ///
    /// # Errors
    /// Why it is not read, one phrase.
    fn read(&self, path: &str) -> Result<String, String>;
}

/// No file is read.
pub struct NoNeighbors;

impl Neighbors for NoNeighbors {
    fn read(&self, _: &str) -> Result<String, String> {
        Err("files beside a pasted text are not known".into())
    }
}

/// Files in a folder and below it, never outside.
pub struct Folder(pub PathBuf);

impl Neighbors for Folder {
    fn read(&self, path: &str) -> Result<String, String> {
        let relative = Path::new(path);
        let inside = relative.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        let outside = || "it is outside of the folder of the imported file".to_owned();
        if !inside {
            return Err(outside());
        }
        let folder = self.0.canonicalize().map_err(|error| error.to_string())?;
        let file = folder.join(relative).canonicalize().map_err(|error| error.to_string())?;
        // A link may lead out of the folder.
        if !file.starts_with(&folder) {
            return Err(outside());
        }
        if !file.is_file() {
            return Err("it is no file".into());
        }
        let mut text = String::new();
        let opened = File::open(&file).map_err(|error| error.to_string())?;
        opened.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
        if text.len() as u64 > MAX_BYTES { Err("it is larger than 4 MiB".into()) } else { Ok(text) }
    }
}
