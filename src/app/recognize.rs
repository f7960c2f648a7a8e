//! What a pasted or dropped text is, and the calls that can be made of it. Pure, and run off the window's thread.

use crate::apigw::authorizer::Identity;
use crate::design::{Call, Design, file};
use crate::diagnostics::{Diagnostic, Location, Source};
use crate::import::deployed::{self, Folder, Format, ImportedDesign, Neighbors, NoNeighbors, SourceFile};
use crate::import::{self, Body, Kind};
use crate::jwt;
use crate::text::LineIndex;
use std::path::Path;

/// What a text is.
pub enum Found {
    /// Requests.
    Requests(Requests),
    /// A token.
    Token,
    /// A whole design.
    Design(Box<Design>),
    /// What is deployed, and what it came to.
    Deployed(Deployed),
    /// Nothing that is known; a sentence says what was looked for.
    Nothing(String),
}

/// What is deployed, read.
pub struct Deployed {
    /// What the text was read as.
    pub format: Format,
    /// What came in.
    pub imported: Box<ImportedDesign>,
    /// What is wrong with the text, a sentence each with its place.
    pub problems: Vec<String>,
}

/// The requests in a text.
pub struct Requests {
    /// The kind of text, for people: "HAR file".
    pub kind: &'static str,
    /// A call for each request.
    pub calls: Vec<Candidate>,
    /// What was not taken over, and why.
    pub left_out: Vec<String>,
    /// What is wrong with the text, a sentence each with its place.
    pub problems: Vec<String>,
}

/// A call that can be made of a captured request.
pub struct Candidate {
    /// The call.
    pub call: Call,
    /// The request in one line: `POST /rides`.
    pub line: String,
    /// Where it was sent.
    pub origin: String,
    /// It was meant for API Gateway, as far as can be told.
    pub is_for_gateway: bool,
}

/// Tells quickly whether [`recognize`] would find something.
pub fn is_known(text: &str) -> bool {
    is_request(text) || is_token(text) || is_design(text) || deployed_format("", text).is_some()
}

/// Tells quickly whether a text holds requests.
pub fn is_request(text: &str) -> bool {
    import::recognize(text) != Kind::Unknown
}

/// Returns the format of a file of what is deployed; a template alone is none, it goes into the open route.
pub fn deployed_format(name: &str, text: &str) -> Option<Format> {
    deployed::recognize(name, text).filter(|format| !matches!(format, Format::Captured | Format::Vtl))
}

/// Reads what is deployed. `path` is its file, if it has one: files beside it that it names are read too.
fn of_deployed(text: &str, path: Option<&Path>, format: Format) -> Found {
    let name = path.map_or_else(|| "pasted text".to_owned(), |path| path.display().to_string());
    let folder = path.and_then(Path::parent).map(|folder| Folder(folder.to_owned()));
    let neighbors: &dyn Neighbors = match &folder {
        Some(folder) => folder,
        None => &NoNeighbors,
    };
    let mut imported = deployed::read(&[SourceFile { name: &name, text }], Some(format), neighbors);
    if path.is_none() {
        // There is no file that a template could go back to.
        imported.design.imported_from = None;
    }
    let problems = imported.diagnostics.iter().map(|problem| placed(problem, &name, text)).collect();
    Found::Deployed(Deployed { format, imported: Box::new(imported), problems })
}

/// Reads `text`, which stands in the file at `path` if it is in one. `stage` is taken off the paths; a request that says nothing of its caller gets `caller`.
pub fn recognize(text: &str, path: Option<&Path>, stage: &str, caller: &Identity) -> Found {
    if is_token(text) {
        return Found::Token;
    }
    if is_design(text) {
        return match file::parse(text) {
            Ok(design) => Found::Design(Box::new(design)),
            Err(error) => Found::Nothing(error.to_string()),
        };
    }
    let name = path.map(|path| path.to_string_lossy()).unwrap_or_default();
    if let Some(format) = deployed_format(&name, text) {
        return of_deployed(text, path, format);
    }
    let kind = import::recognize(text);
    if kind == Kind::LambdaEvent {
        return of_event(text);
    }
    let read = import::request(text);
    let problems = read.diagnostics.iter().map(|problem| placed(problem, "", text)).collect();
    let calls: Vec<Candidate> = read.requests.iter().map(|request| candidate(request, stage, caller)).collect();
    if kind == Kind::Unknown && calls.is_empty() {
        let known = "a curl or PowerShell command, a raw HTTP request, a .http file, a HAR file, a Postman collection, \
                     a Lambda event, a token, a design, or a file of what is deployed (OpenAPI, CloudFormation, SAM, \
                     Terraform, serverless.yml, the AWS CLI, an execution log)";
        return Found::Nothing(format!("This is none of the forms that are known: {known}."));
    }
    let left_out = read.left_out.iter().map(|left| format!("{}: {}", left.what, left.why)).collect();
    Found::Requests(Requests { kind: kind.title(), calls, left_out, problems })
}

/// Tells whether a text is a token and nothing else.
pub fn is_token(text: &str) -> bool {
    // A token is a word or a header's line; whatever is longer is looked at as something else.
    text.len() < 64 * 1024 && text.trim().lines().count() == 1 && jwt::decode(text).is_well_formed()
}

/// Tells whether a text is a design.
pub fn is_design(text: &str) -> bool {
    let start = text.trim_start_matches('\u{FEFF}').trim_start();
    let head = start.get(..start.floor_char_boundary(400)).unwrap_or(start);
    start.starts_with('{') && head.contains("\"gatewright\"")
}

fn candidate(request: &import::ImportedRequest, stage: &str, caller: &Identity) -> Candidate {
    let taken = request.to_request(stage);
    let line = format!("{} {}", taken.method, request.target);
    let mut name = request.name.clone().unwrap_or_else(|| format!("{} {}", taken.method, taken.path));
    if let Body::File(file) = &request.body {
        name = format!("{name} (body: paste {file})");
    }
    let call = Call { name, request: taken, identity: caller.clone(), ..Call::default() };
    let origin = request.origin.clone().unwrap_or_default();
    Candidate { call, line, origin, is_for_gateway: request.is_for_gateway() }
}

/// An event tells more than a request does: the caller, and the values that the service chose.
fn of_event(text: &str) -> Found {
    let read = import::event(text);
    let problems = read.diagnostics.iter().map(|problem| placed(problem, "", text)).collect();
    let left_out = read.left_out.iter().map(|left| format!("{}: {}", left.what, left.why)).collect();
    let calls = read.event.into_iter().map(|event| {
        let line = format!("{} {}", event.request.method, event.request.path);
        let name = format!("{line} (from an event)");
        let origin = format!("{}, {} {}", event.form.title(), event.route_method, event.resource);
        let call = Call {
            name,
            request: event.request,
            identity: event.identity,
            context: event.overrides,
            ..Call::default()
        };
        Candidate { call, line, origin, is_for_gateway: true }
    });
    Found::Requests(Requests { kind: Kind::LambdaEvent.title(), calls: calls.collect(), left_out, problems })
}

/// A problem as a sentence that begins with its place. `name` is the file that `text` stands in: what is wrong in a file
/// beside it begins with that one's name.
fn placed(problem: &Diagnostic, name: &str, text: &str) -> String {
    let words = sentence(&problem.message, problem.help.as_deref());
    match problem.primary() {
        Some(Location { source: Source::File(file), .. }) if **file != *name => format!("{file}: {words}"),
        Some(place) if text.trim_end().contains('\n') => {
            let at = LineIndex::new(text).line_column(text, place.span.start as usize);
            format!("Line {}, column {}: {words}", at.line, at.column)
        }
        _ => words,
    }
}

fn sentence(message: &str, help: Option<&str>) -> String {
    match help {
        Some(help) => format!("{message}: {help}"),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> String {
        match recognize(text, None, "prod", &Identity::default()) {
            Found::Requests(found) => {
                let lines: Vec<&str> = found.calls.iter().map(|call| call.line.as_str()).collect();
                format!("{}: {}", found.kind, lines.join(", "))
            }
            Found::Token => "token".into(),
            Found::Design(design) => format!("design {}", design.name),
            Found::Deployed(found) => format!("{}: {}", found.format.as_str(), found.imported.design.routes.len()),
            Found::Nothing(_) => "nothing".into(),
        }
    }

    #[test]
    fn whatever_people_paste_is_recognized() {
        assert_eq!(kind("curl https://x.example.com/rides -d '{}'"), "curl command: POST /rides");
        assert_eq!(kind("POST /rides HTTP/1.1\nHost: a\n\n{}"), "HTTP request: POST /rides");
        let token = jwt::sample::demo(&serde_json::Map::new());
        assert_eq!(kind(&format!("Bearer {}\n", token.reveal())), "token");
        let preset = crate::design::presets::PRESETS.first().expect("presets").text;
        assert_eq!(kind(preset), "design Wild Rydes");
        assert_eq!(kind("just words"), "nothing");
        let stack =
            "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: f}}}}\n";
        assert_eq!(kind(stack), "openapi: 1");
        assert!(!is_known("just words") && is_known("curl https://x.example.com/"));
    }

    /// The dialog said what is wrong with a file, but not where.
    #[test]
    fn what_is_wrong_begins_with_its_place() {
        let stack = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Api: a: b\n";
        let Found::Deployed(found) = recognize(stack, None, "prod", &Identity::default()) else { panic!("deployed") };
        let said = found.problems.join("\n");
        assert!(said.starts_with("Line 3, column 9: "), "{said}");
    }

    #[test]
    fn an_event_brings_its_caller_along() {
        let event = r#"{"resource": "/rides", "path": "/rides", "httpMethod": "POST", "headers": {"A": "b"},
            "multiValueHeaders": {"A": ["b"]}, "queryStringParameters": null, "multiValueQueryStringParameters": null,
            "pathParameters": null, "stageVariables": null, "requestContext": {"resourceId": "a", "resourcePath": "/rides",
            "httpMethod": "POST", "stage": "prod", "authorizer": {"claims": {"sub": "u", "email": "e@example.com"}}},
            "body": "{}", "isBase64Encoded": false}"#;
        let Found::Requests(found) = recognize(event, None, "prod", &Identity::default()) else {
            panic!("no requests")
        };
        let claims = found.calls.first().and_then(|call| call.call.identity.claims.clone()).expect("claims");
        assert_eq!(claims.get("email").and_then(|email| email.as_str()), Some("e@example.com"));
    }
}
