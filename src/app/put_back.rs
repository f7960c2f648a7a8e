//! A changed template on its way back into the file that the design was read from: first what would change, then the
//! writing. Runs off the window's thread.

use crate::design::file;
use crate::import::deployed::{self, Format, TemplateId};
use crate::text::diff;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// Lines of what stays that are shown about what changes, as in the export dialog.
const AROUND: usize = 3;

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
    /// The difference, with lines of what stays about it.
    pub difference: Vec<String>,
    /// How many lines go.
    pub removed: usize,
    /// How many lines come.
    pub added: usize,
    /// Line, from 1, at which the changed lines begin.
    pub line: usize,
}

impl fmt::Debug for Proposal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proposal(line {}, -{} +{})", self.line, self.removed, self.added)
    }
}

impl Proposal {
    /// Compares two texts.
    fn new(before: String, after: String) -> Self {
        let difference = diff::unified(&before, &after, AROUND);
        let count = |mark: char| difference.iter().filter(|line| line.starts_with(mark)).count();
        let (removed, added) = (count('-'), count('+'));
        let same = before.lines().zip(after.lines()).take_while(|(old, new)| old == new).count();
        Self { difference, removed, added, line: same + 1, before, after }
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
    fn what_differs_is_shown_with_what_stands_about_it() {
        let proposal = Proposal::new("1\n2\n3\n4\na\nb\nc\n".into(), "1\n2\n3\n4\na\nx\ny\nc\n".into());
        assert_eq!((proposal.line, proposal.removed, proposal.added), (6, 1, 2));
        // Without the lines about it nobody sees which template it is.
        assert_eq!(proposal.difference, ["  3", "  4", "  a", "- b", "+ x", "+ y", "  c"]);
        let added = Proposal::new("a\na\n".into(), "a\na\na\n".into());
        assert_eq!((added.removed, added.added), (0, 1));
        assert!(Proposal::new("a".into(), "a".into()).is_empty());
    }
}
