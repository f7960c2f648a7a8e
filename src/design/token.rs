//! The token in the request. A design holds none: `{{token}}` stands in its place.

use super::{Call, Design, Route};
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::identity_source::{self, TokenPlace};
use crate::apigw::proxy_response::FunctionResult;
use crate::jwt::{self, Decoded, Form, Secret};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Stands in a header for the token of the call.
pub const TOKEN_PLACEHOLDER: &str = "{{token}}";

/// Returns the token that `call` brings along: the one kept in the file, or a sample made from its claims. `None`
/// without either.
pub fn own_token(call: &Call) -> Option<Secret> {
    let sample = || call.identity.claims.as_ref().map(jwt::sample::demo);
    call.kept_token.clone().or_else(sample)
}

/// Returns claims to begin with, as Cognito writes them.
pub fn sample_claims() -> Map<String, Value> {
    [
        ("sub", "7d8ca528-4931-4254-9273-ea5ee853f271"),
        ("cognito:username", "sample-user"),
        ("email", "sample@example.com"),
        ("token_use", "id"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.into()))
    .collect()
}

/// Returns `call` as its client sends it: what the Identity panel holds is the credential, so `{{token}}` stands where
/// the route's authorizer reads it, unless something stands there already. `pasted` is a token that is not in the
/// design; a call has one, too, if it keeps one or has claims. A token that was typed into the request brings its
/// claims along, where the call has no others.
pub fn with_credential<'c>(design: &Design, route: &Route, call: &'c Call, pasted: Option<&Secret>) -> Cow<'c, Call> {
    let Some(authorizer) = design.authorizer_of(route) else { return Cow::Borrowed(call) };
    let Some(place) = identity_source::token_place(authorizer) else { return Cow::Borrowed(call) };
    if let Some(sent) = place.value(&call.request) {
        let is_known = !authorizer.kind.passes_claims() || call.identity.claims.is_some();
        let decoded = if is_known { Decoded::default() } else { jwt::decode(sent) };
        if decoded.form != Form::Signed || decoded.claims.is_none() {
            return Cow::Borrowed(call);
        }
        let mut call = call.clone();
        call.identity.claims.clone_from(&decoded.claims);
        return Cow::Owned(call);
    }
    let has_token = match pasted {
        Some(pasted) => !pasted.reveal().trim().is_empty(),
        None => call.kept_token.is_some() || call.identity.claims.is_some(),
    };
    if !has_token {
        return Cow::Borrowed(call);
    }
    let mut call = call.clone();
    match place {
        TokenPlace::Header(name) => {
            // Both kinds of API take the token alone or after `Bearer`; these are the forms that their guides show.
            let scheme = if authorizer.kind == AuthorizerKind::Jwt { "Bearer " } else { "" };
            call.request.headers.push((name.to_owned(), format!("{scheme}{TOKEN_PLACEHOLDER}")));
        }
        TokenPlace::Query(name) => call.request.query.push((name.to_owned(), TOKEN_PLACEHOLDER.to_owned())),
    }
    Cow::Owned(call)
}

/// Returns `call` as [`with_credential`] does, and with `token` wherever its headers and query parameters say so.
pub fn with_token<'c>(design: &Design, route: &Route, call: &'c Call, token: Option<&Secret>) -> Cow<'c, Call> {
    let call = with_credential(design, route, call, token);
    let is_asked = |pairs: &[(String, String)]| pairs.iter().any(|(_, value)| value.contains(TOKEN_PLACEHOLDER));
    if !is_asked(&call.request.headers) && !is_asked(&call.request.query) {
        return call;
    }
    let own = if token.is_none() { own_token(&call) } else { None };
    let text = token.or(own.as_ref()).map_or("", Secret::reveal);
    let decoded = jwt::decode(text);
    // What cannot be read as a token is sent as it is, as a client would.
    let sent = if decoded.compact().is_empty() { text.trim() } else { decoded.compact() };
    let mut call = call.into_owned();
    let request = &mut call.request;
    for (_, value) in request.headers.iter_mut().chain(&mut request.query) {
        *value = value.replace(TOKEN_PLACEHOLDER, sent);
    }
    Cow::Owned(call)
}

/// Returns the design without any token, for pages that are handed to others: none that is kept, and none that stands
/// in a request, a claim, a result or a golden event as text. `{{token}}` takes their place.
pub fn without_tokens(design: &Design) -> Design {
    let mut design = design.clone();
    design.routes.iter_mut().flat_map(|route| &mut route.calls).for_each(scrub_call);
    design
}

/// Returns the call as [`without_tokens`] has it, but where [`with_credential`] says `{{token}}`: there it brings along
/// the sample made from its claims, which no authorizer on AWS takes. Without claims the placeholder stays.
pub fn with_sample_token(design: &Design, route: &Route, call: &Call) -> Call {
    let own = with_credential(design, route, call, None);
    let mut shared = own.clone().into_owned();
    scrub_call(&mut shared);
    let Some(sample) = call.identity.claims.as_ref().map(jwt::sample::demo) else { return shared };
    let own = own.request.headers.iter().chain(&own.request.query);
    let request = &mut shared.request;
    for ((_, own), (_, value)) in own.zip(request.headers.iter_mut().chain(&mut request.query)) {
        if own.contains(TOKEN_PLACEHOLDER) {
            *value = value.replace(TOKEN_PLACEHOLDER, sample.reveal());
        }
    }
    shared
}

fn scrub_call(call: &mut Call) {
    call.kept_token = None;
    call.request.raw_query = call.request.raw_query.take().map(|query| scrubbed(&query));
    call.request.body = call.request.body.take().map(|body| scrubbed(&body).into());
    let request = &mut call.request;
    for (name, value) in request.headers.iter_mut().chain(&mut request.query) {
        *value = if is_credential(name) { credential(value) } else { scrubbed(value) };
    }
    let identity = &mut call.identity;
    let maps = identity.claims.iter_mut().chain([&mut identity.lambda.context, &mut call.context]);
    maps.flat_map(|map| map.iter_mut()).for_each(|(_, value)| scrub(value));
    call.golden.iter_mut().for_each(scrub);
    if let Some(FunctionResult::Returned(value) | FunctionResult::Raised(value)) = &mut call.result {
        scrub(value);
    }
}

/// Returns true for a header whose value lets one in.
pub fn is_credential(name: &str) -> bool {
    ["authorization", "x-api-key", "proxy-authorization", "x-amz-security-token"]
        .contains(&name.to_ascii_lowercase().as_str())
}

/// Returns a credential with its scheme (`Bearer`), and nothing of what follows.
pub fn credential(value: &str) -> String {
    match value.split_once(' ') {
        _ if value.is_empty() || value.contains(TOKEN_PLACEHOLDER) => value.to_owned(),
        Some((scheme, _)) if scheme.chars().all(|c| c.is_ascii_alphabetic()) => format!("{scheme} {TOKEN_PLACEHOLDER}"),
        _ => TOKEN_PLACEHOLDER.to_owned(),
    }
}

fn scrub(value: &mut Value) {
    match value {
        Value::String(text) => *text = scrubbed(text),
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::Object(members) => members.iter_mut().for_each(|(name, value)| match value {
            Value::String(text) if is_credential(name) => *text = credential(text),
            other => scrub(other),
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Returns the text with `{{token}}` in place of each compact token: `eyJ…` (the start of every JSON object in Base64)
/// and two dots.
pub fn scrubbed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, token) = rest.split_at(at);
        out.push_str(before);
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let (token, after) = token.split_at(token.find(|c| !is_part(c)).unwrap_or(token.len()));
        out.push_str(if token.matches('.').count() >= 2 { TOKEN_PLACEHOLDER } else { token });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apigw::authorizer::Authorizer;

    fn call(header: &str) -> Call {
        let mut call = Call::default();
        call.request.headers = vec![("Authorization".into(), header.into())];
        call
    }

    fn sent(call: &Call, token: Option<&str>) -> String {
        let token = token.map(Secret::new);
        with_token(&Design::default(), &Route::default(), call, token.as_ref()).request.headers[0].1.clone()
    }

    /// A design whose route has an authorizer of `kind` that reads the token at `source`.
    fn guarded(kind: AuthorizerKind, source: &str) -> (Design, Route) {
        let authorizer = Authorizer { name: "A".into(), kind, identity_source: source.into(), ..Authorizer::default() };
        let design = Design { authorizers: vec![authorizer], ..Design::default() };
        (design, Route { authorizer: Some("A".into()), ..Route::default() })
    }

    fn claims() -> serde_json::Map<String, Value> {
        serde_json::Map::from_iter([("sub".into(), "u".into())])
    }

    #[test]
    fn the_call_s_token_is_sent_where_the_authorizer_reads_it() {
        use AuthorizerKind::{Cognito, Iam, Jwt, LambdaRequest, LambdaToken};
        let token = Secret::new("opaque");
        for (kind, source, header, query) in [
            (Cognito, "Authorization", Some(("Authorization", "opaque")), None),
            (Cognito, "", Some(("Authorization", "opaque")), None),
            (Cognito, "method.request.header.X-Token", Some(("X-Token", "opaque")), None),
            (LambdaToken, "method.request.header.Authorization", Some(("Authorization", "opaque")), None),
            (Jwt, "$request.header.Authorization", Some(("Authorization", "Bearer opaque")), None),
            (Jwt, "$request.querystring.token", None, Some(("token", "opaque"))),
            // What a REQUEST authorizer reads is typed into the request; nobody sends a token to IAM.
            (LambdaRequest, "method.request.header.Authorization", None, None),
            (Iam, "", None, None),
        ] {
            let (design, route) = guarded(kind, source);
            let expected = |pair: Option<(&str, &str)>| -> Vec<(String, String)> {
                pair.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect()
            };
            let sent = with_token(&design, &route, &Call::default(), Some(&token)).into_owned();
            assert_eq!((sent.request.headers, sent.request.query), (expected(header), expected(query)), "{kind:?}");
            // Nothing pasted, nothing kept, no claims: nothing is sent.
            let bare = with_token(&design, &route, &Call::default(), None).into_owned();
            assert_eq!(bare, Call::default());
            assert_eq!(with_token(&design, &route, &bare, Some(&Secret::new(" "))).into_owned(), bare);
        }
    }

    #[test]
    fn claims_are_sent_as_a_sample_token_and_a_typed_token_brings_its_claims() {
        let (design, route) = guarded(AuthorizerKind::Cognito, "Authorization");
        let mut held = Call::default();
        held.identity.claims = Some(claims());
        let sent = with_token(&design, &route, &held, None);
        assert_eq!(sent.request.headers[0].0, "Authorization");
        assert_eq!(jwt::decode(&sent.request.headers[0].1).claims, Some(claims()));
        // A header that is there, whatever it holds, is what the client sends.
        held.request.headers = vec![("authorization".into(), "".into())];
        assert_eq!(with_token(&design, &route, &held, None).request.headers, held.request.headers);
        let typed = call(&format!("Bearer {}", jwt::sample::demo(&claims()).reveal()));
        assert_eq!(with_token(&design, &route, &typed, None).identity.claims, Some(claims()));
        assert_eq!(with_token(&design, &route, &call("Basic dTpw"), None).identity.claims, None);
    }

    #[test]
    fn the_placeholder_gives_way_to_the_given_token_or_the_call_s_own() {
        let mut call = call("Bearer {{token}}");
        assert_eq!(sent(&call, None), "Bearer ", "there is none");
        assert_eq!(sent(&call, Some("opaque-key")), "Bearer opaque-key");
        call.identity.claims = Some(serde_json::Map::from_iter([("sub".into(), "u".into())]));
        let sample = sent(&call, None);
        assert_eq!(jwt::decode(&sample).claims, call.identity.claims, "{sample}");
        call.kept_token = Some(Secret::new("kept"));
        assert_eq!(sent(&call, None), "Bearer kept");
    }

    #[test]
    fn a_shared_design_has_no_token_anywhere() {
        const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.c2ln";
        let mut held = call(&format!("Bearer {TOKEN}"));
        held.request.headers.push(("X-Trace".into(), format!("a={TOKEN};b=eyJ.c")));
        held.request.headers.push(("x-api-key".into(), "secret".into()));
        held.request.query = vec![("t".into(), TOKEN.into())];
        held.request.body = Some(format!("{{\"t\": \"{TOKEN}\"}}").into());
        held.kept_token = Some(Secret::new(TOKEN));
        held.golden = Some(serde_json::json!({"headers": {"authorization": "Basic dTpw"}, "list": [TOKEN]}));
        held.result = Some(FunctionResult::Returned(serde_json::json!({"body": TOKEN})));
        let route = super::super::Route { calls: vec![held], ..Default::default() };
        let shared = without_tokens(&Design { routes: vec![route], ..Design::default() });
        let file = crate::design::file::to_text(&shared);
        for secret in [TOKEN, "secret", "dTpw"] {
            assert!(!file.contains(secret), "{secret} is in {file}");
        }
        let headers = &shared.routes[0].calls[0].request.headers;
        assert_eq!(headers[0].1, "Bearer {{token}}");
        assert_eq!(headers[1].1, "a={{token}};b=eyJ.c");
    }

    #[test]
    fn only_where_the_design_says_so_is_there_a_sample() {
        const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1In0.c2ln";
        let mut held = call("Bearer {{token}}");
        held.kept_token = Some(Secret::new(TOKEN));
        held.request.headers.push(("x-api-key".into(), "secret".into()));
        held.request.headers.push(("X-Old".into(), TOKEN.into()));
        let headers = |call: &Call| -> Vec<String> {
            let shared = with_sample_token(&Design::default(), &Route::default(), call);
            shared.request.headers.into_iter().map(|(_, value)| value).collect()
        };
        assert_eq!(headers(&held), ["Bearer {{token}}", "{{token}}", "{{token}}"]);
        held.identity.claims = Some(serde_json::Map::from_iter([("sub".into(), "u".into())]));
        let sample = jwt::sample::demo(held.identity.claims.as_ref().expect("claims"));
        assert_eq!(headers(&held), [format!("Bearer {}", sample.reveal()).as_str(), "{{token}}", "{{token}}"]);
    }

    #[test]
    fn other_headers_stay() {
        assert_eq!(sent(&call("Basic dTpw"), Some("x")), "Basic dTpw");
    }
}
