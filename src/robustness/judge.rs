//! What a change did to the event.

use super::base::{Base, Target, text_of};
use super::change::{Change, Input, NewValue};
use super::values::MARKER;
use super::{Harm, Limits};
use crate::apigw::mapping_template::{self, Mapped, MappingInput};
use crate::diagnostics::Source;
use crate::json::{Document, Kind, NodeId, strict};
use crate::text::Span;
use crate::vtl::{RenderOptions, Template};
use serde_json::Value;

/// What went wrong, and where in the output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Verdict {
    pub(super) harm: Harm,
    /// Where it shows; nothing where the whole is meant.
    pub(super) output: Option<Span>,
}

/// Renders `template` for changed input and says what went wrong, if anything.
pub(super) fn judge(base: &Base<'_>, template: &Template, changes: &[Change], input: &MappingInput) -> Option<Verdict> {
    let options = RenderOptions { limits: Limits::default().0, ..RenderOptions::default() };
    let mapped = mapping_template::render(template, input, &options);
    verdict(base, changes, input, &mapped)
}

/// Says what is wrong with an output, if anything.
pub(super) fn verdict(base: &Base<'_>, changes: &[Change], input: &MappingInput, mapped: &Mapped) -> Option<Verdict> {
    let text_body = |change: &Change| match (&change.input, &change.value) {
        (Input::Body { pointer }, NewValue::Text(text) | NewValue::Json(Value::String(text))) if pointer.is_empty() => {
            Some(text.clone())
        }
        _ => None,
    };
    let body = changes.iter().find_map(text_body);
    if mapped.failure.is_some() {
        // A body that is not what its content type says is refused by whatever reads it: no fault of the template.
        return body.is_none().then_some(Verdict { harm: Harm::Fails, output: None });
    }
    if mapped.text.trim_ascii().is_empty() {
        return None;
    }
    let Ok(event) = strict::read(mapped.text.as_str(), &Source::Event) else {
        return Some(Verdict { harm: Harm::Breaks, output: None });
    };
    // A body that is JSON brings members of its own, which are nobody's injection.
    let brings_members = body.is_some_and(|body| serde_json::from_str::<Value>(&body).is_ok());
    if let Some(output) = injected(&event).filter(|_| !brings_members) {
        return Some(Verdict { harm: Harm::Injects, output: Some(output) });
    }
    let [change] = changes else { return None };
    let target = base.targets.iter().find(|target| target.input == change.input)?;
    arrived_otherwise(target, change, input, &event)
}

/// Returns the place of the member that only an injection makes.
fn injected(event: &Document) -> Option<Span> {
    if !event.text().contains(MARKER) {
        return None;
    }
    let numbers = 0..u32::try_from(event.len()).unwrap_or(u32::MAX);
    let spans = numbers.filter_map(|number| event.name_span(NodeId::of_number(number)));
    spans.into_iter().find(|span| span.slice(event.text()).trim_matches('"') == MARKER)
}

/// Compares what arrives where the input arrived before.
fn arrived_otherwise(target: &Target, change: &Change, input: &MappingInput, event: &Document) -> Option<Verdict> {
    let found = |harm, node| Some(Verdict { harm, output: Some(inside(event, node)) });
    for arrival in &target.arrivals {
        let Some(node) = event.at_pointer(&arrival.pointer) else { continue };
        let kind = event.kind(node);
        match (&change.value, &change.input) {
            (NewValue::Missing, _) => {}
            (NewValue::Json(value), _) => {
                let as_text = kind == Kind::String && (value.is_object() || value.is_array());
                if as_text && arrival.is_whole && !holds_json(event, node, value) {
                    return found(Harm::ChangesShape, node);
                }
            }
            (NewValue::Text(text), _) if text.is_empty() => {}
            // Anything can be in a body that is replaced as a whole.
            (NewValue::Text(_), Input::Body { pointer }) if pointer.is_empty() => {}
            (NewValue::Text(text), is_in) => {
                let in_body = matches!(is_in, Input::Body { .. });
                let may_be_text = in_body && kind == Kind::String;
                if arrival.is_whole && kind != arrival.kind && !may_be_text {
                    return found(Harm::ChangesShape, node);
                }
                let now = if in_body { Some(text.clone()) } else { text_of(&change.input, input, None) };
                let differs = kind == Kind::String && now.is_some_and(|now| now != event.string(node));
                if arrival.is_whole && arrival.kind == Kind::String && differs {
                    return found(Harm::ChangesValue, node);
                }
            }
        }
    }
    None
}

/// Tells whether a text is the JSON of a value, for a function that parses it.
fn holds_json(event: &Document, node: NodeId, value: &Value) -> bool {
    serde_json::from_str::<Value>(&event.string(node)).is_ok_and(|found| found == *value)
}

/// Returns the place of a value without its quotes.
fn inside(event: &Document, node: NodeId) -> Span {
    let span = event.span(node);
    match event.kind(node) {
        Kind::String => Span { start: span.start + 1, end: (span.end - 1).max(span.start + 1) },
        _ => span,
    }
}
