//! Commands that have no area of their own, through the program itself: `replay` and `completions`.

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Output, Stdio};

const STORY: &str = "presets/wild-rydes.gatewright.json";

/// Runs the program with `input` on its standard input.
fn gatewright(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_gatewright"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_owned();
    // From a thread of its own: both pipes would fill up otherwise. A program that stops reading closes this one.
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("the writer ends");
    output
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn replay_sends_each_request_and_tells_by_its_exit_code_whether_all_arrived() {
    let good =
        (0..500).map(|n| format!("{{\"id\": {n}, \"path\": \"/rides\", \"method\": \"POST\", \"body\": \"[{n}]\"}}\n"));
    let good: String = good.collect();
    let output = gatewright(&["replay", STORY, "--requests", "-"], &good);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "no progress but on a terminal");
    let results = lines(&output);
    let expected: Vec<(Value, Value)> = (0..500).map(|n| (n.into(), serde_json::json!([n]))).collect();
    let seen: Vec<(Value, Value)> =
        results.iter().map(|line| (line["id"].clone(), line["event"]["body-json"].clone())).collect();
    assert_eq!(seen, expected, "in order, none left out");

    let output = gatewright(&["replay", STORY, "--requests", "-"], &format!("{good}noise\n"));
    assert_eq!(output.status.code(), Some(1), "a line that is no request is a finding");
    assert!(lines(&output)[500]["error"].is_string());

    let output = gatewright(&["replay", STORY, "--requests", "-", "--as", "http-2.0"], &good);
    assert_eq!(lines(&output)[0]["event"]["version"], "2.0");
}

#[test]
fn replay_says_why_it_cannot_run() {
    for (arguments, words) in [
        (&["replay", "none.gatewright.json", "--requests", "-"][..], "cannot read"),
        (&["replay", STORY, "--requests", "none.jsonl"], "cannot read none.jsonl"),
        (&["replay", STORY, "--requests", "-", "--route", "GET /x"], "there is no route \"GET /x\""),
        (&["replay", STORY], "--requests"),
    ] {
        let output = gatewright(arguments, "");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn completions_know_every_command() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let output = gatewright(&["completions", shell], "");
        assert_eq!(output.status.code(), Some(0), "{shell}");
        let script = String::from_utf8_lossy(&output.stdout).into_owned();
        for command in ["preview", "check", "render", "events", "replay", "explain", "schema", "completions"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
        assert!(script.contains("http-2.0") || !matches!(shell, "bash" | "fish" | "zsh"), "{shell}: values of --as");
    }
    assert_eq!(gatewright(&["completions", "tcsh"], "").status.code(), Some(2));
}
