//! `#macro`, `#evaluate`.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "macro",
    severity: Severity::Error,
    summary: "macros and `#evaluate` are not there on AWS: they print as they stand",
    why: "AWS reads `#macro` definitions and drops them; a call prints as it is written, and so does `#evaluate`. \
          `#define($name)…#end` has no parameters, but works.\n\
          Recorded on AWS: the `TestMacros` of airspeed's authors.",
    bad: Example::Template("#macro(one)1#end{\"a\": #one()}"),
    good: Example::Template("#define($one)1#end{\"a\": $one}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for (node, _) in &reading.directives {
        let NodeKind::Macro(definition) = &node.kind else { continue };
        let head = Span::new(node.span.start as usize, definition.body.span.start as usize);
        let head = Span::new(head.start as usize, head.start as usize + reading.text(head).trim_end().len());
        let said = found.at(head, "AWS drops macros, and prints their calls as they stand");
        if definition.parameters.is_empty() {
            let mut edits = vec![Edit::replace(head, format!("#define(${})", definition.name))];
            for (call, _) in &reading.directives {
                if let NodeKind::Call(call_of) = &call.kind
                    && call_of.name == definition.name
                    && call_of.body.is_none()
                {
                    edits.push(Edit::replace(call.span, format!("${{{}}}", definition.name)));
                }
            }
            said.maybe("define a block instead", edits);
        } else {
            said.help("write what it prints where it is called, or use `#define` and `#set`");
        }
    }
    for (span, _) in &reading.plain {
        if let Some(at) = reading.text(*span).find("#evaluate(") {
            let start = span.start as usize + at;
            found.at(Span::new(start, start + "#evaluate".len()), "AWS prints `#evaluate` as it stands");
        }
    }
}
