//! Terraform's language and `terraform show -json`.

use super::{REQUEST, check, import, leaves_out, placeholders, route, sample, template};
use gatewright::apigw::stage::ApiKind;
use gatewright::import::deployed::{Folder, Format, ImportedDesign, SourceFile, read};

fn tf(text: &str) -> ImportedDesign {
    import("main.tf", text, Format::Terraform)
}

/// Reads Terraform beside the files given.
fn beside(text: &str, files: &[(&str, &str)]) -> ImportedDesign {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let source = SourceFile { name: "main.tf", text };
    check(read(&[source], None, &Folder(folder.path().to_owned())), text)
}

#[test]
fn every_form_that_a_template_takes() {
    let text = sample("terraform/mixed-forms.tf");
    let files = [
        ("post-rides.request.vtl", REQUEST),
        ("put.vtl", "$input.body ${context.stage}\n"),
        ("patch.vtl.tftpl", "{\"env\": \"${env}\", \"s\": \"$${context.stage}\"}"),
    ];
    let imported = beside(&text, &files);
    let json = |name| template(route(&imported, name), "application/json");
    assert_eq!(json("POST /rides"), REQUEST);
    assert_eq!(route(&imported, "POST /rides").function, "${aws_lambda_function.request_ride.invoke_arn}");
    assert_eq!(
        json("POST /heredoc"),
        "{\n  \"table\": \"${stageVariables.tablePrefix}_rides\",\n  \"env\": \"${var.env}\"\n}\n"
    );
    assert_eq!(json("PUT /file"), "$input.body ${context.stage}\n");
    assert_eq!(json("PATCH /templatefile"), "{\"env\": \"${var.env}\", \"s\": \"${context.stage}\"}");
    assert!(leaves_out(&imported, "module api") && leaves_out(&imported, "it is a mock"));
    assert!(placeholders(&imported).contains(&"var.env=".into()), "{:?}", placeholders(&imported));
}

#[test]
fn files_outside_of_the_folder_and_missing_ones_are_not_read() {
    let text = "resource \"aws_api_gateway_integration\" \"i\" {\n  http_method = \"GET\"\n  type = \"AWS\"\n  request_templates = {\n    \"a/a\" = file(\"../secret.vtl\")\n    \"a/b\" = file(\"${path.module}/none.vtl\")\n  }\n}\n";
    let imported = beside(text, &[]);
    assert!(leaves_out(&imported, "outside of the folder"), "{:#?}", imported.left_out);
    assert!(leaves_out(&imported, "file ./none.vtl"));
    assert!(template(route(&imported, "GET /i"), "a/a").starts_with("${file("));
}

#[test]
fn a_whole_rest_module() {
    let imported = tf(&sample("terraform/rest-mapping.tf"));
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.function, "${var.function_name}");
    let statuses: Vec<_> = post.integration.responses.iter().map(|r| (r.status, r.selection_pattern.clone())).collect();
    assert_eq!(statuses, [(201, String::new()), (400, r"[\s\S]*\[BadRequest\][\s\S]*".to_owned())]);
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    assert_eq!(imported.design.routes.len(), 1);
    assert_eq!(
        imported.design.cors.as_ref().map(|c| c.allow_methods.clone()),
        Some(vec!["POST".into(), "OPTIONS".into()])
    );
    assert!(placeholders(&imported).contains(&"var.function_name=request-ride".into()));
    let proxy = tf(&sample("terraform/rest-proxy.tf"));
    assert!(route(&proxy, "POST /rides").integration.proxy);
}

#[test]
fn a_whole_http_module() {
    let imported = tf(&sample("terraform/http-api.tf"));
    let design = &imported.design;
    let post = route(&imported, "POST /rides");
    assert_eq!((design.api, post.function.as_str()), (ApiKind::Http, "${var.function_name}"));
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    assert_eq!(design.authorizers[0].audiences, ["${var.user_pool_client_id}"]);
    assert_eq!(design.cors.as_ref().map(|cors| cors.allow_origins[0].clone()), Some("${var.allowed_origin}".into()));
}

#[test]
fn a_state_and_a_plan_have_final_texts() {
    let imported = import("state.json", &sample("terraform/show-state.json"), Format::TerraformShow);
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.integration.responses.len(), 2);
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    assert!(imported.design.placeholders.is_empty(), "a template's own `${{…}}` is no placeholder");
    let imported = import("plan.json", &sample("terraform/show-plan.json"), Format::TerraformShow);
    assert_eq!(template(route(&imported, "POST /post"), "application/json"), REQUEST);
    assert!(leaves_out(&imported, "the path of aws_api_gateway_integration.post"));
}

#[test]
fn a_plan_tells_paths_by_its_configuration() {
    let text = r#"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [
      {"address": "aws_api_gateway_resource.a", "type": "aws_api_gateway_resource", "values": {"path_part": "a"}},
      {"address": "aws_api_gateway_integration.x[0]", "type": "aws_api_gateway_integration",
       "values": {"type": "AWS", "http_method": "GET", "request_templates": {"application/json": "$${x}"}}},
      {"address": "aws_lambda_function.f", "type": "aws_lambda_function",
       "values": {"function_name": "f", "environment": [{"variables": {"SECRET": "s3cret"}}]}}]}},
      "configuration": {"root_module": {"resources": [
      {"address": "aws_api_gateway_integration.x", "expressions": {"resource_id": {"references": ["aws_api_gateway_resource.a.id", "aws_api_gateway_resource.a"]}}}]}}}"#;
    let imported = import("plan.json", text, Format::TerraformShow);
    assert_eq!(template(route(&imported, "GET /a"), "application/json"), "$${x}");
    assert!(!gatewright::design::file::to_text(&imported.design).contains("s3cret"));
}

#[test]
fn expressions_and_escapes() {
    let text = r##"
variable "names" { default = { table = "Rides", list = ["a", "b"] } }
variable "plain" { default = "p" }
locals {
  deep  = { x = local.other }
  other = "o"
  loop  = local.loop
}
resource "aws_api_gateway_integration" "i" {
  for_each    = toset(["a"])
  http_method = upper("get")
  type        = "AWS"
  request_templates = merge({ "a/a" = "$${x} %%{y} \\ \" \u00fc $$ \t" }, {
    "a/b" = "${local.deep.x}-${var.names.list[1]}-${var.names["table"]}-${var.plain}"
    "a/c" = join(",", ["x", trimspace(" y "), chomp("z\n\n")])
    "a/d" = jsonencode({ b = "<&>", a = [1, true, null] })
    "a/e" = format("%s/%s", "x", "y")
    "a/f" = local.loop
    "a/g" = true ? "yes" : "no"
    "a/h" = <<EOT
  ${~ "kept" ~}
  $${stageVariables.x}
EOT
    "a/i" = replace("a-b", "-", "+")
    "a/j" = aws_s3_bucket.b.id
  })
}
"##;
    let imported = tf(text);
    let all: Vec<_> = route(&imported, "GET /i").integration.request_templates.clone();
    let all: Vec<_> = all.iter().map(|t| (t.content_type.as_str(), &*t.text)).collect();
    let expected = [
        ("a/a", "${x} %{y} \\ \" ü $$ \t"),
        ("a/b", "o-${var.names.list[1]}-${var.names[\"table\"]}-${var.plain}"),
        ("a/c", "x,y,z"),
        ("a/d", "{\"a\":[1,true,null],\"b\":\"\\u003c\\u0026\\u003e\"}"),
        ("a/e", "x/y"),
        ("a/f", "${local.loop}"),
        ("a/g", "yes"),
        ("a/h", "kept  ${stageVariables.x}\n"),
        ("a/i", "a+b"),
        ("a/j", "${aws_s3_bucket.b.id}"),
    ];
    assert_eq!(all, expected);
    let values = placeholders(&imported);
    for value in ["var.names.list[1]=b", "var.names[\"table\"]=Rides", "var.plain=p", "aws_s3_bucket.b.id="] {
        assert!(values.contains(&value.to_owned()), "{value}: {values:?}");
    }
    assert!(leaves_out(&imported, "`for_each`"));
}

#[test]
fn files_of_one_module_are_read_together() {
    let variables = SourceFile { name: "variables.tf", text: "variable \"m\" {\n  default = \"DELETE\"\n}\n" };
    let text = "resource \"aws_api_gateway_rest_api\" \"a\" {\n  name = \"n\"\n}\nresource \"aws_api_gateway_integration\" \"i\" {\n  resource_id = aws_api_gateway_rest_api.a.root_resource_id\n  http_method = aws_api_gateway_method.m.http_method\n  type = \"AWS_PROXY\"\n  uri = aws_lambda_function.fn.invoke_arn\n}\n";
    let method = "resource \"aws_api_gateway_method\" \"m\" {\n  resource_id = aws_api_gateway_rest_api.a.root_resource_id\n  http_method = \"DELETE\"\n  authorization = \"AWS_IAM\"\n  request_parameters = { \"method.request.header.X\" = true }\n}\nresource \"aws_lambda_function\" \"fn\" {\n  function_name = \"real\"\n}\n";
    let main = SourceFile { name: "main.tf", text };
    let rest = SourceFile { name: "method.tf", text: method };
    let imported = read(&[variables, main, rest], None, &gatewright::import::deployed::NoNeighbors);
    let delete = route(&imported, "DELETE /");
    assert_eq!((delete.function.as_str(), delete.authorizer.as_deref()), ("real", Some("IAM")));
    assert_eq!(delete.method_request.parameters.len(), 1);
}
