//! JSON of the AWS CLI, alone and several files together.

use super::{REQUEST, import, leaves_out, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::{ContentHandling, PassthroughBehavior, PayloadFormatVersion};
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

#[test]
fn a_page_of_a_list_with_everything_that_a_method_may_have() {
    let imported = cli("get-resources-page.json");
    let any = route(&imported, "ANY /{proxy+}");
    assert_eq!(
        template(any, "application/json"),
        "#set($x = \"\\\\\")\r\n{\t\"a\": \"<b> & ${stageVariables.c}\" }  \n\n"
    );
    // `null` and `__passthrough__` are no templates, an empty text is one.
    let types: Vec<&str> = any.integration.request_templates.iter().map(|own| own.content_type.as_str()).collect();
    assert_eq!(types, ["application/json", "text/empty"]);
    assert_eq!(any.integration.passthrough_behavior, PassthroughBehavior::WhenNoTemplates);
    assert_eq!(any.integration.content_handling, Some(ContentHandling::ConvertToBinary));
    assert_eq!(any.integration.responses[1].selection_pattern, r"(?s).*\d{3}.*");
    assert_eq!((imported.design.stage.region.as_str(), any.function.as_str()), ("eu-west-1", "all"));
    // A stage variable in the function's name is not filled in.
    assert_eq!(route(&imported, "GET /{proxy+}").function, "${stageVariables.fn}");
    assert_eq!(
        template(route(&imported, "POST /queue"), "application/json"),
        "Action=SendMessage&MessageBody=$util.urlEncode($input.body)"
    );
    let cors = imported.design.cors.as_ref().expect("the mock answers preflight requests");
    assert_eq!((cors.allow_methods.len(), cors.max_age_s), (2, Some(600)));
    for words in [
        "more of the list: this is one page",
        "authorizer gone01",
        "PUT /{proxy+}: it calls an HTTP server",
        "HEAD /{proxy+}: only its name",
        "the call of sqs by POST /queue",
        "VPC link",
        "cache keys",
        "role of an integration",
        "API key",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    assert_eq!(imported.design.routes.len(), 3);
    assert!(imported.design.placeholders.is_empty());
}

/// `--output yaml` was taken for no format at all.
#[test]
fn what_the_command_prints_as_yaml() {
    let imported = cli("get-integration.yaml");
    let any = route(&imported, "ANY /");
    assert_eq!(template(any, "application/json"), "#set($a = \"it's\")\n{\n\t\"a\": \"$a\" }\n");
    assert_eq!(template(any, "text/plain"), "two\n lines\n");
    let statuses: Vec<u16> = any.integration.responses.iter().map(|response| response.status).collect();
    assert_eq!((statuses, any.function.as_str()), (vec![201, 400], "f"));
    assert!(leaves_out(&imported, "timeout of an integration"));
}

#[test]
fn a_method_finds_its_models_validator_and_authorizer_in_other_files() {
    let imported = together(&["get-method-models.json", "get-parts.json", "get-rest-api.json", "get-stages.json"]);
    let patch = route(&imported, "PATCH /");
    // A version is part of the function's name, as is another partition.
    assert_eq!(patch.function, "arn:aws-cn:lambda:cn-north-1:123456789012:function:patch:7");
    let request = &patch.method_request;
    assert!(request.validate_body && !request.validate_parameters);
    let schema = serde_json::json!({"$ref": "model:Order"});
    assert_eq!(request.models, [("application/json".to_owned(), schema)]);
    assert_eq!(request.named_models["Order"]["properties"]["lines"], serde_json::json!({"$ref": "model:Line"}));
    assert_eq!(request.named_models["Line"], serde_json::json!({"type": "string"}));
    assert_eq!(patch.authorizer.as_deref(), Some("pool"));
    assert_eq!(patch.calls[0].identity.scopes, ["orders/write", "orders/read"]);
    assert_eq!(patch.calls[0].request.header("x-trace"), Some("sample"));
    assert!(patch.integration.request_templates.is_empty());
    assert_eq!(patch.integration.responses[0].content_handling, Some(ContentHandling::ConvertToText));
    let design = &imported.design;
    let kinds: Vec<_> = design.authorizers.iter().map(|own| (own.name.as_str(), own.kind)).collect();
    assert_eq!(kinds, [("pool", AuthorizerKind::Cognito), ("request", AuthorizerKind::LambdaRequest)]);
    assert_eq!(design.authorizers[0].identity_source, "X-Auth");
    assert_eq!(
        design.authorizers[1].identity_source,
        "method.request.header.A, method.request.querystring.b, stageVariables.c"
    );
    // A response that nobody customized is none.
    let responses: Vec<_> =
        design.gateway_responses.iter().map(|own| (own.response_type.as_str(), own.status)).collect();
    assert_eq!(responses, [("QUOTA_EXCEEDED", Some(420))]);
    assert_eq!((design.name.as_str(), design.stage.binary_media_types.len()), ("Orders \u{2013} live", 1));
    assert_eq!((design.stage.name.as_str(), design.stage.variables[1].1.as_str()), ("live", "a, b=c"));
    for words in [
        "model Unknown",
        "`2xx` is no status",
        "more user pools of authorizer pool",
        "authorizer strange",
        "role of an authorizer",
        "stage test: a design holds one stage",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
}

#[test]
fn routes_of_an_http_api_that_call_something_else() {
    let imported = together(&[
        "v2-get-api.json",
        "v2-get-routes-mixed.json",
        "v2-get-integrations-mixed.json",
        "v2-get-authorizers-mixed.json",
    ]);
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["ANY $default", "GET /files/{path+}", "DELETE /orphan", "PUT /v1"]);
    let files = route(&imported, "GET /files/{path+}");
    // An alias is kept, so the ARN is.
    assert_eq!(files.function, "arn:aws:lambda:us-east-1:123456789012:function:files:live");
    assert_eq!(files.integration.request_parameters.len(), 2);
    assert_eq!(files.authorizer.as_deref(), Some("check"));
    assert_eq!(route(&imported, "PUT /v1").integration.payload_format_version, PayloadFormatVersion::V1);
    assert_eq!(imported.design.authorizers[0].identity_source, "$request.header.X, $context.routeKey");
    assert_eq!((imported.design.name.as_str(), imported.design.cors.is_some()), ("files", true));
    for words in [
        "payloadFormatVersion of GET /files/{path+}: `3.0`",
        "the integration of POST /queue: it calls SQS-SendMessage",
        "ANY /site/{proxy+}: it calls an HTTP server",
        "the integration of DELETE /orphan",
        "route $connect: only routes of WebSocket APIs",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
}

#[test]
fn an_export_without_extensions_has_no_integrations_and_says_so() {
    let imported = import("swagger.json", &sample("openapi/swagger-plain.json"), Format::OpenApi);
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["GET /pets", "POST /pets", "GET /pets/{id}"]);
    assert!(leaves_out(&imported, "the integration of GET /pets/{id}"));
    assert_eq!(imported.design.stage.name, "v1");
}
