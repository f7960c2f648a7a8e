//! Chooses the command line or the window; the only file that knows both.

use gatewright::cli::{self, Asked};
use std::path::PathBuf;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The window could not be opened.
const COULD_NOT_RUN: u8 = 2;

fn main() -> ExitCode {
    match cli::run() {
        Asked::Done(code) => code,
        Asked::Window(file) => window(file),
    }
}

#[cfg(feature = "gui")]
fn window(file: Option<PathBuf>) -> ExitCode {
    use gatewright::app;
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    match app::run(file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gatewright: {error}\n\n{}", cli::WITHOUT_A_DISPLAY);
            ExitCode::from(COULD_NOT_RUN)
        }
    }
}

#[cfg(not(feature = "gui"))]
fn window(_file: Option<PathBuf>) -> ExitCode {
    eprintln!("gatewright: built without its window (feature \"gui\")\n\n{}", cli::WITHOUT_A_DISPLAY);
    ExitCode::from(COULD_NOT_RUN)
}
