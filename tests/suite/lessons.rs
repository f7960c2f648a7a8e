//! Lessons: every one that comes with the program is played to its end, and what is wrong with a file is told.

use gatewright::design::file;
use gatewright::lesson::{self, BUILTIN, Lesson};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Output};

fn builtin(id: &str) -> Lesson {
    let found = lesson::find(id).unwrap_or_else(|| panic!("{id} is there"));
    lesson::parse(found.text).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn gatewright(arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_gatewright");
    Command::new(program).current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).output().expect("the program runs")
}

/// Before a step is done its check is false, after it it is true: [`lesson::play`] sees to that.
#[test]
fn every_lesson_is_played_to_its_end() {
    assert!(BUILTIN.len() >= 8);
    for found in BUILTIN {
        let lesson = lesson::parse(found.text).unwrap_or_else(|error| panic!("{}: {error}", found.id));
        let end = lesson::play(&lesson).unwrap_or_else(|stuck| panic!("{}: {stuck}", found.id));
        assert_eq!(file::parse(&file::to_text(&end)).expect("reads what it wrote"), end);
        assert!((4..=8).contains(&lesson.steps.len()), "{} has {} steps", found.id, lesson.steps.len());
        assert!(lesson.steps.iter().all(|step| !step.hint.is_empty() && !step.text.is_empty()), "{}", found.id);
        assert!(!lesson.summary.is_empty() && lesson.minutes <= 10, "{}", found.id);
    }
}

/// A learner who goes on without doing a step must not be told that it is done.
#[test]
fn no_step_is_done_by_leaving_it_out() {
    for found in BUILTIN {
        let mut lesson = lesson::parse(found.text).expect("a lesson");
        for step in &mut lesson.steps {
            step.solution.clear();
        }
        let stuck = lesson::play(&lesson).expect_err("nothing was done");
        assert_eq!(stuck.index, 0, "{}: {stuck}", found.id);
    }
}

#[test]
fn every_lesson_of_the_folder_is_in_the_program_and_fits_the_schema() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("presets/lessons");
    let files = std::fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.file_name());
    let ids: Vec<String> =
        files.filter_map(|name| Some(name.to_str()?.strip_suffix(".lesson.json")?.to_owned())).collect();
    assert_eq!(ids.len(), BUILTIN.len());
    let schema: Value = serde_json::from_str(lesson::schema()).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for id in ids {
        let text = lesson::find(&id).unwrap_or_else(|| panic!("{id} is in the program")).text;
        let value: Value = serde_json::from_str(text).expect("JSON");
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0], "{id}");
    }
    let printed = gatewright(&["schema", "--lesson"]);
    assert_eq!(String::from_utf8_lossy(&printed.stdout), lesson::schema());
}

/// What the lessons say about AWS is what the program shows: the texts name these values.
#[test]
fn the_story_s_lesson_shows_the_key_error_as_a_502() {
    let lesson = builtin("the-missing-authorizer");
    let mut design = lesson.design.clone();
    for step in &lesson.steps[..3] {
        design = step.solve(&design).expect("solved");
    }
    let look = |check: Value| {
        let check: lesson::Check = serde_json::from_value(check).expect("a check");
        check.holds(&lesson::Look::at(&design, Default::default(), None).expect("a call"))
    };
    assert!(look(json!({"status": 502})));
    assert!(look(json!({"response": {"pointer": "/message", "equals": "Internal server error"}})));
    assert!(look(json!({"responseHeader": "x-amzn-ErrorType"})));
    assert!(look(json!({"any": [{"proxy": false}, {"resultHas": {"pointer": "/errorType", "equals": "KeyError"}}]})));
    assert!(!look(json!({"not": {"requestHeader": "Origin"}})));
}

/// Writes a lesson with a change and has it checked: code and what is said.
fn checked(change: impl Fn(&mut Value)) -> (Option<i32>, String) {
    let mut lesson: Value = serde_json::from_str(BUILTIN[0].text).expect("JSON");
    change(&mut lesson);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.lesson.json");
    std::fs::write(&path, lesson.to_string()).expect("written");
    let output = gatewright(&["check", path.to_str().expect("a name")]);
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn check_plays_a_lesson_and_names_the_step_that_does_not_go() {
    let (code, said) = checked(|_| {});
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = checked(|lesson| lesson["steps"][1]["solution"] = json!([]));
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("step 2, \"Send a query parameter\": its check does not hold after its solution"), "{said}");
    let (code, said) = checked(|lesson| lesson["steps"][0]["check"] = json!({"called": true}));
    assert_eq!(code, Some(1));
    assert!(said.contains("holds before anything is done"), "{said}");
    let (_, said) = checked(|lesson| lesson["steps"][0]["solution"] = json!([{"op": "remove", "path": "/nowhere"}]));
    assert!(said.contains("the design has no place `/nowhere`"), "{said}");
}

#[test]
fn what_is_no_lesson_is_refused_in_words() {
    for (change, words) in [
        (
            json!(["steps", 0, "check", {"view": "soap"}]),
            "step 1: \"soap\" is not a known view; write one of: mapping, proxy, http-1.0, http-2.0",
        ),
        (json!(["steps", 0, "check", {"viw": "proxy"}]), "unknown word `viw`"),
        (json!(["steps", 0, "check", {"proxy": true, "api": "REST"}]), "expected an object with one member"),
        (json!(["steps", 0, "check", {"problem": "nothing"}]), "`gatewright explain` lists them"),
        (json!(["steps", 0, "solution", [{"op": "remove", "path": "api"}]]), "step 1: \"api\" is not a JSON Pointer"),
        (json!(["steps", 0, "show", "moon"]), "\"moon\" is not a known side to show"),
        (json!(["steps", 0, "check", {"eventLacks": "a"}]), "is not a JSON Pointer"),
    ] {
        let mut lesson: Value = serde_json::from_str(BUILTIN[0].text).expect("JSON");
        lesson["steps"][0][change[2].as_str().expect("a name")] = change[3].clone();
        let error = lesson::parse(&lesson.to_string()).expect_err("is refused").to_string();
        assert!(error.contains(words), "{error}");
    }
    for (text, words) in [
        ("", "this is not JSON"),
        ("{}", "the member \"gatewrightLesson\""),
        ("{\"gatewrightLesson\": 2}", "update Gatewright"),
        ("{\"gatewrightLesson\": 1, \"titel\": \"\"}", "unknown member `titel`"),
        ("{\"gatewrightLesson\": 1,\n\"minutes\": \"9\"}", "expected a whole number at line 2, column"),
        ("{\"gatewrightLesson\": 1, \"steps\": [[]]}", "expected a step: an object with"),
    ] {
        let error = lesson::parse(text).expect_err("is refused").to_string();
        assert!(error.contains(words), "{error}");
    }
    let text = BUILTIN[0].text.trim_end();
    for end in (0..text.len()).step_by(7).filter(|end| text.is_char_boundary(*end)) {
        assert!(lesson::parse(&text[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn the_summary_is_markdown_to_keep() {
    let text = builtin("responses-and-the-502").markdown();
    assert!(text.starts_with("# Responses and the 502\n\n"), "{text}");
    assert!(text.contains("\n1. Make a 502\n") && text.contains("\n- Proxy integration: "), "{text}");
}

/// Errors named neither the line nor what could stand there; who writes a lesson has nothing else to go by.
#[test]
fn the_example_of_the_description_is_a_lesson() {
    let description = include_str!("../../presets/lessons/README.md");
    let (_, example) = description.split_once("```json\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    let lesson = lesson::parse(example).expect("a lesson");
    lesson::play(&lesson).expect("it is played to its end");
    let error = lesson::parse(&example.replacen("wild-rydes", "wildrydes", 1)).expect_err("no preset").to_string();
    assert!(
        error.contains("\"wildrydes\" is not a known preset; write one of: ") && error.contains("wild-rydes"),
        "{error}"
    );
    let error = lesson::parse(&example.replacen("\"hint\"", "\"hnt\"", 1)).expect_err("a member").to_string();
    assert!(error.contains("unknown member `hnt`") && error.contains("at line 13"), "{error}");
}
