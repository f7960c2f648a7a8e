//! Reads the parts that cases share into the gateway's types.

use gatewright::apigw::authorizer::{Authorizer, Identity};
use gatewright::apigw::integration::{
    ContentHandling, Integration, IntegrationResponse, IntegrationType, MappingTemplate, PassthroughBehavior,
};
use gatewright::apigw::request::{Pairs, Request};
use gatewright::apigw::stage::{ApiKind, Stage};
use gatewright::apigw::{Exchange, Invocation, route};
use serde_json::{Map, Value};

/// A call as a case describes it.
pub struct Call {
    pub api: ApiKind,
    pub stage: Stage,
    pub resource: String,
    pub authorizer: Option<Authorizer>,
    pub identity: Identity,
    pub request: Request,
    pub overrides: Map<String, Value>,
    pub origin: Invocation,
}

impl Call {
    pub fn read(case: &Value) -> Self {
        let sent = &case["request"];
        let target = sent["raw_target"].as_str().or(sent["path"].as_str());
        let resource = case["resource"].as_str().or(target).unwrap_or("/");
        let (path, query) = target.unwrap_or(resource).split_once('?').unwrap_or((target.unwrap_or(resource), ""));
        let mut parameters = pairs(&sent["query"]);
        parameters.extend(route::parse_query(query));
        let mut headers = pairs(&sent["headers"]);
        for (member, name) in [("content_type", "Content-Type"), ("accept", "Accept")] {
            headers.extend(sent[member].as_str().map(|value| (name.to_owned(), value.to_owned())));
        }
        let request = Request {
            method: sent["method"].as_str().unwrap_or("POST").to_owned(),
            path: path.to_owned(),
            query: parameters,
            headers,
            body: sent["body"].as_str().map(Into::into),
            ..Request::default()
        };
        let stage = Stage {
            name: case["stage"].as_str().unwrap_or("prod").to_owned(),
            variables: members(&case["stageVariables"]),
            binary_media_types: strings(&case["binaryMediaTypes"]),
            ..Stage::default()
        };
        Self {
            api: ApiKind::Rest,
            stage,
            resource: resource.to_owned(),
            authorizer: None,
            identity: Identity::default(),
            request,
            overrides: case["context"].as_object().cloned().unwrap_or_default(),
            origin: Invocation::Deployed,
        }
    }

    pub fn exchange(&self) -> Exchange<'_> {
        Exchange {
            api: self.api,
            stage: &self.stage,
            resource: &self.resource,
            route_method: "ANY",
            authorizer: self.authorizer.as_ref(),
            identity: &self.identity,
            request: &self.request,
            overrides: &self.overrides,
            origin: self.origin,
        }
    }
}

pub fn integration(case: &Value) -> (IntegrationType, Integration) {
    let given = &case["integration"];
    let kind = given["type"].as_str().and_then(IntegrationType::parse).unwrap_or_default();
    let behavior = given["passthroughBehavior"].as_str().and_then(PassthroughBehavior::parse);
    let integration = Integration {
        proxy: kind == IntegrationType::AwsProxy,
        request_templates: templates(&given["requestTemplates"]),
        passthrough_behavior: behavior.unwrap_or_default(),
        request_parameters: members(&given["requestParameters"]),
        content_handling: content_handling(&given["contentHandling"]),
        responses: given["responses"].as_array().into_iter().flatten().map(response).collect(),
        ..Integration::default()
    };
    (kind, integration)
}

fn response(given: &Value) -> IntegrationResponse {
    IntegrationResponse {
        status: given["statusCode"].as_str().and_then(|status| status.parse().ok()).unwrap_or(200),
        selection_pattern: given["selectionPattern"].as_str().unwrap_or_default().to_owned(),
        templates: templates(&given["responseTemplates"]),
        parameters: members(&given["responseParameters"]),
        content_handling: content_handling(&given["contentHandling"]),
    }
}

pub fn content_handling(value: &Value) -> Option<ContentHandling> {
    value.as_str().and_then(ContentHandling::parse)
}

pub fn templates(value: &Value) -> Vec<MappingTemplate> {
    let templates = members(value).into_iter();
    templates.map(|(content_type, text)| MappingTemplate { content_type, text: text.into() }).collect()
}

/// Reads an object of strings.
pub fn members(value: &Value) -> Pairs {
    let members = value.as_object().into_iter().flatten();
    members.filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

/// Reads a list of pairs.
pub fn pairs(value: &Value) -> Pairs {
    let pairs = value.as_array().into_iter().flatten();
    pairs.filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned()))).collect()
}

/// Reads a list of strings.
pub fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
