//! `.contains("admin")` on the groups' claim.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "groups-claim",
    severity: Severity::Warning,
    summary: "the groups' claim is one text, and `contains` finds parts of names",
    why: "A REST API hands `cognito:groups` on as `a,b`, so that `contains(\"admin\")` is true for `superadmin` too. Split \
          it first: `.split(\",\").contains(\"admin\")`. An HTTP API writes `[a b]`.\n\
          Measured by third parties: floci-io/floci#2011, re:Post \"AWS cognito group\".",
    bad: Example::Template("{\"a\": \"$context.authorizer.claims['cognito:groups'].contains('admin')\"}"),
    good: Example::Template("{\"a\": \"$context.authorizer.claims['cognito:groups'].split(',').contains('admin')\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let groups = Reads::Context("authorizer.claims.cognito:groups".into());
    for used in &look.reading.uses {
        for (index, step) in used.reference.steps.iter().enumerate() {
            let Step::Method(method) = step else { continue };
            let partial = matches!(&*method.name.text, "contains" | "indexOf");
            let before = look.reading.meaning_before(used.reference, index);
            let split = matches!(used.reference.steps.get(index.wrapping_sub(1)), Some(Step::Method(m)) if &*m.name.text == "split");
            if partial && before.reads == groups && !split {
                let edits = vec![Edit::insert(method.span.start as usize, "split(\",\").")];
                found.at(method.span, "this finds parts of names, too").maybe("split the list first", edits);
            }
        }
    }
}
