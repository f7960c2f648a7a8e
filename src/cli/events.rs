//! `gatewright events --cases`: builds Lambda events in bulk from recorded calls.
//!
//! Each line is a case of kind `mapping-event`, `proxy-v1`, `proxy-v1-test-invoke` or `proxy-v2`; the answer is its
//! `event`, or an `error`, which is also what a call gets that the service answers itself.

use super::cases;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind, Identity};
use crate::apigw::integration::{Integration, IntegrationType, MappingTemplate, PassthroughBehavior};
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
    let kind = text(case, "kind").ok_or("the case has no `kind`")?;
    let call = Call::read(case, kind)?;
    let exchange = call.exchange();
    if let Some(answer) = authorize::refusal(&exchange) {
        return Err(format!("{}: {}", answer.status, answer.why));
    }
    let integration_type = match kind {
        "proxy-v2" => return Ok(event::http_v2(&exchange)),
        "proxy-v1" | "proxy-v1-test-invoke" => IntegrationType::AwsProxy,
        "mapping-event" => IntegrationType::Aws,
        other => return Err(format!("no events are built for the kind `{other}`")),
    };
    let request = integration_request::build(&exchange, integration_type, &call.integration, &RenderOptions::default());
    match (request.answer, request.event) {
        (None, Some(event)) => Ok(event),
        (answer, _) => {
            Err(answer.map_or_else(|| "no event".into(), |answer| format!("{}: {}", answer.status, answer.why)))
        }
    }
}

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
        let sent = object(case, "request").ok_or("the case has no `request`")?;
        let origin = match kind {
            "proxy-v1-test-invoke" => Invocation::ConsoleTest,
            _ => Invocation::Deployed,
        };
        let route_key = text(case, "routeKey").or_else(|| text(case, "resource"));
        let (route_method, resource) = match route_key.and_then(|key| key.split_once(' ')) {
            Some((method, path)) => (method, path),
            None => ("ANY", route_key.unwrap_or("/{proxy+}")),
        };
        let stage = read_stage(case, kind);
        let request = read_request(sent, &stage.name, resource);
        let kind_of_authorizer = match text(case, "authorization") {
            Some("AWS_IAM") => AuthorizerKind::Iam,
            Some("COGNITO_USER_POOLS") => AuthorizerKind::Cognito,
            Some("CUSTOM") if kind == "proxy-v2" => AuthorizerKind::HttpLambda,
            Some("CUSTOM") => AuthorizerKind::LambdaToken,
            Some("JWT") => AuthorizerKind::Jwt,
            _ => AuthorizerKind::None,
        };
        Ok(Self {
            api: if kind == "proxy-v2" { ApiKind::Http } else { ApiKind::Rest },
            resource: resource.to_owned(),
            route_method: route_method.to_owned(),
            authorizer: Authorizer { kind: kind_of_authorizer, ..Authorizer::default() },
            identity: read_identity(case),
            request,
            overrides: object(case, "context").cloned().unwrap_or_default(),
            origin,
            integration: object(case, "integration").map(read_integration).unwrap_or_default(),
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

fn read_stage(case: &Map<String, Value>, kind: &str) -> Stage {
    let usual = if kind == "proxy-v2" { "$default" } else { "prod" };
    let types = case.get("binaryMediaTypes").and_then(Value::as_array).into_iter().flatten();
    Stage {
        name: text(case, "stage").unwrap_or(usual).to_owned(),
        variables: object(case, "stageVariables").into_iter().flatten().map(pair).collect(),
        binary_media_types: types.filter_map(Value::as_str).map(str::to_owned).collect(),
        ..Stage::default()
    }
}

/// Reads the request. The target counts as it stands on the request line; `path` and `query` where there is none.
fn read_request(sent: &Map<String, Value>, stage: &str, resource: &str) -> Request {
    let target = text(sent, "raw_target");
    let (path, query) = match target.map(|target| target.split_once('?').unwrap_or((target, ""))) {
        Some((path, query)) => (Some(path), Some(query)),
        None => (text(sent, "path"), text(sent, "query_string")),
    };
    let staged = sent.get("stage_in_path").and_then(Value::as_bool).unwrap_or(false);
    let path = match path {
        Some(path) if staged => without_stage(path, stage),
        Some(path) => path.to_owned(),
        // Without a path each parameter of the resource holds its own placeholder (recorded on AWS for *Test*).
        None => resource.to_owned(),
    };
    let pairs = query.map_or_else(|| pairs(sent, "query"), route::parse_query);
    Request {
        method: text(sent, "method").unwrap_or("GET").to_owned(),
        path,
        query: pairs,
        raw_query: query.map(str::to_owned),
        headers: self::pairs(sent, "headers"),
        body: text(sent, "body").map(Into::into),
    }
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

fn read_identity(case: &Map<String, Value>) -> Identity {
    let mut identity = Identity { claims: object(case, "claims").cloned(), ..Identity::default() };
    let iam = &mut identity.iam;
    let context = object(case, "context").and_then(|context| object(context, "identity"));
    for (name, known) in [
        ("accessKey", &mut iam.access_key),
        ("accountId", &mut iam.account_id),
        ("caller", &mut iam.caller),
        ("user", &mut iam.user),
        ("userArn", &mut iam.user_arn),
    ] {
        *known = context.and_then(|context| text(context, name)).unwrap_or_default().to_owned();
    }
    identity
}

fn read_integration(integration: &Map<String, Value>) -> Integration {
    let templates = object(integration, "requestTemplates").into_iter().flatten();
    let templates = templates.filter_map(|(content_type, template)| {
        Some(MappingTemplate { content_type: content_type.clone(), text: template.as_str()?.into() })
    });
    let behavior = text(integration, "passthroughBehavior").and_then(PassthroughBehavior::parse);
    Integration {
        proxy: text(integration, "type") == Some("AWS_PROXY"),
        request_templates: templates.collect(),
        passthrough_behavior: behavior.unwrap_or_default(),
        request_parameters: object(integration, "requestParameters").into_iter().flatten().map(pair).collect(),
        ..Integration::default()
    }
}

fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    members.get(name).and_then(Value::as_str)
}

fn object<'a>(members: &'a Map<String, Value>, name: &str) -> Option<&'a Map<String, Value>> {
    members.get(name).and_then(Value::as_object)
}

fn pair((name, value): (&String, &Value)) -> (String, String) {
    (name.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

fn pairs(members: &Map<String, Value>, name: &str) -> Pairs {
    let pairs = members.get(name).and_then(Value::as_array).into_iter().flatten();
    pairs.filter_map(|pair| Some((pair.get(0)?.as_str()?.to_owned(), pair.get(1)?.as_str()?.to_owned()))).collect()
}
