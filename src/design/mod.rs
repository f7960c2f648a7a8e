//! The document a user edits and saves: an API, its routes with their integrations, and sample calls.
//!
//! A [`Design`] is plain data and cheap to clone (texts are shared), so that undo and the preview's worker
//! can each have their own. [`mod@file`] reads and writes it, [`presets`] are the designs that come with the
//! program.
//!
//! A pasted token is no part of a design: its claims are, and the compact token only when the user asked
//! for that ([`Call::kept_token`]).

pub mod checklist;
pub mod file;
mod file_format;
mod file_gateway;
pub mod golden;
pub mod placeholders;
pub mod presets;
mod schema;
pub mod token;
mod view;

pub use schema::schema;
pub use view::View;

use crate::apigw::authorizer::{Authorizer, Identity};
use crate::apigw::cors::Cors;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::integration::Integration;
use crate::apigw::proxy_response::FunctionResult;
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::{ApiKind, Stage};
use crate::apigw::validation::MethodRequest;
use crate::apigw::{Exchange, Invocation};
use crate::jwt::Secret;
use serde_json::{Map, Value};
use std::fmt;

/// An API as designed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Design {
    /// Name shown in the title; also the API's name where a format wants one.
    pub name: String,
    /// REST API or HTTP API.
    pub api: ApiKind,
    /// The deployed stage.
    pub stage: Stage,
    /// Authorizers that routes refer to by name.
    pub authorizers: Vec<Authorizer>,
    /// Routes, in the order shown.
    pub routes: Vec<Route>,
    /// What pages of other origins may do; `None`: the API says nothing about it.
    pub cors: Option<Cors>,
    /// Gateway responses that are customized; REST APIs only.
    pub gateway_responses: Vec<GatewayResponse>,
    /// Rules that are silenced for the whole design: name and reason.
    pub allow: Pairs,
    /// What an imported file leaves open (a parameter, a variable, a `Ref`), and the value given to it; empty: none yet.
    /// Texts of the design hold it as `${Name}`.
    pub placeholders: Pairs,
    /// The file that the design was read from, which can take changed templates back.
    pub imported_from: Option<ImportedFrom>,
}

/// The file of another format that a design was read from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedFrom {
    /// Its path, as the user gave it.
    pub path: String,
    /// Its format, by the word of the command line: `openapi`, `sam`, …
    pub format: String,
}

/// A method of a resource, and how it calls its function.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Route {
    /// Method in capitals, or `ANY`.
    pub method: String,
    /// Resource path: `/rides/{rideId}`, `/{proxy+}`, or `$default` (HTTP APIs).
    pub path: String,
    /// Name of the authorizer in use; `None`: nobody checks the caller.
    pub authorizer: Option<String>,
    /// Name or ARN of the Lambda function. Empty: exports name it after the route.
    pub function: String,
    /// What the method asks of its requests; REST APIs only.
    pub method_request: MethodRequest,
    /// Both sides of the integration.
    pub integration: Integration,
    /// Handler code that somebody wrote for the function.
    pub handlers: Vec<KeptHandler>,
    /// Sample calls.
    pub calls: Vec<Call>,
}

/// Handler code that somebody wrote: for one language, and for the event of one integration.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeptHandler {
    /// Word of the language: `python`, `node`.
    pub language: String,
    /// The integration whose event it reads.
    pub view: View,
    /// The code.
    pub code: String,
}

/// One sample call of a route. `Debug` shows no value of its context or its golden event: both may hold tokens.
#[derive(Clone, PartialEq, Default)]
pub struct Call {
    /// Name shown.
    pub name: String,
    /// The request.
    pub request: Request,
    /// What is known of the caller.
    pub identity: Identity,
    /// Values of `$context` that differ from the samples: `requestId`, `identity.sourceIp`, …
    pub context: Map<String, Value>,
    /// The event that is expected: a preview that gives another is a finding.
    pub golden: Option<Value>,
    /// What the function's call came to; `None`: nobody said.
    pub result: Option<FunctionResult>,
    /// The compact token, only if the user ticked *Keep this token in the file*.
    pub kept_token: Option<Secret>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("name", &self.name)
            .field("request", &self.request)
            .field("identity", &self.identity)
            .field("context", &self.context.keys().collect::<Vec<_>>())
            .field("golden", &self.golden.is_some())
            .field("result", &self.result)
            .field("kept_token", &self.kept_token)
            .finish()
    }
}

impl Route {
    /// Returns the code that somebody wrote in a language (by its word) for the event of an integration.
    pub fn handler(&self, language: &str, view: View) -> Option<&str> {
        let kept = self.handlers.iter().find(|kept| kept.language == language && kept.view == view);
        kept.map(|kept| kept.code.as_str())
    }
}

impl Design {
    /// Returns a call as the gateway has it.
    pub fn exchange<'a>(&'a self, route: &'a Route, call: &'a Call) -> Exchange<'a> {
        Exchange {
            api: self.api,
            stage: &self.stage,
            resource: &route.path,
            route_method: &route.method,
            authorizer: self.authorizer_of(route),
            identity: &call.identity,
            request: &call.request,
            overrides: &call.context,
            origin: Invocation::Deployed,
        }
    }

    /// Returns the authorizer that `route` uses. `None` if it uses none, or names one that is not there.
    pub fn authorizer_of(&self, route: &Route) -> Option<&Authorizer> {
        let name = route.authorizer.as_ref()?;
        self.authorizers.iter().find(|authorizer| authorizer.name == *name)
    }
}
