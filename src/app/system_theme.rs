//! Whether the desktop is dark, where the window's own system does not say: on Linux the desktop's settings portal knows.
//!
//! Asked by the small programs that desktops come with, on a thread: a D-Bus library for one number would weigh more
//! than the answer. Where nobody answers, *System* means dark.

use egui::Theme;
use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Longest wait for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Who is asked, one after the other: programs with their arguments.
const QUESTIONS: [&[&str]; 3] = [
    &[
        "gdbus",
        "call",
        "--session",
        "--dest=org.freedesktop.portal.Desktop",
        "--object-path=/org/freedesktop/portal/desktop",
        "--method=org.freedesktop.portal.Settings.Read",
        "org.freedesktop.appearance",
        "color-scheme",
    ],
    &[
        "dbus-send",
        "--session",
        "--print-reply=literal",
        "--dest=org.freedesktop.portal.Desktop",
        "/org/freedesktop/portal/desktop",
        "org.freedesktop.portal.Settings.Read",
        "string:org.freedesktop.appearance",
        "string:color-scheme",
    ],
    &["gsettings", "get", "org.gnome.desktop.interface", "color-scheme"],
];

/// Returns the desktop's theme; `None` if nobody says.
pub(super) fn ask() -> Option<Theme> {
    if !cfg!(target_os = "linux") || !has_session_bus() {
        return None;
    }
    QUESTIONS.into_iter().find_map(|question| read(&answer(question)?))
}

/// Without a session bus some of these programs would start one.
fn has_session_bus() -> bool {
    let is_there = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    is_there("DBUS_SESSION_BUS_ADDRESS").is_some()
        || is_there("XDG_RUNTIME_DIR").is_some_and(|folder| Path::new(&folder).join("bus").exists())
}

/// Returns what a program printed, if it is there, ends in time, and is content.
fn answer(question: &[&str]) -> Option<String> {
    let (program, arguments) = question.split_first()?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let end = Instant::now() + PATIENCE;
    loop {
        match child.try_wait() {
            Ok(Some(_)) => break,
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(10)),
            Ok(None) | Err(_) => {
                // It may be gone by now, which is as well.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
    let output = child.wait_with_output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads an answer. The portal's numbers: 1 prefers dark, 2 prefers light, 0 has no preference, which desktops show
/// in light.
fn read(answer: &str) -> Option<Theme> {
    if let Some((_, number)) = answer.rsplit_once("uint32 ") {
        return match number.trim_start().chars().next()? {
            '1' => Some(Theme::Dark),
            '0' | '2' => Some(Theme::Light),
            _ => None,
        };
    }
    match answer.trim().trim_matches('\'') {
        "prefer-dark" => Some(Theme::Dark),
        "prefer-light" | "default" => Some(Theme::Light),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_every_program_are_read() {
        for (answer, expected) in [
            ("(<<uint32 1>>,)\n", Some(Theme::Dark)),
            ("(<<uint32 2>>,)\n", Some(Theme::Light)),
            ("   variant       variant          uint32 1\n", Some(Theme::Dark)),
            ("   variant       variant          uint32 0\n", Some(Theme::Light)),
            ("'prefer-dark'\n", Some(Theme::Dark)),
            ("'default'\n", Some(Theme::Light)),
            ("", None),
            ("Error: no such interface", None),
        ] {
            assert_eq!(read(answer), expected, "{answer}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_or_fails_says_nothing() {
        assert_eq!(answer(&["gatewright-has-no-such-program"]), None);
        assert_eq!(answer(&["false"]), None);
        assert_eq!(answer(&["echo", "uint32 1"]).as_deref(), Some("uint32 1\n"));
    }
}
