//! What is deployed, read back into designs: each format over its samples and over files with traps inside; what is
//! broken or refused; merging; and templates that go back into their files.

mod aws_cli;
mod broken;
mod cloudformation;
mod command;
mod logs;
mod openapi;
mod placeholders;
mod put_back;
mod requests;
mod round_trip;
mod sam;
mod serverless;
mod swagger;
mod terraform;
mod terraform_show;
mod vtl;

use gatewright::design::Route;
use gatewright::import::deployed::{Format, ImportedDesign, NoNeighbors, SourceFile, read, recognize};

/// The template of the sample API, which most samples embed byte for byte.
const REQUEST: &str = include_str!("../data/imports/vtl/post-rides.request.vtl");

/// Reads a sample of `tests/data/imports`.
fn sample(path: &str) -> String {
    let path = format!("{}/tests/data/imports/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns texts that formats are known to stumble over.
fn hostile() -> Vec<String> {
    let all: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&sample("hostile-templates.json")).expect("texts by name");
    let texts = all.iter().filter(|(name, _)| *name != "_comment").filter_map(|(_, text)| text.as_str());
    let texts: Vec<String> = texts.map(str::to_owned).collect();
    assert!(texts.len() > 50);
    texts
}

/// Reads one text, recognized by its content as `format`, and checks what holds for every import.
fn import(name: &str, text: &str, format: Format) -> ImportedDesign {
    assert_eq!(recognize(name, text), Some(format), "{name} is recognized");
    check(read(&[SourceFile { name, text }], None, &NoNeighbors), text)
}

/// Checks what holds for every import of one text: places that fit, advice, and a design that survives its own file.
fn check(imported: ImportedDesign, text: &str) -> ImportedDesign {
    for diagnostic in &imported.diagnostics {
        for label in &diagnostic.labels {
            assert!(text.get(label.location.span.range()).is_some(), "{diagnostic:?}");
        }
    }
    for left_out in &imported.left_out {
        assert!(left_out.span.is_none_or(|span| text.get(span.range()).is_some()), "{left_out:?}");
        assert!(!left_out.why.is_empty());
    }
    let file = gatewright::design::file::to_text(&imported.design);
    assert_eq!(gatewright::design::file::parse(&file).expect("reads its own file"), imported.design);
    imported
}

/// Returns the route of that name, or says which there are.
fn route<'a>(imported: &'a ImportedDesign, name: &str) -> &'a Route {
    let all: Vec<String> = imported.design.routes.iter().map(name_of).collect();
    let index = all.iter().position(|known| known == name);
    &imported.design.routes[index.unwrap_or_else(|| panic!("no {name} in {all:?}; {:#?}", imported.left_out))]
}

fn name_of(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// Returns the request template for a content type.
fn template<'a>(route: &'a Route, content_type: &str) -> &'a str {
    let templates = &route.integration.request_templates;
    let found = templates.iter().find(|template| template.content_type == content_type);
    &found.unwrap_or_else(|| panic!("no template for {content_type}: {templates:?}")).text
}

/// Returns true if something is left out whose name or reason says `words`.
fn leaves_out(imported: &ImportedDesign, words: &str) -> bool {
    imported.left_out.iter().any(|left_out| format!("{}: {}", left_out.what, left_out.why).contains(words))
}

/// Returns the placeholders as `Name=value`.
fn placeholders(imported: &ImportedDesign) -> Vec<String> {
    imported.design.placeholders.iter().map(|(name, value)| format!("{name}={value}")).collect()
}
