//! Gatewright: how Amazon API Gateway hands an HTTP request to a Lambda function.
#![forbid(unsafe_code)]

pub mod apigw;
#[cfg(feature = "gui")]
pub mod app;
pub mod cli;
pub mod design;
pub mod diagnostics;
pub mod ide;
pub mod json;
pub mod jwt;
pub mod preview;
pub mod text;
pub mod vtl;
