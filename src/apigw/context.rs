//! The values of `$context` for a call.
//!
//! Which variables there are, and where they stand in events, is in [`super::catalog`]; here is what each one
//! holds. [`request_context`] gives the tree for mapping templates, [`super::event`] places it in events.

use super::authorizer::{AuthorizerKind, IamCaller};
use super::catalog::{Condition, Use, Variable, catalog};
use super::claims;
use super::exchange::{Exchange, Invocation};
use super::java_map::in_java_order;
use super::stage::ApiKind;
use crate::jwt::time::request_time;
use serde_json::{Map, Value};

/// Returns `$context` for mapping templates: every member in the order in which AWS iterates over them, `null`
/// where nothing is known. There is no `authorizer` without an authorizer (recorded on AWS).
pub fn request_context(exchange: &Exchange) -> Map<String, Value> {
    let mut tree = tree(exchange, Shape::Template);
    for (name, members) in
        [("requestOverride", &["path", "header", "querystring"][..]), ("responseOverride", &["header"])]
    {
        if let Value::Object(kept) = tree.entry(name).or_insert_with(|| Value::Object(Map::new())) {
            for member in members {
                kept.entry(*member).or_insert_with(|| Value::Object(Map::new()));
            }
        }
    }
    in_recorded_order(tree, "$context")
}

/// What a tree of values is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    /// A mapping template of a REST API.
    Template,
    /// The event of a REST API's Lambda proxy integration.
    RestProxy,
    /// Payload format 1.0 of an HTTP API.
    HttpV1,
    /// Payload format 2.0.
    HttpV2,
}

impl Shape {
    /// Returns the kind of API that has it.
    pub fn kind(self) -> ApiKind {
        match self {
            Self::Template | Self::RestProxy => ApiKind::Rest,
            Self::HttpV1 | Self::HttpV2 => ApiKind::Http,
        }
    }

    /// Returns where a variable stands: in the event, or below `$context`.
    pub fn place(self, row: &Variable) -> Option<&str> {
        match self {
            Self::Template => (row.rest.contains(&Use::Template) && !row.event_only).then_some(row.path.as_str()),
            Self::RestProxy => row.rest_proxy.as_deref(),
            Self::HttpV1 => row.http_v1.as_deref(),
            Self::HttpV2 => row.http_v2.as_deref(),
        }
    }
}

/// Returns the values by their paths below `$context`, with what the call chooses put over the samples.
pub(super) fn tree(exchange: &Exchange, shape: Shape) -> Map<String, Value> {
    let mut tree = Map::new();
    for row in catalog().variables.iter().filter(|row| !row.is_pattern() && shape.place(row).is_some()) {
        if row.path.starts_with("authorizer.") {
            continue;
        }
        // The members of `identity` that only a signed request fills are there on every call, as `null`
        // (recorded on AWS); those of an API key, of mutual TLS and the like only when they apply.
        match (value(exchange, shape, &row.path), row.condition) {
            (Some(value), _) => set(&mut tree, &row.path, value),
            (None, Condition::Always | Condition::Iam | Condition::CognitoIdentity)
                if !is_left_out(exchange, &row.path) =>
            {
                set(&mut tree, &row.path, Value::Null);
            }
            _ => {}
        }
    }
    if let Some(authorizer) = authorizer(exchange, shape) {
        tree.insert("authorizer".into(), Value::Object(authorizer));
    }
    for (path, value) in exchange.overrides {
        merge(&mut tree, path, value);
    }
    tree
}

/// Returns the tree's members in AWS's order: that of a Java `HashMap`, keys of one bucket as recorded.
pub(super) fn in_recorded_order(tree: Map<String, Value>, name: &str) -> Map<String, Value> {
    let mut members: Vec<(String, Value)> = tree.into_iter().collect();
    members.sort_by_key(|(key, _)| catalog().recorded_place(name, key).unwrap_or(usize::MAX));
    let ordered = members.into_iter().map(|(key, value)| {
        let value = match value {
            Value::Object(inner) if key == "identity" => Value::Object(in_recorded_order(inner, "$context.identity")),
            other => other,
        };
        (key, value)
    });
    in_java_order(ordered.collect())
}

/// `deploymentId` was absent from the console's *Test* in 2022 (captured); whether it is today is not known.
fn is_left_out(exchange: &Exchange, path: &str) -> bool {
    path == "deploymentId" && exchange.origin == Invocation::ConsoleTest
}

/// Returns what a variable holds on its own, before the call's choices are put over it.
fn value(exchange: &Exchange, shape: Shape, path: &str) -> Option<Value> {
    let text = |text: &str| Some(Value::String(text.to_owned()));
    let stage = exchange.stage;
    let test = exchange.origin == Invocation::ConsoleTest;
    match path {
        "accountId" => text(&stage.account_id),
        "apiId" => text(&stage.api_id),
        "deploymentId" => (!test).then(|| Value::String(stage.deployment_id.clone())),
        "domainName" => text(&exchange.domain_name()),
        "domainPrefix" => text(exchange.domain_name().split('.').next().unwrap_or_default()),
        "stage" => text(if test { "test-invoke-stage" } else { &stage.name }),
        "httpMethod" => text(&exchange.request.method),
        "path" => text(&staged_path(exchange, shape)),
        "protocol" => text("HTTP/1.1"),
        "requestTime" => text(&request_time(exchange.time_ms().div_euclid(1000))),
        "requestTimeEpoch" => Some(Value::from(exchange.time_ms())),
        "extendedRequestId" if shape.kind() == ApiKind::Http => Some(sample(exchange, shape, "requestId")),
        "requestId" | "extendedRequestId" => Some(sample(exchange, shape, path)),
        // Samples of payload format 1.0 from people at AWS have the route key here, the guide has `null`.
        "resourceId" if shape.kind() == ApiKind::Http => text(&exchange.route_key()),
        "resourceId" => Some(sample(exchange, shape, path)),
        "resourcePath" => text(exchange.resource),
        "routeKey" => text(&exchange.route_key()),
        _ => identity(exchange, path.strip_prefix("identity.")?),
    }
}

fn sample(exchange: &Exchange, shape: Shape, path: &str) -> Value {
    Exchange { api: shape.kind(), ..*exchange }.chosen_or_sample(path)
}

/// Returns the path with the stage in front. An HTTP API's `$default` stage does not show, and payload format
/// 2.0 decodes the path (captured on AWS). The console's *Test* has no stage in it (captured).
fn staged_path(exchange: &Exchange, shape: Shape) -> String {
    let sent = exchange.request.path.as_str();
    let path = if sent.starts_with('/') { sent.to_owned() } else { format!("/{sent}") };
    let path = if shape == Shape::HttpV2 { super::route::percent_decode(&path) } else { path };
    let hidden = exchange.origin == Invocation::ConsoleTest
        || (shape.kind() == ApiKind::Http && exchange.stage.name == "$default");
    if hidden { path } else { format!("/{}{path}", exchange.stage.name) }
}

/// Who the console's *Test* says it is (captured on AWS in 2022).
const TEST_USER_AGENT: &str = "aws-internal/3 aws-sdk-java/1.12.154 Linux/5.4.156-94.273.amzn2int.x86_64 \
    OpenJDK_64-Bit_Server_VM/25.322-b06 java/1.8.0_322 vendor/Oracle_Corporation cfg/retry-mode/standard";

/// Returns a member of `identity`.
fn identity(exchange: &Exchange, name: &str) -> Option<Value> {
    let test = exchange.origin == Invocation::ConsoleTest;
    match name {
        "sourceIp" => Some(Value::String(exchange.source_ip())),
        "userAgent" if test => Some(Value::String(TEST_USER_AGENT.into())),
        "userAgent" => exchange.request.header("user-agent").map(|agent| Value::String(agent.to_owned())),
        "apiKey" if test => Some(Value::String("test-invoke-api-key".into())),
        "apiKeyId" if test => Some(Value::String("test-invoke-api-key-id".into())),
        _ if test => caller(&exchange.identity.iam, name).or_else(|| {
            let person = ["accessKey", "accountId", "caller", "user", "userArn"].contains(&name);
            person.then(|| exchange.chosen_or_sample(&format!("identity.{name}")))
        }),
        _ if exchange.authorizer_kind() == AuthorizerKind::Iam => caller(&exchange.identity.iam, name),
        _ => None,
    }
}

/// Returns a member of `identity` that a signed request fills; `None` where it is not known.
fn caller(iam: &IamCaller, name: &str) -> Option<Value> {
    let known = match name {
        "accessKey" => &iam.access_key,
        "accountId" => &iam.account_id,
        "caller" => &iam.caller,
        "user" => &iam.user,
        "userArn" => &iam.user_arn,
        "principalOrgId" => &iam.principal_org_id,
        _ => return iam.cognito.get(name).cloned(),
    };
    (!known.is_empty()).then(|| Value::String(known.clone()))
}

/// Returns the `authorizer` member; `None` where there is none.
///
/// An authorizer of the other kind of API counts as its counterpart here, so that one call can be compared
/// through each integration.
fn authorizer(exchange: &Exchange, shape: Shape) -> Option<Map<String, Value>> {
    let kind = shape.kind();
    match exchange.authorizer_kind() {
        AuthorizerKind::None | AuthorizerKind::Iam => None,
        AuthorizerKind::Cognito | AuthorizerKind::Jwt => {
            let claims = exchange.identity.claims.as_ref()?;
            let mut members = Map::new();
            members.insert("claims".into(), Value::Object(claims::rendered(claims, kind)));
            if kind == ApiKind::Http {
                members.insert("scopes".into(), route_scopes(exchange));
            }
            Some(members)
        }
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            Some(lambda_context(exchange, shape))
        }
    }
}

/// Returns all scopes of the token on a route that asks for scopes, else `null` (measured on AWS, 2026-08).
fn route_scopes(exchange: &Exchange) -> Value {
    match &exchange.identity.claims {
        Some(claims) if !exchange.identity.scopes.is_empty() => Value::from(claims::scopes(claims)),
        _ => Value::Null,
    }
}

/// Returns what a Lambda authorizer handed on: text in REST APIs, the types kept in HTTP APIs.
///
/// REST APIs put `principalId` and `integrationLatency` (a number, milliseconds) beside it. Payload format 1.0 of
/// an HTTP API has `claims` and `scopes` there, both `null`, and no latency (captured on AWS in 2024); that capture
/// has no `principalId` either, which an authorizer with simple responses does not give.
fn lambda_context(exchange: &Exchange, shape: Shape) -> Map<String, Value> {
    let result = &exchange.identity.lambda;
    let mut members = Map::new();
    match shape {
        Shape::Template | Shape::RestProxy => {
            members.insert("principalId".into(), Value::String(result.principal_id.clone()));
            let latency = sample(exchange, shape, "authorizer.integrationLatency");
            members.insert("integrationLatency".into(), latency);
        }
        Shape::HttpV1 => {
            members.insert("claims".into(), Value::Null);
            members.insert("scopes".into(), Value::Null);
            if !result.principal_id.is_empty() {
                members.insert("principalId".into(), Value::String(result.principal_id.clone()));
            }
        }
        Shape::HttpV2 => {}
    }
    for (name, value) in &result.context {
        let value = match shape.kind() {
            // What may not be there ends in a 500 instead: `super::authorize`.
            ApiKind::Rest => claims::context_text(value).map(Value::String),
            ApiKind::Http => Some(value.clone()),
        };
        members.extend(value.map(|value| (name.clone(), value)));
    }
    if shape.kind() == ApiKind::Rest { in_java_order(members) } else { members }
}

/// Sets the member at a dotted path. Paths come from the catalog or from the call's choices.
pub(super) fn set(tree: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            tree.insert(path.to_owned(), value);
        }
        Some((first, rest)) => {
            let inner = tree.entry(first).or_insert(Value::Null);
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                set(inner, rest, value);
            }
        }
    }
}

/// Puts a chosen value over the tree, at a dotted path: objects member by member, everything else whole.
fn merge(tree: &mut Map<String, Value>, path: &str, value: &Value) {
    match path.split_once('.') {
        None => merge_member(tree, path, value),
        Some((first, rest)) => {
            let inner = tree.entry(first).or_insert(Value::Null);
            if !inner.is_object() {
                *inner = Value::Object(Map::new());
            }
            if let Value::Object(inner) = inner {
                merge(inner, rest, value);
            }
        }
    }
}

fn merge_member(tree: &mut Map<String, Value>, name: &str, value: &Value) {
    match (tree.get_mut(name), value) {
        (Some(Value::Object(kept)), Value::Object(members)) => {
            for (name, value) in members {
                merge_member(kept, name, value);
            }
        }
        _ => {
            tree.insert(name.to_owned(), value.clone());
        }
    }
}
