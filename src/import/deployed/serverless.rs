//! `serverless.yml` of the Serverless Framework, version 2 and 3: `http` and `httpApi` events, in short and long form.
//!
//! Variables that the files tell (`${self:…}`, `${file(…)}` inside the folder, the fallback of `${opt:…, 'dev'}`) are
//! worked out; the rest stays as it is written. `\${` is the way to write `${` where a variable would begin.

mod variables;

use super::authorizers;
use super::cors;
use super::draft::{Draft, place_of};
use super::integration::{self, Found};
use super::method::Method;
use super::neighbors::Neighbors;
use super::resources::{self, Kind, Resource, Resources};
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::apigw::cors::Cors;
use crate::apigw::integration::{
    Integration, IntegrationResponse, IntegrationType, MappingTemplate, PassthroughBehavior, PayloadFormatVersion,
};
use crate::apigw::stage::ApiKind;
use crate::import::tree::Node;
use std::sync::Arc;
use variables::Variables;

/// Reads a service: its REST API first, then its HTTP API.
pub(super) fn read(draft: &mut Draft, root: &Node, neighbors: &dyn Neighbors) {
    let Some(functions) = root.get("functions") else {
        let help = "the file must have a map `functions`";
        draft.refuse("import/not-serverless", "this service has no functions", root.span, help);
        return;
    };
    let variables = Variables::new(root, neighbors);
    let functions = function_list(draft, &variables, functions);
    let service = root.get("service").map(|node| node.text_of("name").or(node.text()).unwrap_or_default());
    draft.design.name = service.unwrap_or_default().to_owned();
    let provider = root.get("provider").map(|node| variables.resolve(draft, node)).unwrap_or_else(|| Node::map([]));
    if let Some(stage) = provider.text_of("stage") {
        draft.design.stage.name = stage.to_owned();
    }
    if let Some(region) = provider.text_of("region").filter(|region| !region.contains("${")) {
        draft.design.stage.region = region.to_owned();
    }
    let reader = Reader { provider: &provider };
    for (word, api) in [("http", ApiKind::Rest), ("httpApi", ApiKind::Http)] {
        for function in &functions {
            for event in &function.events {
                let Some(event) = event.get(word) else { continue };
                let event = variables.resolve(draft, event);
                if !draft.accepts(api) {
                    let what = format!("an {word} event of {}", function.key);
                    draft.leave_out(what, "a design holds one kind of API, and this is of the other", None);
                } else if api == ApiKind::Rest {
                    reader.http(draft, &function.name, &event);
                } else {
                    reader.http_api(draft, &function.name, &event);
                }
            }
        }
    }
    if draft.design.api == ApiKind::Http
        && let Some(setting) = provider.at(&["httpApi", "cors"])
    {
        draft.design.cors = Some(match setting.is_true() {
            true => Cors { allow_origins: vec!["*".into()], ..Cors::default() },
            false => cors::read(setting),
        });
    }
    if let Some(types) = provider.at(&["apiGateway", "binaryMediaTypes"]) {
        draft.design.stage.binary_media_types = types.texts();
    }
    read_resources(draft, root, &variables);
}

/// A function of a service.
struct Function {
    /// Its key in the file.
    key: String,
    /// Its name; the key where it has none of its own.
    name: String,
    /// Its events; what is inside is as it is written.
    events: Vec<Node>,
}

/// Returns the functions of a map, or of a list of maps, each of which may lie in a file of its own.
fn function_list(draft: &mut Draft, variables: &Variables, functions: &Node) -> Vec<Function> {
    let functions = variables.whole(draft, functions);
    let parts: Vec<Node> = functions.items().iter().map(|part| variables.whole(draft, part)).collect();
    let mut all = Vec::new();
    for entry in functions.entries().iter().chain(parts.iter().flat_map(Node::entries)) {
        let node = variables.whole(draft, &entry.node);
        let name = node.get("name").map(|name| variables.resolve(draft, name));
        let name = name.as_ref().and_then(Node::text).unwrap_or(&entry.name).to_owned();
        let events = node.get("events").map(|events| variables.whole(draft, events));
        let events = events.as_ref().map(Node::items).unwrap_or_default();
        let events: Vec<Node> = events.iter().map(|event| variables.whole(draft, event)).collect();
        if events.iter().any(|event| event.get("websocket").is_some()) {
            draft.leave_out(format!("a websocket event of {}", entry.name), "WebSocket APIs are not read", None);
        }
        all.push(Function { key: entry.name.clone(), name, events });
    }
    all
}

/// Reads gateway responses that stand among the service's own resources of CloudFormation.
fn read_resources(draft: &mut Draft, root: &Node, variables: &Variables) {
    let Some(resources) = root.get("resources").map(|resources| variables.whole(draft, resources)) else { return };
    let parts: Vec<Node> = resources.one_or_more().iter().map(|part| variables.whole(draft, part)).collect();
    let mut found = Vec::new();
    for entry in parts.iter().filter_map(|part| part.get("Resources")).flat_map(Node::entries) {
        let kind = entry.node.text_of("Type").and_then(Kind::of);
        match (kind, entry.node.get("Properties")) {
            (Some(kind @ (Kind::GatewayResponse | Kind::Stage)), Some(own)) => {
                let fields = variables.resolve(draft, own);
                found.push(Resource { id: entry.name.clone(), kind, fields, depends_on: Vec::new() });
            }
            (Some(Kind::Method | Kind::HttpRoute | Kind::HttpIntegration | Kind::Integration), _) => {
                let why = "of a service's own resources only gateway responses and stages are read";
                draft.leave_out(format!("resource {}", entry.name), why, place_of(&entry.node));
            }
            _ => {}
        }
    }
    if draft.design.api == ApiKind::Rest {
        resources::read(draft, &Resources::new(found));
    }
}

/// Splits `POST rides` and `POST /rides`; `*` is every method and every path.
fn short(text: &str) -> (String, String) {
    let (method, path) = text.trim().split_once(' ').unwrap_or(("ANY", text.trim()));
    let path = path.trim();
    if text.trim() == "*" {
        return ("ANY".into(), "$default".into());
    }
    let method = if method == "*" { "ANY" } else { method };
    (method.to_ascii_uppercase(), if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
}

/// Returns method and path of an event in either form.
fn method_of(event: &Node) -> Method {
    let (method, path) = match event.text() {
        Some(text) => short(text),
        None => {
            let method = event.text_of("method").unwrap_or("ANY");
            let path = event.text_of("path").unwrap_or("/");
            if path == "*" { ("ANY".into(), "$default".into()) } else { short(&format!("{method} {path}")) }
        }
    };
    Method { method, path, ..Method::default() }
}

struct Reader<'a> {
    provider: &'a Node,
}

impl Reader<'_> {
    fn http(&self, draft: &mut Draft, function: &str, event: &Node) {
        let mut method = method_of(event);
        let name = method.name();
        let word = event.text_of("integration").unwrap_or("lambda-proxy").to_ascii_lowercase().replace('_', "-");
        let kind = match word.as_str() {
            "lambda-proxy" | "aws-proxy" => IntegrationType::AwsProxy,
            "lambda" | "aws" => IntegrationType::Aws,
            "http-proxy" => IntegrationType::HttpProxy,
            "http" => IntegrationType::Http,
            _ => IntegrationType::Mock,
        };
        let mut found = Found {
            kind,
            uri: function.to_owned(),
            integration: Integration { proxy: kind.is_proxy(), ..Integration::default() },
            places: Vec::new(),
        };
        if kind == IntegrationType::Aws {
            self.request(draft, event, &mut found, &name);
            self.responses(draft, event, &mut found, &name);
        }
        parameters(event, &mut method, &mut found.integration);
        self.schemas(draft, event, &mut method);
        method.authorizer = event.get("authorizer").and_then(|node| self.authorizer(draft, node, &name));
        method.scopes = event.at(&["authorizer", "scopes"]).map(Node::texts).unwrap_or_default();
        if event.field("async").is_some_and(Node::is_true) {
            draft.leave_setting_out(
                "asynchronous call of a function",
                "a design holds calls that wait for their answer",
            );
        }
        if event.field("timeoutInMillis").is_some() {
            draft.leave_setting_out("timeout of an integration", "a design has none: a call never waits");
        }
        if event.field("private").is_some_and(Node::is_true) {
            draft.leave_setting_out("API key of a method", "a design does not hold who may call the API");
        }
        if let Some(setting) = event.get("cors").filter(|node| node.is_map() || node.is_true())
            && draft.design.cors.is_none()
        {
            draft.design.cors = Some(rest_cors(setting));
        }
        draft.method(method, Some(found), &|text| (text == function).then(|| function.to_owned()));
    }

    /// Reads the request side of `integration: lambda`.
    fn request(&self, draft: &mut Draft, event: &Node, found: &mut Found, name: &str) {
        let request = event.get("request");
        // The Framework writes NEVER where nothing is said (its documentation of `passThrough`).
        found.integration.passthrough_behavior = PassthroughBehavior::Never;
        found.integration.content_handling = request.and_then(integration::content_handling);
        if let Some(word) = request.and_then(|request| request.text_of("passThrough")) {
            match PassthroughBehavior::parse(word) {
                Some(behavior) => found.integration.passthrough_behavior = behavior,
                None => draft.leave_out(format!("passThrough of {name}"), format!("`{word}` is not known"), None),
            }
        }
        match request.and_then(|request| request.get("template")) {
            Some(templates) if !templates.is_map() => {
                let why = "the Framework wants a map of content types there, and this is none";
                draft.leave_out(format!("the request templates of {name}"), why, place_of(templates));
            }
            Some(templates) => {
                found.integration.request_templates =
                    integration::read_templates(draft, templates, name, None, &mut found.places);
            }
            None => {
                let why = "the Framework has templates of its own there, which the file does not hold";
                draft.leave_out(format!("the request templates of {name}"), why, None);
            }
        }
    }

    /// Reads the response side: `template` and `headers` are the default response's, unless a status has its own.
    fn responses(&self, draft: &mut Draft, event: &Node, found: &mut Found, name: &str) {
        let Some(response) = event.get("response") else { return };
        let statuses = response.get("statusCodes").map(Node::entries).unwrap_or_default();
        if statuses.is_empty() {
            let why = "the Framework adds patterns for eight more statuses, which the file does not hold";
            draft.leave_out(format!("other integration responses of {name}"), why, None);
            let node = Node::map([]);
            self.response(draft, found, response, "200", &node, name);
        }
        for entry in statuses {
            self.response(draft, found, response, &entry.name, &entry.node, name);
        }
    }

    fn response(&self, draft: &mut Draft, found: &mut Found, whole: &Node, status: &str, own: &Node, name: &str) {
        let Ok(status) = status.parse() else {
            draft.leave_out(format!("a response of {name}"), format!("`{status}` is no status"), None);
            return;
        };
        let pattern = own.text_of("pattern").unwrap_or_default().to_owned();
        let templates = own.get("template").or_else(|| whole.get("template").filter(|_| pattern.is_empty()));
        let index = found.integration.responses.len();
        let templates = match templates {
            Some(node) if node.text().is_some() => {
                let content_type = "application/json".to_owned();
                let text = Arc::from(node.text().unwrap_or_default());
                vec![MappingTemplate { content_type, text }]
            }
            Some(node) => integration::read_templates(draft, node, name, Some(index), &mut found.places),
            None => Vec::new(),
        };
        let mut headers = whole.get("headers").map(Node::pairs).unwrap_or_default();
        for (name, value) in own.get("headers").map(Node::pairs).unwrap_or_default() {
            headers.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
            headers.push((name, value));
        }
        let parameters = headers.into_iter().map(|(name, value)| (format!("method.response.header.{name}"), value));
        found.integration.responses.push(IntegrationResponse {
            status,
            selection_pattern: pattern,
            templates,
            parameters: parameters.collect(),
            // The Framework has one for all responses.
            content_handling: integration::content_handling(whole),
        });
    }

    /// Reads models of bodies: `request.schemas`, by content type.
    fn schemas(&self, draft: &mut Draft, event: &Node, method: &mut Method) {
        let request = event.get("request");
        let schemas = request.and_then(|request| request.get("schemas").or_else(|| request.get("schema")));
        for entry in schemas.map(Node::entries).unwrap_or_default() {
            let schema = entry.node.get("schema").unwrap_or(&entry.node);
            if schema.is_map() {
                method.request.models.push((entry.name.clone(), schema.to_json()));
                method.request.validate_body = true;
            } else {
                draft.leave_out(format!("the model of {}", method.name()), "it is not written out in this file", None);
            }
        }
    }

    /// Returns the authorizer of a REST method: an ARN, the name of a function, `aws_iam`, or a map.
    fn authorizer(&self, draft: &mut Draft, node: &Node, name: &str) -> Option<String> {
        let word = node.text().or_else(|| node.text_of("type").filter(|_| node.text_of("name").is_none()));
        if word.is_some_and(|word| word.eq_ignore_ascii_case("aws_iam")) {
            return Some(draft.authorizer(authorizers::iam()));
        }
        let arn =
            node.text().filter(|text| text.starts_with("arn:")).or_else(|| node.text_of("arn")).unwrap_or_default();
        let own = node.text().or_else(|| node.text_of("name")).unwrap_or(arn);
        if own.is_empty() {
            draft.leave_out(format!("the authorizer of {name}"), "the file does not say which", None);
            return None;
        }
        let last = own.rsplit([':', '/']).next().unwrap_or(own).to_owned();
        let kind = match node.text_of("type").map(str::to_ascii_uppercase).as_deref() {
            _ if arn.contains(":cognito-idp:") => AuthorizerKind::Cognito,
            Some("COGNITO_USER_POOLS") => AuthorizerKind::Cognito,
            Some("REQUEST") => AuthorizerKind::LambdaRequest,
            _ => AuthorizerKind::LambdaToken,
        };
        let sources = node.text_of("identitySource").unwrap_or_default();
        Some(draft.authorizer(Authorizer {
            name: if own.starts_with("arn:") { last } else { own.to_owned() },
            kind,
            identity_source: authorizers::identity_source(kind, sources),
            issuer: if kind == AuthorizerKind::Cognito { authorizers::issuer_of_pool(arn) } else { String::new() },
            audiences: Vec::new(),
            arn: if arn.is_empty() { own.to_owned() } else { arn.to_owned() },
        }))
    }

    fn http_api(&self, draft: &mut Draft, function: &str, event: &Node) {
        let mut method = method_of(event);
        let word = self.provider.at(&["httpApi", "payload"]).and_then(Node::text);
        let version = word.and_then(PayloadFormatVersion::parse).unwrap_or_default();
        let found = Found {
            kind: IntegrationType::AwsProxy,
            uri: function.to_owned(),
            integration: Integration { proxy: true, payload_format_version: version, ..Integration::default() },
            places: Vec::new(),
        };
        let authorizer = event.get("authorizer");
        let is_iam = authorizer.and_then(|node| node.text_of("type")).is_some_and(|word| word == "aws_iam");
        let name = authorizer.and_then(|node| node.text().or_else(|| node.text_of("name")));
        method.authorizer = match name {
            _ if is_iam => Some(draft.authorizer(authorizers::iam())),
            Some(name) => self.http_authorizer(draft, name),
            None => None,
        };
        method.scopes = authorizer.and_then(|node| node.get("scopes")).map(Node::texts).unwrap_or_default();
        draft.method(method, Some(found), &|text| (text == function).then(|| function.to_owned()));
    }

    fn http_authorizer(&self, draft: &mut Draft, name: &str) -> Option<String> {
        let Some(node) = self.provider.at(&["httpApi", "authorizers", name]) else {
            draft.leave_out(format!("authorizer {name}"), "the file does not define it", None);
            return None;
        };
        let is_lambda = node.text_of("type").is_some_and(|word| word.eq_ignore_ascii_case("request"));
        let kind = if is_lambda { AuthorizerKind::HttpLambda } else { AuthorizerKind::Jwt };
        let sources = node.field("identitySource").map(Node::texts).unwrap_or_default().join(", ");
        Some(draft.authorizer(Authorizer {
            name: name.to_owned(),
            kind,
            identity_source: authorizers::identity_source(kind, &sources),
            issuer: node.text_of("issuerUrl").unwrap_or_default().to_owned(),
            audiences: node.get("audience").map(Node::texts).unwrap_or_default(),
            arn: node.text_of("functionArn").or_else(|| node.text_of("functionName")).unwrap_or_default().to_owned(),
        }))
    }
}

/// Reads `request.parameters`: whether each is required, or what is mapped to it.
fn parameters(event: &Node, method: &mut Method, integration: &mut Integration) {
    let Some(all) = event.at(&["request", "parameters"]) else { return };
    for (group, place) in [("paths", "path"), ("querystrings", "querystring"), ("headers", "header")] {
        for entry in all.get(group).map(Node::entries).unwrap_or_default() {
            let required = entry.node.is_true() || entry.node.field("required").is_some_and(Node::is_true);
            let parameter = format!("method.request.{place}.{}", entry.name);
            method.request.parameters.push((parameter.clone(), required));
            if let Some(value) = entry.node.text_of("mappedValue") {
                integration
                    .request_parameters
                    .push((format!("integration.request.{place}.{}", entry.name), value.into()));
            }
        }
    }
}

/// Reads `cors` of an `http` event.
fn rest_cors(setting: &Node) -> Cors {
    if setting.is_true() {
        return Cors { allow_origins: vec!["*".into()], ..Cors::default() };
    }
    let mut read = cors::read(setting);
    if read.allow_origins.is_empty() {
        read.allow_origins = setting.field("origin").map(Node::texts).unwrap_or_default();
    }
    read
}
