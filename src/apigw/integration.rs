//! The integration of a route: both sides, so that toggling proxy integration loses nothing.

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
}
