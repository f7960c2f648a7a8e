//! The token in the request. A design holds none: `{{token}}` stands in its place.

use super::Call;
use crate::jwt::{self, Secret};
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
    fn other_headers_stay() {
        assert_eq!(sent(&call("Basic dTpw"), Some("x")), "Basic dTpw");
    }
}
