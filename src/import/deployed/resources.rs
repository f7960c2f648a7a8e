//! Resources of CloudFormation and Terraform: APIs, methods, integrations and so on, each with fields of its own and
//! references to others. Both formats say the same in other spellings, so they are read by one code.
//!
//! A reference is a text `${Id}` or `${Id.attribute}`; a Terraform state also has ids that the service chose.

mod http;
mod rest;

use super::authorizers;
use super::draft::Draft;
use super::openapi;
use crate::apigw::stage::ApiKind;
use crate::import::tree::{Node, read_json};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// Most references that are followed one after the other.
const MAX_STEPS: usize = 64;

/// What a resource is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Kind {
    RestApi,
    PathPart,
    Method,
    Integration,
    IntegrationResponse,
    MethodResponse,
    Authorizer,
    GatewayResponse,
    Stage,
    Deployment,
    Model,
    Validator,
    HttpApi,
    HttpRoute,
    HttpIntegration,
    HttpAuthorizer,
    HttpStage,
    Function,
}

/// Type of CloudFormation, type of Terraform, and what it is.
const KINDS: [(&str, &str, Kind); 18] = [
    ("AWS::ApiGateway::RestApi", "aws_api_gateway_rest_api", Kind::RestApi),
    ("AWS::ApiGateway::Resource", "aws_api_gateway_resource", Kind::PathPart),
    ("AWS::ApiGateway::Method", "aws_api_gateway_method", Kind::Method),
    ("", "aws_api_gateway_integration", Kind::Integration),
    ("", "aws_api_gateway_integration_response", Kind::IntegrationResponse),
    ("", "aws_api_gateway_method_response", Kind::MethodResponse),
    ("AWS::ApiGateway::Authorizer", "aws_api_gateway_authorizer", Kind::Authorizer),
    ("AWS::ApiGateway::GatewayResponse", "aws_api_gateway_gateway_response", Kind::GatewayResponse),
    ("AWS::ApiGateway::Stage", "aws_api_gateway_stage", Kind::Stage),
    ("AWS::ApiGateway::Deployment", "aws_api_gateway_deployment", Kind::Deployment),
    ("AWS::ApiGateway::Model", "aws_api_gateway_model", Kind::Model),
    ("AWS::ApiGateway::RequestValidator", "aws_api_gateway_request_validator", Kind::Validator),
    ("AWS::ApiGatewayV2::Api", "aws_apigatewayv2_api", Kind::HttpApi),
    ("AWS::ApiGatewayV2::Route", "aws_apigatewayv2_route", Kind::HttpRoute),
    ("AWS::ApiGatewayV2::Integration", "aws_apigatewayv2_integration", Kind::HttpIntegration),
    ("AWS::ApiGatewayV2::Authorizer", "aws_apigatewayv2_authorizer", Kind::HttpAuthorizer),
    ("AWS::ApiGatewayV2::Stage", "aws_apigatewayv2_stage", Kind::HttpStage),
    ("AWS::Lambda::Function", "aws_lambda_function", Kind::Function),
];

impl Kind {
    /// Returns what a type of CloudFormation or Terraform is; `None` if it has nothing to do with a design.
    pub fn of(word: &str) -> Option<Self> {
        let word = if word == "AWS::Serverless::Function" { "AWS::Lambda::Function" } else { word };
        KINDS.iter().find(|(aws, terraform, _)| *aws == word || *terraform == word).map(|(_, _, kind)| *kind)
    }
}

/// A resource with its functions and expressions worked out.
pub(super) struct Resource {
    /// Its name in the file: `RidesPost`, `aws_api_gateway_method.post`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its properties or arguments.
    pub fields: Node,
    /// Names of resources that it waits for, as far as the file lists them.
    pub depends_on: Vec<String>,
}

/// The resources of one file or module.
pub(super) struct Resources {
    all: Vec<Resource>,
    /// Positions by name in the file, and by name without keys of instances; the first of several.
    by_name: HashMap<String, usize>,
    /// Positions by kind and the id that the service chose; `None`: several have it.
    by_id: HashMap<(Kind, String), Option<usize>>,
    /// Positions of models by their own names.
    models: OnceCell<HashMap<String, usize>>,
}

impl Resources {
    /// Takes the resources in the order of the file.
    pub fn new(all: Vec<Resource>) -> Self {
        let mut by_name = HashMap::new();
        let mut by_id = HashMap::new();
        for (index, resource) in all.iter().enumerate() {
            by_name.entry(resource.id.clone()).or_insert(index);
            by_name.entry(without_keys(&resource.id)).or_insert(index);
            if let Some(id) = resource.fields.text_of("id") {
                let others = by_id.entry((resource.kind, id.to_owned()));
                others.and_modify(|first| *first = None).or_insert(Some(index));
            }
        }
        Self { all, by_name, by_id, models: OnceCell::new() }
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &Resource> {
        self.all.iter().filter(move |resource| resource.kind == kind)
    }

    /// Returns the resource of a name in the file, whatever it is.
    fn called(&self, name: &str) -> Option<&Resource> {
        self.all.get(*self.by_name.get(name)?)
    }

    /// Returns the resource of a kind that a text names: by a reference, or by the id that the service chose.
    fn named(&self, text: &str, kind: Kind) -> Option<&Resource> {
        if let Some((name, _)) = reference(text) {
            return self.called(name).filter(|resource| resource.kind == kind);
        }
        self.all.get((*self.by_id.get(&(kind, text.to_owned()))?)?)
    }

    /// Returns the resource of `kind` that `from` refers to in `field`; where that does not tell, the one that it waits
    /// for, the deepest of several.
    fn linked<'a>(&'a self, from: &'a Resource, field: &str, kind: Kind) -> Option<&'a Resource> {
        if let Some(found) = from.fields.text_of(field).and_then(|text| self.named(text, kind)) {
            return Some(found);
        }
        let waited = from.depends_on.iter().filter_map(|name| self.called(name)).filter(|one| one.kind == kind);
        let waited: Vec<&Resource> = waited.collect();
        let parents: HashSet<&str> = waited.iter().filter_map(|one| Some(self.parent(one)?.id.as_str())).collect();
        waited.into_iter().find(|one| !parents.contains(one.id.as_str()))
    }

    /// Returns the name that a model goes by.
    fn model_name(&self, model: &Resource) -> String {
        let own = model.fields.text_of("name").map(|name| self.followed(name));
        own.unwrap_or_else(|| model.id.rsplit('.').next().unwrap_or_default().to_owned())
    }

    /// Returns the model of that name.
    fn model(&self, name: &str) -> Option<&Resource> {
        let models = self.models.get_or_init(|| {
            let models = self.all.iter().enumerate().filter(|(_, one)| one.kind == Kind::Model);
            models.map(|(index, one)| (self.model_name(one), index)).collect()
        });
        models.get(name).and_then(|index| self.all.get(*index)).or_else(|| self.named(name, Kind::Model))
    }

    fn parent<'a>(&'a self, resource: &'a Resource) -> Option<&'a Resource> {
        let named = match resource.fields.text_of("parentId") {
            Some(text) => self.named(text, Kind::PathPart),
            // In a plan the id is not known yet, but what it waits for is.
            None => {
                let mut waited = resource.depends_on.iter().filter_map(|name| self.called(name));
                waited.find(|one| one.kind == Kind::PathPart)
            }
        };
        named.filter(|parent| parent.id != resource.id)
    }

    /// Returns a text in which a reference to another resource's own text (`${aws_api_gateway_method.post.http_method}`)
    /// is that text.
    fn followed(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..MAX_STEPS {
            let Some((id, attribute)) = reference(&text) else { break };
            match self.called(id).and_then(|resource| resource.fields.text_of(attribute)) {
                Some(next) if next != text => text = next.to_owned(),
                _ => break,
            }
        }
        text
    }

    /// Returns the name of the function that a reference stands for.
    pub fn function(&self, text: &str) -> Option<String> {
        let function = self.named(text, Kind::Function)?;
        let own = function.fields.text_of("functionName").map(|name| self.followed(name));
        let last = function.id.rsplit('.').next().unwrap_or_default();
        Some(own.unwrap_or_else(|| last.to_owned()))
    }
}

/// Returns an address of Terraform without the keys of its instances: `module.a["x"].aws_lambda_function.f[0]`.
pub(super) fn without_keys(address: &str) -> String {
    let mut plain = String::new();
    let (mut in_key, mut is_quoted) = (false, false);
    for c in address.chars() {
        match c {
            '"' if in_key => is_quoted = !is_quoted,
            '[' if !is_quoted => in_key = true,
            ']' if in_key && !is_quoted => in_key = false,
            c if !in_key => plain.push(c),
            _ => {}
        }
    }
    plain
}

/// Returns id and attribute of a text that is one reference: `${Fn.Arn}`, `${aws_lambda_function.ride.invoke_arn}`.
pub(super) fn reference(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix("${")?.strip_suffix('}')?;
    if inner.contains("${") {
        return None;
    }
    // Terraform's ids have a type and a name, those of data sources a word more; an index says which of several.
    let words = if inner.starts_with("data.") {
        3
    } else if inner.starts_with("aws_") {
        2
    } else {
        1
    };
    let end = inner.match_indices('.').nth(words - 1).map_or(inner.len(), |(at, _)| at);
    let id = inner[..end].split('[').next().unwrap_or_default();
    Some((id, inner.get(end + 1..).unwrap_or_default()))
}

/// Reads the resources into the draft. A design holds one API: REST comes before HTTP where a file has both.
pub(super) fn read(draft: &mut Draft, resources: &Resources) {
    let function_of = |text: &str| resources.function(text);
    for api in resources.of(Kind::RestApi).chain(resources.of(Kind::HttpApi)) {
        if let Some(name) = api.fields.text_of("name")
            && draft.design.name.is_empty()
        {
            draft.design.name = resources.followed(name);
        }
    }
    for (kind, what) in [(Kind::RestApi, "REST API"), (Kind::HttpApi, "HTTP API")] {
        for api in resources.of(kind).skip(1) {
            let why = "a design holds one API: its routes come in among those of the first";
            draft.leave_out(format!("a second {what}, {}", api.id), why, None);
        }
    }
    rest::read(draft, resources, &function_of);
    for api in resources.of(Kind::RestApi) {
        body(draft, &api.fields, &function_of);
    }
    http::read(draft, resources, &function_of);
    for api in resources.of(Kind::HttpApi) {
        body(draft, &api.fields, &function_of);
    }
}

/// Reads an API's definition inside a template: a map, or JSON in a text.
fn body(draft: &mut Draft, fields: &Node, function_of: super::method::FunctionOf) {
    let elsewhere = fields.field("bodyS3Location").is_some();
    if elsewhere {
        draft.leave_out("the body of an API", "it lies in a bucket: import that file too", None);
    }
    let Some(body) = fields.field("body") else { return };
    let parsed;
    let root = match body.text() {
        None => body,
        Some(text) => match read_json(text, &draft.source) {
            // Its places are those inside the text, not of the file.
            Ok(root) => {
                parsed = Node::from_json(&root.to_json());
                &parsed
            }
            Err(_) => {
                let why = "it is not written out in this file";
                draft.leave_out("the body of an API", why, super::draft::place_of(body));
                return;
            }
        },
    };
    let api = openapi::kind_of(root);
    if draft.accepts(api) {
        openapi::read_inside(draft, root, function_of);
    } else {
        draft.leave_out("the body of an API", "a design holds one kind of API, and this is of the other", None);
    }
}

/// Adds the authorizer that a method or route uses. Returns its name.
fn authorizer(draft: &mut Draft, resources: &Resources, resource: &Resource, api: ApiKind) -> Option<String> {
    let fields = &resource.fields;
    let word = fields.text_of("authorizationType").or_else(|| fields.text_of("authorization")).unwrap_or("NONE");
    match word.to_ascii_uppercase().as_str() {
        "NONE" => return None,
        "AWS_IAM" => return Some(draft.authorizer(authorizers::iam())),
        _ => {}
    }
    let kind = if api == ApiKind::Rest { Kind::Authorizer } else { Kind::HttpAuthorizer };
    let Some(found) = resources.linked(resource, "authorizerId", kind) else {
        let text = fields.text_of("authorizerId").unwrap_or("no id");
        draft.leave_out(format!("authorizer {text} of {}", resource.id), "the file does not define it", None);
        return None;
    };
    let name = found.fields.text_of("name").map_or_else(|| found.id.clone(), |name| resources.followed(name));
    let mut read = authorizers::read(draft, &found.fields, &name, api)?;
    read.arn = resources.function(&read.arn).unwrap_or_else(|| resources.followed(&read.arn));
    Some(draft.authorizer(read))
}
