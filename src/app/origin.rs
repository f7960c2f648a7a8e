//! Origin: what is pointed at in one place, and what belongs to it in the others.
//!
//! Event, template and input each say in a frame what the pointer or the keyboard is on; what is lit in all three
//! follows from the last one that spoke. The pointer wins over the keyboard.

use super::event_view::value_at;
use crate::apigw::bindings::{InputPlace, ParameterLocation};
use crate::json::strict;
use crate::preview::{Preview, View};
use crate::text::{LineIndex, Span, counted};
use std::collections::HashSet;
use std::sync::Arc;

/// Most places that are lit at once; a loop can reach any number.
const MOST: usize = 400;
/// Bytes of a body up to which it is read to tell which value the cursor is on.
const READ_BYTES: usize = 1024 * 1024;

/// What the pointer or the keyboard is on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pointed {
    /// A byte of the event shown.
    Event(usize),
    /// A byte of the template that ran.
    Template(usize),
    /// Parts of the input: one field can feed several.
    Inputs(Vec<InputPlace>),
}

/// What is lit because something is pointed at.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Light {
    /// Bytes of the event shown.
    pub event: Vec<Span>,
    /// Bytes of the template that ran.
    pub template: Vec<Span>,
    /// Parts of the input.
    pub inputs: Vec<InputPlace>,
    /// The same in words: "header `User-Agent`, escaped by `$util.escapeJavaScript`, line 14".
    pub words: String,
}

impl Light {
    /// Works out what belongs to `pointed`.
    pub fn of(pointed: &Pointed, preview: &Preview) -> Self {
        match pointed {
            Pointed::Event(offset) => Self::of_event(*offset, preview),
            Pointed::Template(offset) => Self::of_template(*offset, preview),
            Pointed::Inputs(places) => Self::of_inputs(places, preview),
        }
    }

    fn of_event(offset: usize, preview: &Preview) -> Self {
        if let Some(origin) = preview.origin_at(offset) {
            let (event, template) = (vec![origin.event], vec![origin.template]);
            return Self { event, template, inputs: origin.inputs, words: origin.words };
        }
        // No template ran: the service copies, and the place in the event says what.
        let value = (preview.view != View::Mapping && offset < READ_BYTES)
            .then(|| value_at(preview.outcome.text(), offset))
            .flatten();
        let Some((value, place)) = value.and_then(|value| Some((value.clone(), forwarded(&value.pointer)?))) else {
            return Self::default();
        };
        let words = format!("{}, handed on by the {}", words(&place), preview.view.title());
        let event = vec![Span::new(value.range.start, value.range.end)];
        Self { event, template: Vec::new(), inputs: vec![place], words }
    }

    fn of_template(offset: usize, preview: &Preview) -> Self {
        let mut event = preview.reached_by_template(Span::new(offset, offset + 1));
        let count = event.len();
        event.truncate(MOST);
        let mut light = Self { event, ..Self::default() };
        light.follow_event(preview);
        let line = preview
            .source_text(&crate::diagnostics::Source::Template)
            .map_or(0, |text| LineIndex::new(text).line_of(offset) + 1);
        if count > 0 {
            let from = list(&light.inputs).unwrap_or_else(|| "text of the template".into());
            light.words = format!("line {line}, from {from}, in {} of the event", counted(count, "place"));
        }
        light
    }

    fn of_inputs(inputs: &[InputPlace], preview: &Preview) -> Self {
        let mut event: Vec<Span> = inputs.iter().flat_map(|place| reached(preview, place)).collect();
        event.sort_unstable();
        event.dedup();
        let count = event.len();
        event.truncate(MOST);
        let mut light = Self { event, ..Self::default() };
        light.follow_event(preview);
        let name = inputs.first().map(words).unwrap_or_default();
        light.words = match (count, preview.view) {
            (0, View::Mapping) => format!("{name} is not in the event"),
            (0, _) => format!("{name}, see the event"),
            _ => format!("{name} is in {} of the event", counted(count, "place")),
        };
        light.inputs = inputs.to_vec();
        light
    }

    /// Lights up the template and the input that the lit parts of the event came from.
    fn follow_event(&mut self, preview: &Preview) {
        let (mut seen, mut known) = (HashSet::new(), HashSet::new());
        for span in &self.event {
            let Some(origin) = preview.origin_at(span.start as usize) else { continue };
            if seen.insert(origin.template) {
                self.template.push(origin.template);
            }
            self.inputs.extend(origin.inputs.into_iter().filter(|place| known.insert(place.clone())));
        }
        self.inputs.truncate(MOST);
    }

    /// Returns true if a header of this name is lit.
    pub fn has_header(&self, name: &str) -> bool {
        self.has_parameter(ParameterLocation::Header, name)
    }

    /// Returns true if a parameter of the query is lit.
    pub fn has_query(&self, name: &str) -> bool {
        self.has_parameter(ParameterLocation::Querystring, name)
    }

    /// Returns true if a part of the path is lit.
    pub fn has_path(&self) -> bool {
        let is_path =
            |place: &InputPlace| matches!(place, InputPlace::Parameter { location: ParameterLocation::Path, .. });
        self.inputs.iter().any(is_path) || self.has_context(&["path", "resourcePath", "resourceId", "routeKey"])
    }

    /// Returns true if a stage variable is lit.
    pub fn has_variable(&self, name: &str) -> bool {
        self.inputs.iter().any(|place| matches!(place, InputPlace::StageVariable { name: lit } if lit == name))
    }

    /// Returns true if one of these values of `$context`, or one below it, is lit.
    pub fn has_context(&self, paths: &[&str]) -> bool {
        let below = |lit: &str, path: &str| lit.strip_prefix(path).is_some_and(|r| r.is_empty() || r.starts_with('.'));
        let is_lit = |lit: &str| paths.iter().any(|path| below(lit, path));
        self.inputs.iter().any(|place| matches!(place, InputPlace::Context { path } if is_lit(path)))
    }

    /// Returns true if the claim is lit.
    pub fn has_claim(&self, name: &str) -> bool {
        self.has_context(&[&claim_path(name)])
    }

    /// Returns the parts of the body that are lit.
    pub fn body(&self) -> Vec<Span> {
        let span = |place: &InputPlace| match place {
            InputPlace::Body { span, .. } => Some(*span),
            _ => None,
        };
        self.inputs.iter().filter_map(span).collect()
    }

    fn has_parameter(&self, wanted: ParameterLocation, wanted_name: &str) -> bool {
        self.inputs.iter().any(|place| is_parameter(place, wanted, wanted_name))
    }
}

/// Returns true if `place` is the parameter called `name`; names of headers have no case.
pub fn is_parameter(place: &InputPlace, location: ParameterLocation, name: &str) -> bool {
    let InputPlace::Parameter { location: at, name: known } = place else { return false };
    let is_same = if location == ParameterLocation::Header { known.eq_ignore_ascii_case(name) } else { known == name };
    *at == location && is_same
}

/// Returns the path of a claim in `$context`.
pub fn claim_path(name: &str) -> String {
    format!("authorizer.claims.{name}")
}

/// Returns a value of `$context` as a place.
pub fn context(path: impl Into<String>) -> InputPlace {
    InputPlace::Context { path: path.into() }
}

/// Returns a parameter as a place.
pub fn parameter(location: ParameterLocation, name: &str) -> InputPlace {
    InputPlace::Parameter { location, name: name.to_owned() }
}

/// Returns the value of the body that the byte at `offset` belongs to, and after it those around it.
pub fn body_places(body: &str, offset: usize) -> Vec<InputPlace> {
    let whole = InputPlace::Body { pointer: String::new(), span: Span::new(0, body.len()) };
    if body.len() > READ_BYTES {
        return vec![whole];
    }
    let Ok(document) = strict::read(Arc::from(body), &crate::diagnostics::Source::Body) else { return vec![whole] };
    let mut places = Vec::new();
    let mut at = document.at_offset(offset.min(body.len().saturating_sub(1)));
    while let Some(node) = at {
        places.push(InputPlace::Body { pointer: document.pointer(node), span: document.span(node) });
        at = document.parent(node);
    }
    places
}

/// Returns what a place of the input reached. A name may stand otherwise in the template than in the request.
fn reached(preview: &Preview, place: &InputPlace) -> Vec<Span> {
    preview.reached_by_input(place)
}

/// Returns the innermost of some places, one inside the next, that reached the event; the first if none did.
pub fn innermost_that_reached(preview: Option<&Preview>, places: Vec<InputPlace>) -> Vec<InputPlace> {
    let found = preview.and_then(|preview| places.iter().find(|place| !reached(preview, place).is_empty()).cloned());
    found.or_else(|| places.into_iter().next()).into_iter().collect()
}

/// Returns the part of the input that a proxy integration copies to `pointer` of its event.
fn forwarded(pointer: &str) -> Option<InputPlace> {
    let unescape = |part: &str| part.replace("~1", "/").replace("~0", "~");
    let parts: Vec<String> = pointer.split('/').skip(1).map(unescape).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    Some(match parts.as_slice() {
        ["headers" | "multiValueHeaders", name, ..] => parameter(ParameterLocation::Header, name),
        ["cookies", ..] => parameter(ParameterLocation::Header, "Cookie"),
        ["queryStringParameters" | "multiValueQueryStringParameters", name, ..] => {
            parameter(ParameterLocation::Querystring, name)
        }
        ["pathParameters", name, ..] => parameter(ParameterLocation::Path, name),
        ["stageVariables", name, ..] => InputPlace::StageVariable { name: (*name).to_owned() },
        ["body"] => InputPlace::Body { pointer: String::new(), span: Span::new(0, u32::MAX as usize) },
        ["path" | "rawPath" | "resource" | "routeKey"] => context("path"),
        ["httpMethod"] | ["requestContext", "http", "method"] => context("httpMethod"),
        ["requestContext", "http", "path"] => context("path"),
        ["requestContext", "http", "userAgent"] => parameter(ParameterLocation::Header, "User-Agent"),
        ["requestContext", "authorizer", "claims", name, ..]
        | ["requestContext", "authorizer", "jwt", "claims", name, ..] => context(claim_path(name)),
        ["requestContext", "authorizer", "lambda", rest @ ..] if !rest.is_empty() => {
            context(format!("authorizer.{}", rest.join(".")))
        }
        ["requestContext", rest @ ..] if !rest.is_empty() => context(rest.join(".")),
        _ => return None,
    })
}

/// Returns a part of the input in words.
pub fn words(place: &InputPlace) -> String {
    match place {
        InputPlace::Body { pointer, .. } if pointer.is_empty() => "the body".into(),
        InputPlace::Body { pointer, .. } => format!("body `{pointer}`"),
        InputPlace::Parameter { location: ParameterLocation::Path, name } => format!("path parameter `{name}`"),
        InputPlace::Parameter { location: ParameterLocation::Querystring, name } => format!("query parameter `{name}`"),
        InputPlace::Parameter { location: ParameterLocation::Header, name } => format!("header `{name}`"),
        InputPlace::StageVariable { name } => format!("stage variable `{name}`"),
        InputPlace::Context { path } => match path.strip_prefix("authorizer.claims.") {
            Some(claim) => format!("claim `{claim}`"),
            None => format!("`$context.{path}`"),
        },
    }
}

fn list(inputs: &[InputPlace]) -> Option<String> {
    let shown: Vec<String> = inputs.iter().take(3).map(words).collect();
    let more = inputs.len().saturating_sub(shown.len());
    match (shown.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(shown.join(" and ")),
        (false, more) => Some(format!("{} and {more} more", shown.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_event_says_by_its_place_what_it_copies() {
        let place = |pointer: &str| forwarded(pointer).map(|place| words(&place)).unwrap_or_default();
        assert_eq!(place("/headers/User-Agent"), "header `User-Agent`");
        assert_eq!(place("/multiValueHeaders/a~1b/0"), "header `a/b`");
        assert_eq!(place("/requestContext/authorizer/claims/cognito:username"), "claim `cognito:username`");
        assert_eq!(place("/requestContext/authorizer/jwt/claims/email"), "claim `email`");
        assert_eq!(place("/requestContext/stage"), "`$context.stage`");
        assert_eq!(place("/body"), "the body");
        assert_eq!(place(""), "");
    }

    #[test]
    fn a_place_in_the_body_has_those_around_it_behind_it() {
        let body = r#"{"a": {"b": [1, 22]}}"#;
        let found = body_places(body, body.find("22").expect("there"));
        let pointers: Vec<String> = found.iter().map(words).collect();
        assert_eq!(pointers, ["body `/a/b/1`", "body `/a/b`", "body `/a`", "the body"]);
        assert_eq!(body_places("not JSON", 3).len(), 1);
        assert_eq!(body_places("", 0).len(), 1);
    }

    #[test]
    fn names_of_headers_have_no_case() {
        let light = Light { inputs: vec![parameter(ParameterLocation::Header, "user-agent")], ..Light::default() };
        assert!(light.has_header("User-Agent") && !light.has_query("user-agent"));
        let light = Light { inputs: vec![context("authorizer.claims.email")], ..Light::default() };
        assert!(light.has_claim("email") && !light.has_claim("mail") && light.has_context(&["authorizer"]));
    }
}
