//! Calls a handler with an event on this machine, as Lambda would: only ever because somebody asked for it.
//!
//! The code runs in a child process, in a temporary folder of its own that is removed afterwards, with an environment
//! that holds nothing of this program's beside `PATH`. Time and output are limited, and when it ends, in whatever way,
//! everything that it started ends with it. This keeps a mistake from doing harm; it is **no** sandbox: the code may
//! read and write what the user may.
//!
//! What the handler prints and what it returns come by different ways: the result is a file that the bootstrap writes
//! (`bootstrap.py`, `bootstrap.mjs`), standard output and error are the log.

mod child;
mod environment;
mod output;

use crate::apigw::proxy_response::FunctionResult;
use child::Ended;
use serde_json::{Value, json};
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// Lambda's time limit for a new function (service default).
pub const DEFAULT_LIMIT: Duration = Duration::from_secs(3);

/// Lambda's limit for what stands outside the handler: 10 s (developer guide, "init phase").
const START_LIMIT: Duration = Duration::from_secs(10);

/// Largest result of a function that is called synchronously, in bytes: 6 MB and a little (the service's own words).
const MAX_RESULT_BYTES: u64 = 6_291_556;

/// What runs a handler.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Interpreter {
    /// `python3`.
    Python,
    /// `node`.
    Node,
}

impl Interpreter {
    /// Returns the program's name.
    pub fn program(self) -> &'static str {
        match self {
            Self::Python => "python3",
            Self::Node => "node",
        }
    }

    /// Returns where the program is, by the `PATH` of this process; `None`: it is not installed.
    pub fn find(self) -> Option<PathBuf> {
        let names = if cfg!(windows) { [format!("{}.exe", self.program())] } else { [self.program().to_owned()] };
        let folders = std::env::var_os("PATH")?;
        std::env::split_paths(&folders)
            .filter(|folder| folder.is_absolute())
            .flat_map(|folder| names.iter().map(move |name| folder.join(name)).collect::<Vec<_>>())
            .find(|path| is_executable(path))
    }

    /// Returns the name of the file that `code` is put into; an ES module is told by its `import` and `export` lines.
    fn file_name(self, code: &str) -> &'static str {
        let is_module = |line: &str| {
            let line = line.trim_start();
            line.starts_with("export ") || (line.starts_with("import ") && !line.starts_with("import("))
        };
        match self {
            Self::Python => "lambda_function.py",
            Self::Node if code.lines().any(is_module) => "index.mjs",
            Self::Node => "index.js",
        }
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}

/// A handler to be called. `Debug` shows neither code nor event: an event holds tokens.
#[derive(Clone)]
pub struct Job {
    /// What runs it.
    pub interpreter: Interpreter,
    /// The handler's file.
    pub code: String,
    /// The event, as JSON.
    pub event: String,
    /// Name of the function.
    pub function: String,
    /// Region, as the environment tells it.
    pub region: String,
    /// Account, as the function's ARN tells it.
    pub account_id: String,
    /// How long the handler may take.
    pub limit: Duration,
}

impl fmt::Debug for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Job({:?}, {:?}, {} bytes of event)", self.interpreter, self.function, self.event.len())
    }
}

/// What came of a run. `Debug` shows no text of it: logs and results may hold tokens.
#[derive(Clone, PartialEq)]
pub struct Report {
    /// What Lambda would answer; `None`: the run was canceled.
    pub result: Option<FunctionResult>,
    /// Line of the handler's file, from 1, at which it raised.
    pub line: Option<usize>,
    /// What it printed, both streams in the order written.
    pub log: String,
    /// Bytes that it printed beyond what is kept.
    pub log_bytes_left_out: u64,
    /// How long it took, the start of the interpreter included.
    pub took: Duration,
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Report({:?}, line {:?}, {} bytes of log, {:?})", self.result, self.line, self.log.len(), self.took)
    }
}

/// Why a handler could not be called at all.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The interpreter is not there.
    #[error("{0} is not installed, or is in no folder of PATH: install it, or type the function's result in")]
    NoInterpreter(&'static str),
    /// The event is no JSON.
    #[error("the event is not JSON, so Lambda would not call the function")]
    NoEvent,
    /// The system refused.
    #[error("cannot {0}: {1}")]
    Io(&'static str, #[source] io::Error),
}

/// Calls the handler of `job` and waits for its end; `cancel` ends it early.
///
/// # Errors
/// [`RunError`], when nothing was called.
pub fn run(job: &Job, cancel: &AtomicBool) -> Result<Report, RunError> {
    let program = job.interpreter.find().ok_or(RunError::NoInterpreter(job.interpreter.program()))?;
    serde_json::from_str::<Value>(&job.event).map_err(|_| RunError::NoEvent)?;
    let folder = tempfile::Builder::new().prefix("gatewright-run-").tempdir();
    let folder = folder.map_err(|error| RunError::Io("make a temporary folder", error))?;
    let inside = fs::canonicalize(folder.path()).unwrap_or_else(|_| folder.path().to_owned());
    let arguments = write_files(job, &inside).map_err(|error| RunError::Io("write the handler", error))?;
    let environment = environment::of(job, &inside);
    let limits = child::Limits { start: START_LIMIT, call: job.limit };
    let call = child::Call { program: &program, arguments: &arguments, environment: &environment, folder: &inside };
    let done = child::run(&call, &job.event, limits, cancel);
    let done = done.map_err(|error| RunError::Io("start the interpreter", error))?;
    let (result, line) = match done.ended {
        Ended::Canceled => (None, None),
        Ended::TimedOut => (Some(timed_out(job.limit)), None),
        Ended::Exited(status) => read_result(&inside).unwrap_or_else(|| (Some(exited(&status)), None)),
    };
    let (log, log_bytes_left_out) = done.log;
    Ok(Report {
        result,
        line,
        log: log.replace(&*inside.to_string_lossy(), "/var/task"),
        log_bytes_left_out,
        took: done.took,
    })
}

/// Puts bootstrap and handler into the folder, and returns the arguments that start them.
fn write_files(job: &Job, folder: &Path) -> io::Result<Vec<String>> {
    let name = job.interpreter.file_name(&job.code);
    fs::write(folder.join(name), &job.code)?;
    let place = folder.to_string_lossy().into_owned();
    let (bootstrap, text) = match job.interpreter {
        Interpreter::Python => ("bootstrap.py", include_str!("bootstrap.py")),
        Interpreter::Node => ("bootstrap.mjs", include_str!("bootstrap.mjs")),
    };
    let file = folder.join(bootstrap);
    fs::write(&file, text)?;
    let file = file.to_string_lossy().into_owned();
    Ok(match job.interpreter {
        Interpreter::Python => vec!["-B".into(), "-u".into(), file, place, job.limit.as_secs_f64().to_string()],
        Interpreter::Node => {
            let limit = job.limit.as_millis().to_string();
            vec!["--max-old-space-size=512".into(), file, place, name.to_owned(), limit]
        }
    })
}

/// Reads what the bootstrap wrote: the result, and the line at which the handler raised. `None`: it wrote nothing.
fn read_result(folder: &Path) -> Option<(Option<FunctionResult>, Option<usize>)> {
    let path = folder.join("result.json");
    // A handler could put something else in its place; what is no plain file is not opened.
    let size = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?.len();
    if size > MAX_RESULT_BYTES + 64 {
        let message =
            format!("Response payload size exceeded maximum allowed payload size ({MAX_RESULT_BYTES} bytes).");
        let error = json!({ "errorType": "Function.ResponseSizeTooLarge", "errorMessage": message });
        return Some((Some(FunctionResult::Raised(error)), None));
    }
    let mut text = String::new();
    fs::File::open(path).ok()?.take(MAX_RESULT_BYTES + 64).read_to_string(&mut text).ok()?;
    let mut outcome: Value = serde_json::from_str(&text).ok()?;
    let line = outcome.get("line").and_then(Value::as_u64).and_then(|line| usize::try_from(line).ok());
    let members = outcome.as_object_mut()?;
    if let Some(error) = members.remove("raised") {
        return Some((Some(FunctionResult::Raised(error)), line));
    }
    Some((Some(FunctionResult::Returned(members.remove("returned")?)), None))
}

/// Returns Lambda's answer for a function that reaches its own time limit, which is an error of the function.
fn timed_out(limit: Duration) -> FunctionResult {
    let message = format!(
        "RequestId: {} Error: Task timed out after {:.2} seconds",
        environment::REQUEST_ID,
        limit.as_secs_f64()
    );
    FunctionResult::Raised(json!({ "errorType": "Sandbox.Timedout", "errorMessage": message }))
}

/// Returns Lambda's answer for a function whose process ends before it answers.
fn exited(status: &str) -> FunctionResult {
    let message = format!("RequestId: {} Error: Runtime exited {status}", environment::REQUEST_ID);
    FunctionResult::Raised(json!({ "errorType": "Runtime.ExitError", "errorMessage": message }))
}
