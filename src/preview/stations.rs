//! The seven stations of a call, and what happened at each.

use super::{Outcome, Preview, View};
use crate::apigw::client_response::ClientResponse;
use crate::apigw::method_response::Way;
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::{Exchange, authorize, cors, reach};
use crate::design::Route;

/// A station of a call, in the order of the way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StationKind {
    /// The client sends.
    Request,
    /// The route is found, the caller is checked, the request is validated.
    MethodRequest,
    /// What the function is sent is made.
    IntegrationRequest,
    /// The function.
    Function,
    /// A response is chosen and its body is made.
    IntegrationResponse,
    /// Status and headers of the response.
    MethodResponse,
    /// The client receives.
    Response,
}

impl StationKind {
    /// Every station, in the order of the way.
    pub const ALL: [Self; 7] = [
        Self::Request,
        Self::MethodRequest,
        Self::IntegrationRequest,
        Self::Function,
        Self::IntegrationResponse,
        Self::MethodResponse,
        Self::Response,
    ];

    /// Returns the name shown to people: the service's own where it has one.
    pub fn title(self) -> &'static str {
        match self {
            Self::Request => "Client",
            Self::MethodRequest => "Method request",
            Self::IntegrationRequest => "Integration request",
            Self::Function => "Lambda",
            Self::IntegrationResponse => "Integration response",
            Self::MethodResponse => "Method response",
            Self::Response => "Client receives",
        }
    }
}

/// What happened to the call at a station.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum StationState {
    /// It went through as it was.
    Passed,
    /// It went on as something else.
    Changed,
    /// It ended here: what the client receives was made here.
    Stopped,
    /// It did not come here.
    NotReached,
    /// It waits for the function's result.
    Waiting,
}

/// A station and what happened there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Station {
    /// Which.
    pub kind: StationKind,
    /// What happened, at a glance.
    pub state: StationState,
    /// What happened, in words.
    pub words: String,
}

/// What is known of a call.
pub(super) struct Seen<'a> {
    pub view: View,
    pub route: &'a Route,
    pub exchange: &'a Exchange<'a>,
    pub preview: &'a Preview,
    pub client: Option<&'a ClientResponse>,
    pub result: Option<&'a FunctionResult>,
    pub way: &'a Way,
    /// The design has a CORS setting.
    pub adds_cors: bool,
}

/// Returns the stations of a call.
pub(super) fn of(seen: &Seen) -> [Station; 7] {
    use StationState::{NotReached, Stopped, Waiting};
    let mut is_over = false;
    let mut waits = false;
    StationKind::ALL.map(|kind| {
        let (state, words) = match kind {
            StationKind::Response => client_words(seen),
            _ if is_over => (NotReached, "The call does not come here.".into()),
            _ if waits => (Waiting, "Waits for the function's result.".into()),
            StationKind::Request => (StationState::Passed, request_words(seen)),
            StationKind::MethodRequest => method_request(seen),
            StationKind::IntegrationRequest => integration_request(seen),
            StationKind::Function => function(seen),
            StationKind::IntegrationResponse => integration_response(seen),
            StationKind::MethodResponse => method_response(seen),
        };
        is_over |= state == Stopped;
        waits |= state == Waiting;
        Station { kind, state, words }
    })
}

fn request_words(seen: &Seen) -> String {
    let request = seen.exchange.request;
    let body = request.body_bytes().len();
    format!("{} {}, {} headers, {body} bytes of body.", request.method, request.path, request.headers.len())
}

fn method_request(seen: &Seen) -> (StationState, String) {
    let exchange = seen.exchange;
    let stops_here = reach::missed(exchange).is_some()
        || authorize::refusal(exchange).is_some()
        || cors::is_preflight(exchange)
        || seen.preview.problems.iter().any(|problem| problem.rule.0 == "apigw/request-refused");
    match &seen.preview.outcome {
        Outcome::Answered(answer) if stops_here => {
            (StationState::Stopped, format!("{}: {}", answer.status, answer.why))
        }
        _ => {
            let kind = exchange.authorizer_kind();
            let words = match kind {
                crate::apigw::authorizer::AuthorizerKind::None => "Nobody checks the caller.".into(),
                kind => format!("{} lets the caller through.", kind.title()),
            };
            (StationState::Passed, words)
        }
    }
}

fn integration_request(seen: &Seen) -> (StationState, String) {
    use StationState::{Changed, Passed, Stopped};
    let template = seen.preview.template.and_then(|index| seen.route.integration.request_templates.get(index));
    match (&seen.preview.outcome, template) {
        (Outcome::Answered(answer), _) => (Stopped, format!("{}: {}", answer.status, answer.why)),
        (Outcome::Failed { message, .. }, _) => (Stopped, format!("The template cannot be rendered: {message}.")),
        (Outcome::NotJson { .. }, _) => (Stopped, "What the template printed is not JSON: Lambda refuses it.".into()),
        (Outcome::Event(_), Some(template)) => {
            (Changed, format!("The template for {} makes the event.", template.content_type))
        }
        (Outcome::Event(_), None) if seen.view == View::Mapping => (Passed, "The body passes unchanged.".into()),
        (Outcome::Event(_), None) => {
            (Changed, "Proxy integration: the whole request is put into one event, in a form that is fixed.".into())
        }
    }
}

fn function(seen: &Seen) -> (StationState, String) {
    match seen.result {
        None => (StationState::Waiting, "Run the handler, or type its result.".into()),
        Some(FunctionResult::Returned(_)) => (StationState::Changed, "It returned a result.".into()),
        Some(FunctionResult::Raised(error)) => {
            let kind = error.get("errorType").and_then(|kind| kind.as_str()).unwrap_or("an error");
            (StationState::Changed, format!("It raised {kind}."))
        }
        Some(FunctionResult::TimedOut) => {
            (StationState::Stopped, "It did not answer within the integration timeout.".into())
        }
    }
}

fn integration_response(seen: &Seen) -> (StationState, String) {
    use StationState::{Changed, Passed, Stopped};
    let answer = seen.client.and_then(|client| client.answer.as_ref());
    if let Some(answer) = answer {
        return (Stopped, answer.why.clone());
    }
    if seen.view != View::Mapping {
        return (Passed, "Proxy integration: the function itself says status, headers and body.".into());
    }
    let response = seen.way.response.and_then(|index| seen.route.integration.responses.get(index));
    match (response, seen.way.template) {
        (Some(response), Some(index)) => {
            let content_type = response.templates.get(index).map_or("", |template| template.content_type.as_str());
            (Changed, format!("Response {}: its template for {content_type} makes the body.", response.status))
        }
        (Some(response), None) => (Passed, format!("Response {}: the result is the body, unchanged.", response.status)),
        (None, _) => (Passed, "No integration response is defined: 200, and the result is the body.".into()),
    }
}

fn method_response(seen: &Seen) -> (StationState, String) {
    let Some(client) = seen.client else { return (StationState::Waiting, "Waits for the function's result.".into()) };
    let mapped = seen.way.response.and_then(|index| seen.route.integration.responses.get(index));
    let count = mapped.map_or(0, |response| response.parameters.len());
    let has_cors = client.header("access-control-allow-origin").is_some();
    match (count, has_cors && seen.adds_cors && seen.view != View::RestProxy) {
        (0, false) => (StationState::Passed, "No header is mapped.".into()),
        (0, true) => (StationState::Changed, "The API adds its CORS headers.".into()),
        (count, _) => (StationState::Changed, format!("{count} headers are mapped.")),
    }
}

fn client_words(seen: &Seen) -> (StationState, String) {
    match seen.client {
        None => (StationState::Waiting, "Waits for the function's result.".into()),
        Some(client) => (StationState::Passed, format!("{}, {} bytes.", client.status, client.body.len())),
    }
}
