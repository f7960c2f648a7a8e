//! The command line: arguments, reports, exit codes.

pub mod cases;
pub mod events;
