//! SAM: `AWS::Serverless::Api` and `HttpApi` with definitions inside, and functions with `Events`, which make proxy
//! integrations.

use super::authorizers;
use super::cloudformation::is_off;
use super::cors;
use super::draft::{Draft, place_of};
use super::integration::Found;
use super::intrinsics::Template;
use super::method::Method;
use super::models;
use super::openapi;
use super::resources::{Resources, reference};
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::apigw::cors::Cors;
use crate::apigw::integration::{Integration, IntegrationType, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;
use crate::import::tree::Node;

/// Name that SAM gives to an API that nobody defines.
const IMPLICIT: [(&str, ApiKind); 2] = [("ServerlessRestApi", ApiKind::Rest), ("ServerlessHttpApi", ApiKind::Http)];

/// Reads the types of SAM, REST APIs first.
pub(super) fn read(draft: &mut Draft, root: &Node, template: &Template, resources: &Resources) {
    let all = root.get("Resources").map(Node::entries).unwrap_or_default();
    let all: Vec<(&str, &Node)> =
        all.iter().filter(|entry| !is_off(template, entry)).map(|entry| (entry.name.as_str(), &entry.node)).collect();
    for (word, globals, event, api) in [
        ("AWS::Serverless::Api", "Api", "Api", ApiKind::Rest),
        ("AWS::Serverless::HttpApi", "HttpApi", "HttpApi", ApiKind::Http),
    ] {
        let globals = root.at(&["Globals", globals]).map(|node| template.resolve(draft, node));
        let mut apis = Vec::new();
        for (id, node) in all.iter().filter(|(_, node)| node.text_of("Type") == Some(word)) {
            let fields = node.get("Properties").map_or_else(|| Node::map([]), |own| template.resolve(draft, own));
            apis.push(Api { id, fields: Some(fields), globals: globals.as_ref(), kind: api });
        }
        let implicit = IMPLICIT.iter().find(|(_, kind)| *kind == api).map_or("", |(id, _)| *id);
        apis.push(Api { id: implicit, fields: None, globals: globals.as_ref(), kind: api });
        for (index, own) in apis.iter().enumerate() {
            if index > 0 && own.fields.is_some() {
                let why = "a design holds one API: its routes come in among those of the first";
                draft.leave_out(format!("a second API, {}", own.id), why, None);
            }
            own.read_definition(draft, resources);
        }
        for (id, node) in &all {
            let word = node.text_of("Type").unwrap_or_default();
            for entry in node.at(&["Properties", "Events"]).map(Node::entries).unwrap_or_default() {
                if word == "AWS::Serverless::StateMachine" && entry.node.text_of("Type") == Some(event) {
                    let why = "it starts a state machine, and a design holds calls of Lambda functions";
                    draft.leave_out(format!("event {} of {id}", entry.name), why, place_of(&entry.node));
                }
                if word == "AWS::Serverless::Function" && entry.node.text_of("Type") == Some(event) {
                    let properties = entry.node.get("Properties");
                    let fields = properties.map_or_else(|| Node::map([]), |own| template.resolve(draft, own));
                    read_event(draft, resources, &apis, id, &fields);
                }
            }
        }
    }
}

/// An API of SAM.
struct Api<'a> {
    id: &'a str,
    /// `None`: the implicit one.
    fields: Option<Node>,
    globals: Option<&'a Node>,
    kind: ApiKind,
}

impl Api<'_> {
    /// Returns a property, its own or that of `Globals`.
    fn property(&self, name: &str) -> Option<&Node> {
        let own = self.fields.as_ref().and_then(|fields| fields.get(name));
        own.or_else(|| self.globals?.get(name)).filter(|node| !node.is_null())
    }

    /// Returns what a path leads to in `Auth`: the API's own, then that of `Globals`, as SAM merges maps.
    fn auth(&self, path: &[&str]) -> Option<&Node> {
        let own = self.fields.as_ref().and_then(|fields| fields.get("Auth")?.at(path));
        own.or_else(|| self.globals?.get("Auth")?.at(path)).filter(|node| !node.is_null())
    }

    /// Reads the definition inside, if there is one.
    fn read_definition(&self, draft: &mut Draft, resources: &Resources) {
        if let Some(place) = self.property("DefinitionUri") {
            let file = place.text().unwrap_or("a file in a bucket");
            draft.leave_out(format!("the definition of {}", self.id), format!("it is {file}: import that too"), None);
        }
        let Some(body) = self.property("DefinitionBody") else { return };
        if body.get("paths").is_none() {
            draft.leave_out(format!("the definition of {}", self.id), "it is not written out in this file", None);
            return;
        }
        if !draft.accepts(self.kind) {
            draft.leave_out(
                format!("API {}", self.id),
                "a design holds one kind of API, and this is of the other",
                None,
            );
            return;
        }
        openapi::read_inside(draft, body, &|text| resources.function(text));
        self.read_settings(draft);
    }

    /// Reads what belongs to the API as a whole.
    fn read_settings(&self, draft: &mut Draft) {
        let text = |name: &str| self.property(name).and_then(Node::text);
        if draft.stage_of.get_or_insert_with(|| self.id.to_owned()) == self.id {
            self.read_stage(draft);
        } else if let Some(stage) = text("StageName") {
            draft.leave_setting_out(&format!("stage {stage}"), "a design holds one stage, and the first came in");
        }
        for entry in self.property("GatewayResponses").map(Node::entries).unwrap_or_default() {
            if !draft.design.gateway_responses.iter().any(|known| known.response_type.as_str() == entry.name) {
                openapi::gateway_response(draft, &entry.name, &entry.node);
            }
        }
        let setting = self.property("Cors").or_else(|| self.property("CorsConfiguration"));
        if let Some(setting) = setting
            && draft.design.cors.is_none()
        {
            draft.design.cors = cors_of(setting, self.kind);
        }
    }

    /// Takes name, stage and types of the API that came first.
    fn read_stage(&self, draft: &mut Draft) {
        let text = |name: &str| self.property(name).and_then(Node::text);
        if let Some(name) = text("Name")
            && draft.design.name.is_empty()
        {
            draft.design.name = name.to_owned();
        }
        if let Some(stage) = text("StageName") {
            draft.design.stage.name = stage.to_owned();
        }
        if let Some(variables) = self.property("Variables").or_else(|| self.property("StageVariables")) {
            draft.design.stage.variables = variables.pairs();
        }
        if let Some(types) = self.property("BinaryMediaTypes") {
            draft.design.stage.binary_media_types = types.texts().iter().map(|kind| kind.replace("~1", "/")).collect();
        }
    }

    /// Returns the authorizer called `name`, as SAM writes it.
    fn authorizer(&self, draft: &mut Draft, resources: &Resources, name: &str) -> Option<String> {
        let Some(node) = self.auth(&["Authorizers", name]) else {
            draft.leave_out(format!("authorizer {name}"), "the file does not define it", None);
            return None;
        };
        let pools = node.get("UserPoolArn").map(Node::texts).unwrap_or_default();
        authorizers::say_more_pools(draft, &pools, name);
        let arn = pools.first().map(String::as_str).or_else(|| node.text_of("FunctionArn")).unwrap_or_default();
        let jwt = node.get("JwtConfiguration");
        let kind = match self.kind {
            ApiKind::Rest if node.get("UserPoolArn").is_some() => AuthorizerKind::Cognito,
            ApiKind::Rest if node.text_of("FunctionPayloadType") == Some("REQUEST") => AuthorizerKind::LambdaRequest,
            ApiKind::Rest => AuthorizerKind::LambdaToken,
            ApiKind::Http if jwt.is_some() => AuthorizerKind::Jwt,
            ApiKind::Http => AuthorizerKind::HttpLambda,
        };
        if node.at(&["Identity", "ValidationExpression"]).is_some() {
            draft.leave_setting_out("token validation of an authorizer", "a design does not hold it");
        }
        let sources = node.text_of("IdentitySource").map_or_else(|| identity(node, kind), str::to_owned);
        let arn = resources.function(arn).unwrap_or_else(|| arn.to_owned());
        Some(draft.authorizer(Authorizer {
            name: name.to_owned(),
            kind,
            identity_source: authorizers::identity_source(kind, &sources),
            issuer: match kind {
                AuthorizerKind::Cognito => authorizers::issuer_of_pool(&arn),
                _ => jwt.and_then(|jwt| jwt.text_of("issuer")).unwrap_or_default().to_owned(),
            },
            audiences: jwt.and_then(|jwt| jwt.field("audience")).map(Node::texts).unwrap_or_default(),
            arn,
        }))
    }
}

/// Returns the identity sources of `Identity`, in the words of the API's kind.
fn identity(node: &Node, kind: AuthorizerKind) -> String {
    let Some(identity) = node.get("Identity") else { return String::new() };
    if !matches!(kind, AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda) {
        return identity.text_of("Header").unwrap_or_default().to_owned();
    }
    let is_http = kind == AuthorizerKind::HttpLambda;
    let mut sources = Vec::new();
    for (field, rest, http) in [
        ("Headers", "method.request.header.", "$request.header."),
        ("QueryStrings", "method.request.querystring.", "$request.querystring."),
        ("StageVariables", "stageVariables.", "$stageVariables."),
        ("Context", "context.", "$context."),
    ] {
        let names = identity.field(field).map(Node::texts).unwrap_or_default();
        let prefix = if is_http { http } else { rest };
        sources.extend(names.into_iter().map(|name| format!("{prefix}{name}")));
    }
    sources.join(", ")
}

/// Reads `Cors` of an `Api` (static values in single quotes) or `CorsConfiguration` of an `HttpApi`.
fn cors_of(setting: &Node, kind: ApiKind) -> Option<Cors> {
    if kind == ApiKind::Http && setting.is_map() {
        return Some(cors::read(setting));
    }
    let unquoted = |text: &str| text.trim_matches('\'').to_owned();
    if let Some(origin) = setting.text() {
        let origin = if setting.is_true() { "*".to_owned() } else { unquoted(origin) };
        return Some(Cors { allow_origins: vec![origin], ..Cors::default() });
    }
    let text = |name: &str| setting.text_of(name).map(unquoted);
    let list = |name: &str| -> Vec<String> {
        let text = text(name).unwrap_or_default();
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    Some(Cors {
        allow_origins: text("AllowOrigin").into_iter().collect(),
        allow_methods: list("AllowMethods"),
        allow_headers: list("AllowHeaders"),
        expose_headers: list("ExposeHeaders"),
        max_age_s: text("MaxAge").and_then(|age| age.parse().ok()),
        allow_credentials: setting.field("AllowCredentials").is_some_and(Node::is_true),
    })
}

/// Reads the model that an event names among the `Models` of its API (`RequestModel` of the `Api` event).
fn read_model(draft: &mut Draft, api: &Api, setting: &Node, method: &mut Method) {
    let name = setting.text_of("Model").unwrap_or_default();
    let models = api.property("Models");
    let named = |name: &str| models.and_then(|models| models.get(name)).map(Node::to_json);
    if named(name).is_none() {
        draft.leave_out(format!("model {name}"), "the file does not define it", None);
        return;
    }
    let schema = serde_json::json!({ "$ref": format!("model:{name}") });
    let schema = models::localized(&schema, &named, &mut method.request.named_models);
    method.request.models.push(("application/json".into(), schema));
    method.request.validate_body = setting.field("ValidateBody").is_some_and(Node::is_true);
    method.request.validate_parameters = setting.field("ValidateParameters").is_some_and(Node::is_true);
}

fn read_event(draft: &mut Draft, resources: &Resources, apis: &[Api], function: &str, fields: &Node) {
    let named = fields.text_of("RestApiId").or_else(|| fields.text_of("ApiId")).and_then(reference);
    let api = named.and_then(|(id, _)| apis.iter().find(|api| api.id == id)).or(apis.last());
    let Some(api) = api else { return };
    let path = fields.text_of("Path").unwrap_or("$default").to_owned();
    let verb = fields.text_of("Method").unwrap_or("any").to_ascii_uppercase();
    let mut method = Method { method: if verb == "*" { "ANY".into() } else { verb }, path, ..Method::default() };
    // A definition that is written out has it already.
    if draft.position(&method.method, &method.path).is_some() && draft.design.api == api.kind {
        return;
    }
    if !draft.accepts(api.kind) {
        draft.leave_out(method.name(), "a design holds one kind of API, and this is of the other", None);
        return;
    }
    api.read_settings(draft);
    let own = fields.at(&["Auth", "Authorizer"]).and_then(Node::text);
    let default = api.auth(&["DefaultAuthorizer"]).and_then(Node::text);
    method.authorizer = match own.or(default) {
        None | Some("NONE") => None,
        Some("AWS_IAM") => Some(draft.authorizer(authorizers::iam())),
        Some(name) => api.authorizer(draft, resources, name),
    };
    // The authorizer's own scopes hold for every route that names none.
    let scopes = fields
        .at(&["Auth", "AuthorizationScopes"])
        .or_else(|| api.auth(&["Authorizers", method.authorizer.as_deref()?, "AuthorizationScopes"]));
    method.scopes = scopes.map(Node::texts).unwrap_or_default();
    if fields.get("TimeoutInMillis").is_some() {
        draft.leave_setting_out("timeout of an integration", "a design has none: a call never waits");
    }
    let asks_key = fields.at(&["Auth", "ApiKeyRequired"]).or_else(|| api.auth(&["ApiKeyRequired"]));
    if asks_key.is_some_and(Node::is_true) {
        draft.leave_setting_out("API key of a method", "a design does not hold who may call the API");
    }
    if let Some(setting) = fields.get("RequestModel") {
        read_model(draft, api, setting, &mut method);
    }
    for parameter in fields.field("RequestParameters").map(Node::items).unwrap_or_default() {
        if let Some(name) = parameter.text() {
            method.request.parameters.push((name.to_owned(), false));
        }
        for entry in parameter.entries() {
            method
                .request
                .parameters
                .push((entry.name.clone(), entry.node.field("Required").is_some_and(Node::is_true)));
        }
    }
    let version = fields.text_of("PayloadFormatVersion").and_then(PayloadFormatVersion::parse);
    let found = Found {
        kind: IntegrationType::AwsProxy,
        uri: format!("${{{function}.Arn}}"),
        integration: Integration {
            proxy: true,
            payload_format_version: version.unwrap_or_default(),
            ..Integration::default()
        },
        places: Vec::new(),
    };
    draft.method(method, Some(found), &|text| resources.function(text));
}
