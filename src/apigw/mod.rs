//! API Gateway as data and behavior: the request, the stage, the authorizer, the integration, and what
//! the Lambda function receives.
//!
//! Data types are plain (`Clone + PartialEq`, no serde: `design::file` converts at the edge). What the
//! service does is in functions over them, each with the evidence for the fact it builds on.
//!
//! An [`Exchange`] is one call through a route. From it come
//! - [`reach::missed`]: why the request does not reach the route at all;
//! - [`authorize::refusal`]: the gateway's own answer, if the call never reaches the function;
//! - [`context::request_context`] and [`parameters`]: `$context` and `$input.params` of mapping templates;
//! - [`event`]: the events of proxy integrations, and [`authorizer_event`], what a Lambda authorizer itself gets;
//! - [`mapping::select`]: which template runs.
//!
//! [`catalog`] is the one list of context variables that all of these read.

pub mod authorize;
pub mod authorizer;
pub mod authorizer_event;
pub mod bindings;
pub mod catalog;
pub mod claims;
pub mod client_response;
pub mod context;
pub mod cors;
pub mod event;
mod exchange;
pub mod fault;
mod gateway_answer;
pub mod gateway_response;
pub mod headers;
pub mod identity_source;
pub mod integration;
pub mod integration_request;
pub mod integration_response;
mod java_map;
pub mod mapping;
pub mod mapping_template;
pub mod media_type;
pub mod mend;
pub mod method_response;
pub mod outgoing;
pub mod parameter_mapping;
mod params;
pub mod payload;
pub mod proxy_response;
pub mod reach;
pub mod reading;
pub mod request;
pub mod route;
pub mod stage;
pub mod validation;

pub use exchange::{Exchange, Invocation};
pub use gateway_answer::{GatewayAnswer, ResponseType};
pub use params::{Params, parameters};
