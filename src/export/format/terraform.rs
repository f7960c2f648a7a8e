//! Terraform with the `hashicorp/aws` provider, everything in one `main.tf`.
//!
//! Functions exist already and are looked up by their names. The deployment depends on every integration and holds a
//! hash of the file as a trigger, or a changed template would never be deployed.

use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::integration::{IntegrationResponse, MappingTemplate};
use crate::apigw::request::Pairs;
use crate::apigw::stage::ApiKind;
use crate::export::expression::Expression;
use crate::export::hcl::{self, Block};
use crate::export::plan::{Function, Guard, Method, MethodResponse, Model, Parameter, Plan, Preflight, rewritten};
use crate::export::{ExportFile, json_text, names, warning};

/// Returns the configuration.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    warn_of_decomposed_texts(plan);
    let mut text = format!("# {}, {} on AWS Lambda.\n", comment(&plan.title), plan.api.title());
    text.push_str(&hcl::file(&Configuration::new(plan).blocks()));
    vec![ExportFile { path: "main.tf".into(), text }]
}

/// Returns a text that cannot end a comment.
fn comment(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ")
}

/// Says which templates Terraform will change: it turns every text into Unicode's composed form.
fn warn_of_decomposed_texts(plan: &mut Plan) {
    let composed = |templates: &[MappingTemplate]| templates.iter().all(|template| hcl::is_composed(&template.text));
    let changed = plan.methods.iter().filter(|method| {
        !composed(method.request_templates()) || !method.responses.iter().all(|response| composed(&response.templates))
    });
    let keys: Vec<String> = changed.map(Method::key).collect();
    for key in keys {
        let message = format!(
            "`{key}`: Terraform changes letters with separate accents in a template to single characters (Unicode NFC)"
        );
        let help = "write the letters as single characters; no way of writing the file avoids it";
        plan.warnings.push(warning("export/not-composed", message).help(help));
    }
}

struct Configuration<'a, 'd> {
    plan: &'a Plan<'d>,
    /// Name of the API's resource.
    api: String,
    blocks: Vec<Block>,
    /// Addresses that the deployment waits for.
    deployed: Vec<String>,
}

impl<'a, 'd> Configuration<'a, 'd> {
    fn new(plan: &'a Plan<'d>) -> Self {
        Self { plan, api: names::snake(&plan.name), blocks: Vec::new(), deployed: Vec::new() }
    }

    fn blocks(mut self) -> Vec<Block> {
        let provider = "{ source = \"hashicorp/aws\", version = \">= 5.0\" }";
        self.blocks.push(
            Block::new("terraform", &[])
                .text("required_version", ">= 1.5")
                .block(Block::new("required_providers", &[]).code("aws", provider)),
        );
        self.variables();
        match self.plan.api {
            ApiKind::Rest => self.rest_api(),
            ApiKind::Http => self.http_api(),
        }
        self.permissions();
        self.blocks
    }

    fn variables(&mut self) {
        let plan = self.plan;
        let mut add = |name: &str, default: &str| {
            self.blocks.push(Block::new("variable", &[name]).code("type", "string").text("default", default));
        };
        for function in &plan.functions {
            let given = if function.exists { &function.arn } else { &function.name };
            add(&function_variable(function), given);
        }
        for guard in plan.guards.iter().filter(|guard| !guard.pool_arn.is_empty()) {
            add(&pool_variable(guard), &guard.pool_arn);
        }
        add("stage_name", &plan.stage_name);
        for function in &plan.functions {
            let block = Block::new("data", &["aws_lambda_function", &names::snake(&function.words)]);
            self.blocks.push(block.code("function_name", format!("var.{}", function_variable(function))));
        }
    }

    /// Returns an attribute of a function that was looked up.
    fn function(&self, index: usize, attribute: &str) -> String {
        let words = self.plan.functions.get(index).map(|function| names::snake(&function.words)).unwrap_or_default();
        format!("data.aws_lambda_function.{words}.{attribute}")
    }

    fn api_address(&self) -> String {
        match self.plan.api {
            ApiKind::Rest => format!("aws_api_gateway_rest_api.{}", self.api),
            ApiKind::Http => format!("aws_apigatewayv2_api.{}", self.api),
        }
    }

    /// Makes a resource of the REST API.
    fn of_rest_api(&self, kind: &str, name: &str) -> Block {
        Block::new("resource", &[kind, name]).code("rest_api_id", format!("{}.id", self.api_address()))
    }

    fn of_http_api(&self, kind: &str, name: &str) -> Block {
        Block::new("resource", &[kind, name]).code("api_id", format!("{}.id", self.api_address()))
    }

    fn rest_api(&mut self) {
        let plan = self.plan;
        let mut api = Block::new("resource", &["aws_api_gateway_rest_api", &self.api]).text("name", &*plan.title);
        if !plan.stage().binary_media_types.is_empty() {
            api = api.set("binary_media_types", Expression::texts(&plan.stage().binary_media_types));
        }
        self.blocks.push(api);
        for guard in &plan.guards {
            let block = self.rest_authorizer(guard);
            self.blocks.push(block);
        }
        for validator in &plan.validators {
            let block = self
                .of_rest_api("aws_api_gateway_request_validator", &names::snake(&validator.words))
                .text("name", names::kebab(&validator.words))
                .code("validate_request_body", validator.body.to_string())
                .code("validate_request_parameters", validator.parameters.to_string());
            self.blocks.push(block);
        }
        for model in &plan.models {
            let block = self.model(model);
            self.blocks.push(block);
        }
        for resource in &plan.resources {
            let parent = match resource.parent.and_then(|parent| plan.resources.get(parent)) {
                Some(parent) => format!("aws_api_gateway_resource.{}.id", names::snake(&parent.words)),
                None => format!("{}.root_resource_id", self.api_address()),
            };
            let block = self
                .of_rest_api("aws_api_gateway_resource", &names::snake(&resource.words))
                .code("parent_id", parent)
                .text("path_part", &*resource.part);
            self.blocks.push(block);
        }
        for method in &plan.methods {
            self.rest_method(method);
        }
        for preflight in &plan.preflights {
            self.preflight(preflight);
        }
        for response in &plan.gateway_responses {
            self.gateway_response(response);
        }
        self.rest_stage();
    }

    fn rest_authorizer(&self, guard: &Guard) -> Block {
        let block = self
            .of_rest_api("aws_api_gateway_authorizer", &names::snake(&guard.words))
            .text("name", &*guard.name)
            .text("identity_source", guard.identity_sources.join(", "));
        match guard.kind {
            AuthorizerKind::Cognito => block.text("type", "COGNITO_USER_POOLS").set(
                "provider_arns",
                Expression::List(vec![Expression::code(format!("var.{}", pool_variable(guard)))]),
            ),
            kind => block
                .text("type", if kind == AuthorizerKind::LambdaToken { "TOKEN" } else { "REQUEST" })
                .code("authorizer_uri", self.function(guard.function, "invoke_arn")),
        }
    }

    fn model(&self, model: &Model) -> Block {
        let id = format!("${{{}.id}}", self.api_address());
        // The reference is a mark first, and becomes code when the text is quoted already.
        const MARK: &str = "restapis/REST_API_ID/models/";
        let schema = rewritten(&model.schema, &|name| format!("https://apigateway.amazonaws.com/{MARK}{name}"));
        let schema = json_text::pretty(&schema);
        let expression = if schema.contains(MARK) {
            let quoted = hcl::quoted(&schema).replace(MARK, &format!("restapis/{id}/models/"));
            Expression::Code(quoted)
        } else {
            Expression::Text(schema)
        };
        self.of_rest_api("aws_api_gateway_model", &names::snake(&names::words(&model.name)))
            .text("name", &*model.name)
            .text("content_type", "application/json")
            .set("schema", expression)
    }

    fn resource_id(&self, resource: Option<usize>) -> String {
        match resource.and_then(|resource| self.plan.resources.get(resource)) {
            Some(resource) => format!("aws_api_gateway_resource.{}.id", names::snake(&resource.words)),
            None => format!("{}.root_resource_id", self.api_address()),
        }
    }

    fn rest_method(&mut self, method: &Method) {
        let plan = self.plan;
        let name = names::snake(&method.words);
        let resource = self.resource_id(method.resource);
        let mut block = self
            .of_rest_api("aws_api_gateway_method", &name)
            .code("resource_id", &*resource)
            .text("http_method", &*method.method);
        block = authorization(plan, method, block, "authorization", "aws_api_gateway_authorizer");
        if let Some(validator) = method.validator.and_then(|index| plan.validators.get(index)) {
            let address = format!("aws_api_gateway_request_validator.{}.id", names::snake(&validator.words));
            block = block.code("request_validator_id", address);
        }
        if !method.parameters.is_empty() {
            let parameters = method.parameters.iter();
            let one =
                |parameter: &Parameter| (parameter.expression(), Expression::code(parameter.required.to_string()));
            block = block.set("request_parameters", Expression::Object(parameters.map(one).collect()));
        }
        let models = method.models.iter().filter_map(|(content_type, model)| {
            let model = names::snake(&names::words(&plan.models.get(*model)?.name));
            Some((content_type.clone(), Expression::code(format!("aws_api_gateway_model.{model}.name"))))
        });
        let models: Vec<_> = models.collect();
        if !models.is_empty() {
            block = block.set("request_models", Expression::Object(models));
        }
        self.blocks.push(block);
        let integration = self.rest_integration(method, &name, &resource);
        self.blocks.push(integration);
        self.deployed.push(format!("aws_api_gateway_integration.{name}"));
        for declared in method.method_responses() {
            let block = self.method_response(&name, &resource, &declared);
            self.blocks.push(block);
        }
        for response in &method.responses {
            let block = self.integration_response(&name, &resource, response);
            self.blocks.push(block);
            self.deployed.push(format!("aws_api_gateway_integration_response.{name}_{}", response.status));
        }
    }

    fn rest_integration(&self, method: &Method, name: &str, resource: &str) -> Block {
        let own = &method.route.integration;
        let mut block = self
            .of_rest_api("aws_api_gateway_integration", name)
            .code("resource_id", resource)
            .code("http_method", format!("aws_api_gateway_method.{name}.http_method"))
            .text("type", if method.proxy { "AWS_PROXY" } else { "AWS" })
            // Lambda is always called with POST, whatever the client's method.
            .text("integration_http_method", "POST")
            .code("uri", self.function(method.function, "invoke_arn"));
        if !method.proxy {
            block = block.text("passthrough_behavior", own.passthrough_behavior.as_str());
            if let Some(handling) = own.content_handling {
                block = block.text("content_handling", handling.as_str());
            }
        }
        block = set_pairs(block, "request_parameters", &method.request_parameters);
        set_templates(block, "request_templates", method.request_templates())
    }

    fn method_response(&self, method: &str, resource: &str, response: &MethodResponse) -> Block {
        let block = self
            .of_rest_api("aws_api_gateway_method_response", &format!("{method}_{}", response.status))
            .code("resource_id", resource)
            .code("http_method", format!("aws_api_gateway_method.{method}.http_method"))
            .text("status_code", response.status.to_string());
        if response.headers.is_empty() {
            return block;
        }
        let headers = response.headers.iter().map(|name| format!("method.response.header.{name}"));
        block.set(
            "response_parameters",
            Expression::Object(headers.map(|name| (name, Expression::code("true"))).collect()),
        )
    }

    fn integration_response(&self, method: &str, resource: &str, response: &IntegrationResponse) -> Block {
        let name = format!("{method}_{}", response.status);
        let mut block = self
            .of_rest_api("aws_api_gateway_integration_response", &name)
            .code("resource_id", resource)
            .code("http_method", format!("aws_api_gateway_method.{method}.http_method"))
            .code("status_code", format!("aws_api_gateway_method_response.{name}.status_code"));
        if !response.selection_pattern.is_empty() {
            block = block.text("selection_pattern", &*response.selection_pattern);
        }
        if let Some(handling) = response.content_handling {
            block = block.text("content_handling", handling.as_str());
        }
        block = set_pairs(block, "response_parameters", &response.parameters);
        block = set_templates(block, "response_templates", &response.templates);
        block.code("depends_on", format!("[aws_api_gateway_integration.{method}]"))
    }

    fn preflight(&mut self, preflight: &Preflight) {
        let name = names::snake(&preflight.words);
        let resource = self.resource_id(preflight.resource);
        let method = self
            .of_rest_api("aws_api_gateway_method", &name)
            .code("resource_id", &*resource)
            .text("http_method", "OPTIONS")
            .text("authorization", "NONE");
        let request = vec![("application/json".to_owned(), Expression::text(Preflight::REQUEST_TEMPLATE))];
        let integration = self
            .of_rest_api("aws_api_gateway_integration", &name)
            .code("resource_id", &*resource)
            .code("http_method", format!("aws_api_gateway_method.{name}.http_method"))
            .text("type", "MOCK")
            .set("request_templates", Expression::Object(request));
        let headers = preflight.headers.iter().map(|(name, _)| name.clone()).collect();
        let declared = MethodResponse { status: Preflight::STATUS, headers };
        let response = IntegrationResponse {
            status: Preflight::STATUS,
            parameters: preflight.parameters(),
            ..IntegrationResponse::default()
        };
        let declared = self.method_response(&name, &resource, &declared);
        let response = self.integration_response(&name, &resource, &response);
        self.blocks.extend([method, integration, declared, response]);
        self.deployed.push(format!("aws_api_gateway_integration_response.{name}_{}", Preflight::STATUS));
    }

    fn gateway_response(&mut self, response: &GatewayResponse) {
        let kind = response.response_type.as_str();
        let name = kind.to_ascii_lowercase();
        let mut block = self.of_rest_api("aws_api_gateway_gateway_response", &name).text("response_type", kind);
        if let Some(status) = response.status {
            block = block.text("status_code", status.to_string());
        }
        block = set_pairs(block, "response_parameters", &response.parameters);
        self.blocks.push(set_templates(block, "response_templates", &response.templates));
        self.deployed.push(format!("aws_api_gateway_gateway_response.{name}"));
    }

    fn rest_stage(&mut self) {
        let trigger = vec![("redeployment".to_owned(), Expression::code("sha1(file(\"${path.module}/main.tf\"))"))];
        let mut deployment =
            self.of_rest_api("aws_api_gateway_deployment", &self.api).set("triggers", Expression::Object(trigger));
        if !self.deployed.is_empty() {
            let lines: String = self.deployed.iter().map(|address| format!("    {address},\n")).collect();
            deployment = deployment.code("depends_on", format!("[\n{lines}  ]"));
        }
        let lifecycle = Block::new("lifecycle", &[]).code("create_before_destroy", "true");
        self.blocks.push(deployment.block(lifecycle));
        let stage = self
            .of_rest_api("aws_api_gateway_stage", &self.api)
            .code("deployment_id", format!("aws_api_gateway_deployment.{}.id", self.api))
            .code("stage_name", "var.stage_name");
        self.blocks.push(set_pairs(stage, "variables", &self.plan.stage().variables));
        let url = format!("aws_api_gateway_stage.{}.invoke_url", self.api);
        self.blocks.push(Block::new("output", &["url"]).code("value", url));
    }

    fn http_api(&mut self) {
        let plan = self.plan;
        let mut api = Block::new("resource", &["aws_apigatewayv2_api", &self.api])
            .text("name", &*plan.title)
            .text("protocol_type", "HTTP");
        if let Some(cors) = plan.cors {
            let mut block = Block::new("cors_configuration", &[]);
            let lists = [
                ("allow_origins", &cors.allow_origins),
                ("allow_methods", &cors.allow_methods),
                ("allow_headers", &cors.allow_headers),
                ("expose_headers", &cors.expose_headers),
            ];
            for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
                block = block.set(name, Expression::texts(list));
            }
            if let Some(seconds) = cors.max_age_s {
                block = block.code("max_age", seconds.to_string());
            }
            if cors.allow_credentials {
                block = block.code("allow_credentials", "true");
            }
            api = api.block(block);
        }
        self.blocks.push(api);
        for guard in &plan.guards {
            let block = self.http_authorizer(guard);
            self.blocks.push(block);
        }
        for method in &plan.methods {
            let name = names::snake(&method.words);
            let integration = self
                .of_http_api("aws_apigatewayv2_integration", &name)
                .text("integration_type", "AWS_PROXY")
                .text("integration_method", "POST")
                .code("integration_uri", self.function(method.function, "invoke_arn"))
                .text("payload_format_version", method.route.integration.payload_format_version.as_str());
            let route = self.of_http_api("aws_apigatewayv2_route", &name).text("route_key", method.key());
            let route = authorization(plan, method, route, "authorization_type", "aws_apigatewayv2_authorizer");
            let route = route.code("target", format!("\"integrations/${{aws_apigatewayv2_integration.{name}.id}}\""));
            self.blocks.extend([integration, route]);
        }
        let stage = self
            .of_http_api("aws_apigatewayv2_stage", &self.api)
            .code("name", "var.stage_name")
            .code("auto_deploy", "true");
        self.blocks.push(set_pairs(stage, "stage_variables", &plan.stage().variables));
        let url = format!("aws_apigatewayv2_stage.{}.invoke_url", self.api);
        self.blocks.push(Block::new("output", &["url"]).code("value", url));
    }

    fn http_authorizer(&self, guard: &Guard) -> Block {
        let block = self
            .of_http_api("aws_apigatewayv2_authorizer", &names::snake(&guard.words))
            .text("name", &*guard.name)
            .text("authorizer_type", if guard.kind == AuthorizerKind::Jwt { "JWT" } else { "REQUEST" })
            .set("identity_sources", Expression::texts(&guard.identity_sources));
        if guard.kind == AuthorizerKind::Jwt {
            let tokens = Block::new("jwt_configuration", &[])
                .text("issuer", &*guard.issuer)
                .set("audience", Expression::texts(&guard.audiences));
            return block.block(tokens);
        }
        block
            .code("authorizer_uri", self.function(guard.function, "invoke_arn"))
            .text("authorizer_payload_format_version", guard.payload_format_version)
            .code("enable_simple_responses", (guard.payload_format_version == "2.0").to_string())
    }

    /// Lets API Gateway call the functions of all methods and authorizers.
    fn permissions(&mut self) {
        let plan = self.plan;
        let mut add = |name: &str, function: usize, suffix: &str| {
            let address = self.api_address();
            let block = Block::new("resource", &["aws_lambda_permission", name])
                .text("action", "lambda:InvokeFunction")
                .code("function_name", self.function(function, "function_name"))
                .text("principal", "apigateway.amazonaws.com")
                .code("source_arn", format!("\"${{{address}.execution_arn}}/{suffix}\""));
            self.blocks.push(block);
        };
        for method in &plan.methods {
            // A path may be anything, and the text around it is a template.
            let suffix = hcl::quoted(&format!("*/{}", method.arn_suffix()));
            let suffix = suffix.trim_start_matches('"').strip_suffix('"').unwrap_or_default();
            add(&names::snake(&method.words), method.function, suffix);
        }
        let kind = if plan.api == ApiKind::Rest { "aws_api_gateway_authorizer" } else { "aws_apigatewayv2_authorizer" };
        for guard in plan.guards.iter().filter(|guard| guard.is_lambda()) {
            let name = names::snake(&guard.words);
            add(&format!("authorizer_{name}"), guard.function, &format!("authorizers/${{{kind}.{name}.id}}"));
        }
    }
}

/// Adds who checks the callers of a method or route.
fn authorization(plan: &Plan, method: &Method, block: Block, name: &str, resource: &str) -> Block {
    let mut block = block.text(name, plan.authorization_type(method));
    if let Some(guard) = plan.guard_of(method) {
        block = block.code("authorizer_id", format!("{resource}.{}.id", names::snake(&guard.words)));
    }
    if !method.scopes.is_empty() {
        block = block.set("authorization_scopes", Expression::texts(&method.scopes));
    }
    block
}

fn set_pairs(block: Block, name: &str, pairs: &Pairs) -> Block {
    if pairs.is_empty() {
        return block;
    }
    block.set(name, Expression::pairs(pairs))
}

fn set_templates(block: Block, name: &str, templates: &[MappingTemplate]) -> Block {
    if templates.is_empty() {
        return block;
    }
    block.set(name, Expression::templates(templates))
}

fn function_variable(function: &Function) -> String {
    format!("{}_{}", names::snake(&function.words), if function.exists { "arn" } else { "name" })
}

fn pool_variable(guard: &Guard) -> String {
    format!("{}_pool_arn", names::snake(&guard.words))
}
