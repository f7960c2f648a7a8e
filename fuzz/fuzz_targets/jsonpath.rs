//! Any path over any document; and our strict reader beside serde_json's.
//!
//! Input: path and document, with byte 0xFF between them.
#![no_main]

use gatewright::diagnostics::Source;
use gatewright::json::path::{Item, Outcome, Path, Value};
use gatewright::json::{Document, MAX_DEPTH, lenient, strict};
use gatewright_fuzz::{check_diagnostics, check_span, parts};
use libfuzzer_sys::fuzz_target;

const STEPS: usize = 50_000;

fuzz_target!(|data: &[u8]| {
    let mut parts = parts(data);
    let path = parts.next().unwrap_or_default();
    let body = parts.next().unwrap_or_default();
    let path = match Path::parse(&path) {
        Ok(path) => Some(path),
        Err(error) => {
            check_span(error.span, &path, &error.message);
            None
        }
    };
    let strictly = strict::read(body.as_str(), &Source::Body);
    beside_serde(&body, strictly.is_ok());
    if let Err(diagnostic) = &strictly {
        check_diagnostics(std::slice::from_ref(diagnostic), &Source::Body, &body);
    }
    let leniently = lenient::read(body.as_str());
    if let Err(unreadable) = &leniently {
        check_span(unreadable.span, &body, unreadable.message);
        assert!(strictly.is_err(), "the lenient reader refuses JSON: {}", unreadable.message);
    }
    for document in strictly.iter().chain(leniently.iter()) {
        if let Some(path) = &path {
            walk(path, document);
        }
    }
});

/// What RFC 8259 takes is no matter of opinion, except for how deep it may be.
fn beside_serde(body: &str, ours: bool) {
    let theirs = serde_json::from_str::<&serde_json::value::RawValue>(body).is_ok();
    let deep = body.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > MAX_DEPTH;
    assert!(ours == theirs || deep && theirs, "JSON or not? We say {ours}, serde_json {theirs}");
}

fn walk(path: &Path, document: &Document) {
    let root = Value::root(document);
    match path.evaluate(&root, STEPS) {
        Ok(Outcome::Many(items)) => {
            assert!(!path.is_definite(), "a definite path leads to a list");
            assert!(items.iter().map(size).sum::<usize>() <= STEPS * 4, "more results than steps");
        }
        Ok(Outcome::One(item)) => assert!(size(&item) <= STEPS * 4, "a result larger than the steps allow"),
        Ok(Outcome::Missing) => {}
        Err(error) => assert!(!error.message.is_empty()),
    }
}

/// Returns how many values of its own a result holds, and goes through all of them.
fn size(item: &Item<Value<'_>>) -> usize {
    match item {
        Item::Merged(members) => members.len() + 1,
        Item::Names(names) => names.len() + 1,
        Item::List(items) => items.iter().map(size).sum::<usize>() + 1,
        Item::Node(_) | Item::Integer(_) | Item::Decimal(_) | Item::Text(_) => 1,
    }
}
