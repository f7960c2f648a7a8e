//! How a token's claims are written for the function: every value becomes text, in two dialects.

use super::stage::ApiKind;
use crate::jwt::check::scope_words;
use crate::jwt::time::java_date;
use serde_json::{Map, Value};

/// Returns the claims as an authorizer of an API of `kind` hands them on.
///
/// REST API, Cognito: `exp` and `iat` as a Java date, lists joined with commas (reported with recorded events,
/// none of them on AWS by us). HTTP API, JWT: lists as `[a b]`, `null` left out (measured on AWS by the floci
/// project, 2026-08). An object is written as JSON text in both: not recorded anywhere. The same goes for
/// `null` in REST APIs, which is left out here as well.
pub fn rendered(claims: &Map<String, Value>, kind: ApiKind) -> Map<String, Value> {
    let texts = claims.iter().filter_map(|(name, value)| {
        let text = text(name, value, kind)?;
        Some((name.clone(), Value::String(text)))
    });
    texts.collect()
}

/// Returns one claim as text; `None` if it is left out.
pub fn text(name: &str, value: &Value, kind: ApiKind) -> Option<String> {
    match (value, kind) {
        (Value::Null, _) => None,
        (Value::String(text), _) => Some(text.clone()),
        (Value::Number(number), ApiKind::Rest) if matches!(name, "exp" | "iat") => {
            Some(number.as_i64().map_or_else(|| number.to_string(), java_date))
        }
        // `cognito:groups` and the like are lists of names. A list that holds objects (`identities`) has been
        // seen as JSON text in catalogs of samples only.
        (Value::Array(items), ApiKind::Rest) if items.iter().all(is_plain) => Some(joined(items, ",")),
        (Value::Array(items), ApiKind::Http) => Some(format!("[{}]", joined(items, " "))),
        (other, _) => Some(other.to_string()),
    }
}

/// Returns the scopes of a token: those of `scope` or `scp`, split at blanks.
pub fn scopes(claims: &Map<String, Value>) -> Vec<String> {
    let claim = claims.get("scope").or_else(|| claims.get("scp"));
    claim.map(scope_words).unwrap_or_default().into_iter().map(str::to_owned).collect()
}

/// Returns a value of a Lambda authorizer's context as a REST API hands it on: text. `None` for what may not be
/// there: a list, an object or `null` (developer guide).
pub fn context_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

fn joined(items: &[Value], separator: &str) -> String {
    let texts = items.iter().map(|item| match item {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    });
    texts.collect::<Vec<_>>().join(separator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_type_in_each_dialect() {
        let cases = [
            ("sub", json!("a"), Some("a"), Some("a")),
            ("auth_time", json!(1793622000), Some("1793622000"), Some("1793622000")),
            ("exp", json!(1781502981), Some("Mon Jun 15 05:56:21 UTC 2026"), Some("1781502981")),
            ("email_verified", json!(true), Some("true"), Some("true")),
            ("cognito:groups", json!(["admin", "poweruser"]), Some("admin,poweruser"), Some("[admin poweruser]")),
            ("cognito:groups", json!(["admin"]), Some("admin"), Some("[admin]")),
            ("empty", json!([]), Some(""), Some("[]")),
            ("address", json!({"a": 1}), Some(r#"{"a":1}"#), Some(r#"{"a":1}"#)),
            ("nothing", json!(null), None, None),
        ];
        for (name, value, rest, http) in cases {
            assert_eq!(text(name, &value, ApiKind::Rest).as_deref(), rest, "{name} REST");
            assert_eq!(text(name, &value, ApiKind::Http).as_deref(), http, "{name} HTTP");
        }
    }
}
