//! `#set($context.responseOverride.status = …)` twice.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "override-twice",
    severity: Severity::Error,
    summary: "the same override is assigned twice",
    why: "An override that is assigned more than once ends in a 5XX. Keep the value in a variable, and assign the override \
          once at the end.\n\
          The developer guide says so at overriding parameters and status codes.",
    bad: Example::Template(
        "#set($context.responseOverride.status = 200)#set($context.responseOverride.status = 404){}",
    ),
    good: Example::Template("#set($s = 200)#set($s = 404)#set($context.responseOverride.status = $s){}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    let mut seen: Vec<(String, Span, Option<usize>)> = Vec::new();
    for (set, _, block) in &reading.sets {
        let Reads::Context(path) = reading.meaning(&set.target).reads else { continue };
        if !path.starts_with("responseOverride.") && !path.starts_with("requestOverride.") {
            continue;
        }
        let span = set.target.span;
        match seen.iter().find(|(known, _, other)| *known == path && !exclusive(reading, *other, *block)) {
            Some((_, first, _)) => {
                found
                    .at(span, "this override has been assigned before")
                    .help("keep the value in a variable and assign the override once")
                    .also(*first, "here");
            }
            None => seen.push((path, span, *block)),
        }
    }
}

/// Tells whether two blocks are branches of one `#if`, or lie in such: only one of them runs.
fn exclusive(reading: &Reading<'_>, first: Option<usize>, second: Option<usize>) -> bool {
    let around = |mut block: Option<usize>| {
        let mut all = Vec::new();
        while let Some(info) = block.and_then(|index| reading.blocks.get(index)) {
            if let BlockKind::Branch(_, branch) = info.kind {
                all.push((info.node, branch));
            }
            block = info.parent;
        }
        all
    };
    let second = around(second);
    around(first).iter().any(|(node, branch)| second.iter().any(|(other, which)| other == node && which != branch))
}
