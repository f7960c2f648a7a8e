//! The gateway as a whole: what reaches the function, what the client receives, and what bad input becomes.

mod authorizers;
mod bad_input;
mod binary;
mod caller;
mod cases;
mod mutation;
mod payload_1;
mod responses;
mod secrets;
mod validation;

use gatewright::apigw::authorizer::{Authorizer, Identity};
use gatewright::apigw::request::Request;
use gatewright::apigw::stage::{ApiKind, Stage};
use gatewright::apigw::{Exchange, Invocation};
use serde_json::{Map, Value};

/// A call, with all that an exchange borrows.
struct Call {
    api: ApiKind,
    stage: Stage,
    resource: String,
    route_method: String,
    authorizer: Option<Authorizer>,
    identity: Identity,
    request: Request,
    overrides: Map<String, Value>,
    origin: Invocation,
}

impl Call {
    fn new(api: ApiKind, method: &str, resource: &str, path: &str) -> Self {
        Self {
            api,
            stage: Stage::default(),
            resource: resource.into(),
            route_method: method.into(),
            authorizer: None,
            identity: Identity::default(),
            request: Request { method: method.into(), path: path.into(), ..Request::default() },
            overrides: Map::new(),
            origin: Invocation::Deployed,
        }
    }

    fn header(mut self, name: &str, value: &str) -> Self {
        self.request.headers.push((name.into(), value.into()));
        self
    }

    fn body(mut self, body: &str) -> Self {
        self.request.body = Some(body.into());
        self
    }

    fn exchange(&self) -> Exchange<'_> {
        Exchange {
            api: self.api,
            stage: &self.stage,
            resource: &self.resource,
            route_method: &self.route_method,
            authorizer: self.authorizer.as_ref(),
            identity: &self.identity,
            request: &self.request,
            overrides: &self.overrides,
            origin: self.origin,
        }
    }
}
