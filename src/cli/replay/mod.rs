//! `gatewright replay`: a stream of requests through one route of a design, a result a line.
//!
//! Each line of the input is one request, in any of the forms that [`mod@line`] reads; each result is what the preview of
//! that call comes to, by the same function that the window uses. Only one line is in memory at a time.

mod line;
mod progress;

use super::{CLEAN, COULD_NOT_RUN, Complaint, FINDINGS, cases, preview::select};
use crate::design::{Call, Design, file};
use crate::preview::{self, Selection, View};
use progress::Progress;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Write};
use std::path::PathBuf;

/// Arguments of `gatewright replay`.
#[derive(clap::Args, Debug)]
pub(super) struct ReplayArguments {
    /// Design file
    file: PathBuf,
    /// File with one request a line, or - for standard input
    #[arg(long, value_name = "FILE|-")]
    requests: PathBuf,
    /// Route, by its name ("POST /rides") or its number from 1
    #[arg(long, value_name = "R")]
    route: Option<String>,
    /// Call whose caller and context stand in for what a line does not say, by its name or its number from 1
    #[arg(long, value_name = "C")]
    call: Option<String>,
    /// Integration to send them through, instead of the one that the route uses
    #[arg(long = "as", value_name = "INTEGRATION", value_parser = super::view_parser())]
    view: Option<View>,
}

/// Sends every request through the route and writes one result a line.
pub(super) fn run(arguments: &ReplayArguments, out: impl Write) -> Result<u8, Complaint> {
    let design =
        file::read(&arguments.file).map_err(|error| Complaint(format!("{}: {error}", arguments.file.display())))?;
    let selection = select(&design, arguments.route.as_deref(), arguments.call.as_deref()).map_err(Complaint)?;
    let route = Replay::new(design, selection, arguments.view)
        .ok_or_else(|| Complaint("the design has no route to send requests through".into()))?;
    let input = super::open(&arguments.requests)?;
    let progress = Progress::new(input.len);
    match stream(route, progress.reading(input.reader), out, &progress) {
        // Whoever reads our output has seen enough (`… | head`): that is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(CLEAN),
        Err(error) => {
            progress.finish();
            eprintln!("gatewright: {error}");
            Ok(COULD_NOT_RUN)
        }
        Ok(()) => {
            progress.finish();
            Ok(if progress.undelivered() == 0 { CLEAN } else { FINDINGS })
        }
    }
}

fn stream(mut route: Replay, requests: impl BufRead, out: impl Write, progress: &Progress) -> io::Result<()> {
    cases::run_lines(requests, out, |line| {
        let answer = line.and_then(|line| route.answer(line));
        progress.count(answer.as_ref().is_ok_and(|members| members.contains_key("event")));
        answer
    })
}

/// A route that requests are sent through.
struct Replay {
    design: Design,
    selection: Selection,
    view: Option<View>,
    /// Stands in for what a line does not say.
    usual: Call,
}

impl Replay {
    /// Returns `None` if the design has no such route. A route without calls gets an empty one.
    fn new(mut design: Design, selection: Selection, view: Option<View>) -> Option<Self> {
        let calls = &mut design.routes.get_mut(selection.route)?.calls;
        if calls.is_empty() {
            calls.push(Call::default());
        }
        let usual = calls.get(selection.call)?.clone();
        Some(Self { design, selection, view, usual })
    }

    /// Returns what the request of `line` comes to: its `event`, or why there is none.
    fn answer(&mut self, line: &Map<String, Value>) -> Result<cases::Answer, String> {
        let gone = || "the design has no such call".to_owned();
        let route = self.design.routes.get_mut(self.selection.route).ok_or_else(gone)?;
        let call = line::read(line, &self.usual, &self.design.stage.name, &route.path)?;
        *route.calls.get_mut(self.selection.call).ok_or_else(gone)? = call;
        let preview = preview::compute(&self.design, self.selection, self.view).ok_or_else(gone)?;
        match preview.outcome.to_json() {
            Value::Object(members) => Ok(members),
            other => Ok(cases::member("outcome", other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::presets::PRESETS;

    /// Sends lines through the story's route and returns what each came to.
    fn replay(view: Option<View>, lines: &str) -> Vec<Value> {
        let design = file::parse(PRESETS[0].text).expect("a design");
        let route = Replay::new(design, Selection::default(), view).expect("a route");
        let mut out = Vec::new();
        stream(route, lines.as_bytes(), &mut out, &Progress::new(None)).expect("memory does not fail");
        String::from_utf8_lossy(&out).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    #[test]
    fn each_form_of_a_line_gives_its_event() {
        let lines = [
            r#"{"id": "bare", "method": "POST", "path": "/rides", "headers": {"X-Id": "1"}, "body": "{\"a\": 1}"}"#,
            r#"{"id": "case", "request": {"method": "POST", "path": "/rides", "body": "{\"a\": 2}"},
                "claims": {"sub": "s", "email": "else@example.com"}, "context": {"requestId": "r-2"}}"#,
            r#"{"id": "pasted", "text": "curl 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/rides?q=1' -d '{\"a\": 3}' -H 'Content-Type: application/json'"}"#,
        ]
        .map(|line| line.replace('\n', " "));
        let results = replay(None, &lines.join("\n"));
        let ids: Vec<&str> = results.iter().filter_map(|result| result["id"].as_str()).collect();
        assert_eq!(ids, ["bare", "case", "pasted"]);
        let bodies: Vec<&Value> = results.iter().map(|result| &result["event"]["body-json"]["a"]).collect();
        assert_eq!(bodies, [&Value::from(1), &Value::from(2), &Value::from(3)]);
        assert_eq!(results[0]["event"]["context"]["identity"]["email"], "ana@example.com", "the call's own caller");
        assert_eq!(results[1]["event"]["context"]["identity"]["email"], "else@example.com");
        assert_eq!(results[1]["event"]["context"]["request-id"], "r-2");
        assert_eq!(results[2]["event"]["params"]["querystring"]["q"], "1");
    }

    #[test]
    fn a_recorded_event_goes_through_another_integration() {
        let recorded = replay(Some(View::RestProxy), r#"{"method": "POST", "path": "/rides", "body": "{\"a\": 9}"}"#);
        let event = &recorded[0]["event"];
        let again = replay(None, &event.to_string());
        assert_eq!(again[0]["id"], 1, "an event has no id: the line's number");
        assert_eq!(again[0]["event"]["body-json"]["a"], 9);
        assert_eq!(
            again[0]["event"]["context"]["identity"]["sub"],
            event["requestContext"]["authorizer"]["claims"]["sub"]
        );
    }

    #[test]
    fn what_reaches_no_function_says_so_and_does_not_stop_the_run() {
        let results = replay(
            None,
            "{\"method\": \"POST\", \"path\": \"/elsewhere\"}\nnoise\n\
             {\"method\": \"POST\", \"path\": \"/rides\", \"body\": \"{\\\"a\\\": \"}\n\
             {\"method\": \"POST\", \"path\": \"/rides\", \"headers\": {\"Authorization\": \"Bearer noise\"}}\n\
             {\"text\": \"no request\"}\n{\"a\": 1}\n{\"text\": \"curl -d @file https://x/rides\"}\n\
             {\"request\": {\"method\": 5}}\n{\"requestContext\": {}}\n",
        );
        assert_eq!(results.len(), 9);
        assert_eq!(results[0]["answer"]["status"], 403);
        assert!(results[1]["error"].as_str().is_some_and(|error| error.contains("not JSON")));
        assert!(results[2].get("event").is_none(), "a body that is no JSON: {}", results[2]);
        assert_eq!(results[3]["answer"]["status"], 401, "a token without claims is no caller");
        let errors: Vec<&str> = results[4..].iter().filter_map(|result| result["error"].as_str()).collect();
        assert_eq!(
            errors,
            [
                "there is no request in this text",
                "the line has no request: give `request`, `method` and `path`, `text`, or a whole Lambda event",
                "the body is in the file `file`, which is not read",
                "`method` is not text",
                "this is no proxy event: it may be what a mapping template made, which cannot be turned back",
            ]
        );
    }
}
