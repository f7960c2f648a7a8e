//! The deployed API and stage, and the fixed values behind `$context`.

use super::request::Pairs;

/// Kind of API.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ApiKind {
    /// REST API: mapping templates, payload format 1.0 without a `version` member.
    #[default]
    Rest,
    /// HTTP API: proxy integration only, payload format 1.0 or 2.0.
    Http,
}

impl ApiKind {
    /// Every kind, in the order shown.
    pub const ALL: [Self; 2] = [Self::Rest, Self::Http];

    /// Returns the word used in files: `REST` or `HTTP`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rest => "REST",
            Self::Http => "HTTP",
        }
    }

    /// Returns the kind that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Returns the name that the service's documentation uses: `REST API`.
    pub fn title(self) -> &'static str {
        match self {
            Self::Rest => "REST API",
            Self::Http => "HTTP API",
        }
    }
}

/// A stage of a deployed API. Every value that the service would choose is fixed here, so that a preview
/// is the same each time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stage {
    /// Name: `prod`; `$default` is an HTTP API's stage that does not show in paths.
    pub name: String,
    /// Stage variables in the order given.
    pub variables: Pairs,
    /// AWS account that owns the API, twelve digits.
    pub account_id: String,
    /// Identifier of the API: ten letters and digits.
    pub api_id: String,
    /// Region of the API: `eu-west-1`.
    pub region: String,
    /// Identifier of the deployment; REST APIs only.
    pub deployment_id: String,
    /// Content types that the API takes for binary (`image/png`, `image/*`, `*/*`); REST APIs only.
    pub binary_media_types: Vec<String>,
}

impl Stage {
    /// Returns the host name of the default endpoint.
    pub fn domain_name(&self) -> String {
        format!("{}.execute-api.{}.amazonaws.com", self.api_id, self.region)
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            name: "prod".into(),
            variables: Pairs::new(),
            account_id: "123456789012".into(),
            api_id: "a1b2c3d4e5".into(),
            region: "eu-west-1".into(),
            deployment_id: "h4gm3x".into(),
            binary_media_types: Vec::new(),
        }
    }
}
