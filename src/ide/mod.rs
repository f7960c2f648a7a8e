//! Answers about a cursor position, in offsets and strings.
