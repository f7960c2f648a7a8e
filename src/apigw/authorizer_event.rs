//! What a Lambda authorizer itself receives, before any integration is called.
//!
//! Source: the developer guide, *Input to a Lambda authorizer* for REST APIs and *AWS Lambda authorizers* for HTTP
//! APIs, and the sample events of libraries, which agree with it.

use super::authorizer::AuthorizerKind;
use super::event;
use super::exchange::Exchange;
use super::identity_source::{sources, value};
use serde_json::{Map, Value, json};

/// Shape of a Lambda authorizer's event.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum AuthorizerEvent {
    /// REST API, type `TOKEN`: the token, and which method is called.
    Token,
    /// REST API, type `REQUEST`: the request without its body.
    Request,
    /// HTTP API, payload format 1.0.
    HttpV1,
    /// HTTP API, payload format 2.0, which new authorizers have.
    HttpV2,
}

impl AuthorizerEvent {
    /// Returns the event that the authorizer in use gets; `None` where it is no Lambda function.
    pub fn of(kind: AuthorizerKind) -> Option<Self> {
        match kind {
            AuthorizerKind::LambdaToken => Some(Self::Token),
            AuthorizerKind::LambdaRequest => Some(Self::Request),
            AuthorizerKind::HttpLambda => Some(Self::HttpV2),
            AuthorizerKind::None | AuthorizerKind::Cognito | AuthorizerKind::Iam | AuthorizerKind::Jwt => None,
        }
    }

    /// Builds the event of a call, members in the order in which the guide prints them.
    pub fn build(self, exchange: &Exchange) -> Value {
        // The authorizer has not run yet: nothing of its result is in its own event.
        let before = Exchange { authorizer: None, ..*exchange };
        match self {
            Self::Token => token(exchange),
            Self::Request => request(exchange, event::rest_proxy(&before)),
            Self::HttpV1 => http_v1(exchange, event::http_v1(&before)),
            Self::HttpV2 => http_v2(exchange, event::http_v2(&before)),
        }
    }
}

/// The whole value of the header, `Bearer` included.
fn token(exchange: &Exchange) -> Value {
    let token = values(exchange).into_iter().next().or_else(|| value(exchange, "Authorization"));
    json!({ "type": "TOKEN", "authorizationToken": token, "methodArn": arn(exchange) })
}

fn request(exchange: &Exchange, proxy: Value) -> Value {
    let start = [("type", json!("REQUEST")), ("methodArn", json!(arn(exchange)))];
    // The guide prints `{}` for what the request has none of, where a proxy event has `null`.
    with_body_gone(start, proxy, |name| !["headers", "multiValueHeaders"].contains(&name))
}

/// The guide's sample has no members with several values, and the identity sources joined with commas in two members.
fn http_v1(exchange: &Exchange, mut proxy: Value) -> Value {
    let joined = values(exchange).join(",");
    if let Value::Object(members) = &mut proxy {
        members.retain(|name, _| !name.starts_with("multiValue"));
    }
    let start = [
        ("version", json!("1.0")),
        ("type", json!("REQUEST")),
        ("methodArn", json!(arn(exchange))),
        ("identitySource", json!(joined)),
        ("authorizationToken", json!(joined)),
    ];
    with_body_gone(start, proxy, |_| true)
}

fn http_v2(exchange: &Exchange, proxy: Value) -> Value {
    let start = [
        ("version", json!("2.0")),
        ("type", json!("REQUEST")),
        ("routeArn", json!(arn(exchange))),
        ("identitySource", json!(values(exchange))),
    ];
    with_body_gone(start, proxy, |_| false)
}

/// Puts `start` before the members of a proxy event that an authorizer gets too; `null` becomes `{}` where `emptied`
/// says so.
fn with_body_gone<const N: usize>(start: [(&str, Value); N], proxy: Value, emptied: impl Fn(&str) -> bool) -> Value {
    let mut out: Map<String, Value> = start.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let members = match proxy {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (name, value) in members.into_iter().filter(|(name, _)| !["body", "isBase64Encoded"].contains(&name.as_str())) {
        let value = if value.is_null() && emptied(&name) { json!({}) } else { value };
        out.entry(name).or_insert(value);
    }
    Value::Object(out)
}

/// Returns what the request has at the identity sources; one that is missing would have been a 401 before.
fn values(exchange: &Exchange) -> Vec<String> {
    let authorizer = exchange.authorizer;
    authorizer.into_iter().flat_map(sources).filter_map(|source| value(exchange, source)).collect()
}

/// Returns the ARN of what is called: `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH`.
fn arn(exchange: &Exchange) -> String {
    let stage = exchange.stage;
    let partition = match stage.region.as_str() {
        region if region.starts_with("cn-") => "aws-cn",
        region if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    let (region, account, api, name) = (&stage.region, &stage.account_id, &stage.api_id, &stage.name);
    let path = exchange.path();
    let path = path.strip_prefix('/').unwrap_or(&path);
    format!("arn:{partition}:execute-api:{region}:{account}:{api}/{name}/{}/{path}", exchange.request.method)
}
