//! Captured requests: what people copy out of browsers, terminals, proxies and API clients.
//!
//! [`recognize`] says what a text is, [`request`] reads it. Every format has one file. Order, spelling and
//! duplicates are kept; what is not taken over is named, with the reason ([`LeftOut`]). Nothing is run,
//! opened or fetched: shell variables, files and placeholders stay what they are and are reported.
//!
//! Lambda events are read by [`event()`], which gives the whole call: request, stage, context and caller.
//!
//! A request comes out as [`ImportedRequest`], which still knows its host; once it is clear which stage it is
//! for, [`ImportedRequest::to_request`] gives what API Gateway sees.
//!
//! What is deployed (OpenAPI, CloudFormation, Terraform and so on) is read by [`deployed`].

mod captured;
mod cmd;
mod curl;
pub mod deployed;
mod event;
mod har;
mod http_file;
mod placeholders;
mod postman;
mod powershell;
mod raw_http;
mod shell;
mod tree;
mod url;
mod yaml;

pub use captured::{Body, Imported, ImportedRequest, LeftOut};
pub use event::{Change, Difference, EventForm, EventImport, ImportedEvent, event, event_value};

use crate::diagnostics::{Diagnostic, Source};
use crate::text::Span;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::fmt;

/// Longest text that is read, in bytes. Recordings of browsers reach a hundred million.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;

/// What a pasted text is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// One or more curl commands, quoted for a POSIX shell or for Windows.
    Curl,
    /// PowerShell's `Invoke-WebRequest` or `Invoke-RestMethod`.
    PowerShell,
    /// A raw HTTP request.
    RawHttp,
    /// A `.http` or `.rest` file, or a bare address.
    HttpFile,
    /// A HAR file.
    Har,
    /// A Postman collection.
    Postman,
    /// The event of a Lambda function: [`event()`] reads more of it than the request.
    LambdaEvent,
    /// None of these.
    Unknown,
}

impl Kind {
    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Curl => "curl command",
            Self::PowerShell => "PowerShell command",
            Self::RawHttp => "HTTP request",
            Self::HttpFile => "HTTP file",
            Self::Har => "HAR file",
            Self::Postman => "Postman collection",
            Self::LambdaEvent => "Lambda event",
            Self::Unknown => "unknown text",
        }
    }
}

/// Tells what `text` is, by its look.
pub fn recognize(text: &str) -> Kind {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    if text.starts_with('{') {
        return recognize_json(text);
    }
    if powershell::recognizes(text) {
        Kind::PowerShell
    } else if curl::recognizes(text) {
        Kind::Curl
    } else if raw_http::recognizes(text) && !text.contains("\n###") {
        Kind::RawHttp
    } else if http_file::recognizes(text) {
        Kind::HttpFile
    } else {
        Kind::Unknown
    }
}

/// Reads the requests of `text`, whatever kind of text it is.
pub fn request(text: &str) -> Imported {
    if text.len() > MAX_BYTES {
        let message = format!("longer than {} MiB: this is not read", MAX_BYTES / (1024 * 1024));
        return refuse(text, "import/too-long", message, "cut the recording down to the request in question");
    }
    let kind = recognize(text);
    // An invisible mark at the start belongs to the file, not to its text; a blank keeps all places right.
    let unmarked = text.strip_prefix('\u{FEFF}').map(|rest| format!("   {rest}"));
    let text = unmarked.as_deref().unwrap_or(text);
    match kind {
        Kind::Curl => curl::read(text),
        Kind::PowerShell => powershell::read(text),
        Kind::RawHttp => raw_http::read(text),
        Kind::HttpFile => http_file::read(text),
        Kind::Har => har::read(text),
        Kind::Postman => postman::read(text),
        Kind::LambdaEvent => {
            let EventImport { event, left_out, diagnostics } = event(text);
            let requests = event.iter().map(ImportedEvent::to_captured).collect();
            Imported { requests, left_out, diagnostics }
        }
        Kind::Unknown => refuse(
            text,
            "import/unknown",
            "there is no request in this text".into(),
            "paste a raw HTTP request, a curl command, a HAR file, a Postman collection, an `.http` file or a Lambda event",
        ),
    }
}

/// Returns the name under which diagnostics speak of the pasted text.
pub fn pasted() -> Source {
    Source::File("pasted text".into())
}

fn refuse(text: &str, rule: &'static str, message: String, help: &str) -> Imported {
    let diagnostic = Diagnostic::error(rule, message, pasted(), Span::new(0, text.len())).help(help);
    Imported { diagnostics: vec![diagnostic], ..Imported::default() }
}

/// Says that a text is not the JSON that it should be, in words of ours.
fn json_fault(error: &serde_json::Error, text: &str, what: &str) -> Diagnostic {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut offset = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let (message, help) = match error.classify() {
        serde_json::error::Category::Eof => (format!("this {what} ends too early"), "copy or save the whole file"),
        serde_json::error::Category::Syntax => (format!("this {what} is not JSON from here on"), "save it again"),
        _ => (format!("this {what} has another structure here than the format has"), "save it again"),
    };
    Diagnostic::error("import/not-json", message, pasted(), Span::at(offset)).help(help)
}

/// Tells JSON formats apart by the members at the top; a broken file by the names it mentions.
fn recognize_json(text: &str) -> Kind {
    let names = match serde_json::from_str::<Names>(text) {
        Ok(Names(names)) => names,
        Err(_) => {
            let start: String = text.chars().take(4_000).collect();
            let mentions = |name: &str| start.contains(&format!("\"{name}\""));
            return if mentions("log") && mentions("entries") {
                Kind::Har
            } else if mentions("_postman_id") || mentions("item") && mentions("info") {
                Kind::Postman
            } else if event::recognizes(mentions) {
                Kind::LambdaEvent
            } else {
                Kind::Unknown
            };
        }
    };
    let has = |name: &str| names.iter().any(|known| known == name);
    if has("log") {
        Kind::Har
    } else if has("info") && has("item") || has("collection") || has("requests") && has("order") {
        Kind::Postman
    } else if event::recognizes(has) {
        Kind::LambdaEvent
    } else {
        Kind::Unknown
    }
}

/// The names of an object's members; the values are skipped without being kept.
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = access.next_entry::<String, IgnoredAny>()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(Object)
    }
}
