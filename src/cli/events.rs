//! `gatewright events --cases`: builds Lambda events in bulk from recorded calls.
//!
//! Each line is a case of kind `mapping-event`, `proxy-v1`, `proxy-v1-test-invoke` or `proxy-v2`; the answer is its
//! `event`, or an `error`, which is also what a call gets that the service answers itself.

use super::case::{filled, object, pairs, read_identity, read_request, text, texts};
use super::cases;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind, IamCaller, Identity};
use crate::apigw::integration::{ContentHandling, Integration, IntegrationType, MappingTemplate, PassthroughBehavior};
use crate::apigw::request::Request;
use crate::apigw::stage::{ApiKind, Stage};
use crate::apigw::{Exchange, Invocation, authorize, catalog, event, integration_request};
use crate::vtl::RenderOptions;
use serde_json::{Map, Value};
use std::io::{self, BufRead, Write};

/// Reads cases from `cases` and writes one result a line to `out`, in the same order.
pub fn run(cases: impl BufRead, out: impl Write) -> io::Result<()> {
    cases::run(cases, out, |case| build(case).map(|event| cases::member("event", event)))
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
        let mut identity = read_identity(case)?;
        let kind_of_authorizer = match text(case, "authorization")? {
            Some("AWS_IAM") => AuthorizerKind::Iam,
            Some("COGNITO_USER_POOLS") => AuthorizerKind::Cognito,
            Some("CUSTOM") if kind == "proxy-v2" => AuthorizerKind::HttpLambda,
            Some("CUSTOM") => AuthorizerKind::LambdaToken,
            Some("JWT") => AuthorizerKind::Jwt,
            Some("NONE") | None => AuthorizerKind::None,
            Some(other) => return Err(format!("`authorization` is `{other}`, which is no authorization type")),
        };
        let api = if kind == "proxy-v2" { ApiKind::Http } else { ApiKind::Rest };
        if kind_of_authorizer == AuthorizerKind::Iam && identity.iam == IamCaller::default() {
            identity.iam = sample_caller(api);
        }
        Ok(Self {
            api,
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

/// Who signed, where a case says only that somebody did: the samples of the catalog, as for whatever the service chooses.
fn sample_caller(api: ApiKind) -> IamCaller {
    let sample = |name: &str| {
        let row = catalog::variable(&format!("identity.{name}"));
        row.and_then(|row| row.sample(api).as_str()).unwrap_or_default().to_owned()
    };
    IamCaller {
        access_key: sample("accessKey"),
        account_id: sample("accountId"),
        caller: sample("caller"),
        user: sample("user"),
        user_arn: sample("userArn"),
        ..IamCaller::default()
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
