//! REST APIs of resources: paths from their parts, methods, integrations, stages.

use super::super::authorizers;
use super::super::draft::Draft;
use super::super::integration;
use super::super::method::{FunctionOf, Method};
use super::super::models;
use super::super::openapi::gateway_response;
use super::{Kind, MAX_STEPS, Resource, Resources};
use crate::apigw::stage::ApiKind;
use crate::apigw::validation::MethodRequest;
use crate::import::tree::Node;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Path and verb that tie a method, its integration and its responses together.
type Key = (Option<String>, Option<String>);

/// The resources by their keys, each worked out once.
struct Keys<'a> {
    methods: HashMap<Key, &'a Resource>,
    responses: HashMap<Key, Vec<&'a Resource>>,
}

impl<'a> Keys<'a> {
    fn new(resources: &'a Resources) -> Self {
        let mut keys = Self { methods: HashMap::new(), responses: HashMap::new() };
        for method in resources.of(Kind::Method) {
            keys.methods.entry(key_of(resources, method)).or_insert(method);
        }
        for response in resources.of(Kind::IntegrationResponse) {
            keys.responses.entry(key_of(resources, response)).or_default().push(response);
        }
        keys
    }
}

fn key_of(resources: &Resources, resource: &Resource) -> Key {
    // Where the path is not known, what names it still tells which belong together.
    let named = || resource.fields.text_of("resourceId").map(str::to_owned);
    (path_of(resources, resource).or_else(named), verb(resources, resource))
}

/// Reads the methods with their integrations, and what belongs to the API as a whole.
pub(super) fn read(draft: &mut Draft, resources: &Resources, function_of: FunctionOf) {
    let keys = Keys::new(resources);
    // CloudFormation has the integration inside the method, Terraform beside it.
    let inside = resources.of(Kind::Method).filter(|method| method.fields.field("integration").is_some());
    let beside = resources.of(Kind::Integration);
    let mut with_integration: HashSet<Key> = HashSet::new();
    for resource in inside.chain(beside) {
        if draft.accepts(ApiKind::Rest) {
            let key = key_of(resources, resource);
            read_method(draft, resources, &keys, resource, &key, function_of);
            with_integration.insert(key);
        }
    }
    for method in resources.of(Kind::Method) {
        if !with_integration.contains(&key_of(resources, method)) {
            draft.leave_out(format!("method {}", method.id), "it has no integration in this file", None);
        }
    }
    if draft.design.api != ApiKind::Rest {
        return;
    }
    for response in resources.of(Kind::GatewayResponse) {
        let word = response.fields.text_of("responseType").unwrap_or_default().to_owned();
        gateway_response(draft, &word, &response.fields);
    }
    for api in resources.of(Kind::RestApi) {
        if let Some(types) = api.fields.field("binaryMediaTypes") {
            draft.design.stage.binary_media_types = types.texts();
        }
    }
    if resources.of(Kind::Stage).next().is_some() {
        read_stages(draft, resources, Kind::Stage);
    } else if let Some(name) = resources.of(Kind::Deployment).find_map(|found| found.fields.text_of("stageName")) {
        draft.design.stage.name = resources.followed(name);
    }
    for found in resources.of(Kind::Authorizer) {
        let name = found.fields.text_of("name").map_or_else(|| found.id.clone(), |name| resources.followed(name));
        if !draft.has_authorizer(&name)
            && let Some(mut authorizer) = authorizers::read(draft, &found.fields, &name, ApiKind::Rest)
        {
            authorizer.arn = resources.function(&authorizer.arn).unwrap_or(authorizer.arn);
            draft.authorizer(authorizer);
        }
    }
}

/// Takes name and variables of the first stage; a design holds one.
pub(super) fn read_stages(draft: &mut Draft, resources: &Resources, kind: Kind) {
    for (index, stage) in resources.of(kind).enumerate() {
        let fields = &stage.fields;
        let name = fields.text_of("stageName").or_else(|| fields.text_of("name"));
        let name = name.map(|name| resources.followed(name));
        if index > 0 {
            let name = name.unwrap_or_else(|| stage.id.clone());
            draft.leave_out(format!("stage {name}"), "a design holds one stage, and the first came in", None);
            continue;
        }
        if let Some(name) = name {
            draft.design.stage.name = name;
        }
        if let Some(variables) = fields.field("variables").or_else(|| fields.field("stageVariables")) {
            draft.design.stage.variables = variables.pairs();
        }
    }
}

fn verb(resources: &Resources, resource: &Resource) -> Option<String> {
    resource.fields.text_of("httpMethod").map(|verb| resources.followed(verb).to_ascii_uppercase())
}

fn read_method(
    draft: &mut Draft,
    resources: &Resources,
    keys: &Keys,
    resource: &Resource,
    key: &Key,
    function_of: FunctionOf,
) {
    let is_inside = resource.kind == Kind::Method;
    let path = path_of(resources, resource).unwrap_or_else(|| {
        let last = resource.id.rsplit('.').next().unwrap_or_default();
        let why = format!("the file does not tell it: `/{last}` stands for it");
        draft.leave_out(format!("the path of {}", resource.id), why, None);
        format!("/{last}")
    });
    let verb = key.1.clone().unwrap_or_else(|| {
        draft.leave_out(
            format!("the method of {}", resource.id),
            "the file does not tell it: `ANY` stands for it",
            None,
        );
        "ANY".into()
    });
    let mut method = Method { method: verb, path, ..Method::default() };
    let name = method.name();
    let node = if is_inside { resource.fields.field("integration") } else { Some(&resource.fields) };
    let Some(node) = node else { return };
    let Some(mut found) = integration::read(draft, node, &name) else { return };
    if !found.kind.is_proxy() {
        for response in keys.responses.get(key).into_iter().flatten() {
            let status = response.fields.text_of("statusCode").map(|status| resources.followed(status));
            let mut fields = response.fields.clone();
            set(&mut fields, "statusCode", status);
            integration::add_response(draft, &mut found, &fields, None, &name);
        }
    }
    let method_resource = if is_inside { Some(resource) } else { keys.methods.get(key).copied() };
    if let Some(resource) = method_resource {
        method.authorizer = super::authorizer(draft, resources, resource, ApiKind::Rest);
        method.scopes = resource.fields.field("authorizationScopes").map(Node::texts).unwrap_or_default();
        method.request = method_request(draft, resources, resource);
        if resource.fields.field("apiKeyRequired").is_some_and(Node::is_true) {
            draft.leave_setting_out("API key of a method", "a design does not hold who may call the API");
        }
    }
    draft.method(method, Some(found), function_of);
}

/// Sets a field that is there in any spelling.
fn set(fields: &mut Node, name: &str, text: Option<String>) {
    if let (crate::import::tree::Value::Map(entries), Some(text)) = (&mut fields.value, text)
        && let Some(entry) = entries.iter_mut().find(|entry| crate::import::tree::is_same_name(&entry.name, name))
    {
        entry.node = Node::computed(text);
    }
}

/// Returns the path of a method's resource, from its parts. `None` if the file does not tell.
fn path_of(resources: &Resources, resource: &Resource) -> Option<String> {
    let text = resource.fields.text_of("resourceId").unwrap_or_default();
    let is_root = |text: &str| text.ends_with(".RootResourceId}") || text.ends_with(".root_resource_id}");
    if is_root(text) {
        return Some("/".into());
    }
    let Some(mut part) = resources.linked(resource, "resourceId", Kind::PathPart) else {
        // An id that no part has is the root's, if the service chose it.
        let root = resources.of(Kind::RestApi).filter_map(|api| api.fields.text_of("rootResourceId"));
        return root.into_iter().find(|root| !text.is_empty() && *root == text).map(|_| "/".into());
    };
    let mut parts = Vec::new();
    for _ in 0..MAX_STEPS {
        if let Some(path) = part.fields.text_of("path").filter(|path| path.starts_with('/')) {
            parts.push(path.trim_start_matches('/').to_owned());
            break;
        }
        parts.push(resources.followed(part.fields.text_of("pathPart")?));
        match resources.parent(part) {
            Some(parent) => part = parent,
            None => break,
        }
    }
    parts.reverse();
    Some(format!("/{}", parts.join("/")))
}

/// Reads parameters, models and the validator of a method.
fn method_request(draft: &mut Draft, resources: &Resources, resource: &Resource) -> MethodRequest {
    let fields = &resource.fields;
    let mut request = MethodRequest::default();
    for entry in fields.field("requestParameters").map(Node::entries).unwrap_or_default() {
        request.parameters.push((entry.name.clone(), entry.node.is_true()));
    }
    if let Some(text) = fields.text_of("requestValidatorId") {
        match resources.linked(resource, "requestValidatorId", Kind::Validator) {
            Some(validator) => {
                let flag = |name: &str| validator.fields.field(name).is_some_and(Node::is_true);
                request.validate_body = flag("validateRequestBody");
                request.validate_parameters = flag("validateRequestParameters");
            }
            None => draft.leave_out(format!("request validator {text}"), "the file does not define it", None),
        }
    }
    let schema_of = |model: &Resource| {
        let schema = model.fields.field("schema")?;
        match schema.text() {
            Some(text) => serde_json::from_str::<Value>(text).ok(),
            None => Some(schema.to_json()),
        }
    };
    let named = |name: &str| resources.model(name).and_then(schema_of);
    for entry in fields.field("requestModels").map(Node::entries).unwrap_or_default() {
        let Some(text) = entry.node.text() else { continue };
        let by_reference = resources.named(text, Kind::Model).map(|model| resources.model_name(model));
        let name = by_reference.unwrap_or_else(|| resources.followed(text));
        // The two models that every API has say nothing of a body.
        if name == "Empty" || name == "Error" {
            continue;
        }
        let schema = serde_json::json!({ "$ref": format!("model:{name}") });
        let schema = models::localized(&schema, &named, &mut request.named_models);
        if request.named_models.contains_key(&name) {
            request.models.push((entry.name.clone(), schema));
        } else {
            draft.leave_out(format!("model {name}"), "the file does not define it", None);
        }
    }
    request
}
