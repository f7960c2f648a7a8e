//! `gatewright export`: exit codes, files whole or not at all, nothing overwritten without being asked.

use super::tests;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_gatewright")).args(arguments).current_dir(folder).output().expect("runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

fn preset(name: &str) -> String {
    tests(&format!("../presets/{name}.gatewright.json")).display().to_string()
}

#[test]
fn files_are_created_kept_and_only_replaced_when_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    let design = preset("wild-rydes");
    let arguments = ["export", &design, "--to", "openapi", "--out", "out"];
    let (code, out, err) = run(folder.path(), &arguments);
    assert_eq!((code, out.as_str()), (Some(0), "created  out/openapi.yaml\n"), "{err}");
    assert!(err.contains("export/no-permission"), "{err}");
    assert_eq!(run(folder.path(), &arguments).1, "same     out/openapi.yaml\n");

    let path = folder.path().join("out/openapi.yaml");
    let written = fs::read_to_string(&path).expect("text");
    let changed = written.replace("title: Wild Rydes", "title: Mine");
    fs::write(&path, &changed).expect("written");
    let (code, out, err) = run(folder.path(), &arguments);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(
        err.contains("-   title: Mine") && err.contains("+   title: Wild Rydes") && err.contains("--force"),
        "{err}"
    );
    assert_eq!(fs::read_to_string(&path).expect("text"), changed);

    let (code, out, _) = run(folder.path(), &[&arguments[..], &["--force"]].concat());
    assert_eq!((code, out.as_str()), (Some(0), "replaced out/openapi.yaml\n"));
    assert_eq!(fs::read_to_string(&path).expect("text"), written);
    assert_eq!(fs::read_dir(path.parent().expect("a folder")).expect("listed").count(), 1, "nothing is left beside");
}

#[test]
fn an_export_that_cannot_be_written_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    // A folder stands where the last file belongs.
    fs::create_dir_all(out.join("index.js/inside")).expect("made");
    let design = preset("wild-rydes");
    let (code, _, err) = run(folder.path(), &["export", &design, "--to", "serverless", "--out", "out", "--force"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("index.js"), "{err}");
    assert_eq!(fs::read_dir(&out).expect("listed").count(), 1, "no file was written");
}

#[test]
fn what_has_to_be_filled_in_makes_the_exit_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let design = preset("wild-rydes");
    let (code, _, err) = run(folder.path(), &["export", &design, "--to", "sam", "--side", "http", "--out", "out"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("names no audience"), "{err}");
}

#[test]
fn unknown_words_are_named_with_those_that_exist() {
    let folder = tempfile::tempdir().expect("a folder");
    let design = preset("wild-rydes");
    let (code, _, err) = run(folder.path(), &["export", &design, "--to", "pulumi", "--out", "out"]);
    assert_eq!(code, Some(2));
    assert!(
        err.contains("openapi, openapi-json, cloudformation, sam, terraform, cdk, serverless, cli, event"),
        "{err}"
    );
    let (code, _, err) = run(folder.path(), &["export", &design, "--to", "sam", "--side", "rest", "--out", "out"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("mapping, proxy, http"), "{err}");
    let (code, _, err) = run(folder.path(), &["export", "none.json", "--to", "sam", "--out", "out"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("none.json"), "{err}");
}

#[cfg(unix)]
#[test]
fn the_script_can_be_run() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    let design = preset("minimal-identity-event");
    assert_eq!(run(folder.path(), &["export", &design, "--to", "cli", "--out", "."]).0, Some(0));
    let script = folder.path().join("apply.sh");
    assert_eq!(fs::metadata(&script).expect("there").permissions().mode() & 0o111, 0o111);
    let checked = Command::new("bash").arg("-n").arg(&script).status();
    assert!(checked.is_ok_and(|status| status.success()), "bash reads it");
}

/// Names and paths stood between double quotes of the script as they are, so that a design could run what it liked on the
/// machine of who applies it.
#[cfg(unix)]
#[test]
fn the_script_runs_nothing_that_a_design_says() {
    use gatewright::apigw::authorizer::Authorizer;
    use gatewright::design::{Design, Route};
    use gatewright::export::{Format, Side, folder};
    use std::os::unix::fs::PermissionsExt;
    let evil = "$(touch \"$PWNED\")`touch \"$PWNED\"`\";touch \"$PWNED\";\"\\";
    let mut design = Design { name: format!("a\ntouch \"$PWNED\"\n{evil}"), ..Design::default() };
    design.stage.name = evil.into();
    design.stage.region = evil.into();
    design.stage.account_id = evil.into();
    design.authorizers.push(Authorizer { name: evil.into(), arn: evil.into(), ..Authorizer::default() });
    let models = [("a/a".to_owned(), serde_json::json!({"$ref": format!("model:{evil}")}))];
    let mut route =
        Route { method: "POST".into(), path: format!("/{evil}"), function: evil.into(), ..Route::default() };
    route.authorizer = Some(evil.into());
    route.method_request.models = models.into();
    route.method_request.named_models.insert(evil.into(), serde_json::json!({"$ref": format!("model:{evil}")}));
    design.routes.push(route);
    for side in Side::ALL {
        let place = tempfile::tempdir().expect("a folder");
        let export = super::export(&design, Format::Cli, Some(side));
        folder::write(place.path(), &export).expect("written");
        // A program in the place of the AWS CLI: it notes its arguments and answers an id.
        let tools = place.path().join("tools");
        fs::create_dir(&tools).expect("made");
        fs::write(tools.join("aws"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$CALLS\"\necho id1\n").expect("written");
        fs::set_permissions(tools.join("aws"), fs::Permissions::from_mode(0o755)).expect("set");
        let (calls, pwned) = (place.path().join("calls"), place.path().join("pwned"));
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("bash")
            .arg(place.path().join("apply.sh"))
            .envs([("PATH", path.as_str()), ("CALLS", &calls.display().to_string())])
            .env("PWNED", &pwned)
            .output()
            .expect("bash runs");
        assert!(
            !pwned.exists(),
            "{side:?}: {}",
            fs::read_to_string(place.path().join("apply.sh")).expect("the script")
        );
        assert!(output.status.success(), "{side:?}: {}", String::from_utf8_lossy(&output.stderr));
        let calls = fs::read_to_string(&calls).expect("it was called");
        assert!(calls.contains(&format!("id1/*/POST/{evil}")), "{side:?}: {calls}");
    }
}
