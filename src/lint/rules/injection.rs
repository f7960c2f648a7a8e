//! A caller adds members to the event.

use super::prelude::*;
use super::unescaped_in_string::unescaped;
use crate::apigw::bindings::{Given, ParameterLocation};
use crate::apigw::mapping_template::{self, MappingInput};
use crate::json::{Kind, strict};
use crate::vtl::RenderOptions;
use serde_json::Value;
use std::sync::Arc;

pub(super) const RULE: Rule = Rule {
    name: "injection",
    severity: Severity::Error,
    summary: "a caller can add members to the event",
    why: "Text that is printed between quotes as it comes can end the text and go on with members of its own: \
          `x\",\"role\":\"admin`. Of two members with one name most parsers take the later. This was tried: the rule \
          renders the call with such a value. Escape everything that a caller can set, the user agent included; the \
          developer guide warns of it at `$input.params`.",
    bad: Example::Call("{\"q\": \"$input.params('q')\", \"n\": 1}", r#"{"query": [["q", "x"]]}"#),
    good: Example::Call(
        "{\"q\": \"$util.escapeJavaScript($input.params('q')).replaceAll(\"\\\\'\", \"'\")\", \"n\": 1}",
        r#"{"query": [["q", "x"]]}"#,
    ),
    check: Check::Call(check),
};

/// The member that is smuggled in.
const MEMBER: &str = "gatewright-injected";

/// How many parameters are tried: each is a rendering.
const MAX_TRIES: usize = 6;

fn check(look: &CallLook<'_>, found: &mut Found) {
    let reading = look.template.reading;
    if look.fault.is_some() || !reading.is_json || reading.source.len() > 1 << 16 {
        return;
    }
    let mut tried = Vec::new();
    for (used, meaning) in unescaped(reading) {
        if tried.contains(&meaning) || tried.len() == MAX_TRIES {
            continue;
        }
        let Some(input) = smuggled(look.input, &meaning) else { continue };
        tried.push(meaning);
        let mapped = mapping_template::render(reading.template, &input, &RenderOptions::default());
        let Ok(event) = strict::read(mapped.text, &crate::diagnostics::Source::Event) else { continue };
        let mut objects = all_nodes(&event).into_iter().filter(|id| event.kind(*id) == Kind::Object);
        if objects.any(|id| event.member(id, MEMBER).is_some()) {
            let edits = vec![mend::escape(reading, used.reference)];
            found
                .at(used.reference.span, "whoever calls can add members to the event here")
                .help(format!("tried: {} added a member", payload().escape_debug()))
                .safe("escape it", edits);
        }
    }
}

fn payload() -> String {
    format!("x\",\"{MEMBER}\":\"y")
}

/// Returns the input with the payload in the place that a meaning reads.
fn smuggled(input: &MappingInput, meaning: &Meaning) -> Option<MappingInput> {
    let (mut body, mut given) = (input.body.clone(), Given::clone(&input.given));
    match &meaning.reads {
        Reads::Parameter { location, name: Some(name) } => {
            let params = Arc::make_mut(&mut given.params);
            let maps = [
                (ParameterLocation::Path, &mut params.path),
                (ParameterLocation::Querystring, &mut params.querystring),
                (ParameterLocation::Header, &mut params.header),
            ];
            let mut slots = Vec::new();
            for (place, pairs) in maps {
                if location.is_none_or(|location| location == place) {
                    slots.extend(pairs.iter_mut().filter(|(known, _)| known == name));
                }
            }
            slots.into_iter().next()?.1 = payload();
        }
        Reads::Context(path) if path == "identity.userAgent" => {
            let identity = Arc::make_mut(&mut given.context).get_mut("identity")?.as_object_mut()?;
            identity.insert("userAgent".into(), Value::from(payload()));
        }
        Reads::BodyText => body = Some(payload().into()),
        _ => return None,
    }
    Some(MappingInput { body, given: given.into() })
}
