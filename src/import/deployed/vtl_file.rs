//! A mapping template alone. Its name tells method, path and content type where it is made for that:
//! `post-rides.request.vtl`, `get-rides-rideId.application-json.vtl`, `POST_rides.vtl`.

use super::SourceFile;
use super::draft::{Draft, FoundPlace};
use super::sample;
use crate::apigw::integration::{Integration, IntegrationResponse, MappingTemplate, PassthroughBehavior};
use crate::design::Route;
use crate::import::tree::Form;
use crate::text::Span;
use std::sync::Arc;

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "options", "any"];

/// Content types that names speak of, longest first.
const TYPES: [(&str, &str); 6] = [
    ("x-www-form-urlencoded", "application/x-www-form-urlencoded"),
    ("form", "application/x-www-form-urlencoded"),
    ("text-plain", "text/plain"),
    ("text", "text/plain"),
    ("xml", "application/xml"),
    ("json", "application/json"),
];

/// What a file's name tells.
#[derive(PartialEq, Eq, Debug)]
struct Guess {
    method: String,
    path: String,
    content_type: String,
    /// Status, if it is a response template.
    status: Option<u16>,
}

/// Reads a template into a route: the one that its name speaks of, which may have come in with another file.
pub(super) fn read(draft: &mut Draft, file: &SourceFile) {
    let guess = guess(file.name);
    let template = MappingTemplate { content_type: guess.content_type.clone(), text: Arc::from(file.text) };
    let known = draft.design.routes.iter().position(|route| route.method == guess.method && route.path == guess.path);
    let what = format!("{} {}", guess.method, guess.path);
    draft.leave_out(
        format!("method, path and content type of {}", file.name),
        format!("a template does not hold them: {what} and {} are guessed from its name", guess.content_type),
        None,
    );
    let index = known.or_else(|| {
        let integration =
            Integration { passthrough_behavior: PassthroughBehavior::WhenNoTemplates, ..Integration::default() };
        let mut route = Route { method: guess.method, path: guess.path, integration, ..Route::default() };
        route.calls.push(sample::call(&route, Vec::new()));
        draft.route(route, Vec::new())
    });
    let Some(index) = index else { return };
    let Some(route) = draft.design.routes.get_mut(index) else { return };
    let response = match guess.status {
        None => {
            route.integration.request_templates.push(template);
            None
        }
        Some(status) => {
            let responses = &mut route.integration.responses;
            let at = responses.iter().position(|response| response.status == status).unwrap_or_else(|| {
                responses.push(IntegrationResponse { status, ..IntegrationResponse::default() });
                responses.len() - 1
            });
            responses[at].templates.push(template);
            Some(at)
        }
    };
    let place = FoundPlace {
        response,
        content_type: guess.content_type,
        span: Span::new(0, file.text.len()),
        form: Form::Written,
    };
    draft.place(index, place);
}

fn guess(name: &str) -> Guess {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem =
        ["vtl", "vm", "template", "txt"].iter().find_map(|end| last.strip_suffix(&format!(".{end}"))).unwrap_or(last);
    let mut parts = stem.split('.');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    let lower = stem.to_ascii_lowercase();
    let content_type = TYPES.iter().find(|(word, _)| lower.contains(word)).map_or("application/json", |(_, kind)| kind);
    let status = rest.iter().find_map(|part| part.strip_prefix("response-")?.split('-').next()?.parse().ok());
    let status = status.or_else(|| rest.iter().any(|part| part == "response").then_some(200));
    let mut words = first.split(['-', '_', ' ']).filter(|word| !word.is_empty());
    let method = words.next().filter(|word| METHODS.contains(&word.to_ascii_lowercase().as_str()));
    let Some(method) = method else {
        return Guess { method: "POST".into(), path: "/".into(), content_type: content_type.into(), status };
    };
    // The content type may be part of the first word too: `post-rides-form.vtl`.
    let path: Vec<&str> = words.filter(|word| !TYPES.iter().any(|(kind, _)| kind == word)).collect();
    let path = if path == ["root"] { String::new() } else { path.join("/") };
    Guess { method: method.to_ascii_uppercase(), path: format!("/{path}"), content_type: content_type.into(), status }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_they_can() {
        for (name, method, path, content_type, status) in [
            ("post-rides.request.vtl", "POST", "/rides", "application/json", None),
            ("api/post-rides.response-201.vtl", "POST", "/rides", "application/json", Some(201)),
            ("PUT_orders_{id}.vm", "PUT", "/orders/{id}", "application/json", None),
            ("post-contact.x-www-form-urlencoded.vtl", "POST", "/contact", "application/x-www-form-urlencoded", None),
            ("mapping.vtl", "POST", "/", "application/json", None),
            ("get-root.vtl", "GET", "/", "application/json", None),
        ] {
            let found = guess(name);
            let found = (found.method.as_str(), found.path.as_str(), found.content_type.as_str(), found.status);
            assert_eq!(found, (method, path, content_type, status), "{name}");
        }
    }
}
