//! Reads the members that cases of `events` and lines of `replay` share: the request, the caller, and plain data.

use crate::apigw::authorizer::Identity;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::route;
use serde_json::{Map, Value};

/// Returns the resource's path with its parameters filled in; each one that is not given keeps its placeholder
/// (recorded on AWS for *Test*).
pub(super) fn filled(resource: &str, parameters: &[(String, String)]) -> String {
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
pub(super) fn read_request(
    sent: &Map<String, Value>,
    stage: &str,
    resource: &str,
    filled: &str,
) -> Result<Request, String> {
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
    let bytes = text(sent, "body_base64")?;
    Ok(Request {
        method: text(sent, "method")?.unwrap_or("GET").to_owned(),
        path: if fits { path } else { filled.to_owned() },
        query: query.map_or_else(|| pairs(sent, "query"), |query| Ok(route::parse_query(query)))?,
        raw_query: query.map(str::to_owned),
        headers,
        body: bytes.map_or_else(|| text(sent, "body"), |bytes| Ok(Some(bytes)))?.map(Into::into),
        body_is_base64: bytes.is_some(),
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
pub(super) fn read_identity(case: &Map<String, Value>) -> Result<Identity, String> {
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

/// Returns a member that is text; `None` if it is missing or `null`.
pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("`{name}` is not text")),
    }
}

/// Returns a member that is an object; `None` if it is missing or `null`.
pub(super) fn object<'a>(
    members: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a Map<String, Value>>, String> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object)),
        Some(_) => Err(format!("`{name}` is not an object")),
    }
}

/// Returns a member that is a list of texts; empty if it is missing or `null`.
pub(super) fn texts(members: &Map<String, Value>, name: &str) -> Result<Vec<String>, String> {
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
pub(super) fn pairs(members: &Map<String, Value>, name: &str) -> Result<Pairs, String> {
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
