//! Where a value of the event came from, and what a part of the template reached.
//!
//! Places in the event are those of the text shown ([`EventText::shown`](super::EventText::shown)).

use super::{Outcome, Preview};
use crate::apigw::bindings::{InputPlace, ParameterLocation};
use crate::apigw::mapping_template::OriginAt;
use crate::text::{LineIndex, Span};
use crate::vtl::trace::TracedValue;

/// Where a run of the event came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// The run, in the text shown.
    pub event: Span,
    /// The part of the template that wrote it.
    pub template: Span,
    /// The parts of the request that it came from; none for text of the template.
    pub inputs: Vec<InputPlace>,
    /// The same in words: "header `User-Agent`, escaped by `$util.escapeJavaScript`, line 14".
    pub words: String,
}

impl Preview {
    /// Returns where the byte at `offset` of the event shown came from. `None` where no template ran, and
    /// between values.
    pub fn origin_at(&self, offset: usize) -> Option<Origin> {
        let sent = match &self.outcome {
            Outcome::Event(event) => event.sent_offset(inside_quotes(&event.shown, offset))?,
            _ => offset,
        };
        let origin = self.mapped.as_ref()?.origin_at(sent)?;
        let words = self.words(&origin);
        Some(Origin { event: self.shown(origin.output)?, template: origin.template, inputs: origin.inputs, words })
    }

    /// Returns where every run of the event shown came from, in order; none where no template ran.
    pub fn origins(&self) -> impl Iterator<Item = Origin> + '_ {
        let all = self.mapped.iter().flat_map(|mapped| mapped.origins());
        all.filter_map(|origin| {
            let words = self.words(&origin);
            Some(Origin { event: self.shown(origin.output)?, template: origin.template, inputs: origin.inputs, words })
        })
    }

    /// Returns what the part of the template under `span` wrote, in the text shown.
    pub fn reached_by_template(&self, span: Span) -> Vec<Span> {
        let outputs = self.mapped.as_ref().map(|mapped| mapped.outputs_of_template(span)).unwrap_or_default();
        outputs.into_iter().filter_map(|span| self.shown(span)).collect()
    }

    /// Returns what a part of the request reached, in the text shown.
    pub fn reached_by_input(&self, place: &InputPlace) -> Vec<Span> {
        let outputs = self.mapped.as_ref().map(|mapped| mapped.outputs_of_input(place)).unwrap_or_default();
        outputs.into_iter().filter_map(|span| self.shown(span)).collect()
    }

    /// Returns the values of every reference of the template that ran, in order of their places.
    pub fn traced(&self) -> &[TracedValue] {
        self.mapped.as_ref().map_or(&[], |mapped| mapped.trace().entries())
    }

    fn shown(&self, sent: Span) -> Option<Span> {
        match &self.outcome {
            Outcome::Event(event) => event.shown_span(sent),
            _ => Some(sent),
        }
    }

    fn words(&self, origin: &OriginAt) -> String {
        origin_words(origin, &self.template_text, "body")
    }
}

/// Returns in words where a run of output came from; `body` is what the template's `$input` reads.
pub(super) fn origin_words(origin: &OriginAt, template: &str, body: &str) -> String {
    let inputs: Vec<String> = origin.inputs.iter().map(|place| input_words(place, body)).collect();
    let is_written = |text: &str| !text.starts_with(['$', '#']);
    let mut words = match template.get(origin.template.range()) {
        _ if !inputs.is_empty() => inputs.join(" and "),
        Some(text) if is_written(text) => "text of the template".to_owned(),
        _ => "the template's own work".to_owned(),
    };
    for transform in &origin.transforms {
        let verb = if transform.contains("escape") { "escaped by" } else { "through" };
        words.push_str(&format!(", {verb} `{transform}`"));
    }
    let line = LineIndex::new(template).line_of(origin.template.start as usize) + 1;
    words.push_str(&format!(", line {line}"));
    words
}

/// Moves an offset on a quote into the text that it encloses: who points at a quote means the text.
fn inside_quotes(shown: &str, offset: usize) -> usize {
    let bytes = shown.as_bytes();
    if bytes.get(offset) != Some(&b'"') {
        return offset;
    }
    let before = bytes[..offset].iter().rev().find(|byte| !byte.is_ascii_whitespace());
    if matches!(before, None | Some(b':' | b',' | b'[' | b'{')) { offset + 1 } else { offset.saturating_sub(1) }
}

fn input_words(place: &InputPlace, body: &str) -> String {
    match place {
        InputPlace::Body { pointer, .. } if pointer.is_empty() => format!("the {body}"),
        InputPlace::Body { pointer, .. } => format!("{body} `{pointer}`"),
        InputPlace::Parameter { location, name } => match location {
            ParameterLocation::Path => format!("path parameter `{name}`"),
            ParameterLocation::Querystring => format!("query parameter `{name}`"),
            ParameterLocation::Header => format!("header `{name}`"),
        },
        InputPlace::StageVariable { name } => format!("stage variable `{name}`"),
        InputPlace::Context { path } => match path.strip_prefix("authorizer.claims.") {
            Some(claim) => format!("claim `{claim}`"),
            None => format!("`$context.{path}`"),
        },
    }
}
