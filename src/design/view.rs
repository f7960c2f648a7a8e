//! Which integration a call is looked at through.

use super::{Design, Route};
use crate::apigw::integration::{Integration, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;

/// Which integration a call is looked at through.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum View {
    /// REST API, proxy integration off: the mapping template decides.
    Mapping,
    /// REST API, Lambda proxy integration.
    RestProxy,
    /// HTTP API, payload format version 1.0.
    Http10,
    /// HTTP API, payload format version 2.0.
    Http20,
}

impl View {
    /// Every view, in the order shown.
    pub const ALL: [Self; 4] = [Self::Mapping, Self::RestProxy, Self::Http10, Self::Http20];

    /// Returns the word of the command line: `mapping`, `proxy`, `http-1.0` or `http-2.0`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::RestProxy => "proxy",
            Self::Http10 => "http-1.0",
            Self::Http20 => "http-2.0",
        }
    }

    /// Returns the view that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == word)
    }

    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mapping => "Mapping template",
            Self::RestProxy => "Lambda proxy integration",
            Self::Http10 => "HTTP API, payload 1.0",
            Self::Http20 => "HTTP API, payload 2.0",
        }
    }

    /// Returns the kind of API that has this integration.
    pub fn api(self) -> ApiKind {
        match self {
            Self::Mapping | Self::RestProxy => ApiKind::Rest,
            Self::Http10 | Self::Http20 => ApiKind::Http,
        }
    }

    /// Returns the view that `route` is set to.
    pub fn of(design: &Design, route: &Route) -> Self {
        Self::of_integration(design.api, &route.integration)
    }

    /// Returns the view that an integration of a kind of API is set to.
    pub fn of_integration(api: ApiKind, integration: &Integration) -> Self {
        match (api, integration.proxy, integration.payload_format_version) {
            (ApiKind::Rest, false, _) => Self::Mapping,
            (ApiKind::Rest, true, _) => Self::RestProxy,
            (ApiKind::Http, _, PayloadFormatVersion::V1) => Self::Http10,
            (ApiKind::Http, _, PayloadFormatVersion::V2) => Self::Http20,
        }
    }
}
