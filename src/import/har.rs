//! HAR files (HTTP Archive 1.2): what a browser's network panel saves. Only the requests matter.

use super::captured::{Body, Imported, ImportedRequest};
use super::url::{parse, percent_encode};
use super::{json_fault, pasted};
use crate::diagnostics::Diagnostic;
use crate::jwt::base64;
use crate::text::Span;
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct File {
    log: Log,
}

#[derive(Deserialize)]
struct Log {
    #[serde(default)]
    entries: Vec<Entry>,
}

/// Bodies of responses are most of such a file; they are skipped while reading.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    request: Value,
    response: Option<Response>,
}

#[derive(Deserialize)]
struct Response {
    #[serde(default)]
    headers: Value,
}

/// Reads the requests of all entries.
pub(super) fn read(text: &str) -> Imported {
    let mut out = Imported::default();
    let file: File = match serde_json::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            out.diagnostics.push(json_fault(&error, text, "HAR file"));
            return out;
        }
    };
    for (index, entry) in file.log.entries.iter().enumerate() {
        match request(entry, &mut out) {
            Some(request) => out.requests.push(request),
            None => out.leave_out(format!("entry {}", index + 1), "it has no request with an address", None),
        }
    }
    if out.requests.is_empty() {
        let whole = Span::new(0, text.len());
        out.diagnostics.push(
            Diagnostic::error("import/no-request", "there is no request in this HAR file", pasted(), whole)
                .help("record the network traffic first, then save it with content"),
        );
    }
    out
}

fn request(entry: &Entry, out: &mut Imported) -> Option<ImportedRequest> {
    let source = &entry.request;
    let url = parse(source.get("url")?.as_str()?);
    let mut request = ImportedRequest {
        method: text(source, "method").unwrap_or("GET").to_owned(),
        origin: url.origin,
        target: url.target,
        answered_by_gateway: entry.response.as_ref().is_some_and(|response| {
            let gateway = ["x-amz-apigw-id", "apigw-requestid"];
            pairs(&response.headers).any(|(name, _)| gateway.iter().any(|known| name.eq_ignore_ascii_case(known)))
        }),
        ..ImportedRequest::default()
    };
    for (name, value) in source.get("headers").map(pairs).into_iter().flatten() {
        // HTTP/2 has method and path as headers of its own.
        if !name.starts_with(':') {
            request.headers.push((name.to_owned(), value.to_owned()));
        }
    }
    add_cookies(source, &mut request);
    if let Some(data) = source.get("postData") {
        add_body(data, &mut request, out);
    }
    Some(request)
}

/// Some recorders list cookies apart and leave the header out.
fn add_cookies(source: &Value, request: &mut ImportedRequest) {
    let cookies: Vec<String> =
        source.get("cookies").map(pairs).into_iter().flatten().map(|(name, value)| format!("{name}={value}")).collect();
    if !cookies.is_empty() && request.header("Cookie").is_none() {
        request.add_header("Cookie", cookies.join("; "));
    }
}

fn add_body(data: &Value, request: &mut ImportedRequest, out: &mut Imported) {
    let content_type = text(data, "mimeType").unwrap_or("");
    let form: Vec<(&str, &str)> = data.get("params").map(pairs).into_iter().flatten().collect();
    let body = text(data, "text").unwrap_or("");
    request.body = match body {
        // Not in HAR 1.2, but met: the body in Base64.
        _ if text(data, "encoding") == Some("base64") => match base64::decode(body.trim()) {
            Ok(read) => match String::from_utf8(read.bytes) {
                Ok(text) => Body::Text(text),
                Err(error) => Body::Bytes(error.into_bytes()),
            },
            Err(_) => {
                out.leave_out("a body", "it says that it is Base64 and is not", None);
                Body::None
            }
        },
        "" if form.is_empty() => Body::None,
        "" if content_type.starts_with("multipart/") => {
            out.leave_out("a multipart body", "the recording has its fields, but not the bytes that were sent", None);
            Body::None
        }
        "" => {
            let field = |(name, value): &(&str, &str)| {
                // Recorders keep fields as they were sent; those that decode them leave blanks, which give it away.
                let encode = |text: &str| if text.contains(' ') { percent_encode(text, "+") } else { text.to_owned() };
                format!("{}={}", encode(name), encode(value))
            };
            Body::Text(form.iter().map(field).collect::<Vec<_>>().join("&"))
        }
        _ => Body::Text(body.to_owned()),
    };
    if request.body != Body::None && !content_type.is_empty() && request.header("Content-Type").is_none() {
        request.add_header("Content-Type", content_type.to_owned());
    }
}

fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Returns the pairs of a list of `{name, value}`; what is something else is skipped.
fn pairs(list: &Value) -> impl Iterator<Item = (&str, &str)> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some((text(item, "name")?, text(item, "value").unwrap_or(""))))
}
