//! The headers and query parameters of an integration request: what passes, what is mapped, what is refused.
//!
//! Recorded on AWS with a regional endpoint (localstack `TestApiGatewayHeaderRemapping`,
//! `test_http_proxy_integration_request_data_mappings`); the table of headers is in [`super::headers`].

use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::headers::{self, Header, Mapped};
use super::integration::{Integration, IntegrationType};
use super::parameter_mapping::Sources;
use super::request::{Names, Pairs};
use serde_json::{Map, Value};
use std::fmt;

/// What an integration is sent beside the body. `Debug` shows no value: one may be a token.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Outgoing {
    /// Headers, those of the gateway included. Empty for proxy integrations with Lambda, whose event holds all.
    pub headers: Vec<Header>,
    /// Query parameters, in order, duplicates kept.
    pub query: Pairs,
    /// Path parameters for the placeholders of the integration's URI.
    pub path: Pairs,
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("headers", &self.headers)
            .field("query", &Names(&self.query))
            .field("path", &Names(&self.path))
            .finish()
    }
}

impl Outgoing {
    /// Returns the value of a header, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(Header::last)
    }

    /// Returns true if Lambda is asked not to wait: the client gets 200 and an empty body (recorded on AWS,
    /// `test_api_gateway_lambda_asynchronous_invocation`).
    pub fn is_asynchronous(&self) -> bool {
        self.header("X-Amz-Invocation-Type") == Some("Event")
    }

    /// Returns all query parameters for an integration's URI: those of the URI itself, its placeholders filled, and
    /// then the others (recorded on AWS, `test_http_proxy_integration_request_data_mappings`).
    pub fn query_for(&self, uri: &str) -> Pairs {
        let mut filled = uri.to_owned();
        for (name, value) in &self.path {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        let own = filled.split_once('?').map_or("", |(_, query)| query);
        let mut query = super::route::parse_query(own);
        query.extend(self.query.iter().cloned());
        query
    }
}

/// Returns the answer to every call of an integration that maps a header which may not be mapped: a mistake that
/// shows at run time only, and for Lambda proxy integrations too, where the mapping would change nothing.
pub fn refusal(kind: IntegrationType, integration: &Integration) -> Option<GatewayAnswer> {
    let names = integration.request_parameters.iter().filter_map(|(target, _)| header_target(target));
    let mut refused = names.filter(|name| mapped(kind, name) == Mapped::Fails);
    refused.next().map(|name| {
        let why = format!("The header `{name}` may not be mapped onto the integration request: every call fails.");
        GatewayAnswer::rest(ResponseType::Default5xx, why)
    })
}

/// Returns the answer to a call whose integration's URI has no host once the stage variables stand in it: one that
/// the stage does not have becomes nothing (recorded on AWS, `test_failed_invoke_test_method`).
pub fn endpoint_refusal(uri: &str, exchange: &Exchange) -> Option<GatewayAnswer> {
    let mut filled = String::with_capacity(uri.len());
    let mut rest = uri;
    while let Some((before, after)) = rest.split_once("${stageVariables.") {
        let (name, behind) = after.split_once('}').unwrap_or((after, ""));
        let value = exchange.stage.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        filled.push_str(before);
        filled.push_str(value.unwrap_or_default());
        rest = behind;
    }
    filled.push_str(rest);
    let (_, address) = filled.split_once("://")?;
    let host = address.split(['/', '?', '#']).next().unwrap_or_default();
    host.is_empty().then(|| {
        let why = format!("Invalid endpoint address: `{filled}` has no host. Nothing is called.");
        GatewayAnswer::rest(ResponseType::ApiConfigurationError, why)
    })
}

/// Returns what the integration is sent. `context` is `$context` after the request template ran, whose
/// `requestOverride` replaces what is mapped; `body` is the body that is sent.
pub fn build(
    exchange: &Exchange,
    kind: IntegrationType,
    integration: &Integration,
    context: &Map<String, Value>,
    body: &[u8],
) -> Outgoing {
    let mut out = Outgoing::default();
    if matches!(kind, IntegrationType::AwsProxy | IntegrationType::Mock) {
        return out;
    }
    let method_headers = headers::method_request(exchange);
    if kind == IntegrationType::HttpProxy {
        let passes = |header: &&Header| {
            headers::rule(&header.name).is_none_or(|rule| rule.to_http_proxy) && !is_forwarded(&header.name)
        };
        out.headers = method_headers.iter().filter(passes).cloned().collect();
        out.query = exchange.request.query.clone();
    } else {
        set(&mut out.headers, "Accept", "application/json".into());
        set(&mut out.headers, "User-Agent", format!("AmazonAPIGateway_{}", exchange.stage.api_id));
        if let Some(content_type) = exchange.request.header("content-type").filter(|_| !body.is_empty()) {
            set(&mut out.headers, "Content-Type", content_type.to_owned());
        }
    }
    let path = exchange.path_parameters();
    let sent = exchange.request.body_text();
    let sources = Sources {
        prefix: "method.request.",
        headers: &method_headers,
        query: &exchange.request.query,
        path: &path,
        body: sent.as_deref().unwrap_or_default(),
        context,
        stage_variables: &exchange.stage.variables,
    };
    for (target, source) in &integration.request_parameters {
        let Some(value) = sources.value(source) else { continue };
        if let Some(name) = header_target(target) {
            set_mapped(&mut out.headers, kind, name, value);
        } else if let Some(name) = target.strip_prefix("integration.request.querystring.") {
            out.query.push((name.to_owned(), value));
        } else if let Some(name) = target.strip_prefix("integration.request.path.") {
            replace(&mut out.path, name, value);
        }
    }
    override_parameters(&mut out, kind, context);
    add_own(&mut out.headers, exchange, body);
    out
}

/// Adds what the gateway sets itself; the host is the integration's and is left to it.
fn add_own(headers: &mut Vec<Header>, exchange: &Exchange, body: &[u8]) {
    set(headers, "Content-Length", body.len().to_string());
    set(headers, "X-Amzn-Apigateway-Api-Id", exchange.stage.api_id.clone());
    set(headers, "X-Amzn-Trace-Id", headers::trace_id(exchange));
}

/// Puts `$context.requestOverride` over what is mapped (developer guide; headers recorded on AWS,
/// `test_apigateway_to_eventbridge`).
fn override_parameters(out: &mut Outgoing, kind: IntegrationType, context: &Map<String, Value>) {
    let members = |name: &str| {
        let overrides = context.get("requestOverride").and_then(|overrides| overrides.get(name));
        overrides.and_then(Value::as_object).into_iter().flatten().filter_map(|(name, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Null => return None,
                other => other.to_string(),
            };
            Some((name.clone(), text))
        })
    };
    for (name, value) in members("header") {
        set_mapped(&mut out.headers, kind, &name, value);
    }
    for (name, value) in members("querystring") {
        replace(&mut out.query, &name, value);
    }
    for (name, value) in members("path") {
        replace(&mut out.path, &name, value);
    }
}

fn header_target(target: &str) -> Option<&str> {
    target.strip_prefix("integration.request.header.")
}

fn mapped(kind: IntegrationType, name: &str) -> Mapped {
    headers::rule(name).map_or(Mapped::Sent, |rule| match kind {
        IntegrationType::Aws | IntegrationType::AwsProxy => rule.mapped_to_aws,
        IntegrationType::Http | IntegrationType::HttpProxy | IntegrationType::Mock => rule.mapped_to_http,
    })
}

fn set_mapped(headers: &mut Vec<Header>, kind: IntegrationType, name: &str, value: String) {
    match mapped(kind, name) {
        Mapped::Sent => set(headers, name, value),
        Mapped::Dropped | Mapped::Fails => {}
    }
}

fn set(headers: &mut Vec<Header>, name: &str, value: String) {
    headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
    headers.push(Header { name: name.to_owned(), values: vec![value] });
}

fn replace(pairs: &mut Pairs, name: &str, value: String) {
    pairs.retain(|(known, _)| known != name);
    pairs.push((name.to_owned(), value));
}

/// What the gateway adds for Lambda's events is not sent to HTTP servers.
fn is_forwarded(name: &str) -> bool {
    name.get(.."x-forwarded-".len()).is_some_and(|start| start.eq_ignore_ascii_case("x-forwarded-"))
}

/// Returns the answer to every call of a Lambda proxy integration whose own method is not POST (recorded on AWS,
/// `test_lambda_aws_proxy_integration_non_post_method`: 500, although `INTEGRATION_FAILURE` is listed with 504).
pub fn method_refusal(kind: IntegrationType, integration_method: &str) -> Option<GatewayAnswer> {
    let wrong = kind == IntegrationType::AwsProxy && !integration_method.eq_ignore_ascii_case("POST");
    let why = format!("The integration calls Lambda with {integration_method}, which takes POST only.");
    wrong.then(|| GatewayAnswer::rest(ResponseType::Default5xx, why))
}
