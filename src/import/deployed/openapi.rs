//! OpenAPI 3 and Swagger 2 with the `x-amazon-apigateway-*` extensions, from a file or inside a template.
//!
//! Keywords stand in lower case in exports of the service and in either case in files that people write. A `$ref` is
//! followed inside the file, never outside, and not in circles.

mod method_request;

use super::authorizers;
use super::cors;
use super::draft::{Draft, place_of};
use super::integration;
use super::intrinsics::Template;
use super::method::{FunctionOf, Method};
use super::resources::reference;
use crate::apigw::ResponseType;
use crate::apigw::authorizer::Authorizer;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::stage::ApiKind;
use crate::import::tree::Node;
use std::collections::HashMap;

const INTEGRATION: &str = "x-amazon-apigateway-integration";
const ANY_METHOD: &str = "x-amazon-apigateway-any-method";
const AUTHORIZER: &str = "x-amazon-apigateway-authorizer";
const VERBS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// Most steps that a chain of `$ref` may take.
const MAX_REFERENCES: usize = 16;

/// Reads a definition of its own. `has_functions`: it may have functions of CloudFormation in it.
pub(super) fn read(draft: &mut Draft, root: &Node, has_functions: bool) {
    if root.get("openapi").is_none() && root.get("swagger").is_none() {
        let help = "the file must begin with `openapi:` or `swagger:`";
        draft.refuse("import/not-openapi", "this is no OpenAPI definition", root.span, help);
        return;
    }
    // Definitions that a stack includes hold its functions (`uri: {Fn::Sub: …}`).
    let resolved = has_functions.then(|| Template::new(root).resolve(draft, root));
    let root = resolved.as_ref().unwrap_or(root);
    draft.design.api = kind_of(root);
    read_inside(draft, root, &function_of);
}

/// Returns the name of the function that a stack's reference stands for, `${RideFunction.Arn}`: its logical name, as the
/// stack itself is not there.
fn function_of(text: &str) -> Option<String> {
    let (id, attribute) = reference(text)?;
    (attribute == "Arn").then(|| id.to_owned())
}

/// Tells whether a definition is of an HTTP API: it says so by what only those have.
pub(super) fn kind_of(root: &Node) -> ApiKind {
    let is_http = root.get("x-amazon-apigateway-cors").is_some()
        || root.at(&["components", "x-amazon-apigateway-integrations"]).is_some()
        || schemes(root).any(|(_, scheme)| scheme.at(&[AUTHORIZER, "jwtConfiguration"]).is_some())
        || operations(root).any(|(_, _, operation)| {
            operation.at(&[INTEGRATION, "payloadFormatVersion"]).is_some() || operation.get("isDefaultRoute").is_some()
        });
    if is_http { ApiKind::Http } else { ApiKind::Rest }
}

/// Reads a definition into the draft, whose kind of API is set. `function_of` knows the functions of a template that
/// the definition stands in.
pub(super) fn read_inside(draft: &mut Draft, root: &Node, function_of: FunctionOf) {
    let schemas = root.at(&["components", "schemas"]).or_else(|| root.get("definitions"));
    let schemas = schemas.map(Node::entries).unwrap_or_default().iter();
    let schemas = schemas.map(|entry| (entry.name.as_str(), &entry.node)).collect();
    let mut reader = Reader { root, function_of, schemas };
    reader.api(draft);
    for (name, scheme) in schemes(root) {
        reader.scheme(draft, name, scheme);
    }
    for (path, item) in root.get("paths").map(Node::entries).unwrap_or_default().iter().map(|e| (&e.name, &e.node)) {
        let Some(item) = reader.follow(draft, item) else { continue };
        for (verb, operation) in item.entries().iter().map(|entry| (entry.name.as_str(), &entry.node)) {
            if VERBS.contains(&verb.to_ascii_lowercase().as_str()) || verb == ANY_METHOD {
                reader.operation(draft, path, verb, operation, item);
            }
        }
    }
    if let Some(responses) = root.get("x-amazon-apigateway-gateway-responses") {
        for entry in responses.entries() {
            gateway_response(draft, &entry.name, &entry.node);
        }
    }
    for entry in root.entries() {
        let why = match entry.name.strip_prefix("x-amazon-apigateway-") {
            Some("policy") => "a design does not hold who may call the API",
            Some("api-key-source") => "a design does not hold who may call the API",
            Some("endpoint-configuration" | "minimum-compression-size" | "security-policy") => {
                "a design does not hold how the API is reached"
            }
            _ => continue,
        };
        draft.leave_out(format!("`{}`", entry.name), why, Some(entry.name_span));
    }
}

/// Adds a customized gateway response, in the words of OpenAPI, CloudFormation and Terraform.
pub(super) fn gateway_response(draft: &mut Draft, word: &str, node: &Node) {
    let Some(response_type) = ResponseType::parse(word) else {
        draft.leave_out(format!("gateway response {word}"), "the service has no such type", place_of(node));
        return;
    };
    let parameters = node.field("responseParameters");
    let mut pairs = parameters.map(Node::pairs).unwrap_or_default();
    // SAM groups them and writes no prefix.
    for (group, prefix) in [("Headers", "header"), ("Paths", "path"), ("QueryStrings", "querystring")] {
        let own = parameters.and_then(|node| node.get(group)).map(Node::pairs).unwrap_or_default();
        pairs.extend(own.into_iter().map(|(name, value)| (format!("gatewayresponse.{prefix}.{name}"), value)));
    }
    let mut places = Vec::new();
    let templates = node.field("responseTemplates");
    let templates = templates
        .map(|templates| integration::read_templates(draft, templates, word, None, &mut places))
        .unwrap_or_default();
    draft.design.gateway_responses.retain(|known| known.response_type != response_type);
    draft.design.gateway_responses.push(GatewayResponse {
        response_type,
        status: node.text_of("statusCode").and_then(|status| status.parse().ok()),
        parameters: pairs,
        templates,
        is_default: false,
    });
}

/// Returns the security schemes of either version.
fn schemes(root: &Node) -> impl Iterator<Item = (&str, &Node)> {
    let found = root.at(&["components", "securitySchemes"]).or_else(|| root.get("securityDefinitions"));
    found.map(Node::entries).unwrap_or_default().iter().map(|entry| (entry.name.as_str(), &entry.node))
}

fn operations(root: &Node) -> impl Iterator<Item = (&str, &str, &Node)> {
    let paths = root.get("paths").map(Node::entries).unwrap_or_default();
    paths
        .iter()
        .flat_map(|path| path.node.entries().iter().map(|entry| (path.name.as_str(), entry.name.as_str(), &entry.node)))
}

struct Reader<'a> {
    root: &'a Node,
    function_of: FunctionOf<'a>,
    /// Models by name.
    schemas: HashMap<&'a str, &'a Node>,
}

impl<'a> Reader<'a> {
    /// Reads what the definition says of the API as a whole.
    fn api(&mut self, draft: &mut Draft) {
        let root = self.root;
        if let Some(title) = root.at(&["info", "title"]).and_then(Node::text)
            && draft.design.name.is_empty()
        {
            draft.design.name = title.to_owned();
        }
        let server = root.get("servers").and_then(|servers| servers.items().first());
        let url = server.and_then(|server| server.text_of("url")).or_else(|| root.text_of("host")).unwrap_or_default();
        let host = url.split_once("://").map_or(url, |(_, rest)| rest).split('/').next().unwrap_or_default();
        if let Some((api_id, rest)) = host.split_once(".execute-api.")
            && let Some((region, _)) = rest.split_once('.')
            && !host.contains('{')
        {
            draft.design.stage.api_id = api_id.to_owned();
            draft.design.stage.region = region.to_owned();
        }
        let variable = server.and_then(|server| server.at(&["variables", "basePath", "default"])).and_then(Node::text);
        let stage = variable.or_else(|| root.text_of("basePath")).map(|path| path.trim_matches('/'));
        if let Some(stage) = stage.filter(|stage| !stage.is_empty() && !stage.contains('/')) {
            draft.design.stage.name = stage.to_owned();
        }
        if let Some(types) = root.get("x-amazon-apigateway-binary-media-types") {
            draft.design.stage.binary_media_types = types.texts();
        }
        if let Some(setting) = root.get("x-amazon-apigateway-cors") {
            draft.design.cors = Some(cors::read(setting));
        }
    }

    /// Follows `$ref` inside the file. `None`, and a note, if it leads nowhere.
    fn follow(&self, draft: &mut Draft, node: &'a Node) -> Option<&'a Node> {
        let mut at = node;
        for _ in 0..MAX_REFERENCES {
            let Some(reference) = at.get("$ref").and_then(Node::text) else { return Some(at) };
            let Some(pointer) = reference.strip_prefix("#/") else {
                draft.leave_out(format!("`{reference}`"), "references to other files are not followed", place_of(at));
                return None;
            };
            let mut parts = pointer.split('/').map(|part| part.replace("~1", "/").replace("~0", "~"));
            let Some(next) = parts.try_fold(self.root, |node, part| node.get(&part)) else {
                draft.leave_out(format!("`{reference}`"), "it leads to nothing in this file", place_of(at));
                return None;
            };
            at = next;
        }
        let help = "end the chain in a value of its own";
        draft.refuse("import/recursive", "this reference leads back to itself", node.span, help);
        None
    }

    /// Reads a security scheme: it is an authorizer if it has one, or stands for IAM.
    fn scheme(&mut self, draft: &mut Draft, name: &str, scheme: &'a Node) {
        let Some(scheme) = self.follow(draft, scheme) else { return };
        let auth_type = scheme.text_of("x-amazon-apigateway-authtype").unwrap_or_default();
        if auth_type.eq_ignore_ascii_case("awsSigv4") {
            let iam = Authorizer { name: name.to_owned(), ..authorizers::iam() };
            draft.authorizer(iam);
            return;
        }
        let Some(node) = scheme.get(AUTHORIZER) else { return };
        let Some(node) = self.follow(draft, node) else { return };
        let api = draft.design.api;
        let Some(mut authorizer) = authorizers::read(draft, node, name, api) else { return };
        // For a token the scheme itself names the header.
        if node.field("identitySource").is_none()
            && scheme.text_of("in") == Some("header")
            && let Some(header) = scheme.text_of("name").filter(|_| api == ApiKind::Rest)
        {
            authorizer.identity_source = match authorizer.kind {
                crate::apigw::authorizer::AuthorizerKind::LambdaRequest => format!("method.request.header.{header}"),
                _ => header.to_owned(),
            };
        }
        if let Some(function) = (self.function_of)(&authorizer.arn) {
            authorizer.arn = function;
        }
        draft.authorizer(authorizer);
    }

    fn operation(&mut self, draft: &mut Draft, path: &str, verb: &str, operation: &'a Node, item: &'a Node) {
        let verb = if verb == ANY_METHOD { "ANY" } else { verb };
        let is_default = path == "/$default" && draft.design.api == ApiKind::Http;
        let mut method = Method {
            method: verb.to_ascii_uppercase(),
            path: if is_default { "$default".into() } else { path.to_owned() },
            ..Method::default()
        };
        let name = method.name();
        let found = match operation.get(INTEGRATION) {
            None => None,
            Some(node) => {
                let Some(node) = self.follow(draft, node) else { return };
                match integration::read(draft, node, &name) {
                    Some(found) => Some(found),
                    None => return,
                }
            }
        };
        (method.authorizer, method.scopes) = self.security(draft, operation, &name);
        if draft.design.api == ApiKind::Rest {
            method.request = self.method_request(draft, operation, item);
        }
        draft.method(method, found, self.function_of);
    }

    /// Returns the authorizer of an operation and the scopes that it asks for.
    fn security(&self, draft: &mut Draft, operation: &'a Node, name: &str) -> (Option<String>, Vec<String>) {
        let own = operation.at(&["x-amazon-apigateway-auth", "type"]).and_then(Node::text);
        match own.map(str::to_ascii_uppercase).as_deref() {
            Some("NONE") => return (None, Vec::new()),
            Some("AWS_IAM") => return (Some(draft.authorizer(authorizers::iam())), Vec::new()),
            _ => {}
        }
        let requirements = operation.get("security").or_else(|| self.root.get("security"));
        let requirements = requirements.map(Node::items).unwrap_or_default();
        let mut found = None;
        for entry in requirements.iter().flat_map(Node::entries) {
            let is_known = draft.has_authorizer(&entry.name);
            if is_known && found.is_none() {
                found = Some((entry.name.clone(), entry.node.texts()));
                continue;
            }
            let why = match is_known {
                true => "a route of a design has one authorizer, and the first came in",
                false => "a design holds authorizers, and this scheme has none",
            };
            draft.leave_out(format!("security `{}` of {name}", entry.name), why, None);
        }
        found.map_or((None, Vec::new()), |(name, scopes)| (Some(name), scopes))
    }
}
