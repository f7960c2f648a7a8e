//! The Serverless Framework, version 3.
//!
//! In a `serverless.yml` every `${name:` and `${name(` is a variable, also in the middle of a template, so these are
//! escaped. A REST API's events make their own `OPTIONS` methods; gateway responses go into `resources`.

use super::{insert_pairs, insert_templates};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::cors::Cors;
use crate::apigw::integration::{IntegrationResponse, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;
use crate::export::plan::{Guard, Method, Plan, Security, response_header, rewritten};
use crate::export::yaml::{self, Functions};
use crate::export::{ExportFile, names, note, warning};
use serde_json::{Map, Value, json};

/// Runtime of the functions that return their event; the newest that version 3 knows.
const RUNTIME: &str = "nodejs20.x";
const INDEX: &str = "// Functions that return their event, so that a first call shows what the integration delivers.\n\
    exports.returnEvent = async (event) => event;\n\n\
    // Behind a proxy integration, which wants a response.\n\
    exports.answerEvent = async (event) => ({\n  statusCode: 200,\n  headers: { \"Content-Type\": \"application/json\" },\n  body: JSON.stringify(event),\n});\n";

/// Returns the service and the functions that return their event.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    let document = document(plan);
    say_what_is_missing(plan);
    let mut inexpressible = false;
    let document = escaped_value(&document, &mut inexpressible);
    if inexpressible {
        let message =
            "a text holds `$${name:` or the like, which Serverless has no escape for: it will be read as a variable";
        plan.warnings
            .push(warning("export/serverless-variable", message).help("write it in another way in the template"));
    }
    let text = yaml::document(&document, Functions::AsMaps);
    vec![ExportFile { path: "serverless.yml".into(), text }, ExportFile { path: "index.js".into(), text: INDEX.into() }]
}

fn document(plan: &Plan) -> Value {
    let mut provider = json!({
        "name": "aws",
        "runtime": RUNTIME,
        "region": plan.stage().region,
    });
    if is_stage_name(&plan.stage_name) {
        provider["stage"] = plan.stage_name.as_str().into();
    }
    match plan.api {
        ApiKind::Rest => {
            provider["apiName"] = plan.title.as_str().into();
            if !plan.stage().binary_media_types.is_empty() {
                provider["apiGateway"] = json!({"binaryMediaTypes": plan.stage().binary_media_types});
            }
        }
        ApiKind::Http => provider["httpApi"] = http_api(plan),
    }
    let mut functions = Map::new();
    for (index, function) in plan.functions.iter().enumerate() {
        let events: Vec<Value> =
            plan.methods.iter().filter(|method| method.function == index).map(|method| event(plan, method)).collect();
        if events.is_empty() {
            continue;
        }
        let proxy = plan.methods.iter().any(|method| method.function == index && method.proxy);
        let mut value = json!({
            "name": function.name,
            "handler": if proxy { "index.answerEvent" } else { "index.returnEvent" },
        });
        let version = plan.methods.iter().find(|method| method.function == index);
        let version = version.map(|method| method.route.integration.payload_format_version).unwrap_or_default();
        if plan.api == ApiKind::Http && version != PayloadFormatVersion::V2 {
            value["httpApi"] = json!({"payload": version.as_str()});
        }
        value["events"] = events.into();
        functions.insert(names::camel(&function.words), value);
    }
    let mut document = json!({
        "service": service_name(plan),
        "frameworkVersion": "3",
        // Else a wrong key is only a warning.
        "configValidationMode": "error",
        "provider": provider,
        "functions": functions,
    });
    if !plan.gateway_responses.is_empty() {
        document["resources"] = json!({"Resources": gateway_responses(plan)});
    }
    document
}

/// Returns true for a stage that Serverless takes.
fn is_stage_name(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Returns the name of the service: letters, digits and `-`, a letter in front, two of them at least.
fn service_name(plan: &Plan) -> String {
    let name = names::kebab(&plan.name);
    if name.len() < 2 { format!("{name}-api") } else { name }
}

fn event(plan: &Plan, method: &Method) -> Value {
    match plan.api {
        ApiKind::Rest => json!({"http": rest_event(plan, method)}),
        ApiKind::Http => json!({"httpApi": http_event(plan, method)}),
    }
}

fn rest_event(plan: &Plan, method: &Method) -> Value {
    let mut out = json!({
        "path": method.path.trim_start_matches('/'),
        "method": method.method.to_ascii_lowercase(),
    });
    if out["path"] == "" {
        out["path"] = "/".into();
    }
    match (method.security, plan.guard_of(method)) {
        (Security::Iam, _) => out["authorizer"] = "aws_iam".into(),
        (_, Some(guard)) => out["authorizer"] = rest_authorizer(plan, guard, method),
        _ => {}
    }
    if let Some(cors) = plan.design.cors.as_ref().filter(|cors| !cors.allow_origins.is_empty())
        && plan.preflights.iter().any(|preflight| preflight.path == method.path)
    {
        out["cors"] = rest_cors(cors);
    }
    let request = rest_request(plan, method);
    if !method.proxy {
        out["integration"] = "lambda".into();
        out["response"] = responses(method);
    }
    if !request.is_empty() {
        out["request"] = Value::Object(request);
    }
    out
}

fn rest_authorizer(plan: &Plan, guard: &Guard, method: &Method) -> Value {
    let mut out = json!({"name": names::camel(&guard.words)});
    match guard.kind {
        AuthorizerKind::Cognito => {
            out["type"] = "COGNITO_USER_POOLS".into();
            out["arn"] = guard.pool_arn.as_str().into();
            out["identitySource"] = guard.identity_sources.join(", ").into();
            if !method.scopes.is_empty() {
                out["scopes"] = json!(method.scopes);
            }
        }
        kind => {
            out["type"] = if kind == AuthorizerKind::LambdaToken { "token" } else { "request" }.into();
            out["arn"] = plan.functions.get(guard.function).map_or("", |function| &function.arn).into();
            out["identitySource"] = guard.identity_sources.join(", ").into();
        }
    }
    out
}

fn rest_cors(cors: &Cors) -> Value {
    let mut out = json!({"origin": cors.allow_origins.first()});
    if !cors.allow_headers.is_empty() {
        out["headers"] = json!(cors.allow_headers);
    }
    out["allowCredentials"] = cors.allow_credentials.into();
    if let Some(seconds) = cors.max_age_s.filter(|seconds| *seconds > 0) {
        out["maxAge"] = seconds.into();
    }
    out
}

fn rest_request(plan: &Plan, method: &Method) -> Map<String, Value> {
    let own = &method.route.integration;
    let mut out = Map::new();
    let mut parameters = Map::new();
    for (place, name) in [("header", "headers"), ("querystring", "querystrings"), ("path", "paths")] {
        let declared = method.parameters.iter().filter(|parameter| parameter.place == place);
        let declared: Map<String, Value> = declared.map(|one| (one.name.clone(), one.required.into())).collect();
        if !declared.is_empty() {
            parameters.insert(name.into(), Value::Object(declared));
        }
    }
    if !parameters.is_empty() {
        out.insert("parameters".into(), Value::Object(parameters));
    }
    if !method.models.is_empty() {
        let schemas = method.models.iter().filter_map(|(content_type, model)| {
            let model = plan.models.get(*model)?;
            Some((content_type.clone(), self_contained(plan, &model.schema)))
        });
        out.insert("schemas".into(), Value::Object(schemas.collect()));
    }
    if !method.proxy {
        out.insert("passThrough".into(), own.passthrough_behavior.as_str().into());
        if let Some(handling) = own.content_handling {
            out.insert("contentHandling".into(), handling.as_str().into());
        }
        insert_templates(&mut out, "template", method.request_templates());
    }
    out
}

/// Returns a schema with all models that it may name as definitions of its own.
fn self_contained(plan: &Plan, schema: &Value) -> Value {
    let reference = |name: &str| format!("#/definitions/{name}");
    let mut out = rewritten(schema, &reference);
    if out.to_string().contains("#/definitions/") {
        let definitions = plan.models.iter().map(|model| (model.name.clone(), rewritten(&model.schema, &reference)));
        out["definitions"] = Value::Object(definitions.collect());
    }
    out
}

/// Returns the integration responses; the default one has an empty pattern.
fn responses(method: &Method) -> Value {
    let one = |response: &IntegrationResponse| {
        let mut out = Map::from_iter([("pattern".to_owned(), Value::from(response.selection_pattern.as_str()))]);
        let headers = response.parameters.iter();
        let headers = headers.filter_map(|(name, value)| Some((response_header(name)?.to_owned(), value.clone())));
        insert_pairs(&mut out, "headers", &headers.collect());
        insert_templates(&mut out, "template", &response.templates);
        (response.status.to_string(), Value::Object(out))
    };
    let codes: Map<String, Value> = method.responses.iter().map(one).collect();
    let mut out = json!({"statusCodes": codes});
    if let Some(handling) = method.responses.iter().find_map(|response| response.content_handling) {
        out["contentHandling"] = handling.as_str().into();
    }
    out
}

fn gateway_responses(plan: &Plan) -> Map<String, Value> {
    let one = |response: &crate::apigw::gateway_response::GatewayResponse| {
        let kind = response.response_type.as_str();
        let mut properties = Map::new();
        properties.insert("RestApiId".into(), json!({"Ref": "ApiGatewayRestApi"}));
        properties.insert("ResponseType".into(), kind.into());
        if let Some(status) = response.status {
            properties.insert("StatusCode".into(), status.to_string().into());
        }
        insert_pairs(&mut properties, "ResponseParameters", &response.parameters);
        insert_templates(&mut properties, "ResponseTemplates", &response.templates);
        let name = format!("{}GatewayResponse", names::pascal(&names::words(kind)));
        (name, json!({"Type": "AWS::ApiGateway::GatewayResponse", "Properties": properties}))
    };
    plan.gateway_responses.iter().map(one).collect()
}

fn http_api(plan: &Plan) -> Value {
    let mut out = json!({"name": plan.title, "payload": "2.0"});
    if let Some(cors) = plan.cors {
        let mut setting = Map::new();
        let lists = [
            ("allowedOrigins", &cors.allow_origins),
            ("allowedMethods", &cors.allow_methods),
            ("allowedHeaders", &cors.allow_headers),
            ("exposedResponseHeaders", &cors.expose_headers),
        ];
        for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
            setting.insert(name.into(), json!(list));
        }
        setting.insert("allowCredentials".into(), cors.allow_credentials.into());
        if let Some(seconds) = cors.max_age_s {
            setting.insert("maxAge".into(), seconds.into());
        }
        out["cors"] = Value::Object(setting);
    }
    if !plan.guards.is_empty() {
        let guards = plan.guards.iter().map(|guard| (names::camel(&guard.words), http_authorizer(plan, guard)));
        out["authorizers"] = Value::Object(guards.collect());
    }
    out
}

fn http_authorizer(plan: &Plan, guard: &Guard) -> Value {
    if guard.kind == AuthorizerKind::Jwt {
        return json!({
            "type": "jwt",
            "identitySource": guard.identity_sources.join(", "),
            "issuerUrl": guard.issuer,
            "audience": guard.audiences,
        });
    }
    json!({
        "type": "request",
        "functionArn": plan.functions.get(guard.function).map(|function| function.arn.as_str()),
        "identitySource": guard.identity_sources,
        "payloadVersion": guard.payload_format_version,
        "enableSimpleResponses": guard.payload_format_version == "2.0",
    })
}

fn http_event(plan: &Plan, method: &Method) -> Value {
    if method.path == "$default" {
        return "*".into();
    }
    let verb = if method.method == "ANY" { "*".to_owned() } else { method.method.to_ascii_lowercase() };
    let mut out = json!({"path": method.path, "method": verb});
    match (method.security, plan.guard_of(method)) {
        (Security::Iam, _) => out["authorizer"] = json!({"type": "aws_iam"}),
        (_, Some(guard)) => {
            out["authorizer"] = json!({"name": names::camel(&guard.words)});
            if !method.scopes.is_empty() {
                out["authorizer"]["scopes"] = json!(method.scopes);
            }
        }
        _ => {}
    }
    out
}

/// Says what an event of Serverless cannot hold.
fn say_what_is_missing(plan: &mut Plan) {
    let mut found = vec![note(
        "export/function-returns-event",
        "the functions of `index.js` return their event: put your code there",
    )];
    let stage = &plan.stage_name;
    if plan.api == ApiKind::Http && stage != "$default" {
        let message = format!("Serverless gives an HTTP API the stage `$default`: `{stage}` is only part of names");
        found.push(warning("export/stage-name", message));
    } else if plan.api == ApiKind::Rest && !is_stage_name(stage) {
        found.push(warning(
            "export/stage-name",
            format!("Serverless takes no stage called `{stage}`: it is `dev` there"),
        ));
    }
    if !plan.stage().variables.is_empty() {
        found.push(
            warning("export/no-stage-variables", "Serverless sets no stage variables: set them on the stage")
                .help("aws apigateway update-stage, or the plugin serverless-aws-stage-variables"),
        );
    }
    for function in plan.functions.iter().filter(|function| function.exists) {
        let called = plan.methods.iter().any(|method| plan.functions.get(method.function) == Some(function));
        if called {
            found.push(warning(
                "export/function-exists",
                format!("`{}` exists already, and Serverless deploys a function of that name itself", function.name),
            ));
        }
    }
    for method in &plan.methods {
        let key = method.key();
        if !method.request_parameters.is_empty() {
            found.push(
                warning(
                    "export/no-parameter-mapping",
                    format!("`{key}`: Serverless has no parameter mapping of requests, it is left out"),
                )
                .help("read the parameters in the template with $input.params()"),
            );
        }
        if let Some(validator) = method.validator.and_then(|index| plan.validators.get(index))
            && (method.models.is_empty() || !validator.body || !validator.parameters)
        {
            found.push(warning(
                "export/other-validator",
                format!("`{key}`: Serverless validates where there is a model, and then bodies and parameters both"),
            ));
        }
        let form = "application/x-www-form-urlencoded";
        if !method.proxy && !method.request_templates().iter().any(|template| template.content_type == form) {
            found.push(note(
                "export/form-template",
                format!("`{key}`: Serverless adds a template of its own for {form}"),
            ));
        }
        if !method.proxy && !method.responses.iter().any(|response| response.selection_pattern.is_empty()) {
            found.push(note("export/default-response", format!("`{key}`: there is no default response")));
        }
        if plan.api == ApiKind::Http && method.path == "$default" && method.security != Security::Open {
            found.push(warning(
                "export/default-route-open",
                format!("`{key}`: the authorizer of the catch-all route is left out"),
            ));
        }
    }
    plan.warnings.extend(found);
}

/// Returns a value with every text escaped, keys included.
fn escaped_value(value: &Value, inexpressible: &mut bool) -> Value {
    match value {
        Value::String(text) => escaped(text, inexpressible).into(),
        Value::Array(items) => items.iter().map(|item| escaped_value(item, inexpressible)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(members.map(|(name, value)| (name.clone(), escaped_value(value, inexpressible))).collect())
        }
        other => other.clone(),
    }
}

/// Returns `text` with every `${` that would begin a variable escaped. Backslashes in front of it count double.
fn escaped(text: &str, inexpressible: &mut bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        if begins_variable(from) {
            if before.ends_with('$') {
                *inexpressible = true;
            }
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            out.extend(std::iter::repeat_n('\\', backslashes + 1));
        }
        out.push_str("${");
        rest = from.get(2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Returns true if Serverless reads a variable at the `${` in front of `text`: a name with a small first letter, then
/// `:` or `(` (its own parser; checked with `serverless print`).
fn begins_variable(text: &str) -> bool {
    let name = text.get(2..).unwrap_or_default();
    let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-');
    name.starts_with(|c: char| c.is_ascii_lowercase()) && rest.starts_with([':', '('])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_variables_are_escaped() {
        let check = |text: &str| {
            let mut inexpressible = false;
            (escaped(text, &mut inexpressible), inexpressible)
        };
        for (text, expected) in [
            ("${stageVariables.x} $!{x} ${a[\"b\"]}", "${stageVariables.x} $!{x} ${a[\"b\"]}"),
            ("${input.params(\"x\")} ${self:a}", "\\${input.params(\"x\")} \\${self:a}"),
            ("\\\\${b(c)} ${X:y} ${ self:x}", "\\\\\\\\\\${b(c)} ${X:y} ${ self:x}"),
        ] {
            assert_eq!(check(text), (expected.to_owned(), false));
        }
        assert!(check("$${self:a}").1);
    }
}
