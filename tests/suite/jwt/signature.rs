//! Signatures: every family signs and verifies, every form of a key is read, and nothing else passes.

use gatewright::jwt::signature::{SignatureCheck, SignatureVerdict, verify};
use gatewright::jwt::{Algorithm, Key, KeyKind, base64, decode, sample};
use serde_json::{Map, Value};

macro_rules! data {
    ($name:literal) => {
        include_str!(concat!("../../data/jwt/", $name))
    };
}

const JWKS: &str = data!("jwks.json");

fn claims() -> Map<String, Value> {
    Map::from_iter([("sub".to_owned(), Value::from("9f3a"))])
}

fn pem(text: &str) -> Key {
    let key = Key::recognize(text);
    assert_eq!(key.kind, KeyKind::Pem);
    key
}

fn secret(text: &str) -> Key {
    Key::new(KeyKind::Secret, text)
}

fn signed(key: &Key, algorithm: Algorithm, key_id: Option<&str>) -> String {
    let token = sample::sign(&claims(), key, algorithm, key_id).unwrap();
    assert_eq!(format!("{token:?}"), "***");
    token.reveal().to_owned()
}

fn check(token: &str, key: &Key, verdict: SignatureVerdict, message: &str) -> SignatureCheck {
    let found = verify(&decode(token), key, &[]);
    assert_eq!((found.verdict, found.message.as_str()), (verdict, message), "{found:?}");
    assert_eq!(found.help.is_none(), verdict == SignatureVerdict::Valid);
    found
}

#[test]
fn every_algorithm_signs_and_verifies() {
    use Algorithm::*;
    let rsa = (pem(data!("rsa-pkcs8.pem")), pem(data!("rsa-public.pem")), pem(data!("rsa-other-public.pem")));
    let p256 = (pem(data!("p256-pkcs8.pem")), pem(data!("p256-public.pem")));
    let p384 = (pem(data!("p384-pkcs8.pem")), pem(data!("p384-public.pem")));
    let ed = (pem(data!("ed25519-pkcs8.pem")), pem(data!("ed25519-public.pem")));
    let hmac = secret("a secret");
    for (algorithm, private, public) in [
        (HS256, &hmac, &hmac),
        (HS384, &hmac, &hmac),
        (HS512, &hmac, &hmac),
        (RS256, &rsa.0, &rsa.1),
        (RS384, &rsa.0, &rsa.1),
        (RS512, &rsa.0, &rsa.1),
        (PS256, &rsa.0, &rsa.1),
        (PS384, &rsa.0, &rsa.1),
        (PS512, &rsa.0, &rsa.1),
        (ES256, &p256.0, &p256.1),
        (ES384, &p384.0, &p384.1),
        (EdDSA, &ed.0, &ed.1),
    ] {
        let token = signed(private, algorithm, None);
        let message = format!("the signature matches ({algorithm:?})");
        check(&token, public, SignatureVerdict::Valid, &message);
        // The private key verifies as well, by its public half.
        check(&token, private, SignatureVerdict::Valid, &message);
        // Whoever changes the claims cannot sign them.
        let (head, tail) = token.split_once('.').unwrap();
        let changed = format!("{head}.{}{}", base64::encode(br#"{"sub":"root"}"#), &tail[tail.find('.').unwrap()..]);
        assert_eq!(verify(&decode(&changed), public, &[]).verdict, SignatureVerdict::Invalid);
    }
    let token = signed(&rsa.0, RS256, None);
    check(&token, &rsa.2, SignatureVerdict::Invalid, "the signature does not match this key");
    check(
        &signed(&hmac, HS256, None),
        &secret("other"),
        SignatureVerdict::Invalid,
        "the signature does not match this key",
    );
}

#[test]
fn tokens_of_others_verify() {
    // RFC 7515, appendices A.1 and A.3, and RFC 8037, appendix A.4.
    let hs256 = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
                 cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let matches = SignatureVerdict::Valid;
    check(hs256, &Key::new(KeyKind::SecretBase64, key), matches, "the signature matches (HS256)");
    let standard = format!("{}==", key.replace('-', "+").replace('_', "/"));
    check(hs256, &Key::new(KeyKind::SecretBase64, standard), matches, "the signature matches (HS256)");
    let jwk = format!(r#"{{"kty":"oct","k":"{key}"}}"#);
    check(hs256, &Key::recognize(jwk), matches, "the signature matches (HS256)");

    let es256 = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290\
                 Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let jwk = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                  "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
    check(es256, &Key::recognize(jwk), matches, "the signature matches (ES256)");

    let eddsa = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhi\
                 jcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let jwk = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    check(eddsa, &Key::recognize(jwk), matches, "the signature matches (EdDSA)");

    // Signed with openssl.
    for (token, algorithm) in [(data!("openssl-rs256.jwt"), "RS256"), (data!("openssl-ps384.jwt"), "PS384")] {
        let found = check(token, &Key::recognize(JWKS), matches, &format!("the signature matches ({algorithm})"));
        assert_eq!(found.key.as_deref(), Some("an RSA key of 2048 bits, `kid` rsa"));
    }
}

#[test]
fn every_form_of_a_key_is_read() {
    let rsa = signed(&pem(data!("rsa-pkcs1.pem")), Algorithm::RS256, None);
    let one_line = data!("rsa-public.pem").replace('\n', "\\n");
    for key in [
        data!("rsa-public.pem"),
        data!("rsa-public-pkcs1.pem"),
        data!("rsa-certificate.pem"),
        data!("rsa-pkcs1.pem"),
        data!("rsa-pkcs8.pem"),
        &one_line,
        &data!("rsa-public.pem").replace('\n', " "),
        &format!("Some text before\n{}", data!("rsa-public.pem")),
    ] {
        check(&rsa, &Key::new(KeyKind::Pem, key), SignatureVerdict::Valid, "the signature matches (RS256)");
    }
    let p256 = signed(&pem(data!("p256-pkcs8.pem")), Algorithm::ES256, None);
    for key in [data!("p256-public.pem"), data!("p256-public-compressed.pem"), data!("p256-certificate.pem")] {
        check(&p256, &pem(key), SignatureVerdict::Valid, "the signature matches (ES256)");
    }
    let ed = signed(&pem(data!("ed25519-pkcs8.pem")), Algorithm::EdDSA, None);
    check(&ed, &pem(data!("ed25519-certificate.pem")), SignatureVerdict::Valid, "the signature matches (EdDSA)");
}

#[test]
fn keys_that_do_not_help_say_why() {
    let token = signed(&pem(data!("rsa-pkcs8.pem")), Algorithm::RS256, None);
    let unusable = |key: &str, message: &str, help: &str| {
        let found = check(&token, &Key::recognize(key), SignatureVerdict::KeyUnusable, message);
        assert!(found.help.as_ref().unwrap().contains(help), "{found:?}");
    };
    unusable("", "there is no key", "paste");
    unusable(
        data!("p256-sec1.pem"),
        "this elliptic curve key is in the older form SEC 1",
        "openssl pkcs8 -topk8 -nocrypt",
    );
    unusable(data!("rsa-locked.pem"), "this private key is locked with a passphrase", "openssl pkey");
    unusable(data!("rsa-request.pem"), "this is a request for a certificate", "openssl req");
    unusable(data!("p521-public.pem"), "keys on the curve P-521 are not supported", "P-256");
    unusable("ssh-rsa AAAAB3Nza", "this is an SSH key", "ssh-keygen");
    unusable("-----BEGIN PUBLIC KEY-----\nMIIB", "`-----END PUBLIC KEY-----` is missing", "whole file");
    unusable("-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----", "this key is damaged", "again");
    unusable("-----BEGIN FOO-----\n-----END FOO-----", "`FOO` is no kind of key that verifies tokens", "public key");
    unusable("{", "this key set is not JSON", "JWKS");
    unusable("{}", "there is no key in this JSON", "kty");
    unusable(r#"{"keys":[]}"#, "there is no key in this JSON", "kty");
    unusable(
        r#"{"issuer":"https://x","jwks_uri":"https://x/jwks"}"#,
        "this is the issuer's configuration, not its keys",
        "jwks_uri",
    );
    unusable(r#"{"kty":"RSA","e":"AQAB"}"#, "the key has no `n`", "again");
    unusable(r#"{"kty":"RSA","n":"!","e":"AQAB"}"#, "`n` of the key is not Base64", "again");
    unusable(r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, "an RSA key of 17 bits cannot be used here", "2048");
    unusable(r#"{"kty":"RSA","n":"","e":""}"#, "the numbers of this RSA key are damaged", "again");
    unusable(r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#, "this Ed25519 key does not have 32 bytes", "again");
    unusable(r#"{"kty":"EC","crv":"secp256k1"}"#, "keys on the curve `secp256k1` are not supported", "P-256");
    unusable(r#"{"kty":"AKP"}"#, "keys with `kty` `AKP` are not supported", "RSA");

    let damaged = signed(&pem(data!("p256-pkcs8.pem")), Algorithm::ES256, None);
    let off_curve = format!(r#"{{"kty":"EC","crv":"P-256","x":"{0}","y":"{0}"}}"#, base64::encode(&[7; 32]));
    let message = "an elliptic curve key (P-256) is damaged";
    check(&damaged, &Key::recognize(off_curve), SignatureVerdict::KeyUnusable, message);
}

#[test]
fn the_key_decides_the_algorithm() {
    // The text of a public key, used as a shared secret, must not verify as one.
    let public = data!("rsa-public.pem");
    let forged = signed(&secret(public), Algorithm::HS256, None);
    let found = check(
        &forged,
        &pem(public),
        SignatureVerdict::Invalid,
        "the token says HS256, but this is an RSA key of 2048 bits",
    );
    assert!(found.help.unwrap().starts_with("HS256 needs a shared secret"));
    let token = signed(&pem(data!("rsa-pkcs8.pem")), Algorithm::RS256, None);
    check(
        &token,
        &secret("x"),
        SignatureVerdict::Invalid,
        "the token says RS256, but this is a shared secret of 1 byte",
    );
    let found = verify(&decode(&token), &pem(public), &[Algorithm::RS512]);
    assert_eq!(found.verdict, SignatureVerdict::Invalid);
    assert_eq!(found.message, "the token is signed with RS256, which is not allowed here");
    assert_eq!(verify(&decode(&token), &pem(public), &[Algorithm::RS256]).verdict, SignatureVerdict::Valid);
    // A curve has one algorithm only.
    let token = signed(&pem(data!("p384-pkcs8.pem")), Algorithm::ES384, None);
    assert_eq!(verify(&decode(&token), &pem(data!("p256-public.pem")), &[]).verdict, SignatureVerdict::Invalid);
}

#[test]
fn a_key_set_is_searched_by_key_id() {
    let jwks = Key::recognize(JWKS);
    let valid = SignatureVerdict::Valid;
    let p256 = pem(data!("p256-pkcs8.pem"));
    let p384 = pem(data!("p384-pkcs8.pem"));
    let ed = pem(data!("ed25519-pkcs8.pem"));
    let found = check(&signed(&p256, Algorithm::ES256, Some("p256")), &jwks, valid, "the signature matches (ES256)");
    assert_eq!(found.key.as_deref(), Some("an elliptic curve key (P-256), `kid` p256"));
    check(&signed(&p384, Algorithm::ES384, Some("p384")), &jwks, valid, "the signature matches (ES384)");
    check(&signed(&ed, Algorithm::EdDSA, Some("ed")), &jwks, valid, "the signature matches (EdDSA)");
    check(&signed(&secret("secret"), Algorithm::HS256, Some("oct")), &jwks, valid, "the signature matches (HS256)");
    // Without a key id every key that fits is tried.
    check(&signed(&ed, Algorithm::EdDSA, None), &jwks, valid, "the signature matches (EdDSA)");
    let found = check(
        &signed(&ed, Algorithm::EdDSA, Some("gone")),
        &jwks,
        SignatureVerdict::Invalid,
        "no key in this set has the token's `kid` `gone`",
    );
    assert!(found.help.unwrap().contains("`rsa`, `p256`, `p384`"));
    check(
        &signed(&ed, Algorithm::EdDSA, Some("p256")),
        &jwks,
        SignatureVerdict::Invalid,
        "the token says EdDSA, but this is an elliptic curve key (P-256)",
    );
    check(
        &signed(&pem(data!("rsa-pkcs8.pem")), Algorithm::RS256, Some("enc")),
        &jwks,
        SignatureVerdict::KeyUnusable,
        "this key encrypts, it does not sign",
    );
    check(
        &signed(&ed, Algorithm::EdDSA, Some("pq")),
        &jwks,
        SignatureVerdict::KeyUnusable,
        "keys with `kty` `AKP` are not supported",
    );
}

#[test]
fn tokens_that_cannot_be_checked_say_why() {
    let key = secret("secret");
    let nothing = SignatureVerdict::NothingToCheck;
    check("", &key, nothing, "there is no token");
    check("a.b", &key, nothing, "there is no signature to check");
    check("hello", &key, nothing, "this is not a token");
    let unsigned = format!("{}.e30.", base64::encode(br#"{"alg":"none"}"#));
    check(&unsigned, &key, SignatureVerdict::Invalid, "the token is not signed: `alg` is `none`");
    let unknown = format!("{}.e30.c2ln", base64::encode(br#"{"alg":"ES512"}"#));
    check(&unknown, &key, SignatureVerdict::KeyUnusable, "the token's algorithm cannot be checked here");
    let broken = format!("{}.e30.c2l?", base64::encode(br#"{"alg":"HS256"}"#));
    check(&broken, &key, SignatureVerdict::Invalid, "the signature is not Base64");
}

#[test]
fn a_padded_copy_of_a_good_token_still_verifies() {
    let token = sample::demo(&claims());
    let padded: Vec<String> =
        token.reveal().split('.').map(|part| format!("{part}{}", "=".repeat((4 - part.len() % 4) % 4))).collect();
    let padded = padded.join(".");
    assert!(padded.contains('='));
    check(&padded, &sample::demo_key(), SignatureVerdict::Valid, "the signature matches (HS256)");
}

#[test]
fn no_damaged_key_panics() {
    let tokens = [
        signed(&pem(data!("rsa-pkcs8.pem")), Algorithm::RS256, None),
        signed(&pem(data!("p256-pkcs8.pem")), Algorithm::ES256, None),
        signed(&pem(data!("ed25519-pkcs8.pem")), Algorithm::EdDSA, None),
    ];
    let tokens: Vec<_> = tokens.iter().map(|token| decode(token)).collect();
    for file in [
        data!("rsa-public.pem"),
        data!("rsa-pkcs1.pem"),
        data!("rsa-certificate.pem"),
        data!("p256-pkcs8.pem"),
        data!("p256-certificate.pem"),
        data!("ed25519-pkcs8.pem"),
        data!("ed25519-public.pem"),
    ] {
        let body: Vec<&str> = file.lines().filter(|line| !line.starts_with('-')).collect();
        let (label, bytes) = (file.lines().next().unwrap(), base64::decode(&body.concat()).unwrap().bytes);
        // Every cut, and every changed byte of the structure at the front.
        let cuts = (0..bytes.len()).step_by(1 + bytes.len() / 150).map(|end| bytes[..end].to_vec());
        let flips = (0..bytes.len().min(60)).flat_map(|at| {
            [0x00, 0xFF, bytes[at] ^ 0x01].map(|byte| {
                let mut copy = bytes.clone();
                copy[at] = byte;
                copy
            })
        });
        for damaged in cuts.chain(flips) {
            let text = format!("{label}\n{}\n{}", base64::encode(&damaged), label.replace("BEGIN", "END"));
            for token in &tokens {
                let _ = verify(token, &pem(&text), &[]);
            }
            let _ = sample::sign(&claims(), &pem(&text), Algorithm::ES256, None);
            let _ = sample::sign(&claims(), &pem(&text), Algorithm::EdDSA, None);
        }
    }
    for end in 0..JWKS.len() {
        let _ = verify(&tokens[0], &Key::recognize(&JWKS[..end]), &[]);
    }
    let deep = Key::recognize(format!("{}{}", "{\"keys\":[".repeat(50_000), "]}".repeat(50_000)));
    assert_eq!(verify(&tokens[0], &deep, &[]).verdict, SignatureVerdict::KeyUnusable);
}

#[test]
fn keys_do_not_show_in_debug_output() {
    assert!(!format!("{:?}", secret("swordfish")).contains("swordfish"));
    assert!(!format!("{:?}", pem(data!("rsa-pkcs8.pem"))).contains("MII"));
}
