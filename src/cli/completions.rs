//! `gatewright completions`: the script that lets a shell complete our commands, from the definition of the arguments.

use super::{Arguments, CLEAN, Complaint};
use clap::CommandFactory;
use clap_complete::Shell;
use std::io::Write;

/// Arguments of `gatewright completions`.
#[derive(clap::Args, Debug)]
pub(super) struct CompletionsArguments {
    /// Shell to complete for
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub(super) fn run(arguments: &CompletionsArguments, mut out: impl Write) -> Result<u8, Complaint> {
    // Written to memory first: the generator panics where a pipe is closed.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "gatewright", &mut script);
    match out.write_all(&script).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(CLEAN),
        written => Ok(written.map(|()| CLEAN)?),
    }
}
