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

/// Writes every file of `export` into `folder`: all beside their places first, then each is renamed to its place. If
/// anything fails on the way, also in the middle of the renaming, everything is as it was: files that were replaced are
/// back, and files and folders that were made are gone. Files that are the same already are not touched. Scripts may be
/// run.
///
/// # Errors
/// [`FolderError`], what could not be done with which file.
pub fn write(folder: &Path, export: &Export) -> Result<(), FolderError> {
    let mut work = Work::default();
    let done = export.files.iter().try_for_each(|file| work.stage(folder, file)).and_then(|()| work.put_in_place());
    match done {
        Ok(()) => work.clean_up(),
        Err(_) => work.undo(),
    }
    done
}

/// A file on its way to its place.
struct Staged {
    /// The new text, beside its place.
    beside: PathBuf,
    /// Its place.
    target: PathBuf,
    /// The file that stood there before, kept beside; `None` if there was none.
    before: Option<PathBuf>,
    /// True once the new text is in its place.
    is_placed: bool,
}

/// What has been done so far, so that it can be undone.
#[derive(Default)]
struct Work {
    staged: Vec<Staged>,
    /// Folders that were made, parents first.
    made: Vec<PathBuf>,
}

impl Work {
    /// Writes a file beside its place, and keeps what stands there. Everything that can run out is used up here.
    fn stage(&mut self, folder: &Path, file: &ExportFile) -> Result<(), FolderError> {
        let path = folder.join(&file.path);
        if fs::read(&path).is_ok_and(|bytes| bytes == file.text.as_bytes()) {
            return Ok(());
        }
        if path.is_dir() {
            return Err(FolderError::new("write", &path)(io::ErrorKind::IsADirectory.into()));
        }
        if let Some(parent) = path.parent() {
            let missing = parent.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists());
            let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
            self.made.extend(missing.into_iter().rev());
            fs::create_dir_all(parent).map_err(FolderError::new("make the folder", parent))?;
        }
        // A link is followed, so that the file that it names is replaced and not the link.
        let target = fs::canonicalize(&path).unwrap_or(path);
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let hidden = |end: &str| target.with_file_name(format!(".{name}.{}.{end}", std::process::id()));
        let (beside, before) = (hidden("part"), hidden("before"));
        let is_there = target.exists();
        self.staged.push(Staged {
            beside: beside.clone(),
            target: target.clone(),
            before: is_there.then(|| before.clone()),
            is_placed: false,
        });
        let written = (|| {
            let mut out = fs::File::create(&beside)?;
            out.write_all(file.text.as_bytes())?;
            out.sync_all()?;
            if is_there {
                fs::set_permissions(&beside, fs::metadata(&target)?.permissions())?;
                keep(&target, &before)?;
            } else if file.text.starts_with("#!") {
                allow_to_run(&beside)?;
            }
            Ok(())
        })();
        written.map_err(FolderError::new("write", &target))
    }

    /// Renames every file to its place.
    fn put_in_place(&mut self) -> Result<(), FolderError> {
        for file in &mut self.staged {
            fs::rename(&file.beside, &file.target).map_err(FolderError::new("write", &file.target))?;
            file.is_placed = true;
        }
        Ok(())
    }

    /// Removes what was kept of the files before.
    fn clean_up(&self) {
        for before in self.staged.iter().filter_map(|file| file.before.as_ref()) {
            // All is written; a file that cannot be removed is no reason to say otherwise.
            let _ = fs::remove_file(before);
        }
    }

    /// Makes everything as it was. What cannot be undone stays; the error that led here is the one that is reported.
    fn undo(&self) {
        for file in &self.staged {
            let _ = match &file.before {
                Some(before) if file.is_placed => fs::rename(before, &file.target),
                Some(before) => fs::remove_file(before),
                None if file.is_placed => fs::remove_file(&file.target),
                None => Ok(()),
            };
            // Those that had their place are not there any more.
            let _ = fs::remove_file(&file.beside);
        }
        for folder in self.made.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Keeps a file under a second name: by a link, which takes no room, or by a copy where there are no links.
fn keep(file: &Path, kept: &Path) -> io::Result<()> {
    // One that a program left behind that was ended.
    let _ = fs::remove_file(kept);
    fs::hard_link(file, kept).or_else(|_| fs::copy(file, kept).map(|_| ()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn export(files: &[(&str, &str)]) -> Export {
        let file = |(path, text): &(&str, &str)| ExportFile { path: (*path).into(), text: (*text).into() };
        Export { files: files.iter().map(file).collect(), warnings: Vec::new() }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("listed")
            .map(|entry| entry.expect("read").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// A rename that failed in the middle left the files before it replaced, and the folders made.
    #[test]
    fn a_rename_that_fails_in_the_middle_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("first"), "mine").expect("written");
        fs::write(at("same"), "same").expect("written");
        // `deep` is free while files are written beside their places, and a folder once `deep/er/file` is.
        let files = [("first", "new"), ("same", "same"), ("second", "new"), ("deep", "x"), ("deep/er/file", "y")];
        let error = write(folder.path(), &export(&files)).expect_err("a folder cannot be replaced by a file");
        assert!(error.to_string().contains("deep"), "{error}");
        assert_eq!(names(folder.path()), ["first", "same"]);
        assert_eq!(fs::read_to_string(at("first")).expect("text"), "mine");

        write(folder.path(), &export(&files[..3])).expect("without it all is written");
        assert_eq!(names(folder.path()), ["first", "same", "second"]);
        assert_eq!(fs::read_to_string(at("first")).expect("text"), "new");
    }

    #[cfg(unix)]
    #[test]
    fn a_replaced_file_keeps_its_permissions_and_a_link_its_place() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("own"), "old").expect("written");
        fs::set_permissions(at("own"), fs::Permissions::from_mode(0o640)).expect("set");
        std::os::unix::fs::symlink("own", at("link")).expect("linked");
        write(folder.path(), &export(&[("link", "new")])).expect("written");
        assert_eq!(fs::read_to_string(at("own")).expect("text"), "new");
        assert_eq!(fs::metadata(at("own")).expect("there").permissions().mode() & 0o777, 0o640);
        assert_eq!(names(folder.path()), ["link", "own"]);
    }
}
