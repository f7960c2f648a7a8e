//! The AWS CLI: the input of every command as JSON, and a script that runs them in order.
//!
//! Templates travel inside of JSON files, so that no shell touches them. The identifiers that the service hands out
//! while the script runs override the ones in the files, which are there so that each file is complete.

use super::{insert_pairs, insert_templates};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::integration::IntegrationResponse;
use crate::apigw::stage::ApiKind;
use crate::export::plan::{Guard, Method, MethodResponse, Plan, Preflight, rewritten};
use crate::export::{ExportFile, json_text, names};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Stands in the files for the API's identifier.
const API_ID: &str = "API_ID";

/// Returns the script and its inputs.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    let mut script = Script { files: Vec::new(), lines: String::new(), plan };
    match plan.api {
        ApiKind::Rest => script.rest_api(),
        ApiKind::Http => script.http_api(),
    }
    let title = plan.title.replace(|c: char| c.is_control(), " ");
    let head = format!(
        "#!/usr/bin/env bash\n# Makes the API \"{title}\" ({}), its stage and the permissions to call its functions, which must exist.\n\
         # Further arguments go to every command: ./apply.sh --profile dev\nset -euo pipefail\ncd \"$(dirname \"$0\")\"\n\n",
        plan.api.title()
    );
    let text = format!("{head}{}", script.lines);
    let mut files = script.files;
    files.insert(0, ExportFile { path: "apply.sh".into(), text });
    files
}

struct Script<'a, 'd> {
    plan: &'a Plan<'d>,
    files: Vec<ExportFile>,
    lines: String,
}

impl Script<'_, '_> {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.lines, "{line}");
    }

    /// Adds a command with its input; `arguments` override identifiers in it.
    fn run(&mut self, service: &str, command: &str, folder: &str, suffix: &str, input: Value, arguments: &str) {
        let call = self.call(service, command, folder, suffix, input, arguments);
        self.line(&format!("{call} \"$@\" >/dev/null"));
    }

    /// Adds a command and keeps the identifier that it answers in the variable `name`.
    fn make(
        &mut self,
        name: &str,
        (service, command): (&str, &str),
        suffix: &str,
        input: Value,
        id: &str,
        arguments: &str,
    ) {
        let call = self.call(service, command, "", suffix, input, arguments);
        self.line(&format!("{name}=$({call} --query {id} --output text \"$@\")"));
    }

    fn call(
        &mut self,
        service: &str,
        command: &str,
        folder: &str,
        suffix: &str,
        input: Value,
        arguments: &str,
    ) -> String {
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let path = format!("{folder}{command}{suffix}.json");
        self.files.push(ExportFile { path: path.clone(), text: json_text::pretty(&input) });
        let arguments = if arguments.is_empty() { String::new() } else { format!(" {arguments}") };
        format!("aws {service} {command} --cli-input-json file://{path}{arguments}")
    }

    fn function_arn(&self, index: usize) -> &str {
        self.plan.functions.get(index).map_or("", |function| &function.arn)
    }

    fn uri(&self, index: usize) -> String {
        self.plan.functions.get(index).map(|function| self.plan.invocation_uri(function)).unwrap_or_default()
    }

    fn rest_api(&mut self) {
        let plan = self.plan;
        let mut input = json!({"name": plan.title});
        if !plan.stage().binary_media_types.is_empty() {
            input["binaryMediaTypes"] = json!(plan.stage().binary_media_types);
        }
        self.make("api", ("apigateway", "create-rest-api"), "", input, "id", "");
        self.line("root=$(aws apigateway get-resources --rest-api-id \"$api\" --query 'items[?path==`/`].id' --output text \"$@\")");
        for guard in &plan.guards {
            let input = self.rest_authorizer(guard);
            let suffix = format!("-{}", names::kebab(&guard.words));
            self.make(&guard_variable(guard), ("apigateway", "create-authorizer"), &suffix, input, "id", REST);
        }
        for validator in &plan.validators {
            let input = json!({
                "restApiId": API_ID,
                "name": names::kebab(&validator.words),
                "validateRequestBody": validator.body,
                "validateRequestParameters": validator.parameters,
            });
            let suffix = format!("-{}", names::kebab(&validator.words));
            let name = format!("validator_{}", names::snake(&validator.words));
            self.make(&name, ("apigateway", "create-request-validator"), &suffix, input, "id", REST);
        }
        for model in &plan.models {
            // Models name each other by the API's identifier, which is not known before it is made.
            let schema = rewritten(&model.schema, &|name| {
                format!("https://apigateway.amazonaws.com/restapis/{API_ID}/models/{name}")
            });
            let schema = json_text::pretty(&schema);
            let input = json!({
                "restApiId": API_ID, "name": model.name, "contentType": "application/json", "schema": schema,
            });
            let arguments = if schema.contains(API_ID) {
                let path = format!("create-model-{}.schema.json", model.name);
                self.files.push(ExportFile { path: path.clone(), text: schema });
                format!("{REST} --schema \"$(sed \"s/{API_ID}/$api/\" {path})\"")
            } else {
                REST.to_owned()
            };
            self.run("apigateway", "create-model", "", &format!("-{}", model.name), input, &arguments);
        }
        for resource in &plan.resources {
            let parent = self.resource_variable(resource.parent);
            let input = json!({"restApiId": API_ID, "parentId": "RESOURCE_ID", "pathPart": resource.part});
            let name = format!("resource_{}", names::snake(&resource.words));
            let suffix = format!("-{}", names::kebab(&resource.words));
            let arguments = format!("{REST} --parent-id \"${parent}\"");
            self.make(&name, ("apigateway", "create-resource"), &suffix, input, "id", &arguments);
        }
        for method in &plan.methods {
            self.rest_method(method);
        }
        for preflight in &plan.preflights {
            self.preflight(preflight);
        }
        for response in &plan.gateway_responses {
            let kind = response.response_type.as_str();
            let mut input =
                Map::from_iter([("restApiId".to_owned(), json!(API_ID)), ("responseType".to_owned(), json!(kind))]);
            if let Some(status) = response.status {
                input.insert("statusCode".into(), status.to_string().into());
            }
            insert_pairs(&mut input, "responseParameters", &response.parameters);
            insert_templates(&mut input, "responseTemplates", &response.templates);
            self.run("apigateway", "put-gateway-response", "", &format!("-{kind}"), Value::Object(input), REST);
        }
        let mut input =
            Map::from_iter([("restApiId".to_owned(), json!(API_ID)), ("stageName".to_owned(), json!(plan.stage_name))]);
        insert_pairs(&mut input, "variables", &plan.stage().variables);
        self.run("apigateway", "create-deployment", "", "", Value::Object(input), REST);
        self.permissions();
        let (region, stage) = (in_quotes(&plan.stage().region), in_quotes(&plan.stage_name));
        self.line(&format!("echo \"https://$api.execute-api.{region}.amazonaws.com/{stage}\""));
    }

    fn rest_authorizer(&self, guard: &Guard) -> Value {
        let mut input =
            json!({"restApiId": API_ID, "name": guard.name, "identitySource": guard.identity_sources.join(", ")});
        match guard.kind {
            AuthorizerKind::Cognito => {
                input["type"] = "COGNITO_USER_POOLS".into();
                input["providerARNs"] = json!([guard.pool_arn]);
            }
            kind => {
                input["type"] = if kind == AuthorizerKind::LambdaToken { "TOKEN" } else { "REQUEST" }.into();
                input["authorizerUri"] = self.uri(guard.function).into();
            }
        }
        input
    }

    fn resource_variable(&self, resource: Option<usize>) -> String {
        match resource.and_then(|resource| self.plan.resources.get(resource)) {
            Some(resource) => format!("resource_{}", names::snake(&resource.words)),
            None => "root".to_owned(),
        }
    }

    fn rest_method(&mut self, method: &Method) {
        let plan = self.plan;
        let folder = names::kebab(&method.words);
        let mut at = self.place(method.resource);
        let mut input = json!({"restApiId": API_ID, "resourceId": "RESOURCE_ID", "httpMethod": method.method});
        input["authorizationType"] = plan.authorization_type(method).into();
        let resource = at.clone();
        if let Some(guard) = plan.guard_of(method) {
            input["authorizerId"] = "AUTHORIZER_ID".into();
            at.push_str(&format!(" --authorizer-id \"${}\"", guard_variable(guard)));
        }
        if !method.scopes.is_empty() {
            input["authorizationScopes"] = json!(method.scopes);
        }
        if let Some(validator) = method.validator.and_then(|index| plan.validators.get(index)) {
            input["requestValidatorId"] = "VALIDATOR_ID".into();
            at.push_str(&format!(" --request-validator-id \"$validator_{}\"", names::snake(&validator.words)));
        }
        if !method.parameters.is_empty() {
            let parameters = method.parameters.iter();
            let parameters = parameters.map(|parameter| (parameter.expression(), Value::from(parameter.required)));
            input["requestParameters"] = Value::Object(parameters.collect());
        }
        if !method.models.is_empty() {
            let models = method.models.iter().filter_map(|(content_type, model)| {
                Some((content_type.clone(), Value::from(plan.models.get(*model)?.name.as_str())))
            });
            input["requestModels"] = Value::Object(models.collect());
        }
        self.run("apigateway", "put-method", &folder, "", input, &at);
        let input = self.rest_integration(method);
        self.run("apigateway", "put-integration", &folder, "", input, &resource);
        for declared in method.method_responses() {
            self.method_response(&folder, &method.method, &declared, &resource);
        }
        for response in &method.responses {
            self.integration_response(&folder, &method.method, response, &resource);
        }
    }

    /// Returns the arguments that name the API and a resource.
    fn place(&self, resource: Option<usize>) -> String {
        format!("{REST} --resource-id \"${}\"", self.resource_variable(resource))
    }

    fn rest_integration(&self, method: &Method) -> Value {
        let own = &method.route.integration;
        let mut input = at_method(&method.method);
        input.insert("type".into(), if method.proxy { "AWS_PROXY" } else { "AWS" }.into());
        // Lambda is always called with POST, whatever the client's method.
        input.insert("integrationHttpMethod".into(), "POST".into());
        input.insert("uri".into(), self.uri(method.function).into());
        insert_pairs(&mut input, "requestParameters", &method.request_parameters);
        if !method.proxy {
            input.insert("passthroughBehavior".into(), own.passthrough_behavior.as_str().into());
            if let Some(handling) = own.content_handling {
                input.insert("contentHandling".into(), handling.as_str().into());
            }
            insert_templates(&mut input, "requestTemplates", method.request_templates());
        }
        Value::Object(input)
    }

    fn method_response(&mut self, folder: &str, method: &str, response: &MethodResponse, at: &str) {
        let status = response.status.to_string();
        let mut input = at_method(method);
        input.insert("statusCode".into(), status.as_str().into());
        if !response.headers.is_empty() {
            let names = response.headers.iter().map(|name| format!("method.response.header.{name}"));
            let parameters: Map<String, Value> = names.map(|name| (name, Value::from(true))).collect();
            input.insert("responseParameters".into(), Value::Object(parameters));
        }
        self.run("apigateway", "put-method-response", folder, &format!("-{status}"), Value::Object(input), at);
    }

    fn integration_response(&mut self, folder: &str, method: &str, response: &IntegrationResponse, at: &str) {
        let status = response.status.to_string();
        let mut input = at_method(method);
        input.insert("statusCode".into(), status.as_str().into());
        if !response.selection_pattern.is_empty() {
            input.insert("selectionPattern".into(), response.selection_pattern.as_str().into());
        }
        insert_pairs(&mut input, "responseParameters", &response.parameters);
        insert_templates(&mut input, "responseTemplates", &response.templates);
        if let Some(handling) = response.content_handling {
            input.insert("contentHandling".into(), handling.as_str().into());
        }
        self.run("apigateway", "put-integration-response", folder, &format!("-{status}"), Value::Object(input), at);
    }

    fn preflight(&mut self, preflight: &Preflight) {
        let folder = names::kebab(&preflight.words);
        let at = self.place(preflight.resource);
        let mut input = at_method("OPTIONS");
        input.insert("authorizationType".into(), "NONE".into());
        self.run("apigateway", "put-method", &folder, "", Value::Object(input), &at);
        let mut input = at_method("OPTIONS");
        input.insert("type".into(), "MOCK".into());
        input.insert("requestTemplates".into(), json!({"application/json": Preflight::REQUEST_TEMPLATE}));
        self.run("apigateway", "put-integration", &folder, "", Value::Object(input), &at);
        let headers = preflight.headers.iter().map(|(name, _)| name.clone()).collect();
        self.method_response(&folder, "OPTIONS", &MethodResponse { status: Preflight::STATUS, headers }, &at);
        let response = IntegrationResponse {
            status: Preflight::STATUS,
            parameters: preflight.parameters(),
            ..IntegrationResponse::default()
        };
        self.integration_response(&folder, "OPTIONS", &response, &at);
    }

    fn http_api(&mut self) {
        let plan = self.plan;
        let mut input = json!({"Name": plan.title, "ProtocolType": "HTTP"});
        if let Some(cors) = plan.cors {
            input["CorsConfiguration"] = super::cors_configuration(cors);
        }
        self.make("api", ("apigatewayv2", "create-api"), "", input, "ApiId", "");
        for guard in &plan.guards {
            let input = self.http_authorizer(guard);
            let suffix = format!("-{}", names::kebab(&guard.words));
            self.make(
                &guard_variable(guard),
                ("apigatewayv2", "create-authorizer"),
                &suffix,
                input,
                "AuthorizerId",
                HTTP,
            );
        }
        for method in &plan.methods {
            let suffix = format!("-{}", names::kebab(&method.words));
            let input = json!({
                "ApiId": API_ID,
                "IntegrationType": "AWS_PROXY",
                "IntegrationMethod": "POST",
                "IntegrationUri": self.function_arn(method.function),
                "PayloadFormatVersion": method.route.integration.payload_format_version.as_str(),
            });
            self.make("integration", ("apigatewayv2", "create-integration"), &suffix, input, "IntegrationId", HTTP);
            let mut input = json!({"ApiId": API_ID, "RouteKey": method.key(), "Target": "integrations/INTEGRATION_ID"});
            input["AuthorizationType"] = plan.authorization_type(method).into();
            let mut arguments = format!("{HTTP} --target \"integrations/$integration\"");
            if let Some(guard) = plan.guard_of(method) {
                input["AuthorizerId"] = "AUTHORIZER_ID".into();
                arguments.push_str(&format!(" --authorizer-id \"${}\"", guard_variable(guard)));
            }
            if !method.scopes.is_empty() {
                input["AuthorizationScopes"] = json!(method.scopes);
            }
            self.run("apigatewayv2", "create-route", "", &suffix, input, &arguments);
        }
        let mut input = Map::from_iter([
            ("ApiId".to_owned(), json!(API_ID)),
            ("StageName".to_owned(), json!(plan.stage_name)),
            ("AutoDeploy".to_owned(), json!(true)),
        ]);
        insert_pairs(&mut input, "StageVariables", &plan.stage().variables);
        self.run("apigatewayv2", "create-stage", "", "", Value::Object(input), HTTP);
        self.permissions();
        let stage = if plan.stage_name == "$default" { String::new() } else { format!("/{}", plan.stage_name) };
        let (region, stage) = (in_quotes(&plan.stage().region), in_quotes(&stage));
        self.line(&format!("echo \"https://$api.execute-api.{region}.amazonaws.com{stage}\""));
    }

    fn http_authorizer(&self, guard: &Guard) -> Value {
        let mut input = json!({"ApiId": API_ID, "Name": guard.name, "IdentitySource": guard.identity_sources});
        if guard.kind == AuthorizerKind::Jwt {
            input["AuthorizerType"] = "JWT".into();
            input["JwtConfiguration"] = json!({"Issuer": guard.issuer, "Audience": guard.audiences});
        } else {
            input["AuthorizerType"] = "REQUEST".into();
            input["AuthorizerUri"] = self.uri(guard.function).into();
            input["AuthorizerPayloadFormatVersion"] = guard.payload_format_version.into();
            input["EnableSimpleResponses"] = (guard.payload_format_version == "2.0").into();
        }
        input
    }

    /// Lets API Gateway call the functions of all methods and authorizers.
    fn permissions(&mut self) {
        let plan = self.plan;
        for method in &plan.methods {
            let suffix = in_quotes(&format!("*/{}", method.arn_suffix()));
            self.permission(&names::kebab(&method.words), method.function, &suffix);
        }
        for guard in plan.guards.iter().filter(|guard| guard.is_lambda()) {
            let name = format!("authorizer-{}", names::kebab(&guard.words));
            self.permission(&name, guard.function, &format!("authorizers/${}", guard_variable(guard)));
        }
    }

    /// `suffix` is what the ARN of the caller ends in, as it stands between the double quotes of a shell.
    fn permission(&mut self, name: &str, function: usize, suffix: &str) {
        let plan = self.plan;
        let front = format!("arn:{}:execute-api:{}:{}", plan.partition(), plan.stage().region, plan.stage().account_id);
        let input = json!({
            "FunctionName": self.function_arn(function),
            "StatementId": format!("{}-{name}", names::kebab(&plan.name)),
            "Action": "lambda:InvokeFunction",
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": format!("{front}:{API_ID}/*"),
        });
        let arguments = format!("--source-arn \"{}:$api/{suffix}\"", in_quotes(&front));
        self.run("lambda", "add-permission", "", &format!("-{name}"), input, &arguments);
    }
}

/// Returns a text as it is written between the double quotes of a shell, which else would run what is in it: a path or a
/// name may be anything, and `$default` is no variable.
fn in_quotes(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if matches!(c, '\\' | '"' | '$' | '`') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The argument that names a REST API.
const REST: &str = "--rest-api-id \"$api\"";
/// The argument that names an HTTP API.
const HTTP: &str = "--api-id \"$api\"";

/// Returns the members that name a method.
fn at_method(method: &str) -> Map<String, Value> {
    let members = [("restApiId", API_ID), ("resourceId", "RESOURCE_ID"), ("httpMethod", method)];
    members.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect()
}

fn guard_variable(guard: &Guard) -> String {
    format!("authorizer_{}", names::snake(&guard.words))
}
