//! `#else if(…)`.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "else-if",
    severity: Severity::Error,
    summary: "`#else if` is written `#elseif`",
    why: "`#else if($x)` is an `#else` that prints ` if(…)`, or a template that cannot be read: 500 for every call.",
    bad: Example::Template("{\"a\": #if($input.params('x') == 'a')1#else if($input.params('x') == 'b')2#end}"),
    good: Example::Template("{\"a\": #if($input.params('x') == 'a')1#elseif($input.params('x') == 'b')2#{else}3#end}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let source = look.reading.source;
    for word in ["#else", "#{else}"] {
        for (at, _) in source.match_indices(word) {
            let rest = source.get(at + word.len()..).unwrap_or_default();
            let after = rest.trim_start_matches([' ', '\t', '#']);
            let skipped = rest.len() - after.len();
            if skipped == 0 && word == "#else" || !after.starts_with("if") {
                continue;
            }
            // `#else #if(…)` is a directive of its own, and fine.
            if rest.get(..skipped).is_some_and(|between| between.contains('#')) {
                continue;
            }
            let open = after.get(2..).unwrap_or_default().trim_start_matches([' ', '\t']);
            if !open.starts_with('(') || in_comment(source, at) {
                continue;
            }
            let span = Span::new(at, at + word.len() + skipped + 2);
            found.at(span, "`#else if` is written `#elseif`").safe("write `#elseif`", vec![Edit::replace(span, "#elseif")]);
        }
    }
}

/// Tells whether a line comment has begun before a place.
fn in_comment(source: &str, at: usize) -> bool {
    let before = source.get(..at).unwrap_or_default();
    before.rsplit('\n').next().is_some_and(|line| line.contains("##"))
}
