//! Chooses the command line or the window; the only file that knows both.

fn main() {}
