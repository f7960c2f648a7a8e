//! The console's Test sends JSON.

use super::prelude::*;
use crate::apigw::integration::PassthroughBehavior;
use crate::apigw::mapping::DEFAULT_CONTENT_TYPE;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "test-tab-type",
    severity: Severity::Hint,
    summary: "the console's Test does not run this route's templates",
    why: "Test in the console always sends `application/json`, calls no authorizer and has no real headers. With templates \
          for other types only, the body passes by in Test, and the templates run only live.",
    bad: Example::Design(
        r##"{"routes": [{"integration": {"passthroughBehavior": "WHEN_NO_MATCH", "requestTemplates": [{"contentType": "text/csv", "lines": ["{}"]}]}}]}"##,
    ),
    good: Example::Design(
        r##"{"routes": [{"integration": {"passthroughBehavior": "NEVER", "requestTemplates": [{"contentType": "text/csv", "lines": ["{}"]}]}}]}"##,
    ),
    check: Check::Route(check),
};

fn check(look: &RouteLook<'_>, found: &mut Found) {
    let integration = &look.route.integration;
    let templates = &integration.request_templates;
    let json = templates.iter().any(|template| template.content_type.eq_ignore_ascii_case(DEFAULT_CONTENT_TYPE));
    let passes = integration.passthrough_behavior == PassthroughBehavior::WhenNoMatch;
    if look.is_mapped() && passes && !templates.is_empty() && !json {
        found.about("/integration/requestTemplates", "the console's Test sends JSON, and passes these templates by");
    }
}
