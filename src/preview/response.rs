//! The way back: from the function's result to what the client receives.

use super::origin::origin_words;
use super::stations::{self, Station};
use super::{Outcome, Preview, Selection, mapping_input};
use crate::apigw::client_response::{self, ClientResponse, EndpointType};
use crate::apigw::gateway_response;
use crate::apigw::integration::{Integration, IntegrationType, PayloadFormatVersion};
use crate::apigw::integration_request::{self, event_from_text, template_failure};
use crate::apigw::integration_response::matches_whole;
use crate::apigw::mapping_template::{Mapped, MappingInput};
use crate::apigw::method_response::{Backend, Way, build_by_way};
use crate::apigw::proxy_response::{self, FunctionResult};
use crate::apigw::stage::ApiKind;
use crate::apigw::{Exchange, GatewayAnswer, ResponseType, cors};
use crate::design::{Design, Route, placeholders, token};
use crate::handler::missing;
use crate::jwt::Secret;
use crate::preview::View;
use crate::text::Span;
use crate::vtl::{self, Dialect, RenderOptions, Template};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// An integration response, and whether the result chose it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PatternRow {
    /// Its selection pattern; empty for the default.
    pub pattern: String,
    /// Its status.
    pub status: u16,
    /// The pattern matches the result.
    pub is_matched: bool,
    /// This response is taken.
    pub is_taken: bool,
    /// Why, or why not: a sentence.
    pub why: String,
}

/// What a response template made of the result. `Debug` shows no text.
#[derive(Clone)]
pub struct RenderedResponse {
    /// Positions of the integration response and of its template.
    pub place: (usize, usize),
    /// The body that it printed.
    pub text: Arc<str>,
    parsed: Arc<Template>,
    mapped: Arc<Mapped>,
}

impl fmt::Debug for RenderedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RenderedResponse({:?}, {} bytes)", self.place, self.text.len())
    }
}

impl RenderedResponse {
    /// Returns the part of the template that wrote the byte at `offset` of the body, and in words where it came from.
    pub fn origin_at(&self, offset: usize) -> Option<(Span, String)> {
        let origin = self.mapped.origin_at(offset)?;
        Some((origin.template, origin_words(&origin, self.parsed.source(), "result")))
    }

    /// Returns what the part of the template under `span` wrote.
    pub fn reached_by_template(&self, span: Span) -> Vec<Span> {
        self.mapped.outputs_of_template(span)
    }

    pub(super) fn parsed(&self) -> &Arc<Template> {
        &self.parsed
    }

    pub(super) fn mapped(&self) -> &Mapped {
        &self.mapped
    }
}

/// The way back of one call.
#[derive(Clone, Debug)]
pub struct ResponseView {
    /// The integration that it goes through.
    pub view: View,
    /// What the client receives; `None`: the function is called, and nobody said what it returns.
    pub client: Option<ClientResponse>,
    /// Every integration response with what the result has to do with it; only for mapping templates.
    pub patterns: Vec<PatternRow>,
    /// The text that selection patterns are matched against.
    pub matched_text: Option<String>,
    /// What the response template made, if one ran.
    pub rendered: Option<RenderedResponse>,
    /// What response templates see; without a result, all but the body. `None` where none can run.
    pub(super) input: Option<MappingInput>,
    /// The gateway response that an answer of the gateway goes out by, and whether the design customizes it, as words.
    pub gateway_response: Option<(ResponseType, String)>,
    /// The seven stations of the call.
    pub stations: [Station; 7],
}

/// What [`respond`] looks at.
#[derive(Clone, Copy)]
pub struct Respond<'a> {
    /// The design.
    pub design: &'a Design,
    /// The call.
    pub selection: Selection,
    /// The preview of the same call.
    pub preview: &'a Preview,
    /// The call's token, if it is not in the design.
    pub token: Option<&'a Secret>,
}

/// Follows the call's result to the client. `None` if the design has no such call.
pub fn respond(of: Respond<'_>) -> Option<ResponseView> {
    let design = &*placeholders::filled_but_templates(of.design);
    let of = Respond { design, ..of };
    let (route, call) = of.selection.find(of.design)?;
    let result = call.result.as_ref();
    let call = &*token::with_token(of.design, route, call, of.token);
    let view = of.preview.view;
    let authorizer = of.design.authorizer_of(route).map(|authorizer| authorizer.for_api(view.api()));
    let exchange = view.exchange(of.design, route, call, authorizer.as_ref());
    let (client, way) = match (refusal(&of.preview.outcome), result) {
        (Some(answer), _) => (Some(ClientResponse::from_answer(answer)), Way::default()),
        (None, None) => (None, Way::default()),
        (None, Some(result)) => {
            let (client, way) = answered(view, route, &exchange, result);
            (Some(client), way)
        }
    };
    let without_body = || MappingInput { body: None, ..mapping_input(&exchange) };
    let input = (view == View::Mapping).then(|| way.input.clone().unwrap_or_else(without_body));
    let gateway_response = client.as_ref().and_then(|client| gateway_response_of(of.design, client));
    let client = client.map(|client| delivered(of.design, view, &exchange, client));
    let stations = stations::of(&stations::Seen {
        view,
        route,
        exchange: &exchange,
        preview: of.preview,
        client: client.as_ref(),
        result,
        way: &way,
        adds_cors: of.design.cors.is_some(),
    });
    let patterns = match view {
        View::Mapping => patterns(&route.integration, client.is_some().then_some(&way)),
        _ => Vec::new(),
    };
    let rendered = rendered(&route.integration, &way);
    let matched_text = way.matched_text;
    Some(ResponseView { view, client, patterns, matched_text, rendered, input, gateway_response, stations })
}

/// Returns the answer that the gateway gives in place of the function.
fn refusal(outcome: &Outcome) -> Option<GatewayAnswer> {
    match outcome {
        Outcome::Event(_) => None,
        Outcome::Answered(answer) => Some(answer.clone()),
        Outcome::Failed { message, .. } => Some(template_failure(message)),
        Outcome::NotJson { text, .. } => event_from_text(text).err(),
    }
}

/// Leads a result through the integration.
fn answered(view: View, route: &Route, exchange: &Exchange, result: &FunctionResult) -> (ClientResponse, Way) {
    let version = match view {
        View::Mapping => {
            let options = RenderOptions { provenance: true, trace: true, ..RenderOptions::default() };
            let request = integration_request::build(
                exchange,
                IntegrationType::Aws,
                &route.integration,
                &RenderOptions::default(),
            );
            let backend = Backend::Lambda(result.clone());
            return build_by_way(exchange, IntegrationType::Aws, &route.integration, &request, &backend, &options);
        }
        View::RestProxy | View::Http10 => PayloadFormatVersion::V1,
        View::Http20 => PayloadFormatVersion::V2,
    };
    (proxy_response::method_response(exchange, version, result), Way::default())
}

/// Turns what the integration or the gateway answered into what goes out: customized gateway responses, CORS, and the
/// headers that the gateway adds.
fn delivered(design: &Design, view: View, exchange: &Exchange, mut client: ClientResponse) -> ClientResponse {
    if let Some(preflight) = design.cors.as_ref().and_then(|cors| cors::preflight(exchange, cors)) {
        client = preflight;
    } else {
        if let (ApiKind::Rest, Some(answer)) = (view.api(), client.answer.clone()) {
            client = gateway_response::client_response(exchange, &design.gateway_responses, answer);
        }
        match &design.cors {
            // Behind a REST API's proxy integration the function sends the headers itself.
            Some(cors) if view != View::RestProxy || client.answer.is_some() => {
                cors::apply(&mut client, exchange, cors)
            }
            _ => client.note_missing_cors(exchange),
        }
    }
    let kind = if view == View::Mapping { IntegrationType::Aws } else { IntegrationType::AwsProxy };
    match view.api() {
        ApiKind::Rest => client_response::add_own_headers(&mut client, exchange, kind, EndpointType::Regional),
        ApiKind::Http => client_response::add_own_http_headers(&mut client, exchange),
    }
    client
}

/// Returns the gateway response that an answer of a REST API goes out by, and where it is set.
fn gateway_response_of(design: &Design, client: &ClientResponse) -> Option<(ResponseType, String)> {
    let kind = client.answer.as_ref()?.response_type?;
    let used = gateway_response::effective(&design.gateway_responses, kind);
    let words = match (used.is_default, used == gateway_response::GatewayResponse::of_a_new_api(kind)) {
        (false, _) => format!("{} is customized in this design", kind.as_str()),
        (true, true) => format!("{} as every new API has it", kind.as_str()),
        (true, false) => {
            let class = if kind.status() < 500 { ResponseType::Default4xx } else { ResponseType::Default5xx };
            format!("{} follows {}, which is customized in this design", kind.as_str(), class.as_str())
        }
    };
    Some((kind, words))
}

/// Tells of each integration response what the result has to do with it; `way` is `None` while there is no result.
fn patterns(integration: &Integration, way: Option<&Way>) -> Vec<PatternRow> {
    let text = way.and_then(|way| way.matched_text.as_deref());
    let taken = way.and_then(|way| way.response);
    let row = |(index, response): (usize, &crate::apigw::integration::IntegrationResponse)| {
        let pattern = response.selection_pattern.as_str();
        let is_matched = !pattern.is_empty() && text.is_some_and(|text| matches_whole(pattern, text));
        let is_taken = taken == Some(index);
        let why = why(way.is_some(), pattern, text, is_matched, is_taken);
        PatternRow { pattern: pattern.to_owned(), status: response.status, is_matched, is_taken, why }
    };
    integration.responses.iter().enumerate().map(row).collect()
}

fn why(is_known: bool, pattern: &str, text: Option<&str>, is_matched: bool, is_taken: bool) -> String {
    let words = match (is_known, pattern, text) {
        (false, ..) => "No result yet",
        (_, "", _) if is_taken && text.is_none() => {
            "The default: the result has no errorMessage, so no pattern can match"
        }
        (_, "", _) if is_taken => "The default: no pattern matches the error message",
        (_, "", _) => "The default, which is not needed",
        (_, _, None) => "The result has no errorMessage: only errors are matched, never a status",
        (_, _, Some(_)) if is_taken => "Matches the whole error message, and is the first that does",
        (_, _, Some(_)) if is_matched => "Matches as well, but another one comes first",
        (_, pattern, Some(text)) if text.contains(pattern) => {
            "Stands in the error message, but a pattern must match the whole of it: put .* around it"
        }
        (_, _, Some(text)) if text.contains('\n') => {
            "Does not match the whole error message; it has several lines, and a dot does not match a line break"
        }
        _ => "Does not match the whole error message",
    };
    format!("{words}.")
}

fn rendered(integration: &Integration, way: &Way) -> Option<RenderedResponse> {
    let place = (way.response?, way.template?);
    let mapped = way.mapped.clone()?;
    let template = &integration.responses.get(place.0)?.templates.get(place.1)?.text;
    let parsed = Arc::new(vtl::parse(Arc::clone(template), Dialect::API_GATEWAY).template);
    Some(RenderedResponse { place, text: mapped.text.as_str().into(), parsed, mapped: Arc::new(mapped) })
}

impl Preview {
    /// Says of everything that `code` reads and this call's event does not have why it is not there: the line, and a
    /// sentence. With the line and the message of an exception only what was missed there.
    pub fn absent_reads(
        &self,
        design: &Design,
        selection: Selection,
        code: &str,
        raised: Option<(usize, &str)>,
    ) -> Vec<(usize, String)> {
        let Some(((route, call), event)) = selection.find(design).zip(self.outcome.event()) else { return Vec::new() };
        let Ok(event) = serde_json::from_str::<Value>(&event.sent) else { return Vec::new() };
        let found = match raised {
            Some((line, message)) => missing::missing_at(code, &event, line, message).into_iter().collect(),
            None => missing::missing(code, &event),
        };
        let authorizer = design.authorizer_of(route).map(|authorizer| authorizer.for_api(self.view.api()).kind);
        let method = call.request.method.as_str();
        let why = |found: &missing::Missing| {
            (found.line, missing::reason(found, &event, self.view, authorizer.unwrap_or_default(), method))
        };
        found.iter().map(why).collect()
    }
}
