//! Chooses the command line or the window; the only file that knows both.

use gatewright::cli::{self, Asked};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Asked::Done(code) => code,
        Asked::Window(_file) => {
            eprintln!("gatewright: no window\n{}", cli::WITHOUT_A_DISPLAY);
            ExitCode::from(2)
        }
    }
}
