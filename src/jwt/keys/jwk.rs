//! Keys as JSON: one JWK (RFC 7517), or a set of them as issuers publish it at their `jwks_uri`.

use super::{Algorithm, Candidate, Unusable, base64, edwards, elliptic, rsa, shared, unsupported_curve};
use serde_json::{Map, Value};

/// Keys of a set that are read; issuers publish a handful.
const MAX_KEYS: usize = 100;

/// Reads a JWK, a JWKS, or a bare list of keys.
pub(super) fn read(text: &str) -> Vec<Result<Candidate, Unusable>> {
    let Ok(value) = serde_json::from_str::<Value>(text.trim_start_matches('\u{FEFF}')) else {
        return vec![Err(Unusable::new("this key set is not JSON", "paste the whole text of the issuer's JWKS"))];
    };
    let keys = match &value {
        Value::Object(object) => match object.get("keys") {
            Some(Value::Array(keys)) => keys.as_slice(),
            None if object.contains_key("kty") => std::slice::from_ref(&value),
            _ if object.contains_key("jwks_uri") => {
                return vec![Err(Unusable::new(
                    "this is the issuer's configuration, not its keys",
                    "paste what is found at the address that `jwks_uri` names",
                ))];
            }
            _ => return vec![Err(no_keys())],
        },
        Value::Array(keys) => keys.as_slice(),
        _ => return vec![Err(no_keys())],
    };
    if keys.is_empty() {
        return vec![Err(no_keys())];
    }
    keys.iter().take(MAX_KEYS).map(one).collect()
}

fn no_keys() -> Unusable {
    Unusable::new("there is no key in this JSON", "a JWK has `kty`; a key set has `keys`, a list of them")
}

/// Reads one key of a set.
fn one(value: &Value) -> Result<Candidate, Unusable> {
    let Value::Object(key) = value else { return Err(no_keys()) };
    let key_id = key.get("kid").and_then(Value::as_str).map(str::to_owned);
    match numbers(key) {
        Ok(mut candidate) => {
            candidate.key_id = key_id;
            Ok(candidate)
        }
        Err(unusable) => Err(Unusable { key_id, ..unusable }),
    }
}

fn numbers(key: &Map<String, Value>) -> Result<Candidate, Unusable> {
    if key.get("use").and_then(Value::as_str) == Some("enc") {
        return Err(Unusable::new("this key encrypts, it does not sign", "take the key with `use` set to `sig`"));
    }
    let kind = key.get("kty").and_then(Value::as_str).unwrap_or("");
    let curve = key.get("crv").and_then(Value::as_str).unwrap_or("");
    let mut candidate = match (kind, curve) {
        ("RSA", _) => rsa(&bytes(key, "n")?, &bytes(key, "e")?)?,
        ("oct", _) => shared(&bytes(key, "k")?, None),
        ("OKP", "Ed25519") => edwards(&bytes(key, "x")?)?,
        ("EC", "P-256") => elliptic(curve, &point(key, 32)?)?,
        ("EC", "P-384") => elliptic(curve, &point(key, 48)?)?,
        ("EC" | "OKP", curve) => return Err(unsupported_curve(&format!("`{}`", shorten(curve)))),
        _ => {
            let message = format!("keys with `kty` `{}` are not supported", shorten(kind));
            return Err(Unusable::new(message, "use an RSA, EC, OKP (Ed25519) or oct key"));
        }
    };
    if let Some(name) = key.get("alg").and_then(Value::as_str) {
        let fits = name.parse::<Algorithm>().ok().filter(|algorithm| candidate.algorithms.contains(algorithm));
        let algorithm = fits.ok_or_else(|| {
            let message = format!("the key is for `{}`, which cannot be checked here", shorten(name));
            Unusable::new(message, "take a key for HS, RS, PS, ES or EdDSA signatures")
        })?;
        candidate.algorithms = vec![algorithm];
    }
    Ok(candidate)
}

/// Reads a point of a curve whose numbers have `width` bytes. Some issuers leave leading zeros out.
fn point(key: &Map<String, Value>, width: usize) -> Result<Vec<u8>, Unusable> {
    let mut point = vec![4];
    for name in ["x", "y"] {
        let number = bytes(key, name)?;
        point.extend(std::iter::repeat_n(0, width.saturating_sub(number.len())));
        point.extend(number);
    }
    Ok(point)
}

fn bytes(key: &Map<String, Value>, name: &'static str) -> Result<Vec<u8>, Unusable> {
    let text = key
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| Unusable::new(format!("the key has no `{name}`"), "copy the key again, with all its members"))?;
    let read = base64::decode(text.trim())
        .map_err(|_| Unusable::new(format!("`{name}` of the key is not Base64"), "copy the key again"))?;
    Ok(read.bytes)
}

fn shorten(name: &str) -> String {
    name.chars().take(40).flat_map(char::escape_debug).collect()
}
