//! The events that a Lambda proxy integration hands to the function: REST API, and payload formats 1.0 and 2.0
//! of an HTTP API.
//!
//! `requestContext` is placed by the catalog. What is missing is `null` in the first two, and absent in the last
//! (recorded on AWS `test_lambda_aws_proxy_integration`; captured on AWS for 2.0).

use super::authorizer::AuthorizerKind;
use super::catalog::{Condition, catalog};
use super::context::{self, Shape};
use super::exchange::Exchange;
use super::headers::{self, Header};
use super::media_type;
use super::route::percent_decode;
use serde_json::{Map, Value};

/// Returns the event of a REST API's Lambda proxy integration, members in AWS's order (captured on AWS).
pub fn rest_proxy(exchange: &Exchange) -> Value {
    let binary = media_type::is_binary(&exchange.stage.binary_media_types, exchange.request.header("content-type"));
    let (body, encoded) = body(exchange, binary);
    let context = context::in_recorded_order(request_context(exchange, Shape::RestProxy), "$context");
    Value::Object(version_1(exchange, &headers::method_request(exchange), context, body, encoded))
}

/// Returns the event in payload format 1.0 of an HTTP API: the REST shape with `version` in front,
/// `requestContext` in alphabetical order, and a `path` that begins with the stage, unless it is `$default`
/// (captured on AWS by several people from 2020 to 2024).
pub fn http_v1(exchange: &Exchange) -> Value {
    let (body, encoded) = body(exchange, media_type::is_binary_for_http_v1(exchange.request.header("content-type")));
    let context = sorted(request_context(exchange, Shape::HttpV1));
    let mut event = Map::new();
    event.insert("version".into(), Value::from("1.0"));
    let path = context.get("path").cloned();
    let mut rest = version_1(exchange, &headers::http_api_v1(exchange), context, body, encoded);
    rest.extend(path.map(|path| ("path".to_owned(), path)));
    // The context stands in front of the path parameters here, and behind the stage variables in a REST event.
    let behind =
        ["pathParameters", "stageVariables", "body", "isBase64Encoded"].map(|name| rest.shift_remove_entry(name));
    event.extend(rest);
    event.extend(behind.into_iter().flatten());
    Value::Object(event)
}

/// Returns the event in payload format 2.0 of an HTTP API. What does not apply is absent.
pub fn http_v2(exchange: &Exchange) -> Value {
    let request = exchange.request;
    let mut headers = headers::http_api(exchange);
    let cookies: Vec<Value> = headers
        .iter()
        .filter(|header| header.name == "cookie")
        .flat_map(|header| header.values.iter().flat_map(|line| line.split("; ")).map(Value::from))
        .collect();
    headers.retain(|header| header.name != "cookie");
    let (body, encoded) = body(exchange, media_type::is_binary_for_http_v2(request.header("content-type")));
    let context = sorted(request_context(exchange, Shape::HttpV2));
    let path = context.get("http").and_then(|http| http.get("path")).cloned().unwrap_or_default();

    let mut event = Map::new();
    let mut set = |name: &str, value: Value| event.insert(name.to_owned(), value);
    set("version", Value::from("2.0"));
    set("routeKey", Value::from(exchange.route_key()));
    set("rawPath", path);
    set("rawQueryString", Value::from(request.query_string().into_owned()));
    if !cookies.is_empty() {
        set("cookies", Value::from(cookies));
    }
    set("headers", strings(headers.iter().map(|header| (header.name.as_str(), header.values.join(",")))));
    if !request.query.is_empty() {
        let query = grouped_query(exchange);
        set("queryStringParameters", strings(query.iter().map(|(name, values)| (*name, values.join(",")))));
    }
    set("requestContext", Value::Object(context));
    if body != Value::Null {
        set("body", body);
    }
    let parameters = exchange.path_parameters();
    if !parameters.is_empty() {
        let decoded = parameters.iter().map(|(name, value)| (name.as_str(), percent_decode(value)));
        set("pathParameters", strings(decoded));
    }
    set("isBase64Encoded", Value::from(encoded));
    if !exchange.stage.variables.is_empty() {
        set("stageVariables", stage_variables(exchange));
    }
    Value::Object(event)
}

/// Returns the members that the REST event and payload format 1.0 share, in their order.
fn version_1(
    exchange: &Exchange,
    headers: &[Header],
    context: Map<String, Value>,
    body: Value,
    encoded: bool,
) -> Map<String, Value> {
    let query = grouped_query(exchange);
    let parameters = exchange.path_parameters();
    let or_null = |there: bool, value: Value| if there { value } else { Value::Null };
    let last = |values: &[&str]| values.last().copied().unwrap_or_default().to_owned();
    let single = strings(headers.iter().map(|header| (header.name.as_str(), header.last().to_owned())));
    let multi = lists(headers.iter().map(|header| (header.name.as_str(), Value::from(header.values.clone()))));
    let single_query = strings(query.iter().map(|(name, values)| (*name, last(values))));
    let multi_query = lists(query.iter().map(|(name, values)| (*name, Value::from(values.clone()))));
    let parameters = or_null(!parameters.is_empty(), strings(parameters.iter().map(|(n, v)| (n.as_str(), v.clone()))));
    let members = [
        ("resource", Value::from(exchange.resource)),
        ("path", Value::from(exchange.path().into_owned())),
        ("httpMethod", Value::from(exchange.request.method.as_str())),
        ("headers", or_null(!headers.is_empty(), single)),
        ("multiValueHeaders", or_null(!headers.is_empty(), multi)),
        ("queryStringParameters", or_null(!query.is_empty(), single_query)),
        ("multiValueQueryStringParameters", or_null(!query.is_empty(), multi_query)),
        ("pathParameters", parameters),
        ("stageVariables", or_null(!exchange.stage.variables.is_empty(), stage_variables(exchange))),
        ("requestContext", Value::Object(context)),
        ("body", body),
        ("isBase64Encoded", Value::from(encoded)),
    ];
    members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Returns `requestContext`: every value of the call at the place that the catalog gives it.
fn request_context(exchange: &Exchange, shape: Shape) -> Map<String, Value> {
    let tree = context::tree(exchange, shape);
    let mut out = Map::new();
    for row in catalog().variables.iter().filter(|row| !row.is_pattern() && !row.path.starts_with("authorizer.")) {
        let place = shape.place(row).and_then(|place| place.strip_prefix("requestContext."));
        let found = find(&tree, &row.path);
        // Payload format 2.0 has the signed caller under `authorizer`, which `authorizer_v2` builds whole.
        if let (Some(place), Some(value)) = (place, found)
            && !place.starts_with("authorizer.")
        {
            context::set(&mut out, place, value.clone());
        }
    }
    let authorizer = match shape {
        Shape::HttpV2 => authorizer_v2(exchange, &tree),
        _ => tree.get("authorizer").cloned(),
    };
    out.extend(authorizer.map(|authorizer| ("authorizer".to_owned(), authorizer)));
    out
}

/// Returns `authorizer` of payload format 2.0: what the authorizer gave, under the name of its kind.
fn authorizer_v2(exchange: &Exchange, tree: &Map<String, Value>) -> Option<Value> {
    let (name, members) = match exchange.authorizer_kind() {
        AuthorizerKind::None => return None,
        AuthorizerKind::Cognito | AuthorizerKind::Jwt => ("jwt", tree.get("authorizer")?.clone()),
        AuthorizerKind::Iam => ("iam", Value::Object(iam_v2(tree))),
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            ("lambda", tree.get("authorizer")?.clone())
        }
    };
    Some(Value::Object([(name.to_owned(), members)].into_iter().collect()))
}

/// Returns `authorizer.iam`: its members where the catalog says, `null` where nothing is known (developer guide).
fn iam_v2(tree: &Map<String, Value>) -> Map<String, Value> {
    let mut iam = Map::new();
    iam.insert("cognitoIdentity".into(), Value::Null);
    let mut amr = Vec::new();
    for row in &catalog().variables {
        let Some(place) = row.http_v2.as_deref().and_then(|place| place.strip_prefix("requestContext.authorizer.iam."))
        else {
            continue;
        };
        let value = find(tree, &row.path).cloned().unwrap_or_default();
        match (row.condition, place) {
            (Condition::CognitoIdentity, _) if value == Value::Null => {}
            // The type and the provider come as one list here.
            (Condition::CognitoIdentity, "cognitoIdentity.amr") => match value {
                Value::Array(items) => amr.extend(items),
                other => amr.push(other),
            },
            _ => context::set(&mut iam, place, value),
        }
    }
    if iam.get("cognitoIdentity").is_some_and(Value::is_object) || !amr.is_empty() {
        context::set(&mut iam, "cognitoIdentity.amr", Value::Array(amr));
    }
    sorted(iam)
}

/// Returns the body and whether it is Base64; an empty body is none (recorded on AWS).
fn body(exchange: &Exchange, binary: bool) -> (Value, bool) {
    let bytes = exchange.request.body_bytes();
    match (bytes.is_empty(), binary) {
        (true, _) => (Value::Null, false),
        (false, true) => (Value::from(super::payload::base64_encode(&bytes)), true),
        // Bytes that are no text become U+FFFD (recorded on AWS for S3 integrations; inferred for Lambda).
        (false, false) => (Value::from(String::from_utf8_lossy(&bytes)), false),
    }
}

/// Returns the query's values by name, names sorted as the headers are. That they are sorted was seen in captures,
/// with too few names to prove it.
fn grouped_query<'a>(exchange: &Exchange<'a>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut grouped: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for (name, value) in &exchange.request.query {
        let place = *places.entry(name.as_str()).or_insert_with(|| {
            grouped.push((name, Vec::new()));
            grouped.len() - 1
        });
        grouped[place].1.push(value);
    }
    grouped.sort_by_cached_key(|(name, _)| name.to_lowercase());
    grouped
}

fn stage_variables(exchange: &Exchange) -> Value {
    strings(exchange.stage.variables.iter().map(|(name, value)| (name.as_str(), value.clone())))
}

fn strings<'a>(members: impl Iterator<Item = (&'a str, String)>) -> Value {
    lists(members.map(|(name, value)| (name, Value::String(value))))
}

fn lists<'a>(members: impl Iterator<Item = (&'a str, Value)>) -> Value {
    Value::Object(members.map(|(name, value)| (name.to_owned(), value)).collect())
}

fn find<'a>(tree: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let first = tree.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

/// Returns the members in alphabetical order, at every level but that of the authorizer's own values.
fn sorted(map: Map<String, Value>) -> Map<String, Value> {
    let mut members: Vec<(String, Value)> = map.into_iter().collect();
    members.sort_by(|(a, _), (b, _)| a.cmp(b));
    let ordered = members.into_iter().map(|(name, value)| {
        let value = match value {
            Value::Object(inner) if name != "authorizer" => Value::Object(sorted(inner)),
            other => other,
        };
        (name, value)
    });
    ordered.collect()
}
