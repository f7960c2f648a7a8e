//! Whether the service lets a call through to its integration: size, authorizer, scopes.
//!
//! What the token itself is worth (signature, times, issuer) is told by [`crate::jwt::check`]; a preview goes on
//! with an expired token and says so. Here a caller counts as known if the call says who it is.

use super::authorizer::{Authorizer, AuthorizerKind};
use super::claims;
use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::identity_source::{self, TokenPlace};
use super::stage::ApiKind;
use serde_json::Value;

/// Largest body in bytes that a REST or HTTP API takes: 10 MB (service quota).
pub const MAX_BODY_BYTES: usize = 10 * 1024 * 1024;

/// Returns the gateway's own answer if it stops the call before the integration.
pub fn refusal(exchange: &Exchange) -> Option<GatewayAnswer> {
    too_large(exchange).or_else(|| match exchange.authorizer_kind() {
        AuthorizerKind::None => None,
        AuthorizerKind::Cognito | AuthorizerKind::Jwt => token_refusal(exchange),
        AuthorizerKind::Iam => signature_refusal(exchange),
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            lambda_refusal(exchange)
        }
    })
}

fn too_large(exchange: &Exchange) -> Option<GatewayAnswer> {
    let len = exchange.request.body_bytes().len();
    let why = format!("The body has {len} bytes, the service takes {MAX_BODY_BYTES}: no function is called.");
    (len > MAX_BODY_BYTES).then(|| match exchange.api {
        ApiKind::Rest => GatewayAnswer::rest(ResponseType::RequestTooLarge, why),
        ApiKind::Http => GatewayAnswer::http(413, why),
    })
}

fn token_refusal(exchange: &Exchange) -> Option<GatewayAnswer> {
    let place = exchange.authorizer.and_then(identity_source::token_place);
    let sent = place.and_then(|place| Some((place, place.value(exchange.request)?)));
    let token = match (&exchange.identity.claims, sent) {
        // Where claims are known, they stand for a token that was sent, unless the request shows that there was none.
        (Some(claims), Some((_, sent))) if !is_blank(sent) => claims,
        (Some(claims), None) => claims,
        (_, sent) => {
            let why = no_token(place, sent.map(|(_, sent)| sent));
            return Some(GatewayAnswer::unauthorized(exchange.api, why));
        }
    };
    let wanted = &exchange.identity.scopes;
    let held = claims::scopes(token);
    if wanted.is_empty() || wanted.iter().any(|scope| held.contains(scope)) {
        return None;
    }
    let why = format!(
        "The token has none of the scopes that the route asks for ({}): no function is called.{}",
        wanted.join(", "),
        if held.is_empty() { " It has no `scope` claim; an ID token never has one." } else { "" }
    );
    let is_id_token = token.get("token_use").and_then(Value::as_str) == Some("id");
    Some(match exchange.api {
        // Measured on AWS, 2026-08.
        ApiKind::Http => GatewayAnswer::http(403, why),
        // AWS's support articles name an ID token on a method with scopes among the causes of a 401.
        ApiKind::Rest if is_id_token => GatewayAnswer::rest(ResponseType::Unauthorized, why),
        // "Authorization failure, for example when access is denied by a custom or Amazon Cognito authorizer" is
        // how the developer guide explains this type. Neither status nor words were recorded for a missing scope.
        ApiKind::Rest => GatewayAnswer::rest(ResponseType::AccessDenied, why),
    })
}

/// Returns true if there is no token in what was sent, with or without `Bearer` before it.
fn is_blank(sent: &str) -> bool {
    let sent = sent.trim();
    sent.is_empty() || sent.eq_ignore_ascii_case("bearer")
}

/// Says why the caller is not known: nothing where the authorizer reads the token, or nothing that is a token.
fn no_token(place: Option<TokenPlace<'_>>, sent: Option<&str>) -> String {
    let place = match place {
        Some(TokenPlace::Query(name)) => format!("The query parameter `{name}`"),
        Some(TokenPlace::Header(name)) => format!("The header `{name}`"),
        None => "The header `Authorization`".to_owned(),
    };
    match sent {
        None => format!("{place}, where the authorizer reads the token, is missing: no function is called."),
        Some(sent) if is_blank(sent) => {
            format!("{place}, where the authorizer reads the token, is empty: no function is called.")
        }
        Some(_) => {
            format!("{place} holds no token with claims: the authorizer refuses it and no function is called.")
        }
    }
}

fn signature_refusal(exchange: &Exchange) -> Option<GatewayAnswer> {
    let iam = &exchange.identity.iam;
    let known = !(iam.access_key.is_empty() && iam.caller.is_empty() && iam.user_arn.is_empty());
    let why = "The call says nothing of who signed it: without a signature no function is called.";
    (!known).then(|| match exchange.api {
        ApiKind::Rest => GatewayAnswer::rest(ResponseType::MissingAuthenticationToken, why),
        ApiKind::Http => GatewayAnswer::http(403, why),
    })
}

fn lambda_refusal(exchange: &Exchange) -> Option<GatewayAnswer> {
    let authorizer = exchange.authorizer?;
    if let Some(missing) = missing_identity_source(exchange, authorizer) {
        let why = format!("{missing} is missing: the authorizer is not even called, nor is the function.");
        return Some(GatewayAnswer::unauthorized(exchange.api, why));
    }
    if exchange.identity.lambda.denied {
        let why = "The authorizer denied the call: no function is called.";
        return Some(match exchange.api {
            ApiKind::Rest => GatewayAnswer::rest(ResponseType::AccessDenied, why),
            ApiKind::Http => GatewayAnswer::http(403, why),
        });
    }
    if exchange.api == ApiKind::Http {
        return None;
    }
    let bad = exchange.identity.lambda.context.iter().find(|(_, value)| claims::context_text(value).is_none());
    bad.map(|(name, _)| {
        let why = format!(
            "`{name}` in the authorizer's context is neither a string nor a number nor a boolean: the call fails and \
             no function is called. Put structured values through JSON text."
        );
        GatewayAnswer::rest(ResponseType::AuthorizerConfigurationError, why)
    })
}

/// Returns the first identity source that the request does not have, for people; a missing one gives 401 without a
/// call of the authorizer (developer guide).
fn missing_identity_source<'a>(exchange: &Exchange, authorizer: &'a Authorizer) -> Option<&'a str> {
    identity_source::sources(authorizer).find(|source| identity_source::value(exchange, source).is_none())
}
