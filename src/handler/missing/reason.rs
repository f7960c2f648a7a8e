//! Says in words why an event does not have a member.

use super::Missing;
use crate::apigw::authorizer::AuthorizerKind;
use crate::design::View;
use serde_json::Value;

/// Members of the REST proxy event that payload format 2.0 has elsewhere (developer guide).
const MOVED: [(&str, &str); 8] = [
    ("/httpMethod", "requestContext.http.method"),
    ("/path", "rawPath"),
    ("/resource", "routeKey"),
    ("/requestContext/resourcePath", "routeKey"),
    ("/requestContext/httpMethod", "requestContext.http.method"),
    ("/requestContext/identity", "requestContext.http (sourceIp, userAgent)"),
    ("/multiValueHeaders", "headers, repeated values joined by commas"),
    ("/multiValueQueryStringParameters", "queryStringParameters, repeated values joined by commas"),
];

/// Returns a sentence: why `event` does not have what was looked for, and where it stands if it is there at all.
/// `view` is what made the event, `method` the request's.
pub fn reason(missing: &Missing, event: &Value, view: View, authorizer: AuthorizerKind, method: &str) -> String {
    let shown = missing.pointer.trim_start_matches('/').replace('/', ".");
    let mut words = match why(missing, event, view, authorizer) {
        Some(why) => format!("{why}: the event has no `{shown}`."),
        None if missing.is_null => format!("The event has `{shown}`, but as null: nothing was sent for it."),
        None => format!("The event has no `{shown}`."),
    };
    if method == "OPTIONS" && missing.pointer.contains("/authorizer") {
        words.push_str(" A preflight request brings no token: answer OPTIONS before the caller is looked at.");
    }
    if let Some(place) = elsewhere(missing, event) {
        words.push_str(&format!(" The same name stands at `{place}`."));
    }
    words
}

fn why(missing: &Missing, event: &Value, view: View, authorizer: AuthorizerKind) -> Option<String> {
    use AuthorizerKind::{HttpLambda, Iam, LambdaRequest, LambdaToken, None as Nobody};
    let pointer = missing.pointer.as_str();
    if view == View::Mapping {
        let is_proxy_member =
            ["/requestContext", "/headers", "/body", "/pathParameters", "/queryStringParameters", "/httpMethod"];
        let is_forwarded = is_proxy_member.contains(&pointer);
        return is_forwarded
            .then(|| "This event is what the mapping template printed, and it does not copy that".into());
    }
    if pointer == "/requestContext/authorizer" {
        return match (authorizer, view) {
            (Nobody, _) => Some("No authorizer on this method".into()),
            (Iam, View::RestProxy) => {
                Some("IAM tells the caller in `requestContext.identity` and makes no such member".into())
            }
            _ => None,
        };
    }
    if pointer == "/requestContext/authorizer/claims" {
        return match (authorizer, view) {
            (LambdaToken | LambdaRequest | HttpLambda, View::Http20) => {
                Some("A Lambda authorizer hands its own context on, below `requestContext.authorizer.lambda`".into())
            }
            (LambdaToken | LambdaRequest | HttpLambda, _) => {
                Some("A Lambda authorizer hands its own context on, directly below `requestContext.authorizer`".into())
            }
            (Iam, _) => Some("IAM knows a caller by a signature, not by claims".into()),
            (_, View::Http20) => {
                Some("Payload format 2.0 has the claims in `requestContext.authorizer.jwt.claims`".into())
            }
            _ => None,
        };
    }
    if pointer == "/requestContext/authorizer/jwt" {
        return Some(
            "Only payload format 2.0 has `jwt`; here the claims are in `requestContext.authorizer.claims`".into(),
        );
    }
    if let Some((parent, name)) = pointer.rsplit_once('/') {
        if parent.ends_with("/claims") {
            return Some(format!("The token has no claim `{name}`"));
        }
        if let Some(Value::Object(headers)) = event.get("headers").filter(|_| parent == "/headers") {
            let name = name.replace("~1", "/").replace("~0", "~");
            let other = headers.keys().find(|known| known.eq_ignore_ascii_case(&name));
            return other.map(|other| format!("Names of headers count with their case, and here it is `{other}`"));
        }
        if parent == "/body" {
            return Some("The body is text in this event: parse it as JSON first".into());
        }
    }
    let moved = MOVED.iter().find(|(known, _)| view == View::Http20 && *known == pointer);
    moved.map(|(_, place)| format!("Payload format 2.0 has this as {place}"))
}

/// Returns where the event has a member of the name that was looked for, as a dotted path.
fn elsewhere(missing: &Missing, event: &Value) -> Option<String> {
    let name = missing.wanted.rsplit('/').next()?.replace("~1", "/").replace("~0", "~");
    let mut found = Vec::new();
    find(event, &name, &mut String::new(), 0, &mut found);
    // The shortest is the one that was made for it.
    found.into_iter().min_by_key(String::len)
}

fn find(value: &Value, name: &str, at: &mut String, depth: usize, found: &mut Vec<String>) {
    const MAX_DEPTH: usize = 12;
    const MAX_FOUND: usize = 8;
    let Value::Object(members) = value else { return };
    if depth > MAX_DEPTH || found.len() >= MAX_FOUND {
        return;
    }
    for (known, member) in members {
        let len = at.len();
        if !at.is_empty() {
            at.push('.');
        }
        at.push_str(known);
        if known == name {
            found.push(at.clone());
        }
        find(member, name, at, depth + 1, found);
        at.truncate(len);
    }
}

#[cfg(test)]
mod tests {
    use super::super::missing;
    use super::*;
    use serde_json::json;

    fn said(code: &str, event: Value, view: View, authorizer: AuthorizerKind) -> String {
        let found = missing(code, &event);
        reason(&found[0], &event, view, authorizer, "POST")
    }

    #[test]
    fn the_story_is_told() {
        let code = "event['requestContext']['authorizer']['claims']['email']";
        let no_authorizer = said(code, json!({"requestContext": {}}), View::RestProxy, AuthorizerKind::None);
        assert_eq!(no_authorizer, "No authorizer on this method: the event has no `requestContext.authorizer`.");
        let mapped = json!({"context": {"identity": {"email": "a"}}});
        assert_eq!(
            said(code, mapped, View::Mapping, AuthorizerKind::Cognito),
            "This event is what the mapping template printed, and it does not copy that: the event has no \
             `requestContext`. The same name stands at `context.identity.email`."
        );
        let version_2 = json!({"requestContext": {"authorizer": {"jwt": {"claims": {"email": "a"}}}}});
        let said_2 = said(code, version_2, View::Http20, AuthorizerKind::Jwt);
        assert!(said_2.contains("authorizer.jwt.claims`: the event has no"), "{said_2}");
    }

    #[test]
    fn case_text_and_nothing_are_told_apart() {
        let (proxy, nobody) = (View::RestProxy, AuthorizerKind::None);
        let header = said("event.headers['x-user']", json!({"headers": {"X-User": "1"}}), proxy, nobody);
        assert!(header.contains("here it is `X-User`"), "{header}");
        let body = said("event.body.ride", json!({"body": "{}"}), proxy, nobody);
        assert!(body.contains("parse it as JSON"), "{body}");
        let query = said("event.queryStringParameters.a", json!({"queryStringParameters": null}), proxy, nobody);
        assert!(query.contains("as null"), "{query}");
    }
}
