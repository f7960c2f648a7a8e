//! `gatewright check` and `gatewright explain`, as a build server runs them: exit codes, formats, fixes.

use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with design files, in which the program runs.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a design with one route whose template is `lines`, and with `more` members of its call.
    fn design(&self, name: &str, lines: &[&str], more: Value) -> &Self {
        let mut call = json!({
            "name": "A call", "request": {"method": "POST", "path": "/rides", "query": [["q", "x"]], "body": ["{}"]}
        });
        call.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let design = json!({
            "gatewright": 1, "name": "Rides", "api": "REST",
            "stage": {
                "name": "prod", "accountId": "123456789012", "apiId": "a1b2c3d4e5", "region": "us-east-1",
                "deploymentId": "h4gm3x"
            },
            "routes": [{
                "method": "POST", "path": "/rides",
                "integration": {
                    "proxy": false, "payloadFormatVersion": "2.0", "passthroughBehavior": "NEVER",
                    "requestTemplates": [{"contentType": "application/json", "lines": lines}]
                },
                "calls": [call]
            }]
        });
        let design = gatewright::design::file::parse(&design.to_string()).expect("a design");
        fs::write(self.path(name), gatewright::design::file::to_text(&design)).expect("written");
        self
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gatewright"))
            .args(arguments)
            .current_dir(self.0.path())
            .output()
            .expect("runs")
    }

    fn check(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(&[&["check"], arguments].concat());
        (output.status.code().expect("a code"), String::from_utf8(output.stdout).expect("text"))
    }
}

const GOOD: &[&str] = &["{", "  \"body\": $input.json('$')", "}"];
const BAD: &[&str] = &["{", "  \"q\": \"$input.params('q')\"", "}"];

fn both() -> Folder {
    let folder = Folder::new();
    folder.design("good.gatewright.json", GOOD, json!({}));
    folder.design("a bad one.gatewright.json", BAD, json!({"golden": {"q": "y"}}));
    folder
}

#[test]
fn the_exit_code_tells_clean_from_findings_from_failure() {
    let folder = both();
    fs::write(folder.path("broken.gatewright.json"), "{\"gatewright\": 1,").expect("written");
    assert_eq!(folder.check(&["good.gatewright.json"]).0, 0);
    assert_eq!(folder.check(&["a bad one.gatewright.json"]).0, 1);
    assert_eq!(folder.check(&["good.gatewright.json", "a bad one.gatewright.json"]).0, 1);
    assert_eq!(folder.check(&["broken.gatewright.json", "a bad one.gatewright.json"]).0, 2);
    assert_eq!(folder.check(&["none.gatewright.json"]).0, 2);
    assert_eq!(folder.check(&[]).0, 2);
    assert_eq!(folder.check(&["good.gatewright.json", "--format", "xml"]).0, 2);
}

#[test]
fn presets_are_clean() {
    let presets = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets");
    let files = |folder: &Path| fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let lessons = files(&presets.join("lessons")).filter(|path| path.extension().is_some_and(|it| it == "json"));
    for path in files(&presets).filter(|path| path.is_file()).chain(lessons) {
        let (code, text) = Folder::new().check(&[path.to_str().expect("text")]);
        assert_eq!(code, 0, "{text}");
    }
}

#[test]
fn people_see_the_place_and_the_fix() {
    let (_, text) = both().check(&["a bad one.gatewright.json"]);
    for part in [
        "[injection]",
        "a bad one.gatewright.json, POST /rides, application/json template, call \"A call\":2:9",
        "2 |   \"q\": \"$input.params('q')\"",
        "^^^^^^^^^^^^^^^^^^",
        "fix: escape it (safe: --fix applies it)",
        "tried: query parameter `q` ",
        "[golden-event]",
        "/q: \"y\" became \"x\"",
    ] {
        assert!(text.contains(part), "{part} is in\n{text}");
    }
    let last = text.lines().last().expect("a line");
    assert!(last.starts_with("a bad one.gatewright.json: ") && last.contains("variations tried"), "{last}");
}

#[test]
fn json_holds_places_in_the_template_and_in_the_file() {
    let folder = both();
    let (_, text) = folder.check(&["a bad one.gatewright.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let problems = report["files"][0]["problems"].as_array().expect("problems");
    let found = problems.iter().find(|problem| problem["rule"] == "injection").expect("found");
    assert_eq!((&found["template"]["line"], &found["template"]["column"]), (&json!(2), &json!(9)));
    let file = fs::read_to_string(folder.path("a bad one.gatewright.json")).expect("text");
    let (start, end) = (found["file"]["start"].as_u64().expect("start"), found["file"]["end"].as_u64().expect("end"));
    assert_eq!(&file[start as usize..end as usize], "$input.params('q')");
    let line = found["file"]["line"].as_u64().expect("line") as usize;
    assert!(file.lines().nth(line - 1).expect("a line").contains("$input.params('q')"));
    assert_eq!(found["fixes"][0]["applicability"], "safe");
    assert!(problems.iter().any(|problem| problem["rule"] == "golden-event" && problem["call"] == "A call"));
    assert!(report["summary"]["errors"].as_u64().expect("a number") > 0);
}

fn sarif_schema() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/schemas/sarif-2.1.0.json");
    // The schema as published has one pattern with a bracket that Rust's regular expressions want escaped.
    let text = fs::read_to_string(path).expect("text").replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::draft7::options().build(&schema).expect("a schema")
}

#[test]
fn sarif_is_valid_by_its_schema() {
    let folder = both();
    fs::write(folder.path("broken.gatewright.json"), "{").expect("written");
    folder.design(
        "silenced.gatewright.json",
        &["{", "  \"q\": \"$input.params('q')\" ## gatewright: allow unescaped-in-string: ours", "}"],
        json!({}),
    );
    let schema = sarif_schema();
    assert!(!schema.is_valid(&json!({"version": "2.1.0", "runs": [{"tool": {}}]})), "the schema can refuse");
    let absolute = folder.path("good.gatewright.json");
    for files in [
        &["good.gatewright.json"][..],
        &["a bad one.gatewright.json"],
        &["broken.gatewright.json", "silenced.gatewright.json", absolute.to_str().expect("text")],
    ] {
        let (_, text) = folder.check(&[files, &["--format", "sarif"]].concat());
        let report: Value = serde_json::from_str(&text).expect("JSON");
        let errors: Vec<String> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{files:?}: {}", errors.join("\n"));
    }
    let (_, text) = folder.check(&["a bad one.gatewright.json", "--format", "sarif"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    let run = &report["runs"][0];
    let results = run["results"].as_array().expect("results");
    let found = results.iter().find(|result| result["ruleId"] == "injection").expect("found");
    let place = &found["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20bad%20one.gatewright.json");
    let rule = &run["tool"]["driver"]["rules"][found["ruleIndex"].as_u64().expect("an index") as usize];
    assert_eq!(rule["id"], "injection");

    // Applied to the file by its own words, the fix settles the finding.
    let path = folder.path("a bad one.gatewright.json");
    let file = fs::read_to_string(&path).expect("text");
    let replacement = &found["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let offset = |line: &Value, column: &Value| {
        let lines: Vec<&str> = file.split_inclusive('\n').collect();
        let line = line.as_u64().expect("a line") as usize - 1;
        let before: usize = lines[..line].iter().map(|line| line.len()).sum();
        let column = column.as_u64().expect("a column") as usize - 1;
        before + lines[line].chars().take(column).map(char::len_utf8).sum::<usize>()
    };
    let region = &replacement["deletedRegion"];
    let (start, end) =
        (offset(&region["startLine"], &region["startColumn"]), offset(&region["endLine"], &region["endColumn"]));
    let inserted = replacement["insertedContent"]["text"].as_str().expect("text");
    fs::write(&path, format!("{}{inserted}{}", &file[..start], &file[end..])).expect("written");
    let (_, text) = folder.check(&["a bad one.gatewright.json", "--format", "json"]);
    assert!(
        text.contains("golden-event") && !text.contains("injection") && !text.contains("unescaped-in-string"),
        "{text}"
    );
    let (_, text) = folder.check(&["silenced.gatewright.json", "--format", "sarif"]);
    let report: Value = serde_json::from_str(&text).expect("JSON");
    assert!(text.contains("\"justification\": \"ours\""), "{text}");
    assert!(
        report["runs"][0]["results"]
            .as_array()
            .expect("results")
            .iter()
            .any(|result| result.get("suppressions").is_some())
    );
}

#[test]
fn junit_is_read_by_a_stock_parser() {
    let folder = both();
    fs::write(folder.path("broken.gatewright.json"), "{").expect("written");
    folder.design("odd.gatewright.json", &["{\"<&>\": \"$input.params('q')\u{1}\"}"], json!({"name": "\"]]>\u{2}&<'"}));
    let files = ["good.gatewright.json", "a bad one.gatewright.json", "broken.gatewright.json", "odd.gatewright.json"];
    let (code, text) = folder.check(&[&files[..], &["--format", "junit"]].concat());
    assert_eq!(code, 2);
    let report = junit_parser::from_reader(text.as_bytes()).expect("JUnit");
    assert_eq!(report.suites.iter().map(|suite| suite.name.as_str()).collect::<Vec<_>>(), files);
    let [good, bad, broken, _] = report.suites.as_slice() else { panic!("four suites") };
    assert!(
        good.failures == 0
            && good.errors == 0
            && good.tests == 2
            && good.cases.iter().all(|case| case.status.is_success())
    );
    assert!(bad.failures >= 2 && bad.cases.len() as u64 == bad.tests, "{bad:?}");
    let golden = bad.cases.iter().find(|case| case.name.ends_with("golden event")).expect("a case");
    assert!(golden.status.is_failure(), "{golden:?}");
    let said = &golden.status.failure_as_ref().text;
    assert!(said.contains("/q: \"y\" became \"x\""), "{said}");
    assert!(broken.errors == 1 && broken.cases[0].status.is_error());
    assert_eq!(report.failures, report.suites.iter().map(|suite| suite.failures).sum::<u64>());
}

#[test]
fn github_gets_a_command_at_the_line_of_the_file() {
    let folder = both();
    let (_, text) = folder.check(&["a bad one.gatewright.json", "--format", "github"]);
    let found = text.lines().find(|line| line.contains("title=injection")).expect("a command");
    assert!(found.starts_with("::error file=a bad one.gatewright.json,line="), "{found}");
    let golden = text.lines().find(|line| line.contains("title=golden-event")).expect("a command");
    assert!(golden.starts_with("::error ") && golden.contains("%0A/q: \"y\" became \"x\""), "{golden}");
    assert!(text.lines().all(|line| line.starts_with("::")), "{text}");
}

#[test]
fn fixes_are_applied_and_reported() {
    let folder = Folder::new();
    folder.design("fix.gatewright.json", BAD, json!({}));
    let before = fs::read(folder.path("fix.gatewright.json")).expect("read");
    folder.check(&["fix.gatewright.json"]);
    assert_eq!(fs::read(folder.path("fix.gatewright.json")).expect("read"), before, "a check changes nothing");
    let (code, text) = folder.check(&["fix.gatewright.json", "--fix"]);
    assert!(code == 0 && text.contains("1 fix applied"), "{text}");
    let (code, text) = folder.check(&["fix.gatewright.json", "--fix"]);
    assert!(code == 0 && !text.contains("applied"), "{text}");
    let fixed = fs::read_to_string(folder.path("fix.gatewright.json")).expect("read");
    assert!(fixed.contains("$util.escapeJavaScript($input.params('q')).replaceAll("), "{fixed}");
}

#[test]
fn golden_events_are_compared_and_order_does_not_count() {
    let folder = Folder::new();
    folder.design(
        "a.gatewright.json",
        &["{\"a\": 1, \"b\": {\"c\": [1]}}"],
        json!({"golden": {"b": {"c": [1]}, "a": 1}}),
    );
    folder.design(
        "b.gatewright.json",
        &["{\"a\": 1, \"b\": {\"c\": [2], \"d\": 0}}"],
        json!({"golden": {"b": {"c": [1]}, "a": 1}}),
    );
    assert_eq!(folder.check(&["a.gatewright.json"]).0, 0);
    let (code, text) = folder.check(&["b.gatewright.json"]);
    assert!(code == 1 && text.contains("/b/c/0: 1 became 2") && text.contains("/b/d: 0 is new"), "{text}");
}

#[test]
fn what_counts_can_be_chosen() {
    let folder = Folder::new();
    // A header's name in another case: a hint or warning, no error.
    folder.design("w.gatewright.json", &["{\"n\": $input.json('$.n'), \"q\": \"$input.params('X-User')\"}"], json!({}));
    let (code, text) = folder.check(&["w.gatewright.json", "--variations", "0"]);
    assert!(code == 1 && text.contains("warning"), "{text}");
    assert!(!text.contains("variations"), "{text}");
}

#[test]
fn explain_knows_every_rule() {
    let folder = Folder::new();
    let output = folder.run(&["explain"]);
    let list = String::from_utf8(output.stdout).expect("text");
    for rule in gatewright::lint::RULES {
        assert!(list.lines().any(|line| line.starts_with(rule.name)), "{} is listed", rule.name);
    }
    let output = folder.run(&["explain", "unescaped-in-string"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success());
    for part in ["Bad:", "Good:", "$input.params('q')", "gatewright: allow unescaped-in-string:"] {
        assert!(text.contains(part), "{part} is in\n{text}");
    }
    let output = folder.run(&["explain", "unescaped-text"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("unescaped-in-string"));
    let output = folder.run(&["explain", "injection", "--format", "json"]);
    let rule: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&rule["rule"], &rule["severity"]), (&json!("injection"), &json!("error")));
}

#[test]
fn a_warning_that_has_come_to_pass_is_an_error() {
    // The rule warns of a value that may be missing; in this call it is, so there is no event.
    let folder = Folder::new();
    folder.design("n.gatewright.json", &["{\"n\": $input.path('$.n')}"], json!({}));
    let (code, text) = folder.check(&["n.gatewright.json", "--fail-on", "error"]);
    assert!(code == 1 && text.contains("error[bare-optional]") && text.contains("this call gives no event"), "{text}");
    let present = json!({"request": {"method": "POST", "path": "/rides", "body": ["{\"n\": 1}"]}});
    folder.design("n.gatewright.json", &["{\"n\": $input.path('$.n')}"], present);
    let (code, text) = folder.check(&["n.gatewright.json", "--variations", "0"]);
    assert!(code == 1 && text.contains("warning[bare-optional]") && !text.contains("gives no event"), "{text}");
}
