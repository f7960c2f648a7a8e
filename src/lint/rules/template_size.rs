//! More than 300 KB.

use super::prelude::*;
use crate::lint::RouteLook;

pub(super) const RULE: Rule = Rule {
    name: "template-size",
    severity: Severity::Error,
    summary: "a template is larger than 300 KB",
    why: "API Gateway takes templates of up to 300 KB, and refuses to save a larger one.\n\
          The developer guide lists it among the quotas.",
    bad: Example::Repeated("## a comment that nobody needs
", 12_000),
    good: Example::Repeated("## a comment that nobody needs
", 12),
    check: Check::Route(check),
};

const MAX_BYTES: usize = 300 * 1024;

fn check(look: &RouteLook<'_>, found: &mut Found) {
    for (index, template) in look.route.integration.request_templates.iter().enumerate() {
        let size = template.text.len();
        if size > MAX_BYTES {
            let pointer = format!("/integration/requestTemplates/{index}");
            found.about(pointer, format!("the template has {size} bytes, and {MAX_BYTES} are allowed"));
        }
    }
}
