//! The story that the program exists for, told through the command line: the same call with and without
//! proxy integration, with and without an authorizer. And what the command line says when it cannot.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const STORY: &str = "presets/wild-rydes.gatewright.json";

fn gatewright(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gatewright"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the program runs")
}

/// Runs `gatewright preview` and reads the event that it prints.
fn event(arguments: &[&str]) -> Value {
    let output = gatewright(&[&["preview"], arguments].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    serde_json::from_slice(&output.stdout).expect("the event is JSON")
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}

/// Writes the story with a change into `folder`.
fn changed_story(folder: &Path, change: impl Fn(&mut Value)) -> PathBuf {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(STORY);
    let mut design: Value = serde_json::from_str(&std::fs::read_to_string(file).expect("the story")).expect("JSON");
    change(&mut design);
    let path = folder.join("changed.gatewright.json");
    std::fs::write(&path, design.to_string()).expect("written");
    path
}

#[test]
fn the_mapping_template_puts_the_email_where_the_function_reads_it() {
    let event = event(&[STORY]);
    assert_eq!(event["context"]["identity"]["email"], "ana@example.com");
    assert_eq!(event["context"]["identity"]["sub"], "7d8ca528-4931-4254-9273-ea5ee853f271");
    assert_eq!(event["body-json"]["PickupLocation"]["Latitude"], 47.6174755835663);
    assert_eq!(event["stage-variables"]["tableName"], "Rides");
    assert_eq!(event["context"]["resource-path"], "/rides");
}

#[test]
fn proxy_integration_forwards_the_claims() {
    let event = event(&[STORY, "--as", "proxy"]);
    let claims = &event["requestContext"]["authorizer"]["claims"];
    assert_eq!(claims["cognito:username"], "unicorn-fan");
    assert_eq!(claims["cognito:groups"], "riders,beta");
    assert_eq!(event["httpMethod"], "POST");
    assert_eq!(event["resource"], "/rides");
}

#[test]
fn without_an_authorizer_there_is_no_such_member() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = changed_story(folder.path(), |design| {
        design["routes"][0].as_object_mut().expect("a route").remove("authorizer");
    });
    let path = path.to_str().expect("a name");
    let proxy = event(&[path, "--as", "proxy"]);
    assert!(proxy["requestContext"].get("authorizer").is_none(), "the KeyError of the story");
    assert_eq!(event(&[path])["context"]["identity"]["email"], "");
}

#[test]
fn a_template_that_prints_no_json_is_shown_with_its_problem_and_exit_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = changed_story(folder.path(), |design| {
        design["routes"][0]["integration"]["requestTemplates"][0]["lines"] =
            serde_json::json!(["{\"sub\": $context.authorizer.claims.sub}"]);
    });
    let output = gatewright(&["preview", path.to_str().expect("a name")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(text(&output.stdout).trim_end(), "{\"sub\": 7d8ca528-4931-4254-9273-ea5ee853f271}");
    assert!(text(&output.stderr).contains("not valid JSON"), "{}", text(&output.stderr));
}

#[test]
fn what_cannot_be_read_is_said_with_exit_code_2() {
    for (arguments, words) in [
        (&["preview", "no-such-file"][..], "cannot read no-such-file"),
        (&["preview", "Cargo.toml"], "not a design"),
        (&["preview", STORY, "--route", "GET /nowhere"], "the design has: POST /rides"),
        (&["preview", STORY, "--call", "7"], "the design has: Ana asks for a unicorn"),
        (&["preview", STORY, "--as", "soap"], "mapping, proxy, http-1.0, http-2.0"),
        (&["render", "--cases", "no-such-file"], "cannot read no-such-file"),
        (&["preview"], "<FILE>"),
    ] {
        let output = gatewright(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(text(&output.stderr).contains(words), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn with_no_display_the_window_names_the_other_commands() {
    let output = gatewright(&[STORY]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("gatewright preview FILE"), "{}", text(&output.stderr));
}

#[test]
fn the_schema_fits_the_presets() {
    let schema: Value = serde_json::from_slice(&gatewright(&["schema"]).stdout).expect("JSON");
    assert_eq!(schema["properties"]["gatewright"]["const"], 1);
    for preset in gatewright::design::presets::PRESETS {
        let design: Value = serde_json::from_str(preset.text).expect("JSON");
        check(&schema, &design, preset.id);
    }
}

/// Holds `value` against the few words of JSON Schema that ours uses.
fn check(schema: &Value, value: &Value, place: &str) {
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        let object = value.as_object().unwrap_or_else(|| panic!("{place} is an object"));
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(object.contains_key(name), "{place} has {name}");
        }
        for (name, member) in object {
            let schema = members.get(name).unwrap_or_else(|| panic!("{place}.{name} is in the schema"));
            check(schema, member, &format!("{place}.{name}"));
        }
    }
    if let Some(items) = schema.get("items") {
        for item in value.as_array().unwrap_or_else(|| panic!("{place} is a list")) {
            check(items, item, place);
        }
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        assert!(words.contains(value), "{place}: {value}");
    }
    if schema["type"] == "string" {
        assert!(value.is_string(), "{place} is text");
    }
}
