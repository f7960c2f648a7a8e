//! CloudFormation and SAM, short and long forms, and what only a deployed stack knows.

use super::{REQUEST, import, leaves_out, placeholders, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::PayloadFormatVersion;
use gatewright::apigw::stage::ApiKind;
use gatewright::import::deployed::{Format, ImportedDesign};

fn stack(text: &str) -> ImportedDesign {
    import("stack.yaml", text, Format::CloudFormation)
}

fn sam(text: &str) -> ImportedDesign {
    import("template.yaml", text, Format::Sam)
}

#[test]
fn every_form_that_a_template_takes() {
    let imported = stack(&sample("cloudformation/mixed-forms.yaml"));
    let json = |name| template(route(&imported, name), "application/json");
    assert_eq!(json("POST /"), "{ \"table\": \"${stageVariables.tablePrefix}_rides\" }\n");
    assert_eq!(route(&imported, "POST /").function, "Fn");
    assert_eq!(
        json("ANY /SubShort"),
        "{ \"table\": \"${Prefix}_rides\", \"stage\": \"${context.stage}\", \"region\": \"${AWS::Region}\" }\n"
    );
    assert_eq!(json("ANY /SubList"), "{ \"queue\": \"${Queue}\", \"id\": \"${context.requestId}\" }");
    assert_eq!(json("ANY /Joined"), "{ \"fn\": \"${Fn}\", \"body\": $input.json('$') }");
    assert_eq!(json("ANY /Conditional"), "{ \"dev\": true }");
    assert_eq!(json("ANY /Mapped"), "{}");
    assert_eq!(json("ANY /FoldedScalar"), "{ \"a\": 1,\n  \"b\": 2 }");
    assert_eq!(json("ANY /QuotedOneLiner"), "{\n  \"body\": $input.json('$')\n}");
    assert_eq!(template(route(&imported, "POST /rides"), "application/json"), "$input.json('$')");
    // What the stack leaves open is listed, with a parameter's default; a template's own `${context.stage}` is not.
    assert_eq!(placeholders(&imported), ["AWS::Region=eu-west-1", "Prefix=dev", "Queue=", "Fn="]);
    assert!(leaves_out(&imported, "AWS::Include") && leaves_out(&imported, "If IsDev"));
}

#[test]
fn a_whole_rest_stack() {
    let imported = stack(&sample("cloudformation/rest-mapping.yaml"));
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.function, "${FunctionName}");
    assert_eq!(post.integration.responses.len(), 2);
    assert_eq!(post.authorizer.as_deref(), Some("rides-users"));
    let design = &imported.design;
    assert_eq!(design.authorizers[0].arn, "${UserPoolArn}");
    assert_eq!(design.stage.name, "${StageName}");
    assert_eq!(design.stage.variables, [("tablePrefix".to_owned(), "${StageName}".to_owned())]);
    assert_eq!(design.gateway_responses.len(), 1);
    let cors = design.cors.as_ref().expect("CORS");
    assert_eq!(cors.allow_origins, ["${AllowedOrigin}"]);
    assert_eq!(cors.allow_methods, ["POST", "OPTIONS"]);
    let all = placeholders(&imported);
    assert!(all.contains(&"FunctionName=request-ride".into()) && all.contains(&"UserPoolArn=".into()), "{all:?}");
    assert_eq!(design.routes.len(), 1);
}

#[test]
fn a_whole_http_stack() {
    let imported = stack(&sample("cloudformation/http-api.yaml"));
    assert_eq!(imported.design.api, ApiKind::Http);
    let post = route(&imported, "POST /rides");
    assert_eq!((post.function.as_str(), post.authorizer.as_deref()), ("${FunctionName}", Some("rides-users")));
    assert_eq!(imported.design.authorizers[0].audiences, ["${UserPoolClientId}"]);
    assert_eq!(imported.design.cors.as_ref().and_then(|cors| cors.max_age_s), Some(600));
    assert_eq!(imported.design.stage.name, "$default");
}

#[test]
fn a_stack_in_json_with_nested_paths_validators_and_models() {
    let text = r#"{"Resources": {
      "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "n", "BinaryMediaTypes": ["image/png"]}},
      "A": {"Type": "AWS::ApiGateway::Resource", "Properties": {"PathPart": "a", "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}}},
      "B": {"Type": "AWS::ApiGateway::Resource", "Properties": {"PathPart": "{b+}", "ParentId": {"Ref": "A"}}},
      "M": {"Type": "AWS::ApiGateway::Model", "Properties": {"Name": "Ride", "Schema": {"type": "object"}}},
      "V": {"Type": "AWS::ApiGateway::RequestValidator", "Properties": {"ValidateRequestBody": true}},
      "Get": {"Type": "AWS::ApiGateway::Method", "Properties": {"HttpMethod": "PUT", "ResourceId": {"Ref": "B"},
        "AuthorizationType": "AWS_IAM", "RequestValidatorId": {"Ref": "V"}, "ApiKeyRequired": true,
        "RequestModels": {"application/json": {"Ref": "M"}, "text/plain": "Empty"},
        "RequestParameters": {"method.request.header.X": true, "method.request.querystring.q": false},
        "Integration": {"Type": "AWS", "PassthroughBehavior": "NEVER", "ContentHandling": "CONVERT_TO_TEXT",
          "Uri": {"Fn::Join": ["", ["arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/", {"Fn::GetAtt": ["F", "Arn"]}, "/invocations"]]},
          "RequestTemplates": {"application/json": {"Fn::Sub": "${!x}${AWS::StackName}\r\n\t"}}}}},
      "F": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "real-name"}}}}"#;
    let imported = import("stack.json", text, Format::CloudFormation);
    let put = route(&imported, "PUT /a/{b+}");
    assert_eq!(template(put, "application/json"), "${x}${AWS::StackName}\r\n\t");
    assert_eq!((put.function.as_str(), put.authorizer.as_deref()), ("real-name", Some("IAM")));
    assert!(put.method_request.validate_body);
    assert_eq!(put.method_request.models, [("application/json".to_owned(), serde_json::json!({"$ref": "model:Ride"}))]);
    assert_eq!(put.method_request.parameters.len(), 2);
    assert_eq!(imported.design.stage.binary_media_types, ["image/png"]);
    assert_eq!(placeholders(&imported), ["AWS::StackName="]);
    assert_eq!(put.calls[0].request.path, "/a/b");
}

#[test]
fn a_definition_inside_sam() {
    let imported = sam(&sample("sam/rest-mapping.yaml"));
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.function, "RequestRide");
    assert_eq!(imported.design.stage.variables[0].1, "${StageName}");
    assert_eq!(imported.design.routes.len(), 1);
    let all = placeholders(&imported);
    assert!(all.contains(&"StageName=dev".into()) && all.contains(&"UserPoolArn=".into()), "{all:?}");
}

#[test]
fn events_of_sam_functions() {
    let imported = sam(&sample("sam/rest-proxy.yaml"));
    let post = route(&imported, "POST /rides");
    assert!(post.integration.proxy);
    assert_eq!(post.authorizer.as_deref(), Some("RidesUsers"));
    assert_eq!(imported.design.authorizers[0].kind, AuthorizerKind::Cognito);
    assert_eq!(
        imported.design.cors.as_ref().map(|c| c.allow_origins[0].clone()),
        Some("https://app.example.com".into())
    );
    let parameters = &imported.design.gateway_responses[0].parameters;
    assert_eq!(parameters[0].0, "gatewayresponse.header.Access-Control-Allow-Origin");
    let imported = sam(&sample("sam/http-api.yaml"));
    let post = route(&imported, "POST /rides");
    assert_eq!(
        (imported.design.api, post.integration.payload_format_version),
        (ApiKind::Http, PayloadFormatVersion::V2)
    );
    let authorizer = &imported.design.authorizers[0];
    assert_eq!((authorizer.kind, authorizer.audiences[0].as_str()), (AuthorizerKind::Jwt, "${UserPoolClientId}"));
}

#[test]
fn sam_globals_implicit_apis_and_mixed_kinds() {
    let text = "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Api:\n    Auth:\n      DefaultAuthorizer: T\n      Authorizers:\n        T: {FunctionArn: !GetAtt Check.Arn, FunctionPayloadType: REQUEST, Identity: {Headers: [X-A, X-B], QueryStrings: [q]}}\nResources:\n  Check: {Type: AWS::Serverless::Function, Properties: {FunctionName: check}}\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Events:\n        A: {Type: Api, Properties: {Path: /a, Method: any}}\n        B: {Type: Api, Properties: {Path: /b, Method: get, Auth: {Authorizer: NONE}, RequestParameters: [method.request.header.X, {method.request.querystring.q: {Required: true}}]}}\n        H: {Type: HttpApi}\n        S: {Type: Schedule, Properties: {Schedule: rate(1 day)}}\n";
    let imported = sam(text);
    let any = route(&imported, "ANY /a");
    assert_eq!((any.function.as_str(), any.authorizer.as_deref()), ("F", Some("T")));
    assert_eq!(route(&imported, "GET /b").authorizer, None);
    assert_eq!(route(&imported, "GET /b").method_request.parameters.len(), 2);
    let authorizer = &imported.design.authorizers[0];
    let sources = "method.request.header.X-A, method.request.header.X-B, method.request.querystring.q";
    assert_eq!((authorizer.arn.as_str(), authorizer.identity_source.as_str()), ("check", sources));
    assert!(leaves_out(&imported, "ANY $default: a design holds one kind of API"));
}

#[test]
fn select_split_conditions_and_imports() {
    let text = "Parameters: {Stage: {Type: String, Default: prod}}\nConditions:\n  IsProd: !Not [!Equals [!Ref Stage, dev]]\n  Both: !And [!Condition IsProd, !Equals [a, a]]\n  Neither: !Or [!Equals [a, b], !Not [!Condition Both]]\nResources:\n  M:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      HttpMethod: GET\n      ResourceId: !ImportValue Root\n      Integration:\n        Type: AWS\n        RequestTemplates:\n          a/a: !If [Both, yes-both, no]\n          a/b: !If [Neither, yes, !Sub 'no ${Stage}']\n          a/c: !Select [1, !Split [',', 'x,y,z']]\n          a/d: !If [Unknown, first, second]\n          a/e: !ImportValue Shared\n          a/f: !Base64 x\n          a/g: !If [Both, !Ref AWS::NoValue, x]\n          a/h: !ToJsonString {a: 1, b: [x]}\n";
    let imported = stack(text);
    let get = route(&imported, "GET /M");
    let all: Vec<_> = get.integration.request_templates.iter().map(|t| (t.content_type.as_str(), &*t.text)).collect();
    let expected = [
        ("a/a", "yes-both"),
        ("a/b", "no ${Stage}"),
        ("a/c", "y"),
        ("a/d", "first"),
        ("a/e", "${ImportValue.Shared}"),
        ("a/f", "${Base64}"),
        ("a/h", "{\"a\":1,\"b\":[\"x\"]}"),
    ];
    assert_eq!(all, expected);
}

#[test]
fn a_quick_create_api_and_a_web_socket_api() {
    let imported = stack(
        "Resources:\n  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: q, ProtocolType: HTTP, Target: !GetAtt F.Arn, CorsConfiguration: {AllowOrigins: ['*']}}}\n  F: {Type: AWS::Lambda::Function}\n",
    );
    assert_eq!(route(&imported, "ANY $default").function, "F");
    let imported = stack(
        "Resources:\n  Api: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: q, ProtocolType: WEBSOCKET}}\n  R: {Type: AWS::ApiGatewayV2::Route, Properties: {RouteKey: $connect}}\n",
    );
    assert!(leaves_out(&imported, "WebSocket") && imported.failed());
}

#[test]
fn crlf_anchors_and_merge_keys() {
    let text = "Resources:\r\n  One: &one\r\n    Type: AWS::ApiGateway::Method\r\n    Properties: &p\r\n      HttpMethod: GET\r\n      Integration: {Type: AWS, RequestTemplates: {a/a: \"x\\r\\ny\", a/b: \"z\"}}\r\n  Two:\r\n    <<: *one\r\n    Properties: {<<: *p, HttpMethod: PUT}\r\n  Three:\r\n    Type: AWS::ApiGateway::Method\r\n    Properties:\r\n      HttpMethod: POST\r\n      Integration:\r\n        Type: AWS\r\n        RequestTemplates:\r\n          a/a: |\r\n            line\r\n\r\n            last\r\n";
    let imported = stack(text);
    assert_eq!(template(route(&imported, "GET /One"), "a/a"), "x\r\ny");
    assert_eq!(template(route(&imported, "PUT /Two"), "a/b"), "z");
    // YAML's own rule: a file with CRLF gives LF.
    assert_eq!(template(route(&imported, "POST /Three"), "a/a"), "line\n\nlast\n");
}
