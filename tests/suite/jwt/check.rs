//! Claim checks: what each authorizer finds in a token, and how it answers.

use gatewright::jwt::check::{
    Check, Clock, CognitoRules, HttpJwtRules, Refusal, TokenView, Verdict, cognito, http_jwt, pool_issuer, refusal,
    times,
};
use gatewright::jwt::sample;
use serde_json::{Map, Value, json};

const NOW: i64 = 1_781_504_061;
const POOL: &str = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI";

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn rs256() -> Map<String, Value> {
    object(json!({"alg": "RS256", "kid": "key-1"}))
}

fn id_token() -> Map<String, Value> {
    object(json!({
        "sub": "9f3a", "email": "ada@example.com", "aud": "client-1", "token_use": "id", "iss": POOL,
        "iat": NOW - 60, "exp": NOW + 2_520,
    }))
}

fn access_token() -> Map<String, Value> {
    object(json!({
        "sub": "9f3a", "client_id": "client-1", "token_use": "access", "iss": POOL, "scope": "openid rides/write",
        "iat": NOW - 60, "exp": NOW + 2_520,
    }))
}

fn with(mut claims: Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    claims.insert(name.into(), value);
    claims
}

fn without(mut claims: Map<String, Value>, name: &str) -> Map<String, Value> {
    claims.shift_remove(name);
    claims
}

/// Lists what the service refuses: claim and words.
fn refused(checks: &[Check]) -> Vec<(&'static str, &str)> {
    let is_refused = |check: &&Check| matches!(check.verdict, Verdict::Refused(_));
    checks.iter().filter(is_refused).map(|check| (check.claim, check.words.as_str())).collect()
}

fn cognito_checks(claims: &Map<String, Value>, scopes: &[&str]) -> Vec<Check> {
    let rules = CognitoRules { issuers: vec![POOL.into()], scopes: scopes.iter().map(ToString::to_string).collect() };
    cognito(TokenView { header: Some(&rs256()), claims }, &rules, Clock::at(NOW))
}

fn check_cognito(claims: Map<String, Value>, scopes: &[&str], expected: &[(&str, &str)]) {
    assert_eq!(refused(&cognito_checks(&claims, scopes)), expected);
}

#[test]
fn cognito_takes_the_kind_of_token_that_the_scopes_ask_for() {
    check_cognito(id_token(), &[], &[]);
    check_cognito(access_token(), &["rides/write"], &[]);
    check_cognito(
        access_token(),
        &[],
        &[("token_use", "this is an access token; the method has no scopes, so an ID token is expected")],
    );
    check_cognito(
        id_token(),
        &["rides/write"],
        &[
            ("token_use", "this is an ID token; the method has scopes, so an access token is expected"),
            ("scope", "the token has no `scope`; an ID token never has one: send the access token"),
        ],
    );
    check_cognito(access_token(), &["rides/read"], &[("scope", "has none of the scopes asked for")]);
    check_cognito(access_token(), &["rides/writ", "openid"], &[]);
    assert_eq!(refusal(&cognito_checks(&access_token(), &["rides/read"])), Some(Refusal::Forbidden));
    assert_eq!(refusal(&cognito_checks(&id_token(), &["rides/read"])), Some(Refusal::Unauthorized));
    assert_eq!(refusal(&cognito_checks(&id_token(), &[])), None);
}

#[test]
fn cognito_names_every_fault_at_once() {
    let elsewhere = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Zzzzzzzzz";
    let claims = with(with(id_token(), "iss", json!(elsewhere)), "exp", json!(NOW - 3 * 86_400));
    let header = object(json!({"alg": "HS256"}));
    let rules = CognitoRules { issuers: vec![POOL.into()], scopes: Vec::new() };
    let checks = cognito(TokenView { header: Some(&header), claims: &claims }, &rules, Clock::at(NOW));
    assert_eq!(
        refused(&checks),
        [
            ("alg", "user pools sign with RS256, and nothing else is taken"),
            ("kid", "the header has no `kid`: no key can be found"),
            ("iss", "the token comes from pool `eu-west-1_Zzzzzzzzz` in eu-west-1, not from this authorizer's"),
            ("exp", "expired 3 days ago"),
        ]
    );
    let exp = checks.iter().find(|check| check.claim == "exp").unwrap();
    assert_eq!((exp.value.as_deref(), exp.expectation.as_str()), (Some("2026-06-12 06:14:21 UTC"), "after now"));
    assert_eq!(refusal(&checks).map(Refusal::status), Some(401));
}

#[test]
fn cognito_issuers() {
    let words = |iss: Value, issuers: &[&str]| {
        let claims = with(id_token(), "iss", iss);
        let rules = CognitoRules { issuers: issuers.iter().map(ToString::to_string).collect(), scopes: Vec::new() };
        let checks = cognito(TokenView { header: None, claims: &claims }, &rules, Clock::at(NOW));
        let check = checks.into_iter().find(|check| check.claim == "iss").unwrap();
        (check.verdict, check.words)
    };
    assert_eq!(words(json!(POOL), &["https://other", POOL]).0, Verdict::Passes);
    assert_eq!(words(json!(POOL), &[]).0, Verdict::Unknown);
    assert_eq!(words(json!("https://accounts.example.com"), &[]).0, Verdict::Refused(Refusal::Unauthorized));
    assert_eq!(words(json!(7), &[POOL]).1, "the token does not name its issuer");
    // The region in the host and the one in the pool's id must be the same.
    let crossed = "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_AbCdEfGhI";
    assert!(words(json!(crossed), &[]).1.contains("not the address of a user pool"));

    let arn = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";
    assert_eq!(pool_issuer(arn).as_deref(), Some(POOL));
    let china = pool_issuer("arn:aws-cn:cognito-idp:cn-north-1:1:userpool/cn-north-1_A").unwrap();
    assert_eq!(china, "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_A");
    for bad in ["", "arn:aws:cognito-idp:us-east-1:1:userpool/", "arn:aws:lambda:us-east-1:1:function:f", "x"] {
        assert_eq!(pool_issuer(bad), None);
    }
}

fn check_http(claims: &Map<String, Value>, rules: &HttpJwtRules, expected: &[(&str, &str)]) -> Vec<Check> {
    let checks = http_jwt(TokenView { header: Some(&rs256()), claims }, rules, Clock::at(NOW));
    assert_eq!(refused(&checks), expected);
    checks
}

fn http_rules() -> HttpJwtRules {
    HttpJwtRules { issuer: Some(POOL.into()), audiences: Some(vec!["client-1".into()]), scopes: Vec::new() }
}

#[test]
fn http_audiences() {
    check_http(&id_token(), &http_rules(), &[]);
    check_http(&access_token(), &http_rules(), &[]);
    check_http(&with(id_token(), "aud", json!(["x", "client-1"])), &http_rules(), &[]);
    let wrong = [("aud", "none of the configured audiences")];
    check_http(&with(id_token(), "aud", json!(["x"])), &http_rules(), &wrong);
    // Where both are there, `aud` counts.
    check_http(&with(access_token(), "aud", json!("x")), &http_rules(), &wrong);
    let neither = [("aud", "the token has neither `aud` nor `client_id`")];
    check_http(&without(id_token(), "aud"), &http_rules(), &neither);
    let nobody = HttpJwtRules { audiences: Some(Vec::new()), ..http_rules() };
    check_http(&id_token(), &nobody, &[("aud", "the authorizer has no audience, so that no token fits")]);
    let open = HttpJwtRules { audiences: None, issuer: None, ..http_rules() };
    let checks = check_http(&id_token(), &open, &[]);
    assert_eq!(checks.iter().filter(|check| check.verdict == Verdict::Unknown).count(), 3);
}

#[test]
fn http_issuer_and_times() {
    let slash = with(id_token(), "iss", json!(format!("{POOL}/")));
    check_http(
        &slash,
        &http_rules(),
        &[("iss", "differs from the configured issuer only in the slash at the end: both must be written alike")],
    );
    let early = with(with(id_token(), "nbf", json!(NOW + 7_200)), "iat", json!(NOW + 1));
    check_http(
        &early,
        &http_rules(),
        &[("nbf", "not valid for another 2 hours"), ("iat", "issued 1 second in the future")],
    );
    let text = with(id_token(), "exp", json!("1900000000"));
    check_http(&text, &http_rules(), &[("exp", "`exp` is the string \"1900000000\"; a NumericDate must be a number")]);
}

#[test]
fn http_scopes() {
    let rules = HttpJwtRules { scopes: vec!["rides/write".into(), "admin".into()], ..http_rules() };
    check_http(&access_token(), &rules, &[]);
    check_http(&with(without(access_token(), "scope"), "scp", json!(["admin"])), &rules, &[]);
    let checks = check_http(
        &with(access_token(), "scope", json!("openid")),
        &rules,
        &[("scope", "has none of the scopes asked for")],
    );
    assert_eq!(refusal(&checks).map(Refusal::status), Some(403));
    let checks = check_http(
        &id_token(),
        &rules,
        &[("scope", "the token has no `scope`; an ID token never has one: send the access token")],
    );
    assert_eq!(refusal(&checks), Some(Refusal::Forbidden));
}

#[test]
fn leeway_is_bounded_and_counts_both_ways() {
    let claims = object(json!({"exp": NOW - 30, "nbf": NOW + 30, "iat": NOW + 30}));
    let view = TokenView { header: None, claims: &claims };
    assert_eq!(refused(&times(view, Clock::at(NOW))).len(), 3);
    assert_eq!(refused(&times(view, Clock::at(NOW).leeway(60))), []);
    // At the second of its end a token is over, at the second of its beginning it holds.
    let edge = object(json!({"exp": NOW, "nbf": NOW, "iat": NOW}));
    assert_eq!(
        refused(&times(TokenView { header: None, claims: &edge }, Clock::at(NOW))),
        [("exp", "expired 0 seconds ago")]
    );
    let old = object(json!({"exp": NOW - 90_000}));
    let old = TokenView { header: None, claims: &old };
    assert_eq!(refused(&times(old, Clock::at(NOW).leeway(u32::MAX))).len(), 1);
    for now in [i64::MIN, i64::MAX] {
        let _ = times(old, Clock::at(now).leeway(60));
    }
    let none = Map::new();
    let checks = times(TokenView { header: None, claims: &none }, Clock::at(NOW));
    assert_eq!(checks[0].words, "there is no `exp`: the token does not say when it ends");
    assert_eq!(checks[0].verdict, Verdict::Notable);
}

#[test]
fn samples_are_issued_now() {
    let claims = sample::issued_now(&object(json!({"sub": "a", "auth_time": 1})), NOW, 3_600);
    assert_eq!(Value::Object(claims), json!({"sub": "a", "auth_time": NOW, "iat": NOW, "exp": NOW + 3_600}));
}
