//! The call as it is: what its template reads, and where in the event each input arrives.

use super::change::{Change, Input, apply};
use crate::apigw::bindings::{Given, InputPlace, ParameterLocation};
use crate::apigw::mapping::{self, Selection};
use crate::apigw::mapping_template::{self, Mapped, MappingInput};
use crate::apigw::reading::{Freedom, Reading, Reads, context_freedom};
use crate::apigw::{self, Exchange, authorize, headers, payload};
use crate::design::{Call, Design, Route};
use crate::diagnostics::Source;
use crate::json::{Document, Kind, strict};
use crate::text::Span;
use crate::vtl::RenderOptions;
use serde_json::Value;

/// The most inputs that are varied.
const MAX_TARGETS: usize = 64;

/// The most inputs that are varied where one reference prints many of them in turn: a loop over headers.
const MAX_PER_PLACE: usize = 4;

/// Bodies beyond this size are varied as a whole only.
const MAX_BODY_BYTES: usize = 256 * 1024;

/// The call as it is.
pub(super) struct Base<'a> {
    pub(super) design: &'a Design,
    pub(super) route: &'a Route,
    pub(super) call: &'a Call,
    /// The template that runs, by position.
    pub(super) template: usize,
    pub(super) reading: &'a Reading<'a>,
    /// The body as JSON, if it is any and not too large.
    pub(super) body: Option<Value>,
    input: MappingInput,
    /// The event.
    pub(super) event: Document,
    /// What is varied.
    pub(super) targets: Vec<Target>,
}

/// An input that is varied.
pub(super) struct Target {
    pub(super) input: Input,
    /// What it is now, for values of the body.
    pub(super) sample: Option<Value>,
    /// The values of the event that it wrote, or wrote into.
    pub(super) arrivals: Vec<Arrival>,
}

/// A value of the event that an input wrote, or wrote into.
pub(super) struct Arrival {
    /// JSON Pointer in the event.
    pub(super) pointer: String,
    pub(super) kind: Kind,
    /// The value is the input as it is, and no work was done on it but escaping.
    pub(super) is_whole: bool,
}

impl<'a> Base<'a> {
    /// Looks at the call as it is. `None` if its event is broken already.
    pub(super) fn new(
        design: &'a Design,
        route: &'a Route,
        call: &'a Call,
        template: usize,
        reading: &'a Reading<'a>,
    ) -> Option<Self> {
        let input = mapping_input(route, &design.exchange(route, call))?;
        let options = RenderOptions { provenance: true, ..RenderOptions::default() };
        let mapped = mapping_template::render(reading.template, &input, &options);
        if mapped.failure.is_some() {
            return None;
        }
        let text = if mapped.text.trim_ascii().is_empty() { "{}" } else { mapped.text.as_str() };
        let event = strict::read(text, &Source::Event).ok()?;
        // What is written as Base64 is no JSON whose members could be changed one by one.
        let is_plain = |body: &&str| body.len() <= MAX_BODY_BYTES && !call.request.body_is_base64;
        let body = call.request.body.as_deref().filter(is_plain);
        let body = body.and_then(|body| serde_json::from_str(body).ok());
        let mut base = Self { design, route, call, template, reading, body, input, event, targets: Vec::new() };
        base.find_targets(&mapped);
        Some(base)
    }

    /// Returns what the template sees of the call with changes made. `None` if no client could send that, or it never
    /// reaches the template.
    pub(super) fn vary(&self, changes: &[Change]) -> Option<(Call, MappingInput)> {
        let call = apply(self.route, self.call, self.body.as_ref(), changes)?;
        let is_light = |change: &Change| match change.input {
            Input::Body { .. } | Input::QueryName => true,
            Input::Parameter { location, .. } => location == ParameterLocation::Querystring,
            Input::Claim { .. } => false,
        };
        let exchange = self.design.exchange(self.route, &call);
        let input = if changes.iter().all(is_light) {
            // Neither the body nor the query is part of `$context`.
            let same_query = call.request.query == self.call.request.query;
            let params = if same_query { self.input.given.params.clone() } else { apigw::parameters(&exchange).into() };
            let body = payload::template_text(&exchange, &self.route.integration).ok()?;
            MappingInput { body, given: Given { params, ..Given::clone(&self.input.given) }.into() }
        } else {
            if self.template_of(&exchange) != Some(self.template) {
                return None;
            }
            mapping_input(self.route, &exchange)?
        };
        Some((call, input))
    }

    fn template_of(&self, exchange: &Exchange<'_>) -> Option<usize> {
        template_of(self.route, exchange)
    }

    fn find_targets(&mut self, mapped: &Mapped) {
        let mut inputs: Vec<Input> = Vec::new();
        let mut lists: Vec<Input> = Vec::new();
        let mut found = |base: &Self, place: Input| {
            if inputs.contains(&place) || !base.is_free(&place) {
                return;
            }
            if let Input::Body { pointer } = &place {
                // Whoever reads an element depends on the list.
                for (at, _) in pointer.match_indices('/') {
                    let list = Input::Body { pointer: pointer[..at].to_owned() };
                    if base.body.as_ref().and_then(|body| body.pointer(&pointer[..at])).is_some_and(Value::is_array)
                        && !inputs.contains(&list)
                        && !lists.contains(&list)
                    {
                        lists.push(list);
                    }
                }
            }
            inputs.push(place);
        };
        for used in &self.reading.uses {
            let reads = self.reading.meaning(used.reference).reads;
            static_input(self, &reads).into_iter().for_each(|input| found(self, input));
        }
        let mut printed_by: Vec<(Span, usize)> = Vec::new();
        for origin in mapped.origins().filter(|origin| !origin.around) {
            for place in &origin.inputs {
                let count = match printed_by.iter_mut().find(|(span, _)| *span == origin.template) {
                    Some((_, count)) => {
                        *count += 1;
                        *count
                    }
                    None => {
                        printed_by.push((origin.template, 1));
                        1
                    }
                };
                if count <= MAX_PER_PLACE {
                    place_input(place).into_iter().for_each(|input| found(self, input));
                }
            }
        }
        for place in mapped.inputs().take(MAX_TARGETS) {
            if matches!(place, InputPlace::Body { .. }) {
                place_input(&place).into_iter().for_each(|input| found(self, input));
            }
        }
        inputs.extend(lists);
        let reads_body = inputs.iter().any(|input| matches!(input, Input::Body { .. }));
        let whole = Input::Body { pointer: String::new() };
        if reads_body && !inputs.contains(&whole) {
            inputs.push(whole);
        }
        inputs.truncate(MAX_TARGETS);
        let targets = inputs.into_iter().map(|input| self.target(input, mapped)).collect();
        self.targets = targets;
    }

    fn target(&self, input: Input, mapped: &Mapped) -> Target {
        let sample = match &input {
            Input::Body { pointer } => self.body.as_ref().and_then(|body| body.pointer(pointer)).cloned(),
            _ => None,
        };
        let mut arrivals: Vec<Arrival> = Vec::new();
        for origin in mapped.origins().filter(|origin| !origin.around) {
            let mine = origin.inputs.iter().any(|place| place_input(place).as_ref() == Some(&input));
            if !mine {
                continue;
            }
            let Some(node) = self.event.at_offset(origin.output.start as usize) else { continue };
            let pointer = self.event.pointer(node);
            let span = self.event.span(node);
            // A name that the input wrote is no value of its own.
            if !span.covers(origin.output) || arrivals.iter().any(|known| known.pointer == pointer) {
                continue;
            }
            let kind = self.event.kind(node);
            let quoted = Span { start: span.start + 1, end: span.end.saturating_sub(1) };
            let only_escaped = origin.transforms.iter().all(|word| is_escaping(word));
            let fills = origin.output == span || kind == Kind::String && origin.output == quoted;
            let is_whole = fills && only_escaped && origin.inputs.len() == 1 && self.is_text_of(&input, node);
            arrivals.push(Arrival { pointer, kind, is_whole });
        }
        Target { input, sample, arrivals }
    }

    /// Tells whether a text of the event is the input's.
    fn is_text_of(&self, input: &Input, node: crate::json::NodeId) -> bool {
        if self.event.kind(node) != Kind::String {
            return true;
        }
        let text = self.event.string(node);
        text_of(input, &self.input, self.body.as_ref()).is_some_and(|now| !now.is_empty() && now == text)
    }

    /// Tells whether the caller is free to choose an input.
    fn is_free(&self, input: &Input) -> bool {
        match input {
            Input::Parameter { location: ParameterLocation::Header, name } => {
                let is = |other: &str| name.eq_ignore_ascii_case(other);
                let identity = self.design.authorizer_of(self.route).map(|authorizer| &authorizer.identity_source);
                let names_caller = identity.is_some_and(|source| {
                    source.split(',').filter_map(|part| part.rsplit('.').next()).any(|part| is(part.trim()))
                });
                let by_gateway = headers::rule(name).is_some()
                    || ["x-amzn-", "x-forwarded-", "cloudfront-", "x-amz-"]
                        .iter()
                        .any(|start| name.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start)));
                !(names_caller || is("content-type") || is("content-length") || is("host") || is("via"))
                    && (!by_gateway || is("user-agent"))
            }
            Input::Claim { name } => {
                context_freedom(&format!("authorizer.claims.{name}")) == Freedom::Free
                    && self.call.identity.claims.is_some()
                    && self.design.authorizer_of(self.route).is_some_and(|authorizer| authorizer.kind.passes_claims())
            }
            _ => true,
        }
    }
}

/// Returns the text of an input as the template sees it.
pub(super) fn text_of(input: &Input, seen: &MappingInput, body: Option<&Value>) -> Option<String> {
    let find = |pairs: &[(String, String)], name: &str| {
        pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    match input {
        Input::Parameter { location, name } => match location {
            ParameterLocation::Path => find(&seen.given.params.path, name),
            ParameterLocation::Querystring => find(&seen.given.params.querystring, name),
            ParameterLocation::Header => {
                let known = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
                seen.given.params.header.iter().find(known).map(|(_, value)| value.clone())
            }
        },
        Input::Body { pointer } if pointer.is_empty() && body.is_none() => seen.body.as_deref().map(str::to_owned),
        Input::Body { pointer } => body?.pointer(pointer)?.as_str().map(str::to_owned),
        Input::Claim { name } => {
            seen.given.context.get("authorizer")?.get("claims")?.get(name)?.as_str().map(str::to_owned)
        }
        Input::QueryName => None,
    }
}

fn is_escaping(word: &str) -> bool {
    matches!(word, "$util.escapeJavaScript" | "replaceAll" | "replace" | "toString")
}

/// Returns the template that runs for a call, if one does.
pub(super) fn template_of(route: &Route, exchange: &Exchange<'_>) -> Option<usize> {
    match mapping::select(&route.integration, exchange.request.header("content-type")) {
        Selection::Template(index) if authorize::refusal(exchange).is_none() => Some(index),
        _ => None,
    }
}

/// Returns what the template sees; `None` where content handling leaves it nothing to read.
fn mapping_input(route: &Route, exchange: &Exchange<'_>) -> Option<MappingInput> {
    Some(MappingInput::of(exchange, payload::template_text(exchange, &route.integration).ok()?))
}

/// Returns the input that stands behind a place of the request.
pub(super) fn place_input(place: &InputPlace) -> Option<Input> {
    match place {
        InputPlace::Parameter { location, name } => Some(Input::Parameter { location: *location, name: name.clone() }),
        InputPlace::Body { pointer, .. } => Some(Input::Body { pointer: pointer.clone() }),
        InputPlace::Context { path } => context_input(path),
        InputPlace::StageVariable { .. } => None,
    }
}

fn context_input(path: &str) -> Option<Input> {
    match path.strip_prefix("authorizer.claims.") {
        Some(name) => Some(Input::Claim { name: name.to_owned() }),
        None if path == "identity.userAgent" => {
            Some(Input::Parameter { location: ParameterLocation::Header, name: "User-Agent".into() })
        }
        None => None,
    }
}

/// Returns the input that a reference of the template reads, whether the sample has it or not.
fn static_input(base: &Base<'_>, reads: &Reads) -> Option<Input> {
    match reads {
        Reads::Parameter { location, name: Some(name) } => {
            let params = &base.input.given.params;
            let has = |pairs: &[(String, String)]| pairs.iter().any(|(known, _)| known == name);
            let location = location.unwrap_or(match () {
                () if has(&params.path) => ParameterLocation::Path,
                () if has(&params.querystring) => ParameterLocation::Querystring,
                () if has(&params.header) => ParameterLocation::Header,
                () => ParameterLocation::Querystring,
            });
            Some(Input::Parameter { location, name: name.clone() })
        }
        Reads::ParameterName => Some(Input::QueryName),
        Reads::BodyText => Some(Input::Body { pointer: String::new() }),
        Reads::Body(path) | Reads::JsonText(path) => pointer_of(path).map(|pointer| Input::Body { pointer }),
        Reads::Context(path) => context_input(path),
        Reads::Each(inner) => static_input(base, &inner.reads),
        _ => None,
    }
}

/// Returns the JSON Pointer of a plain path: `/a/b` of `$.a.b`; an element of a loop stands for the first.
fn pointer_of(path: &str) -> Option<String> {
    let rest = path.strip_prefix('$')?;
    let mut pointer = String::new();
    for step in rest.replace("[]", ".0").split('.').skip(1) {
        let sound = !step.is_empty() && step.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if !sound {
            return None;
        }
        pointer.push('/');
        pointer.push_str(step);
    }
    (rest.is_empty() || !pointer.is_empty()).then_some(pointer)
}
