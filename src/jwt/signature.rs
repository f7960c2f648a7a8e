//! Checks a token's signature with a key that the user gives.
//!
//! Which algorithms may be used is decided by the key and by what the user allows, never by the token: a
//! header only picks one of them. So a token that was signed with the *text* of a public key as a shared
//! secret is refused, however its header reads.
//!
//! RUSTSEC-2023-0071 ("Marvin") names the `rsa` crate, which is behind `jsonwebtoken`: the time that an operation
//! with a private key takes tells of the key to somebody who can measure many of them over a network. It does not
//! matter here: checking uses public keys only, nothing is ever decrypted, and the only private keys are those that
//! a person pastes to sign a sample token on their own machine, where nobody else holds a clock.

use super::base64;
use super::decode::{Decoded, Form};
use super::keys::{Candidate, Key, Unusable, candidates, family_words, names};
use jsonwebtoken::Algorithm;

/// What came of checking a signature.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SignatureVerdict {
    /// The key's owner signed this token.
    Valid,
    /// The token is not signed by this key, or not in a way that is allowed.
    Invalid,
    /// The key cannot be used, so nothing is known.
    KeyUnusable,
    /// There is nothing to check: no token, no signature.
    NothingToCheck,
}

/// The result of [`verify`], in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureCheck {
    /// What came of it.
    pub verdict: SignatureVerdict,
    /// One phrase: "the signature does not match this key".
    pub message: String,
    /// What to do about it; `None` if all is well.
    pub help: Option<String>,
    /// The key that was used: "an RSA key of 2048 bits, `kid` key-1".
    pub key: Option<String>,
}

impl SignatureCheck {
    fn new(verdict: SignatureVerdict, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { verdict, message: message.into(), help: Some(help.into()), key: None }
    }

    fn invalid(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(SignatureVerdict::Invalid, message, help)
    }

    fn unusable(unusable: &Unusable) -> Self {
        Self::new(SignatureVerdict::KeyUnusable, &unusable.message, &unusable.help)
    }
}

/// Checks the signature of a decoded token with `key`.
///
/// `allowed` are the algorithms that the user configured; empty allows all that the key is good for. Of a key
/// set, the key with the token's `kid` is taken; where the token names none, every key that fits is tried.
pub fn verify(decoded: &Decoded, key: &Key, allowed: &[Algorithm]) -> SignatureCheck {
    let algorithm = match algorithm_of(decoded) {
        Ok(algorithm) => algorithm,
        Err(check) => return check,
    };
    if signature_bytes(decoded.compact()).is_none() {
        return SignatureCheck::invalid("the signature is not Base64", "copy the whole token again");
    }
    let keys = match choose(candidates(key), decoded.key_id()) {
        Ok(keys) => keys,
        Err(check) => return check,
    };
    let fits = |candidate: &&Candidate| candidate.algorithms.contains(&algorithm);
    let fitting: Vec<&Candidate> = keys.iter().filter(fits).collect();
    if fitting.is_empty() {
        return refuse_family(algorithm, &keys);
    }
    if !allowed.is_empty() && !allowed.contains(&algorithm) {
        return SignatureCheck::invalid(
            format!("the token is signed with {algorithm:?}, which is not allowed here"),
            format!("allowed is {}; have the token signed so, or allow {algorithm:?}", names(allowed)),
        );
    }
    let mut unusable = None;
    for candidate in &fitting {
        match matches(decoded.compact(), candidate, algorithm) {
            Some(true) => return valid(candidate, algorithm),
            Some(false) => {}
            None => unusable = Some(candidate),
        }
    }
    match unusable {
        Some(candidate) if fitting.len() == 1 => {
            let message = format!("{} is damaged", candidate.what);
            SignatureCheck::new(SignatureVerdict::KeyUnusable, message, "copy the key again")
        }
        _ => mismatch(&fitting, algorithm),
    }
}

/// Returns the algorithm that the header names, if the crate has it and there is a signature.
fn algorithm_of(decoded: &Decoded) -> Result<Algorithm, SignatureCheck> {
    if decoded.form != Form::Signed {
        let message = match decoded.form {
            Form::Empty => "there is no token",
            Form::Encrypted => "an encrypted token cannot be checked",
            Form::SignatureMissing => "there is no signature to check",
            _ => "this is not a token",
        };
        let help = "paste a token with three parts";
        return Err(SignatureCheck::new(SignatureVerdict::NothingToCheck, message, help));
    }
    let Some(name) = decoded.algorithm() else {
        return Err(SignatureCheck::invalid("the header does not name an algorithm", "look at what made the token"));
    };
    if name.eq_ignore_ascii_case("none") {
        let message = "the token is not signed: `alg` is `none`";
        return Err(SignatureCheck::invalid(message, "never take such a token: anyone can write it"));
    }
    name.parse().map_err(|_| {
        let supported = "HS, RS and PS with 256, 384 or 512, ES256, ES384 and EdDSA";
        let message = "the token's algorithm cannot be checked here";
        SignatureCheck::new(SignatureVerdict::KeyUnusable, message, format!("supported are {supported}"))
    })
}

/// Picks the keys that may have signed a token which names the key `key_id`.
fn choose(keys: Vec<Result<Candidate, Unusable>>, key_id: Option<&str>) -> Result<Vec<Candidate>, SignatureCheck> {
    let is_named = |id: &Option<String>| key_id.is_none() || id.is_none() || id.as_deref() == key_id;
    let (mut chosen, mut others, mut refused) = (Vec::new(), Vec::new(), None);
    for key in keys {
        match key {
            Ok(candidate) if is_named(&candidate.key_id) => chosen.push(candidate),
            Ok(candidate) => others.extend(candidate.key_id),
            Err(unusable) if is_named(&unusable.key_id) => refused = refused.or(Some(unusable)),
            Err(unusable) => others.extend(unusable.key_id),
        }
    }
    // A key that carries the very id goes before those without one.
    if chosen.iter().any(|candidate| candidate.key_id.is_some() && candidate.key_id.as_deref() == key_id) {
        chosen.retain(|candidate| candidate.key_id.as_deref() == key_id);
    }
    match (chosen.is_empty(), refused) {
        (false, _) => Ok(chosen),
        (true, Some(unusable)) => Err(SignatureCheck::unusable(&unusable)),
        (true, None) => {
            let shown: Vec<String> = others.iter().take(5).map(|id| format!("`{}`", shorten(id))).collect();
            Err(SignatureCheck::invalid(
                format!("no key in this set has the token's `kid` `{}`", shorten(key_id.unwrap_or(""))),
                format!("the set has {}: it is another issuer's, or the key was replaced since", shown.join(", ")),
            ))
        }
    }
}

fn signature_bytes(compact: &str) -> Option<Vec<u8>> {
    let (_, signature) = compact.rsplit_once('.')?;
    Some(base64::decode(signature).ok()?.bytes)
}

/// Verifies with one key; `None` if the key itself is refused.
fn matches(compact: &str, candidate: &Candidate, algorithm: Algorithm) -> Option<bool> {
    let signature = base64::encode(&signature_bytes(compact)?);
    let check = |token: &str| {
        let (message, _) = token.rsplit_once('.')?;
        jsonwebtoken::crypto::verify(&signature, message.as_bytes(), &candidate.key, algorithm).ok()
    };
    match check(compact)? {
        true => Some(true),
        // Padding and the other alphabet may have come in on the way here: what was signed had neither.
        false => check(&compact.replace('=', "").replace('+', "-").replace('/', "_")),
    }
}

fn valid(candidate: &Candidate, algorithm: Algorithm) -> SignatureCheck {
    SignatureCheck {
        verdict: SignatureVerdict::Valid,
        message: format!("the signature matches ({algorithm:?})"),
        help: None,
        key: Some(describe(candidate)),
    }
}

fn mismatch(tried: &[&Candidate], algorithm: Algorithm) -> SignatureCheck {
    let (message, key) = match tried {
        [one] => ("the signature does not match this key".to_owned(), Some(describe(one))),
        many => (format!("the signature matches none of {} keys", many.len()), None),
    };
    let help = if algorithm.family() == jsonwebtoken::AlgorithmFamily::Hmac {
        "the token was changed, or signed with another secret; try the secret as Base64 or as plain text"
    } else {
        "the token was changed, or signed with another key: take the key of the token's issuer"
    };
    SignatureCheck { verdict: SignatureVerdict::Invalid, message, help: Some(help.into()), key }
}

fn refuse_family(algorithm: Algorithm, keys: &[Candidate]) -> SignatureCheck {
    let what = keys.first().map_or("no key", |candidate| candidate.what.as_str());
    let good_for: Vec<Algorithm> = keys.first().map(|candidate| candidate.algorithms.clone()).unwrap_or_default();
    SignatureCheck::invalid(
        format!("the token says {algorithm:?}, but this is {what}"),
        format!("{algorithm:?} needs {}; this key is for {}", family_words(algorithm.family()), names(&good_for)),
    )
}

fn describe(candidate: &Candidate) -> String {
    match &candidate.key_id {
        Some(key_id) => format!("{}, `kid` {}", candidate.what, shorten(key_id)),
        None => candidate.what.clone(),
    }
}

fn shorten(name: &str) -> String {
    name.chars().take(60).flat_map(char::escape_debug).collect()
}
