//! `$input.parms('x')`: a slip that nobody reports.

use super::prelude::*;
use crate::apigw::catalog;
use crate::text::distance;

pub(super) const RULE: Rule = Rule {
    name: "typo-prints-nothing",
    severity: Severity::Warning,
    summary: "a name that is not known prints nothing",
    why: "A member, method or variable that is not there prints nothing on AWS, with no error anywhere.",
    bad: Example::Template("{\"ip\": \"$context.identity.sourceIP\"}"),
    good: Example::Template("{\"ip\": \"$context.identity.sourceIp\"}"),
    check: Check::Template(check),
};

const ROOTS: [&str; 4] = ["input", "context", "util", "stageVariables"];
const INPUT: [&str; 4] = ["body", "json", "params", "path"];
const UTIL: [&str; 6] = ["escapeJavaScript", "parseJson", "urlEncode", "urlDecode", "base64Encode", "base64Decode"];

fn check(look: &TemplateLook<'_>, found: &mut Found) {
    let reading = look.reading;
    for used in &reading.uses {
        let reference = used.reference;
        if used.role == Role::Target || super::appsync_vocabulary::is_appsync(reading, reference) {
            continue;
        }
        let root = &*reference.root.text;
        if reading.meaning_before(reference, 0).reads == Reads::Unset {
            if let Some(meant) = meant(reading, root) {
                said(found, reference.root.span, root, Some(meant));
            }
            continue;
        }
        for (index, step) in reference.steps.iter().enumerate() {
            let (name, span, called) = match step {
                Step::Property(property) => (&*property.name.text, property.name.span, false),
                Step::Method(method) => (&*method.name.text, method.name.span, true),
                Step::Index(_) => continue,
            };
            match reading.meaning_before(reference, index).reads {
                Reads::Input if !INPUT.contains(&name) && name != "getBody" => {
                    said(found, span, name, nearest(name, &INPUT));
                }
                Reads::Util if !UTIL.contains(&name) => said(found, span, name, nearest(name, &UTIL)),
                Reads::Context(path) if !called => context(found, &path, name, span),
                _ => {}
            }
        }
    }
}

/// Checks a name below `$context`: it must be one of the catalog, or lead to one.
fn context(found: &mut Found, path: &str, name: &str, span: Span) {
    let whole = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    let rows = &catalog::catalog().variables;
    let leads = rows.iter().any(|row| row.path == whole || row.path.starts_with(&format!("{whole}.")));
    // What an authorizer or an override adds has names of its own; a slip in the middle is reported there.
    let open = path.starts_with("authorizer") || path.contains("Override");
    if leads || open || catalog::lookup(&whole).is_some() || name.contains('-') {
        return;
    }
    let meant = catalog::nearest(&whole).and_then(|row| row.path.strip_prefix(path)).map(|rest| rest.trim_start_matches('.'));
    said(found, span, name, meant.filter(|meant| !meant.contains('.')));
}

fn said(found: &mut Found, span: Span, name: &str, meant: Option<&str>) {
    match meant {
        Some(meant) => {
            let said = found.at(span, format!("there is no `{name}`: did you mean `{meant}`?"));
            said.maybe(format!("write `{meant}`"), vec![Edit::replace(span, meant)]);
        }
        None => {
            found.at(span, format!("there is no `{name}` here: it prints nothing"));
        }
    }
}

fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let scored = known.iter().map(|known| (distance(&name.to_lowercase(), &known.to_lowercase()), *known));
    scored.min().filter(|(distance, known)| *distance <= 1 + known.len() / 4).map(|(_, known)| known)
}

/// Returns the variable that an unknown one was most likely meant to be.
pub(super) fn meant<'t>(reading: &Reading<'t>, name: &str) -> Option<&'t str> {
    let close = |known: &str| {
        let distance = distance(&name.to_lowercase(), &known.to_lowercase());
        (distance <= usize::from(known.len() > 3) + known.len() / 8).then_some(distance)
    };
    let roots = ROOTS.iter().copied().filter_map(|known| close(known).map(|distance| (distance, known)));
    let own = reading.variables().filter(|known| known.len() > 3);
    let own = own.filter_map(|known| close(known).map(|distance| (distance, known)));
    roots.chain(own).min().map(|(_, known)| known)
}
