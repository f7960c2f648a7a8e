//! The integration of a route: both sides, so that toggling proxy integration loses nothing.

use super::request::Pairs;
use std::sync::Arc;

/// What happens to a body whose content type no mapping template fits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum PassthroughBehavior {
    /// The body passes unchanged. The service's default.
    #[default]
    WhenNoMatch,
    /// The body passes only if there is no template at all, else 415.
    WhenNoTemplates,
    /// Never passes: 415.
    Never,
}

impl PassthroughBehavior {
    /// Every behavior, in the order shown.
    pub const ALL: [Self; 3] = [Self::WhenNoMatch, Self::WhenNoTemplates, Self::Never];

    /// Returns the service's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WhenNoMatch => "WHEN_NO_MATCH",
            Self::WhenNoTemplates => "WHEN_NO_TEMPLATES",
            Self::Never => "NEVER",
        }
    }

    /// Returns the behavior that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|behavior| behavior.as_str() == word)
    }
}

/// Payload format version of an HTTP API's integration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum PayloadFormatVersion {
    /// The REST shape with `version: "1.0"`.
    V1,
    /// The HTTP API's own shape.
    #[default]
    V2,
}

impl PayloadFormatVersion {
    /// Every version, in the order shown.
    pub const ALL: [Self; 2] = [Self::V1, Self::V2];

    /// Returns the service's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "1.0",
            Self::V2 => "2.0",
        }
    }

    /// Returns the version that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str() == word)
    }
}

/// What an integration calls, and who writes the request to it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum IntegrationType {
    /// An AWS service, here Lambda, through mapping templates.
    #[default]
    Aws,
    /// Lambda proxy integration.
    AwsProxy,
    /// An HTTP server, through mapping templates.
    Http,
    /// An HTTP server that gets the request as it is.
    HttpProxy,
    /// Nothing: the request template's status chooses the response.
    Mock,
}

impl IntegrationType {
    /// Every type, in the order shown.
    pub const ALL: [Self; 5] = [Self::Aws, Self::AwsProxy, Self::Http, Self::HttpProxy, Self::Mock];

    /// Returns the service's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::AwsProxy => "AWS_PROXY",
            Self::Http => "HTTP",
            Self::HttpProxy => "HTTP_PROXY",
            Self::Mock => "MOCK",
        }
    }

    /// Returns the type that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Returns true if the integration takes the request and gives the response as they are, without templates.
    pub fn is_proxy(self) -> bool {
        matches!(self, Self::AwsProxy | Self::HttpProxy)
    }
}

/// What a payload is turned into on its way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ContentHandling {
    /// Bytes become Base64 text.
    ConvertToText,
    /// Base64 text becomes bytes.
    ConvertToBinary,
}

impl ContentHandling {
    /// Every value, in the order shown.
    pub const ALL: [Self; 2] = [Self::ConvertToText, Self::ConvertToBinary];

    /// Returns the service's spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ConvertToText => "CONVERT_TO_TEXT",
            Self::ConvertToBinary => "CONVERT_TO_BINARY",
        }
    }

    /// Returns the value that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|value| value.as_str() == word)
    }
}

/// One integration response: how an outcome of the integration becomes a method response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IntegrationResponse {
    /// Status of the method response.
    pub status: u16,
    /// Java regular expression over the whole error message (Lambda) or status (HTTP). Empty: the default response.
    pub selection_pattern: String,
    /// Response templates, by the content type that chooses them.
    pub templates: Vec<MappingTemplate>,
    /// Parameter mapping: `method.response.header.X` and where its value comes from.
    pub parameters: Pairs,
    /// What the payload is turned into.
    pub content_handling: Option<ContentHandling>,
}

impl Default for IntegrationResponse {
    /// The response that the console sets up: 200 for everything, the body unchanged.
    fn default() -> Self {
        Self {
            status: 200,
            selection_pattern: String::new(),
            templates: Vec::new(),
            parameters: Pairs::new(),
            content_handling: None,
        }
    }
}

/// A mapping template and the content type that chooses it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MappingTemplate {
    /// Media type: `application/json`.
    pub content_type: String,
    /// The template, as it will be deployed.
    pub text: Arc<str>,
}

/// How a route calls its Lambda function.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Integration {
    /// *Use Lambda proxy integration*. An HTTP API has no other.
    pub proxy: bool,
    /// Payload format version, used by HTTP APIs only.
    pub payload_format_version: PayloadFormatVersion,
    /// Mapping templates of the integration request, used while proxy integration is off.
    pub request_templates: Vec<MappingTemplate>,
    /// What happens when no template fits.
    pub passthrough_behavior: PassthroughBehavior,
    /// Parameter mapping of the integration request: `integration.request.header.X` and where its value comes from.
    pub request_parameters: Pairs,
    /// What the request's payload is turned into.
    pub content_handling: Option<ContentHandling>,
    /// Integration responses in the order defined, used while proxy integration is off. Empty: one default
    /// response with status 200, as the console sets up.
    pub responses: Vec<IntegrationResponse>,
}
