//! The one façade: a design and a selected call in, everything worth showing out.
//!
//! Pure: no clock, no disk, no network, no randomness. The window calls [`compute`] on a worker thread,
//! the command line and the tests call it directly; all get the same answer for the same design.

mod beside;
mod event_text;
mod handler_plan;
mod inspect;
mod mapped;
mod origin;
mod outcome;
mod response;
mod stations;
mod template_run;
mod view;

pub use crate::design::View;
pub use beside::{Beside, beside};
pub use event_text::EventText;
pub use inspect::{CallState, Check, GOLDEN, Inspection, Problem, add_weaknesses, inspect};
pub use origin::Origin;
pub use outcome::Outcome;
pub use response::{PatternRow, RenderedResponse, Respond, ResponseView, respond};
pub use stations::{Station, StationKind, StationState};
pub use template_run::TemplateRun;
pub use view::time_of_call_ms;

use crate::apigw::authorize::MAX_BODY_BYTES;
use crate::apigw::authorizer_event::AuthorizerEvent;
use crate::apigw::identity_source::{self, TokenPlace};
use crate::apigw::integration::IntegrationType;
use crate::apigw::mapping_template::{Mapped, MappingInput};
use crate::apigw::request::Request;
use crate::apigw::stage::ApiKind;
use crate::apigw::{Exchange, GatewayAnswer, authorize, cors, event, media_type, outgoing, reach, route, validation};
use crate::design::checklist::{Checklist, Field, fields};
use crate::design::{Call, Design, Route, placeholders, token};
use crate::diagnostics::{Diagnostic, RuleId, Severity, Source};
use crate::json::strict;
use crate::jwt::{Secret, base64};
use crate::text::Span;
use crate::vtl::Template;
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// The call that is looked at: positions in the design.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Selection {
    /// Position in [`Design::routes`].
    pub route: usize,
    /// Position in [`Route::calls`].
    pub call: usize,
}

impl Selection {
    /// Returns the route and the call selected; `None` if the design has no such.
    pub fn find(self, design: &Design) -> Option<(&Route, &Call)> {
        let route = design.routes.get(self.route)?;
        Some((route, route.calls.get(self.call)?))
    }
}

/// Everything worth showing of one call. `Debug` shows no value of it: the call holds tokens.
#[derive(Clone)]
pub struct Preview {
    /// The integration it went through.
    pub view: View,
    /// Position in the route's request templates of the one that ran; `None` where none did.
    pub template: Option<usize>,
    /// What the function receives, or why it is not called.
    pub outcome: Outcome,
    /// What a Lambda authorizer itself receives; `None` unless the route has one.
    pub authorizer_event: Option<EventText>,
    /// What is wrong, worst first.
    pub problems: Vec<Diagnostic>,
    /// What can be ticked for this call; empty unless a mapping template is looked at.
    pub fields: Vec<Field>,
    /// The template that ran, read for the checklist.
    pub checklist: Option<Checklist>,
    /// What a mapping template sees of the call; `None` unless one is looked at.
    input: Option<Arc<MappingInput>>,
    /// The template that ran, as a tree.
    parsed: Option<Arc<Template>>,
    /// What the template made of the call: origins and values of references.
    mapped: Option<Arc<Mapped>>,
    /// The text of the template that ran.
    template_text: Arc<str>,
    /// The request's body.
    body: Arc<str>,
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview")
            .field("view", &self.view)
            .field("template", &self.template)
            .field("outcome", &self.outcome)
            .field("problems", &self.problems)
            .finish_non_exhaustive()
    }
}

impl Preview {
    /// Returns the text that places in `source` speak of. An event's places are in the text as it is sent.
    pub fn source_text(&self, source: &Source) -> Option<&str> {
        match source {
            Source::Template => Some(&self.template_text),
            Source::Body => Some(&self.body),
            Source::Event => Some(match &self.outcome {
                Outcome::Event(event) => &event.sent,
                other => other.text(),
            }),
            _ => None,
        }
    }
}

/// Looks at the selected call through `view`, or through the integration that its route is set to. `None` if
/// the design has no such call. Where the request says [`token::TOKEN_PLACEHOLDER`], it brings [`token::own_token`] along.
pub fn compute(design: &Design, selection: Selection, view: Option<View>) -> Option<Preview> {
    compute_with_token(design, selection, view, None)
}

/// Does what [`compute`] does, with a token that is not in the design.
pub fn compute_with_token(
    design: &Design,
    selection: Selection,
    view: Option<View>,
    token: Option<&Secret>,
) -> Option<Preview> {
    let design = &*placeholders::filled_but_templates(design);
    let (route, call) = selection.find(design)?;
    let call = &*token::with_token(design, route, call, token);
    let view = view.unwrap_or_else(|| View::of(design, route));
    let authorizer = design.authorizer_of(route).map(|authorizer| authorizer.for_api(view.api()));
    let exchange = view.exchange(design, route, call, authorizer.as_ref());
    let mut preview = Preview {
        view,
        template: None,
        outcome: Outcome::Event(EventText::new("{}".into())),
        authorizer_event: authorizer_event(&exchange),
        problems: Vec::new(),
        fields: if view == View::Mapping { fields(&exchange) } else { Vec::new() },
        checklist: None,
        input: (view == View::Mapping).then(|| Arc::new(mapping_input(&exchange))),
        parsed: None,
        mapped: None,
        template_text: "".into(),
        body: call.request.body.clone().unwrap_or_default(),
    };
    preview.check_authorizer(design, route);
    preview.check_route(design, route, &exchange);
    if let Some(preflight) = design.cors.as_ref().and_then(|cors| cors::preflight(&exchange, cors)) {
        preview.outcome = Outcome::Answered(GatewayAnswer {
            status: preflight.status,
            body: String::new(),
            error_type: "",
            response_type: None,
            why: preflight.notes.first().cloned().unwrap_or_default(),
        });
    } else if let Some(missed) = reach::missed(&exchange) {
        preview.problems.push(unreached(&missed, &call.request));
        preview.outcome = Outcome::Answered(missed.answer);
    } else if let Some(answer) = authorize::refusal(&exchange) {
        preview.problems.push(refused(&answer, &exchange));
        preview.outcome = Outcome::Answered(answer);
    } else if let Some(answer) = invalid_request(&exchange, route) {
        preview.answer("apigw/request-refused", answer);
    } else if let Some(answer) = outgoing_refusal(view, route) {
        preview.answer("apigw/header-cannot-be-mapped", answer);
    } else if view == View::Mapping {
        preview.map(design, route, &exchange);
    } else {
        preview.outcome = Outcome::Event(EventText::new(forwarded(view, &exchange).to_string().into()));
    }
    preview.check_body(&exchange);
    preview.problems.sort_by_key(|problem| (problem.severity, problem.primary().map(|place| place.span)));
    Some(preview)
}

/// Returns the answer of a REST API's request validator, which an HTTP API does not have.
fn invalid_request(exchange: &Exchange, route: &Route) -> Option<GatewayAnswer> {
    (exchange.api == ApiKind::Rest).then(|| validation::refusal(exchange, &route.method_request)).flatten()
}

/// Returns the answer to every call of a REST API's route that maps a header which may not be mapped.
fn outgoing_refusal(view: View, route: &Route) -> Option<GatewayAnswer> {
    match view {
        View::Mapping => outgoing::refusal(IntegrationType::Aws, &route.integration),
        View::RestProxy => outgoing::refusal(IntegrationType::AwsProxy, &route.integration),
        View::Http10 | View::Http20 => None,
    }
}

fn authorizer_event(exchange: &Exchange) -> Option<EventText> {
    let form = AuthorizerEvent::of(exchange.authorizer_kind())?;
    Some(EventText::new(form.build(exchange).to_string().into()))
}

/// Returns what a mapping template sees of the call.
fn mapping_input(exchange: &Exchange) -> MappingInput {
    MappingInput::of(exchange, exchange.request.body_text())
}

/// Says at its place in the request line why the request does not reach the route.
fn unreached(missed: &reach::Missed, request: &Request) -> Diagnostic {
    let (rule, span) = match missed.part {
        reach::Part::Method => ("apigw/method-mismatch", Span::new(0, request.method.len())),
        reach::Part::Path => {
            let start = request.method.len() + 1;
            ("apigw/path-mismatch", Span::new(start, start + request.path.len()))
        }
    };
    let status = missed.answer.status;
    let message = format!("{}: the client gets {status}", missed.message);
    Diagnostic::error(rule, message, Source::RequestLine, span).help(missed.help.clone())
}

/// Says why the gateway answers the client itself: a body that is too large, at the place where it becomes so, a caller
/// without a token.
fn refused(answer: &GatewayAnswer, exchange: &Exchange) -> Diagnostic {
    let len = exchange.request.body_bytes().len();
    if answer.status == 413 {
        let message = format!("the body has {len} bytes, and API Gateway takes {MAX_BODY_BYTES}: the client gets 413");
        let end = exchange.request.body.as_ref().map_or(0, |body| body.len());
        let span = Span::new(MAX_BODY_BYTES.min(end), end);
        return Diagnostic::error("apigw/body-too-large", message, Source::Body, span)
            .help("send the file to a bucket with a presigned URL, and its name to the function");
    }
    let problem = |message: String| Diagnostic::new("apigw/call-refused", Severity::Error, message);
    let is_tokenless = exchange.authorizer_kind().passes_claims() && exchange.identity.claims.is_none();
    match exchange.authorizer.and_then(identity_source::token_place).filter(|_| is_tokenless) {
        Some(place) => {
            let place = match place {
                TokenPlace::Header(name) => format!("the header `{name}`"),
                TokenPlace::Query(name) => format!("the query parameter `{name}`"),
            };
            let help = "paste a token in Identity, or give the call claims: they are sent as";
            problem(format!("the call brings no token: the gateway answers {} itself", answer.status))
                .help(format!("{} To let it through, {help} {place}", answer.why))
        }
        None => problem(format!("the gateway answers {} itself", answer.status)).help(answer.why.clone()),
    }
}

/// Says where a body that should be Base64 is not.
fn not_base64(body: &str, fault: base64::Fault) -> Diagnostic {
    let (message, start, end) = match fault {
        base64::Fault::Symbol { index, character } => {
            let message = format!("the body is not Base64: it has the character {character:?}");
            (message, index, index + character.len_utf8())
        }
        base64::Fault::Length => ("the body is not Base64: it ends too early".to_owned(), 0, body.len()),
    };
    Diagnostic::error("apigw/body-not-base64", message, Source::Body, Span::new(start, end))
        .help("write the bytes as Base64, or untick that the body is Base64: as it is, the text itself is sent")
}

/// Returns the event of a proxy integration.
fn forwarded(view: View, exchange: &Exchange) -> Value {
    match view {
        View::Mapping | View::RestProxy => event::rest_proxy(exchange),
        View::Http10 => event::http_v1(exchange),
        View::Http20 => event::http_v2(exchange),
    }
}

impl Preview {
    /// Takes the gateway's own answer, and says why it comes to that.
    fn answer(&mut self, rule: &'static str, answer: GatewayAnswer) {
        let message = format!("the gateway answers {} itself", answer.status);
        self.problems.push(Diagnostic::new(rule, Severity::Error, message).help(answer.why.clone()));
        self.outcome = Outcome::Answered(answer);
    }

    /// Says so if the body is not the JSON that its content type declares, unless that has been said already.
    fn check_body(&mut self, exchange: &Exchange) {
        let request = exchange.request;
        if request.body_is_base64
            && let Err(fault) = base64::decode(self.body.trim_end())
        {
            self.problems.push(not_base64(&self.body, fault));
            return;
        }
        let declared = request.header("content-type").map(media_type::essence).unwrap_or_default();
        let is_json = declared == "application/json" || declared.ends_with("+json");
        let reaches = !matches!(self.outcome, Outcome::Answered(_));
        let is_said = || self.problems.iter().any(|p| p.primary().is_some_and(|place| place.source == Source::Body));
        let sent = request.body_text().unwrap_or_default();
        if !is_json || !reaches || sent.trim_ascii().is_empty() || is_said() {
            return;
        }
        if let Err(problem) = strict::read(sent, &Source::Body) {
            let mut problem = *problem;
            if request.body_is_base64 {
                // Its places are in the bytes that are sent, not in the text that stands for them.
                (problem.labels, problem.fixes) = (Vec::new(), Vec::new());
            }
            problem.rule = RuleId("apigw/body-not-json");
            problem.severity = Severity::Warning;
            problem.message = format!("the body is not the JSON that `{declared}` declares: {}", problem.message);
            self.problems.push(problem);
        }
    }

    /// Says so if another route of the design takes the request, being closer to its path.
    fn check_route(&mut self, design: &Design, own: &Route, exchange: &Exchange) {
        let routes: Vec<(&str, [&str; 1])> =
            design.routes.iter().map(|route| (route.path.as_str(), [route.method.as_str()])).collect();
        let (method, path) = (exchange.request.method.as_str(), exchange.path());
        let each = routes.iter().map(|(path, methods)| (*path, &methods[..]));
        let Some(taker) = route::choose(each, method, &path).and_then(|index| design.routes.get(index)) else { return };
        let is_own = (&taker.method, &taker.path) == (&own.method, &own.path);
        if is_own || reach::missed(exchange).is_some() {
            return;
        }
        let span = Span::new(method.len() + 1, method.len() + 1 + exchange.request.path.len());
        let message = format!("the route `{} {}` takes this request, not this route", taker.method, taker.path);
        let problem = Diagnostic::warning("apigw/other-route", message, Source::RequestLine, span);
        self.problems
            .push(problem.help("a fixed segment beats a parameter, which beats a greedy one: send another path"));
    }

    /// Says so if the route names an authorizer that the design does not have.
    fn check_authorizer(&mut self, design: &Design, route: &Route) {
        if let Some(name) = &route.authorizer
            && design.authorizer_of(route).is_none()
        {
            let message = format!("the route uses the authorizer \"{name}\", which the design does not have");
            let problem = Diagnostic::new("design/unknown-authorizer", Severity::Error, message);
            self.problems.push(problem.help("choose another authorizer for the route, or none"));
        }
    }
}
