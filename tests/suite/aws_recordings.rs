//! Holds us against what Amazon API Gateway did: `tests/conformance/aws`, one check a kind of recording.
//!
//! `GATEWRIGHT_CONFORMANCE_DIR` names a folder whose `*.jsonl` are run as well. Run with `--nocapture` to see the
//! table. A kind that is not known, in a file that is added there, stands in the table with what was checked of it:
//! nothing. Of kind `test-invoke`, the execution log is not checked.

mod call;
mod compare;
mod events;
mod headers;
mod pipeline;
mod responses;
mod small;

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Returns what is wrong, or `None` for a kind that is not checked here.
fn check(case: &Value) -> Option<Vec<String>> {
    match case["kind"].as_str()? {
        "proxy-v1" | "proxy-v1-test-invoke" | "proxy-v2" | "mapping-event" => Some(events::event(case)),
        "proxy-response" => Some(responses::proxy_response(case)),
        "response-headers" => Some(responses::response_headers(case)),
        "header-remap" => Some(headers::remap(case)),
        "pipeline" => Some(pipeline::pipeline(case)),
        "context-dump" => Some(pipeline::context_dump(case)),
        "validation" => Some(small::validation(case)),
        "routing" => Some(small::routing(case)),
        "template" => Some(crate::velocity::differs_from_recording(case).into_iter().collect()),
        "test-invoke" => Some(pipeline::test_invoke(case)),
        "gateway-response-default" | "gateway-response-inherit" => Some(small::gateway_response(case)),
        "payload-conversion" => Some(small::payload_conversion(case)),
        "v1-body-encoding" | "v2-body-encoding" => Some(small::body_encoding(case)),
        "jwt-claim-v2" => Some(small::jwt_claim(case)),
        "jwt-scopes-v2" => Some(small::jwt_scopes(case)),
        _ => None,
    }
}

/// Returns the files with recordings.
fn files() -> Vec<PathBuf> {
    let mut files = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/aws/cases.jsonl")];
    if let Some(folder) = std::env::var_os("GATEWRIGHT_CONFORMANCE_DIR") {
        let entries = fs::read_dir(&folder).expect("GATEWRIGHT_CONFORMANCE_DIR names a folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let mut more: Vec<PathBuf> =
            paths.filter(|path| path.extension().is_some_and(|extension| extension == "jsonl")).collect();
        more.sort();
        files.extend(more);
    }
    files
}

#[test]
fn agrees_with_every_recording() {
    let mut table: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).expect("a case is JSON");
            let kind = case["kind"].as_str().unwrap_or_default().to_owned();
            let Some(differences) = check(&case) else {
                *unknown.entry(kind).or_default() += 1;
                continue;
            };
            let (agree, all) = table.entry(kind).or_default();
            *all += 1;
            if differences.is_empty() {
                *agree += 1;
            } else {
                wrong.push(format!("{}\n    {}", case["id"], differences.join("\n    ")));
            }
        }
    }
    println!("{:<28} agree   of", "kind");
    for (kind, (agree, all)) in &table {
        println!("{kind:<28} {agree:>5} {all:>4}");
    }
    for (kind, count) in &unknown {
        println!("{kind:<28}     - {count:>4}");
    }
    assert!(table.len() >= 19, "every kind is checked: {:?}", table.keys());
    assert!(wrong.is_empty(), "{} disagree\n{}", wrong.len(), wrong.join("\n"));
}
