//! Renders one mapping template for one request.

use super::bindings::{Bindings, InputPlace};
use super::params::Params;
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use crate::vtl::provenance::{InputId, Origin, Provenance, Record};
use crate::vtl::trace::{Trace, TracedValue};
use crate::vtl::{self, Failure, RenderOptions, Template};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// What a mapping template can see.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MappingInput {
    /// The body, `None` or empty for none.
    pub body: Option<Arc<str>>,
    /// The parameters.
    pub params: Arc<Params>,
    /// `$context`. Overrides work only if their maps are in it, as they are in what
    /// [`super::context::request_context`] returns.
    pub context: Arc<Map<String, Value>>,
    /// The stage variables.
    pub stage_variables: Arc<[(String, String)]>,
}

/// What a mapping template made of a request.
#[derive(Clone, Debug, Default)]
pub struct Mapped {
    /// The output; of a failed rendering, what had been written.
    pub text: String,
    /// Why the service would answer with an error instead.
    pub failure: Option<Failure>,
    /// What there is to say about the template.
    pub diagnostics: Vec<Diagnostic>,
    /// `$context.requestOverride` as the template left it; `null` if there is none.
    pub request_override: Value,
    /// `$context.responseOverride` as the template left it; `null` if there is none.
    pub response_override: Value,
    provenance: Provenance,
    trace: Trace,
    /// The places of inputs, by their number.
    places: Vec<InputPlace>,
    /// The numbers of inputs that are not in the body.
    by_place: HashMap<InputPlace, usize>,
    /// The inputs in the body: where each begins, and its number; ascending.
    body: Vec<(u32, usize)>,
}

/// Where a run of output came from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OriginAt {
    /// The run.
    pub output: Span,
    /// The part of the template that wrote it.
    pub template: Span,
    /// The inputs, none for text of the template.
    pub inputs: Vec<InputPlace>,
    /// What was done to them, in order: `$util.escapeJavaScript`, `toUpperCase`.
    pub transforms: Vec<Arc<str>>,
    /// The run is the input, byte for byte (without the quotes and escapes of JSON, where it came from a body).
    pub unchanged: bool,
    /// The place in the template of the literal that it came from, where that is not what wrote it.
    pub literal: Option<Span>,
}

/// Renders a template for a request.
pub fn render(template: &Template, input: &MappingInput, options: &RenderOptions) -> Mapped {
    let bindings =
        Bindings::new(input.body.as_ref(), &input.params, &input.context, &input.stage_variables, options.provenance);
    let rendered = vtl::render(template, &bindings, options, bindings.origins());
    let places = bindings.all_places();
    let (mut by_place, mut body) = (HashMap::new(), Vec::new());
    for (index, place) in places.iter().enumerate() {
        match place {
            InputPlace::Body { span, .. } => body.push((span.start, index)),
            place => {
                by_place.insert(place.clone(), index);
            }
        }
    }
    body.sort_unstable();
    Mapped {
        text: rendered.text,
        failure: rendered.failure,
        diagnostics: rendered.diagnostics,
        request_override: bindings.context_member("requestOverride"),
        response_override: bindings.context_member("responseOverride"),
        provenance: rendered.provenance,
        trace: rendered.trace,
        places,
        by_place,
        body,
    }
}

impl Mapped {
    /// Returns where the byte of the output at `offset` came from.
    pub fn origin_at(&self, offset: usize) -> Option<OriginAt> {
        let segment = self.provenance.at_output(offset)?;
        let mut origin = OriginAt {
            output: segment.output,
            template: segment.template,
            inputs: Vec::new(),
            transforms: Vec::new(),
            unchanged: false,
            literal: None,
        };
        self.describe(segment.origin, &mut origin);
        Some(origin)
    }

    fn describe(&self, from: Origin, origin: &mut OriginAt) {
        match self.provenance.record(from) {
            Some(Record::Input(id)) => {
                origin.inputs.extend(self.places.get(id.0 as usize).cloned());
                origin.unchanged = true;
            }
            Some(Record::Computed { inputs, transforms }) => {
                origin.inputs.extend(inputs.iter().filter_map(|id| self.places.get(id.0 as usize).cloned()));
                origin.transforms.clone_from(transforms);
            }
            Some(Record::Literal(span)) => origin.literal = Some(*span).filter(|span| *span != origin.template),
            Some(Record::Parts(_)) | None => {}
        }
    }

    /// Returns where every run of the output came from, in order.
    pub fn origins(&self) -> impl Iterator<Item = OriginAt> + '_ {
        self.provenance.segments().iter().filter_map(|segment| self.origin_at(segment.output.start as usize))
    }

    /// Returns what was written by the part of the template that `span` touches, in order of output.
    pub fn outputs_of_template(&self, span: Span) -> Vec<Span> {
        self.provenance.outputs_of_template(span)
    }

    /// Returns what an input reached, in order of output. Of a value of the body, what is inside it counts.
    pub fn outputs_of_input(&self, place: &InputPlace) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        let mut add = |index: usize| {
            let id = InputId(u32::try_from(index).unwrap_or(u32::MAX));
            found.extend(self.provenance.outputs_of_input(id));
        };
        match place {
            InputPlace::Body { span, .. } => {
                // Values inside begin inside, and no value begins inside without ending inside.
                let first = self.body.partition_point(|(start, _)| *start < span.start);
                let inside = self.body.get(first..).unwrap_or_default();
                inside.iter().take_while(|(start, _)| *start < span.end).for_each(|(_, index)| add(*index));
            }
            place => self.by_place.get(place).into_iter().for_each(|index| add(*index)),
        }
        found.sort();
        found.dedup();
        found
    }

    /// Returns the values that the reference at a byte of the template had.
    pub fn value_at(&self, template_offset: usize) -> Option<&TracedValue> {
        self.trace.at(template_offset)
    }

    /// Returns the values of all references, in order of their places.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }
}
