//! Why something is not in an event, in words.

use super::meaning::Meaning;
use super::{Side, meaning};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::catalog::{self, Use};
use crate::apigw::{claims, headers};
use crate::design::View;
use serde_json::Value;

/// Says why `meaning` is not in the event of `side`.
pub(super) fn why(side: &Side<'_>, meaning: &Meaning) -> String {
    let why = caller(side, meaning).or_else(|| parts(side, meaning));
    why.unwrap_or_else(|| if side.view == View::Mapping { not_copied(side, meaning) } else { not_there(side, meaning) })
}

/// Says it of what an authorizer would hand on.
fn caller(side: &Side<'_>, meaning: &Meaning) -> Option<String> {
    use AuthorizerKind::{Cognito, HttpLambda, Iam, Jwt, LambdaRequest, LambdaToken, None as Nobody};
    let kind = side.exchange.authorizer_kind();
    let identity = side.exchange.identity;
    let why = match (meaning, kind) {
        (Meaning::Claim(_) | Meaning::Principal | Meaning::AuthorizerValue(_) | Meaning::Scopes, Nobody) => {
            "no authorizer on this route"
        }
        (Meaning::Claim(_), LambdaToken | LambdaRequest | HttpLambda) => {
            "a Lambda authorizer hands on values of its own, no claims"
        }
        (Meaning::Claim(_), Iam) => "with IAM the event tells who signed: there is no token and no claim",
        (Meaning::Claim(name), Cognito | Jwt) => match identity.claims.as_ref().and_then(|claims| claims.get(name)) {
            None if identity.claims.is_none() => "this call has no claims yet: see Identity",
            None => "the token has no such claim",
            Some(value) if meaning::claim_text(name, value, side.exchange.api).is_none() => {
                "a claim that is null is left out"
            }
            Some(_) => return None,
        },
        (Meaning::Principal, _) if side.view == View::Http20 => {
            "payload format 2.0 has the authorizer's context only, no principalId"
        }
        (Meaning::AuthorizerValue(name), _) => {
            let value = identity.lambda.context.get(name).unwrap_or(&Value::Null);
            if side.view.api() == crate::apigw::stage::ApiKind::Rest && claims::context_text(value).is_none() {
                "a REST API hands on texts, numbers and booleans only"
            } else {
                return None;
            }
        }
        (Meaning::Scopes, Cognito) => "a REST API has no list of scopes: see the claim scope",
        _ => return None,
    };
    Some(why.to_owned())
}

/// Says it of what one kind of event has in another form, or not at all.
fn parts(side: &Side<'_>, meaning: &Meaning) -> Option<String> {
    let why = match (meaning, side.view) {
        (Meaning::AllOfHeader(_) | Meaning::AllOfQuery(_), View::Http20) => {
            "HTTP API 2.0 has no multi-value members: joined by comma"
        }
        (Meaning::AllOfHeader(_) | Meaning::AllOfQuery(_), View::Mapping) => {
            "$input.params has one value a name: the last"
        }
        (Meaning::Header(name), View::Http20) if name.eq_ignore_ascii_case("cookie") => {
            "payload format 2.0 takes this header out: see cookies"
        }
        (Meaning::Header(name), _) if headers::rule(name).is_some_and(|rule| !rule.in_method_request) => {
            "API Gateway drops this header"
        }
        (Meaning::Cookies, View::Http20) => "no cookie was sent",
        (Meaning::Cookies, _) => "in the header Cookie, as text",
        (Meaning::RawQuery, View::Http20) => "no query was sent",
        (Meaning::RawQuery, _) => "only payload format 2.0 has the query as it was sent",
        (Meaning::Path, View::Mapping) => "$context.path has the stage in front; templates have no other path",
        (Meaning::BodyMember(_), View::RestProxy | View::Http10 | View::Http20) => "in body, which is text: parse it",
        (Meaning::IsBase64, View::Mapping) => "a template reads the body as text",
        _ => return None,
    };
    Some(why.to_owned())
}

/// Says it of a mapped event.
fn not_copied(side: &Side<'_>, meaning: &Meaning) -> String {
    if side.locate.is_none() {
        return "no template runs: the event is the body as it was sent".into();
    }
    match meaning {
        Meaning::Context(path) => match catalog::variable(path) {
            Some(row) if !row.rest.contains(&Use::Template) || row.event_only => {
                "no variable of mapping templates has it".into()
            }
            _ => "the template does not copy it".into(),
        },
        Meaning::BodyMember(_) => "in the body as a whole, or not copied".into(),
        _ => "the template does not copy it".into(),
    }
}

/// Says it of a proxy event.
fn not_there(side: &Side<'_>, meaning: &Meaning) -> String {
    let name = match side.view {
        View::Http20 => "payload format 2.0",
        View::Http10 => "payload format 1.0",
        View::RestProxy | View::Mapping => "the event of a REST API",
    };
    let Meaning::Context(path) = meaning else { return "not sent with this call".into() };
    let place = catalog::variable(path).and_then(|row| {
        let place = match side.view {
            View::Http20 => &row.http_v2,
            View::Http10 => &row.http_v1,
            View::RestProxy | View::Mapping => &row.rest_proxy,
        };
        place.as_ref().map(|_| row.appears.as_str())
    });
    match place {
        Some(appears) if appears != "always" => format!("there only with: {appears}"),
        Some(_) => "not there on this call".into(),
        None => format!("{name} has no such member"),
    }
}
