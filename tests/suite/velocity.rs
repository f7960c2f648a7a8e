//! Holds the template engine against the original: every case of `tests/conformance/velocity` in both dialects, and
//! every template that was recorded on AWS.
//!
//! `GATEWRIGHT_CONFORMANCE_DIR` names a folder whose `*.jsonl` are run as well. Run with `--nocapture` to see the table.
//! Cases of low confidence are counted apart: where their note says what later versions of JsonPath give, that is what
//! we hold ourselves to.

use gatewright::apigw::Params;
use gatewright::apigw::bindings::Given;
use gatewright::apigw::mapping_template::{Mapped, MappingInput, render};
use gatewright::vtl::{self, Dialect, RenderOptions};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// A rendering as cases state it: the output, or `None` for an error.
type Expected = Option<String>;

/// How a file did.
#[derive(Default)]
struct Tally {
    agree: usize,
    all: usize,
    low_agree: usize,
    low_all: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn add(&mut self, low: bool, difference: Option<String>) {
        let (agree, all) =
            if low { (&mut self.low_agree, &mut self.low_all) } else { (&mut self.agree, &mut self.all) };
        *all += 1;
        match difference {
            None => *agree += 1,
            Some(difference) => self.wrong.push(difference),
        }
    }
}

fn conformance(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(folder)
}

fn jsonl_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == "jsonl")).collect();
    files.sort();
    files
}

fn files() -> Vec<PathBuf> {
    let mut files = jsonl_files(&conformance("velocity"));
    files.push(conformance("aws/cases.jsonl"));
    if let Some(folder) = std::env::var_os("GATEWRIGHT_CONFORMANCE_DIR") {
        files.extend(jsonl_files(Path::new(&folder)));
    }
    files
}

fn cases(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    text.lines().filter(|line| !line.trim().is_empty()).filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// Returns the cases of all files that are renderings of one template.
fn template_cases() -> Vec<Value> {
    let is_rendering =
        |case: &Value| case["template"].is_string() && (case["kind"].is_null() || case["kind"] == "template");
    files().iter().flat_map(|file| cases(file)).filter(is_rendering).collect()
}

fn pairs(value: &Value) -> Vec<(String, String)> {
    let members = value.as_object().cloned().unwrap_or_default();
    members.into_iter().map(|(name, value)| (name, value.as_str().map_or(value.to_string(), str::to_owned))).collect()
}

/// Returns what the template of a case can see.
pub fn input(case: &Value) -> MappingInput {
    MappingInput {
        body: case["body"].as_str().map(Into::into),
        given: Given {
            params: Params {
                path: pairs(&case["params"]["path"]),
                querystring: pairs(&case["params"]["querystring"]),
                header: pairs(&case["params"]["header"]),
            }
            .into(),
            context: case["context"].as_object().cloned().unwrap_or_default().into(),
            stage_variables: pairs(&case["stageVariables"]).into(),
        }
        .into(),
    }
}

fn mapped(case: &Value, dialect: Dialect, recording: bool) -> Mapped {
    let template = case["template"].as_str().unwrap_or_default();
    let options = RenderOptions { dialect, provenance: recording, trace: recording, ..RenderOptions::default() };
    render(&vtl::parse(template, dialect).template, &input(case), &options)
}

fn output(mapped: &Mapped) -> Expected {
    if mapped.failure.is_some() { None } else { Some(mapped.text.clone()) }
}

fn expected(value: &Value) -> Expected {
    value["output"].as_str().map(str::to_owned)
}

/// What the note of a case says that later versions give.
fn later(case: &Value) -> Option<Expected> {
    let note = case["note"].as_str()?;
    let (_, result) = note.split_once(" give ").or_else(|| note.split_once(" gives "))?;
    let result = result.strip_suffix('.').unwrap_or(result);
    Some(if result == "an error" { None } else { Some(result.to_owned()) })
}

/// Checks a case of the original in both dialects.
fn check_velocity(case: &Value, tally: &mut Tally) {
    let low = case["confidence"] == "low";
    let plain = expected(&case["expect"]);
    let stock = if case["expect_stock"].is_null() { plain.clone() } else { expected(&case["expect_stock"]) };
    let both = match later(case).filter(|_| low) {
        Some(wanted) => vec![(Dialect::API_GATEWAY, wanted)],
        None => vec![(Dialect::API_GATEWAY, plain), (Dialect::VELOCITY, stock)],
    };
    for (dialect, wanted) in both {
        let result = mapped(case, dialect, false);
        let got = output(&result);
        let difference = (got != wanted).then(|| {
            let why = result.failure.map(|failure| failure.message);
            format!(
                "{} ({})\n   template {}\n   wanted {wanted:?}\n   got    {got:?} {why:?}",
                case["id"], dialect.name, case["template"]
            )
        });
        tally.add(low, difference);
    }
}

/// Returns how we differ from a rendering recorded on AWS; `None` if we agree.
pub fn differs_from_recording(case: &Value) -> Option<String> {
    let result = mapped(case, Dialect::API_GATEWAY, false);
    let expect = &case["expect"];
    let collapsed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let agrees = match (output(&result), case["compare"].as_str().unwrap_or("exact")) {
        (Some(text), "json") => {
            let wanted = match &expect["output_json"] {
                Value::Null => expect["output"].as_str().and_then(|text| serde_json::from_str(text).ok()),
                json => Some(json.clone()),
            };
            wanted.is_some() && serde_json::from_str::<Value>(&text).ok() == wanted
        }
        (Some(text), "collapse-whitespace") => expect["output"].as_str().map(collapsed) == Some(collapsed(&text)),
        (got, _) => got == expected(expect),
    };
    let left = |name: &str| result.overrides.iter().find(|(other, _)| *other == name).map(|(_, left)| left);
    let overrides = ["requestOverride", "responseOverride"]
        .iter()
        .all(|name| expect[name].is_null() || left(name).is_some_and(|left| contains(left, &expect[name])));
    (!agrees || !overrides).then(|| {
        format!(
            "{}\n   template {}\n   wanted {expect}\n   got    {:?} {:?}",
            case["id"], case["template"], result.text, result.failure
        )
    })
}

/// Tells whether `got` has everything that `wanted` has.
fn contains(got: &Value, wanted: &Value) -> bool {
    match (got, wanted) {
        (Value::Object(got), Value::Object(wanted)) => {
            wanted.iter().all(|(name, wanted)| got.get(name).is_some_and(|got| contains(got, wanted)))
        }
        (got, wanted) => got == wanted,
    }
}

#[test]
fn agrees_with_the_original_and_with_recordings() {
    println!("{:<28} agree   of    low   of", "file");
    let mut wrong = Vec::new();
    let mut total = 0;
    for file in files() {
        let mut tally = Tally::default();
        for case in cases(&file) {
            if !case["template"].is_string() {
                continue;
            }
            match case["kind"].as_str() {
                None => check_velocity(&case, &mut tally),
                Some("template") => tally.add(false, differs_from_recording(&case)),
                Some(_) => {}
            }
        }
        total += tally.all;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        println!("{name:<28} {:>5} {:>4}  {:>5} {:>4}", tally.agree, tally.all, tally.low_agree, tally.low_all);
        wrong.append(&mut tally.wrong);
    }
    assert!(total > 3000, "cases are found");
    assert!(wrong.is_empty(), "{} disagree\n{}", wrong.len(), wrong.join("\n"));
}

/// Recording where output came from changes nothing about the output.
#[test]
fn recording_changes_nothing() {
    for case in template_cases() {
        for dialect in [Dialect::API_GATEWAY, Dialect::VELOCITY] {
            let plain = mapped(&case, dialect, false);
            let recorded = mapped(&case, dialect, true);
            assert_eq!(output(&plain), output(&recorded), "{}", case["id"]);
        }
    }
}

/// Values that hold each other, or themselves, end like any other.
#[test]
fn endless_values_end() {
    let doubled = "#set($x = [1, 2])#foreach($i in [1..60])#set($x = [$x, $x])#end";
    for (template, renders) in [
        (format!("{doubled}$x"), false),
        (format!("{doubled}#set($s = \"$x\")"), false),
        (format!("{doubled}$x.toString()"), false),
        (format!("{doubled}#set($y = $x + \"\")"), false),
        (format!("{doubled}$x.hashCode()"), true),
        (format!("{doubled}#set($m = {{$x: 1}})$m.size()"), true),
        (format!("{doubled}#set($y = [1])#foreach($i in [1..60])#set($y = [$y, $y])#end#if($x == $y)1#end"), true),
        ("#set($m = {})#set($l = [$m])#set($m.k = $l)$m".to_owned(), false),
        ("#set($m = {})#set($m.k = $m)$m".to_owned(), true),
    ] {
        let case = serde_json::json!({"template": template, "body": "{}"});
        for record in [false, true] {
            let done = mapped(&case, Dialect::API_GATEWAY, record);
            assert_eq!(output(&done).is_some(), renders, "{template}");
        }
    }
}

/// A body that the service's parser still takes is printed to its last bracket.
#[test]
fn deep_bodies_print_in_full() {
    let body = format!("{}7{}", "[".repeat(900), "]".repeat(900));
    let case = serde_json::json!({"template": "$input.path('$')", "body": body});
    assert_eq!(output(&mapped(&case, Dialect::API_GATEWAY, false)).as_deref(), Some(body.as_str()));
    assert_eq!(output(&mapped(&case, Dialect::API_GATEWAY, true)).as_deref(), Some(body.as_str()));
}
