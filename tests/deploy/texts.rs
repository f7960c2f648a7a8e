//! Every template of the conformance cases and every hostile text comes back byte for byte from every format.

use super::read_back::{templates, terraform, yaml};
use super::{export, tests, text};
use gatewright::apigw::integration::{Integration, IntegrationResponse, MappingTemplate};
use gatewright::design::{Design, Route};
use gatewright::export::{Format, hcl, typescript};
use serde_json::Value;
use std::fs;
use std::process::Command;

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Returns the hostile texts by their names.
fn hostile() -> Vec<(String, String)> {
    let all = json(&fs::read_to_string(tests("data/exports/hostile-templates.json")).expect("the texts"));
    let all = all.as_object().expect("an object").iter().filter(|(name, _)| *name != "_comment");
    all.map(|(name, text)| (name.clone(), text.as_str().expect("a text").to_owned())).collect()
}

/// Returns every text there is.
fn all_texts() -> Vec<String> {
    let mut texts: Vec<String> = hostile().into_iter().map(|(_, text)| text).collect();
    assert!(texts.len() >= 55, "{}", texts.len());
    for folder in ["aws", "velocity"] {
        for entry in fs::read_dir(tests(&format!("conformance/{folder}"))).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            let lines = fs::read_to_string(path).expect("cases");
            let cases = lines.lines().map(json);
            texts.extend(cases.filter_map(|case| Some(case.get("template")?.as_str()?.to_owned())));
        }
    }
    texts.dedup();
    assert!(texts.len() > 1000, "{}", texts.len());
    texts
}

/// Makes a design with a route for every text: request template, response template and selection pattern.
fn design(texts: &[String]) -> Design {
    let route = |(index, text): (usize, &String)| {
        let template = || MappingTemplate { content_type: "application/json".into(), text: text.as_str().into() };
        let response =
            IntegrationResponse { status: 201, templates: vec![template()], ..IntegrationResponse::default() };
        let integration =
            Integration { request_templates: vec![template()], responses: vec![response], ..Integration::default() };
        Route {
            method: "POST".into(),
            path: format!("/t{index}"),
            function: "f".into(),
            integration,
            ..Route::default()
        }
    };
    Design { name: "texts".into(), routes: texts.iter().enumerate().map(route).collect(), ..Design::default() }
}

/// Compares what came back with what went in: each text once as a request and once as a response template.
fn check(format: Format, texts: &[String], found: &[String]) {
    assert_eq!(found.len(), texts.len() * 2, "{format:?}");
    for (index, text) in texts.iter().enumerate() {
        for found in &found[index * 2..index * 2 + 2] {
            assert_eq!(found, text, "{format:?}, text {index}");
        }
    }
}

#[test]
fn json_and_yaml_give_every_text_back() {
    let texts = all_texts();
    let design = design(&texts);
    let open_api = ["requestTemplates", "responseTemplates"];
    let cloud_formation = ["RequestTemplates", "ResponseTemplates"];
    for (format, ending, names) in [
        (Format::OpenApi, "openapi.yaml", open_api),
        (Format::OpenApiJson, "openapi.json", open_api),
        (Format::Sam, "template.yaml", open_api),
        (Format::CloudFormation, "template.yaml", cloud_formation),
    ] {
        let export = export(&design, format, None);
        let text = text(&export, ending);
        let value = if ending.ends_with("json") { json(text) } else { yaml(text) };
        check(format, &texts, &templates(&value, &names));
    }
}

#[test]
fn json_is_read_alike_by_yaml_parsers() {
    let texts = all_texts();
    let export = export(&design(&texts), Format::OpenApiJson, None);
    let value = yaml(text(&export, "openapi.json"));
    check(Format::OpenApiJson, &texts, &templates(&value, &["requestTemplates", "responseTemplates"]));
}

#[test]
fn terraform_gives_every_text_back() {
    let texts = all_texts();
    let export = export(&design(&texts), Format::Terraform, None);
    let text = text(&export, "main.tf");
    for name in ["request_templates", "response_templates"] {
        let found = terraform(text, name);
        assert_eq!(found.len(), texts.len());
        for (index, found) in found.iter().enumerate() {
            assert_eq!(found["application/json"].as_str(), Some(texts[index].as_str()), "{name} of text {index}");
        }
    }
}

#[test]
fn vtl_files_and_the_input_of_the_command_line_hold_the_bytes() {
    let texts = all_texts();
    let design = design(&texts);
    let vtl = export(&design, Format::Vtl, None);
    let cli = export(&design, Format::Cli, None);
    for (index, expected) in texts.iter().enumerate() {
        assert_eq!(text(&vtl, &format!("post-t{index}.request.vtl")), expected);
        assert_eq!(text(&vtl, &format!("post-t{index}.response-201.vtl")), expected);
        let input = json(text(&cli, &format!("post-t{index}/put-integration.json")));
        assert_eq!(input["requestTemplates"]["application/json"].as_str(), Some(expected.as_str()));
    }
}

/// The literals of the CDK's stack, read by the language itself. Needs Node.js; says so and passes without.
#[test]
fn typescript_gives_every_text_back() {
    let texts = all_texts();
    let literals: Vec<String> = texts.iter().map(|text| typescript::literal(text)).collect();
    let stack = export(&design(&texts), Format::Cdk, None);
    assert!(literals.iter().all(|literal| text(&stack, "stack.ts").contains(literal)));
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("texts.js");
    fs::write(&script, format!("console.log(JSON.stringify([{}]));", literals.join(","))).expect("written");
    match Command::new("node").arg(&script).output() {
        Err(_) => println!("skipped: there is no node"),
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let found: Vec<String> = serde_json::from_slice(&output.stdout).expect("JSON");
            assert_eq!(found, texts);
        }
    }
}

/// What Serverless makes of a text: it takes the escapes of variables away.
fn without_escapes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        let name = &from[2..];
        let after = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-');
        let variable = name.starts_with(|c: char| c.is_ascii_lowercase()) && after.starts_with([':', '(']);
        let slashes = before.len() - before.trim_end_matches('\\').len();
        let kept = if variable { before.len() - slashes + slashes / 2 } else { before.len() };
        assert!(!variable || slashes % 2 == 1, "a variable is left: {from:.40}");
        out.push_str(&before[..kept]);
        out.push_str("${");
        rest = name;
    }
    out + rest
}

#[test]
fn serverless_gives_every_text_back_that_it_can_hold() {
    let texts: Vec<String> = all_texts().into_iter().filter(|text| !text.contains("$${")).collect();
    let export = export(&design(&texts), Format::Serverless, None);
    assert!(export.warnings.iter().all(|warning| warning.rule.0 != "export/serverless-variable"));
    let found = templates(&yaml(text(&export, "serverless.yml")), &["template"]);
    check(Format::Serverless, &texts, &found.iter().map(|text| without_escapes(text)).collect::<Vec<_>>());
}

#[test]
fn what_a_format_cannot_give_back_is_said() {
    let rules = |name: &str, format: Format| -> Vec<&'static str> {
        let (_, text) = hostile().into_iter().find(|(known, _)| known == name).expect("there");
        export(&design(&[text]), format, None).warnings.iter().map(|warning| warning.rule.0).collect()
    };
    assert!(rules("nfd", Format::Terraform).contains(&"export/not-composed"));
    assert!(!rules("unicode", Format::OpenApi).contains(&"export/not-composed"));
    assert!(rules("sls3", Format::Serverless).contains(&"export/serverless-variable"));
    assert!(rules("cfn_dynref", Format::CloudFormation).contains(&"export/dynamic-reference"));
    assert!(rules("cfn_dynref", Format::Sam).contains(&"export/dynamic-reference"));
    assert!(hcl::is_composed("café") && !hcl::is_composed("cafe\u{301}"));
}
