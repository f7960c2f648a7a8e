//! `${x|'default'}`.

use super::prelude::*;

pub(super) const RULE: Rule = Rule {
    name: "velocity-2-syntax",
    severity: Severity::Error,
    summary: "a default value in a reference belongs to Velocity 2",
    why: "AWS runs Velocity 1.7, where `${x|'default'}` cannot be read: every call ends in 500. Use `#if`.\n\
          Seen by the authors of an emulator (airspeed) on AWS.",
    bad: Example::Template("#set($x = $input.params('x')){\"a\": \"${x|'none'}\"}"),
    good: Example::Template("#set($x = $input.params('x')){\"a\": \"#if($x == \"\")none#end\"}"),
    check: Check::Template(check),
};

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let source = look.reading.source;
    if look.reading.template.failure().is_none() {
        return;
    }
    for (at, _) in source.match_indices("${") {
        let rest = source.get(at..).unwrap_or_default();
        let Some(end) = rest.find('}') else { continue };
        let inside = rest.get(2..end).unwrap_or_default();
        let Some((name, default)) = inside.split_once('|') else { continue };
        let is_name = |name: &str| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '!'))
        };
        if !is_name(name.trim()) || default.contains(['\n', '{']) {
            continue;
        }
        let name = name.trim().trim_start_matches('!');
        let plain = default.trim().trim_matches(['\'', '"']);
        let text = format!("#if(${name} == \"\"){plain}#{{else}}${{{name}}}#{{end}}");
        let span = Span::new(at, at + end + 1);
        found.at(span, "Velocity 1.7 has no default values").maybe("use `#if`", vec![Edit::replace(span, text)]);
    }
}
