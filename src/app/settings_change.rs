//! Changes of what an API and a route have around their templates: authorizers, CORS, gateway responses, what a method
//! asks of its requests.
//!
//! Each carries the new value of the whole thing, which is small, so that applying it is putting it there.

use super::change::Group;
use crate::apigw::authorizer::{Authorizer, AuthorizerKind};
use crate::apigw::cors::Cors;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::integration::ContentHandling;
use crate::apigw::request::Pairs;
use crate::apigw::validation::MethodRequest;

/// A change of the API beside its stage.
#[derive(Clone, PartialEq)]
pub enum ApiChange {
    /// A new authorizer of this kind at the end.
    AddAuthorizer(AuthorizerKind),
    /// The authorizer at this position goes; routes that use it have none.
    RemoveAuthorizer(usize),
    /// The authorizer at this position becomes this one. Routes follow its name.
    Authorizer(usize, Box<Authorizer>),
    /// Cross-origin resource sharing.
    Cors(Option<Cors>),
    /// The gateway responses that are customized.
    GatewayResponses(Vec<GatewayResponse>),
    /// Rules that are silenced for the whole design, and why.
    Allow(Pairs),
}

/// A change of the selected route beside its templates.
#[derive(Clone, PartialEq)]
pub enum RouteChange {
    /// Name or ARN of the function.
    Function(String),
    /// Name of the authorizer in use.
    Authorizer(Option<String>),
    /// What the method asks of its requests.
    MethodRequest(Box<MethodRequest>),
    /// Parameter mapping of the integration request.
    RequestParameters(Pairs),
    /// What the request's payload is turned into.
    ContentHandling(Option<ContentHandling>),
}

impl ApiChange {
    /// Returns the group of a change that comes from typing.
    pub(super) fn group(&self) -> Option<Group> {
        Some(match self {
            Self::Authorizer(index, _) => Group("authorizer", *index),
            Self::Cors(cors) => Group("cors", usize::from(cors.is_some())),
            // Rows added or removed are steps of their own.
            Self::GatewayResponses(responses) => {
                let rows = responses.iter().map(|response| response.parameters.len() + response.templates.len());
                Group("gateway responses", responses.len() * 1_000 + rows.sum::<usize>())
            }
            Self::Allow(pairs) => Group("allow", pairs.len()),
            Self::AddAuthorizer(_) | Self::RemoveAuthorizer(_) => return None,
        })
    }
}

impl RouteChange {
    /// Returns the group of a change that comes from typing.
    pub(super) fn group(&self) -> Option<Group> {
        Some(match self {
            Self::Function(_) => Group("function", 0),
            Self::MethodRequest(asked) => {
                let ticks = usize::from(asked.validate_body) + 2 * usize::from(asked.validate_parameters);
                let required = asked.parameters.iter().filter(|(_, required)| *required).count();
                let rows = asked.parameters.len() * 100 + asked.models.len();
                Group("method request", (rows * 100 + required) * 4 + ticks)
            }
            Self::RequestParameters(pairs) => Group("request parameters", pairs.len()),
            Self::Authorizer(_) | Self::ContentHandling(_) => return None,
        })
    }
}
