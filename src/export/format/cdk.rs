//! The AWS CDK: a stack in TypeScript, and the application that makes it.
//!
//! Functions exist already. Texts are literals of the language, so the stack stands alone.

use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::integration::{ContentHandling, IntegrationResponse, PassthroughBehavior, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;
use crate::export::expression::Expression;
use crate::export::plan::{Function, Guard, Method, MethodResponse, Plan, Preflight, Security, rewritten};
use crate::export::typescript::literal;
use crate::export::{ExportFile, json_text, names};
use serde_json::Value;
use std::fmt::Write;

/// Returns the stack and the file that tells the CDK how to run it.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    let stack = Stack { plan, body: String::new() };
    let text = stack.file();
    let settings = json_text::pretty(&serde_json::json!({"app": "npx tsx stack.ts"}));
    vec![ExportFile { path: "stack.ts".into(), text }, ExportFile { path: "cdk.json".into(), text: settings }]
}

type Members = Vec<(String, Expression)>;

/// Returns a member of an object.
fn member(name: &str, value: Expression) -> (String, Expression) {
    (name.to_owned(), value)
}

/// Indentation of the constructor's statements.
const INDENT: usize = 4;

struct Stack<'a, 'd> {
    plan: &'a Plan<'d>,
    body: String,
}

impl Stack<'_, '_> {
    fn file(mut self) -> String {
        let plan = self.plan;
        let class = format!("{}Stack", names::pascal(&plan.name));
        for function in &plan.functions {
            self.function(function);
        }
        match plan.api {
            ApiKind::Rest => self.rest_api(),
            ApiKind::Http => self.http_api(),
        }
        // TypeScript ends a line at these two as well, and with it the comment.
        let ends_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        let title = plan.title.replace(ends_line, " ");
        let mut out = format!("// {title}, {} on AWS Lambda.\n", plan.api.title());
        let duration = if plan.cors.is_some_and(|cors| cors.max_age_s.is_some()) { "Duration, " } else { "" };
        let _ = writeln!(out, "import {{ App, ArnFormat, {duration}Stack, StackProps }} from 'aws-cdk-lib';");
        match plan.api {
            ApiKind::Rest => {
                out.push_str("import * as apigateway from 'aws-cdk-lib/aws-apigateway';\n");
                if plan.guards.iter().any(|guard| guard.kind == AuthorizerKind::Cognito) {
                    out.push_str("import * as cognito from 'aws-cdk-lib/aws-cognito';\n");
                }
            }
            ApiKind::Http => {
                out.push_str("import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';\n");
                if plan.methods.iter().any(|method| method.security != Security::Open) {
                    out.push_str("import * as authorizers from 'aws-cdk-lib/aws-apigatewayv2-authorizers';\n");
                }
                out.push_str("import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';\n");
            }
        }
        out.push_str("import * as lambda from 'aws-cdk-lib/aws-lambda';\nimport { Construct } from 'constructs';\n\n");
        let _ = write!(
            out,
            "export class {class} extends Stack {{\n  constructor(scope: Construct, id: string, props?: StackProps) {{\n    super(scope, id, props);\n{}  }}\n}}\n\n",
            self.body
        );
        let stage = plan.stage();
        let environment = Expression::Object(vec![member(
            "env",
            Expression::Object(vec![
                member("account", Expression::text(&*stage.account_id)),
                member("region", Expression::text(&*stage.region)),
            ]),
        )]);
        let _ = writeln!(
            out,
            "new {class}(new App(), {}, {});",
            literal(&names::pascal(&plan.name)),
            environment.to_typescript(0)
        );
        out
    }

    /// Adds a statement after an empty line.
    fn statement(&mut self, text: &str) {
        let _ = write!(self.body, "\n    {text};\n");
    }

    /// Adds `const NAME = new CLASS(this, ID, { … });`.
    fn construct(&mut self, name: &str, class: &str, id: &str, members: Members) {
        let members = Expression::Object(members).to_typescript(INDENT);
        self.statement(&format!("const {name} = new {class}(this, {}, {members})", literal(id)));
    }

    fn function(&mut self, function: &Function) {
        let arn = if function.exists {
            Expression::text(&*function.arn)
        } else {
            let parts = Expression::Object(vec![
                member("service", Expression::text("lambda")),
                member("resource", Expression::text("function")),
                member("resourceName", Expression::text(&*function.name)),
                member("arnFormat", Expression::code("ArnFormat.COLON_RESOURCE_NAME")),
            ]);
            Expression::Code(format!("this.formatArn({})", parts.to_typescript(INDENT + 2)))
        };
        // Without it no permission to call the function would be made.
        let members = vec![member("functionArn", arn), member("sameEnvironment", Expression::code("true"))];
        let members = Expression::Object(members).to_typescript(INDENT);
        let id = format!("{}Function", names::pascal(&function.words));
        let call = format!("lambda.Function.fromFunctionAttributes(this, '{id}', {members})");
        self.statement(&format!("const {} = {call}", function_name(function)));
    }

    fn called(&self, index: usize) -> String {
        self.plan.functions.get(index).map(function_name).unwrap_or_default()
    }

    fn rest_api(&mut self) {
        let plan = self.plan;
        let mut deployment = vec![member("stageName", Expression::text(&*plan.stage_name))];
        if !plan.stage().variables.is_empty() {
            deployment.push(member("variables", Expression::pairs(&plan.stage().variables)));
        }
        let mut members = vec![
            member("restApiName", Expression::text(&*plan.title)),
            member("cloudWatchRole", Expression::code("false")),
            member("deployOptions", Expression::Object(deployment)),
        ];
        if !plan.stage().binary_media_types.is_empty() {
            members.push(member("binaryMediaTypes", Expression::texts(&plan.stage().binary_media_types)));
        }
        self.construct("api", "apigateway.RestApi", "Api", members);
        for response in &plan.gateway_responses {
            self.gateway_response(response);
        }
        for guard in &plan.guards {
            self.rest_authorizer(guard);
        }
        for validator in &plan.validators {
            let members = vec![
                member("restApi", Expression::code("api")),
                member("requestValidatorName", Expression::text(names::kebab(&validator.words))),
                member("validateRequestBody", Expression::code(validator.body.to_string())),
                member("validateRequestParameters", Expression::code(validator.parameters.to_string())),
            ];
            let id = format!("{}Validator", names::pascal(&validator.words));
            let name = format!("{}Validator", names::camel(&validator.words));
            self.construct(&name, "apigateway.RequestValidator", &id, members);
        }
        for model in &plan.models {
            // A reference holds the API's identifier, which is known when the stack is deployed.
            let schema = rewritten(&model.schema, &|name| format!("{MODEL_MARK}{name}"));
            let members = vec![
                member("restApiId", Expression::code("api.restApiId")),
                member("name", Expression::text(&*model.name)),
                member("contentType", Expression::text("application/json")),
                member("schema", json_expression(&schema)),
            ];
            let name = format!("{}Model", names::camel(&names::words(&model.name)));
            self.construct(&name, "apigateway.CfnModel", &format!("{}Model", model.name), members);
        }
        for resource in &plan.resources {
            let parent = self.resource(resource.parent);
            let name = format!("{}Resource", names::camel(&resource.words));
            self.statement(&format!("const {name} = {parent}.addResource({})", literal(&resource.part)));
        }
        for method in &plan.methods {
            self.rest_method(method);
        }
        for preflight in &plan.preflights {
            self.preflight(preflight);
        }
    }

    fn resource(&self, resource: Option<usize>) -> String {
        match resource.and_then(|resource| self.plan.resources.get(resource)) {
            Some(resource) => format!("{}Resource", names::camel(&resource.words)),
            None => "api.root".to_owned(),
        }
    }

    fn gateway_response(&mut self, response: &crate::apigw::gateway_response::GatewayResponse) {
        let kind = response.response_type.as_str();
        let mut members =
            vec![member("type", Expression::Code(format!("apigateway.ResponseType.of({})", literal(kind))))];
        if let Some(status) = response.status {
            members.push(member("statusCode", Expression::text(status.to_string())));
        }
        let headers = response.parameters.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix("gatewayresponse.header.")?.to_owned(), Expression::text(value)))
        });
        let headers: Members = headers.collect();
        if !headers.is_empty() {
            members.push(member("responseHeaders", Expression::Object(headers)));
        }
        if !response.templates.is_empty() {
            members.push(member("templates", Expression::templates(&response.templates)));
        }
        let id = format!("{}GatewayResponse", names::pascal(&names::words(kind)));
        let members = Expression::Object(members).to_typescript(INDENT);
        self.statement(&format!("api.addGatewayResponse('{id}', {members})"));
    }

    fn rest_authorizer(&mut self, guard: &Guard) {
        let name = guard_name(guard);
        let id = format!("{}Authorizer", names::pascal(&guard.words));
        let mut members = vec![member("authorizerName", Expression::text(&*guard.name))];
        let class = match guard.kind {
            AuthorizerKind::Cognito => {
                let pool = format!(
                    "cognito.UserPool.fromUserPoolArn(this, '{}Pool', {})",
                    names::pascal(&guard.words),
                    literal(&guard.pool_arn)
                );
                members.push(member("identitySource", Expression::text(guard.identity_sources.join(", "))));
                members.push(member("cognitoUserPools", Expression::List(vec![Expression::Code(pool)])));
                "apigateway.CognitoUserPoolsAuthorizer"
            }
            AuthorizerKind::LambdaToken => {
                members.push(member("identitySource", Expression::text(guard.identity_sources.join(", "))));
                members.push(member("handler", Expression::Code(self.called(guard.function))));
                "apigateway.TokenAuthorizer"
            }
            _ => {
                members.push(member("identitySources", Expression::texts(&guard.identity_sources)));
                members.push(member("handler", Expression::Code(self.called(guard.function))));
                "apigateway.RequestAuthorizer"
            }
        };
        self.construct(&name, class, &id, members);
    }

    fn rest_method(&mut self, method: &Method) {
        let plan = self.plan;
        let own = &method.route.integration;
        let mut integration = vec![member("proxy", Expression::code(method.proxy.to_string()))];
        if !method.request_parameters.is_empty() {
            integration.push(member("requestParameters", Expression::pairs(&method.request_parameters)));
        }
        if !method.proxy {
            integration.push(member("passthroughBehavior", Expression::code(passthrough(own.passthrough_behavior))));
            if let Some(handling) = own.content_handling {
                integration.push(member("contentHandling", Expression::code(content_handling(handling))));
            }
            if !method.request_templates().is_empty() {
                integration.push(member("requestTemplates", Expression::templates(method.request_templates())));
            }
            let responses = method.responses.iter().map(integration_response).collect();
            integration.push(member("integrationResponses", Expression::List(responses)));
        }
        let integration = Expression::Object(integration).to_typescript(INDENT);
        let mut options = Members::new();
        if method.security == Security::Iam {
            options.push(member("authorizationType", Expression::code("apigateway.AuthorizationType.IAM")));
        }
        if let Some(guard) = plan.guard_of(method) {
            options.push(member("authorizer", Expression::Code(guard_name(guard))));
        }
        if !method.scopes.is_empty() {
            options.push(member("authorizationScopes", Expression::texts(&method.scopes)));
        }
        if let Some(validator) = method.validator.and_then(|index| plan.validators.get(index)) {
            let name = format!("{}Validator", names::camel(&validator.words));
            options.push(member("requestValidator", Expression::Code(name)));
        }
        if !method.parameters.is_empty() {
            let parameters = method.parameters.iter();
            let parameters = parameters.map(|one| (one.expression(), Expression::code(one.required.to_string())));
            options.push(member("requestParameters", Expression::Object(parameters.collect())));
        }
        if !method.models.is_empty() {
            let id = names::pascal(&method.words);
            let models = method.models.iter().enumerate().filter_map(|(i, (content_type, model))| {
                let model = &plan.models.get(*model)?.name;
                let name = format!("{}Model", names::camel(&names::words(model)));
                let code = format!("apigateway.Model.fromModelName(this, '{id}Model{i}', {name}.ref)");
                Some((content_type.clone(), Expression::Code(code)))
            });
            options.push(member("requestModels", Expression::Object(models.collect())));
        }
        let declared = method.method_responses();
        if !declared.is_empty() {
            options.push(member("methodResponses", method_responses(&declared)));
        }
        let options = if options.is_empty() {
            String::new()
        } else {
            format!(", {}", Expression::Object(options).to_typescript(INDENT))
        };
        let resource = self.resource(method.resource);
        let function = self.called(method.function);
        let integration = format!("new apigateway.LambdaIntegration({function}, {integration})");
        self.statement(&format!("{resource}.addMethod({}, {integration}{options})", literal(&method.method)));
    }

    fn preflight(&mut self, preflight: &Preflight) {
        let response = IntegrationResponse {
            status: Preflight::STATUS,
            parameters: preflight.parameters(),
            ..IntegrationResponse::default()
        };
        let request = vec![member("application/json", Expression::text(Preflight::REQUEST_TEMPLATE))];
        let integration = Expression::Object(vec![
            member("requestTemplates", Expression::Object(request)),
            member("integrationResponses", Expression::List(vec![integration_response(&response)])),
        ]);
        let headers = preflight.headers.iter().map(|(name, _)| name.clone()).collect();
        let declared = [MethodResponse { status: Preflight::STATUS, headers }];
        let options = Expression::Object(vec![member("methodResponses", method_responses(&declared))]);
        let resource = self.resource(preflight.resource);
        let integration = integration.to_typescript(INDENT);
        let options = options.to_typescript(INDENT);
        self.statement(&format!(
            "{resource}.addMethod('OPTIONS', new apigateway.MockIntegration({integration}), {options})"
        ));
    }

    fn http_api(&mut self) {
        let plan = self.plan;
        let mut members = vec![
            member("apiName", Expression::text(&*plan.title)),
            member("createDefaultStage", Expression::code("false")),
        ];
        if let Some(cors) = plan.cors {
            let mut setting = Members::new();
            let methods = cors.allow_methods.iter().map(|method| {
                let name = if method == "*" { "ANY" } else { method };
                Expression::Code(format!("apigatewayv2.CorsHttpMethod.{name}"))
            });
            let lists = [
                ("allowOrigins", Expression::texts(&cors.allow_origins)),
                ("allowMethods", Expression::List(methods.collect())),
                ("allowHeaders", Expression::texts(&cors.allow_headers)),
                ("exposeHeaders", Expression::texts(&cors.expose_headers)),
            ];
            setting.extend(
                lists
                    .into_iter()
                    .filter(|(_, list)| *list != Expression::List(Vec::new()))
                    .map(|(name, list)| member(name, list)),
            );
            if let Some(seconds) = cors.max_age_s {
                setting.push(member("maxAge", Expression::Code(format!("Duration.seconds({seconds})"))));
            }
            if cors.allow_credentials {
                setting.push(member("allowCredentials", Expression::code("true")));
            }
            members.push(member("corsPreflight", Expression::Object(setting)));
        }
        self.construct("api", "apigatewayv2.HttpApi", "Api", members);
        let members = vec![
            member("httpApi", Expression::code("api")),
            member("stageName", Expression::text(&*plan.stage_name)),
            member("autoDeploy", Expression::code("true")),
        ];
        if plan.stage().variables.is_empty() {
            let members = Expression::Object(members).to_typescript(INDENT);
            self.statement(&format!("new apigatewayv2.HttpStage(this, 'Stage', {members})"));
        } else {
            self.construct("stage", "apigatewayv2.HttpStage", "Stage", members);
            let variables = Expression::pairs(&plan.stage().variables).to_typescript(INDENT);
            self.statement(&format!("(stage.node.defaultChild as apigatewayv2.CfnStage).stageVariables = {variables}"));
        }
        for guard in &plan.guards {
            self.http_authorizer(guard);
        }
        for method in &plan.methods {
            self.http_route(method);
        }
    }

    fn http_authorizer(&mut self, guard: &Guard) {
        let name = guard_name(guard);
        let id = literal(&format!("{}Authorizer", names::pascal(&guard.words)));
        let mut members = vec![
            member("authorizerName", Expression::text(&*guard.name)),
            member("identitySource", Expression::texts(&guard.identity_sources)),
        ];
        if guard.kind == AuthorizerKind::Jwt {
            members.push(member("jwtAudience", Expression::texts(&guard.audiences)));
            let members = Expression::Object(members).to_typescript(INDENT);
            let issuer = literal(&guard.issuer);
            self.statement(&format!("const {name} = new authorizers.HttpJwtAuthorizer({id}, {issuer}, {members})"));
            return;
        }
        let kind = if guard.payload_format_version == "2.0" { "SIMPLE" } else { "IAM" };
        let kind = Expression::Code(format!("authorizers.HttpLambdaResponseType.{kind}"));
        members.push(member("responseTypes", Expression::List(vec![kind])));
        let members = Expression::Object(members).to_typescript(INDENT);
        let function = self.called(guard.function);
        self.statement(&format!("const {name} = new authorizers.HttpLambdaAuthorizer({id}, {function}, {members})"));
    }

    fn http_route(&mut self, method: &Method) {
        let id = names::pascal(&method.words);
        let version = match method.route.integration.payload_format_version {
            PayloadFormatVersion::V1 => "VERSION_1_0",
            PayloadFormatVersion::V2 => "VERSION_2_0",
        };
        let version = Expression::Code(format!("apigatewayv2.PayloadFormatVersion.{version}"));
        let version = Expression::Object(vec![member("payloadFormatVersion", version)]).to_typescript(INDENT + 2);
        let function = self.called(method.function);
        let integration = format!("new HttpLambdaIntegration('{id}Integration', {function}, {version})");
        let key = if method.path == "$default" {
            "apigatewayv2.HttpRouteKey.DEFAULT".to_owned()
        } else {
            format!(
                "apigatewayv2.HttpRouteKey.with({}, apigatewayv2.HttpMethod.{})",
                literal(&method.path),
                method.method
            )
        };
        let mut members = vec![
            member("httpApi", Expression::code("api")),
            member("routeKey", Expression::Code(key)),
            member("integration", Expression::Code(integration)),
        ];
        if method.security == Security::Iam {
            members.push(member("authorizer", Expression::code("new authorizers.HttpIamAuthorizer()")));
        }
        if let Some(guard) = self.plan.guard_of(method) {
            members.push(member("authorizer", Expression::Code(guard_name(guard))));
        }
        if !method.scopes.is_empty() {
            members.push(member("authorizationScopes", Expression::texts(&method.scopes)));
        }
        let members = Expression::Object(members).to_typescript(INDENT);
        self.statement(&format!("new apigatewayv2.HttpRoute(this, '{id}Route', {members})"));
    }
}

/// Stands in a schema for the place where models are.
const MODEL_MARK: &str = "model:";

/// Returns JSON as code; references to models become template literals with the API's identifier.
fn json_expression(value: &Value) -> Expression {
    match value {
        Value::String(text) => match text.strip_prefix(MODEL_MARK) {
            Some(name) => Expression::Code(format!(
                "`https://apigateway.amazonaws.com/restapis/${{api.restApiId}}/models/{name}`"
            )),
            None => Expression::text(text),
        },
        Value::Array(items) => Expression::List(items.iter().map(json_expression).collect()),
        Value::Object(members) => {
            Expression::Object(members.iter().map(|(name, value)| (name.clone(), json_expression(value))).collect())
        }
        other => Expression::Code(other.to_string()),
    }
}

fn integration_response(response: &IntegrationResponse) -> Expression {
    let mut members = vec![member("statusCode", Expression::text(response.status.to_string()))];
    if !response.selection_pattern.is_empty() {
        members.push(member("selectionPattern", Expression::text(&*response.selection_pattern)));
    }
    if !response.parameters.is_empty() {
        members.push(member("responseParameters", Expression::pairs(&response.parameters)));
    }
    if let Some(handling) = response.content_handling {
        members.push(member("contentHandling", Expression::code(content_handling(handling))));
    }
    if !response.templates.is_empty() {
        members.push(member("responseTemplates", Expression::templates(&response.templates)));
    }
    Expression::Object(members)
}

fn method_responses(declared: &[MethodResponse]) -> Expression {
    let one = |response: &MethodResponse| {
        let mut members = vec![member("statusCode", Expression::text(response.status.to_string()))];
        if !response.headers.is_empty() {
            let names = response.headers.iter().map(|name| format!("method.response.header.{name}"));
            let names = names.map(|name| (name, Expression::code("true")));
            members.push(member("responseParameters", Expression::Object(names.collect())));
        }
        Expression::Object(members)
    };
    Expression::List(declared.iter().map(one).collect())
}

fn passthrough(behavior: PassthroughBehavior) -> String {
    format!("apigateway.PassthroughBehavior.{}", behavior.as_str())
}

fn content_handling(handling: ContentHandling) -> String {
    format!("apigateway.ContentHandling.{}", handling.as_str())
}

fn function_name(function: &Function) -> String {
    format!("{}Function", names::camel(&function.words))
}

fn guard_name(guard: &Guard) -> String {
    format!("{}Authorizer", names::camel(&guard.words))
}
