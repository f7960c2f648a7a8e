//! `serverless.yml` of the Serverless Framework.

use super::{REQUEST, check, import, leaves_out, placeholders, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::{PassthroughBehavior, PayloadFormatVersion};
use gatewright::apigw::stage::ApiKind;
use gatewright::import::deployed::{Folder, Format, ImportedDesign, SourceFile, read};

fn service(text: &str) -> ImportedDesign {
    import("serverless.yml", text, Format::Serverless)
}

#[test]
fn every_form_of_an_event() {
    let text = sample("serverless/serverless.yml");
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    write("text.vtl", "text \\${input.body(x)} ${context.stage} ${self:service}\n");
    write("templates.yml", "default: |\n  form $input.body\n");
    let source = SourceFile { name: "serverless.yml", text: &text };
    let imported = check(read(&[source], None, &Folder(folder.path().to_owned())), &text);
    assert!(route(&imported, "POST /quick").integration.proxy);
    let post = route(&imported, "POST /rides");
    assert_eq!(
        template(post, "application/json"),
        "{ \"method\": \"$context.httpMethod\", \"body\": $input.json(\"$\") }"
    );
    assert_eq!(template(post, "text/plain"), "text ${input.body(x)} ${context.stage} rides\n");
    assert_eq!(template(post, "application/x-www-form-urlencoded"), "form $input.body\n");
    assert_eq!(post.integration.passthrough_behavior, PassthroughBehavior::WhenNoTemplates);
    assert_eq!(post.function, "requestRide");
    let responses = &post.integration.responses;
    assert_eq!((responses[0].status, &*responses[0].templates[0].text), (201, "$input.path('$.body')"));
    assert_eq!(responses[1].selection_pattern, r"[\s\S]*\[400\][\s\S]*");
    assert_eq!(&*responses[1].templates[0].text, "{ \"message\": \"$input.path('$.errorMessage')\" }");
    assert_eq!(
        post.method_request.parameters,
        [
            ("method.request.querystring.dryRun".to_owned(), false),
            ("method.request.header.Idempotency-Key".to_owned(), true)
        ]
    );
    let get = route(&imported, "GET /rides/{rideId}");
    let kinds: Vec<_> = imported.design.authorizers.iter().map(|a| (a.name.as_str(), a.kind)).collect();
    assert_eq!(kinds, [("us-east-1_EXAMPLE1", AuthorizerKind::Cognito), ("checkToken", AuthorizerKind::LambdaToken)]);
    assert_eq!(get.authorizer.as_deref(), Some("checkToken"));
    assert_eq!(imported.design.stage.name, "${opt:stage, 'dev'}");
    assert_eq!(placeholders(&imported), ["opt:stage, 'dev'=dev"]);
    assert!(leaves_out(&imported, "an httpApi event of requestRide"));
}

#[test]
fn whole_services() {
    let imported = service(&sample("serverless/rest-mapping.yml"));
    let post = route(&imported, "POST /rides");
    assert_eq!(template(post, "application/json"), REQUEST);
    assert_eq!(post.integration.passthrough_behavior, PassthroughBehavior::Never);
    assert_eq!(post.integration.responses.len(), 2);
    assert_eq!(
        imported.design.cors.as_ref().map(|cors| cors.allow_origins[0].clone()),
        Some("https://app.example.com".into())
    );
    let imported = service(&sample("serverless/rest-proxy.yml"));
    assert!(route(&imported, "POST /rides").integration.proxy);
    let imported = service(&sample("serverless/http-api.yml"));
    assert_eq!(imported.design.api, ApiKind::Http);
    assert_eq!(imported.design.authorizers[0].issuer, "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE1");
    assert_eq!(route(&imported, "POST /rides").integration.payload_format_version, PayloadFormatVersion::V2);
}

#[test]
fn variables_and_escapes() {
    let text = "service: {name: s}\ncustom: {a: {b: ['x', 'y ${self:custom.c}']}, c: '${env:HOME}', me: '${self:custom.me}'}\nfunctions:\n  f:\n    name: real-${self:service.name}\n    events:\n      - http:\n          method: '*'\n          path: '*'\n      - http:\n          method: put\n          path: /p\n          integration: lambda\n          authorizer: aws_iam\n          request:\n            template:\n              a/a: '${self:custom.a.b.1}'\n              a/b: 'q \\${self:x} \\\\\\${fn(\"y\")} ${input} $!{z}'\n              a/c: ${self:custom.me}\n              a/d: ${self:none}\n              a/e: ${file(../outside.vtl)}\n            schemas: {application/json: {type: object}}\n";
    let imported = service(text);
    let put = route(&imported, "PUT /p");
    assert_eq!(template(put, "a/a"), "y ${env:HOME}");
    assert_eq!(template(put, "a/b"), "q ${self:x} \\${fn(\"y\")} ${input} $!{z}");
    assert_eq!(template(put, "a/c"), "${self:custom.me}");
    assert_eq!(template(put, "a/d"), "${self:none}");
    assert!(put.method_request.validate_body);
    assert_eq!(put.authorizer.as_deref(), Some("IAM"));
    assert!(leaves_out(&imported, "file ../outside.vtl"));
    let all = placeholders(&imported);
    assert!(all.contains(&"env:HOME=".into()) && all.contains(&"self:none=".into()), "{all:?}");
    assert!(!all.contains(&"self:x=".into()));
}

#[test]
fn defaults_of_the_framework_that_the_file_does_not_hold_are_named() {
    let text = "service: s\nprovider: {name: aws}\nfunctions:\n  f:\n    events:\n      - http: {path: a, method: get, integration: lambda, cors: true, private: true}\n      - http: {path: b, method: get, integration: lambda, response: {template: {a/a: x}}}\n      - http: {path: c, method: get, integration: mock}\n";
    let imported = service(text);
    assert!(leaves_out(&imported, "the request templates of GET /a"));
    assert!(leaves_out(&imported, "other integration responses of GET /b"));
    assert!(leaves_out(&imported, "GET /c: it is a mock") && leaves_out(&imported, "API key"));
    assert_eq!(imported.design.cors.as_ref().map(|cors| cors.allow_origins.clone()), Some(vec!["*".into()]));
    assert_eq!(&*route(&imported, "GET /b").integration.responses[0].templates[0].text, "x");
}

#[test]
fn http_api_events_with_lambda_authorizers_and_scopes() {
    let text = "service: s\nprovider:\n  httpApi:\n    payload: '1.0'\n    cors: true\n    authorizers:\n      check: {type: request, functionName: checker, identitySource: [$request.header.X]}\nfunctions:\n  f:\n    events:\n      - httpApi: '*'\n      - httpApi: {path: /a, method: POST, authorizer: {name: check, scopes: [x]}}\n      - httpApi: {path: /b, method: get, authorizer: {type: aws_iam}}\n      - httpApi: {path: /c, method: get, authorizer: nobody}\n";
    let imported = service(text);
    assert_eq!(route(&imported, "ANY $default").integration.payload_format_version, PayloadFormatVersion::V1);
    let post = route(&imported, "POST /a");
    assert_eq!((post.authorizer.as_deref(), post.calls[0].identity.scopes.len()), (Some("check"), 1));
    assert_eq!(route(&imported, "GET /b").authorizer.as_deref(), Some("IAM"));
    assert!(leaves_out(&imported, "authorizer nobody"));
}
