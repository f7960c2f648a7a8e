//! Execution logs of API Gateway: what a method received, what its template made of it, what the function answered.
//! Each request becomes a call with a golden event. Read as CloudWatch shows them, as `aws logs` prints them (text or
//! JSON), as Logs Insights saves them (CSV), and as the console's *Test* and `test-invoke-method` have them; also a
//! Lambda function's own log where it prints its event.
//!
//! Tokens are taken away before anything else happens, and named.

mod messages;
mod redact;

use super::captured::add_call;
use super::draft::Draft;
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::ApiKind;
use crate::design::Call;
use indexmap::IndexMap;
use serde_json::Value;

pub(super) use messages::{recognizes, recognizes_json};

/// How a log event ends that was cut (1,024 bytes; CloudWatch developer guide of API Gateway).
const CUT: &str = "[TRUNCATED]";

/// Stands for a body that is no text.
const BINARY: &str = "[Binary Data]";

/// What the log tells of one request.
#[derive(Default)]
struct Seen {
    id: String,
    is_test: bool,
    method: String,
    path: String,
    parameters: Pairs,
    query: Pairs,
    headers: Pairs,
    body: Option<String>,
    event: Option<String>,
    answer: Option<String>,
    failed: Option<String>,
}

/// Reads a log.
pub(super) fn read(draft: &mut Draft, text: &str) {
    let texts = messages::texts(text);
    let mut all: IndexMap<String, Seen> = IndexMap::new();
    for text in &texts {
        for message in messages::split(text) {
            let new = || Seen { id: message.id.clone(), is_test: message.is_test, ..Seen::default() };
            let seen = all.entry(message.id.clone()).or_insert_with(new);
            take(draft, seen, &message.text);
        }
    }
    for seen in all.into_values() {
        add(draft, seen);
    }
    for text in &texts {
        for event in messages::lambda_events(text) {
            super::captured::read(draft, &super::SourceFile { name: "a line of the log", text: &event });
        }
    }
}

/// Takes what one message tells.
fn take(draft: &mut Draft, seen: &mut Seen, message: &str) {
    let after = |prefix: &str| message.strip_prefix(prefix);
    if let Some(rest) = after("HTTP Method: ") {
        if let Some((method, path)) = rest.split_once(", Resource Path: ") {
            seen.method = method.trim().to_ascii_uppercase();
            seen.path = path.trim().to_owned();
        }
    } else if let Some(rest) = after("Method request path: ") {
        seen.parameters = pairs(rest);
    } else if let Some(rest) = after("Method request query string: ") {
        // Names and values stand there decoded.
        seen.query = pairs(rest);
        if rest.trim_end().ends_with(CUT) {
            draft.leave_out(
                format!("some of the query of request {}", seen.id),
                "the log cuts lines at 1,024 bytes",
                None,
            );
        }
    } else if let Some(rest) = after("Method request headers: ") {
        seen.headers = pairs(rest);
        if rest.trim_end().ends_with(CUT) {
            draft.leave_out(format!("some headers of request {}", seen.id), "the log cuts lines at 1,024 bytes", None);
        }
    } else if let Some(rest) = after("Method request body before transformations:") {
        seen.body = Some(trimmed(rest));
    } else if let Some(rest) = after("Endpoint request body after transformations:") {
        seen.event = Some(trimmed(rest));
    } else if let Some(rest) = after("Endpoint response body before transformations:") {
        seen.answer = Some(trimmed(rest));
    } else if message.starts_with("Execution failed") {
        seen.failed = Some(message.trim().to_owned());
    } else if let Some((_, stage)) = message.split_once("API Stage: ")
        && let Some((api, stage)) = stage.trim().split_once('/')
    {
        draft.design.stage.api_id = api.to_owned();
        draft.design.stage.name = stage.to_owned();
    }
}

fn trimmed(text: &str) -> String {
    text.strip_prefix(' ').unwrap_or(text).trim_end_matches(['\n', '\r']).to_owned()
}

/// Splits `{k=v, k=v}`. Nothing is quoted there: a value goes on until `, Name=`.
fn pairs(text: &str) -> Pairs {
    let text = text.trim();
    let is_cut = text.ends_with(CUT);
    let inner = text.strip_prefix('{').unwrap_or(text);
    let inner = if is_cut { inner.trim_end_matches(CUT) } else { inner.strip_suffix('}').unwrap_or(inner) };
    let is_name = |part: &str| {
        let name = part.split('=').next().unwrap_or_default();
        part.contains('=') && !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let mut parts: Vec<String> = Vec::new();
    for part in inner.split(", ") {
        match parts.last_mut() {
            // A word in lower case may belong to the value: `X-Note=a, b=c`.
            Some(last) if !is_name(part) || (starts_upper(last) && !is_header(part)) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => parts.push(part.to_owned()),
        }
    }
    if is_cut {
        parts.pop();
    }
    let pair = |part: String| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    parts.into_iter().filter_map(pair).collect()
}

/// Returns true if a part begins with what can hardly be anything but the name of a header.
fn is_header(part: &str) -> bool {
    const ONE_WORD: [&str; 8] = ["accept", "authorization", "cookie", "forwarded", "host", "origin", "referer", "via"];
    let name = part.split('=').next().unwrap_or_default();
    starts_upper(part) || name.contains('-') || ONE_WORD.contains(&name)
}

fn starts_upper(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Makes a call of what the log tells.
fn add(draft: &mut Draft, seen: Seen) {
    if seen.method.is_empty() && seen.body.is_none() && seen.event.is_none() {
        return;
    }
    if !draft.accepts(ApiKind::Rest) {
        draft.leave_out(format!("request {}", seen.id), "execution logs are of REST APIs", None);
        return;
    }
    let short: String = seen.id.chars().take(8).collect();
    let mut call = Call { name: format!("Log {short}"), ..Call::default() };
    let method = if seen.method.is_empty() {
        draft.leave_out(
            format!("method and path of request {}", seen.id),
            "this part of the log does not tell them: `POST /` stands for them",
            None,
        );
        "POST".to_owned()
    } else {
        seen.method
    };
    let path = if seen.path.is_empty() { "/".to_owned() } else { seen.path };
    let (headers, hidden) = redact::headers(seen.headers);
    for name in hidden {
        draft.leave_out(format!("the value of header {name}"), "it may be a token or a key", None);
    }
    let body = whole(draft, &seen.id, "the request's body", seen.body);
    call.request = Request {
        method: method.clone(),
        path: path.clone(),
        query: seen.query,
        headers,
        body: body.filter(|body| !body.is_empty()).map(Into::into),
        ..Request::default()
    };
    if !seen.id.is_empty() {
        call.context.insert("requestId".into(), seen.id.clone().into());
    }
    if seen.is_test {
        call.context.insert("stage".into(), "test-invoke-stage".into());
    }
    if let Some(text) = whole(draft, &seen.id, "the event", seen.event) {
        match serde_json::from_str::<Value>(&text) {
            Ok(event) => call.golden = Some(without_tokens(draft, event)),
            Err(_) => draft.leave_out(format!("the event of request {}", seen.id), "it is no JSON", None),
        }
    }
    if let Some(text) = whole(draft, &seen.id, "the function's answer", seen.answer) {
        let answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let answer = without_tokens(draft, answer);
        let raised = answer.get("errorMessage").is_some();
        call.result = Some(if raised { FunctionResult::Raised(answer) } else { FunctionResult::Returned(answer) });
    }
    if let Some(why) = seen.failed {
        draft.leave_out(format!("the end of request {}", seen.id), format!("the log says: {why}"), None);
    }
    let is_proxy = call
        .golden
        .as_ref()
        .is_some_and(|event| event.get("requestContext").is_some() && event.get("resource").is_some());
    let resource = call.golden.as_ref().and_then(|event| event.get("resource")).and_then(Value::as_str);
    let path = resource.filter(|_| is_proxy).map_or_else(|| resource_of(&path, &seen.parameters), str::to_owned);
    let index = add_call(draft, &method, &path, call);
    if let Some(route) = index.and_then(|index| draft.design.routes.get_mut(index)) {
        route.integration.proxy = is_proxy;
    }
}

/// Returns the resource that a path is of, `/rides/{rideId}`: each value of a parameter that is one part of the path, or
/// several in a row, gives way to its name. A path without parameters is its own resource.
fn resource_of(path: &str, parameters: &Pairs) -> String {
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    for (name, value) in parameters.iter().filter(|(_, value)| !value.is_empty()) {
        let value: Vec<&str> = value.split('/').collect();
        let starts = parts.windows(value.len()).enumerate().filter(|(_, parts)| *parts == value);
        let starts: Vec<usize> = starts.map(|(start, _)| start).collect();
        // Where it stands twice, nobody knows which is meant.
        if let [start] = starts.as_slice() {
            let greedy = if value.len() > 1 { "+" } else { "" };
            parts.splice(start..&(start + value.len()), [format!("{{{name}{greedy}}}")]);
        }
    }
    parts.join("/")
}

/// Returns a text that the log has whole; says so if it was cut.
fn whole(draft: &mut Draft, id: &str, what: &str, text: Option<String>) -> Option<String> {
    let text = text?;
    if text.trim() == BINARY {
        draft.leave_out(format!("{what} of request {id}"), "the log does not hold binary bodies", None);
        return None;
    }
    if text.trim_end().ends_with(CUT) {
        draft.leave_out(
            format!("{what} of request {id}"),
            "the log cuts lines at 1,024 bytes, and this is not whole",
            None,
        );
        return None;
    }
    Some(text)
}

fn without_tokens(draft: &mut Draft, mut value: Value) -> Value {
    for name in redact::json(&mut value) {
        draft.leave_out(format!("the value of `{name}`"), "it may be a token or a key", None);
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_with_commas_stay_whole() {
        let found = pairs("{Content-Type=application/json, X-Note=a, b=c, X-Forwarded-For=198.51.100.7, 203.0.113.9}");
        let expected = [
            ("Content-Type", "application/json"),
            ("X-Note", "a, b=c"),
            ("X-Forwarded-For", "198.51.100.7, 203.0.113.9"),
        ];
        assert_eq!(found, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(pairs("{}"), []);
        assert_eq!(pairs("{A=1, B=2 [TRUNCATED]"), [("A".to_owned(), "1".to_owned())]);
        assert_eq!(pairs("{a=1, b=2}").len(), 2);
    }
}
