//! What the client receives: status, headers and body, with the headers that the gateway adds.

use super::exchange::Exchange;
use super::gateway_answer::GatewayAnswer;
use super::headers::{self, Returned};
use super::integration::IntegrationType;
use super::request::{Names, Pairs};
use crate::jwt::time::Utc;
use std::fmt;

/// A response to the client. `Debug` shows no header's value and no body: a function may return tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct ClientResponse {
    /// Status code.
    pub status: u16,
    /// Headers in the order sent, repeated ones on lines of their own.
    pub headers: Pairs,
    /// Body.
    pub body: Vec<u8>,
    /// The gateway's own answer, if it is one: why the integration's was not used.
    pub answer: Option<GatewayAnswer>,
    /// What else is worth knowing, in sentences.
    pub notes: Vec<String>,
}

impl fmt::Debug for ClientResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientResponse")
            .field("status", &self.status)
            .field("headers", &Names(&self.headers))
            .field("body_bytes", &self.body.len())
            .field("answer", &self.answer)
            .field("notes", &self.notes)
            .finish()
    }
}

impl ClientResponse {
    /// Makes a response with no headers yet.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Pairs::new(), body: body.into(), answer: None, notes: Vec::new() }
    }

    /// Makes the response that an answer of the gateway becomes, as long as no gateway response is customized.
    pub fn from_answer(answer: GatewayAnswer) -> Self {
        let mut response = Self::new(answer.status, answer.body.clone());
        response.set_header("Content-Type", "application/json");
        if !answer.error_type.is_empty() {
            response.set_header("x-amzn-ErrorType", answer.error_type);
        }
        Self { answer: Some(answer), ..response }
    }

    /// Returns the value of a header, whatever its case; the first of repeated ones.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Adds a header, under the name that the gateway lets it have: some are renamed, one is dropped.
    pub fn return_header(&mut self, name: &str, value: &str) {
        match headers::rule(name).map_or(Returned::AsIs, |rule| rule.returned) {
            Returned::AsIs => self.headers.push((name.to_owned(), value.to_owned())),
            Returned::Renamed => self.headers.push((format!("x-amzn-Remapped-{name}"), value.to_owned())),
            Returned::Dropped => {}
        }
    }

    /// Sets a header in place of those of the same name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Sets a header where there is none of the name.
    pub fn default_header(&mut self, name: &str, value: &str) {
        if self.header(name).is_none() {
            self.set_header(name, value);
        }
    }

    /// Notes that a browser on another origin will refuse the response: no `Access-Control-Allow-Origin` came with
    /// it. A proxy integration's function must send the header itself, and gateway responses must be given it.
    pub fn note_missing_cors(&mut self, exchange: &Exchange) {
        self.notes.retain(|note| note != MISSING_CORS);
        if exchange.request.header("origin").is_some() && self.header("access-control-allow-origin").is_none() {
            self.notes.push(MISSING_CORS.into());
        }
    }
}

const MISSING_CORS: &str = "The request comes from a page (`Origin`), and the response has no \
                            `Access-Control-Allow-Origin`: the browser will not show it to the page.";

/// Where clients reach the API.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum EndpointType {
    /// In its region.
    #[default]
    Regional,
    /// Through CloudFront.
    Edge,
}

/// Adds the headers that a REST API adds to every response (recorded on AWS, `test_invocation_trace_id` and the
/// header tests). Values that the service would choose are samples.
///
/// There is no trace id for `MOCK` integrations and for the gateway's own answers. For `HTTP_PROXY` it was there in
/// one recording, behind an edge-optimized endpoint, and missing in another, behind a regional one.
pub fn add_own_headers(
    response: &mut ClientResponse,
    exchange: &Exchange,
    integration: IntegrationType,
    endpoint: EndpointType,
) {
    let edge = endpoint == EndpointType::Edge;
    let asks_to_close = exchange.request.header("connection").is_some_and(|value| value.eq_ignore_ascii_case("close"));
    let sample = |path: &str| exchange.chosen_or_sample(path).as_str().unwrap_or_default().to_owned();
    let traced = response.answer.is_none()
        && match integration {
            IntegrationType::Aws | IntegrationType::AwsProxy | IntegrationType::Http => true,
            IntegrationType::HttpProxy => edge,
            IntegrationType::Mock => false,
        };
    response.set_header("Content-Length", &response.body.len().to_string());
    response.set_header("Connection", if asks_to_close { "close" } else { "keep-alive" });
    response.set_header("Date", &http_date(exchange.time_ms().div_euclid(1000)));
    response.set_header("x-amzn-RequestId", &sample("requestId"));
    response.set_header("x-amz-apigw-id", &sample("extendedRequestId"));
    if traced {
        response.set_header("X-Amzn-Trace-Id", &headers::trace_id(exchange));
    }
    if edge {
        for (name, value) in [
            ("Via", "1.1 0123456789abcdef0123456789abcdef.cloudfront.net (CloudFront)"),
            ("X-Cache", if response.status < 400 { "Miss from cloudfront" } else { "Error from cloudfront" }),
            ("X-Amz-Cf-Id", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQr=="),
            ("X-Amz-Cf-Pop", "DUB2-C1"),
        ] {
            response.set_header(name, value);
        }
    }
}

/// Adds the headers that an HTTP API adds to every response, as clients report them. Values that the service would
/// choose are samples.
pub fn add_own_http_headers(response: &mut ClientResponse, exchange: &Exchange) {
    response.set_header("content-length", &response.body.len().to_string());
    response.set_header("date", &http_date(exchange.time_ms().div_euclid(1000)));
    let id = exchange.chosen_or_sample("requestId");
    response.set_header("apigw-requestid", id.as_str().unwrap_or_default());
}

/// Returns a time as HTTP writes it: `Mon, 02 Nov 2026 12:30:00 GMT`.
fn http_date(epoch_s: i64) -> String {
    let utc = Utc::from_epoch(epoch_s);
    let Utc { year, day, hour, minute, second, .. } = utc;
    format!("{}, {day:02} {} {year} {hour:02}:{minute:02}:{second:02} GMT", utc.weekday(), utc.month_name())
}
