//! The token in the request. A design holds none: `{{token}}` stands in its place.

use super::{Call, Design};
use crate::apigw::proxy_response::FunctionResult;
use crate::jwt::{self, Secret};
use serde_json::Value;
use std::borrow::Cow;

/// Stands in a header for the token of the call.
pub const TOKEN_PLACEHOLDER: &str = "{{token}}";

/// Returns the token that `call` brings along: the one kept in the file, or a sample made from its claims. `None`
/// without either.
pub fn own_token(call: &Call) -> Option<Secret> {
    let sample = || call.identity.claims.as_ref().map(jwt::sample::demo);
    call.kept_token.clone().or_else(sample)
}

/// Returns `call` with `token` wherever its headers say so.
pub fn with_token<'c>(call: &'c Call, token: Option<&Secret>) -> Cow<'c, Call> {
    if !call.request.headers.iter().any(|(_, value)| value.contains(TOKEN_PLACEHOLDER)) {
        return Cow::Borrowed(call);
    }
    let own = if token.is_none() { own_token(call) } else { None };
    let text = token.or(own.as_ref()).map_or("", Secret::reveal);
    let decoded = jwt::decode(text);
    // What cannot be read as a token is sent as it is, as a client would.
    let sent = if decoded.compact().is_empty() { text.trim() } else { decoded.compact() };
    let mut call = call.clone();
    for (_, value) in &mut call.request.headers {
        *value = value.replace(TOKEN_PLACEHOLDER, sent);
    }
    Cow::Owned(call)
}

/// Returns the design without any token, for pages that are handed to others: none that is kept, and none that stands
/// in a request, a claim, a result or a golden event as text. `{{token}}` takes their place.
pub fn without_tokens(design: &Design) -> Design {
    let mut design = design.clone();
    for call in design.routes.iter_mut().flat_map(|route| &mut route.calls) {
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
    design
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

    fn call(header: &str) -> Call {
        let mut call = Call::default();
        call.request.headers = vec![("Authorization".into(), header.into())];
        call
    }

    fn sent(call: &Call, token: Option<&str>) -> String {
        let token = token.map(Secret::new);
        with_token(call, token.as_ref()).request.headers[0].1.clone()
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
    fn other_headers_stay() {
        assert_eq!(sent(&call("Basic dTpw"), Some("x")), "Basic dTpw");
    }
}
