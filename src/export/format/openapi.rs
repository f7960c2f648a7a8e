//! OpenAPI 3.0.1 with API Gateway's extensions, as `import-rest-api` and `import-api` read it.
//!
//! Source of the keys: developer guide, *OpenAPI extensions for API Gateway*. An OpenAPI file holds no stage, no stage
//! variables and no permission to call the function; these are notes of the export.

use super::{insert_pairs, insert_templates};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::cors::Cors;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::integration::IntegrationResponse;
use crate::apigw::stage::ApiKind;
use crate::export::plan::{
    Function, Guard, Method, MethodResponse, Plan, Preflight, Security, response_header, rewritten,
};
use crate::export::yaml::{self, Functions};
use crate::export::{ExportFile, json_text, names, note};
use serde_json::{Map, Value, json};

/// How the things outside of the API are named: as ARNs, or as functions of a template.
pub(in crate::export) struct Targets<'a> {
    /// URI by which a function is called.
    pub function: &'a dyn Fn(&Function) -> Value,
    /// ARN of a user pool.
    pub pool: &'a dyn Fn(&Guard) -> Value,
}

/// Returns the export as YAML.
pub(in crate::export) fn write_yaml(plan: &mut Plan) -> Vec<ExportFile> {
    let text = yaml::document(&standalone(plan), Functions::AsMaps);
    vec![ExportFile { path: "openapi.yaml".into(), text }]
}

/// Returns the export as JSON.
pub(in crate::export) fn write_json(plan: &mut Plan) -> Vec<ExportFile> {
    let text = json_text::pretty(&standalone(plan));
    vec![ExportFile { path: "openapi.json".into(), text }]
}

/// Returns the document with ARNs, and notes what it cannot hold.
fn standalone(plan: &mut Plan) -> Value {
    let document = {
        let plan = &*plan;
        let function = |function: &Function| json!(plan.invocation_uri(function));
        let pool = |guard: &Guard| json!(guard.pool_arn);
        document(plan, &Targets { function: &function, pool: &pool })
    };
    if !plan.stage().variables.is_empty() {
        let names: Vec<&str> = plan.stage().variables.iter().map(|(name, _)| name.as_str()).collect();
        let message = format!("OpenAPI holds no stage variables: set {} on the stage", names.join(", "));
        plan.warnings.push(note("export/no-stage-variables", message));
    }
    if !plan.functions.is_empty() {
        let names: Vec<&str> = plan.functions.iter().map(|function| function.name.as_str()).collect();
        let message = format!("OpenAPI holds no permissions: API Gateway must be allowed to call {}", names.join(", "));
        let help = "aws lambda add-permission --action lambda:InvokeFunction --principal apigateway.amazonaws.com …";
        plan.warnings.push(note("export/no-permission", message).help(help));
    }
    document
}

/// Returns the OpenAPI document of the API.
pub(in crate::export) fn document(plan: &Plan, targets: &Targets) -> Value {
    let mut document = Map::new();
    document.insert("openapi".into(), "3.0.1".into());
    document.insert(
        "info".into(),
        json!({
            "title": plan.title,
            // One emulator reads no file without it.
            "description": format!("{}, {} on AWS Lambda", plan.title, plan.api.title()),
            "version": "1.0.0",
        }),
    );
    match plan.api {
        ApiKind::Http => {
            if let Some(cors) = plan.cors {
                document.insert("x-amazon-apigateway-cors".into(), http_cors(cors));
            }
        }
        ApiKind::Rest => api_settings(plan, &mut document),
    }
    document.insert("paths".into(), Value::Object(paths(plan, targets)));
    let mut components = Map::new();
    let schemes = security_schemes(plan, targets);
    if !schemes.is_empty() {
        components.insert("securitySchemes".into(), Value::Object(schemes));
    }
    if !plan.models.is_empty() {
        let reference = |name: &str| format!("#/components/schemas/{name}");
        let schemas = plan.models.iter().map(|model| (model.name.clone(), rewritten(&model.schema, &reference)));
        components.insert("schemas".into(), Value::Object(schemas.collect()));
    }
    if !components.is_empty() {
        document.insert("components".into(), Value::Object(components));
    }
    Value::Object(document)
}

/// Adds what a REST API sets for all methods.
fn api_settings(plan: &Plan, document: &mut Map<String, Value>) {
    let binary = &plan.stage().binary_media_types;
    if !binary.is_empty() {
        document.insert("x-amazon-apigateway-binary-media-types".into(), json!(binary));
    }
    if !plan.validators.is_empty() {
        let validators = plan.validators.iter().map(|validator| {
            let value =
                json!({"validateRequestBody": validator.body, "validateRequestParameters": validator.parameters});
            (names::kebab(&validator.words), value)
        });
        document.insert("x-amazon-apigateway-request-validators".into(), Value::Object(validators.collect()));
    }
    if !plan.gateway_responses.is_empty() {
        let responses = plan.gateway_responses.iter();
        let responses =
            responses.map(|response| (response.response_type.as_str().to_owned(), gateway_response(response)));
        document.insert("x-amazon-apigateway-gateway-responses".into(), Value::Object(responses.collect()));
    }
}

fn gateway_response(response: &GatewayResponse) -> Value {
    let mut out = Map::new();
    if let Some(status) = response.status {
        out.insert("statusCode".into(), status.to_string().into());
    }
    insert_pairs(&mut out, "responseParameters", &response.parameters);
    insert_templates(&mut out, "responseTemplates", &response.templates);
    Value::Object(out)
}

/// Returns the CORS setting of an HTTP API.
fn http_cors(cors: &Cors) -> Value {
    let mut out = Map::new();
    let lists = [
        ("allowOrigins", &cors.allow_origins),
        ("allowMethods", &cors.allow_methods),
        ("allowHeaders", &cors.allow_headers),
        ("exposeHeaders", &cors.expose_headers),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        out.insert(name.into(), json!(list));
    }
    if let Some(seconds) = cors.max_age_s {
        out.insert("maxAge".into(), seconds.into());
    }
    if cors.allow_credentials {
        out.insert("allowCredentials".into(), true.into());
    }
    Value::Object(out)
}

fn paths(plan: &Plan, targets: &Targets) -> Map<String, Value> {
    let mut paths = Map::new();
    let mut add = |path: &str, verb: String, operation: Value| {
        let path = if path == "$default" { "/$default" } else { path };
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(verb, operation);
        }
    };
    for method in &plan.methods {
        let verb = match method.method.as_str() {
            "ANY" => "x-amazon-apigateway-any-method".to_owned(),
            verb => verb.to_ascii_lowercase(),
        };
        add(&method.path, verb, operation(plan, method, targets));
    }
    for preflight in &plan.preflights {
        add(&preflight.path, "options".into(), preflight_operation(preflight));
    }
    paths
}

fn operation(plan: &Plan, method: &Method, targets: &Targets) -> Value {
    let mut out = Map::new();
    out.insert("operationId".into(), names::camel(&method.words).into());
    let scheme = match method.security {
        Security::Open => None,
        Security::Iam => Some(IAM.to_owned()),
        Security::Guard(guard) => plan.guards.get(guard).map(|guard| guard.name.clone()),
    };
    if let Some(scheme) = scheme {
        let requirement = Map::from_iter([(scheme, json!(method.scopes))]);
        out.insert("security".into(), json!([requirement]));
    }
    if let Some(validator) = method.validator.and_then(|index| plan.validators.get(index)) {
        out.insert("x-amazon-apigateway-request-validator".into(), names::kebab(&validator.words).into());
    }
    let parameters = parameters(method);
    if !parameters.is_empty() {
        out.insert("parameters".into(), Value::Array(parameters));
    }
    if !method.models.is_empty() {
        let content = method.models.iter().map(|(content_type, model)| {
            let name = plan.models.get(*model).map_or("", |model| model.name.as_str());
            (content_type.clone(), json!({"schema": {"$ref": format!("#/components/schemas/{name}")}}))
        });
        let content: Map<String, Value> = content.collect();
        out.insert("requestBody".into(), json!({"required": true, "content": content}));
    }
    out.insert("responses".into(), responses(&method.method_responses()));
    if method.path == "$default" {
        out.insert("isDefaultRoute".into(), true.into());
    }
    let function = plan.functions.get(method.function).map(targets.function).unwrap_or_default();
    out.insert("x-amazon-apigateway-integration".into(), integration(plan, method, function));
    Value::Object(out)
}

/// Returns the parameters that the method declares; those of the path are required by OpenAPI itself.
fn parameters(method: &Method) -> Vec<Value> {
    let mut out = path_parameters(&method.path);
    for parameter in method.parameters.iter().filter(|parameter| parameter.place != "path") {
        let place = if parameter.place == "querystring" { "query" } else { parameter.place };
        let (name, required) = (&parameter.name, parameter.required);
        out.push(json!({"name": name, "in": place, "required": required, "schema": {"type": "string"}}));
    }
    out
}

/// Returns the parameters of a path, which OpenAPI wants declared. A greedy one is called `proxy+` in the path, and
/// `proxy` where it is declared, as in the service's own exports.
fn path_parameters(path: &str) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let one = |name: &str| {
        let name = name.trim_end_matches('+');
        json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})
    };
    names.map(one).collect()
}

/// Returns the responses that a method declares. OpenAPI wants at least one.
fn responses(declared: &[MethodResponse]) -> Value {
    if declared.is_empty() {
        return json!({"default": {"description": "What the function answers"}});
    }
    let one = |response: &MethodResponse| {
        let mut out = Map::new();
        out.insert("description".into(), format!("Response with status {}", response.status).into());
        if !response.headers.is_empty() {
            let headers = response.headers.iter().map(|name| (name.clone(), json!({"schema": {"type": "string"}})));
            out.insert("headers".into(), Value::Object(headers.collect()));
        }
        (response.status.to_string(), Value::Object(out))
    };
    Value::Object(declared.iter().map(one).collect())
}

fn integration(plan: &Plan, method: &Method, function: Value) -> Value {
    let mut out = Map::new();
    out.insert("type".into(), if method.proxy { "aws_proxy" } else { "aws" }.into());
    // Lambda is always called with POST, whatever the client's method.
    out.insert("httpMethod".into(), "POST".into());
    out.insert("uri".into(), function);
    let own = &method.route.integration;
    if plan.api == ApiKind::Http {
        out.insert("payloadFormatVersion".into(), own.payload_format_version.as_str().into());
        return Value::Object(out);
    }
    insert_pairs(&mut out, "requestParameters", &method.request_parameters);
    if method.proxy {
        return Value::Object(out);
    }
    out.insert("passthroughBehavior".into(), own.passthrough_behavior.as_str().to_ascii_lowercase().into());
    if let Some(handling) = own.content_handling {
        out.insert("contentHandling".into(), handling.as_str().into());
    }
    insert_templates(&mut out, "requestTemplates", method.request_templates());
    let responses = method.responses.iter().map(|response| {
        let pattern = &response.selection_pattern;
        (if pattern.is_empty() { "default".to_owned() } else { pattern.clone() }, integration_response(response))
    });
    out.insert("responses".into(), Value::Object(responses.collect()));
    Value::Object(out)
}

fn integration_response(response: &IntegrationResponse) -> Value {
    let mut out = Map::new();
    out.insert("statusCode".into(), response.status.to_string().into());
    insert_pairs(&mut out, "responseParameters", &response.parameters);
    if let Some(handling) = response.content_handling {
        out.insert("contentHandling".into(), handling.as_str().into());
    }
    insert_templates(&mut out, "responseTemplates", &response.templates);
    Value::Object(out)
}

/// Returns the operation that answers preflight requests.
fn preflight_operation(preflight: &Preflight) -> Value {
    let parameters = preflight.parameters();
    let headers = parameters.iter().filter_map(|(name, _)| response_header(name)).map(str::to_owned).collect();
    let declared = [MethodResponse { status: Preflight::STATUS, headers }];
    let mut response = Map::from_iter([("statusCode".to_owned(), Preflight::STATUS.to_string().into())]);
    insert_pairs(&mut response, "responseParameters", &parameters);
    let mut operation = json!({
        "operationId": names::camel(&preflight.words),
        "summary": "Answers preflight requests",
        "responses": responses(&declared),
        "x-amazon-apigateway-integration": {
            "type": "mock",
            "passthroughBehavior": "when_no_match",
            "requestTemplates": {"application/json": Preflight::REQUEST_TEMPLATE},
            "responses": {"default": response},
        },
    });
    let parameters = path_parameters(&preflight.path);
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    operation
}

/// Name of the security scheme of Signature Version 4.
const IAM: &str = "sigv4";

fn security_schemes(plan: &Plan, targets: &Targets) -> Map<String, Value> {
    let mut schemes = Map::new();
    for guard in &plan.guards {
        schemes.insert(guard.name.clone(), security_scheme(plan, guard, targets));
    }
    if plan.methods.iter().any(|method| method.security == Security::Iam) {
        let scheme = json!({
            "type": "apiKey",
            "name": "Authorization",
            "in": "header",
            "x-amazon-apigateway-authtype": "awsSigv4",
        });
        schemes.insert(IAM.into(), scheme);
    }
    schemes
}

fn security_scheme(plan: &Plan, guard: &Guard, targets: &Targets) -> Value {
    let function = plan.functions.get(guard.function).map(targets.function).unwrap_or_default();
    let api_key = |auth_type: &str, authorizer: Value| {
        json!({
            "type": "apiKey",
            "name": guard.header(),
            "in": "header",
            "x-amazon-apigateway-authtype": auth_type,
            "x-amazon-apigateway-authorizer": authorizer,
        })
    };
    let sources = guard.identity_sources.join(", ");
    match guard.kind {
        AuthorizerKind::Cognito => api_key(
            "cognito_user_pools",
            json!({"type": "cognito_user_pools", "providerARNs": [(targets.pool)(guard)]}),
        ),
        AuthorizerKind::LambdaToken => api_key("custom", json!({"type": "token", "authorizerUri": function})),
        AuthorizerKind::LambdaRequest => {
            api_key("custom", json!({"type": "request", "authorizerUri": function, "identitySource": sources}))
        }
        AuthorizerKind::Jwt => json!({
            "type": "oauth2",
            // OpenAPI 3.0 demands it, API Gateway does not look at it.
            "flows": {},
            "x-amazon-apigateway-authorizer": {
                "type": "jwt",
                "identitySource": sources,
                "jwtConfiguration": {"issuer": guard.issuer, "audience": guard.audiences},
            },
        }),
        _ => json!({
            "type": "apiKey",
            "name": guard.header(),
            "in": "header",
            "x-amazon-apigateway-authorizer": {
                "type": "request",
                "authorizerUri": function,
                "identitySource": sources,
                "authorizerPayloadFormatVersion": guard.payload_format_version,
                "enableSimpleResponses": guard.payload_format_version == "2.0",
            },
        }),
    }
}
