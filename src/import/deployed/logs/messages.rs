//! Takes logs apart: files into texts, texts into messages, each with the request that it belongs to.

use crate::import;
use serde_json::Value;

/// A message of one request.
pub(super) struct Message {
    /// Id of the request; empty if it is not known.
    pub id: String,
    /// True for a test of the console.
    pub is_test: bool,
    /// Its text, which may have several lines.
    pub text: String,
}

/// Returns true if a text looks like a log.
pub(in crate::import::deployed) fn recognizes(start: &str) -> bool {
    let first = start.lines().next().unwrap_or_default();
    message_column(first).is_some()
        || first.starts_with("Execution log for request")
        || (start.contains(" transformations:") && start.contains("request body "))
        || start.contains("HTTP Method: ") && start.contains(", Resource Path: ")
        || start.contains("\tINFO\t{")
        || first.starts_with("[INFO]\t")
}

/// Returns true if JSON is a log: of `aws logs` (`filter-log-events`, `get-log-events`, `get-query-results`), or of
/// `test-invoke-method`.
pub(in crate::import::deployed) fn recognizes_json(text: &str) -> bool {
    text.contains("\"events\"") && text.contains("\"message\"")
        || text.contains("\"@message\"")
        || text.contains("Execution log for request")
}

/// Returns the texts of a log file: the file itself, or the messages in its JSON or CSV.
pub(super) fn texts(text: &str) -> Vec<String> {
    let text = text.trim_start_matches('\u{FEFF}');
    if text.trim_start().starts_with(['{', '['])
        && let Ok(json) = serde_json::from_str::<Value>(text)
    {
        if let Some(log) = json.get("log").and_then(Value::as_str) {
            return vec![log.to_owned()];
        }
        let events = json.get("events").and_then(Value::as_array);
        let messages = events.into_iter().flatten().filter_map(|event| event.get("message")?.as_str());
        // Logs Insights: rows of fields, or as its console saves them, one object a row.
        let rows = json.get("results").unwrap_or(&json).as_array();
        let cells = rows.into_iter().flatten().filter_map(|row| match row {
            Value::Array(cells) => {
                let cell = cells.iter().find(|cell| cell.get("field").is_some_and(|field| field == "@message"));
                cell?.get("value")?.as_str()
            }
            row => row.get("@message")?.as_str(),
        });
        return messages.chain(cells).map(str::to_owned).collect();
    }
    if let Some(column) = message_column(text.lines().next().unwrap_or_default()) {
        return csv(text).into_iter().skip(1).filter_map(|row| row.into_iter().nth(column)).collect();
    }
    vec![text.to_owned()]
}

/// Returns the column of messages, if a line is the head of what Logs Insights saves: names with `@`.
fn message_column(line: &str) -> Option<usize> {
    let mut names = line.trim_start_matches('\u{FEFF}').split(',').map(|name| name.trim().trim_matches('"'));
    if line.starts_with(['{', '[']) || !line.contains("@message") {
        return None;
    }
    names.position(|name| name == "@message")
}

/// Reads comma-separated values: quotes are doubled inside quotes, which may hold line ends (RFC 4180).
fn csv(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => rows.last_mut().into_iter().for_each(|row| row.push(String::new())),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' if !quoted => {}
            c => cell.push(c),
        }
    }
    rows
}

/// Splits a text into messages. A message ends where a line begins with a prefix of its own.
pub(super) fn split(text: &str) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    let mut test_id = String::new();
    for line in text.split_inclusive('\n') {
        if let Some(id) = line.strip_prefix("Execution log for request ") {
            test_id = id.trim().to_owned();
        } else if let Some((id, rest)) = by_request(line) {
            all.push(Message { id: id.to_owned(), is_test: false, text: rest.to_owned() });
        } else if let Some(rest) = by_date(line) {
            all.push(Message { id: test_id.clone(), is_test: true, text: rest.to_owned() });
        } else if let Some(last) = all.last_mut() {
            last.text.push_str(line);
        }
    }
    all
}

/// Splits `2026-11-20T10:15:30.412Z (request-id) message`.
fn by_request(line: &str) -> Option<(&str, &str)> {
    const BEFORE: usize = 120;
    const ID: usize = 36;
    let open = line.bytes().take(BEFORE).position(|b| b == b'(')?;
    let rest = line.get(open + 1..)?;
    let id = rest.get(..ID)?;
    let is_id = id.bytes().enumerate().all(|(i, b)| match i {
        8 | 13 | 18 | 23 => b == b'-',
        _ => b.is_ascii_hexdigit(),
    });
    // Before it stand times and names of streams, nothing of a body.
    let is_prefix = !line[..open].contains(['{', '"', '=']);
    if !(is_id && is_prefix) {
        return None;
    }
    Some((id, rest.get(ID..)?.strip_prefix(") ")?))
}

/// Splits `Fri Nov 20 10:15:30 UTC 2026 : message`.
fn by_date(line: &str) -> Option<&str> {
    const DAYS: [&str; 7] = ["Mon ", "Tue ", "Wed ", "Thu ", "Fri ", "Sat ", "Sun "];
    const DATE: usize = 40;
    let (date, rest) = line.split_once(" : ")?;
    let is_date = date.len() <= DATE && DAYS.iter().any(|day| date.starts_with(day)) && date.contains(':');
    is_date.then_some(rest)
}

/// Returns the events that a Lambda function printed, as JSON: Node.js's `console.log`, Python's `print`, JSON logging.
pub(super) fn lambda_events(text: &str) -> Vec<String> {
    let is_event = |json: &String| import::recognize(json) == import::Kind::LambdaEvent;
    let event = |line: &str| {
        let at = line.find('{')?;
        // A message of API Gateway has its id in parentheses, and events of its own that are read elsewhere.
        if by_request(line).is_some() || by_date(line).is_some() {
            return None;
        }
        let text = line[at..].trim();
        let json = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(mut members)) => match members.remove("message") {
                Some(message @ Value::Object(_)) => message.to_string(),
                _ => text.to_owned(),
            },
            _ => from_python(text)?,
        };
        Some(json).filter(is_event)
    };
    text.lines().filter_map(event).collect()
}

/// Turns what Python prints of a value into JSON: other quotes, `None`, `True` and `False`.
fn from_python(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '\'' || c == '"' {
            let (value, after) = python_text(&rest[1..], c)?;
            out.push_str(&Value::String(value).to_string());
            rest = after;
            continue;
        }
        let words = [("None", "null"), ("True", "true"), ("False", "false")];
        if let Some((word, json)) = words.iter().find(|(word, _)| rest.starts_with(word)) {
            out.push_str(json);
            rest = &rest[word.len()..];
            continue;
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    serde_json::from_str::<Value>(&out).ok()?;
    Some(out)
}

/// Reads a text up to its closing quote. Returns it and what follows.
fn python_text(text: &str, quote: char) -> Option<(String, &str)> {
    let mut out = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            c if c == quote => return Some((out, &text[at + c.len_utf8()..])),
            '\\' => {
                let digits = match chars.next()?.1 {
                    'n' => {
                        out.push('\n');
                        continue;
                    }
                    'r' => {
                        out.push('\r');
                        continue;
                    }
                    't' => {
                        out.push('\t');
                        continue;
                    }
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    other => {
                        out.push(other);
                        continue;
                    }
                };
                let hex: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
                out.push(char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?);
            }
            c => out.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_prints_are_read() {
        let found = from_python(r#"{'a': "it's", 'b': [None, True, 1.5], 'c': 'x\'\n\u00fc'}"#).expect("is read");
        assert_eq!(
            serde_json::from_str::<Value>(&found).expect("JSON"),
            serde_json::json!({"a": "it's", "b": [null, true, 1.5], "c": "x'\nü"})
        );
        assert_eq!(from_python("{'a': open}"), None);
    }

    #[test]
    fn cells_may_hold_quotes_and_line_ends() {
        assert_eq!(csv("a,\"b\n\"\"c\"\"\"\nd,e"), [["a", "b\n\"c\""], ["d", "e"]]);
    }
}
