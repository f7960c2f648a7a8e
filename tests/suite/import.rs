//! Captured requests, by format.

mod curl;
mod events;
mod formats;
mod samples;

use gatewright::diagnostics::Severity;
use gatewright::import::{Body, Imported, ImportedRequest, pasted, request};

/// Reads `text` and checks what holds for every text: places that fit, and advice for everything that is wrong.
fn import(text: &str) -> Imported {
    let imported = request(text);
    for diagnostic in &imported.diagnostics {
        assert!(diagnostic.help.is_some(), "{diagnostic:?}");
        for label in &diagnostic.labels {
            assert_eq!(label.location.source, pasted());
            assert!(text.get(label.location.span.range()).is_some(), "{diagnostic:?}");
        }
    }
    for left_out in &imported.left_out {
        assert!(left_out.span.is_none_or(|span| text.get(span.range()).is_some()), "{left_out:?}");
    }
    imported
}

/// Reads a text that holds one request and nothing wrong.
fn one(text: &str) -> ImportedRequest {
    let mut imported = import(text);
    assert_eq!(imported.requests.len(), 1, "{text}: {imported:#?}");
    assert!(errors(&imported).is_empty(), "{text}: {imported:#?}");
    imported.requests.remove(0)
}

fn errors(imported: &Imported) -> Vec<&str> {
    let is_error = |d: &&gatewright::diagnostics::Diagnostic| d.severity == Severity::Error;
    imported.diagnostics.iter().filter(is_error).map(|d| d.rule.0).collect()
}

/// Shows a request the way it would go over the line.
fn show(request: &ImportedRequest) -> String {
    let mut out = format!("{} {}\n", request.method, request.url());
    for (name, value) in &request.headers {
        out.push_str(&format!("{name}: {value}\n"));
    }
    match &request.body {
        Body::None => {}
        Body::Text(text) => out.push_str(&format!("\n{text}\n")),
        Body::Bytes(bytes) => out.push_str(&format!("\n{bytes:?}\n")),
        Body::File(name) => out.push_str(&format!("\n< {name}\n")),
    }
    out
}

fn check(text: &str, expected: expect_test::Expect) {
    expected.assert_eq(&show(&one(text)));
}
