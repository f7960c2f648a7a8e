//! SARIF 2.1.0 (OASIS), as code scanning services read it.

use super::place::Places;
use super::{Checked, Problem, human};
use crate::diagnostics::{Applicability, Fix, Severity, Source};
use crate::json::strict;
use crate::lint::{self, RULES};
use crate::text::{LineIndex, Span};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

/// Where the format is defined.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints the report.
pub(super) fn print(all: &[Checked], out: &mut impl Write) -> io::Result<()> {
    let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    for problem in all.iter().flat_map(|checked| &checked.problems) {
        if !ids.contains(&problem.found.diagnostic.rule.0) {
            ids.push(problem.found.diagnostic.rule.0);
        }
    }
    let results: Vec<Value> = all.iter().flat_map(|checked| results(checked, &ids)).collect();
    let failed: Vec<Value> = all
        .iter()
        .filter_map(|checked| {
            let error = checked.design.as_ref().err()?;
            Some(json!({
                "level": "error",
                "message": {"text": error},
                "locations": [{"physicalLocation": {"artifactLocation": artifact(checked)}}],
            }))
        })
        .collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Gatewright",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": ids.iter().map(|id| rule(id)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": failed.is_empty(),
                "toolExecutionNotifications": failed,
            }],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Hint => "note",
    }
}

fn rule(id: &str) -> Value {
    let Some(rule) = lint::find(id) else { return json!({"id": id}) };
    let (bad, good) = (rule.bad.text(), rule.good.text());
    json!({
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "help": {
            "text": format!("{}\n\nBad:\n{bad}\n\nGood:\n{good}", rule.why),
            "markdown": format!("{}\n\nBad:\n\n~~~~\n{bad}\n~~~~\n\nGood:\n\n~~~~\n{good}\n~~~~\n", rule.why),
        },
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn results(checked: &Checked, ids: &[&str]) -> Vec<Value> {
    let document = strict::read(checked.text.as_str(), &Source::File(checked.name())).ok();
    let lines = LineIndex::new(&checked.text);
    let mut places =
        document.as_ref().zip(checked.design.as_ref().ok()).map(|(file, design)| Places::new(file, design));
    checked.problems.iter().map(|problem| result(checked, places.as_mut(), &lines, ids, problem)).collect()
}

fn result(
    checked: &Checked,
    mut places: Option<&mut Places<'_>>,
    lines: &LineIndex,
    ids: &[&str],
    problem: &Problem,
) -> Value {
    let diagnostic = &problem.found.diagnostic;
    let mut text = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\n{help}"));
    }
    let mut physical = Map::new();
    physical.insert("artifactLocation".into(), artifact(checked));
    if let Some(span) = problem.file_span {
        physical.insert("region".into(), region(checked, lines, span));
    }
    let logical: Vec<Value> =
        [human::route_words(checked, problem), human::call_words(checked, problem).map(str::to_owned)]
            .into_iter()
            .flatten()
            .map(|name| json!({"name": name}))
            .chain([json!({"fullyQualifiedName": problem.found.pointer})])
            .collect();
    let mut result = json!({
        "ruleId": diagnostic.rule.0,
        "ruleIndex": ids.iter().position(|id| *id == diagnostic.rule.0),
        "level": level(diagnostic.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": physical, "logicalLocations": logical}],
        "properties": {"check": problem.found.check.as_str()},
    });
    if let Value::Object(members) = &mut result {
        let fixes: Vec<Value> = diagnostic
            .fixes
            .iter()
            .filter(|fix| fix.applicability != Applicability::DisplayOnly)
            .filter_map(|fix| to_fix(checked, places.as_deref_mut()?, lines, problem, fix))
            .collect();
        if !fixes.is_empty() {
            members.insert("fixes".into(), Value::from(fixes));
        }
        if let Some(reason) = &problem.found.silenced {
            let suppression = json!({"kind": "inSource", "status": "accepted", "justification": reason});
            members.insert("suppressions".into(), json!([suppression]));
        }
    }
    result
}

/// Returns a fix in terms of the file. `None` where it adds or joins lines, which are elements of an array there.
fn to_fix(
    checked: &Checked,
    places: &mut Places<'_>,
    lines: &LineIndex,
    problem: &Problem,
    fix: &Fix,
) -> Option<Value> {
    let template = problem.found.subject.text(places.design)?;
    let replacements = fix.edits.iter().map(|edit| {
        if edit.text.contains('\n') || edit.span.slice(template).contains('\n') {
            return None;
        }
        let span = places.in_file(problem.found.subject, edit.span)?;
        let quoted = Value::from(edit.text.as_str()).to_string();
        let inserted = quoted.get(1..quoted.len() - 1)?;
        Some(json!({"deletedRegion": region(checked, lines, span), "insertedContent": {"text": inserted}}))
    });
    let replacements: Vec<Value> = replacements.collect::<Option<_>>()?;
    (!replacements.is_empty()).then(|| {
        json!({
            "description": {"text": fix.title},
            "artifactChanges": [{"artifactLocation": artifact(checked), "replacements": replacements}],
        })
    })
}

fn region(checked: &Checked, lines: &LineIndex, span: Span) -> Value {
    let start = lines.line_column(&checked.text, span.start as usize);
    let end = lines.line_column(&checked.text, span.end as usize);
    json!({
        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
    })
}

/// Returns the file as a URI: relative where the path is.
fn artifact(checked: &Checked) -> Value {
    let path = checked.path.to_string_lossy().replace('\\', "/");
    let mut uri = String::new();
    if checked.path.is_absolute() {
        uri.push_str(if path.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in path.trim_start_matches("./").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            // A drive's colon; in the first segment of a relative path it would begin a scheme.
            b':' if checked.path.is_absolute() => uri.push(':'),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    json!({"uri": uri})
}
