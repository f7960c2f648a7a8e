//! What a REST API's Cognito user pool authorizer checks.
//!
//! Sources: the developer guide, *Control access to REST APIs using Amazon Cognito user pools*, and the
//! Cognito guide, *Verifying JSON web tokens*. Nothing here was measured on AWS; the status for a missing
//! scope is not documented and follows what the HTTP API answers.

use super::{Check, Clock, REFUSED, TokenView, Verdict, finding, key_id, one_of, scopes, time};
use serde_json::Value;

/// What the authorizer and the method are set to.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CognitoRules {
    /// Issuers of the user pools, as [`pool_issuer`] makes them. Empty: any pool, only the shape is checked.
    pub issuers: Vec<String>,
    /// OAuth scopes of the method. With scopes an access token is expected, without them an ID token.
    pub scopes: Vec<String>,
}

/// Returns the issuer of the tokens of a user pool, given its ARN
/// (`arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI`).
pub fn pool_issuer(arn: &str) -> Option<String> {
    let mut parts = arn.trim().splitn(6, ':');
    let mut next = || parts.next();
    let (arn, partition, service, region, _, resource) = (next()?, next()?, next()?, next()?, next()?, next()?);
    let pool = resource.strip_prefix("userpool/").filter(|pool| !pool.is_empty())?;
    if arn != "arn" || service != "cognito-idp" || region.is_empty() {
        return None;
    }
    let domain = if partition == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
    Some(format!("https://cognito-idp.{region}.{domain}/{pool}"))
}

/// Checks a token as the authorizer does, all faults at once. The signature is not looked at.
pub fn cognito(token: TokenView<'_>, rules: &CognitoRules, clock: Clock) -> Vec<Check> {
    let mut checks = Vec::new();
    if let Some(header) = token.header {
        let alg = header.get("alg");
        let signs = alg.and_then(Value::as_str) == Some("RS256");
        let words = if signs { "as user pools sign" } else { "user pools sign with RS256, and nothing else is taken" };
        checks.push(finding("alg", alg, "RS256", if signs { Verdict::Passes } else { REFUSED }, words));
        checks.push(key_id(header));
    }
    checks.push(issuer(token, &rules.issuers));
    checks.push(token_use(token, !rules.scopes.is_empty()));
    checks.extend(time(token, "exp", clock));
    checks.extend(scopes(token, &rules.scopes, &["scope"]));
    checks.push(client(token));
    checks.extend(missing_subject(token));
    checks
}

/// A pool's region and id, out of its issuer.
fn pool_of(issuer: &str) -> Option<(&str, &str)> {
    let rest = issuer.strip_prefix("https://cognito-idp.")?;
    let (host, pool) = rest.split_once('/')?;
    let region = host.strip_suffix(".amazonaws.com").or_else(|| host.strip_suffix(".amazonaws.com.cn"))?;
    let (pool_region, id) = pool.split_once('_')?;
    (pool_region == region && !id.is_empty() && !id.contains('/')).then_some((region, pool))
}

fn issuer(token: TokenView<'_>, issuers: &[String]) -> Check {
    let value = token.claim("iss");
    let expectation =
        if issuers.is_empty() { "`https://cognito-idp.REGION.amazonaws.com/POOL`".to_owned() } else { one_of(issuers) };
    let Some(iss) = token.text("iss") else {
        return finding("iss", value, expectation, REFUSED, "the token does not name its issuer");
    };
    let (verdict, words) = match pool_of(iss) {
        _ if issuers.iter().any(|issuer| issuer == iss) => (Verdict::Passes, "the pool of this authorizer".to_owned()),
        None => (REFUSED, "this is not the address of a user pool: the token comes from somewhere else".to_owned()),
        Some((region, pool)) if issuers.is_empty() => {
            (Verdict::Unknown, format!("pool `{pool}` in {region}; this authorizer has no pool set"))
        }
        Some((region, pool)) => {
            (REFUSED, format!("the token comes from pool `{pool}` in {region}, not from this authorizer's"))
        }
    };
    finding("iss", value, expectation, verdict, words)
}

fn token_use(token: TokenView<'_>, has_scopes: bool) -> Check {
    let (wanted, why) = if has_scopes {
        ("access", "the method has scopes, so an access token is expected")
    } else {
        ("id", "the method has no scopes, so an ID token is expected")
    };
    let value = token.claim("token_use");
    let (verdict, words) = match token.text("token_use") {
        Some(found) if found == wanted => (Verdict::Passes, why.to_owned()),
        Some(found @ ("id" | "access")) => {
            let other = if found == "id" { "ID" } else { "access" };
            (REFUSED, format!("this is an {other} token; {why}"))
        }
        _ => (REFUSED, "`token_use` says neither `id` nor `access`: this is not a user pool's token".to_owned()),
    };
    finding("token_use", value, wanted, verdict, words)
}

/// Says which app client the token is for. Any client of the pool passes.
fn client(token: TokenView<'_>) -> Check {
    let name = if token.text("token_use") == Some("access") { "client_id" } else { "aud" };
    let value = token.claim(name);
    let (verdict, words) = match value {
        Some(_) => (Verdict::Passes, "every app client of the pool is let in"),
        None => (Verdict::Notable, "user pools always name the app client: this token was made elsewhere"),
    };
    finding(name, value, "an app client of the pool", verdict, words)
}

fn missing_subject(token: TokenView<'_>) -> Option<Check> {
    let words = "user pools always name the user: `sub` is missing";
    token.claim("sub").is_none().then(|| finding("sub", None, "the user's id", Verdict::Notable, words))
}
