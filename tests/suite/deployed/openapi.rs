//! OpenAPI 3 and Swagger 2 with the extensions of API Gateway.

use super::{REQUEST, import, leaves_out, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::{ContentHandling, PassthroughBehavior, PayloadFormatVersion};
use gatewright::apigw::stage::ApiKind;
use gatewright::import::deployed::{Format, ImportedDesign};

fn openapi(text: &str) -> ImportedDesign {
    import("api", text, Format::OpenApi)
}

#[test]
fn an_export_in_json() {
    let imported = openapi(&sample("openapi/get-export-oas30.json"));
    let design = &imported.design;
    assert_eq!((design.name.as_str(), design.api), ("rides", ApiKind::Rest));
    assert_eq!((design.stage.name.as_str(), design.stage.api_id.as_str()), ("dev", "a1b2c3d4e5"));
    assert_eq!(design.stage.region, "us-east-1");
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.function, "request-ride");
    assert_eq!(post.integration.passthrough_behavior, PassthroughBehavior::Never);
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    let statuses: Vec<_> =
        post.integration.responses.iter().map(|r| (r.status, r.selection_pattern.as_str())).collect();
    assert_eq!(statuses, [(201, ""), (400, r"[\s\S]*\[BadRequest\][\s\S]*")]);
    assert!(post.method_request.validate_body && !post.method_request.validate_parameters);
    let parameters = [
        ("method.request.header.Idempotency-Key".to_owned(), false),
        ("method.request.querystring.dryRun".to_owned(), false),
    ];
    assert_eq!(post.method_request.parameters, parameters);
    let any = route(&imported, "ANY /rides/{rideId}");
    assert!(any.integration.proxy);
    assert_eq!(any.integration.content_handling, Some(ContentHandling::ConvertToText));
    assert_eq!(any.authorizer.as_deref(), Some("sigv4"));
    let kinds: Vec<_> = design.authorizers.iter().map(|a| (a.name.as_str(), a.kind)).collect();
    let expected = [
        ("rides-users", AuthorizerKind::Cognito),
        ("sigv4", AuthorizerKind::Iam),
        ("token-check", AuthorizerKind::LambdaToken),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(design.authorizers[0].issuer, "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE1");
    assert_eq!(design.authorizers[2].arn, "arn:aws:lambda:us-east-1:123456789012:function:check-token");
    // The preflight answer is CORS, not a route.
    assert_eq!(
        design.cors.as_ref().map(|cors| cors.allow_origins.clone()),
        Some(vec!["https://app.example.com".into()])
    );
    assert_eq!(design.routes.len(), 2);
    assert_eq!(design.gateway_responses.len(), 1);
    assert!(leaves_out(&imported, "token validation"));
}

#[test]
fn an_export_in_yaml_with_folds_and_tabs() {
    let imported = openapi(&sample("openapi/get-export-swagger.yaml"));
    let post = route(&imported, "POST /rides");
    assert_eq!(
        template(post, "application/json"),
        "#set($body = $input.json('$'))\n{\n\t\"ride\": $body,\n  \"stage\": \"${context.stage}\"\n}\n"
    );
    assert_eq!(
        template(post, "application/x-www-form-urlencoded"),
        "{ \"form\": \"$util.escapeJavaScript($input.body)\" }"
    );
    assert_eq!(post.integration.passthrough_behavior, PassthroughBehavior::WhenNoTemplates);
    // `__passthrough__` is no template, and a lone default response no choice.
    assert!(post.integration.responses.is_empty());
    assert_eq!(post.method_request.models[0].1, serde_json::json!({"$ref": "model:RideRequest"}));
    assert!(post.method_request.named_models.contains_key("RideRequest"));
    assert!(imported.design.placeholders.is_empty(), "a template's own `${{…}}` is no placeholder");
}

#[test]
fn an_http_api_with_a_shared_integration() {
    let imported = openapi(
        r##"{"openapi": "3.0.1", "info": {"title": "h", "version": "1"},
        "x-amazon-apigateway-cors": {"allowOrigins": ["https://a.example"], "maxAge": 60, "allowCredentials": true},
        "paths": {
          "/$default": {"x-amazon-apigateway-any-method": {"isDefaultRoute": true,
            "x-amazon-apigateway-integration": {"$ref": "#/components/x-amazon-apigateway-integrations/one"}}},
          "/rides/{rideId}": {"get": {"security": [{"jwt": ["rides/read"]}],
            "x-amazon-apigateway-integration": {"$ref": "#/components/x-amazon-apigateway-integrations/one"}}}},
        "components": {
          "x-amazon-apigateway-integrations": {"one": {"type": "AWS_PROXY", "payloadFormatVersion": "1.0",
            "uri": "arn:aws:lambda:eu-west-1:999999999999:function:f"}},
          "securitySchemes": {"jwt": {"type": "oauth2", "x-amazon-apigateway-authorizer": {"type": "jwt",
            "identitySource": "$request.header.Authorization",
            "jwtConfiguration": {"issuer": "https://i.example", "audience": ["a", "b"]}}}}}}"##,
    );
    let design = &imported.design;
    assert_eq!(design.api, ApiKind::Http);
    assert_eq!((design.stage.region.as_str(), design.stage.account_id.as_str()), ("eu-west-1", "999999999999"));
    let default = route(&imported, "ANY $default");
    assert_eq!(
        (default.function.as_str(), default.integration.payload_format_version),
        ("f", PayloadFormatVersion::V1)
    );
    let get = route(&imported, "GET /rides/{rideId}");
    assert_eq!(get.calls[0].identity.scopes, ["rides/read"]);
    assert_eq!(get.calls[0].request.path, "/rides/rideId");
    assert_eq!(design.authorizers[0].audiences, ["a", "b"]);
    assert_eq!(design.cors.as_ref().and_then(|cors| cors.max_age_s), Some(60));
}

#[test]
fn references_are_followed_inside_the_file_and_not_in_circles() {
    let text = "openapi: 3.0.1\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    $ref: '#/x-items/a'\n  /b:\n    $ref: other.yaml#/b\nx-items:\n  a:\n    get:\n      parameters: [{$ref: '#/components/parameters/p'}]\n      x-amazon-apigateway-integration: {type: aws_proxy, uri: f}\ncomponents:\n  parameters:\n    p: {name: X-P, in: header, required: true}\n";
    let imported = openapi(text);
    let get = route(&imported, "GET /a");
    assert_eq!(get.method_request.parameters, [("method.request.header.X-P".to_owned(), true)]);
    assert_eq!(get.calls[0].request.header("x-p"), Some("sample"));
    assert!(leaves_out(&imported, "other.yaml#/b"));
    let circle = "openapi: 3.0.1\npaths:\n  /a: {$ref: '#/x/a'}\nx:\n  a: {$ref: '#/x/b'}\n  b: {$ref: '#/x/a'}\n";
    let imported = openapi(circle);
    assert_eq!(imported.diagnostics[0].rule.0, "import/recursive");
}

#[test]
fn models_that_name_themselves_and_each_other_come_in_once() {
    let text = r##"{"openapi": "3.0.1", "paths": {"/t": {"post": {
        "x-amazon-apigateway-request-validator": "all",
        "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Tree"}}}},
        "x-amazon-apigateway-integration": {"type": "aws", "uri": "x"}}}},
        "x-amazon-apigateway-request-validators": {"all": {"validateRequestBody": true, "validateRequestParameters": true}},
        "components": {"schemas": {"Tree": {"type": "object", "properties": {"left": {"$ref": "#/components/schemas/Tree"},
        "leaf": {"$ref": "#/components/schemas/Leaf"}}}, "Leaf": {"type": "string"}, "Other": {}}}}"##;
    let imported = openapi(text);
    let request = &route(&imported, "POST /t").method_request;
    assert!(request.validate_body && request.validate_parameters);
    let names: Vec<_> = request.named_models.keys().map(String::as_str).collect();
    assert_eq!(names, ["Tree", "Leaf"]);
    assert_eq!(request.named_models["Tree"]["properties"]["left"], serde_json::json!({"$ref": "model:Tree"}));
}

#[test]
fn what_is_no_call_of_a_function_is_left_out_with_a_reason() {
    let text = "openapi: 3.0.1\npaths:\n  /m: {get: {x-amazon-apigateway-integration: {type: mock}}}\n  /h: {get: {x-amazon-apigateway-integration: {type: HTTP_PROXY, uri: 'https://x'}}}\n  /q:\n    post:\n      x-amazon-apigateway-integration:\n        type: aws\n        uri: arn:aws:apigateway:us-east-1:sqs:path/1/q\n        credentials: arn:aws:iam::1:role/r\n        requestTemplates: {application/json: 'Action=SendMessage'}\n  /n: {get: {responses: {}}}\n  /w: {get: {x-amazon-apigateway-integration: {type: vpc}}}\n";
    let imported = openapi(text);
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["POST /q", "GET /n"]);
    for words in
        ["GET /m: it is a mock", "GET /h: it calls an HTTP server", "the call of sqs", "role of an integration"]
    {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    assert!(leaves_out(&imported, "the integration of GET /n") && leaves_out(&imported, "`vpc` is not known"));
    assert!(route(&imported, "GET /n").integration.proxy);
}

#[test]
fn hostile_templates_come_out_as_yaml_and_json_mean_them() {
    let hostile = super::hostile();
    assert!(hostile.len() > 50);
    for text in hostile.iter().filter(|text| *text != "__passthrough__") {
        let document = serde_json::json!({"openapi": "3.0.1", "paths": {"/a": {"post": {
            "x-amazon-apigateway-integration": {"type": "aws", "uri": "f", "requestTemplates": {"application/json": text}}}}}});
        let json = serde_json::to_string_pretty(&document).expect("JSON");
        assert_eq!(template(route(&openapi(&json), "POST /a"), "application/json"), text, "{json}");
    }
}
