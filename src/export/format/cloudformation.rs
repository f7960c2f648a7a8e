//! CloudFormation, a resource for everything: `AWS::ApiGateway` for REST APIs, `AWS::ApiGatewayV2` for HTTP APIs.
//!
//! Texts of the user are plain strings, never in `Fn::Sub`: CloudFormation reads `${…}` only there. A deployment is a
//! picture of the API at one time, so its name holds a number that changes with the API; else a changed template would
//! never be deployed.

use super::functions::{
    attribute, function_arn, function_parameter, function_parameter_value, invocation_uri, parameter, permissions,
    pool_parameter, pool_parameters, reference, sample_path, stage_variables, substituted, warn_of_dynamic_references,
};
use super::{cors_configuration, insert_pairs, insert_templates};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::integration::IntegrationResponse;
use crate::apigw::stage::ApiKind;
use crate::export::plan::{Function, Guard, Method, MethodResponse, Model, Plan, Preflight, rewritten_with};
use crate::export::yaml::{self, Functions};
use crate::export::{ExportFile, names};
use serde_json::{Map, Value, json};
use std::cell::RefCell;

/// Returns the template.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    warn_of_dynamic_references(plan);
    let text = yaml::document(&Template::new(plan).document(), Functions::AsTags);
    vec![ExportFile { path: "template.yaml".into(), text }]
}

struct Template<'a, 'd> {
    plan: &'a Plan<'d>,
    /// Logical name of the API.
    api: String,
    resources: Map<String, Value>,
}

impl<'a, 'd> Template<'a, 'd> {
    fn new(plan: &'a Plan<'d>) -> Self {
        Self { plan, api: format!("{}Api", names::pascal(&plan.name)), resources: Map::new() }
    }

    fn document(mut self) -> Value {
        let plan = self.plan;
        let mut parameters = Map::new();
        for function in &plan.functions {
            parameters.insert(function_parameter(function), function_parameter_value(function));
        }
        parameters.extend(pool_parameters(plan));
        parameters.insert("StageName".into(), parameter("Name of the stage", &plan.stage_name));
        match plan.api {
            ApiKind::Rest => self.rest_api(),
            ApiKind::Http => self.http_api(),
        }
        let api = &self.api;
        let path = sample_path(plan);
        // A path with a parameter would be read as a reference.
        let path = if path.contains('{') { "/" } else { path };
        let stage = if plan.stage_name == "$default" { "" } else { "/${StageName}" };
        let url = format!("https://${{{api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}{stage}{path}");
        json!({
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": format!("{}, {} on AWS Lambda", plan.title, plan.api.title()),
            "Parameters": parameters,
            "Resources": self.resources,
            "Outputs": {"Url": {"Value": substituted(url)}},
        })
    }

    fn add(&mut self, name: impl Into<String>, kind: &str, properties: Value) {
        self.resources.insert(name.into(), json!({"Type": kind, "Properties": properties}));
    }

    fn function_name(function: &Function) -> Value {
        reference(&function_parameter(function))
    }

    fn uri(&self, function: usize) -> Value {
        self.plan.functions.get(function).map(|function| invocation_uri(&function_arn(function))).unwrap_or_default()
    }

    fn permissions(&mut self) {
        let authorizer = |guard: &Guard| Some(authorizer_name(guard));
        permissions(self.plan, &self.api, &Self::function_name, &authorizer, &mut self.resources);
    }

    fn rest_api(&mut self) {
        let plan = self.plan;
        let mut properties = json!({"Name": plan.title});
        if !plan.stage().binary_media_types.is_empty() {
            properties["BinaryMediaTypes"] = json!(plan.stage().binary_media_types);
        }
        let api = reference(&self.api);
        self.add(self.api.clone(), "AWS::ApiGateway::RestApi", properties);
        for guard in &plan.guards {
            let properties = self.rest_authorizer(guard);
            self.add(authorizer_name(guard), "AWS::ApiGateway::Authorizer", properties);
        }
        for validator in &plan.validators {
            let properties = json!({
                "RestApiId": api,
                "Name": names::kebab(&validator.words),
                "ValidateRequestBody": validator.body,
                "ValidateRequestParameters": validator.parameters,
            });
            self.add(validator_name(&validator.words), "AWS::ApiGateway::RequestValidator", properties);
        }
        for model in &plan.models {
            self.model(model);
        }
        for resource in &plan.resources {
            let parent = match resource.parent.and_then(|parent| plan.resources.get(parent)) {
                Some(parent) => reference(&resource_name(&parent.words)),
                None => attribute(&self.api, "RootResourceId"),
            };
            let properties = json!({"RestApiId": api, "ParentId": parent, "PathPart": resource.part});
            self.add(resource_name(&resource.words), "AWS::ApiGateway::Resource", properties);
        }
        let mut deployed = Vec::new();
        for method in &plan.methods {
            let name = format!("{}Method", names::pascal(&method.words));
            let properties = self.rest_method(method);
            self.add(name.clone(), "AWS::ApiGateway::Method", properties);
            deployed.push(name);
        }
        for preflight in &plan.preflights {
            let name = format!("{}Method", names::pascal(&preflight.words));
            let properties = self.preflight(preflight);
            self.add(name.clone(), "AWS::ApiGateway::Method", properties);
            deployed.push(name);
        }
        for response in &plan.gateway_responses {
            let kind = response.response_type.as_str();
            let name = format!("{}GatewayResponse", names::pascal(&names::words(kind)));
            let mut properties = Map::new();
            properties.insert("RestApiId".into(), api.clone());
            properties.insert("ResponseType".into(), kind.into());
            if let Some(status) = response.status {
                properties.insert("StatusCode".into(), status.to_string().into());
            }
            insert_pairs(&mut properties, "ResponseParameters", &response.parameters);
            insert_templates(&mut properties, "ResponseTemplates", &response.templates);
            self.add(name.clone(), "AWS::ApiGateway::GatewayResponse", Value::Object(properties));
            deployed.push(name);
        }
        self.permissions();
        self.rest_stage(deployed);
    }

    /// Adds a deployment of all of `deployed`, and the stage that shows it.
    fn rest_stage(&mut self, deployed: Vec<String>) {
        let deployment = format!("Deployment{:08X}", checksum(&Value::Object(self.resources.clone()).to_string()));
        let api = reference(&self.api);
        let mut resource = json!({"Type": "AWS::ApiGateway::Deployment"});
        if !deployed.is_empty() {
            resource["DependsOn"] = json!(deployed);
        }
        resource["Properties"] = json!({"RestApiId": api});
        self.resources.insert(deployment.clone(), resource);
        let mut stage = json!({
            "RestApiId": api,
            "DeploymentId": reference(&deployment),
            "StageName": reference("StageName"),
        });
        if !self.plan.stage().variables.is_empty() {
            stage["Variables"] = stage_variables(self.plan);
        }
        self.add("Stage", "AWS::ApiGateway::Stage", stage);
    }

    fn rest_authorizer(&self, guard: &Guard) -> Value {
        let mut out = json!({"RestApiId": reference(&self.api), "Name": guard.name});
        let sources = guard.identity_sources.join(", ");
        match guard.kind {
            AuthorizerKind::Cognito => {
                out["Type"] = "COGNITO_USER_POOLS".into();
                out["IdentitySource"] = sources.into();
                out["ProviderARNs"] = json!([reference(&pool_parameter(guard))]);
            }
            kind => {
                out["Type"] = if kind == AuthorizerKind::LambdaToken { "TOKEN" } else { "REQUEST" }.into();
                out["IdentitySource"] = sources.into();
                out["AuthorizerUri"] = self.uri(guard.function);
            }
        }
        out
    }

    fn model(&mut self, model: &Model) {
        let used = RefCell::new(Vec::new());
        let api = &self.api;
        let schema = rewritten_with(&model.schema, &|name| {
            used.borrow_mut().push(format!("{name}Model"));
            substituted(format!("https://apigateway.amazonaws.com/restapis/${{{api}}}/models/{name}"))
        });
        let mut resource = json!({"Type": "AWS::ApiGateway::Model"});
        let mut used = used.into_inner();
        used.dedup();
        used.retain(|name| *name != format!("{}Model", model.name));
        if !used.is_empty() {
            resource["DependsOn"] = json!(used);
        }
        resource["Properties"] = json!({
            "RestApiId": reference(api),
            "ContentType": "application/json",
            "Name": model.name,
            "Schema": schema,
        });
        self.resources.insert(format!("{}Model", model.name), resource);
    }

    /// Returns the resource that a method is at.
    fn resource_id(&self, resource: Option<usize>) -> Value {
        match resource.and_then(|resource| self.plan.resources.get(resource)) {
            Some(resource) => reference(&resource_name(&resource.words)),
            None => attribute(&self.api, "RootResourceId"),
        }
    }

    fn rest_method(&self, method: &Method) -> Value {
        let plan = self.plan;
        let mut out = json!({
            "RestApiId": reference(&self.api),
            "ResourceId": self.resource_id(method.resource),
            "HttpMethod": method.method,
        });
        authorization(plan, method, &mut out);
        if let Some(validator) = method.validator.and_then(|index| plan.validators.get(index)) {
            out["RequestValidatorId"] = reference(&validator_name(&validator.words));
        }
        if !method.parameters.is_empty() {
            let parameters = method.parameters.iter();
            let parameters = parameters.map(|parameter| (parameter.expression(), Value::from(parameter.required)));
            out["RequestParameters"] = Value::Object(parameters.collect());
        }
        if !method.models.is_empty() {
            let models = method.models.iter().filter_map(|(content_type, model)| {
                let model = plan.models.get(*model)?;
                Some((content_type.clone(), reference(&format!("{}Model", model.name))))
            });
            out["RequestModels"] = Value::Object(models.collect());
        }
        out["Integration"] = self.rest_integration(method);
        let responses = method.method_responses();
        if !responses.is_empty() {
            out["MethodResponses"] = responses.iter().map(method_response).collect();
        }
        out
    }

    fn rest_integration(&self, method: &Method) -> Value {
        let own = &method.route.integration;
        let mut out = Map::new();
        out.insert("Type".into(), if method.proxy { "AWS_PROXY" } else { "AWS" }.into());
        // Lambda is always called with POST, whatever the client's method.
        out.insert("IntegrationHttpMethod".into(), "POST".into());
        out.insert("Uri".into(), self.uri(method.function));
        insert_pairs(&mut out, "RequestParameters", &method.request_parameters);
        if !method.proxy {
            out.insert("PassthroughBehavior".into(), own.passthrough_behavior.as_str().into());
            if let Some(handling) = own.content_handling {
                out.insert("ContentHandling".into(), handling.as_str().into());
            }
            insert_templates(&mut out, "RequestTemplates", method.request_templates());
            let responses = method.responses.iter().map(integration_response).collect();
            out.insert("IntegrationResponses".into(), responses);
        }
        Value::Object(out)
    }

    fn preflight(&self, preflight: &Preflight) -> Value {
        let parameters = preflight.parameters();
        let status = Preflight::STATUS.to_string();
        let mut response = Map::from_iter([("StatusCode".to_owned(), Value::from(status.as_str()))]);
        insert_pairs(&mut response, "ResponseParameters", &parameters);
        let declared = parameters.iter().map(|(name, _)| (name.clone(), Value::from(true)));
        json!({
            "RestApiId": reference(&self.api),
            "ResourceId": self.resource_id(preflight.resource),
            "HttpMethod": "OPTIONS",
            "AuthorizationType": "NONE",
            "Integration": {
                "Type": "MOCK",
                "RequestTemplates": {"application/json": Preflight::REQUEST_TEMPLATE},
                "IntegrationResponses": [response],
            },
            "MethodResponses": [
                {"StatusCode": status, "ResponseParameters": declared.collect::<Map<_, _>>()},
            ],
        })
    }

    fn http_api(&mut self) {
        let plan = self.plan;
        let api = reference(&self.api);
        let mut properties = json!({"Name": plan.title, "ProtocolType": "HTTP"});
        if let Some(cors) = plan.cors {
            properties["CorsConfiguration"] = cors_configuration(cors);
        }
        self.add(self.api.clone(), "AWS::ApiGatewayV2::Api", properties);
        for guard in &plan.guards {
            let properties = self.http_authorizer(guard);
            self.add(authorizer_name(guard), "AWS::ApiGatewayV2::Authorizer", properties);
        }
        for method in &plan.methods {
            let name = names::pascal(&method.words);
            let arn = plan.functions.get(method.function).map(function_arn).unwrap_or_default();
            let properties = json!({
                "ApiId": api,
                "IntegrationType": "AWS_PROXY",
                "IntegrationMethod": "POST",
                "IntegrationUri": substituted(arn),
                "PayloadFormatVersion": method.route.integration.payload_format_version.as_str(),
            });
            self.add(format!("{name}Integration"), "AWS::ApiGatewayV2::Integration", properties);
            let mut properties = json!({"ApiId": api, "RouteKey": method.key()});
            authorization(plan, method, &mut properties);
            properties["Target"] = substituted(format!("integrations/${{{name}Integration}}"));
            self.add(format!("{name}Route"), "AWS::ApiGatewayV2::Route", properties);
        }
        let mut stage = json!({"ApiId": api, "StageName": reference("StageName"), "AutoDeploy": true});
        if !plan.stage().variables.is_empty() {
            stage["StageVariables"] = stage_variables(plan);
        }
        self.add("Stage", "AWS::ApiGatewayV2::Stage", stage);
        self.permissions();
    }

    fn http_authorizer(&self, guard: &Guard) -> Value {
        let mut out = json!({"ApiId": reference(&self.api), "Name": guard.name});
        if guard.kind == AuthorizerKind::Jwt {
            out["AuthorizerType"] = "JWT".into();
            out["IdentitySource"] = json!(guard.identity_sources);
            out["JwtConfiguration"] = json!({"Issuer": guard.issuer, "Audience": guard.audiences});
        } else {
            out["AuthorizerType"] = "REQUEST".into();
            out["IdentitySource"] = json!(guard.identity_sources);
            out["AuthorizerUri"] = self.uri(guard.function);
            out["AuthorizerPayloadFormatVersion"] = guard.payload_format_version.into();
            out["EnableSimpleResponses"] = (guard.payload_format_version == "2.0").into();
        }
        out
    }
}

/// Adds who checks the callers of a method or route.
fn authorization(plan: &Plan, method: &Method, out: &mut Value) {
    out["AuthorizationType"] = plan.authorization_type(method).into();
    if let Some(guard) = plan.guard_of(method) {
        out["AuthorizerId"] = reference(&authorizer_name(guard));
    }
    if !method.scopes.is_empty() {
        out["AuthorizationScopes"] = json!(method.scopes);
    }
}

fn method_response(response: &MethodResponse) -> Value {
    let mut out = json!({"StatusCode": response.status.to_string()});
    if !response.headers.is_empty() {
        let names = response.headers.iter().map(|name| format!("method.response.header.{name}"));
        out["ResponseParameters"] = Value::Object(names.map(|name| (name, Value::from(true))).collect());
    }
    out
}

fn integration_response(response: &IntegrationResponse) -> Value {
    let mut out = Map::new();
    out.insert("StatusCode".into(), response.status.to_string().into());
    if !response.selection_pattern.is_empty() {
        out.insert("SelectionPattern".into(), response.selection_pattern.as_str().into());
    }
    insert_pairs(&mut out, "ResponseParameters", &response.parameters);
    if let Some(handling) = response.content_handling {
        out.insert("ContentHandling".into(), handling.as_str().into());
    }
    insert_templates(&mut out, "ResponseTemplates", &response.templates);
    Value::Object(out)
}

fn authorizer_name(guard: &Guard) -> String {
    format!("{}Authorizer", names::pascal(&guard.words))
}

fn resource_name(words: &[String]) -> String {
    format!("{}Resource", names::pascal(words))
}

fn validator_name(words: &[String]) -> String {
    format!("{}Validator", names::pascal(words))
}

/// Returns a number that changes with the text: FNV-1a, folded to 32 bits. The same on every machine.
fn checksum(text: &str) -> u32 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    u32::try_from((hash >> 32) ^ (hash & 0xffff_ffff)).unwrap_or_default()
}
