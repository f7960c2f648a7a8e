//! `gatewright import` as a program: exit codes, what it says, what it writes.

use super::{REQUEST, sample, template};
use gatewright::design::file;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/imports").join(path)
}

fn import(arguments: &[&Path]) -> Output {
    let program = env!("CARGO_BIN_EXE_gatewright");
    Command::new(program).arg("import").args(arguments).output().expect("it runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_file_becomes_a_design_and_is_merged_into_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("a.gatewright.json");
    let source = data("openapi/rest-mapping.yaml");
    let output = import(&[&source, Path::new("--out"), &out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("came in: POST /rides: 1 request template, 2 integration responses, 1 call"));
    let mut design = file::read(&out).expect("a design");
    assert_eq!(template(&design.routes[0], "application/json"), REQUEST);
    let from = design.imported_from.clone().expect("it remembers its file");
    assert_eq!((from.path, from.format), (source.display().to_string(), "openapi".to_owned()));
    // A second time it would be overwritten.
    assert_eq!(import(&[&source, Path::new("--out"), &out]).status.code(), Some(2));
    design.routes[0].calls[0].name = "Mine".into();
    design.routes[0].integration.request_templates.clear();
    file::write(&design, &out).expect("written");
    let output = import(&[&source, Path::new("--into"), &out, Path::new("--out"), &out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let merged = file::read(&out).expect("a design");
    assert_eq!((merged.routes.len(), merged.routes[0].calls[0].name.as_str()), (1, "Mine"));
    assert_eq!(template(&merged.routes[0], "application/json"), REQUEST);
}

#[test]
fn exit_codes_and_what_is_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("a.gatewright.json");
    let run = |source: &Path, more: &[&str]| {
        let mut arguments = vec![source, Path::new("--out"), &out, Path::new("--force")];
        arguments.extend(more.iter().map(Path::new));
        import(&arguments)
    };
    let output = run(&data("cloudformation/mixed-forms.yaml"), &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("left out: line") && said(&output).contains("came in: placeholder Prefix"));
    std::fs::remove_file(&out).expect("it was written");
    let broken = folder.path().join("broken.yaml");
    std::fs::write(&broken, "openapi: 3.0.1\npaths: [\n").expect("written");
    let output = run(&broken, &[]);
    assert_eq!((output.status.code(), out.exists()), (Some(2), false));
    assert!(said(&output).contains("broken.yaml:"), "{}", said(&output));
    let output = run(&data("vtl/post-rides.request.vtl"), &["--from", "word"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("openapi, cloudformation, sam"), "{}", said(&output));
    let output = run(&data("requests/hand-written.curl"), &["--format", "json"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert!(!report["cameIn"].as_array().expect("a list").is_empty() && output.status.code() == Some(1));
    assert!(file::read(&out).expect("a design").routes.iter().any(|route| !route.calls.is_empty()));
    assert_eq!(run(Path::new("/no/such/file"), &[]).status.code(), Some(2));
}

#[test]
fn a_folder_of_templates_and_one_of_terraform() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("a.gatewright.json");
    let output = import(&[&data("vtl"), Path::new("--out"), &out]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let design = file::read(&out).expect("a design");
    assert_eq!(design.routes.len(), 1);
    assert_eq!(template(&design.routes[0], "application/json"), REQUEST);
    let statuses: Vec<u16> = design.routes[0].integration.responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [201, 400]);
    let module = folder.path().join("module");
    std::fs::create_dir(&module).expect("made");
    std::fs::write(module.join("main.tf"), sample("terraform/rest-mapping.tf")).expect("written");
    std::fs::write(module.join("README.md"), "# a module\n").expect("written");
    let output = import(&[&module, Path::new("--out"), &out, Path::new("--force")]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(file::read(&out).expect("a design").routes.len(), 1);
}

/// The lines of the file were counted anew for everything that is left out.
#[test]
fn a_file_with_much_to_leave_out_is_told_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("main.tf");
    let resource = |i: usize| format!("resource \"aws_api_gateway_integration\" \"i{i}\" {{\n  type = \"AWS\"\n}}\n");
    std::fs::write(&source, (0..9_000).map(resource).collect::<String>()).expect("written");
    let began = std::time::Instant::now();
    let output = import(&[&source, Path::new("--out"), &folder.path().join("a.gatewright.json")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(began.elapsed() < std::time::Duration::from_secs(30), "{:?}", began.elapsed());
}
