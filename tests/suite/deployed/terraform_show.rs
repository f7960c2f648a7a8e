//! Output of `terraform show -json` with traps inside: modules in modules, instances by key, values that are secret, plans
//! that know no ids.

use super::{import, leaves_out, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::PassthroughBehavior;
use gatewright::apigw::stage::ApiKind;
use gatewright::design::file;
use gatewright::import::deployed::{Format, ImportedDesign, NoNeighbors, SourceFile, read};

fn show(name: &str) -> ImportedDesign {
    import(name, &sample(&format!("terraform/{name}")), Format::TerraformShow)
}

/// The key of a module's instance cut every address in it short, so that all resources of the module were one.
#[test]
fn modules_in_modules_and_instances_by_key() {
    let imported = show("show-modules.json");
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["GET /", "GET /orders", "PUT /orders", "POST /second"]);
    assert_eq!(route(&imported, "GET /").function, "shared");
    let get = route(&imported, "GET /orders");
    assert_eq!(template(get, "application/json"), "${stageVariables.x} %{if} \"quoted\" \\ \u{fc}\r\n\t\n\n");
    assert_eq!(get.integration.passthrough_behavior, PassthroughBehavior::Never);
    assert_eq!(get.authorizer.as_deref(), Some("token"));
    let put = route(&imported, "PUT /orders");
    assert_eq!((put.authorizer.as_deref(), put.integration.responses.len()), (Some("IAM"), 1));
    assert_eq!(put.integration.request_templates.len(), 1, "null is no template");
    assert_eq!(put.method_request.parameters, [("method.request.header.X".to_owned(), true)]);
    assert_eq!(&*put.integration.responses[0].templates[0].text, "made\n");
    assert!(leaves_out(&imported, "a second REST API"));
    assert!(imported.design.placeholders.is_empty());
}

/// Stage variables that Terraform marks as sensitive came into the design.
#[test]
fn what_is_marked_as_sensitive_stays_out() {
    let imported = show("show-modules.json");
    assert_eq!(imported.design.stage.name, "live");
    assert!(imported.design.stage.variables.is_empty());
    assert!(leaves_out(
        &imported,
        "`variables` of module.api[\"v2\"].aws_api_gateway_stage.live: it is marked as sensitive"
    ));
    let written = format!("{} {:?}", file::to_text(&imported.design), imported.left_out);
    assert!(!written.contains("hunter2"));
}

/// Only the root module's configuration was looked at, so that methods of a module had no path.
#[test]
fn a_plan_of_a_module_tells_paths_and_authorizers_by_its_configuration() {
    let imported = show("show-plan-module.json");
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["DELETE /orders/{id}", "PATCH /orders/{id}"]);
    let delete = route(&imported, "DELETE /orders/{id}");
    assert_eq!(template(delete, "application/json"), "{\"id\": \"$input.params('id')\"}");
    assert_eq!((delete.authorizer.as_deref(), delete.integration.responses[0].status), (Some("pool"), 204));
    assert_eq!(delete.calls[0].identity.scopes, ["orders/write"]);
    assert_eq!(imported.design.authorizers[0].kind, AuthorizerKind::Cognito);
    assert_eq!(route(&imported, "PATCH /orders/{id}").authorizer, None);
}

#[test]
fn a_definition_inside_a_state() {
    let imported = show("show-body.json");
    let post = route(&imported, "POST /b");
    assert_eq!(template(post, "application/json"), "line\n\"q\" ${context.stage}\n");
    assert_eq!((post.function.as_str(), imported.design.name.as_str()), ("f", "by body"));
    assert_eq!(imported.design.gateway_responses.len(), 1);
}

#[test]
fn an_http_api_of_a_state() {
    let imported = show("show-http.json");
    let design = &imported.design;
    assert_eq!((design.api, design.stage.name.as_str()), (ApiKind::Http, "$default"));
    let get = route(&imported, "GET /a");
    assert_eq!((get.function.as_str(), get.authorizer.as_deref()), ("f", Some("jwt")));
    route(&imported, "ANY $default");
    assert_eq!(design.authorizers[0].audiences, ["a"]);
    assert_eq!(design.cors.as_ref().and_then(|cors| cors.max_age_s), Some(3));
    assert_eq!(design.stage.variables, [("k".to_owned(), "v".to_owned())]);
    assert!(leaves_out(&imported, "route $disconnect") && leaves_out(&imported, "stage test"));
}

#[test]
fn a_plan_that_destroys_everything_has_no_route_and_says_so() {
    let text = sample("terraform/show-destroy.json");
    let imported = read(&[SourceFile { name: "p.json", text: &text }], None, &NoNeighbors);
    assert_eq!(imported.diagnostics[0].rule.0, "import/no-route");
}
