//! A call that does not reach its route.

use super::prelude::*;
use crate::apigw::route::match_path;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "403-missing-token",
    severity: Severity::Error,
    summary: "the call's method or path is not the route's: the client gets 403 \"Missing Authentication Token\"",
    why: "That answer of a REST API means that there is no such route, and is often searched for in the authorizer. Method and \
          path of the request must fit the route.\n\
          Recorded on AWS: `TestApigatewayRouting`.",
    bad: Example::Design(r##"{"routes": [{"calls": [{"name": "c", "request": {"method": "GET", "path": "/example/1"}}]}]}"##),
    good: Example::Design(r##"{"routes": [{"calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1"}}]}]}"##),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let route = look.route;
    let answer = match look.design.api {
        crate::apigw::stage::ApiKind::Rest => "403 \"Missing Authentication Token\"",
        crate::apigw::stage::ApiKind::Http => "404 \"Not Found\"",
    };
    for (index, call) in route.calls.iter().enumerate() {
        let request = &call.request;
        let method = route.method == "ANY" || route.method.eq_ignore_ascii_case(&request.method);
        if !method {
            let message = format!("\"{}\" is a {}, and the route a {}: {answer}", call.name, request.method, route.method);
            found.about(format!("/calls/{index}/request/method"), message);
        } else if match_path(&route.path, &request.path).is_none()
            && super::stage_in_path::without_stage(look, &request.path).is_none()
        {
            let message = format!("\"{}\" does not fit the path {}: {answer}", call.name, route.path);
            found.about(format!("/calls/{index}/request/path"), message);
        }
    }
}
