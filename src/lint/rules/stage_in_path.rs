//! The stage's name in a call's path.

use super::prelude::*;
use crate::apigw::route::match_path;
use crate::diagnostics::Applicability;
use crate::lint::RouteLook;
use serde_json::json;

pub(super) const RULE: Rule = Rule {
    name: "stage-in-path",
    severity: Severity::Warning,
    summary: "the path begins with the stage, which is no part of the resource's path",
    why: "The address of a named stage begins with its name, and the paths of resources do not. In an HTTP API `rawPath` \
          and `requestContext.http.path` have the stage, so that routers answer 404 on a named stage and work on \
          `$default` or a domain of one's own.\n\
          Seen in powertools#621, serverless-wsgi#191, serverless-express#465.",
    bad: Example::Design(r##"{"routes": [{"calls": [{"name": "c", "request": {"method": "POST", "path": "/prod/example/1"}}]}]}"##),
    good: Example::Design(r##"{"routes": [{"calls": [{"name": "c", "request": {"method": "POST", "path": "/example/1"}}]}]}"##),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    for (index, call) in look.route.calls.iter().enumerate() {
        if let Some(rest) = without_stage(look, &call.request.path) {
            let message = format!("the path of \"{}\" begins with the stage", call.name);
            found.about(format!("/calls/{index}/request/path"), message).change(
                "leave the stage out",
                Applicability::Safe,
                Some(json!(rest)),
            );
        }
    }
}

/// Returns the path without the stage, if it fits the route only so.
pub(super) fn without_stage<'p>(look: &RouteLook<'_>, path: &'p str) -> Option<&'p str> {
    let stage = look.design.stage.name.as_str();
    let rest = path.strip_prefix('/')?.strip_prefix(stage)?;
    let fits = |path: &str| match_path(&look.route.path, path).is_some();
    (!stage.is_empty() && rest.starts_with('/') && !fits(path) && fits(rest)).then_some(rest)
}
