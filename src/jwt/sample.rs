//! Makes and signs tokens, for presets, lessons and tests.

use super::keys::{Key, KeyKind, Unusable, signer};
use super::secret::Secret;
use jsonwebtoken::{Algorithm, Header};
use serde_json::{Map, Value};

/// The secret that sample tokens are signed with. It is public on purpose and protects nothing.
pub const DEMO_SECRET: &str = "gatewright-demo-secret-that-protects-nothing";

/// Returns the key that goes with [`demo`].
pub fn demo_key() -> Key {
    Key::new(KeyKind::Secret, DEMO_SECRET)
}

/// Returns a token with `claims`, signed with HS256 and the [`DEMO_SECRET`].
///
/// No authorizer on AWS takes it: Cognito and JWT authorizers want RSA.
pub fn demo(claims: &Map<String, Value>) -> Secret {
    // A shared secret always signs HS256; an empty token would show that this is no longer so.
    sign(claims, &demo_key(), Algorithm::HS256, None).unwrap_or_default()
}

/// Returns a token with `claims`, signed with `key`; `key_id` becomes the header's `kid`.
pub fn sign(
    claims: &Map<String, Value>,
    key: &Key,
    algorithm: Algorithm,
    key_id: Option<&str>,
) -> Result<Secret, Unusable> {
    let signer = signer(key, algorithm)?;
    let mut header = Header::new(algorithm);
    header.kid = key_id.map(str::to_owned);
    let token = jsonwebtoken::encode(&header, claims, &signer).map_err(|_| Unusable {
        message: "this key cannot sign: its numbers are damaged".to_owned(),
        help: "copy the key again".to_owned(),
        key_id: None,
    })?;
    Ok(Secret::new(token))
}

/// Returns `claims` as if issued at `now` for `lifetime_s` seconds: `iat` and `exp` are set, and `auth_time`
/// where there is one. Presets keep no finished token, since it would be stale.
pub fn issued_now(claims: &Map<String, Value>, now: i64, lifetime_s: u32) -> Map<String, Value> {
    let mut claims = claims.clone();
    if let Some(auth_time) = claims.get_mut("auth_time") {
        *auth_time = now.into();
    }
    claims.insert("iat".to_owned(), now.into());
    claims.insert("exp".to_owned(), now.saturating_add(i64::from(lifetime_s)).into());
    claims
}
