//! The open design: what it is now, where it is saved, and the way back.
//!
//! Undo keeps whole documents, not key presses: their texts are shared, so a step costs little. The tokens
//! that were pasted travel with them, in memory only.

use super::change::{Change, Group};
use super::update::document;
use crate::design::token::own_token;
use crate::design::{Call, Design, Route};
use crate::jwt::Secret;
use crate::preview::Selection;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How many steps can be undone.
const MOST_STEPS: usize = 500;
/// Changes of one group within this time are one step.
const STEP_PAUSE_S: f64 = 1.2;

/// The token of a call, as pasted. Never part of the document, never on disk.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CallToken {
    /// The text, with all that came along when it was pasted.
    pub pasted: Secret,
    /// True if the program made it from the claims.
    pub is_sample: bool,
}

/// The tokens of all calls, by route and call.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Tokens(pub(super) Vec<Vec<CallToken>>);

impl Tokens {
    /// Returns the tokens for a design that was just opened: the one kept in the file, or one made from the
    /// call's claims.
    fn of(design: &Design) -> Self {
        Self(design.routes.iter().map(|route| route.calls.iter().map(token_of).collect()).collect())
    }

    /// Returns the token of the selected call.
    pub fn get(&self, selection: Selection) -> Option<&CallToken> {
        self.0.get(selection.route)?.get(selection.call)
    }
}

/// Returns the token to start a call with.
pub(super) fn token_of(call: &Call) -> CallToken {
    let is_sample = call.kept_token.is_none() && call.identity.claims.is_some();
    CallToken { pasted: own_token(call).unwrap_or_default(), is_sample }
}

/// The document at one moment, with what belongs to it in memory.
#[derive(Clone)]
pub struct Snapshot {
    /// The design.
    pub design: Arc<Design>,
    /// Tokens of its calls.
    pub tokens: Arc<Tokens>,
    /// The call that is looked at.
    pub selection: Selection,
}

impl Snapshot {
    /// Makes the state of a design whose first call is selected, with the tokens that it brings along.
    pub fn of(design: Design) -> Self {
        let tokens = Arc::new(Tokens::of(&design));
        Self { design: Arc::new(design), tokens, selection: Selection::default() }
    }

    fn is_same_document(&self, other: &Self) -> bool {
        (Arc::ptr_eq(&self.design, &other.design) || self.design == other.design) && self.tokens == other.tokens
    }
}

/// The open design with its history.
pub struct Workspace {
    now: Snapshot,
    revision: u64,
    saved: Arc<Design>,
    path: Option<PathBuf>,
    is_dirty: bool,
    undo: Vec<Snapshot>,
    redo: Vec<Snapshot>,
    /// Group, place and time of the last change, while more of the same may join it.
    open_step: Option<(Group, Selection, f64)>,
}

impl Workspace {
    /// Opens `design`, read from `path`; `None`: it is not in a file yet.
    pub fn new(design: Design, path: Option<PathBuf>) -> Self {
        let now = Snapshot::of(design);
        let saved = Arc::clone(&now.design);
        Self { now, revision: 1, saved, path, is_dirty: false, undo: Vec::new(), redo: Vec::new(), open_step: None }
    }

    /// Opens another design in place of this one; revisions go on, so that late results are told apart.
    pub fn replace(&mut self, design: Design, path: Option<PathBuf>) {
        let revision = self.revision + 1;
        *self = Self { revision, ..Self::new(design, path) };
    }

    /// Opens unsaved work that was kept in a copy.
    pub fn recover(&mut self, design: Design, path: Option<PathBuf>) {
        self.replace(design, path);
        // What is in the file is not known here: nothing counts as saved.
        self.saved = Arc::new(Design::default());
        self.is_dirty = true;
    }

    /// Takes what is in the design's file now. A step like any other, so that nothing is lost.
    pub fn take_from_file(&mut self, design: Design) {
        let selection = document::clamped(&design, self.now.selection);
        let next = Snapshot { selection, ..Snapshot::of(design) };
        self.saved = Arc::clone(&next.design);
        self.undo.push(std::mem::replace(&mut self.now, next));
        self.redo.clear();
        self.open_step = None;
        self.changed();
    }

    /// Returns the document as it was read or saved last.
    pub fn saved(&self) -> &Arc<Design> {
        &self.saved
    }

    /// Returns true if `design` is what the document is, or was when it was saved.
    pub fn knows(&self, design: &Design) -> bool {
        *self.saved == *design || *self.now.design == *design
    }

    /// Returns the document.
    pub fn design(&self) -> &Arc<Design> {
        &self.now.design
    }

    /// Returns the number that goes up with every change of document, token or selection.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Returns the selected call's position.
    pub fn selection(&self) -> Selection {
        self.now.selection
    }

    /// Returns the selected route; `None` if the design has none.
    pub fn route(&self) -> Option<&Route> {
        self.now.design.routes.get(self.now.selection.route)
    }

    /// Returns the selected call; `None` if the route has none.
    pub fn call(&self) -> Option<&Call> {
        self.route()?.calls.get(self.now.selection.call)
    }

    /// Returns the token of the selected call.
    pub fn token(&self) -> Option<&CallToken> {
        self.now.tokens.get(self.now.selection)
    }

    /// Returns the file that the design is in.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns true if the document is not as in its file.
    pub fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Returns true if there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    /// Returns true if there is a step to take again.
    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// Looks at another call. Not a change of the document.
    pub fn select(&mut self, selection: Selection) {
        let selection = document::clamped(&self.now.design, selection);
        if selection != self.now.selection {
            self.now.selection = selection;
            self.open_step = None;
            self.revision += 1;
        }
    }

    /// Applies a change at time `now_s` (seconds, of any clock that goes on).
    ///
    /// # Errors
    /// A sentence for the user when the change does not fit the document any more.
    pub fn apply(&mut self, change: Change, now_s: f64) -> Result<(), &'static str> {
        let group = change.group();
        let mut next = self.now.clone();
        document::apply(&mut next, change)?;
        next.selection = document::clamped(&next.design, next.selection);
        if next.is_same_document(&self.now) {
            self.now.selection = next.selection;
            return Ok(());
        }
        let place = self.now.selection;
        let joins = self
            .open_step
            .is_some_and(|(open, at, when)| Some(open) == group && at == place && now_s - when < STEP_PAUSE_S);
        let before = std::mem::replace(&mut self.now, next);
        if !joins {
            self.undo.push(before);
            if self.undo.len() > MOST_STEPS {
                self.undo.remove(0);
            }
        }
        self.redo.clear();
        self.open_step = group.map(|group| (group, place, now_s));
        self.changed();
        Ok(())
    }

    /// Takes the last step back.
    pub fn undo(&mut self) {
        if let Some(before) = self.undo.pop() {
            self.redo.push(std::mem::replace(&mut self.now, before));
            self.open_step = None;
            self.changed();
        }
    }

    /// Takes the step again that was taken back last.
    pub fn redo(&mut self) {
        if let Some(after) = self.redo.pop() {
            self.undo.push(std::mem::replace(&mut self.now, after));
            self.open_step = None;
            self.changed();
        }
    }

    /// Notes that `design` is now in the file at `path`.
    pub fn mark_saved(&mut self, design: Arc<Design>, path: PathBuf) {
        self.saved = design;
        self.path = Some(path);
        self.is_dirty = *self.saved != *self.now.design;
    }

    /// Takes the document for saved as it is: the user does not want it saved.
    pub fn forget_changes(&mut self) {
        self.saved = Arc::clone(&self.now.design);
        self.is_dirty = false;
    }

    fn changed(&mut self) {
        self.revision += 1;
        self.is_dirty = !Arc::ptr_eq(&self.saved, &self.now.design) && *self.saved != *self.now.design;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{file, presets};

    fn story() -> Workspace {
        let preset = presets::PRESETS.first().expect("presets");
        Workspace::new(file::parse(preset.text).expect("a design"), None)
    }

    fn name(workspace: &Workspace) -> &str {
        &workspace.design().name
    }

    #[test]
    fn typing_is_one_step_and_a_pause_ends_it() {
        let mut workspace = story();
        for (at, text) in [(0.0, "W"), (0.2, "Wi"), (0.4, "Wil"), (5.0, "Wild")] {
            workspace.apply(Change::DesignName(text.into()), at).expect("applies");
        }
        workspace.undo();
        assert_eq!(name(&workspace), "Wil");
        workspace.undo();
        assert_eq!((name(&workspace), workspace.is_dirty()), ("Wild Rydes", false));
        workspace.undo();
        workspace.redo();
        workspace.redo();
        assert_eq!((name(&workspace), workspace.is_dirty()), ("Wild", true));
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        let mut workspace = story();
        let revision = workspace.revision();
        workspace.apply(Change::Proxy(false), 0.0).expect("applies");
        assert_eq!((workspace.can_undo(), workspace.revision()), (false, revision));
    }

    #[test]
    fn a_token_is_undone_too_and_never_in_the_document() {
        let mut workspace = story();
        let claims = serde_json::json!({"sub": "u-1", "email": "new@example.com"});
        let token = crate::jwt::sample::demo(claims.as_object().expect("claims")).reveal().to_owned();
        workspace.apply(Change::Token(format!("Bearer {token}\n")), 0.0).expect("applies");
        assert!(!file::to_text(workspace.design()).contains(&token), "the token is not in the file");
        let claims = workspace.call().and_then(|call| call.identity.claims.clone()).expect("claims");
        assert_eq!(claims.get("email").and_then(|email| email.as_str()), Some("new@example.com"));
        workspace.undo();
        let claims = workspace.call().and_then(|call| call.identity.claims.clone()).expect("claims");
        assert_eq!(claims.get("email").and_then(|email| email.as_str()), Some("ana@example.com"));
        assert!(workspace.token().is_some_and(|token| token.is_sample));
    }
}
