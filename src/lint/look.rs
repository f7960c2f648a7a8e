//! What rules look at.

use crate::apigw::mapping_template::{Mapped, MappingInput};
use crate::apigw::reading::{Meaning, Reading, Reads};
use crate::apigw::{Exchange, bindings::ParameterLocation};
use crate::design::{Call, Design, Route};
use crate::diagnostics::Diagnostic;

/// Which way a template's payload goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    /// To the function.
    Request,
    /// To the client.
    Response,
}

impl Side {
    /// Returns what the template writes, for people.
    pub fn product(self) -> &'static str {
        match self {
            Self::Request => "event",
            Self::Response => "response",
        }
    }
}

/// A template, and where it stands.
#[derive(Debug)]
pub struct TemplateLook<'a> {
    /// The template, read.
    pub reading: &'a Reading<'a>,
    /// Which way its payload goes.
    pub side: Side,
    /// The content type that chooses it.
    pub content_type: &'a str,
    /// Its route.
    pub route: &'a Route,
    /// The design.
    pub design: &'a Design,
}

/// What a request template makes of a call.
#[derive(Debug)]
pub struct CallLook<'a> {
    /// The template.
    pub template: &'a TemplateLook<'a>,
    /// The call.
    pub call: &'a Call,
    /// The call as the gateway has it.
    pub exchange: &'a Exchange<'a>,
    /// What the template reads.
    pub input: &'a MappingInput,
    /// What it made of that.
    pub mapped: &'a Mapped,
    /// Why the result is no event, if it is none.
    pub fault: Option<&'a crate::apigw::fault::Fault>,
    /// What there is to say about the rendering itself.
    pub diagnostics: &'a [Diagnostic],
}

/// A route as it is set up.
#[derive(Debug)]
pub struct RouteLook<'a> {
    /// The design.
    pub design: &'a Design,
    /// The route.
    pub route: &'a Route,
    /// Its templates, read, request templates first.
    pub templates: &'a [&'a Reading<'a>],
}

impl RouteLook<'_> {
    /// Returns true if mapping templates decide what the function receives.
    pub fn is_mapped(&self) -> bool {
        self.design.api == crate::apigw::stage::ApiKind::Rest && !self.route.integration.proxy
    }
}

/// Returns the name of the parameter that a meaning reads, if that is fixed, and where it stands.
pub fn parameter(meaning: &Meaning) -> Option<(Option<ParameterLocation>, &str)> {
    match &meaning.reads {
        Reads::Parameter { location, name: Some(name) } => Some((*location, name)),
        _ => None,
    }
}
