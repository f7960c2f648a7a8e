//! Authorizers, in the words that the formats share.

use super::draft::Draft;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::apigw::stage::ApiKind;
use crate::import::tree::Node;

/// Where a token is read if nobody says so.
const DEFAULT_HEADER: &str = "Authorization";

/// Reads the authorizer `node` called `name`, as CloudFormation, Terraform, the AWS CLI and (inside a security scheme)
/// OpenAPI write it. `None`, and a note, if its type is not known.
pub(super) fn read(draft: &mut Draft, node: &Node, name: &str, api: ApiKind) -> Option<Authorizer> {
    let word = node.text_of("type").or_else(|| node.text_of("authorizerType")).unwrap_or_default().to_ascii_uppercase();
    let kind = match (word.as_str(), api) {
        ("COGNITO_USER_POOLS", _) => AuthorizerKind::Cognito,
        ("TOKEN", _) => AuthorizerKind::LambdaToken,
        ("REQUEST", ApiKind::Rest) => AuthorizerKind::LambdaRequest,
        ("REQUEST", ApiKind::Http) => AuthorizerKind::HttpLambda,
        ("JWT", _) => AuthorizerKind::Jwt,
        _ => {
            let why = format!("its type `{word}` is not known");
            draft.leave_out(format!("authorizer {name}"), why, super::draft::place_of(node));
            return None;
        }
    };
    let sources = node.field("identitySource").or_else(|| node.field("identitySources"));
    let sources = sources.map(Node::texts).unwrap_or_default().join(", ");
    let jwt = node.field("jwtConfiguration").map(|jwt| jwt.items().first().unwrap_or(jwt));
    let pool = node.field("providerARNs").map(Node::texts).unwrap_or_default();
    say_more_pools(draft, &pool, name);
    let function = node.text_of("authorizerUri").map(function_arn);
    let arn = pool.first().cloned().or(function).unwrap_or_default();
    for (field, what) in [
        ("identityValidationExpression", "token validation of an authorizer"),
        ("authorizerCredentials", "role of an authorizer"),
        ("authorizerCredentialsArn", "role of an authorizer"),
    ] {
        if node.field(field).is_some() {
            draft.leave_setting_out(what, "a design does not hold it");
        }
    }
    Some(Authorizer {
        name: name.to_owned(),
        kind,
        identity_source: identity_source(kind, &sources),
        issuer: match kind {
            AuthorizerKind::Cognito => issuer_of_pool(&arn),
            _ => jwt.and_then(|jwt| jwt.text_of("issuer")).unwrap_or_default().to_owned(),
        },
        audiences: jwt.and_then(|jwt| jwt.field("audience")).map(Node::texts).unwrap_or_default(),
        arn,
    })
}

/// Says of an authorizer with several user pools that only the first comes in.
pub(super) fn say_more_pools(draft: &mut Draft, pools: &[String], name: &str) {
    if pools.len() > 1 {
        draft.leave_out(
            format!("{} more user pools of authorizer {name}", pools.len() - 1),
            "a design holds one",
            None,
        );
    }
}

/// Returns the identity source as a design has it: a header's name where only a header can be meant.
pub(super) fn identity_source(kind: AuthorizerKind, sources: &str) -> String {
    match kind {
        AuthorizerKind::Cognito | AuthorizerKind::LambdaToken => {
            let name = sources.strip_prefix("method.request.header.").unwrap_or(sources);
            if name.is_empty() { DEFAULT_HEADER.into() } else { name.to_owned() }
        }
        AuthorizerKind::Jwt if sources.is_empty() => "$request.header.Authorization".into(),
        _ => sources.split(',').map(str::trim).collect::<Vec<_>>().join(", "),
    }
}

/// Returns the authorizer that IAM stands for.
pub(super) fn iam() -> Authorizer {
    Authorizer { name: "IAM".into(), kind: AuthorizerKind::Iam, ..Authorizer::default() }
}

/// Returns the issuer of a user pool's tokens, from the pool's ARN: the region is the fourth part, the pool's id follows
/// `userpool/` (Cognito developer guide). Empty if the ARN is not written out.
pub(super) fn issuer_of_pool(arn: &str) -> String {
    let region = arn.split(':').nth(3);
    match (region, arn.split_once(":userpool/")) {
        (Some(region), Some((_, pool))) if !arn.contains("${") => {
            format!("https://cognito-idp.{region}.amazonaws.com/{pool}")
        }
        _ => String::new(),
    }
}

/// Returns the function's ARN inside the URI of an authorizer.
pub(super) fn function_arn(uri: &str) -> String {
    let inner = uri.split_once("/functions/").map_or(uri, |(_, rest)| rest);
    inner.strip_suffix("/invocations").unwrap_or(inner).to_owned()
}
