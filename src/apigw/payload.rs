//! Bodies as bytes: Base64, and the conversion between text and binary payloads.

use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::integration::{ContentHandling, Integration};
use super::media_type::{first_accepted, is_binary, matches};
use std::fmt;
use std::sync::Arc;

/// Encodes bytes in the standard alphabet, padded, as AWS does.
pub fn base64_encode(bytes: &[u8]) -> String {
    const ALPHABET: [char; 64] = {
        let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut alphabet = ['A'; 64];
        let mut i = 0;
        while i < 64 {
            alphabet[i] = letters[i] as char;
            i += 1;
        }
        alphabet
    };
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().enumerate().fold(0u32, |group, (i, byte)| group | u32::from(*byte) << (16 - 8 * i));
        for i in 0..4 {
            let symbol = ALPHABET[(group >> (18 - 6 * i) & 63) as usize];
            out.push(if i <= chunk.len() { symbol } else { '=' });
        }
    }
    out
}

/// Decodes Base64 of either alphabet, padded or not; `None` if it is not Base64.
pub fn base64_decode(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end();
    crate::jwt::base64::decode(text).ok().map(|read| read.bytes)
}

/// A payload between two conversions. `Debug` shows its size.
#[derive(Clone, PartialEq, Eq)]
pub enum Payload {
    /// Text; a template can read it.
    Text(String),
    /// Bytes; no template can read them.
    Binary(Vec<u8>),
}

impl fmt::Debug for Payload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Binary(bytes) => write!(f, "Binary({} bytes)", bytes.len()),
        }
    }
}

impl Payload {
    /// Returns the bytes that go on.
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.into_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// Returns the text for a template; bytes end in a 500 (recorded on AWS, `TestApiGatewayS3BinarySupport`).
    pub fn text_for_template(self) -> Result<String, GatewayAnswer> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Binary(_) => Err(misconfigured(
                "A template matches, but the payload is binary: a template reads text only. Set content handling to \
                 CONVERT_TO_TEXT.",
            )),
        }
    }
}

/// Converts a request's payload on its way to a non-proxy integration: 38 recorded cases (recorded on AWS,
/// `TestApiGatewayS3BinarySupport`).
pub fn convert_request(
    bytes: &[u8],
    content_type: Option<&str>,
    binary_media_types: &[String],
    handling: Option<ContentHandling>,
) -> Result<Payload, GatewayAnswer> {
    match (is_binary(binary_media_types, content_type), handling) {
        (false, Some(ContentHandling::ConvertToBinary)) => decoded(bytes),
        (false, _) => Ok(as_text(bytes)),
        (true, Some(ContentHandling::ConvertToText)) => Ok(Payload::Text(base64_encode(bytes))),
        (true, _) => Ok(Payload::Binary(bytes.to_vec())),
    }
}

/// Returns the text that a request template reads of a call's body once content handling has been at it; `None` for no
/// body, an answer where the conversion fails or leaves bytes.
pub fn template_text(exchange: &Exchange, integration: &Integration) -> Result<Option<Arc<str>>, GatewayAnswer> {
    let (request, types) = (exchange.request, &exchange.stage.binary_media_types);
    if types.is_empty() && integration.content_handling.is_none() {
        return Ok(request.body_text());
    }
    let content_type = request.header("content-type");
    let payload = convert_request(&request.body_bytes(), content_type, types, integration.content_handling)?;
    let text = payload.text_for_template()?;
    Ok(Some(text).filter(|text| !text.is_empty()).map(Into::into))
}

/// Converts the integration's payload on its way to the client. The first type of `Accept` decides where nothing
/// else does; without the header it counts as `application/json`.
pub fn convert_response(
    bytes: &[u8],
    content_type: Option<&str>,
    accept: Option<&str>,
    binary_media_types: &[String],
    handling: Option<ContentHandling>,
) -> Result<Payload, GatewayAnswer> {
    let binary = is_binary(binary_media_types, content_type);
    let wants_binary = accept.is_some_and(|accept| matches(binary_media_types, &first_accepted(accept)));
    match (binary, wants_binary, handling) {
        (false, _, Some(ContentHandling::ConvertToBinary)) | (false, true, None) => decoded(bytes),
        (false, ..) => Ok(as_text(bytes)),
        (true, _, Some(ContentHandling::ConvertToText)) | (true, false, None) => {
            Ok(Payload::Text(base64_encode(bytes)))
        }
        (true, ..) => Ok(Payload::Binary(bytes.to_vec())),
    }
}

/// Bytes that are no UTF-8 become U+FFFD.
fn as_text(bytes: &[u8]) -> Payload {
    Payload::Text(String::from_utf8_lossy(bytes).into_owned())
}

fn decoded(bytes: &[u8]) -> Result<Payload, GatewayAnswer> {
    let decoded = std::str::from_utf8(bytes).ok().and_then(base64_decode);
    decoded.map(Payload::Binary).ok_or_else(|| misconfigured("The payload should be Base64 text and is not."))
}

fn misconfigured(why: &str) -> GatewayAnswer {
    GatewayAnswer::rest(ResponseType::ApiConfigurationError, why)
}
