//! Which key does what.

use super::actions::{Action, Motion};
use egui::{Key, Modifiers};

/// What a key press asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Press {
    /// A change or a motion.
    Do(Action),
    /// Open the find bar; with the replace field if true.
    Find(bool),
    /// Go to the next (true) or the previous place found.
    FindNext(bool),
    /// Open the field for a line number.
    GoToLine,
    /// Fold (true) or unfold what is at the caret.
    Fold(bool),
    /// Offer completions.
    Complete,
    /// Offer the fixes of the problems at the caret.
    Fixes,
    /// Leave the innermost state: popup, find bar, extra carets, selection, and at last the editor.
    Escape,
}

const NONE: Modifiers = Modifiers::NONE;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const CTRL_ALT: Modifiers = Modifiers { alt: true, ..Modifiers::COMMAND };

/// The keys that are worth knowing, for the sheet of keys. What everybody knows is left out.
pub(in crate::app) const KNOWN: [(&str, Modifiers, Key); 22] = [
    ("Complete", CTRL, Key::Space),
    ("Fix what is here", CTRL, Key::Period),
    ("Find", CTRL, Key::F),
    ("Replace", CTRL, Key::H),
    ("Next place found", NONE, Key::F3),
    ("Go to line", CTRL, Key::G),
    ("Matching bracket or directive", CTRL, Key::M),
    ("Select next occurrence", CTRL, Key::D),
    ("Select line", CTRL, Key::L),
    ("Caret above", CTRL_ALT, Key::ArrowUp),
    ("Caret below", CTRL_ALT, Key::ArrowDown),
    ("Comment", CTRL, Key::Slash),
    ("Indent lines", CTRL, Key::CloseBracket),
    ("Outdent lines", CTRL, Key::OpenBracket),
    ("Move line up", Modifiers::ALT, Key::ArrowUp),
    ("Move line down", Modifiers::ALT, Key::ArrowDown),
    ("Duplicate line", CTRL_SHIFT, Key::D),
    ("Delete line", CTRL_SHIFT, Key::K),
    ("Open line below", CTRL, Key::Enter),
    ("Fold", CTRL_SHIFT, Key::OpenBracket),
    ("Unfold", CTRL_SHIFT, Key::CloseBracket),
    ("Leave the editor", NONE, Key::Escape),
];

/// Returns what a key with modifiers asks for. `page` is the number of rows in sight.
pub(super) fn press(key: Key, modifiers: Modifiers, page: usize, mac: bool) -> Option<Press> {
    let Modifiers { alt, ctrl, shift, command, .. } = modifiers;
    // Where other platforms hold Ctrl to go by words, a Mac holds Option.
    let word = if mac { alt } else { ctrl };
    let mac_line = mac && command;
    let step = page.saturating_sub(1).max(1) as isize;
    let motion = match key {
        Key::ArrowLeft if mac_line => Some(Motion::LineStart),
        Key::ArrowRight if mac_line => Some(Motion::LineEnd),
        Key::ArrowUp if mac_line => Some(Motion::Start),
        Key::ArrowDown if mac_line => Some(Motion::End),
        Key::ArrowLeft if word => Some(Motion::WordLeft),
        Key::ArrowRight if word => Some(Motion::WordRight),
        Key::ArrowLeft if !alt => Some(Motion::Left),
        Key::ArrowRight if !alt => Some(Motion::Right),
        Key::ArrowUp if !alt && !ctrl => Some(Motion::Rows(-1)),
        Key::ArrowDown if !alt && !ctrl => Some(Motion::Rows(1)),
        Key::Home if command => Some(Motion::Start),
        Key::End if command => Some(Motion::End),
        Key::Home => Some(Motion::LineStart),
        Key::End => Some(Motion::LineEnd),
        Key::PageUp if !command => Some(Motion::Rows(-step)),
        Key::PageDown if !command => Some(Motion::Rows(step)),
        _ => None,
    };
    if let Some(motion) = motion {
        return Some(Press::Do(Action::Move(motion, shift)));
    }
    if command {
        return with_command(key, alt, shift);
    }
    if alt {
        return with_alt(key, shift, word);
    }
    Some(match key {
        Key::Enter => Press::Do(Action::Newline),
        Key::Tab if shift => Press::Do(Action::Outdent),
        Key::Tab => Press::Do(Action::Indent),
        Key::Backspace => Press::Do(Action::Delete(Motion::Left)),
        Key::Delete => Press::Do(Action::Delete(Motion::Right)),
        Key::F3 => Press::FindNext(!shift),
        Key::Escape => Press::Escape,
        _ => return None,
    })
}

fn with_command(key: Key, alt: bool, shift: bool) -> Option<Press> {
    Some(match (key, alt, shift) {
        (Key::ArrowUp, true, false) => Press::Do(Action::AddCaret(-1)),
        (Key::ArrowDown, true, false) => Press::Do(Action::AddCaret(1)),
        (_, true, _) => return None,
        (Key::A, _, false) => Press::Do(Action::SelectAll),
        (Key::Z, _, false) => Press::Do(Action::Undo),
        (Key::Z, _, true) | (Key::Y, _, false) => Press::Do(Action::Redo),
        (Key::D, _, false) => Press::Do(Action::SelectNextOccurrence),
        (Key::D, _, true) => Press::Do(Action::DuplicateLines(false)),
        (Key::L, _, false) => Press::Do(Action::SelectLine),
        (Key::K, _, true) => Press::Do(Action::DeleteLines),
        (Key::Slash, _, _) => Press::Do(Action::ToggleComment),
        (Key::CloseBracket, _, false) => Press::Do(Action::IndentLines),
        (Key::OpenBracket, _, false) => Press::Do(Action::Outdent),
        (Key::OpenBracket | Key::OpenCurlyBracket, _, true) => Press::Fold(true),
        (Key::CloseBracket | Key::CloseCurlyBracket, _, true) => Press::Fold(false),
        (Key::Backslash | Key::Pipe, _, true) | (Key::M, _, false) => Press::Do(Action::JumpToMatch),
        (Key::Enter, _, below) => Press::Do(Action::OpenLine(!below)),
        (Key::Backspace, _, false) => Press::Do(Action::Delete(Motion::WordLeft)),
        (Key::Delete, _, false) => Press::Do(Action::Delete(Motion::WordRight)),
        (Key::Backspace, _, true) => Press::Do(Action::Delete(Motion::LineStart)),
        (Key::Delete, _, true) => Press::Do(Action::Delete(Motion::LineEnd)),
        (Key::F, _, false) => Press::Find(false),
        (Key::H, _, false) => Press::Find(true),
        (Key::G, _, false) => Press::GoToLine,
        (Key::Space, _, false) => Press::Complete,
        (Key::Period, _, false) => Press::Fixes,
        _ => return None,
    })
}

fn with_alt(key: Key, shift: bool, word: bool) -> Option<Press> {
    Some(match key {
        Key::ArrowUp if shift => Press::Do(Action::DuplicateLines(true)),
        Key::ArrowDown if shift => Press::Do(Action::DuplicateLines(false)),
        Key::ArrowUp => Press::Do(Action::MoveLines(-1)),
        Key::ArrowDown => Press::Do(Action::MoveLines(1)),
        Key::Backspace if word => Press::Do(Action::Delete(Motion::WordLeft)),
        Key::Delete if word => Press::Do(Action::Delete(Motion::WordRight)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, press};
    use crate::app::command::Command;

    #[test]
    fn every_key_of_the_sheet_does_something_of_its_own() {
        let mut seen: Vec<_> = Vec::new();
        for (text, modifiers, key) in KNOWN {
            for mac in [false, true] {
                let mut modifiers = modifiers;
                modifiers.ctrl |= modifiers.command && !mac;
                let done = press(key, modifiers, 10, mac);
                assert!(done.is_some(), "{text} has a key that does nothing");
                assert!(mac || !seen.contains(&done), "{text} does what another does");
                seen.extend((!mac).then_some(done));
            }
        }
    }

    /// The window takes its keys before the editor sees them, so one key for both would be the window's alone.
    #[test]
    fn no_key_of_the_window_is_one_of_the_editor() {
        for command in Command::ALL {
            // Undo and redo are the whole design's, in the editor too.
            if matches!(command, Command::Undo | Command::Redo) {
                continue;
            }
            for shortcut in command.shortcut().iter().chain(command.further_shortcuts()) {
                for mac in [false, true] {
                    let mut modifiers = shortcut.modifiers;
                    // As they come from a keyboard: Ctrl is the command key, except on a Mac.
                    modifiers.ctrl |= modifiers.command && !mac;
                    let taken = press(shortcut.logical_key, modifiers, 10, mac);
                    assert_eq!(taken, None, "{command:?} has a key of the editor");
                }
            }
        }
    }
}
