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

/// Words of names that stand for a content type.
const TYPES: [(&str, &str); 4] = [
    ("form", "application/x-www-form-urlencoded"),
    ("text", "text/plain"),
    ("xml", "application/xml"),
    ("json", "application/json"),
];

/// First halves of content types, as a name writes them: `text-xml`.
const FAMILIES: [&str; 4] = ["application", "text", "image", "multipart"];

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
    let guess = guess(file.name, file.text);
    let template = MappingTemplate { content_type: guess.content_type.clone(), text: Arc::from(file.text) };
    let known = draft.position(&guess.method, &guess.path);
    let what = format!("{} {}", guess.method, guess.path);
    draft.leave_out(
        format!("method, path and content type of {}", file.name),
        format!("a template does not hold them: {what} and {} are guessed from its name and text", guess.content_type),
        None,
    );
    let is_app_sync = ["$ctx.", "$util.dynamodb", "$context.arguments", "$context.source"];
    if is_app_sync.iter().any(|sign| file.text.contains(sign)) && !file.text.contains("$input") {
        let why = "API Gateway has neither `$ctx` nor `$util.dynamodb`: both print as they are written";
        draft.leave_out(format!("what {} reads of AWS AppSync", file.name), why, None);
    }
    let index = known.or_else(|| {
        let integration =
            Integration { passthrough_behavior: PassthroughBehavior::WhenNoTemplates, ..Integration::default() };
        let mut route = Route { method: guess.method, path: guess.path, integration, ..Route::default() };
        // The call that comes with the route sends what the template is for.
        if guess.status.is_none() {
            route.integration.request_templates.push(template.clone());
        }
        route.calls.push(sample::call(&route, Vec::new()));
        route.integration.request_templates.clear();
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

fn guess(name: &str, text: &str) -> Guess {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem =
        ["vtl", "vm", "template", "txt"].iter().find_map(|end| last.strip_suffix(&format!(".{end}"))).unwrap_or(last);
    let mut parts = stem.split('.');
    let first = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.map(str::to_ascii_lowercase).collect();
    let status = rest.iter().find_map(|part| part.strip_prefix("response-")?.split('-').next()?.parse().ok());
    let status = status.or_else(|| rest.iter().any(|part| part == "response").then_some(200));
    // Names that exports make say everything in parts of their own, so that words of the path are nothing else.
    let is_made = status.is_some() || rest.iter().any(|part| part == "request");
    let words: Vec<&str> = first.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let in_path = || words.iter().find_map(|word| short_type(word)).filter(|_| !is_made);
    // What takes a body apart at `&` reads a form.
    let reads_form = text.contains(".split(\"&\")") || text.contains(".split('&')");
    let default = if reads_form { TYPES[0].1 } else { "application/json" };
    let content_type = rest.iter().find_map(|part| content_type(part)).or_else(in_path).unwrap_or(default.to_owned());
    let method = words.first().filter(|word| METHODS.contains(&word.to_ascii_lowercase().as_str()));
    let Some(method) = method else {
        let reads_body =
            ["$input.body", "$input.json", "$input.path", "${input."].iter().any(|sign| text.contains(sign));
        let method = if reads_body || text.trim().is_empty() { "POST" } else { "GET" };
        return Guess { method: method.into(), path: "/".into(), content_type, status };
    };
    let path = words.iter().skip(1).filter(|word| is_made || short_type(word).is_none());
    let path: Vec<&str> = path.copied().collect();
    let path = if path == ["root"] { String::new() } else { path.join("/") };
    Guess { method: method.to_ascii_uppercase(), path: format!("/{path}"), content_type, status }
}

/// Returns the content type that a part of a name stands for: `text-xml`, `json`.
fn content_type(part: &str) -> Option<String> {
    if TYPES[0].1.ends_with(&format!("/{part}")) {
        return Some(TYPES[0].1.to_owned());
    }
    let whole = part.split_once('-').filter(|(family, _)| FAMILIES.contains(family));
    whole.map(|(family, rest)| format!("{family}/{rest}")).or_else(|| short_type(part))
}

fn short_type(word: &str) -> Option<String> {
    TYPES.iter().find(|(known, _)| *known == word).map(|(_, content_type)| (*content_type).to_owned())
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
            ("post-contact.x-www-form-urlencoded.vtl", "POST", "/contact", TYPES[0].1, None),
            ("post-contact.request.application-x-www-form-urlencoded.vtl", "POST", "/contact", TYPES[0].1, None),
            ("post-contact-form.vtl", "POST", "/contact", "application/x-www-form-urlencoded", None),
            ("post-rides.request.text-xml.vtl", "POST", "/rides", "text/xml", None),
            // Words that hold `form` or `text`, or that an export made of a path, were taken for content types.
            ("post-information-context.vtl", "POST", "/information/context", "application/json", None),
            ("post-json-form.response-404.vtl", "POST", "/json/form", "application/json", Some(404)),
            ("mapping.vtl", "POST", "/", "application/json", None),
            ("get-root.vtl", "GET", "/", "application/json", None),
        ] {
            let found = guess(name, "$input.body");
            let found = (found.method.as_str(), found.path.as_str(), found.content_type.as_str(), found.status);
            assert_eq!(found, (method, path, content_type, status), "{name}");
        }
        assert_eq!(guess("a.vtl", "$input.params('x')").method, "GET");
        assert_eq!(guess("a.vtl", "#foreach($p in $input.body.split('&'))").content_type, TYPES[0].1);
    }
}
