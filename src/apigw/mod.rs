//! API Gateway as data and behavior: the request, the stage, the authorizer, the integration, and what
//! the Lambda function receives.
//!
//! Data types are plain (`Clone + PartialEq`, no serde: `design::file` converts at the edge). What the
//! service does is in functions over them, each with the evidence for the fact it builds on.

pub mod authorizer;
pub mod integration;
pub mod request;
pub mod stage;
