//! JSON Lines in, JSON Lines out, in order, one line at a time: the manner of every `--cases` option.

use serde_json::{Map, Value};
use std::io::{self, BufRead, Read, Write};

/// Longest line that is read, in bytes. A longer one gives a line with an error and is skipped.
pub const MAX_LINE_BYTES: u64 = 64 * 1024 * 1024;

/// The members of an answer, beside its `id`.
pub type Answer = Map<String, Value>;

/// Returns an answer with one member.
pub fn member(name: &str, value: Value) -> Answer {
    Answer::from_iter([(name.to_owned(), value)])
}

/// Answers each case with one line: its `id`, and the members that `answer` returns, or `error`.
///
/// A line that is no JSON object gives a line with `error`, and its line number as `id`; so does a case without an
/// `id`. Nothing stops the run but the reader's or the writer's own error.
pub fn run(
    cases: impl BufRead,
    out: impl Write,
    mut answer: impl FnMut(&Map<String, Value>) -> Result<Answer, String>,
) -> io::Result<()> {
    run_lines(cases, out, |line| line.and_then(&mut answer))
}

/// Does what [`run`] does, and hands `answer` the lines that are no cases too, with what is wrong with them.
pub fn run_lines(
    mut cases: impl BufRead,
    mut out: impl Write,
    mut answer: impl FnMut(Result<&Map<String, Value>, String>) -> Result<Answer, String>,
) -> io::Result<()> {
    let mut line = Vec::new();
    let mut number = 0u64;
    loop {
        line.clear();
        let read = cases.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
        if read == 0 {
            return out.flush();
        }
        number += 1;
        let too_long = line.last() != Some(&b'\n') && read as u64 == MAX_LINE_BYTES;
        if too_long {
            skip_line(&mut cases)?;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        // Without its end, so that a line that stops too early is told at its own last column.
        let case = parse(line.trim_ascii_end(), too_long);
        let id = case.as_ref().ok().and_then(|case| case.get("id")).cloned();
        let mut result = member("id", id.unwrap_or(Value::from(number)));
        let answered = answer(case.as_ref().map_err(String::clone));
        result.extend(answered.unwrap_or_else(|message| member("error", Value::String(message))));
        serde_json::to_writer(&mut out, &result)?;
        out.write_all(b"\n")?;
    }
}

fn parse(line: &[u8], too_long: bool) -> Result<Map<String, Value>, String> {
    if too_long {
        return Err(format!("the line is longer than {MAX_LINE_BYTES} bytes"));
    }
    match serde_json::from_slice(line) {
        Ok(Value::Object(case)) => Ok(case),
        Ok(_) => Err("the line is not a JSON object".into()),
        Err(error) => Err(not_json(&error)),
    }
}

/// Says where a line stops being JSON; the line's own number is the result's `id`, so that the parser's is left out.
fn not_json(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let what = words.rsplit_once(" at line ").map_or(words.as_str(), |(what, _)| what);
    format!("the line is not JSON from column {} on: {what}", error.column())
}

/// Reads on to the end of the line and keeps nothing.
fn skip_line(cases: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = cases.fill_buf()?;
        let (found, used) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(index) => (true, index + 1),
            None => (false, buffer.len()),
        };
        cases.consume(used);
        if found || used == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_lines_do_not_stop_the_run() {
        let input = "{\"id\": \"a\", \"x\": 1}\n\n[1]\nnoise\n{\"x\": 2}\r\n{\"id\": \"b\"}";
        let mut out = Vec::new();
        let answer = |case: &Answer| case.get("x").cloned().map(|x| member("x", x)).ok_or("no x".into());
        run(input.as_bytes(), &mut out, answer).unwrap();
        let lines: Vec<Value> =
            String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let seen: Vec<(&Value, bool)> = lines.iter().map(|line| (&line["id"], line.get("error").is_some())).collect();
        let ids = [Value::from("a"), 3.into(), 4.into(), 5.into(), "b".into()];
        assert_eq!(seen.iter().map(|(id, _)| (*id).clone()).collect::<Vec<_>>(), ids);
        let message = lines[2]["error"].as_str().unwrap();
        assert_eq!(message, "the line is not JSON from column 2 on: expected ident");
        assert_eq!(seen.iter().map(|(_, error)| *error).collect::<Vec<_>>(), [false, true, true, false, true]);
    }
}
