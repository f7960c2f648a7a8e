//! Swagger 2 with traps inside: bodies, inherited parameters, security in every form, every way to write a text in YAML,
//! references that lead nowhere.

use super::{import, leaves_out, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::PassthroughBehavior;
use gatewright::import::deployed::{Format, ImportedDesign};
use serde_json::json;

fn swagger(name: &str) -> ImportedDesign {
    import(name, &sample(&format!("openapi/{name}")), Format::OpenApi)
}

#[test]
fn bodies_parameters_and_validators() {
    let imported = swagger("swagger-bodies.json");
    let design = &imported.design;
    let stage = &design.stage;
    assert_eq!(
        (stage.name.as_str(), stage.api_id.as_str(), stage.region.as_str()),
        ("live", "zz11yy22xx", "eu-central-1")
    );
    let post = route(&imported, "POST /orders");
    assert_eq!(
        template(post, "application/json"),
        "#set($a = '\\\\')\r\n\t{\"a\":\"<$a>\",\"s\":\"${stageVariables.x}\"}\u{2028}\n\n\n"
    );
    assert_eq!(post.integration.passthrough_behavior, PassthroughBehavior::WhenNoTemplates);
    assert_eq!(post.integration.request_parameters[0].1, "'Event'");
    let request = &post.method_request;
    assert!(request.validate_body && !request.validate_parameters);
    // The operation's own parameter stands before the path's of the same name.
    let parameters =
        [("method.request.querystring.page".to_owned(), true), ("method.request.header.X-Trace".to_owned(), true)];
    assert_eq!(request.parameters, parameters);
    let types: Vec<&str> = request.models.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(types, ["application/json", "application/vnd.orders+json"]);
    assert_eq!(request.named_models["Order"]["properties"]["parent"], json!({"$ref": "model:Order"}));
    assert!(request.named_models.contains_key("Line"));
    let responses: Vec<_> =
        post.integration.responses.iter().map(|own| (own.status, own.selection_pattern.as_str())).collect();
    assert_eq!(responses, [(202, ""), (400, ".*\\[(4\\d\\d)\\].*\n?")]);
    let put = route(&imported, "PUT /orders");
    assert!(put.method_request.validate_parameters);
    assert_eq!(put.method_request.models, [("text/csv".to_owned(), json!({"type": "string"}))]);
    assert!(leaves_out(&imported, "`#/parameters/none`") && leaves_out(&imported, "`4xx` is no status"));
}

#[test]
fn security_in_every_form() {
    let imported = swagger("swagger-security.yaml");
    let authorizer_of = |path: &str| route(&imported, path).authorizer.as_deref();
    assert_eq!(authorizer_of("GET /inherits"), Some("pools"));
    assert_eq!(route(&imported, "GET /inherits").calls[0].identity.scopes, ["read"]);
    assert_eq!((authorizer_of("GET /none"), authorizer_of("GET /empty")), (None, None));
    assert_eq!((authorizer_of("GET /two"), authorizer_of("GET /both")), (Some("token"), Some("ask")));
    assert_eq!((authorizer_of("GET /other"), authorizer_of("ANY /iam")), (None, Some("IAM")));
    let all: Vec<_> = imported
        .design
        .authorizers
        .iter()
        .map(|own| (own.name.as_str(), own.kind, own.identity_source.as_str()))
        .collect();
    let expected = [
        ("sigv4", AuthorizerKind::Iam, ""),
        ("ask", AuthorizerKind::LambdaRequest, "method.request.header.A, context.identity.sourceIp"),
        ("token", AuthorizerKind::LambdaToken, "X-Token"),
        ("pools", AuthorizerKind::Cognito, "Authorization"),
        ("IAM", AuthorizerKind::Iam, ""),
    ];
    assert_eq!(all, expected);
    for words in [
        "security `api_key` of GET /two",
        "security `api_key` of GET /both",
        "security `oauth` of GET /other",
        "token validation",
        "`x-amazon-apigateway-policy`",
        "`x-amazon-apigateway-minimum-compression-size`",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    // A base path of two parts is no stage.
    assert_eq!(imported.design.stage.name, gatewright::design::Design::default().stage.name);
}

#[test]
fn every_way_to_write_a_text_in_a_file_from_windows() {
    let imported = swagger("swagger-forms.yaml");
    let post = route(&imported, "POST /a b/{c}");
    let texts: Vec<_> =
        post.integration.request_templates.iter().map(|t| (t.content_type.as_str(), &*t.text)).collect();
    let expected = [
        ("text/literal", "\ttab first\n blank  \n\nlast\n"),
        ("text/strip", "no end"),
        ("text/keep", "two ends\n\n"),
        ("text/indicator", "   five blanks\n"),
        ("text/folded", "one line\nand another\n"),
        ("text/single", "it's folded"),
        ("text/double", "folded \u{e9}A\n"),
        ("text/plain", "$input.json('$')"),
        ("text/number", "42"),
        ("text/empty", ""),
        ("text/quoted", "{\"a\": true}"),
    ];
    assert_eq!(texts, expected);
    assert_eq!(route(&imported, "PUT /a b/{c}").integration.request_templates, post.integration.request_templates);
}

#[test]
fn references_that_lead_nowhere_out_of_the_file_or_in_circles() {
    let imported = swagger("swagger-broken-refs.yaml");
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["GET /a", "GET /e", "GET /f"]);
    assert_eq!(route(&imported, "GET /e").method_request.parameters[0].0, "method.request.header.X-Odd");
    assert!(
        leaves_out(&imported, "`#/x-none`: it leads to nothing")
            && leaves_out(&imported, "`https://example.com/i.yaml`")
    );
    assert_eq!(imported.diagnostics[0].rule.0, "import/recursive");
    // A definition that a stack includes names its function by the stack's own functions.
    let get = route(&imported, "GET /f");
    assert_eq!((get.function.as_str(), template(get, "a/a")), ("Handler", "${x}"));
}
