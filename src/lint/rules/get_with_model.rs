//! A model of the body for a method that has none.

use super::prelude::*;
use crate::apigw::request::Request;
use crate::apigw::stage::ApiKind;
use crate::apigw::validation::{self, MethodRequest};
use crate::design::Call;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "get-with-model",
    severity: Severity::Warning,
    summary: "the request validator looks at a body that such a request does not have",
    why: "A request without a body is validated as `{}`: a model that requires members, or is no object's, refuses every \
          call with 400 *Invalid request body*. Validate parameters only for a method without a body.\n\
          Recorded on AWS (`test_api_gateway_request_validator`).",
    bad: Example::Design(
        r##"{"routes": [{"method": "GET", "methodRequest": {"validateBody": true, "models": [{"contentType": "application/json", "schema": {"type": "object", "required": ["id"]}}]}, "calls": [{"request": {"method": "GET"}}]}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"method": "POST", "methodRequest": {"validateBody": true, "models": [{"contentType": "application/json", "schema": {"type": "object", "required": ["id"]}}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let route = look.route;
    let has_no_body = matches!(route.method.as_str(), "GET" | "HEAD" | "OPTIONS" | "DELETE");
    if look.design.api != ApiKind::Rest || !has_no_body || !route.method_request.validate_body {
        return;
    }
    let call = Call { request: Request { method: route.method.clone(), ..Request::default() }, ..Call::default() };
    let bodies_only = MethodRequest { validate_parameters: false, ..route.method_request.clone() };
    if validation::refusal(&look.design.exchange(route, &call), &bodies_only).is_some() {
        found
            .about("/methodRequest/validateBody", format!("a {} without a body is refused by this model", route.method))
            .help("validate the parameters only")
            .change("do not validate bodies", Applicability::Unsafe, Some(false.into()));
    }
}
