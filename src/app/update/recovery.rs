//! Unsaved work that a program left behind, and files that somebody else changes.

use super::super::recovery::{self, Abandoned};
use super::super::state::App;
use super::super::view_state::Overlay;
use super::super::watch::Stamp;
use super::super::widgets::Tone;
use super::files::{about, file_name, show_another};
use crate::design::Design;
use crate::design::file::FileError;
use std::path::Path;
use std::sync::Arc;

/// Offers what programs left behind, one after the other.
pub(super) fn offer(app: &mut App, found: Vec<Abandoned>) {
    app.abandoned.extend(found);
    offer_next(app);
}

fn offer_next(app: &mut App) {
    let Some(first) = app.abandoned.first() else { return };
    let (name, file, saved_at) = (first.design.name.clone(), first.file.clone(), first.saved_at);
    app.view.show(Overlay::Recovered { name, file, saved_at });
}

/// Opens the first thing that was left behind.
pub(super) fn recover(app: &mut App) {
    app.view.overlay = None;
    if app.abandoned.is_empty() {
        return;
    }
    let copy = app.abandoned.remove(0);
    app.superseded.push(copy.path);
    let stamp = copy.file.as_deref().and_then(super::super::watch::stamp);
    app.follow_file(copy.file.clone(), stamp);
    app.workspace.recover(copy.design, copy.file);
    show_another(app);
    app.view.toasts.push(Tone::Ok, "This is your unsaved work. Save it to keep it.");
}

/// Throws the first thing away that was left behind, and offers the next.
pub(super) fn forget(app: &mut App) {
    app.view.overlay = None;
    if !app.abandoned.is_empty() {
        recovery::remove(&app.abandoned.remove(0).path);
    }
    offer_next(app);
}

/// Takes in that the design's file was changed by somebody else. Work that is not saved is asked about; other work
/// follows the file.
pub(super) fn read_again(app: &mut App, path: &Path, stamp: Stamp, read: Result<Box<Design>, FileError>) {
    if app.workspace.path() != Some(path) {
        return;
    }
    let name = file_name(path);
    match read {
        Ok(design) if app.workspace.knows(&design) => {
            app.follow_file(Some(path.to_owned()), stamp);
        }
        Ok(design) if app.workspace.is_dirty() => {
            app.on_disk = Some((design, stamp));
            app.view.show(Overlay::ChangedOnDisk(path.to_owned()));
        }
        Ok(design) => {
            take(app, *design);
            app.follow_file(Some(path.to_owned()), stamp);
            app.view.toasts.push(Tone::Info, format!("{name} was changed by another program: this is its new content"));
        }
        Err(_) if stamp.is_none() => {
            app.view.toasts.push(Tone::Warn, format!("{name} is gone from the disk: saving writes it anew"));
        }
        Err(error) => {
            let why = about(path, &error);
            app.view.toasts.push(
                Tone::Warn,
                format!("Changed on disk, and no design any more ({why}). Save as… writes yours over it"),
            );
        }
    }
}

/// Takes what somebody else wrote.
pub(super) fn take_from_disk(app: &mut App) {
    app.view.overlay = None;
    let path = app.workspace.path().map(Path::to_owned);
    if let Some((design, stamp)) = app.on_disk.take() {
        take(app, *design);
        app.follow_file(path, stamp);
        app.view.toasts.push(Tone::Info, "This is the content of the file. Undo brings yours back");
    }
}

fn take(app: &mut App, design: Design) {
    app.workspace.take_from_file(design);
    app.forget_previews();
    app.view.show_template(None);
    app.view.problem = None;
}

/// Saves over what somebody else wrote.
pub(super) fn overwrite(app: &mut App) {
    app.view.overlay = None;
    app.on_disk = None;
    if let Some(path) = app.workspace.path() {
        let path = path.to_owned();
        app.background.save(Arc::clone(app.workspace.design()), path, None);
    }
}
