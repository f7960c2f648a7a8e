//! Puts an export into a folder: what differs there is shown first, and the files come whole or not at all.

use super::{Export, ExportFile};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What writing a file of an export would do.
#[derive(Clone, PartialEq, Eq)]
pub enum Effect {
    /// There is no such file.
    Create,
    /// It is there, with the same bytes.
    Keep,
    /// It is there and holds this text, which would be lost.
    Replace(String),
}

impl fmt::Debug for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Create => "Create",
            Self::Keep => "Keep",
            Self::Replace(_) => "Replace",
        })
    }
}

/// Why an export could not be written, in words.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct FolderError {
    action: &'static str,
    path: PathBuf,
    source: io::Error,
}

impl FolderError {
    fn new(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self { action, path, source }
    }
}

/// Returns what writing each file of `export` into `folder` would do.
///
/// # Errors
/// [`FolderError`] if a file is there and cannot be read.
pub fn effects(folder: &Path, export: &Export) -> Result<Vec<Effect>, FolderError> {
    let effect = |file: &ExportFile| {
        let path = folder.join(&file.path);
        match fs::read(&path) {
            Ok(bytes) if bytes == file.text.as_bytes() => Ok(Effect::Keep),
            Ok(bytes) => Ok(Effect::Replace(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Effect::Create),
            Err(error) => Err(FolderError::new("read", &path)(error)),
        }
    };
    export.files.iter().map(effect).collect()
}

/// Writes every file of `export` into `folder`: all beside their places first, then each is renamed to its place, so
/// that a disk that is full or a folder that may not be written leaves everything as it was. Files that are the same
/// already are not touched. Scripts may be run.
///
/// # Errors
/// [`FolderError`], what could not be done with which file.
pub fn write(folder: &Path, export: &Export) -> Result<(), FolderError> {
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let done = export.files.iter().try_for_each(|file| stage(folder, file, &mut staged));
    let done = done.and_then(|()| {
        staged
            .iter()
            .try_for_each(|(beside, target)| fs::rename(beside, target).map_err(FolderError::new("write", target)))
    });
    if done.is_err() {
        for (beside, _) in &staged {
            // Those that have their place already are not there any more; the error that matters is reported.
            let _ = fs::remove_file(beside);
        }
    }
    done
}

fn stage(folder: &Path, file: &ExportFile, staged: &mut Vec<(PathBuf, PathBuf)>) -> Result<(), FolderError> {
    let path = folder.join(&file.path);
    if fs::read(&path).is_ok_and(|bytes| bytes == file.text.as_bytes()) {
        return Ok(());
    }
    if path.is_dir() {
        return Err(FolderError::new("write", &path)(io::ErrorKind::IsADirectory.into()));
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(FolderError::new("make the folder", parent))?;
    }
    // A link is followed, so that the file that it names is replaced and not the link.
    let target = fs::canonicalize(&path).unwrap_or(path);
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = target.with_file_name(format!(".{name}.{}.part", std::process::id()));
    staged.push((beside.clone(), target.clone()));
    let written = (|| {
        let mut out = fs::File::create(&beside)?;
        out.write_all(file.text.as_bytes())?;
        out.sync_all()?;
        if let Ok(before) = fs::metadata(&target) {
            fs::set_permissions(&beside, before.permissions())?;
        } else if file.text.starts_with("#!") {
            allow_to_run(&beside)?;
        }
        Ok(())
    })();
    written.map_err(FolderError::new("write", &target))
}

#[cfg(unix)]
fn allow_to_run(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs::metadata(path)?.permissions();
    permissions.set_mode(permissions.mode() | 0o111);
    fs::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn allow_to_run(_path: &Path) -> io::Result<()> {
    Ok(())
}
