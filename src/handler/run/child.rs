//! A child process with limits, which ends with everything that it started.
//!
//! It leads a process group of its own, which is killed as a whole. What left the group (a daemon) is found by the
//! mark in its environment, where the system tells that (Linux).

use super::environment::MARK;
use super::output::Output;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What is started.
pub struct Call<'a> {
    /// The program.
    pub program: &'a Path,
    /// Its arguments.
    pub arguments: &'a [String],
    /// Its whole environment.
    pub environment: &'a [(&'static str, OsString)],
    /// Where it runs; it makes a file `started` there once the handler is called.
    pub folder: &'a Path,
}

/// How long a child may take.
#[derive(Clone, Copy)]
pub struct Limits {
    /// Until the handler is called.
    pub start: Duration,
    /// From then on.
    pub call: Duration,
}

/// How a child ended.
pub enum Ended {
    /// By itself; how, in words.
    Exited(String),
    /// It took too long.
    TimedOut,
    /// Somebody did not want to wait for it.
    Canceled,
}

/// What is left of a child.
pub struct Done {
    /// How it ended.
    pub ended: Ended,
    /// What it printed, and how many bytes of it were not kept.
    pub log: (String, u64),
    /// How long it ran.
    pub took: Duration,
}

/// How often the child is looked at.
const LOOK: Duration = Duration::from_millis(4);

/// Runs a child to its end and gives it `input`.
pub fn run(call: &Call, input: &str, limits: Limits, cancel: &AtomicBool) -> io::Result<Done> {
    let (reader, writer) = io::pipe()?;
    let output = Output::default();
    let mut command = command(call, limits);
    // One pipe for both, so that what is printed stays in its order.
    command.stdin(Stdio::piped()).stdout(writer.try_clone()?).stderr(writer);
    let started = Instant::now();
    let mut family = Family { child: command.spawn()?, is_waited_for: false, mark: mark_of(call) };
    // The command holds ends of the pipe, which would otherwise never be at its end.
    drop(command);
    let log = output.read(reader)?;
    if let Some(mut stdin) = family.child.stdin.take() {
        let input = input.to_owned();
        // A child that does not read must not make us wait.
        thread::Builder::new().name("gatewright-event".into()).spawn(move || stdin.write_all(input.as_bytes()))?;
    }
    let ended = wait(&mut family, call, limits, cancel)?;
    let took = started.elapsed();
    family.end();
    // All who could print are gone; what cannot be ended (another user's) is not waited for.
    let patience = Instant::now() + Duration::from_millis(500);
    while !log.is_finished() && Instant::now() < patience {
        thread::sleep(LOOK);
    }
    Ok(Done { ended, log: output.text(), took })
}

fn wait(family: &mut Family, call: &Call, limits: Limits, cancel: &AtomicBool) -> io::Result<Ended> {
    let mut deadline = Instant::now() + limits.start;
    let mut is_called = false;
    loop {
        if family.is_over()? {
            return Ok(Ended::Exited(words(family.bury()?)));
        }
        if cancel.load(Ordering::Relaxed) {
            return Ok(Ended::Canceled);
        }
        if !is_called && call.folder.join("started").exists() {
            is_called = true;
            deadline = Instant::now() + limits.call;
        }
        if Instant::now() >= deadline {
            return Ok(Ended::TimedOut);
        }
        thread::sleep(LOOK);
    }
}

fn words(status: ExitStatus) -> String {
    match status.code() {
        Some(0) => "without providing a reason".into(),
        Some(code) => format!("with error: exit status {code}"),
        None => signal_words(status),
    }
}

#[cfg(unix)]
fn signal_words(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(9) => "with error: signal: killed".into(),
        Some(number) => format!("with error: signal {number}"),
        None => "with error".into(),
    }
}

#[cfg(not(unix))]
fn signal_words(_: ExitStatus) -> String {
    "with error".into()
}

#[cfg(unix)]
fn command(call: &Call, limits: Limits) -> Command {
    use std::os::unix::process::CommandExt;
    // The shell sets limits and then becomes the program: no core, little disk, and an end of its own should this
    // program be killed meanwhile.
    const LIMITS: &str = "ulimit -c 0; ulimit -f 204800; ulimit -t \"$1\"; shift; exec \"$@\"";
    let cpu_s = (limits.start + limits.call).as_secs() + 1;
    let mut command = Command::new("/bin/sh");
    command.args(["-c", LIMITS, "sh", &cpu_s.to_string()]).arg(call.program).args(call.arguments);
    command.env_clear().envs(call.environment.iter().map(|(name, value)| (name, value)));
    command.current_dir(call.folder).process_group(0);
    command
}

#[cfg(not(unix))]
fn command(call: &Call, _: Limits) -> Command {
    let mut command = Command::new(call.program);
    command.args(call.arguments).current_dir(call.folder);
    command.env_clear().envs(call.environment.iter().map(|(name, value)| (name, value)));
    command
}

fn mark_of(call: &Call) -> OsString {
    call.environment.iter().find(|(name, _)| *name == MARK).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// A child and all that it started; they end when this is dropped.
struct Family {
    child: Child,
    /// The child was waited for: its number may be another's by now.
    is_waited_for: bool,
    mark: OsString,
}

impl Family {
    /// Waits for the child, which has ended, and ends the others of its group before: while nobody has waited for
    /// its leader, the number of the group is not given away.
    fn bury(&mut self) -> io::Result<ExitStatus> {
        if !self.is_waited_for {
            self.end_group();
        }
        let status = self.child.wait();
        self.is_waited_for = status.is_ok();
        status
    }

    /// Ends all of them.
    fn end(&mut self) {
        if !self.is_waited_for {
            self.end_group();
            // Fails only where there is nothing left to do.
            let _ = self.child.kill();
            let _ = self.bury();
        }
        end_marked(&self.mark);
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
impl Family {
    /// Returns true if the child has ended, and leaves the waiting for it to [`Self::bury`].
    fn is_over(&mut self) -> io::Result<bool> {
        use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        match waitid(WaitId::Pid(Pid::from_child(&self.child)), options) {
            Ok(status) => Ok(status.is_some()),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    fn end_group(&mut self) {
        use rustix::process::{Pid, Signal, kill_process_group};
        // Fails only where the group has nobody left.
        let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
    }
}

#[cfg(not(unix))]
impl Family {
    fn is_over(&mut self) -> io::Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    fn end_group(&mut self) {}
}

#[cfg(not(target_os = "linux"))]
fn end_marked(_: &OsString) {}

/// Ends every process that bears the mark, until there is none.
#[cfg(target_os = "linux")]
fn end_marked(mark: &OsString) {
    use rustix::process::{Pid, Signal, kill_process};
    for _ in 0..50 {
        let found = marked(mark);
        if found.is_empty() {
            return;
        }
        for pid in found.into_iter().filter_map(Pid::from_raw) {
            // It may have ended meanwhile.
            let _ = kill_process(pid, Signal::KILL);
        }
        thread::sleep(Duration::from_millis(2));
    }
}

/// Returns the processes whose environment holds the mark; those of other users are not seen.
#[cfg(target_os = "linux")]
fn marked(mark: &OsString) -> Vec<i32> {
    use std::os::unix::ffi::OsStrExt;
    let wanted = [MARK.as_bytes(), b"=", mark.as_bytes()].concat();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().filter_map(Result::ok);
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let bears_mark = |number: &i32| {
        let environment = std::fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == wanted)
    };
    numbers.filter(bears_mark).collect()
}
