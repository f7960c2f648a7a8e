//! Keys in PEM: public keys, private keys and certificates.

use super::der::{BIT_STRING, CONTEXT_0, Der, INTEGER, OBJECT_ID, OCTET_STRING, SEQUENCE};
use super::{Candidate, Unusable, base64, edwards, elliptic, rsa, unsupported_curve};
use jsonwebtoken::jwk::{AlgorithmParameters, Jwk};
use jsonwebtoken::{Algorithm, EncodingKey};

/// Reads the key that verifies: a public key, a certificate's, or the public half of a private key.
pub(super) fn public(text: &str) -> Result<Candidate, Unusable> {
    let block = Block::find(text)?;
    let der = Der::new(&block.bytes);
    match block.label.as_str() {
        "PUBLIC KEY" => public_key_info(der),
        "RSA PUBLIC KEY" => rsa_numbers(der, false),
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => {
            public_key_info(certificate_key(der).ok_or_else(damaged)?)
        }
        _ => match block.private()? {
            Private::Rsa { der } => rsa_numbers(Der::new(&der), true),
            Private::Elliptic { curve, der } => elliptic(curve, &elliptic_point(curve, &der).ok_or_else(damaged)?),
            Private::Edwards { der } => edwards(&edwards_point(&der).ok_or_else(damaged)?),
        },
    }
}

/// Reads the key that signs.
pub(super) fn private(text: &str) -> Result<EncodingKey, Unusable> {
    let block = Block::find(text)?;
    if matches!(block.label.as_str(), "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE") {
        return Err(Unusable::new("a public key cannot sign", "paste the private key that belongs to it"));
    }
    Ok(match block.private()? {
        Private::Rsa { der } => EncodingKey::from_rsa_der(&der),
        Private::Elliptic { der, .. } => EncodingKey::from_ec_der(&der),
        Private::Edwards { der } => EncodingKey::from_ed_der(&der),
    })
}

/// A PEM block: its label and what it encodes.
struct Block {
    label: String,
    bytes: Vec<u8>,
}

/// A private key: PKCS #1 for RSA, PKCS #8 for the others.
enum Private {
    Rsa { der: Vec<u8> },
    Elliptic { curve: &'static str, der: Vec<u8> },
    Edwards { der: Vec<u8> },
}

impl Block {
    /// Finds the first block that holds a key. Parameters of a curve may stand before it.
    fn find(text: &str) -> Result<Self, Unusable> {
        // A PEM out of a JSON text or an environment variable has its line ends written out.
        let text = text.replace("\\r", "").replace("\\n", "\n");
        if text.trim_start().starts_with("ssh-") {
            return Err(Unusable::new("this is an SSH key", "convert it with `ssh-keygen -e -m PKCS8 -f FILE`"));
        }
        let mut rest = text.as_str();
        loop {
            let (_, after) = rest.split_once("-----BEGIN ").ok_or_else(|| {
                Unusable::new("this is not PEM: there is no `-----BEGIN …-----`", "paste the whole file")
            })?;
            let (label, after) = after.split_once("-----").ok_or_else(damaged)?;
            let end = format!("-----END {label}-----");
            let (body, after) = after.split_once(end.as_str()).ok_or_else(|| {
                Unusable::new(format!("`-----END {}-----` is missing", shorten(label)), "paste the whole file")
            })?;
            if label == "EC PARAMETERS" {
                rest = after;
                continue;
            }
            if body.contains("ENCRYPTED") || label.contains("ENCRYPTED") {
                return Err(Unusable::new(
                    "this private key is locked with a passphrase",
                    "paste the public key: `openssl pkey -in FILE -pubout` prints it",
                ));
            }
            let symbols: String = body.split_whitespace().collect();
            let read = base64::decode(&symbols).map_err(|_| damaged())?;
            return Ok(Self { label: label.to_owned(), bytes: read.bytes });
        }
    }

    fn private(self) -> Result<Private, Unusable> {
        match self.label.as_str() {
            "RSA PRIVATE KEY" => Ok(Private::Rsa { der: self.bytes }),
            "PRIVATE KEY" => private_key_info(self.bytes),
            "EC PRIVATE KEY" => Err(Unusable::new(
                "this elliptic curve key is in the older form SEC 1",
                "convert it with `openssl pkcs8 -topk8 -nocrypt -in FILE`",
            )),
            "OPENSSH PRIVATE KEY" => Err(Unusable::new(
                "this is an SSH key",
                "convert a copy with `ssh-keygen -p -m PKCS8 -f COPY`, or use another key",
            )),
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Err(Unusable::new(
                "this is a request for a certificate",
                "paste the certificate, or the public key: `openssl req -in FILE -pubkey -noout` prints it",
            )),
            label => Err(Unusable::new(
                format!("`{}` is no kind of key that verifies tokens", shorten(label)),
                "paste a public key, a private key or a certificate",
            )),
        }
    }
}

fn damaged() -> Unusable {
    Unusable::new("this key is damaged", "copy it again, from `-----BEGIN` to the end of the `-----END` line")
}

fn shorten(label: &str) -> String {
    label.chars().take(40).flat_map(char::escape_debug).collect()
}

/// The kinds of keys, by the object identifier of the algorithm and, for curves, of the curve.
fn kind_of(algorithm: &mut Der<'_>) -> Result<&'static str, Unusable> {
    const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01];
    const RSA_PSS: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x0A];
    const ELLIPTIC: &[u8] = &[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];
    const CURVES: [(&[u8], &str); 4] = [
        (&[0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07], "P-256"),
        (&[0x2B, 0x81, 0x04, 0x00, 0x22], "P-384"),
        (&[0x2B, 0x81, 0x04, 0x00, 0x23], "P-521"),
        (&[0x2B, 0x81, 0x04, 0x00, 0x0A], "secp256k1"),
    ];
    match algorithm.take(OBJECT_ID).ok_or_else(damaged)? {
        RSA | RSA_PSS => Ok("RSA"),
        ELLIPTIC => {
            let curve = algorithm.take(OBJECT_ID).ok_or_else(damaged)?;
            let known = CURVES.iter().find(|(id, _)| *id == curve).map(|(_, name)| *name);
            known.ok_or_else(|| unsupported_curve("that this key names"))
        }
        [0x2B, 0x65, 0x70] => Ok("Ed25519"),
        [0x2B, 0x65, 0x71] => Err(unsupported_curve("Ed448")),
        [0x2B, 0x65, 0x6E] => Err(unsupported_curve("X25519")),
        _ => Err(Unusable::new("no token is signed with this kind of key", "use an RSA, P-256, P-384 or Ed25519 key")),
    }
}

/// Reads `SubjectPublicKeyInfo`: the algorithm, and the key as a bit string.
fn public_key_info(mut der: Der<'_>) -> Result<Candidate, Unusable> {
    let mut info = der.sequence().ok_or_else(damaged)?;
    let kind = kind_of(&mut info.sequence().ok_or_else(damaged)?)?;
    let key = info.bit_string().ok_or_else(damaged)?;
    match kind {
        "RSA" => rsa_numbers(Der::new(key), false),
        "Ed25519" => edwards(key),
        curve => elliptic(curve, key),
    }
}

/// Returns where a certificate's `SubjectPublicKeyInfo` begins.
fn certificate_key(mut der: Der<'_>) -> Option<Der<'_>> {
    let mut body = der.sequence()?.sequence()?;
    // The version is optional; serial number, algorithm, issuer, validity and subject come before the key.
    body.take(CONTEXT_0);
    body.take(INTEGER)?;
    for _ in 0..4 {
        body.take(SEQUENCE)?;
    }
    Some(body)
}

/// Reads modulus and exponent, which follow the version in a private key.
fn rsa_numbers(mut der: Der<'_>, is_private: bool) -> Result<Candidate, Unusable> {
    let mut numbers = der.sequence().ok_or_else(damaged)?;
    if is_private {
        numbers.take(INTEGER).ok_or_else(damaged)?;
    }
    let modulus = numbers.take(INTEGER).ok_or_else(damaged)?;
    let exponent = numbers.take(INTEGER).ok_or_else(damaged)?;
    rsa(modulus, exponent)
}

/// Reads PKCS #8: version, algorithm, and the key as an octet string.
fn private_key_info(bytes: Vec<u8>) -> Result<Private, Unusable> {
    let mut info = Der::new(&bytes).sequence().ok_or_else(damaged)?;
    info.take(INTEGER).ok_or_else(damaged)?;
    let kind = kind_of(&mut info.sequence().ok_or_else(damaged)?)?;
    let key = info.take(OCTET_STRING).ok_or_else(damaged)?;
    Ok(match kind {
        "RSA" => Private::Rsa { der: key.to_vec() },
        "Ed25519" => Private::Edwards { der: bytes },
        curve => Private::Elliptic { curve, der: bytes },
    })
}

/// Computes the public point of an elliptic curve key.
fn elliptic_point(curve: &'static str, der: &[u8]) -> Option<Vec<u8>> {
    let algorithm = if curve == "P-256" { Algorithm::ES256 } else { Algorithm::ES384 };
    let jwk = Jwk::from_encoding_key(&EncodingKey::from_ec_der(der), algorithm).ok()?;
    let AlgorithmParameters::EllipticCurve(parameters) = jwk.algorithm else { return None };
    let mut point = vec![4];
    point.extend(base64::decode(&parameters.x).ok()?.bytes);
    point.extend(base64::decode(&parameters.y).ok()?.bytes);
    Some(point)
}

/// Computes the public point of an Ed25519 key.
fn edwards_point(der: &[u8]) -> Option<Vec<u8>> {
    // The second version of PKCS #8 has the public key behind the private one, under context tag 1.
    let mut info = Der::new(der).sequence()?;
    while let Some((tag, value)) = info.next() {
        if matches!(tag, 0x81 | 0xA1) {
            let value = if tag == 0xA1 { Der::new(value).take(BIT_STRING)? } else { value };
            return value.split_first().map(|(_, point)| point.to_vec());
        }
    }
    let jwk = Jwk::from_encoding_key(&EncodingKey::from_ed_der(der), Algorithm::EdDSA).ok()?;
    let AlgorithmParameters::OctetKeyPair(parameters) = jwk.algorithm else { return None };
    Some(base64::decode(&parameters.x).ok()?.bytes)
}
