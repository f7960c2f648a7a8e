//! The way back: from what the integration answered to what the client receives, for REST APIs.

use super::client_response::ClientResponse;
use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::headers::Header;
use super::integration::{Integration, IntegrationResponse, IntegrationType, PayloadFormatVersion};
use super::integration_request::{self, IntegrationRequest};
use super::integration_response as responses;
use super::mapping_template::{Mapped, MappingInput};
use super::payload::{self, Payload};
use super::proxy_response::{self, FunctionResult};
use crate::json::path::{Node, Value as Place};
use crate::json::{Kind, lenient};
use crate::vtl::RenderOptions;
use std::fmt;

/// What the integration answered. `Debug` shows no body and no header's value.
#[derive(Clone, PartialEq)]
pub enum Backend {
    /// A Lambda function.
    Lambda(FunctionResult),
    /// An HTTP server.
    Http {
        /// Its status.
        status: u16,
        /// Its headers.
        headers: Vec<Header>,
        /// Its body.
        body: Vec<u8>,
    },
    /// Nobody: the request template itself says what happened.
    Mock,
}

impl fmt::Debug for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lambda(result) => result.fmt(f),
            Self::Http { status, headers, body } => {
                write!(f, "Http({status}, {headers:?}, {} bytes)", body.len())
            }
            Self::Mock => f.write_str("Mock"),
        }
    }
}

/// The way that a result took through the integration responses.
#[derive(Clone, Debug, Default)]
pub struct Way {
    /// What selection patterns were matched against; `None`: nothing that a pattern could match.
    pub matched_text: Option<String>,
    /// Position of the integration response that was taken; `None` where there is none, or none fits.
    pub response: Option<usize>,
    /// Position of the response template that ran, among those of the response.
    pub template: Option<usize>,
    /// What that template made of the result.
    pub mapped: Option<Mapped>,
    /// What every template of the response that was taken sees; `None` if the result is no text.
    pub input: Option<MappingInput>,
}

/// Returns what the client receives, without the headers that the gateway adds. The gateway's own answers are given
/// as they are: [`super::gateway_response::client_response`] turns them into customized ones.
pub fn build(
    exchange: &Exchange,
    kind: IntegrationType,
    integration: &Integration,
    request: &IntegrationRequest,
    backend: &Backend,
    options: &RenderOptions,
) -> ClientResponse {
    build_by_way(exchange, kind, integration, request, backend, options).0
}

/// Does what [`build`] does, and tells the way that a custom integration's result took.
pub fn build_by_way(
    exchange: &Exchange,
    kind: IntegrationType,
    integration: &Integration,
    request: &IntegrationRequest,
    backend: &Backend,
    options: &RenderOptions,
) -> (ClientResponse, Way) {
    let mut way = Way::default();
    if let Some(answer) = &request.answer {
        return (ClientResponse::from_answer(answer.clone()), way);
    }
    let client = match (kind, backend) {
        (IntegrationType::AwsProxy, Backend::Lambda(result)) => {
            proxy_response::method_response(exchange, PayloadFormatVersion::V1, result)
        }
        (IntegrationType::HttpProxy, Backend::Http { status, headers, body }) => {
            let mut response = ClientResponse::new(*status, body.clone());
            for header in headers {
                for value in &header.values {
                    response.return_header(&header.name, value);
                }
            }
            response.default_header("Content-Type", "application/json");
            response
        }
        _ => {
            let answered = Answered::read(request, backend);
            let built =
                answered.and_then(|answered| custom(exchange, integration, request, &answered, options, &mut way));
            built.unwrap_or_else(ClientResponse::from_answer)
        }
    };
    (client, way)
}

/// What a custom integration answered, in the terms of its integration responses.
struct Answered {
    /// What selection patterns are matched against; `None`: nothing that a pattern could match.
    text: Option<String>,
    headers: Vec<Header>,
    body: Vec<u8>,
}

impl Answered {
    fn read(request: &IntegrationRequest, backend: &Backend) -> Result<Self, GatewayAnswer> {
        match backend {
            Backend::Lambda(FunctionResult::TimedOut) => {
                let why = "The function did not answer within the integration timeout.";
                Err(GatewayAnswer::rest(ResponseType::IntegrationTimeout, why))
            }
            // Lambda answers at once and says nothing (recorded on AWS).
            Backend::Lambda(_) if request.outgoing.is_asynchronous() => {
                Ok(Self { text: None, headers: Vec::new(), body: Vec::new() })
            }
            Backend::Lambda(result) => {
                let payload = result.payload();
                let text = responses::error_message(payload).map(str::to_owned);
                let headers = vec![Header { name: "Content-Type".into(), values: vec!["application/json".into()] }];
                Ok(Self { text, headers, body: payload.to_string().into_bytes() })
            }
            Backend::Http { status, headers, body } => {
                Ok(Self { text: Some(status.to_string()), headers: headers.clone(), body: body.clone() })
            }
            Backend::Mock => {
                let status = mock_status(&String::from_utf8_lossy(&request.body)).ok_or_else(|| {
                    let why = "The request template of a MOCK integration must give an object with a whole number as \
                               `statusCode`.";
                    GatewayAnswer::rest(ResponseType::ApiConfigurationError, why)
                })?;
                Ok(Self { text: Some(status.to_string()), headers: Vec::new(), body: Vec::new() })
            }
        }
    }

    fn content_type(&self) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type")).map(Header::last)
    }
}

/// Reads the status out of a MOCK integration's request, as leniently as the service does: unquoted names and a
/// trailing comma are accepted (recorded on AWS), a status that is a string is not.
fn mock_status(text: &str) -> Option<u16> {
    let document = lenient::read(text).ok()?;
    let status = Place::root(&document).member("statusCode")?;
    (status.kind() == Kind::Number).then(|| document.written(status.id).parse().ok())?
}

fn custom(
    exchange: &Exchange,
    integration: &Integration,
    request: &IntegrationRequest,
    answered: &Answered,
    options: &RenderOptions,
    way: &mut Way,
) -> Result<ClientResponse, GatewayAnswer> {
    let default = [IntegrationResponse::default()];
    let defined = if integration.responses.is_empty() { &default[..] } else { &integration.responses };
    way.matched_text.clone_from(&answered.text);
    let taken = responses::select(defined, answered.text.as_deref());
    way.response = taken.filter(|index| *index < integration.responses.len());
    let response = taken.and_then(|index| defined.get(index));
    let response = response.ok_or_else(|| responses::no_response(answered.text.as_deref()))?;
    let accept = exchange.request.header("accept");
    let payload = payload::convert_response(
        &answered.body,
        answered.content_type(),
        accept,
        &exchange.stage.binary_media_types,
        response.content_handling,
    )?;
    let mut context = request.context.clone();
    way.template = responses::template_index(response, accept);
    way.input = match &payload {
        Payload::Text(text) => Some(integration_request::template_input(exchange, text.clone(), &context)),
        Payload::Binary(_) => None,
    };
    let body = match way.template.and_then(|index| response.templates.get(index)) {
        None => payload.into_bytes(),
        Some(template) => {
            payload.text_for_template()?;
            let input = way.input.clone().unwrap_or_default();
            let mapped = integration_request::render(&template.text, &input, options);
            let failed = mapped.failure.as_ref().map(|failure| integration_request::template_failure(&failure.message));
            integration_request::keep_overrides(&mut context, &mapped);
            let body = mapped.text.clone().into_bytes();
            way.mapped = Some(mapped);
            if let Some(answer) = failed {
                return Err(answer);
            }
            body
        }
    };
    let status = responses::overridden_status(&context).unwrap_or(response.status);
    let mut client = ClientResponse::new(status, body);
    let own = String::from_utf8_lossy(&answered.body);
    responses::set_headers(&mut client, exchange, response, &answered.headers, &own, &context);
    if let (Some(text), true) = (&answered.text, response.selection_pattern.is_empty() && status < 400)
        && integration.responses.iter().all(|response| response.selection_pattern.is_empty())
        && request.event.is_some()
    {
        client.notes.push(format!(
            "The function failed (`{text}`), and no selection pattern catches it: the client gets {status} with the \
             error as body."
        ));
    }
    client.note_missing_cors(exchange);
    Ok(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mock_requests_are_read_leniently() {
        for (text, expected) in [
            (r#"{"statusCode": 200}"#, Some(200)),
            ("{statusCode: 200}", Some(200)),
            ("\n{\n  \"statusCode\": 201,\n}\n", Some(201)),
            (r#"{"statusCode": "200"}"#, None),
            ("{}", None),
            ("", None),
            ("not json", None),
        ] {
            assert_eq!(mock_status(text), expected, "{text}");
        }
    }
}
