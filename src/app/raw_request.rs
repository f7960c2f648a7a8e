//! The request as text: what goes over the wire, without what the connection adds. Editable, in step with the form.

use crate::apigw::request::Request;
use crate::import::{self, Kind};

/// Writes a request as text.
pub fn write(request: &Request) -> String {
    let query = request.query_string();
    let mark = if query.is_empty() { "" } else { "?" };
    let mut text = format!("{} {}{mark}{query} HTTP/1.1\n", request.method, request.path);
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    text.push_str(request.body.as_deref().unwrap_or(""));
    text
}

/// Reads a request from text. The body is what stands after the first empty line, to the last byte.
///
/// # Errors
/// A sentence for the user: the text is no request yet.
pub fn read(text: &str) -> Result<Request, String> {
    let (head, body) = split(text);
    let mut lines = head.lines();
    let first = lines.next().unwrap_or("").trim();
    if first.is_empty() {
        return Err("The first line says method and path: POST /rides HTTP/1.1".into());
    }
    let has_version = first.rsplit(' ').next().is_some_and(|word| word.to_ascii_uppercase().starts_with("HTTP/"));
    let version = if has_version { "" } else { " HTTP/1.1" };
    let rest: String = lines.map(|line| format!("{line}\n")).collect();
    let whole = format!("{first}{version}\n{rest}\n");
    if import::recognize(&whole) != Kind::RawHttp {
        return Err(format!("This is no request line: {first}. Write method and path: POST /rides HTTP/1.1"));
    }
    let read = import::request(&whole);
    if let Some(problem) = read.diagnostics.first() {
        let help = problem.help.as_deref().unwrap_or_default();
        return Err(format!("{}: {help}.", problem.message));
    }
    let Some(captured) = read.requests.first() else { return Err("There is no request in this text.".into()) };
    let mut request = captured.to_request("");
    request.body = (!body.is_empty()).then(|| body.into());
    Ok(request)
}

/// Splits a text at its first empty line.
fn split(text: &str) -> (&str, &str) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if at > 0 && line.trim_end_matches(['\r', '\n']).is_empty() {
            return (text.get(..at).unwrap_or(""), text.get(end..).unwrap_or(""));
        }
        at = end;
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_survives_being_written_and_read() {
        let request = Request {
            method: "POST".into(),
            path: "/rides/a%20b".into(),
            query: vec![("x".into(), "1 2".into()), ("x".into(), "ü&".into()), ("empty".into(), String::new())],
            raw_query: None,
            headers: vec![
                ("Accept".into(), "a".into()),
                ("accept".into(), "b: c".into()),
                ("X-Empty".into(), "".into()),
            ],
            body: Some("{\n\n  \"a\": 1\n}\n\n".into()),
            ..Request::default()
        };
        let text = write(&request);
        assert!(text.starts_with("POST /rides/a%20b?x=1%202&x=%C3%BC%26&empty= HTTP/1.1\nAccept: a\n"), "{text}");
        let read = read(&text).expect("a request");
        assert_eq!((&read.method, &read.path, &read.query), (&request.method, &request.path, &request.query));
        assert_eq!((&read.headers, &read.body), (&request.headers, &request.body));
    }

    #[test]
    fn a_missing_version_is_no_fault_and_nonsense_is_told() {
        assert_eq!(read("GET /a\n\n").expect("a request").path, "/a");
        assert_eq!(read("GET /a").expect("a request").body, None);
        for (text, expected) in [("", "first line"), ("hello", "no request line"), ("GET / HTTP/1.1\nnocolon", "colon")]
        {
            let error = read(text).expect_err("none");
            assert!(error.contains(expected), "{text:?}: {error}");
        }
    }
}
