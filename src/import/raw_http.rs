//! A raw HTTP request: request line, headers, an empty line, the body. As browsers, proxies and tools show it.

use super::captured::{Body, Imported, ImportedRequest};
use super::{pasted, url};
use crate::diagnostics::Diagnostic;
use crate::text::Span;

/// Returns true if the first line is a request line, or the first of HTTP/2's own headers. A line without a path
/// counts, so that it can be said what is missing; one without a version must have a path.
pub(super) fn recognizes(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = lines.next().unwrap_or("");
    if line.starts_with(":authority:") || line.starts_with(":method:") {
        return true;
    }
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let header_follows = || lines.clone().next().is_some_and(|line| line.contains(": "));
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some(method), Some(_), Some(version), None) if is_version(version) => is_method(method),
        (Some(method), Some(word), None, None) => is_method(method) && (is_version(word) || word.starts_with('/')),
        (Some(method), None, None, None) => is_method(method) && header_follows(),
        _ => false,
    }
}

/// Returns true for a word that can be a method.
pub(super) fn is_method(word: &str) -> bool {
    (2..=32).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'-' || b == b'_')
}

/// Returns true for `HTTP/1.1`, `HTTP/2`, `h2` and the like.
pub(super) fn is_version(word: &str) -> bool {
    word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("http/")) || matches!(word, "h2" | "h2c" | "h3")
}

/// Reads one request.
pub(super) fn read(text: &str) -> Imported {
    let mut out = Imported::default();
    let mut request = ImportedRequest { method: "GET".into(), target: "/".into(), ..ImportedRequest::default() };
    let mut lines = Lines { text, at: 0 };
    // Blank lines before the request line are allowed by the protocol, and happen when copying.
    let mut line = lines.next();
    while line.is_some_and(|(line, _)| line.trim().is_empty()) {
        line = lines.next();
    }
    let Some((first, span)) = line else { return out };
    let mut scheme = "https";
    if first.trim_start().starts_with(':') {
        lines.at = span.start as usize;
    } else {
        read_request_line(first, span, &mut request, &mut out);
    }
    while let Some((line, span)) = lines.next() {
        if line.trim().is_empty() {
            break;
        }
        read_header_line(line, span, &mut request, &mut scheme, &mut out);
    }
    if request.origin.is_none() {
        request.origin = request.header("Host").map(|host| format!("{scheme}://{host}"));
    }
    read_body(text.get(lines.at..).unwrap_or(""), lines.at, &mut request, &mut out);
    out.requests.push(request);
    out
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    /// Returns the next line without its end, and its place.
    fn next(&mut self) -> Option<(&'a str, Span)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let start = self.at;
        self.at += line.len();
        let line = line.trim_end_matches(['\r', '\n']);
        Some((line, Span::new(start, start + line.len())))
    }
}

fn read_request_line(line: &str, span: Span, request: &mut ImportedRequest, out: &mut Imported) {
    let line = line.trim();
    let (method, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    let target = match rest.rsplit_once(' ') {
        Some((target, version)) if is_version(version) => target.trim_end(),
        _ if is_version(rest) => "",
        _ => rest,
    };
    request.method = method.to_owned();
    if target.is_empty() {
        out.diagnostics.push(
            Diagnostic::error("import/no-path", "the request line has no path", pasted(), span)
                .help("write it as `GET /path HTTP/1.1`"),
        );
        return;
    }
    if target.contains(' ') {
        out.diagnostics.push(
            Diagnostic::warning("import/blank-in-address", "there is a blank in the path", pasted(), span)
                .help("clients encode it: write `%20`"),
        );
    }
    let parsed = if target.starts_with('/') { url::Url::from_target(target) } else { url::parse(target) };
    request.origin = parsed.origin;
    request.target = parsed.target;
}

fn read_header_line(
    line: &str,
    span: Span,
    request: &mut ImportedRequest,
    scheme: &mut &'static str,
    out: &mut Imported,
) {
    // A line that begins with a blank continues the header before it (obsolete, but seen).
    if line.starts_with([' ', '\t'])
        && let Some((_, value)) = request.headers.last_mut()
    {
        value.push(' ');
        value.push_str(line.trim());
        return;
    }
    let pseudo = line.trim_start().strip_prefix(':');
    let Some((name, value)) = pseudo.unwrap_or(line).split_once(':') else {
        out.diagnostics.push(
            Diagnostic::error("import/header-without-colon", "this header has no colon", pasted(), span)
                .help("write it as `Name: value`; the body begins after an empty line"),
        );
        return;
    };
    let (name, value) = (name.trim(), value.trim());
    if pseudo.is_some() {
        match name {
            "method" => request.method = value.to_owned(),
            "path" => request.target = value.to_owned(),
            "authority" => request.origin = Some(format!("{scheme}://{value}")),
            "scheme" if value == "http" => {
                *scheme = "http";
                request.origin = request.origin.as_ref().map(|origin| origin.replacen("https://", "http://", 1));
            }
            _ => {}
        }
        return;
    }
    if name.is_empty() || name.contains(char::is_whitespace) {
        out.diagnostics.push(
            Diagnostic::warning("import/header-name", "this is no name for a header", pasted(), span)
                .help("a name has no blanks: a proxy or the service refuses it"),
        );
    }
    request.headers.push((name.to_owned(), value.to_owned()));
}

/// Takes the body; what the headers say about its length is a hint only, since people edit.
fn read_body(rest: &str, start: usize, request: &mut ImportedRequest, out: &mut Imported) {
    let chunked =
        request.header("Transfer-Encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    if let Some(body) = chunked.then(|| join_chunks(rest)).flatten() {
        request.body = if body.is_empty() { Body::None } else { Body::Text(body) };
        return;
    }
    let length: Option<usize> = request.header("Content-Length").and_then(|value| value.parse().ok());
    let trimmed = rest.trim_end_matches(['\r', '\n']);
    let body = match length {
        // The file's own last line end is no part of the body.
        Some(length) if length < rest.len() && length >= trimmed.len() => rest.get(..length).unwrap_or(rest),
        Some(length) if length == rest.len() => rest,
        _ => trimmed,
    };
    if let Some(length) = length.filter(|length| *length != body.len()) {
        let span = Span::new(start, start + body.len());
        let message = format!("the body has {} bytes, `Content-Length` says {length}", body.len());
        out.diagnostics.push(
            Diagnostic::warning("import/content-length", message, pasted(), span)
                .help("the whole body is taken: check that nothing was cut off or added"),
        );
    }
    if !body.is_empty() {
        request.body = Body::Text(body.to_owned());
    }
}

/// Joins a chunked body; `None` if the text is not written in chunks, as when a tool has joined them already.
fn join_chunks(text: &str) -> Option<String> {
    let mut rest = text.as_bytes();
    let mut out = Vec::new();
    loop {
        let line_end = rest.iter().position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(rest.get(..line_end)?).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return String::from_utf8(out).ok();
        }
        let (chunk, after) = rest.get(line_end + 1..)?.split_at_checked(size)?;
        out.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n"))?;
    }
}
