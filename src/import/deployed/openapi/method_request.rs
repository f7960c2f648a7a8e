//! What an operation asks of its requests: parameters, models of bodies, and the validator that looks at them.

use super::{Draft, Node, Reader};
use crate::apigw::validation::MethodRequest;
use crate::import::deployed::models;
use std::collections::HashSet;

impl<'a> Reader<'a> {
    /// Reads parameters (of the operation and of its path), models and the validator.
    pub(super) fn method_request(&self, draft: &mut Draft, operation: &'a Node, item: &'a Node) -> MethodRequest {
        let mut request = MethodRequest::default();
        (request.validate_body, request.validate_parameters) = self.validator(draft, operation);
        let mut schemas: Vec<(String, &'a Node)> = Vec::new();
        let mut known = HashSet::new();
        let all = [operation, item].into_iter().filter_map(|node| node.get("parameters"));
        for parameter in all.flat_map(Node::items) {
            let Some(parameter) = self.follow(draft, parameter) else { continue };
            let Some(name) = parameter.text_of("name") else { continue };
            let required = parameter.field("required").is_some_and(Node::is_true);
            match parameter.text_of("in") {
                Some(place @ ("header" | "query")) => {
                    let place = if place == "query" { "querystring" } else { place };
                    let parameter = format!("method.request.{place}.{name}");
                    // One of the operation stands before one of its path.
                    if known.insert(parameter.clone()) {
                        request.parameters.push((parameter, required));
                    }
                }
                // Swagger 2: the body is a parameter, for every type that the operation takes.
                Some("body") => {
                    let types = operation.get("consumes").or_else(|| self.root.get("consumes"));
                    let types = types.map(Node::texts).unwrap_or_default();
                    let types = if types.is_empty() { vec!["application/json".to_owned()] } else { types };
                    if let Some(schema) = parameter.get("schema") {
                        schemas.extend(types.into_iter().map(|content_type| (content_type, schema)));
                    }
                }
                // What stands in the path is there whenever the route is reached.
                _ => {}
            }
        }
        let body = operation.get("requestBody").and_then(|body| self.follow(draft, body));
        for entry in body.and_then(|body| body.get("content")).map(Node::entries).unwrap_or_default() {
            schemas.extend(entry.node.get("schema").map(|schema| (entry.name.clone(), schema)));
        }
        let named = |name: &str| self.schemas.get(name).map(|schema| schema.to_json());
        for (content_type, schema) in schemas {
            request
                .models
                .push((content_type, models::localized(&schema.to_json(), &named, &mut request.named_models)));
        }
        request
    }

    /// Returns whether bodies and parameters are validated: by the operation's validator, or the API's.
    fn validator(&self, draft: &mut Draft, operation: &'a Node) -> (bool, bool) {
        const VALIDATOR: &str = "x-amazon-apigateway-request-validator";
        let Some(name) = operation.get(VALIDATOR).or_else(|| self.root.get(VALIDATOR)).and_then(Node::text) else {
            return (false, false);
        };
        let all = self.root.get("x-amazon-apigateway-request-validators");
        let Some(validator) = all.and_then(|all| all.get(name)) else {
            draft.leave_out(format!("request validator `{name}`"), "the file does not define it", None);
            return (false, false);
        };
        let flag = |name: &str| validator.field(name).is_some_and(Node::is_true);
        (flag("validateRequestBody"), flag("validateRequestParameters"))
    }
}
