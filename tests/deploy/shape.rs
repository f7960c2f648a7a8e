//! What the exports say: integrations, authorizers, CORS in all of its places, and what is left out.

use super::read_back::yaml;
use super::{designs, export, tests, text};
use gatewright::design::Design;
use gatewright::diagnostics::Severity;
use gatewright::export::{Format, Side};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;

fn everything(kind: &str) -> Design {
    let name = format!("everything-{kind}");
    designs().into_iter().find(|(known, _)| *known == name).expect("a design").1
}

/// Tells whether the format is a page for people, whose purpose is to show a call.
fn is_page(format: Format) -> bool {
    matches!(format, Format::Html | Format::Markdown)
}

fn open_api(design: &Design, side: Option<Side>) -> Value {
    serde_json::from_str(text(&export(design, Format::OpenApiJson, side), "openapi.json")).expect("JSON")
}

#[test]
fn every_design_exports_to_every_format_and_side_the_same_each_time() {
    for (name, design) in designs() {
        for format in Format::ALL {
            for side in [None, Some(Side::Mapping), Some(Side::Proxy), Some(Side::Http)] {
                let first = export(&design, *format, side);
                assert_eq!(first, export(&design, *format, side), "{name} {format:?} {side:?}");
                let is_empty = matches!(format, Format::Vtl | Format::Event);
                assert!(is_empty || !first.files.is_empty(), "{name} {format:?} {side:?}");
                for file in &first.files {
                    let fits = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
                    assert!(file.path.chars().all(fits) && !file.path.starts_with('/') && !file.path.contains(".."));
                    // A page for people shows the request as it stands in the design.
                    assert!(is_page(*format) || !file.text.contains("{{token}}"), "{name}: {}", file.path);
                }
                for warning in &first.warnings {
                    assert!(warning.rule.0.starts_with("export/"), "{warning:?}");
                    assert!(warning.severity != Severity::Error && !warning.message.ends_with('.'), "{warning:?}");
                }
            }
        }
    }
}

#[test]
fn nothing_of_a_call_leaves_with_an_export_but_events() {
    for (name, mut design) in designs() {
        for call in design.routes.iter_mut().flat_map(|route| &mut route.calls) {
            call.kept_token = Some(gatewright::jwt::Secret::new("TOKEN-MARK"));
            call.request.body = Some("SECRET-MARK".into());
            call.request.headers.push(("X-Mark".into(), "SECRET-MARK".into()));
            call.identity.claims = json!({"sub": "SECRET-MARK"}).as_object().cloned();
            call.context = json!({"identity": {"sourceIp": "SECRET-MARK"}}).as_object().cloned().expect("an object");
            call.name = "SECRET-MARK".into();
            call.golden = Some(json!("SECRET-MARK"));
        }
        for format in Format::ALL.iter().filter(|format| **format != Format::Event) {
            for side in [None, Some(Side::Mapping), Some(Side::Proxy), Some(Side::Http)] {
                let export = export(&design, *format, side);
                let says = |mark: &str| export.files.iter().any(|file| file.text.contains(mark));
                assert!(!says("TOKEN-MARK"), "{name} {format:?}");
                assert!(is_page(*format) || !says("SECRET-MARK"), "{name} {format:?}");
                assert!(export.warnings.iter().all(|warning| !warning.message.contains("-MARK")), "{name}");
            }
        }
    }
}

/// A token that was pasted, and a key, went into the events of an export that nobody asked to hold them.
#[test]
fn events_hold_tokens_and_keys_only_if_they_are_asked_for() {
    const PASTED: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJQQVNURUQifQ.c2ln";
    const KEPT: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJLRVBUIn0.c2ln";
    for (name, mut design) in designs() {
        for call in design.routes.iter_mut().flat_map(|route| &mut route.calls) {
            call.kept_token = Some(gatewright::jwt::Secret::new(KEPT));
            let own = ["Authorization", "X-Pasted", "x-api-key"];
            call.request.headers.retain(|(name, _)| !own.iter().any(|own| name.eq_ignore_ascii_case(own)));
            let headers = [("Authorization", "Bearer {{token}}"), ("X-Pasted", PASTED), ("x-api-key", "KEY-MARK")];
            call.request.headers.extend(headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
            call.request.query.push(("t".into(), PASTED.into()));
        }
        for side in [Side::Proxy, Side::Http] {
            let says = |export: &export::Export, mark: &str| export.files.iter().any(|file| file.text.contains(mark));
            let plain = export(&design, Format::Event, Some(side));
            for mark in [PASTED, KEPT, "KEY-MARK"] {
                assert!(!says(&plain, mark), "{name} {side:?} holds {mark}");
            }
            let asked = export::Options { side: Some(side), with_tokens: true };
            let asked = export::export(&design, Format::Event, asked);
            let rules = |export: &export::Export| -> Vec<&str> { export.warnings.iter().map(|w| w.rule.0).collect() };
            if plain.files.is_empty() {
                continue;
            }
            assert!(says(&plain, "{{token}}") && rules(&plain).contains(&"export/no-token"), "{name} {side:?}");
            assert!(says(&asked, PASTED) && says(&asked, "KEY-MARK"), "{name} {side:?}");
            assert!(rules(&asked).contains(&"export/token"), "{name} {side:?}");
        }
    }
}

#[test]
fn yaml_and_json_say_the_same() {
    fn as_texts(value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), as_texts(value))).collect())
            }
            Value::Array(items) => items.iter().map(as_texts).collect(),
            Value::String(_) => value.clone(),
            other => other.to_string().into(),
        }
    }
    for (name, design) in designs() {
        for side in [None, Some(Side::Http)] {
            let document = yaml(text(&export(&design, Format::OpenApi, side), "openapi.yaml"));
            assert_eq!(document, as_texts(&open_api(&design, side)), "{name}");
        }
    }
}

/// Checks the extensions, which no public validator of OpenAPI looks at.
#[test]
fn the_service_s_extensions_fit_their_schema() {
    let schema: Value = serde_json::from_str(
        &fs::read_to_string(tests("data/exports/x-amazon-apigateway.schema.json")).expect("there"),
    )
    .expect("JSON");
    let validator = |name: &str| -> Validator {
        let mut own = json!({"$schema": schema["$schema"], "$ref": format!("#/$defs/{name}")});
        own["$defs"] = schema["$defs"].clone();
        jsonschema::options().build(&own).expect("a schema")
    };
    let mut faults = Vec::new();
    let mut seen = 0;
    let mut check = |at: String, name: &str, value: &Value| {
        seen += 1;
        faults.extend(validator(name).iter_errors(value).map(|error| format!("{at}: {error}")));
    };
    for (name, design) in designs() {
        for (side, kind) in [(Side::Mapping, "rest"), (Side::Proxy, "rest"), (Side::Http, "http")] {
            let document = open_api(&design, Some(side));
            let at = format!("{name} {side:?}");
            for (path, item) in document["paths"].as_object().expect("paths") {
                for (verb, operation) in item.as_object().expect("methods") {
                    let integration = &operation["x-amazon-apigateway-integration"];
                    check(format!("{at} {verb} {path}"), &format!("{kind}Integration"), integration);
                }
            }
            for (_, scheme) in document["components"]["securitySchemes"].as_object().into_iter().flatten() {
                if let Some(authorizer) = scheme.get("x-amazon-apigateway-authorizer") {
                    check(at.clone(), &format!("{kind}Authorizer"), authorizer);
                }
            }
            for (member, name) in [
                ("x-amazon-apigateway-gateway-responses", "gatewayResponses"),
                ("x-amazon-apigateway-cors", "cors"),
                ("x-amazon-apigateway-request-validators", "requestValidators"),
            ] {
                if let Some(value) = document.get(member) {
                    check(at.clone(), name, value);
                }
            }
        }
    }
    assert!(seen > 40, "{seen} looked at");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn cors_of_a_rest_api_stands_in_all_three_places() {
    let document = open_api(&everything("rest"), Some(Side::Mapping));
    let origin = json!("'https://app.example.com'");
    let post = &document["paths"]["/rides"]["post"];
    for response in post["x-amazon-apigateway-integration"]["responses"].as_object().expect("responses").values() {
        assert_eq!(response["responseParameters"]["method.response.header.Access-Control-Allow-Origin"], origin);
        let status = response["statusCode"].as_str().expect("a status");
        assert!(post["responses"][status]["headers"]["Access-Control-Allow-Origin"].is_object(), "{status}");
    }
    for path in document["paths"].as_object().expect("paths").values() {
        let preflight = &path["options"]["x-amazon-apigateway-integration"];
        assert_eq!(preflight["type"], "mock");
        assert!(path["options"].get("security").is_none(), "a browser sends no token with a preflight request");
    }
    for class in ["DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED"] {
        let response = &document["x-amazon-apigateway-gateway-responses"][class];
        assert_eq!(response["responseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"], origin);
    }
    let document = open_api(&everything("http"), None);
    assert_eq!(document["x-amazon-apigateway-cors"]["allowOrigins"], json!(["https://app.example.com"]));
    assert!(document["paths"]["/rides"].get("options").is_none());
}

#[test]
fn authorizers_follow_the_kind_of_the_api() {
    let of = |side: Side| {
        let document = open_api(&everything("rest"), Some(side));
        let schemes = document["components"]["securitySchemes"].clone();
        ["users", "token-check", "request-check"]
            .map(|name| schemes[name]["x-amazon-apigateway-authorizer"]["type"].as_str().expect("a type").to_owned())
    };
    assert_eq!(of(Side::Mapping), ["cognito_user_pools", "token", "request"]);
    assert_eq!(of(Side::Http), ["jwt", "request", "request"]);
    let document = open_api(&everything("rest"), Some(Side::Http));
    assert_eq!(document["paths"]["/rides"]["post"]["security"], json!([{"users": ["rides/write"]}]));
    assert_eq!(document["components"]["securitySchemes"]["sigv4"]["x-amazon-apigateway-authtype"], "awsSigv4");
}

#[test]
fn what_a_side_does_not_have_is_said() {
    let rules = |side: Side| -> Vec<&'static str> {
        export(&everything("rest"), Format::OpenApi, Some(side)).warnings.iter().map(|warning| warning.rule.0).collect()
    };
    let http = rules(Side::Http);
    for rule in ["export/no-gateway-responses", "export/no-validation", "export/no-parameter-mapping"] {
        assert!(http.contains(&rule), "{rule} in {http:?}");
        assert!(!rules(Side::Mapping).contains(&rule), "{rule}");
    }
    let rest = export(&everything("http"), Format::OpenApi, Some(Side::Proxy));
    let rules: Vec<&str> = rest.warnings.iter().map(|warning| warning.rule.0).collect();
    assert!(rules.contains(&"export/default-route") && rules.contains(&"export/stage-name"), "{rules:?}");
}

#[test]
fn events_are_those_of_the_preview() {
    use gatewright::preview::{Selection, View, compute};
    for (name, design) in designs() {
        for (side, view) in [(Side::Mapping, View::Mapping), (Side::Proxy, View::RestProxy), (Side::Http, View::Http20)]
        {
            let files = export(&design, Format::Event, Some(side)).files;
            if design.routes.len() != 1 || design.routes[0].calls.len() != 1 {
                continue;
            }
            let preview = compute(&design, Selection::default(), Some(view)).expect("a preview");
            let event = preview.outcome.event().map(|event| serde_json::from_str::<Value>(&event.sent).expect("JSON"));
            let exported = files.first().map(|file| serde_json::from_str::<Value>(&file.text).expect("JSON"));
            assert_eq!(exported, event, "{name} {side:?}");
        }
    }
}

/// A path went as it is into texts in which Terraform and CloudFormation fill things in: the permission to call the
/// function read files of the machine, or named what is not there.
#[test]
fn paths_are_no_references_where_a_format_fills_in() {
    let route = gatewright::design::Route {
        method: "POST".into(),
        path: "/a${file(\"x\")}".into(),
        ..gatewright::design::Route::default()
    };
    let design = Design { routes: vec![route], ..Design::default() };
    for side in Side::ALL {
        let terraform = export(&design, Format::Terraform, Some(side));
        let line = text(&terraform, "main.tf").lines().find(|line| line.contains("source_arn")).expect("a permission");
        assert!(line.ends_with("execution_arn}/*/POST/a$${file(\\\"x\\\")}\""), "{line}");
        for format in [Format::CloudFormation, Format::Sam] {
            let stack = export(&design, format, Some(side));
            assert!(text(&stack, "template.yaml").contains("/*/POST/a${!file(\"x\")}"), "{format:?} {side:?}");
        }
    }
}
