//! JSON (or YAML, with `--output yaml`) of the AWS CLI, as it prints it (`get-resources --embed methods`, `get-method`, `get-integration`,
//! `get-authorizers`, `apigatewayv2 get-…`) and as it takes it (`put-integration --cli-input-json`). Several files
//! are read together: routes in one, integrations and authorizers in others.

use super::draft::Draft;
use super::resources::{self, Kind, Resource, Resources};
use super::{SourceFile, structured};
use crate::diagnostics::Source;
use crate::import::tree::{Entry, Node, Value};

/// Reads the files together.
pub(super) fn read(draft: &mut Draft, files: &[SourceFile]) {
    let mut found = Vec::new();
    for file in files {
        draft.source = Source::File(file.name.into());
        if let Some(root) = structured(draft, file.text) {
            take(draft, &root, &mut found);
        }
    }
    resources::read(draft, &Resources::new(found));
}

/// Takes what a file has, which its members tell.
fn take(draft: &mut Draft, root: &Node, found: &mut Vec<Resource>) {
    let next_page = ["position", "NextToken", "nextToken"].iter().find_map(|name| root.get(name));
    if next_page.is_some_and(|next| next.text().is_some()) {
        let why = "this is one page of a longer list: print it whole, without `--max-items`";
        draft.leave_out("more of the list", why, None);
    }
    if let Some(items) = root.get("items").or_else(|| root.get("item")) {
        for item in items.items() {
            take_item(draft, item, found);
        }
    } else if let Some(items) = root.get("Items") {
        for item in items.items() {
            take_http_item(item, found);
        }
    } else if root.get("methodIntegration").is_some() {
        let what = "the path of a method";
        draft.leave_out(what, "`get-method` does not print it: `/` stands for it", None);
        take_method(root, "/", "root", found);
    } else if root.get("RouteKey").is_some() || root.get("IntegrationType").is_some() {
        take_http_item(root, found);
    } else if root.get("passthroughBehavior").is_some() || root.get("uri").is_some() {
        let what = "method and path of an integration";
        draft.leave_out(what, "`get-integration` does not print them: `ANY /` stands for them", None);
        let method = Node::map([
            ("httpMethod".to_owned(), Node::computed("ANY")),
            ("methodIntegration".to_owned(), root.clone()),
        ]);
        take_method(&method, "/", "root", found);
    } else if root.get("pathPart").is_some() || root.get("resourceMethods").is_some() {
        take_item(draft, root, found);
    } else if root.get("stageName").is_some() {
        push(found, "stage", Kind::Stage, root.clone());
    } else if root.get("apiKeySource").is_some() || root.get("rootResourceId").is_some() {
        push_by_id(found, Kind::RestApi, root, "id");
    } else {
        take_http_item(root, found);
    }
}

/// Takes an item of a REST API's list: a resource with its methods, an authorizer, a stage, a model.
fn take_item(draft: &mut Draft, item: &Node, found: &mut Vec<Resource>) {
    if let Some(path) = item.text_of("path") {
        let id = item.text_of("id").unwrap_or(path).to_owned();
        push(found, &id, Kind::PathPart, item.clone());
        for entry in item.get("resourceMethods").map(Node::entries).unwrap_or_default() {
            if entry.node.get("methodIntegration").is_none() {
                let what = format!("{} {path}", entry.name);
                draft.leave_out(what, "only its name is in this file: print it with `--embed methods`", None);
                continue;
            }
            take_method(&entry.node, path, &id, found);
        }
    } else if item.field("providerARNs").is_some() || item.field("authorizerUri").is_some() {
        push_by_id(found, Kind::Authorizer, item, "id");
    } else if item.field("stageName").is_some() {
        push(found, "stage", Kind::Stage, item.clone());
    } else if item.field("schema").is_some() {
        push_by_id(found, Kind::Model, item, "id");
    } else if item.field("responseType").is_some() {
        // A gateway response that is not customized says so.
        if !item.field("defaultResponse").is_some_and(Node::is_true) {
            let id = item.text_of("responseType").unwrap_or_default().to_owned();
            push(found, &id, Kind::GatewayResponse, item.clone());
        }
    } else if item.field("validateRequestBody").is_some() {
        push_by_id(found, Kind::Validator, item, "id");
    }
}

fn take_method(method: &Node, path: &str, resource: &str, found: &mut Vec<Resource>) {
    if !found.iter().any(|known| known.kind == Kind::PathPart && known.id == resource) {
        let fields = [("id".to_owned(), Node::computed(resource)), ("path".to_owned(), Node::computed(path))];
        push(found, resource, Kind::PathPart, Node::map(fields));
    }
    let mut fields = method.clone();
    if let Value::Map(entries) = &mut fields.value {
        for entry in entries.iter_mut().filter(|entry| entry.name == "methodIntegration") {
            entry.name = "integration".into();
        }
        entries.push(entry("resourceId", Node::computed(resource)));
    }
    let id = format!("{} {path}", method.text_of("httpMethod").unwrap_or("ANY"));
    push(found, &id, Kind::Method, fields);
}

/// Takes an item of an HTTP API's list.
fn take_http_item(item: &Node, found: &mut Vec<Resource>) {
    if item.get("RouteKey").is_some() {
        push_by_id(found, Kind::HttpRoute, item, "RouteId");
    } else if item.get("IntegrationType").is_some() {
        push_by_id(found, Kind::HttpIntegration, item, "IntegrationId");
    } else if item.get("AuthorizerType").is_some() {
        push_by_id(found, Kind::HttpAuthorizer, item, "AuthorizerId");
    } else if item.get("StageName").is_some() {
        push(found, "stage", Kind::HttpStage, item.clone());
    } else if item.get("ProtocolType").is_some() {
        push_by_id(found, Kind::HttpApi, item, "ApiId");
    }
}

/// Adds a resource under the id that the service chose, which others refer to.
fn push_by_id(found: &mut Vec<Resource>, kind: Kind, item: &Node, field: &str) {
    let id = item.text_of(field).unwrap_or_default().to_owned();
    let mut fields = item.clone();
    if let Value::Map(entries) = &mut fields.value
        && field != "id"
    {
        entries.push(entry("id", Node::computed(id.clone())));
    }
    push(found, &id, kind, fields);
}

fn entry(name: &str, node: Node) -> Entry {
    Entry { name: name.into(), name_span: Default::default(), node }
}

fn push(found: &mut Vec<Resource>, id: &str, kind: Kind, fields: Node) {
    found.push(Resource { id: id.to_owned(), kind, fields, depends_on: Vec::new() });
}
