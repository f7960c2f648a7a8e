//! The original, Apache Velocity 1.7 with Jayway JsonPath, as a child process: for tests and benches beside it.

use serde_json::Value;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// What the original is made of, as Debian installs it.
const JARS: [&str; 9] = [
    "velocity-1.7",
    "json-path",
    "json-smart",
    "accessors-smart",
    "asm",
    "commons-collections3",
    "commons-lang",
    "slf4j-api",
    "slf4j-nop",
];

/// A running original: one case a line in, one result a line out.
pub struct Original {
    process: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
    _classes: tempfile::TempDir,
}

impl Original {
    /// Compiles and starts the original; with `rounds` it renders each case so often and tells how long that took.
    /// `None` where it is not installed.
    pub fn start(rounds: Option<u32>) -> Option<Self> {
        let jars = JARS.map(|jar| format!("/usr/share/java/{jar}.jar"));
        if jars.iter().any(|jar| !Path::new(jar).exists()) {
            return None;
        }
        let classes = tempfile::tempdir().expect("a folder");
        let class_path = format!("{}:{}", jars.join(":"), classes.path().display());
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/Oracle.java");
        let compiled =
            Command::new("javac").args(["-nowarn", "-cp", &class_path, "-d"]).arg(classes.path()).arg(source).status();
        if !compiled.is_ok_and(|status| status.success()) {
            return None;
        }
        let mut process = Command::new("java")
            // Left to itself Java takes a quarter of the machine's memory.
            .args(["-Xmx1g", "-cp", &class_path, "Oracle"])
            .args(rounds.map(|rounds| rounds.to_string()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let (to, from) = (process.stdin.take(), process.stdout.take()?);
        Some(Self { process, to, from: BufReader::new(from), _classes: classes })
    }

    /// Returns the results of `cases`, in their order.
    pub fn render(&mut self, cases: &[Value]) -> Vec<Value> {
        let lines: String = cases.iter().map(|case| format!("{case}\n")).collect();
        let mut to = self.to.take().expect("is open");
        // Neither side may wait for the other to read.
        let writer = std::thread::spawn(move || {
            to.write_all(lines.as_bytes()).and_then(|()| to.flush()).expect("the original reads");
            to
        });
        let mut line = String::new();
        let results = cases.iter().map(|_| {
            line.clear();
            self.from.read_line(&mut line).expect("the original answers");
            serde_json::from_str(&line).expect("a result")
        });
        let results = results.collect();
        self.to = writer.join().ok();
        results
    }
}

impl Drop for Original {
    fn drop(&mut self) {
        // Without input it ends by itself; a process that is gone already is what we want.
        self.to = None;
        let _ = self.process.wait();
    }
}
