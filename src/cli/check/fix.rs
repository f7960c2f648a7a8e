//! `--fix`: the safe fixes, applied to the file.

use super::{Checked, Complaint};
use crate::design::{Design, file};
use crate::lint;
use std::path::Path;

/// Returns the file as it is checked: with the safe fixes applied and written, if that is asked for.
pub(super) fn fixed(path: &Path, design: Design, fix: bool) -> Result<Checked, Complaint> {
    let (design, fixed) = if fix { lint::fix_all_safe(&design) } else { (design, 0) };
    if fixed > 0 {
        file::write(&design, path).map_err(|error| Complaint(error.to_string()))?;
    }
    // The text as it is on the disk, so that places are those that an editor shows.
    let text = std::fs::read_to_string(path).map_err(|error| Complaint(format!("{}: {error}", path.display())))?;
    Ok(Checked { path: path.to_owned(), text, design: Ok(design), problems: Vec::new(), fixed, variations: 0 })
}
