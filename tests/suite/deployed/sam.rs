//! SAM templates with traps inside: every form of a text, several APIs and stages, models, authorizers, JSON.

use super::{import, leaves_out, placeholders, route, sample, template};
use gatewright::apigw::authorizer::AuthorizerKind;
use gatewright::apigw::integration::{PassthroughBehavior, PayloadFormatVersion};
use gatewright::apigw::stage::ApiKind;
use gatewright::import::deployed::{Format, ImportedDesign};
use serde_json::json;

fn sam(name: &str) -> ImportedDesign {
    import(name, &sample(&format!("sam/{name}")), Format::Sam)
}

#[test]
fn every_form_of_a_text_in_a_definition() {
    let imported = sam("definition-forms.yaml");
    let post = route(&imported, "POST /orders");
    assert_eq!(
        template(post, "application/json"),
        "\t#set($inputRoot = $input.path('$'))\n{\n  \"table\": \"${Table}\", \"stage\": \"${context.stage}\", \"owner\": \"${Owner}\",   \n  \"quote\": \"it''s\", \"back\": \"\\\\'\", \"quiet\": \"$!{inputRoot.note}\"\n\n}\n"
    );
    assert_eq!(template(post, "text/plain"), "${Verb} ${stageVariables.x} ${Table}");
    assert_eq!(template(post, "text/csv"), "a\n${Table}\ndev");
    assert_eq!(template(post, "text/log"), "#set($level = \"debug\")");
    assert_eq!(post.function, "Create");
    assert_eq!(post.integration.passthrough_behavior, PassthroughBehavior::Never);
    // An anchor gives the same method a second verb.
    assert_eq!(route(&imported, "PUT /orders").integration.request_templates, post.integration.request_templates);
    // The stack's name, which stands in the title only, the owner that has no default, and so on.
    let expected = ["AWS::StackName=", "Table=Orders", "Owner=", "Verb=PUT", "Base64="];
    assert_eq!(placeholders(&imported), expected);
    for words in ["AWS::Include", "the other branch of If IsDev", "the template for text/loop"] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    assert_eq!(imported.design.stage.name, "v1");
}

#[test]
fn several_apis_and_stages_conditions_and_what_is_elsewhere() {
    let imported = sam("apis-and-stages.yaml");
    let names: Vec<String> = imported.design.routes.iter().map(super::name_of).collect();
    assert_eq!(names, ["GET /orders", "ANY /{proxy+}", "DELETE /admin"]);
    assert_eq!(route(&imported, "GET /orders").function, "orders-${Env}");
    assert_eq!(imported.design.stage.binary_media_types, ["image/png"]);
    for words in [
        "a second API, Admin",
        "the definition of Admin: it is admin-openapi.yaml",
        "resource Legacy: its condition does not hold",
        "resource Hidden: its condition does not hold",
        "stack Nested",
        "Fn::ForEach::Functions",
        "event Start of Steps: it starts a state machine",
        "stage admin: a design holds one stage",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    assert_eq!(imported.design.stage.name, "${Env}");
    assert_eq!(imported.design.stage.variables, [("table".to_owned(), "${Env}-orders".to_owned())]);
}

#[test]
fn models_authorizers_and_gateway_responses_of_an_api() {
    let imported = sam("models-and-auth.yaml");
    let post = route(&imported, "POST /orders");
    let request = &post.method_request;
    assert!(request.validate_body && !request.validate_parameters);
    assert_eq!(request.models, [("application/json".to_owned(), json!({"$ref": "model:Order"}))]);
    assert_eq!(request.named_models["Line"]["properties"]["next"], json!({"$ref": "model:Line"}));
    let parameters =
        [("method.request.header.X".to_owned(), true), ("method.request.querystring.page".to_owned(), false)];
    assert_eq!(request.parameters, parameters);
    let authorizer_of = |name| route(&imported, name).authorizer.as_deref();
    assert_eq!(post.authorizer.as_deref(), Some("Pool"));
    assert_eq!(
        [authorizer_of("GET /b"), authorizer_of("GET /c"), authorizer_of("GET /d"), authorizer_of("GET /e")],
        [Some("Ask"), Some("IAM"), None, None]
    );
    assert_eq!(route(&imported, "GET /b").calls[0].identity.scopes, ["a", "b"]);
    let pool = &imported.design.authorizers[0];
    assert_eq!((pool.kind, pool.identity_source.as_str()), (AuthorizerKind::Cognito, "X-Token"));
    assert_eq!(pool.arn, "arn:aws:cognito-idp:eu-west-1:1:userpool/eu-west-1_A");
    let ask = &imported.design.authorizers[1];
    assert_eq!((ask.kind, ask.arn.as_str()), (AuthorizerKind::LambdaToken, "Ask"));
    assert_eq!(imported.design.gateway_responses.len(), 1);
    for words in [
        "more user pools of authorizer Pool",
        "token validation of an authorizer",
        "authorizer Missing",
        "model None",
        "gateway response NO_SUCH_TYPE",
        "API key of a method (4 times)",
    ] {
        assert!(leaves_out(&imported, words), "{words}: {:#?}", imported.left_out);
    }
    assert_eq!(imported.design.cors.as_ref().map(|cors| cors.allow_origins.clone()), Some(vec!["*".into()]));
}

#[test]
fn an_http_api_with_both_kinds_of_authorizer() {
    let imported = sam("http-api-auth.yaml");
    assert_eq!(imported.design.api, ApiKind::Http);
    let default = route(&imported, "ANY $default");
    assert_eq!(
        (default.authorizer.as_deref(), default.calls[0].identity.scopes.as_slice()),
        (Some("Tokens"), ["all".to_owned()].as_slice())
    );
    let v1 = route(&imported, "PUT /v1");
    assert_eq!(v1.integration.payload_format_version, PayloadFormatVersion::V1);
    assert_eq!(v1.authorizer.as_deref(), Some("Check"));
    assert_eq!(route(&imported, "ANY /open/{id}").authorizer, None);
    assert_eq!(route(&imported, "GET /scoped").calls[0].identity.scopes, ["x", "y"]);
    let check = imported.design.authorizers.iter().find(|own| own.name == "Check").expect("it is used");
    assert_eq!(
        check.identity_source,
        "$request.header.X-A, $request.querystring.q, $stageVariables.a, $context.routeKey"
    );
    let tokens = &imported.design.authorizers[0];
    assert_eq!((tokens.issuer.as_str(), tokens.audiences.len()), ("https://issuer.${AWS::Region}.example", 2));
    assert_eq!(imported.design.stage.variables, [("a".to_owned(), "b".to_owned())]);
    assert!(leaves_out(&imported, "timeout of an integration"));
}

#[test]
fn long_forms_in_json() {
    let imported = sam("long-forms.json");
    let post = route(&imported, "POST /a~b");
    assert_eq!(template(post, "application/json"), "line\r\n\ttab \\\" ${Prefix} ${x}\u{1F697}\u{2028}");
    assert_eq!(template(post, "text/plain"), "#set($a = 1)\n${Prefix}\n");
    assert_eq!(post.integration.request_templates.len(), 2, "AWS::NoValue is no template");
    assert_eq!(post.function, "${Prefix}-f");
    let responses = &post.integration.responses;
    assert_eq!((responses[0].status, responses[0].templates.len()), (200, 0));
    assert_eq!((responses[1].status, responses[1].selection_pattern.as_str()), (400, r"4\d{2}"));
    assert_eq!(responses[1].parameters[0].1, "'${Prefix}'");
    assert_eq!(imported.design.stage.name, "${Prefix}");
    assert!(placeholders(&imported).contains(&"Prefix=dev\u{fc}".to_owned()));
}

/// A mapping that named itself was followed until the stack overflowed; conditions that named each other many times
/// over were worked out for ever.
#[test]
fn mappings_and_conditions_that_name_themselves_end() {
    let mut text = String::from(
        "Transform: AWS::Serverless-2016-10-31\nMappings: {M: {a: {b: {'Fn::FindInMap': [M, a, b]}}}}\nResources:\n  F: {Type: AWS::Serverless::Function, Condition: C0, Properties: {FunctionName: !FindInMap [M, a, b], Events: {E: {Type: Api, Properties: {Path: /a, Method: get}}}}}\nConditions:\n  C19: !Equals [a, a]\n",
    );
    for level in 0..19 {
        let each = format!("!Condition C{}, ", level + 1).repeat(10);
        text.push_str(&format!("  C{level}: !And [{}]\n", each.trim_end_matches(", ")));
    }
    let began = std::time::Instant::now();
    route(&import("template.yaml", &text, Format::Sam), "GET /a");
    assert!(began.elapsed() < std::time::Duration::from_secs(2), "{:?}", began.elapsed());
}
