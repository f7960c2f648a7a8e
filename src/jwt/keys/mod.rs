//! Keys as people have them: a shared secret, a PEM file, a JWK or a JWKS.
//!
//! A key is read by ourselves, down to the numbers that the crate's verifier takes: the crate's own readers
//! recurse without a limit and can panic on a damaged key.

mod der;
mod jwk;
mod pem;

use super::base64;
use super::secret::Secret;
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};

/// Longest key or key set that is read, in bytes.
pub const MAX_KEY_BYTES: usize = 256 * 1024;

/// How a key's text is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyKind {
    /// A shared secret, taken as its UTF-8 bytes.
    Secret,
    /// A shared secret in Base64, of either alphabet, padded or not.
    SecretBase64,
    /// PEM: a public key, a private key or a certificate.
    Pem,
    /// JSON: one JWK, or a set of them (JWKS).
    Jwks,
}

/// A key as the user gave it. `Debug` does not show the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Key {
    /// How it is written.
    pub kind: KeyKind,
    /// The text.
    pub text: Secret,
}

impl Key {
    /// Makes a key of a known kind.
    pub fn new(kind: KeyKind, text: impl Into<String>) -> Self {
        Self { kind, text: Secret::new(text) }
    }

    /// Makes a key and tells its kind by its look; whatever is neither PEM nor JSON is a secret as it stands.
    pub fn recognize(text: impl Into<String>) -> Self {
        let text = text.into();
        let start = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\u{FEFF}'));
        let kind = if start.starts_with("-----BEGIN") || start.starts_with("ssh-") {
            KeyKind::Pem
        } else if start.starts_with('{') || start.starts_with("[{") || start.starts_with("[\n") {
            KeyKind::Jwks
        } else {
            KeyKind::Secret
        };
        Self::new(kind, text)
    }
}

/// A key that can verify, with what is known of it.
pub(super) struct Candidate {
    /// The key for the verifier.
    pub key: DecodingKey,
    /// The algorithms that the key is good for.
    pub algorithms: Vec<Algorithm>,
    /// Key id, if the source names one.
    pub key_id: Option<String>,
    /// What it is, for people: "an RSA key of 2048 bits".
    pub what: String,
}

/// Why a key is of no use, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unusable {
    /// What is wrong, one phrase.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// The id of the key in its set, if it has one.
    pub key_id: Option<String>,
}

impl Unusable {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into(), key_id: None }
    }
}

/// Reads all keys of a text. A set may hold good ones and others.
pub(super) fn candidates(key: &Key) -> Vec<Result<Candidate, Unusable>> {
    let text = key.text.reveal();
    if text.len() > MAX_KEY_BYTES {
        let message = format!("longer than {} KiB: this is not read", MAX_KEY_BYTES / 1024);
        return vec![Err(Unusable::new(message, "paste the one key, or the issuer's key set"))];
    }
    if text.trim().is_empty() {
        return vec![Err(Unusable::new("there is no key", "enter a secret, or paste a PEM, a JWK or a JWKS"))];
    }
    match key.kind {
        KeyKind::Secret => vec![Ok(shared(text.as_bytes(), None))],
        KeyKind::SecretBase64 => vec![secret_base64(text)],
        KeyKind::Pem => vec![pem::public(text)],
        KeyKind::Jwks => jwk::read(text),
    }
}

/// Makes the key that signs with `algorithm`. Sets of keys hold public keys only and cannot sign.
pub(super) fn signer(key: &Key, algorithm: Algorithm) -> Result<EncodingKey, Unusable> {
    let text = key.text.reveal();
    let signer = match key.kind {
        KeyKind::Secret => EncodingKey::from_secret(text.as_bytes()),
        KeyKind::SecretBase64 => {
            EncodingKey::from_secret(&base64::decode(text.trim()).map_err(|fault| not_base64(&fault))?.bytes)
        }
        KeyKind::Pem if text.len() <= MAX_KEY_BYTES => pem::private(text)?,
        KeyKind::Pem | KeyKind::Jwks => {
            return Err(Unusable::new("this key cannot sign", "sign with a secret or with a private key as PEM"));
        }
    };
    if signer.family() != algorithm.family() {
        let message = format!("{algorithm:?} does not go with {}", family_words(signer.family()));
        return Err(Unusable::new(message, format!("choose {}", names(signer.family().algorithms()))));
    }
    Ok(signer)
}

/// Returns the algorithms for a sentence: "HS256, HS384, HS512".
pub(super) fn names(algorithms: &[Algorithm]) -> String {
    algorithms.iter().map(|algorithm| format!("{algorithm:?}")).collect::<Vec<_>>().join(", ")
}

/// Returns what a key of a family is, with its article.
pub(super) fn family_words(family: AlgorithmFamily) -> &'static str {
    match family {
        AlgorithmFamily::Hmac => "a shared secret",
        AlgorithmFamily::Rsa => "an RSA key",
        AlgorithmFamily::Ec => "an elliptic curve key",
        AlgorithmFamily::Ed => "an Ed25519 key",
    }
}

fn secret_base64(text: &str) -> Result<Candidate, Unusable> {
    let text: String = text.split_whitespace().collect();
    base64::decode(&text).map(|read| shared(&read.bytes, None)).map_err(|fault| not_base64(&fault))
}

fn not_base64(fault: &base64::Fault) -> Unusable {
    let message = match fault {
        base64::Fault::Symbol { index, .. } => format!("the secret is not Base64: character {}", index + 1),
        base64::Fault::Length => "the secret is not Base64: its length does not fit".to_owned(),
    };
    Unusable::new(message, "copy it again, or enter it as plain text")
}

fn shared(secret: &[u8], key_id: Option<String>) -> Candidate {
    Candidate {
        key: DecodingKey::from_secret(secret),
        algorithms: AlgorithmFamily::Hmac.algorithms().to_vec(),
        key_id,
        what: format!("a shared secret of {} byte{}", secret.len(), if secret.len() == 1 { "" } else { "s" }),
    }
}

/// Makes an RSA key from the bytes of modulus and exponent.
fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Candidate, Unusable> {
    let strip = |bytes: &[u8]| bytes.iter().position(|byte| *byte != 0).map_or(Vec::new(), |at| bytes[at..].to_vec());
    let (modulus, exponent) = (strip(modulus), strip(exponent));
    let bits = modulus.first().map_or(0, |first| modulus.len() * 8 - first.leading_zeros() as usize);
    let is_odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last % 2 == 1);
    if !is_odd(&modulus) || !is_odd(&exponent) || exponent.len() > 8 {
        return Err(Unusable::new("the numbers of this RSA key are damaged", "copy the key again"));
    }
    if !(1_024..=4_096).contains(&bits) {
        let message = format!("an RSA key of {bits} bits cannot be used here");
        return Err(Unusable::new(message, "use a key of 2048 to 4096 bits"));
    }
    Ok(Candidate {
        key: DecodingKey::from_rsa_raw_components(&modulus, &exponent),
        algorithms: AlgorithmFamily::Rsa.algorithms().to_vec(),
        key_id: None,
        what: format!("an RSA key of {bits} bits"),
    })
}

/// Makes an elliptic curve key from a point as SEC 1 writes it, plain or compressed.
fn elliptic(curve: &str, point: &[u8]) -> Result<Candidate, Unusable> {
    let (algorithm, width) = match curve {
        "P-256" => (Algorithm::ES256, 32),
        "P-384" => (Algorithm::ES384, 48),
        _ => return Err(unsupported_curve(curve)),
    };
    let fits = match point.first() {
        Some(4) => point.len() == 1 + 2 * width,
        Some(2 | 3) => point.len() == 1 + width,
        _ => false,
    };
    if !fits {
        return Err(Unusable::new(format!("this {curve} key has the wrong length"), "copy the key again"));
    }
    Ok(Candidate {
        key: DecodingKey::from_ec_der(point),
        algorithms: vec![algorithm],
        key_id: None,
        what: format!("an elliptic curve key ({curve})"),
    })
}

/// Makes an Ed25519 key from its 32 bytes.
fn edwards(bytes: &[u8]) -> Result<Candidate, Unusable> {
    if bytes.len() != 32 {
        return Err(Unusable::new("this Ed25519 key does not have 32 bytes", "copy the key again"));
    }
    Ok(Candidate {
        key: DecodingKey::from_ed_der(bytes),
        algorithms: vec![Algorithm::EdDSA],
        key_id: None,
        what: "an Ed25519 key".to_owned(),
    })
}

fn unsupported_curve(curve: &str) -> Unusable {
    Unusable::new(
        format!("keys on the curve {curve} are not supported"),
        "use P-256, P-384 or Ed25519; authorizers of API Gateway take RSA keys only",
    )
}
