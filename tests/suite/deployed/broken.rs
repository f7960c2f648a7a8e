//! What is broken, too large or would not end: refused with a reason and a place, at once.

use gatewright::diagnostics::Diagnostic;
use gatewright::import::deployed::{Format, NoNeighbors, SourceFile, read, recognize};
use gatewright::text::LineIndex;
use std::time::{Duration, Instant};

/// Reads what must be refused. Returns rule, line and column, and message of the first fault.
fn refused(name: &str, text: &str, format: Option<Format>) -> (String, usize, usize, String) {
    let began = Instant::now();
    let imported = read(&[SourceFile { name, text }], format, &NoNeighbors);
    assert!(began.elapsed() < Duration::from_secs(20), "{name} takes {:?}", began.elapsed());
    assert!(imported.failed() && imported.design.routes.is_empty(), "{name}: {:?}", imported.came_in);
    let fault: &Diagnostic = &imported.diagnostics[0];
    let at = fault.primary().map_or(0, |place| place.span.start as usize);
    let place = LineIndex::new(text).line_column(text, at);
    (fault.rule.0.to_owned(), place.line, place.column, fault.message.clone())
}

#[test]
fn broken_files_have_a_line_and_a_column() {
    let yaml = "openapi: 3.0.1\npaths:\n  /a:\n    get: [x\n  /b: {}\n";
    let (rule, line, _, message) = refused("a.yaml", yaml, Some(Format::OpenApi));
    assert_eq!(rule, "import/not-yaml", "{message}");
    assert!((4..=5).contains(&line), "{line}: {message}");
    let json = "{\"openapi\": \"3.0.1\",\n \"paths\": {\"/a\": {\"get\" 1}}}";
    let (rule, line, column, message) = refused("a.json", json, Some(Format::OpenApi));
    assert_eq!((rule.as_str(), line), ("json/not-json", 2), "{message}");
    assert!((20..=30).contains(&column), "{column}");
    let hcl = "resource \"aws_api_gateway_integration\" \"i\" {\n  type = \"AWS\"\n  uri = = \"x\"\n}\n";
    let (rule, line, column, message) = refused("a.tf", hcl, None);
    assert_eq!((rule.as_str(), line), ("import/not-hcl", 3), "{message}");
    assert!((8..=12).contains(&column), "{column}");
}

#[test]
fn every_prefix_of_every_sample_is_read_or_refused() {
    for name in [
        "openapi/get-export-swagger.yaml",
        "cloudformation/mixed-forms.yaml",
        "sam/http-api.yaml",
        "serverless/serverless.yml",
        "terraform/mixed-forms.tf",
        "logs/execution-test-invoke.log",
        "logs/insights.csv",
        "logs/lambda-event-lines.log",
        "aws-cli/get-method.json",
    ] {
        let text = super::sample(name);
        for end in (0..text.len()).step_by(13).filter(|end| text.is_char_boundary(*end)) {
            let part = &text[..end];
            let imported = read(&[SourceFile { name, text: part }], recognize(name, &text), &NoNeighbors);
            super::check(imported, part);
        }
    }
}

#[test]
fn what_would_not_end_is_refused_at_once() {
    let mut laughs = String::from("openapi: 3.0.1\nx: &a0 [lol, lol]\n");
    for level in 1..40 {
        laughs.push_str(&format!("x{level}: &a{level} [*a{0}, *a{0}, *a{0}]\n", level - 1));
    }
    assert_eq!(refused("laughs.yaml", &laughs, None).0, "import/too-many-aliases");
    let deep = format!("openapi: {}", "[".repeat(200_000));
    assert_ne!(refused("deep.yaml", &deep, None).3, "");
    let deep = format!("{{\"openapi\": {}1{}}}", "[".repeat(5_000), "]".repeat(5_000));
    refused("deep.json", &deep, Some(Format::OpenApi));
    let deep = format!("resource \"a\" \"b\" {{\n  x = {}1{}\n}}\n", "(".repeat(50_000), ")".repeat(50_000));
    refused("deep.tf", &deep, None);
    let doubling: String = (1..60).map(|i| format!("  l{i} = \"${{local.l{0}}}${{local.l{0}}}\"\n", i - 1)).collect();
    let doubling = format!(
        "locals {{\n  l0 = \"xxxxxxxxxx\"\n{doubling}}}\nresource \"aws_api_gateway_integration\" \"i\" {{\n  type = \"AWS\"\n  request_templates = {{ a = local.l59 }}\n}}\n"
    );
    let began = Instant::now();
    read(&[SourceFile { name: "doubling.tf", text: &doubling }], None, &NoNeighbors);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

#[test]
fn fifty_megabytes_are_refused_without_being_read() {
    let path = "  /a{i}:\n    get: {x-amazon-apigateway-integration: {type: aws_proxy, uri: f}}\n";
    let text = format!("openapi: 3.0.1\npaths:\n{}", path.repeat(50_000_000 / path.len()));
    let began = Instant::now();
    read(&[SourceFile { name: "large.yaml", text: &text }], None, &NoNeighbors);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    let (rule, _, _, message) = refused("large.yaml", &text, None);
    assert_eq!(rule, "import/too-long");
    assert!(message.contains("16 MiB"), "{message}");
}

#[test]
fn an_unknown_format_names_those_that_exist() {
    let (rule, _, _, message) = refused("notes.txt", "Dear diary,\nnothing here.\n", None);
    assert_eq!(rule, "import/unknown");
    for format in Format::ALL {
        assert!(message.contains(format.as_str()), "{message}");
        assert_eq!(Format::parse(format.as_str()), Some(format));
    }
    // A format that was asked for is not questioned, and says what it misses.
    assert_eq!(refused("a", "a: 1\n", Some(Format::OpenApi)).0, "import/not-openapi");
    assert_eq!(refused("a", "a: 1\n", Some(Format::Sam)).0, "import/not-cloudformation");
    assert_eq!(refused("a", "a: 1\n", Some(Format::Serverless)).0, "import/not-serverless");
    assert_eq!(refused("a", "{}", Some(Format::TerraformShow)).0, "import/not-terraform");
    assert_eq!(refused("a", "{}", Some(Format::AwsCli)).0, "import/no-route");
    assert_eq!(refused("a", "", Some(Format::Logs)).0, "import/no-route");
}

/// Each model was looked for among all others.
#[test]
fn a_long_chain_of_models_is_read_at_once() {
    let mut text = String::from(
        "{\"openapi\": \"3.0.1\", \"paths\": {\"/a\": {\"post\": {\"requestBody\": {\"content\": {\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/S0\"}}}}, \"x-amazon-apigateway-integration\": {\"type\": \"aws\", \"uri\": \"f\"}}}}, \"components\": {\"schemas\": {",
    );
    for i in 0..150_000 {
        text.push_str(&format!("\"S{i}\": {{\"$ref\": \"#/components/schemas/S{}\"}}, ", i + 1));
    }
    text.push_str("\"S150000\": {}}}}");
    let began = Instant::now();
    let imported = read(&[SourceFile { name: "refs.json", text: &text }], None, &NoNeighbors);
    assert_eq!(imported.design.routes[0].method_request.named_models.len(), 150_001);
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}

/// A text of `Fn::Sub` that opens names and closes none was looked through once for each of them; and every name of a
/// stack was taken for a placeholder that somebody gives a value.
#[test]
fn names_without_end_are_no_placeholders() {
    let stack = |text: &str| {
        format!(
            "Resources:\n  M:\n    Type: AWS::ApiGateway::Method\n    Properties: {{HttpMethod: GET, Integration: {{Type: AWS, RequestTemplates: {{a/a: !Sub '{text}'}}}}}}\n"
        )
    };
    let began = Instant::now();
    let open = stack(&"${".repeat(2_000_000));
    let imported = read(&[SourceFile { name: "open.yaml", text: &open }], None, &NoNeighbors);
    assert!(imported.design.placeholders.is_empty());
    let names = stack(&(0..100_000).map(|i| format!("${{A{i}}}")).collect::<String>());
    let imported = read(&[SourceFile { name: "names.yaml", text: &names }], None, &NoNeighbors);
    assert_eq!(imported.design.placeholders.len(), 1_000);
    assert!(super::leaves_out(&imported, "99000 more placeholders"));
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
}
