//! API Gateway as data and behavior.
