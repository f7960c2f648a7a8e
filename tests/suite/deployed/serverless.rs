//! `serverless.yml` of the Serverless Framework.

use super::{REQUEST, check, import, leaves_out, placeholders, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::{ContentHandling, PassthroughBehavior, PayloadFormatVersion};
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

/// Reads a sample with the files beside it.
fn in_its_folder(path: &str) -> ImportedDesign {
    let whole = format!("{}/tests/data/imports/serverless/{path}", env!("CARGO_MANIFEST_DIR"));
    let folder = std::path::Path::new(&whole).parent().expect("a folder").to_owned();
    let text = sample(&format!("serverless/{path}"));
    let source = SourceFile { name: "serverless.yml", text: &text };
    check(read(&[source], None, &Folder(folder)), &text)
}

/// Functions, resources and settings that lie in other files were not seen, and variables inside variables stayed open.
#[test]
fn a_service_spread_over_files_with_variables_inside_variables() {
    let imported = in_its_folder("split/serverless.yml");
    let post = route(&imported, "POST /orders");
    assert_eq!(post.function, "orders-create");
    // What `\${` escapes stays a text; a second look at it would fill it in.
    assert_eq!(
        template(post, "application/json"),
        "## ${self:service} is a text here, and so is ${context.stage}\n#set($q = \"\\'\")\n{\t\"service\": \"orders\",\n  \"table\": \"orders\", \"body\": $input.json('$')   \n}\n"
    );
    assert_eq!(template(post, "text/plain"), "stage ${self:custom.tables.${opt:stage, 'test'}} chain orders");
    assert!(route(&imported, "DELETE /orders/{orderId}").integration.proxy);
    let values = placeholders(&imported);
    let expected =
        ["opt:stage, self:custom.defaultStage, 'dev'=test", "self:custom.tables.${opt:stage, 'test'}=orders-test"];
    assert_eq!(values, expected);
    let response = &imported.design.gateway_responses[0];
    assert_eq!(response.status, Some(404));
    assert_eq!(&*response.templates[0].text, "{\"service\": \"orders\", \"message\": $context.error.messageString}");
    assert!(leaves_out(&imported, "file functions/none.yml") && leaves_out(&imported, "a websocket event of purge"));
    assert!(leaves_out(&imported, "resource Extra"));
    assert!(!format!("{:?}", imported.left_out).contains("secret"), "settings of functions are not looked at");
}

#[test]
fn line_ends_tabs_blanks_and_escapes_of_a_file_from_windows() {
    let imported = service(&sample("serverless/line-ends.yml"));
    let any = route(&imported, "ANY /echo/{proxy+}");
    assert_eq!(
        template(any, "application/json"),
        "{\n\t\"tab\": \"\t\",\n  \"blank\": \"x\"   \n\n  # a line of the template, no comment\n  \"escaped\": \"${self:service} \\${env:HOME}\"\n}\n"
    );
    assert_eq!(template(any, "text/plain"), "ends with two\n\n\n");
    assert_eq!(template(any, "text/html"), "  indented by two");
    assert_eq!(template(any, "text/csv"), "folded into one");
    assert_eq!(template(any, "text/xml"), "\r\n\t\u{2028}");
    let responses = &any.integration.responses;
    assert_eq!((responses.len(), &*responses[0].templates[0].text), (2, "it's"));
    assert_eq!(responses[1].selection_pattern, ".*\"status\": ?404.*");
    assert_eq!(responses[1].parameters, [("method.response.header.X-Total".to_owned(), "'0'".to_owned())]);
    // What becomes of binary bodies was not read.
    assert_eq!(any.integration.content_handling, Some(ContentHandling::ConvertToText));
    assert!(responses.iter().all(|own| own.content_handling == Some(ContentHandling::ConvertToBinary)));
    assert!(leaves_out(&imported, "`oops` is no status"));
    assert!(imported.design.placeholders.is_empty());
}

#[test]
fn anchors_and_merge_keys_of_events() {
    let imported = service(&sample("serverless/anchors.yml"));
    assert_eq!(template(route(&imported, "GET /items"), "application/json"), "$input.json('$')");
    let put = route(&imported, "PUT /items");
    assert_eq!((template(put, "application/json"), template(put, "text/plain")), ("{\"own\": true}", "plain"));
    assert_eq!(put.integration.passthrough_behavior, PassthroughBehavior::WhenNoMatch);
    let cors = imported.design.cors.as_ref().expect("CORS");
    assert_eq!((cors.allow_origins.len(), cors.max_age_s, cors.allow_credentials), (2, Some(86400), true));
}

#[test]
fn what_is_no_plain_call_of_a_function_is_named() {
    let imported = service(&sample("serverless/other-events.yml"));
    for words in [
        "asynchronous call",
        "timeout of an integration",
        "API key of a method",
        "the model of POST /checked",
        "passThrough of POST /typo: `SOMETIMES`",
        "the request templates of POST /typo: the Framework wants a map",
        "GET /static: it is a mock",
        "GET /site: it calls an HTTP server",
        "the authorizer of GET /nobody",
        "a websocket event of socket",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["POST /start", "POST /checked", "POST /typo", "GET /keyed", "GET /nobody"]);
    let authorizer = &imported.design.authorizers[0];
    assert_eq!(authorizer.identity_source, "method.request.header.X, method.request.querystring.y");
    assert_eq!(imported.design.stage.binary_media_types, ["image/*"]);
}

#[test]
fn an_http_api_with_open_values_everywhere() {
    let imported = service(&sample("serverless/http-api-full.yml"));
    let put = route(&imported, "PUT /orders/{id}");
    assert_eq!((put.authorizer.as_deref(), put.calls[0].identity.scopes.len()), (Some("users"), 2));
    assert_eq!(put.function, "orders-${sls:stage}-list");
    let users = &imported.design.authorizers[0];
    assert_eq!(users.issuer, "https://cognito-idp.${aws:region}.amazonaws.com/eu-west-1_Ab");
    assert_eq!(users.audiences, ["${env:CLIENT_ID}", "second"]);
    let check = &imported.design.authorizers[1];
    assert_eq!(
        (check.kind, check.identity_source.as_str()),
        (AuthorizerKind::HttpLambda, "$request.header.X-Token, $context.routeKey")
    );
    route(&imported, "ANY $default");
    assert!(leaves_out(&imported, "a second ANY /any"));
    let values = placeholders(&imported);
    // The stage's own name is open too; the value of one that holds it is filled in.
    for value in ["sls:stage=live", "param:stage, \"live\"=live", "aws:region=", "env:CLIENT_ID="] {
        assert!(values.contains(&value.to_owned()), "{value}: {values:?}");
    }
}

#[test]
fn variables_that_name_themselves_each_other_and_nothing() {
    let imported = service(&sample("serverless/variables.yml"));
    let patch = route(&imported, "PATCH /one");
    let texts: Vec<_> =
        patch.integration.request_templates.iter().map(|t| (t.content_type.as_str(), &*t.text)).collect();
    let expected = [
        ("a/circle", "${self:custom.a}"),
        ("a/list", "two one"),
        ("a/all", "${self:}"),
        ("a/nothing", "x${self:custom.none}y"),
        ("a/literal", "${opt:nothing, 42}"),
        ("a/text", "quoted: \"yes\" # no comment"),
        ("a/octal", "010"),
        ("a/open", "${self:custom.a"),
        ("a/method", "${input.params(\"x\")} ${stageVariables.y} $!{z}"),
        ("a/cf", "${cf:stack.Output}"),
    ];
    assert_eq!(texts, expected);
    let values = placeholders(&imported);
    assert!(values.contains(&"opt:nothing, 42=42".to_owned()), "{values:?}");
    assert!(!values.iter().any(|value| value.contains("stageVariables")), "{values:?}");
}

/// Each of forty variables held the next ten times: they were worked out for ever.
#[test]
fn variables_that_repeat_each_other_end() {
    let mut text = String::from("service: s\ncustom:\n  v40: xxxxxxxxxx\n");
    for level in 0..40 {
        let next = format!("${{self:custom.v{}}}", level + 1).repeat(10);
        text.push_str(&format!("  v{level}: '{next}'\n"));
    }
    text.push_str("functions:\n  f:\n    events:\n      - http: {path: a, method: get, integration: lambda, request: {template: {a/a: '${self:custom.v28}'}}}\n");
    let began = std::time::Instant::now();
    service(&text);
    assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
}
