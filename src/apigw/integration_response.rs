//! Which integration response is taken, which template writes the body, and what becomes of the headers.

use super::client_response::ClientResponse;
use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::headers::Header;
use super::integration::{IntegrationResponse, MappingTemplate};
use super::media_type::{essence, first_accepted};
use super::parameter_mapping::Sources;
use fancy_regex::Regex;
use serde_json::{Map, Value};

/// Returns the text that selection patterns are matched against for a Lambda function's result: its `errorMessage`;
/// `None` for a result without, which matches no pattern (recorded on AWS, `test_lambda_selection_patterns`).
pub fn error_message(result: &Value) -> Option<&str> {
    result.get("errorMessage").and_then(Value::as_str)
}

/// Returns the index of the integration response that is taken: the first whose pattern matches the whole text, else
/// the one without a pattern, else `None`.
///
/// Several matches were recorded once, and the first that had been defined won; do not rely on it. Patterns are
/// Java's; what differs in ours is rare, and a pattern that cannot be read matches nothing.
pub fn select(responses: &[IntegrationResponse], text: Option<&str>) -> Option<usize> {
    let matching = text.and_then(|text| {
        responses.iter().position(|response| {
            !response.selection_pattern.is_empty() && matches_whole(&response.selection_pattern, text)
        })
    });
    matching.or_else(|| responses.iter().position(|response| response.selection_pattern.is_empty()))
}

/// Returns the answer where no integration response fits.
pub fn no_response(text: Option<&str>) -> GatewayAnswer {
    let why = format!(
        "No match for output mapping and no default output mapping configured: {}, and there is no integration \
         response without a selection pattern.",
        text.map_or_else(|| "the call succeeded".into(), |text| format!("no pattern matches `{text}`"))
    );
    GatewayAnswer::rest(ResponseType::ApiConfigurationError, why)
}

/// Returns true if a Java regular expression matches the whole of `text`.
pub fn matches_whole(pattern: &str, text: &str) -> bool {
    Regex::new(&format!(r"\A(?:{pattern})\z")).and_then(|regex| regex.is_match(text)).unwrap_or(false)
}

/// Returns the response template that runs: the one for the first type of `Accept`, else that for
/// `application/json`, else the first. There is no 415 here (developer guide; an emulator's authors see the second
/// step on AWS).
pub fn template<'a>(response: &'a IntegrationResponse, accept: Option<&str>) -> Option<&'a MappingTemplate> {
    response.templates.get(template_index(response, accept)?)
}

/// Returns the position of the response template that runs, among those of the response.
pub fn template_index(response: &IntegrationResponse, accept: Option<&str>) -> Option<usize> {
    let templates = &response.templates;
    let by_type = |wanted: &str| templates.iter().position(|template| essence(&template.content_type) == wanted);
    let accepted = accept.map(first_accepted).and_then(|accepted| by_type(&accepted));
    accepted.or_else(|| by_type("application/json")).or((!templates.is_empty()).then_some(0))
}

/// Sets the headers of a method response: those that are mapped, then those that a template overrides. `headers` and
/// `body` are the integration's own.
pub fn set_headers(
    client: &mut ClientResponse,
    exchange: &Exchange,
    response: &IntegrationResponse,
    headers: &[Header],
    body: &str,
    context: &Map<String, Value>,
) {
    let sources = Sources {
        prefix: "integration.response.",
        headers,
        query: &[],
        path: &[],
        body,
        context,
        stage_variables: &exchange.stage.variables,
    };
    let mut set: Vec<(String, String)> = Vec::new();
    for (target, source) in &response.parameters {
        let name = target.strip_prefix("method.response.header.");
        if let (Some(name), Some(value)) = (name, sources.value(source)) {
            set.push((name.to_owned(), value));
        }
    }
    let overrides = context.get("responseOverride").and_then(|overrides| overrides.get("header"));
    for (name, value) in overrides.and_then(Value::as_object).into_iter().flatten() {
        let value = match value {
            Value::String(text) => text.clone(),
            Value::Null => continue,
            other => other.to_string(),
        };
        set.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        set.push((name.clone(), value));
    }
    for (name, value) in set {
        client.return_header(&name, &value);
    }
    client.default_header("Content-Type", "application/json");
}

/// Returns the status that a template set: a whole number from 100 to 599, everything else is passed over (an
/// emulator's claim about AWS). Whether text counts is not known; digits do here.
pub fn overridden_status(context: &Map<String, Value>) -> Option<u16> {
    let value = context.get("responseOverride")?.get("status")?;
    let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())?;
    u16::try_from(number).ok().filter(|status| (100..600).contains(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn responses(patterns: &[&str]) -> Vec<IntegrationResponse> {
        let response = |pattern: &&str| IntegrationResponse {
            selection_pattern: (*pattern).to_owned(),
            ..IntegrationResponse::default()
        };
        patterns.iter().map(response).collect()
    }

    #[test]
    fn patterns_match_the_whole_error_message() {
        let recorded = responses(&["", ".*four hundred.*", ".+", "200"]);
        for (text, expected) in [
            (None, Some(0)),
            (Some("Pass: four hundred it is"), Some(1)),
            (Some("anything"), Some(2)),
            (Some(""), Some(0)),
            (Some("one\ntwo"), Some(0)),
        ] {
            assert_eq!(select(&recorded, text), expected, "{text:?}");
        }
        assert_eq!(select(&responses(&["Error"]), Some("Error: x")), None);
        assert_eq!(select(&responses(&[r"(\n|.)+"]), Some("one\ntwo")), Some(0));
        assert_eq!(select(&responses(&["(", ".*"]), Some("x")), Some(1));
        assert_eq!(select(&responses(&[".*"]), None), None);
    }
}
