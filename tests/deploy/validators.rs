//! The formats' own tools judge the exports of every design at every side, and find what is planted.
//!
//! Needs the tools that `.ci/validators install FOLDER` puts into a folder, named by `GATEWRIGHT_VALIDATORS`; says so
//! and passes without. With `GATEWRIGHT_VALIDATORS_FULL` the slow ones (CDK, Serverless) run too.

use super::{designs, export, tests};
use gatewright::export::{Format, Side, folder};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// A tool, the export that it checks, and a fault that it must find: a text, and what stands in its place.
const PLANTED: [(&str, Format, &str, &str); 10] = [
    ("openapi-spec-validator", Format::OpenApi, "      responses:\n", "      answers:\n"),
    ("extensions", Format::OpenApi, "passthroughBehavior: ", "passthroughBehavior: x"),
    ("moto", Format::OpenApi, "openapi: '3.", "openapi: '4."),
    // A misspelt key is none that the service, or LocalStack in its place, knows: the method is open to everybody.
    ("localstack", Format::OpenApi, "x-amazon-apigateway-authorizer:", "x-amazon-apigateway-authoriser:"),
    ("cfn-lint", Format::CloudFormation, "PassthroughBehavior: ", "PassthroughBehaviour: "),
    ("sam", Format::Sam, "      Runtime: ", "      Runtimes: "),
    ("pygohcl", Format::Terraform, "resource \"aws_api_gateway_method\"", "resource \"aws_api_gateway_method"),
    ("botocore", Format::Cli, "\"restApiId\"", "\"restApi\""),
    ("serverless", Format::Serverless, "passThrough: ", "passThrough: X"),
    ("cdk", Format::Cdk, "passthroughBehavior: ", "passthroughBehaviour: "),
];

fn is_slow(format: Format) -> bool {
    matches!(format, Format::Cdk | Format::Serverless)
}

/// Returns true if a tool is there: LocalStack needs a Python that not every machine has, and says so where it is
/// installed.
fn is_there(tools: &str, tool: &str) -> bool {
    tool != "localstack" || Path::new(tools).join("localstack/bin/localstack-supervisor").exists()
}

/// Runs the tools over a folder of exports; returns whether all was well, and what they said.
fn check(tools: &str, exports: &Path) -> (bool, String) {
    let output = Command::new(Path::new(tools).join("venv/bin/python"))
        .arg(tests("../.ci/validators"))
        .args(["check", tools])
        .arg(exports)
        .output()
        .expect("the tools run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[test]
fn validators_take_every_export_and_find_what_is_planted() {
    let Some(tools) = env::var("GATEWRIGHT_VALIDATORS").ok().filter(|tools| !tools.is_empty()) else {
        println!("skipped: GATEWRIGHT_VALIDATORS names no folder with the tools (.ci/validators install FOLDER)");
        return;
    };
    let slow = env::var_os("GATEWRIGHT_VALIDATORS_FULL").is_some();
    let root = tempfile::tempdir().expect("a folder");
    for (name, design) in designs() {
        for side in Side::ALL {
            for format in Format::ALL.iter().filter(|format| slow || !is_slow(**format)) {
                let export = export(&design, *format, Some(side));
                let place = root.path().join("good").join(&name).join(side.as_str()).join(format.as_str());
                folder::write(&place, &export).expect("written");
            }
        }
    }
    let (good, said) = check(&tools, &root.path().join("good"));
    assert!(good, "{said}");

    let (_, design) = designs().swap_remove(0);
    let planted = PLANTED.iter().filter(|(tool, format, ..)| (slow || !is_slow(*format)) && is_there(&tools, tool));
    for (tool, format, from, to) in planted {
        let mut export = export(&design, *format, Some(Side::Mapping));
        let file = export.files.iter_mut().find(|file| file.text.contains(from)).expect("a place for the fault");
        file.text = file.text.replacen(from, to, 1);
        let place = root.path().join("bad").join(tool);
        folder::write(&place, &export).expect("written");
        let (good, said) = check(&tools, &place);
        assert!(!good && said.contains(&format!("{tool}:")), "{tool} finds the fault: {said}");
        fs::remove_dir_all(&place).expect("removed");
    }
}
