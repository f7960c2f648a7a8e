//! A changed template goes back into its file, and every other byte stays.

use super::sample;
use gatewright::import::deployed::{Format, NoNeighbors, SourceFile, TemplateId, WhyNot, put_back, read};

const POST: TemplateId<'static> =
    TemplateId { method: "POST", path: "/rides", response: None, content_type: "application/json" };

fn template_of(file: &str, format: Format, id: &TemplateId) -> String {
    let read = read(&[SourceFile { name: "", text: file }], Some(format), &NoNeighbors);
    let route = read.design.routes.iter().find(|route| route.method == id.method && route.path == id.path);
    let integration = &route.expect("the route").integration;
    let templates = match id.response {
        None => &integration.request_templates,
        Some(index) => &integration.responses[index].templates,
    };
    templates.iter().find(|own| own.content_type == id.content_type).expect("the template").text.to_string()
}

/// Puts `text` into `file` and checks that it comes back and that nothing else changed.
fn check(file: &str, format: Format, id: &TemplateId, text: &str) -> String {
    let put = put_back(file, format, id, text).unwrap_or_else(|why| panic!("{why}: {text:?} in\n{file}"));
    assert_eq!(template_of(&put.text, format, id), text, "{}", put.text);
    let range = put.edit.span.range();
    assert_eq!(put.text[..range.start], file[..range.start]);
    assert_eq!(put.text[range.start + put.edit.text.len()..], file[range.end..]);
    put.text
}

fn hostile() -> Vec<String> {
    let mut all = super::hostile();
    all.push(super::REQUEST.to_owned());
    all.push("# looks like a comment\n  indented\n".into());
    all.push("a\n\n\n".into());
    all.push("\n  a\n b".into());
    // It says that there is no template.
    all.retain(|text| text != "__passthrough__");
    all
}

#[test]
fn hostile_templates_in_every_format_that_takes_them() {
    let response = TemplateId { response: Some(1), ..POST };
    for (name, format) in [
        ("openapi/rest-mapping.yaml", Format::OpenApi),
        ("openapi/get-export-oas30.json", Format::OpenApi),
        ("openapi/get-export-swagger.yaml", Format::OpenApi),
        ("sam/rest-mapping.yaml", Format::Sam),
        ("cloudformation/rest-mapping.yaml", Format::CloudFormation),
        ("aws-cli/get-resources-embed-methods.json", Format::AwsCli),
    ] {
        let file = sample(name);
        for text in hostile() {
            let changed = check(&file, format, &POST, &text);
            // And from there to the next, whatever style the first one took.
            check(&changed, format, &POST, super::REQUEST);
            if name.contains("rest-mapping") {
                check(&file, format, &response, &text);
            }
        }
    }
}

#[test]
fn comments_line_ends_and_the_last_line_stay() {
    let stack = |body: &str| {
        format!(
            "# head\nResources:\n  M:\n    Type: AWS::ApiGateway::Method # a method\n    Properties:\n      HttpMethod: POST\n      Integration:\n        Type: AWS\n        RequestTemplates:\n          application/json: {body}"
        )
    };
    let id = TemplateId { path: "/M", ..POST };
    for body in [
        "|\n            one\n\n            two\n\n\n  # after\n  Other: {Type: X}\n",
        "|-\n              deep\n                er",
        "|+\n            one\n\n\n  Other: {Type: X}\n",
        "|2\n            \u{20} indented\n",
        ">-\n            folded\n            more\n",
        "\"quoted\" # comment\n",
        "'single ''quoted'' '\n",
        "plain text\n",
        "plain\n            over lines\n",
        "!Sub |\n            ${AWS::Region} ${!context.stage}\n",
        "!Sub '${AWS::Region} x'\n",
    ] {
        let file = stack(body);
        for text in hostile() {
            let changed = check(&file, Format::CloudFormation, &id, &text);
            check(&changed, Format::CloudFormation, &id, "back\n");
            check(&file.replace('\n', "\r\n"), Format::CloudFormation, &id, &text);
        }
    }
}

#[test]
fn a_substitution_keeps_its_names_and_escapes_the_rest() {
    let file = "Resources:\n  M:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      HttpMethod: POST\n      Integration:\n        Type: AWS\n        RequestTemplates:\n          application/json: !Sub |\n            ${Table} ${!context.stage}\n";
    let id = TemplateId { path: "/M", ..POST };
    let changed =
        check(file, Format::CloudFormation, &id, "new ${Table} ${context.stage} ${stageVariables.x} ${Other\n");
    assert!(
        changed.ends_with("!Sub |\n            new ${Table} ${!context.stage} ${!stageVariables.x} ${!Other\n"),
        "{changed}"
    );
}

#[test]
fn flow_maps_lists_and_json_take_quotes() {
    let flow = "openapi: 3.0.1\npaths: {/rides: {post: {x-amazon-apigateway-integration: {type: aws, uri: f, requestTemplates: {application/json: 'x', b/b: y}}}}} # end\n";
    let listed = "Resources:\n  M:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      HttpMethod: POST\n      Integration:\n        Type: AWS\n        IntegrationResponses:\n        - ResponseTemplates:\n            application/json: |\n              x\n          StatusCode: 200\n        -   StatusCode: 400\n            SelectionPattern: a\n            ResponseTemplates: {application/json: x}\n";
    for text in hostile() {
        check(flow, Format::OpenApi, &POST, &text);
        for response in [0, 1] {
            check(listed, Format::CloudFormation, &TemplateId { path: "/M", response: Some(response), ..POST }, &text);
        }
    }
    check(flow, Format::OpenApi, &TemplateId { content_type: "b/b", ..POST }, "a: b, {c}\n");
}

#[test]
fn what_cannot_go_back_says_why() {
    let file = sample("cloudformation/mixed-forms.yaml");
    let at = |path: &'static str| TemplateId { method: "ANY", path, ..POST };
    for path in ["/Joined", "/Conditional", "/Mapped"] {
        let result = put_back(&file, Format::CloudFormation, &at(path), "x");
        assert!(matches!(result, Err(WhyNot::Computed)) || path != "/Joined", "{path}: {result:?}");
    }
    let missing = put_back(&file, Format::CloudFormation, &at("/Nowhere"), "x");
    assert!(matches!(missing, Err(WhyNot::NotThere(_))), "{missing:?}");
    let shared = "x: &t 'shared'\nopenapi: 3.0.1\npaths: {/rides: {post: {x-amazon-apigateway-integration: {type: aws, uri: f, requestTemplates: {application/json: *t}}}}}\n";
    assert_eq!(put_back(shared, Format::OpenApi, &POST, "x"), Err(WhyNot::Computed));
    let anchored = "openapi: 3.0.1\npaths: {/rides: {post: {x-amazon-apigateway-integration: {type: aws, uri: f, requestTemplates: {application/json: &t 'shared', b/b: *t}}}}}\n";
    assert_eq!(put_back(anchored, Format::OpenApi, &POST, "x"), Err(WhyNot::Computed));
    assert!(matches!(put_back("", Format::Terraform, &POST, "x"), Err(WhyNot::Format(_))));
    assert!(matches!(put_back("openapi: [", Format::OpenApi, &POST, "x"), Err(WhyNot::Unreadable(_))));
    assert!(matches!(
        put_back(&sample("openapi/rest-mapping.yaml"), Format::OpenApi, &POST, "__passthrough__"),
        Err(WhyNot::NotHeld)
    ));
    assert_eq!(put_back("old", Format::Vtl, &POST, "new\r\n").map(|put| put.text), Ok("new\r\n".into()));
}
