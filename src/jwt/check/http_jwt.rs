//! What an HTTP API's JWT authorizer checks.
//!
//! Source: the developer guide, *Control access to HTTP APIs with JWT authorizers*: `kid`, `iss`, `aud` or
//! `client_id`, `exp`, `nbf`, `iat`, and `scope` or `scp`. Only algorithms of the RSA family are taken.

use super::{Check, Clock, REFUSED, TokenView, Verdict, finding, key_id, one_of, scopes, time};
use serde_json::Value;

/// What the authorizer and the route are set to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HttpJwtRules {
    /// The configured issuer; `None` if it is not known, so that it cannot be checked.
    pub issuer: Option<String>,
    /// The configured audiences; `None` if they are not known. An empty list lets nobody in.
    pub audiences: Option<Vec<String>>,
    /// Scopes of the route; one of them is enough.
    pub scopes: Vec<String>,
}

/// Checks a token as the authorizer does, all faults at once. The signature is not looked at.
pub fn http_jwt(token: TokenView<'_>, rules: &HttpJwtRules, clock: Clock) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(header) = token.header {
        checks.push(algorithm(header.get("alg")));
        checks.push(key_id(header));
    }
    checks.push(issuer(token, rules.issuer.as_deref()));
    checks.push(audience(token, rules.audiences.as_deref()));
    checks.extend(["exp", "nbf", "iat"].into_iter().filter_map(|name| time(token, name, clock)));
    checks.extend(scopes(token, &rules.scopes, &["scope", "scp"]));
    checks
}

fn algorithm(alg: Option<&Value>) -> Check {
    let (verdict, words) = match alg.and_then(Value::as_str) {
        Some("RS256" | "RS384" | "RS512") => (Verdict::Passes, "of the RSA family"),
        Some("PS256" | "PS384" | "PS512") => {
            (Verdict::Unknown, "of the RSA family, but the guide does not say whether PSS is taken")
        }
        _ => (REFUSED, "only algorithms of the RSA family are taken"),
    };
    finding("alg", alg, "RS256, RS384 or RS512", verdict, words)
}

fn issuer(token: TokenView<'_>, issuer: Option<&str>) -> Check {
    let value = token.claim("iss");
    let Some(wanted) = issuer else {
        return finding("iss", value, "the configured issuer", Verdict::Unknown, "this authorizer has no issuer set");
    };
    let (verdict, words) = match token.text("iss") {
        Some(iss) if iss == wanted => (Verdict::Passes, "the configured issuer"),
        Some(iss) if iss.trim_end_matches('/') == wanted.trim_end_matches('/') => {
            (REFUSED, "differs from the configured issuer only in the slash at the end: both must be written alike")
        }
        Some(_) => (REFUSED, "another issuer than the configured one"),
        None => (REFUSED, "the token does not name its issuer"),
    };
    finding("iss", value, format!("`{wanted}`"), verdict, words)
}

/// Checks `aud`, or `client_id` where there is no `aud`.
fn audience(token: TokenView<'_>, audiences: Option<&[String]>) -> Check {
    let (name, value) = match (token.claim("aud"), token.claim("client_id")) {
        (None, Some(client)) => ("client_id", Some(client)),
        (aud, _) => ("aud", aud),
    };
    let Some(wanted) = audiences else {
        return finding(name, value, "a configured audience", Verdict::Unknown, "this authorizer has no audience set");
    };
    let held: Vec<&str> = match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let (verdict, words) = match wanted.iter().find(|audience| held.contains(&audience.as_str())) {
        Some(audience) => (Verdict::Passes, format!("`{audience}` is configured")),
        None if wanted.is_empty() => (REFUSED, "the authorizer has no audience, so that no token fits".to_owned()),
        None if value.is_none() => (REFUSED, "the token has neither `aud` nor `client_id`".to_owned()),
        None => (REFUSED, "none of the configured audiences".to_owned()),
    };
    finding(name, value, one_of(wanted), verdict, words)
}
