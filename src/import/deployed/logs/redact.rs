//! Takes tokens and keys away from what a log tells.

use crate::apigw::request::Pairs;
use serde_json::Value;

/// Headers that carry tokens or keys.
const SECRET: [&str; 6] =
    ["authorization", "x-amz-security-token", "cookie", "set-cookie", "x-api-key", "proxy-authorization"];

fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// Returns true for a bearer token or a text shaped like a JWT.
fn is_token(text: &str) -> bool {
    let text = text.trim();
    let is_jwt = text.starts_with("eyJ") && text.split('.').count() == 3 && !text.contains(' ');
    is_jwt || text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "))
}

/// Returns the headers without those that carry tokens, and the names of those.
pub(super) fn headers(headers: Pairs) -> (Pairs, Vec<String>) {
    let (hidden, shown): (Pairs, Pairs) =
        headers.into_iter().partition(|(name, value)| is_secret(name) || is_token(value));
    (shown, hidden.into_iter().map(|(name, _)| name).collect())
}

/// Takes members away that carry tokens, at any depth. Returns their names.
pub(super) fn json(value: &mut Value) -> Vec<String> {
    let mut hidden = Vec::new();
    walk(value, &mut hidden);
    hidden
}

// The depth is bounded: serde_json reads 128 levels.
fn walk(value: &mut Value, hidden: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let secret = |value: &Value| match value {
                Value::Array(items) => items.iter().any(|item| item.as_str().is_some_and(is_token)),
                other => other.as_str().is_some_and(is_token),
            };
            let names: Vec<String> = members
                .iter()
                .filter(|(name, value)| is_secret(name) && !value.is_object() || secret(value))
                .map(|(name, _)| name.clone())
                .collect();
            for name in names {
                members.shift_remove(&name);
                hidden.push(name);
            }
            members.values_mut().for_each(|member| walk(member, hidden));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, hidden)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_go_wherever_they_stand() {
        let mut value = serde_json::json!({
            "headers": {"Authorization": "x", "Accept": "a"},
            "multiValueHeaders": {"authorization": ["x"]},
            "body": {"deep": [{"jwt": "eyJhbGciOi.eyJzdWIi.c2ln"}], "note": "eyJ is no token"},
        });
        assert_eq!(json(&mut value), ["Authorization", "authorization", "jwt"]);
        assert_eq!(
            value,
            serde_json::json!({
                "headers": {"Accept": "a"}, "multiValueHeaders": {}, "body": {"deep": [{}], "note": "eyJ is no token"},
            })
        );
    }
}
