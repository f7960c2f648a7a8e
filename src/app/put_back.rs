//! A changed template on its way back into the file that the design was read from: first what would change, then the
//! writing. Runs off the window's thread.

use crate::design::file;
use crate::import::deployed::{self, Format, TemplateId};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A template of the design, and the format of the file that takes it.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Format of the file.
    pub format: Format,
    /// Method of the route.
    pub method: String,
    /// Path of the route.
    pub path: String,
    /// Position of the integration response; `None`: a request template.
    pub response: Option<usize>,
    /// Content type.
    pub content_type: String,
    /// The text as it is now.
    pub text: Arc<str>,
}

/// What would change in a file. `Debug` shows no text of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The file's text as it was read.
    before: String,
    /// The file's text with the template in it.
    after: String,
    /// Line, from 1, at which the changed lines begin.
    pub line: usize,
    /// Lines that go.
    pub removed: Vec<String>,
    /// Lines that come.
    pub added: Vec<String>,
}

impl fmt::Debug for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proposal(line {}, -{} +{})", self.line, self.removed.len(), self.added.len())
    }
}

impl Proposal {
    /// Compares two texts: what is equal at both ends is left out.
    fn new(before: String, after: String) -> Self {
        let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
        let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
        let most = old.len().min(new.len()) - head;
        let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
        let part = |lines: &[&str]| lines[head..lines.len() - tail].iter().map(|line| (*line).to_owned()).collect();
        let (removed, added) = (part(&old), part(&new));
        Self { line: head + 1, removed, added, before, after }
    }

    /// Returns true if the file has the template already.
    pub fn is_empty(&self) -> bool {
        self.before == self.after
    }
}

/// Reads the file and works out what would change.
///
/// # Errors
/// Why the file cannot take the template, in words.
pub fn try_it(path: &Path, changed: &Changed) -> Result<Proposal, String> {
    let before = read(path)?;
    let id = TemplateId {
        method: &changed.method,
        path: &changed.path,
        response: changed.response,
        content_type: &changed.content_type,
    };
    let put = deployed::put_back(&before, changed.format, &id, &changed.text).map_err(|why| why.to_string())?;
    Ok(Proposal::new(before, put.text))
}

/// Writes the file, whole or not at all, if it is still the one that was read.
///
/// # Errors
/// Why it was not written, in words.
pub fn write(path: &Path, proposal: &Proposal) -> Result<(), String> {
    if read(path)? != proposal.before {
        return Err("the file has changed since it was looked at: try once more".into());
    }
    file::write_whole(path, &proposal.after).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<String, String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > deployed::MAX_BYTES as u64 {
        return Err("the file is too large".into());
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        let proposal = Proposal::new("a\nb\nc\n".into(), "a\nx\ny\nc\n".into());
        assert_eq!((proposal.line, proposal.removed.as_slice()), (2, ["b".to_owned()].as_slice()));
        assert_eq!(proposal.added, ["x", "y"]);
        let added = Proposal::new("a\na\n".into(), "a\na\na\n".into());
        assert_eq!((added.removed.len(), added.added.len()), (0, 1));
        assert!(Proposal::new("a".into(), "a".into()).is_empty());
    }
}
