//! The document a user edits and saves.
