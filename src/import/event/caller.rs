//! Who called: the authorizer's result, and with it which authorizer there must have been.

use super::{EventForm, EventImport, ImportedEvent, plain};
use crate::apigw::Invocation;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind, IamCaller, Identity, LambdaResult};
use crate::apigw::authorizer_event::AuthorizerEvent;
use crate::apigw::claims;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::{ApiKind, Stage};
use crate::jwt::{decode, time};
use serde_json::{Map, Value};

/// Reads the authorizer's result out of `requestContext`.
pub(super) fn read(
    context: &Value,
    api: ApiKind,
    origin: Invocation,
    headers: &[(String, String)],
    out: &mut EventImport,
) -> (Option<Authorizer>, Identity) {
    let mut identity = Identity::default();
    let result = context.get("authorizer").unwrap_or(&Value::Null);
    let kind = kind_of(context, result, api, origin);
    match kind {
        AuthorizerKind::Cognito | AuthorizerKind::Jwt => {
            // Payload format 2.0 has them one level deeper.
            let jwt = result.get("jwt").unwrap_or(result);
            let claims = jwt.get("claims").and_then(Value::as_object).cloned().unwrap_or_default();
            identity.claims = Some(typed(&claims, api, headers, out));
            identity.scopes = scopes(jwt, kind, identity.claims.as_ref(), out);
        }
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest => {
            identity.lambda = lambda(result);
            out.guess(
                "the kind of Lambda authorizer",
                "TOKEN and REQUEST authorizers hand the same on; REQUEST is set",
            );
        }
        AuthorizerKind::HttpLambda => identity.lambda = lambda(result.get("lambda").unwrap_or(result)),
        AuthorizerKind::Iam => identity.iam = iam(context),
        AuthorizerKind::None => {}
    }
    let authorizer = (kind != AuthorizerKind::None).then(|| authorizer(kind, context, &identity));
    (authorizer, identity)
}

/// Tells which authorizer makes such a result.
fn kind_of(context: &Value, result: &Value, api: ApiKind, origin: Invocation) -> AuthorizerKind {
    let has = |value: &Value, name: &str| value.get(name).is_some_and(Value::is_object);
    let known = |value: Option<&Value>| value.and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    // A result whose members are all null is what some events have without an authorizer.
    let is_empty = |value: &Value| value.as_object().is_none_or(|members| members.values().all(Value::is_null));
    match api {
        _ if origin == Invocation::ConsoleTest => AuthorizerKind::None,
        ApiKind::Rest if has(result, "claims") => AuthorizerKind::Cognito,
        ApiKind::Rest if !is_empty(result) => AuthorizerKind::LambdaRequest,
        ApiKind::Http if has(result, "claims") => AuthorizerKind::Jwt,
        ApiKind::Http if result.get("jwt").is_some_and(|jwt| has(jwt, "claims")) => AuthorizerKind::Jwt,
        ApiKind::Http if has(result, "lambda") => AuthorizerKind::HttpLambda,
        ApiKind::Http if has(result, "iam") => {
            let iam = result.get("iam").unwrap_or(result);
            if known(iam.get("accessKey")) || known(iam.get("userArn")) {
                AuthorizerKind::Iam
            } else {
                AuthorizerKind::None
            }
        }
        ApiKind::Http if !is_empty(result) && result.get("jwt").is_none() => AuthorizerKind::HttpLambda,
        _ if known(context.pointer("/identity/accessKey")) && known(context.pointer("/identity/userArn")) => {
            AuthorizerKind::Iam
        }
        _ => AuthorizerKind::None,
    }
}

/// Makes the authorizer as it must have been set, under a made-up name.
fn authorizer(kind: AuthorizerKind, context: &Value, identity: &Identity) -> Authorizer {
    let claim = |name: &str| identity.claims.as_ref()?.get(name)?.as_str();
    let issuer = claim("iss").unwrap_or("").to_owned();
    let account = context.get("accountId").and_then(Value::as_str).unwrap_or("123456789012");
    let pool = issuer.strip_prefix("https://cognito-idp.").and_then(|rest| rest.split_once(".amazonaws.com/"));
    let arn = match (kind, pool) {
        (AuthorizerKind::Cognito, Some((region, pool))) => {
            format!("arn:aws:cognito-idp:{region}:{account}:userpool/{pool}")
        }
        _ => String::new(),
    };
    let is_http = matches!(kind, AuthorizerKind::Jwt | AuthorizerKind::HttpLambda);
    let audience = claim("aud").or_else(|| claim("client_id")).filter(|_| kind == AuthorizerKind::Jwt);
    Authorizer {
        name: "imported".into(),
        kind,
        identity_source: match kind {
            AuthorizerKind::Iam => String::new(),
            _ if is_http => "$request.header.Authorization".into(),
            AuthorizerKind::LambdaRequest => "method.request.header.Authorization".into(),
            _ => "Authorization".into(),
        },
        issuer,
        audiences: audience.map(str::to_owned).into_iter().collect(),
        arn,
    }
}

/// Gives the claims back the types that the gateway took from them: those of the token where it is in the
/// request, else those that claims of this name always have. A type counts only if it is written the same again.
fn typed(
    texts: &Map<String, Value>,
    api: ApiKind,
    headers: &[(String, String)],
    out: &mut EventImport,
) -> Map<String, Value> {
    let header = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    let token = header.and_then(|(_, value)| decode(value).claims).unwrap_or_default();
    let mut guessed: Vec<String> = Vec::new();
    let restore = |(name, text): (&String, &Value)| {
        let same = |candidate: &Value| claims::text(name, candidate, api).as_deref() == text.as_str();
        let value = token.get(name).filter(|value| same(value)).cloned().or_else(|| {
            let value = text.as_str().and_then(|text| usual_type(name, text, api)).filter(same)?;
            guessed.push(name.clone());
            Some(value)
        });
        (name.clone(), value.unwrap_or_else(|| text.clone()))
    };
    let claims = texts.iter().map(restore).collect();
    if !guessed.is_empty() {
        out.guess(
            format!("types of the claims {}", guessed.join(", ")),
            "every claim reaches the function as text; they have the types that they usually have",
        );
    }
    claims
}

/// Returns a claim with the type that claims of its name have in tokens.
fn usual_type(name: &str, text: &str, api: ApiKind) -> Option<Value> {
    match name {
        "exp" | "iat" if api == ApiKind::Rest => {
            time::parse_java_date(text).or_else(|| text.parse().ok()).map(Value::from)
        }
        "exp" | "iat" | "nbf" | "auth_time" | "updated_at" => text.parse::<i64>().ok().map(Value::from),
        "email_verified" | "phone_number_verified" => text.parse::<bool>().ok().map(Value::from),
        "cognito:groups" | "cognito:roles" => {
            let (list, separator) = match api {
                ApiKind::Rest => (text, ','),
                ApiKind::Http => (text.strip_prefix('[')?.strip_suffix(']')?, ' '),
            };
            Some(Value::from(list.split(separator).collect::<Vec<_>>()))
        }
        _ => None,
    }
}

/// Returns the scopes that the route must have had. An HTTP API tells whether there are any, and hands on all
/// scopes of the token; a REST API takes an access token only where the method has scopes.
fn scopes(
    jwt: &Value,
    kind: AuthorizerKind,
    claims: Option<&Map<String, Value>>,
    out: &mut EventImport,
) -> Vec<String> {
    let held = claims.map(claims::scopes).unwrap_or_default();
    let is_access = claims.and_then(|claims| claims.get("token_use")).and_then(Value::as_str) == Some("access");
    let listed = jwt.get("scopes").and_then(Value::as_array);
    let scopes = match (kind, listed) {
        (_, Some(listed)) => listed.iter().map(plain).collect(),
        (AuthorizerKind::Cognito, None) if is_access => held,
        _ => Vec::new(),
    };
    if !scopes.is_empty() {
        out.guess("the scopes of the route", "the event tells those of the token; they are all set");
    }
    scopes
}

fn lambda(result: &Value) -> LambdaResult {
    let mut context = result.as_object().cloned().unwrap_or_default();
    context.shift_remove("integrationLatency");
    // Payload format 1.0 of an HTTP API has these two beside every Lambda authorizer's own values.
    for name in ["claims", "scopes"] {
        if context.get(name).is_some_and(Value::is_null) {
            context.shift_remove(name);
        }
    }
    let principal_id = context.shift_remove("principalId").map(|value| plain(&value)).unwrap_or_default();
    LambdaResult { principal_id, context, ..LambdaResult::default() }
}

/// Reads who signed: from `identity`, or from `authorizer.iam` of payload format 2.0.
fn iam(context: &Value) -> IamCaller {
    let v2 = context.pointer("/authorizer/iam");
    let source = v2.or_else(|| context.get("identity")).unwrap_or(&Value::Null);
    let text = |name: &str| source.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let pick = |old: &str, new: &str| text(if v2.is_some() { new } else { old });
    let mut cognito = Map::new();
    for name in
        ["cognitoIdentityPoolId", "cognitoIdentityId", "cognitoAuthenticationType", "cognitoAuthenticationProvider"]
    {
        if let Some(value) = source.get(name).filter(|value| !value.is_null()) {
            cognito.insert(name.to_owned(), value.clone());
        }
    }
    let members = source.get("cognitoIdentity");
    for (name, member) in [("cognitoIdentityId", "identityId"), ("cognitoIdentityPoolId", "identityPoolId")] {
        if let Some(value) = members.and_then(|members| members.get(member)).filter(|value| !value.is_null()) {
            cognito.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(amr) = members.and_then(|members| members.get("amr")).filter(|amr| amr.is_array()) {
        cognito.insert("cognitoAmr".to_owned(), amr.clone());
    }
    IamCaller {
        access_key: text("accessKey"),
        account_id: text("accountId"),
        caller: pick("caller", "callerId"),
        user: pick("user", "userId"),
        user_arn: text("userArn"),
        principal_org_id: text("principalOrgId"),
        cognito,
    }
}

/// Sets the authorizer that an authorizer's own event was for. Where it read who calls is looked up in the request, by
/// the values that the event names; nothing names them for a REST API's `REQUEST` authorizer.
pub(super) fn complete_authorizer(
    event: &mut ImportedEvent,
    form: AuthorizerEvent,
    original: &Value,
    out: &mut EventImport,
) {
    let (kind, prefix) = match form {
        AuthorizerEvent::Token => return,
        AuthorizerEvent::Request => (AuthorizerKind::LambdaRequest, "method.request"),
        AuthorizerEvent::HttpV1 | AuthorizerEvent::HttpV2 => (AuthorizerKind::HttpLambda, "$request"),
    };
    let mut authorizer = authorizer(kind, &Value::Null, &Identity::default());
    let named: Vec<String> = match original.get("identitySource") {
        Some(Value::Array(values)) => values.iter().map(plain).collect(),
        Some(Value::String(joined)) => joined.split(',').map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let source = |value: &String| {
        let name = |pairs: &Pairs| pairs.iter().find(|(_, known)| known == value).map(|(name, _)| name.clone());
        let header = name(&event.request.headers).map(|name| format!("{prefix}.header.{name}"));
        header.or_else(|| name(&event.request.query).map(|name| format!("{prefix}.querystring.{name}")))
    };
    let found: Vec<String> = named.iter().filter_map(source).collect();
    if found.is_empty() {
        out.guess("where the authorizer reads who calls", "the event does not tell; the `Authorization` header is set");
    } else {
        authorizer.identity_source = found.join(",");
    }
    event.authorizer = Some(authorizer);
}

/// Reads the event of a `TOKEN` authorizer: nothing but the token and where it was going.
pub(super) fn read_token_authorizer(event: &Value, out: &mut EventImport) -> Option<ImportedEvent> {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    // arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH
    let mut parts = text("methodArn")?.splitn(6, ':').skip(3);
    let (region, account_id, rest) = (parts.next()?, parts.next()?, parts.next()?);
    let mut rest = rest.splitn(4, '/');
    let (api_id, stage, method) = (rest.next()?, rest.next()?, rest.next()?);
    let path = format!("/{}", rest.next().unwrap_or(""));
    let headers = text("authorizationToken").map(|token| ("Authorization".to_owned(), token.to_owned()));
    out.guess("the rest of the request", "a TOKEN authorizer sees the token and the method's ARN only");
    let identity = Identity::default();
    Some(ImportedEvent {
        form: EventForm::Authorizer(AuthorizerEvent::Token),
        api: ApiKind::Rest,
        stage: Stage {
            name: stage.to_owned(),
            account_id: account_id.to_owned(),
            api_id: api_id.to_owned(),
            region: region.to_owned(),
            ..Stage::default()
        },
        resource: path.clone(),
        route_method: method.to_owned(),
        authorizer: Some(authorizer(AuthorizerKind::LambdaToken, &Value::Null, &identity)),
        identity,
        request: Request {
            method: method.to_owned(),
            path,
            headers: headers.into_iter().collect(),
            ..Request::default()
        },
        overrides: Map::new(),
        origin: Invocation::Deployed,
        differences: Vec::new(),
    })
}
