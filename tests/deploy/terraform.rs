//! Terraform exports against the provider's own schema: known arguments, required ones, blocks.

use super::{designs, export, tests, text};
use gatewright::export::{Format, Side};
use hcl::Body;
use serde_json::Value;
use std::fs;

fn schema() -> Value {
    let text = fs::read_to_string(tests("data/exports/terraform-aws-6.25.0.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

/// Returns what is wrong with a configuration.
fn faults(body: &Body, schema: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for block in body.blocks() {
        let place = match block.identifier() {
            "resource" => "resources",
            "data" => "data",
            _ => continue,
        };
        let kind = block.labels().first().expect("a type").as_str();
        let known = schema.get(place).or_else(|| schema.get("resource")).and_then(|all| all.get(kind));
        match known {
            None => faults.push(format!("{kind}: no such {place}")),
            Some(known) => block_faults(kind, block.body(), known, &mut faults),
        }
    }
    faults
}

fn block_faults(at: &str, body: &Body, schema: &Value, faults: &mut Vec<String>) {
    // Arguments of the language itself, which every resource has.
    const META: [&str; 2] = ["depends_on", "lifecycle"];
    for attribute in body.attributes().filter(|attribute| !META.contains(&attribute.key())) {
        let known = schema["attributes"].get(attribute.key());
        let settable = |known: &Value| known["required"] == true || known["optional"] == true;
        if !known.is_some_and(settable) {
            faults.push(format!("{at}: cannot set {}", attribute.key()));
        }
    }
    for block in body.blocks().filter(|block| !META.contains(&block.identifier())) {
        let name = block.identifier();
        match schema["blocks"].get(name) {
            None => faults.push(format!("{at}: no block {name}")),
            Some(known) => {
                block_faults(&format!("{at}.{name}"), block.body(), known.get("block").unwrap_or(known), faults)
            }
        }
    }
    for (name, attribute) in schema["attributes"].as_object().into_iter().flatten() {
        if attribute["required"] == true && !body.attributes().any(|known| known.key() == name) {
            faults.push(format!("{at}: {name} is missing"));
        }
    }
}

#[test]
fn every_configuration_fits_the_provider() {
    let schema = schema();
    for (name, design) in designs() {
        for side in [Side::Mapping, Side::Proxy, Side::Http] {
            let export = export(&design, Format::Terraform, Some(side));
            let body = hcl::parse(text(&export, "main.tf")).expect("HCL");
            assert_eq!(faults(&body, &schema), Vec::<String>::new(), "{name} {side:?}");
            assert!(body.blocks().filter(|block| block.identifier() == "resource").count() >= 5, "{name} {side:?}");
        }
    }
}

#[test]
fn what_is_planted_is_found() {
    let (_, design) = designs().swap_remove(0);
    let export = export(&design, Format::Terraform, Some(Side::Mapping));
    let good = text(&export, "main.tf");
    for (from, to, expected) in [
        ("passthrough_behavior ", "passthrough_behaviour ", "cannot set passthrough_behaviour"),
        ("resource \"aws_api_gateway_method\"", "resource \"aws_apigateway_method\"", "aws_apigateway_method: no such"),
        ("path_part ", "# path_part ", "path_part is missing"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let found = faults(&hcl::parse(&bad).expect("HCL"), &schema());
        assert!(found.iter().any(|fault| fault.contains(expected)), "{expected} in {found:?}");
    }
}

/// Every address that a file names is one that it defines.
#[test]
fn references_lead_somewhere() {
    for (name, design) in designs() {
        for side in [Side::Mapping, Side::Proxy, Side::Http] {
            let export = export(&design, Format::Terraform, Some(side));
            let text = text(&export, "main.tf");
            let body = hcl::parse(text).expect("HCL");
            let defined: Vec<String> = body
                .blocks()
                .filter(|block| block.identifier() == "resource")
                .map(|block| block.labels().iter().map(|label| label.as_str()).collect::<Vec<_>>().join("."))
                .collect();
            let code = text.lines().filter(|line| {
                line.contains(" = aws_") || line.contains("${aws_") || line.trim_start().starts_with("aws_")
            });
            for line in code {
                let from = line.find("aws_").expect("there");
                let address: Vec<&str> =
                    line[from..].split('.').take(2).map(|part| part.trim_end_matches([',', ']'])).collect();
                assert!(defined.contains(&address.join(".")), "{name} {side:?}: {line}");
            }
        }
    }
}
