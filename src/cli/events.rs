//! `gatewright events --cases`: builds Lambda events in bulk from recorded calls.
//!
//! Each line is a case of kind `mapping-event`, `proxy-v1`, `proxy-v1-test-invoke` or `proxy-v2`; the answer is its
//! `event`, or an `error`, which is also what a call gets that the service answers itself.

use super::cases;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind, Identity};
use crate::apigw::integration::{ContentHandling, Integration, IntegrationType, MappingTemplate, PassthroughBehavior};
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::{ApiKind, Stage};
use crate::apigw::{Exchange, Invocation, authorize, event, integration_request, route};
use crate::vtl::RenderOptions;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Write};

/// Reads cases from `cases` and writes one result a line to `out`, in the same order.
pub fn run(cases: impl BufRead, out: impl Write) -> io::Result<()> {
    cases::run(cases, out, |case| build(case).map(|event| ("event", event)))
}

/// Returns the event of a case.
fn build(case: &Map<String, Value>) -> Result<Value, String> {
    let kind = text(case, "kind")?.ok_or("the case has no `kind`")?;
    let integration_type = match kind {
        "proxy-v2" => None,
        "proxy-v1" | "proxy-v1-test-invoke" => Some(IntegrationType::AwsProxy),
        "mapping-event" => Some(IntegrationType::Aws),
        other => return Err(format!("no events are built for the kind `{other}`; choose one of {KINDS}")),
    };
    let call = Call::read(case, kind)?;
    let exchange = call.exchange();
    if let Some(answer) = authorize::refusal(&exchange) {
        return Err(format!("{}: {}", answer.status, answer.why));
    }
    let Some(integration_type) = integration_type else { return Ok(event::http_v2(&exchange)) };
    let request = integration_request::build(&exchange, integration_type, &call.integration, &RenderOptions::default());
    match (request.answer, request.event) {
        (None, Some(event)) => Ok(event),
        (answer, _) => {
            Err(answer.map_or_else(|| "no event".into(), |answer| format!("{}: {}", answer.status, answer.why)))
        }
    }
}

/// The kinds of cases that events are built for, for messages.
const KINDS: &str = "`mapping-event`, `proxy-v1`, `proxy-v1-test-invoke`, `proxy-v2`";

/// A case, read into the gateway's own types.
struct Call {
    api: ApiKind,
    stage: Stage,
    resource: String,
    route_method: String,
    authorizer: Authorizer,
    identity: Identity,
    request: Request,
    overrides: Map<String, Value>,
    origin: Invocation,
    integration: Integration,
}

impl Call {
    fn read(case: &Map<String, Value>, kind: &str) -> Result<Self, String> {
        let sent = object(case, "request")?.ok_or("the case has no `request`")?;
        let origin = match kind {
            "proxy-v1-test-invoke" => Invocation::ConsoleTest,
            _ => Invocation::Deployed,
        };
        let route_key = text(case, "routeKey")?.or(text(case, "resource")?);
        let (route_method, resource) = match route_key.and_then(|key| key.split_once(' ')) {
            Some((method, path)) => (method, path),
            None => ("ANY", route_key.unwrap_or("/{proxy+}")),
        };
        let stage = read_stage(case, kind)?;
        let filled = filled(resource, &pairs(case, "pathParameters")?);
        let request = read_request(sent, &stage.name, resource, &filled)?;
        let identity = read_identity(case)?;
        let kind_of_authorizer = match text(case, "authorization")? {
            Some("AWS_IAM") => AuthorizerKind::Iam,
            Some("COGNITO_USER_POOLS") => AuthorizerKind::Cognito,
            Some("CUSTOM") if kind == "proxy-v2" => AuthorizerKind::HttpLambda,
            Some("CUSTOM") => AuthorizerKind::LambdaToken,
            Some("JWT") => AuthorizerKind::Jwt,
            Some("NONE") | None => AuthorizerKind::None,
            Some(other) => return Err(format!("`authorization` is `{other}`, which is no authorization type")),
        };
        Ok(Self {
            api: if kind == "proxy-v2" { ApiKind::Http } else { ApiKind::Rest },
            resource: resource.to_owned(),
            route_method: route_method.to_owned(),
            authorizer: Authorizer { kind: kind_of_authorizer, ..Authorizer::default() },
            identity,
            request,
            overrides: object(case, "context")?.cloned().unwrap_or_default(),
            origin,
            integration: object(case, "integration")?.map(read_integration).transpose()?.unwrap_or_default(),
            stage,
        })
    }

    fn exchange(&self) -> Exchange<'_> {
        Exchange {
            api: self.api,
            stage: &self.stage,
            resource: &self.resource,
            route_method: &self.route_method,
            authorizer: Some(&self.authorizer),
            identity: &self.identity,
            request: &self.request,
            overrides: &self.overrides,
            origin: self.origin,
        }
    }
}

fn read_stage(case: &Map<String, Value>, kind: &str) -> Result<Stage, String> {
    let usual = if kind == "proxy-v2" { "$default" } else { "prod" };
    Ok(Stage {
        name: text(case, "stage")?.unwrap_or(usual).to_owned(),
        variables: pairs(case, "stageVariables")?,
        binary_media_types: texts(case, "binaryMediaTypes")?,
        ..Stage::default()
    })
}

/// Returns the resource's path with its parameters filled in; each one that is not given keeps its placeholder
/// (recorded on AWS for *Test*).
fn filled(resource: &str, parameters: &[(String, String)]) -> String {
    let segments = resource.split('/').map(|segment| {
        let name = segment.strip_prefix('{').and_then(|segment| segment.strip_suffix('}'));
        let name = name.map(|name| name.strip_suffix('+').unwrap_or(name));
        let given = name.and_then(|name| parameters.iter().find(|(known, _)| known == name));
        given.map_or(segment, |(_, value)| value.as_str())
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Reads the request. The target counts as it stands on the request line; `path` and `query` where there is none.
/// A path that does not fit the resource gives way to the path parameters, where the case names them.
fn read_request(sent: &Map<String, Value>, stage: &str, resource: &str, filled: &str) -> Result<Request, String> {
    let target = text(sent, "raw_target")?;
    let (path, query) = match target.map(|target| target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q))))
    {
        Some((path, query)) => (Some(path), query),
        None => (text(sent, "path")?, None),
    };
    let query = query.or(text(sent, "query_string")?);
    let staged = match sent.get("stage_in_path") {
        None | Some(Value::Null) => false,
        Some(Value::Bool(staged)) => *staged,
        Some(_) => return Err("`stage_in_path` is neither true nor false".into()),
    };
    let path = match path {
        Some(path) if staged => without_stage(path, stage),
        Some(path) => path.to_owned(),
        None => filled.to_owned(),
    };
    let fits = route::match_path(resource, &path).is_some() || filled == resource;
    let headers = pairs(sent, "headers")?;
    Ok(Request {
        method: text(sent, "method")?.unwrap_or("GET").to_owned(),
        path: if fits { path } else { filled.to_owned() },
        query: query.map_or_else(|| pairs(sent, "query"), |query| Ok(route::parse_query(query)))?,
        raw_query: query.map(str::to_owned),
        headers,
        body: text(sent, "body")?.map(Into::into),
    })
}

/// Cuts the stage off a path. Two slashes in front of it are taken as one; those after it stay (recorded on AWS).
fn without_stage(path: &str, stage: &str) -> String {
    let bare = path.trim_start_matches('/');
    match bare.strip_prefix(stage) {
        Some("") => "/".into(),
        Some(rest) if rest.starts_with('/') => rest.to_owned(),
        _ => path.to_owned(),
    }
}

/// Reads who called: `claims` and `authorizationScopes` of the case, and what its `context` says of the caller.
fn read_identity(case: &Map<String, Value>) -> Result<Identity, String> {
    let context = object(case, "context")?;
    let within = |name: &str| context.map(|context| object(context, name)).transpose().map(Option::flatten);
    let (authorizer, caller) = (within("authorizer")?, within("identity")?);
    let given = authorizer.and_then(|authorizer| authorizer.get("claims")).and_then(Value::as_object);
    let mut identity = Identity {
        claims: object(case, "claims")?.or(given).cloned(),
        scopes: texts(case, "authorizationScopes")?,
        ..Identity::default()
    };
    let iam = &mut identity.iam;
    for (name, known) in [
        ("accessKey", &mut iam.access_key),
        ("accountId", &mut iam.account_id),
        ("caller", &mut iam.caller),
        ("user", &mut iam.user),
        ("userArn", &mut iam.user_arn),
    ] {
        let value = caller.map(|caller| text(caller, name)).transpose()?.flatten();
        *known = value.unwrap_or_default().to_owned();
    }
    Ok(identity)
}

fn read_integration(integration: &Map<String, Value>) -> Result<Integration, String> {
    let templates = pairs(integration, "requestTemplates")?.into_iter();
    let behavior = match text(integration, "passthroughBehavior")? {
        None => PassthroughBehavior::default(),
        Some(word) => PassthroughBehavior::parse(word).ok_or(format!("`{word}` is no passthrough behavior"))?,
    };
    let handling = match text(integration, "contentHandling")? {
        None => None,
        Some(word) => Some(ContentHandling::parse(word).ok_or(format!("`{word}` is no content handling"))?),
    };
    Ok(Integration {
        proxy: text(integration, "type")? == Some("AWS_PROXY"),
        request_templates: templates
            .map(|(content_type, text)| MappingTemplate { content_type, text: text.into() })
            .collect(),
        passthrough_behavior: behavior,
        request_parameters: pairs(integration, "requestParameters")?,
        content_handling: handling,
        ..Integration::default()
    })
}

/// Returns a member that is text; `None` if it is missing or `null`.
fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{name}` is not text")),
    }
}

fn object<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a Map<String, Value>>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(format!("`{name}` is not an object")),
    }
}

fn texts(members: &Map<String, Value>, name: &str) -> Result<Vec<String>, String> {
    let wrong = || format!("`{name}` is not a list of texts");
    match members.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
        }
        Some(_) => Err(wrong()),
    }
}

/// Returns names with values: a list of pairs, in which names may repeat, or an object.
fn pairs(members: &Map<String, Value>, name: &str) -> Result<Pairs, String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let wrong = || format!("`{name}` is neither a list of pairs of texts nor an object of texts");
    match members.get(name) {
        None | Some(Value::Null) => Ok(Pairs::new()),
        Some(Value::Array(items)) => {
            let pair = |item: &Value| match item.as_array()?.as_slice() {
                [name, value] => Some((name.as_str()?.to_owned(), plain(value)?)),
                _ => None,
            };
            items.iter().map(|item| pair(item).ok_or_else(wrong)).collect()
        }
        Some(Value::Object(object)) => {
            object.iter().map(|(key, value)| Ok((key.clone(), plain(value).ok_or_else(wrong)?))).collect()
        }
        Some(_) => Err(wrong()),
    }
}
