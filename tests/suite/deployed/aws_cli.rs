//! JSON of the AWS CLI, alone and several files together.

use super::{REQUEST, import, leaves_out, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::PayloadFormatVersion;
use gatewright::apigw::stage::ApiKind;
use gatewright::import::deployed::{Format, ImportedDesign, NoNeighbors, SourceFile, read};

fn cli(name: &str) -> ImportedDesign {
    import(name, &sample(&format!("aws-cli/{name}")), Format::AwsCli)
}

fn together(names: &[&str]) -> ImportedDesign {
    let texts: Vec<String> = names.iter().map(|name| sample(&format!("aws-cli/{name}"))).collect();
    let files: Vec<_> = names.iter().zip(&texts).map(|(name, text)| SourceFile { name, text }).collect();
    read(&files, None, &NoNeighbors)
}

#[test]
fn a_whole_rest_api() {
    let imported = together(&["get-resources-embed-methods.json", "get-authorizers.json"]);
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.function, "request-ride");
    let statuses: Vec<_> =
        post.integration.responses.iter().map(|r| (r.status, r.selection_pattern.as_str())).collect();
    assert_eq!(statuses, [(201, ""), (400, r"[\s\S]*\[BadRequest\][\s\S]*"), (500, r"[\s\S]*")]);
    // `null` is no template.
    assert!(post.integration.responses[2].templates.is_empty());
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    assert_eq!(post.calls[0].identity.scopes, ["rides/write"]);
    let get = route(&imported, "GET /rides/{rideId}");
    assert_eq!((get.authorizer.as_deref(), get.integration.proxy), (Some("IAM"), true));
    let kinds: Vec<_> = imported.design.authorizers.iter().map(|a| a.kind).collect();
    assert_eq!(kinds, [AuthorizerKind::Cognito, AuthorizerKind::Iam, AuthorizerKind::LambdaToken]);
    // A mock that sends no header is no CORS.
    assert!(leaves_out(&imported, "OPTIONS /rides: it is a mock"));
    assert!(leaves_out(&imported, "model RideRequest") && leaves_out(&imported, "request validator r7s8t9"));
}

#[test]
fn a_method_and_an_integration_alone() {
    let imported = cli("get-method.json");
    assert_eq!(template(route(&imported, "POST /"), "application/json"), REQUEST);
    assert!(leaves_out(&imported, "`get-method` does not print it") && leaves_out(&imported, "authorizer k3l4m5"));
    let imported = cli("get-integration.json");
    let any = route(&imported, "ANY /");
    assert_eq!(template(any, "application/json"), REQUEST);
    assert_eq!(any.integration.request_parameters.len(), 1);
    assert!(leaves_out(&imported, "`get-integration` does not print them"));
}

#[test]
fn a_whole_http_api() {
    let imported = together(&["v2-get-routes.json", "v2-get-integrations.json", "v2-get-authorizers.json"]);
    let post = route(&imported, "POST /rides");
    assert_eq!((imported.design.api, post.function.as_str()), (ApiKind::Http, "request-ride"));
    assert_eq!(post.integration.payload_format_version, PayloadFormatVersion::V2);
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    assert_eq!(post.calls[0].identity.scopes, ["rides/write"]);
    // Routes alone do not tell what they call.
    let alone = cli("v2-get-routes.json");
    assert!(leaves_out(&alone, "the integration of POST /rides") && leaves_out(&alone, "authorizer d4e5f6"));
}

#[test]
fn resources_without_their_methods_say_how_to_get_them() {
    let text = r#"{"items": [{"id": "a", "path": "/"}, {"id": "b", "parentId": "a", "pathPart": "x", "path": "/x", "resourceMethods": {"GET": {}}}]}"#;
    let imported = import("r.json", text, Format::AwsCli);
    assert!(leaves_out(&imported, "GET /x: only its name") && imported.failed());
}

#[test]
fn stages_and_gateway_responses_belong_to_the_api() {
    let resources = sample("aws-cli/get-resources-embed-methods.json");
    let stages = r#"{"item": [{"deploymentId": "d", "stageName": "live", "variables": {"a": "1"}}]}"#;
    let responses = r#"{"items": [{"responseType": "DEFAULT_4XX", "responseParameters": {"gatewayresponse.header.X": "'y'"}, "defaultResponse": false},
        {"responseType": "THROTTLED", "statusCode": "429", "defaultResponse": true}]}"#;
    let files =
        [("r", resources.as_str()), ("s", stages), ("g", responses)].map(|(name, text)| SourceFile { name, text });
    let imported = read(&files, Some(Format::AwsCli), &NoNeighbors);
    assert_eq!((imported.design.stage.name.as_str(), imported.design.stage.variables.len()), ("live", 1));
    assert_eq!(imported.design.gateway_responses.len(), 1);
}

#[test]
fn input_of_put_integration_is_read_too() {
    let text = "{\"restApiId\": \"r\", \"resourceId\": \"x\", \"httpMethod\": \"PUT\", \"type\": \"AWS\", \"uri\": \"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f:live/invocations\", \"requestTemplates\": {\"a/a\": \"\\u2028\\r\\n\"}}";
    let imported = import("put-integration.json", text, Format::AwsCli);
    let any = route(&imported, "ANY /");
    assert_eq!(template(any, "a/a"), "\u{2028}\r\n");
    // An alias is kept, so the ARN is.
    assert_eq!(any.function, "arn:aws:lambda:us-east-1:1:function:f:live");
}
