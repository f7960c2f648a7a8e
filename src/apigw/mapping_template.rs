//! Renders one mapping template for one request.

use super::bindings::{Bindings, Given, InputPlace, Inputs};
use super::context;
use super::exchange::Exchange;
use super::params::parameters;
use crate::diagnostics::Diagnostic;
use crate::text::Span;
use crate::vtl::provenance::{Origin, Provenance, Record};
use crate::vtl::trace::{Trace, TracedValue};
use crate::vtl::{self, Failure, RenderOptions, Template};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;

/// What a mapping template can see. `Debug` shows no value: headers and bodies hold tokens.
#[derive(Clone, PartialEq, Default)]
pub struct MappingInput {
    /// The body, `None` or empty for none.
    pub body: Option<Arc<str>>,
    /// What else there is.
    pub given: Arc<Given>,
}

/// What a mapping template made of a request. `Debug` shows the size of the output, not its text.
#[derive(Clone, Default)]
pub struct Mapped {
    /// The output; of a failed rendering, what had been written.
    pub text: String,
    /// Why the service would answer with an error instead.
    pub failure: Option<Failure>,
    /// What there is to say about the template.
    pub diagnostics: Vec<Diagnostic>,
    /// `requestOverride` and `responseOverride` of `$context` as the template left them, where they are not `null`.
    pub overrides: Vec<(&'static str, Value)>,
    provenance: Provenance,
    trace: Trace,
    inputs: Inputs,
}

impl MappingInput {
    /// Returns what a template sees of a call. `body` is the request's as content handling leaves it.
    pub fn of(exchange: &Exchange<'_>, body: Option<Arc<str>>) -> Self {
        let given = Given {
            params: parameters(exchange).into(),
            context: context::request_context(exchange).into(),
            stage_variables: exchange.stage.variables.clone().into(),
        };
        Self { body, given: given.into() }
    }
}

impl fmt::Debug for MappingInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MappingInput")
            .field("body_bytes", &self.body.as_ref().map(|body| body.len()))
            .field("given", &self.given)
            .finish()
    }
}

impl fmt::Debug for Mapped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapped")
            .field("text_bytes", &self.text.len())
            .field("failure", &self.failure)
            .field("diagnostics", &self.diagnostics)
            .finish_non_exhaustive()
    }
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
    /// The run is no value of the input but what holds it together: a name, brackets, commas.
    pub around: bool,
    /// The place in the template of the literal that it came from, where that is not what wrote it.
    pub literal: Option<Span>,
}

/// Renders a template for a request.
pub fn render(template: &Template, input: &MappingInput, options: &RenderOptions) -> Mapped {
    let bindings = Bindings::new(input.body.as_ref(), &input.given, options.provenance);
    let rendered = vtl::render(template, &bindings, options, bindings.origins());
    Mapped {
        text: rendered.text,
        failure: rendered.failure,
        diagnostics: rendered.diagnostics,
        overrides: bindings.overrides(),
        provenance: rendered.provenance,
        trace: rendered.trace,
        inputs: if options.provenance { bindings.into_inputs() } else { Inputs::default() },
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
            around: false,
            literal: None,
        };
        self.describe(segment.origin, &mut origin);
        Some(origin)
    }

    fn describe(&self, from: Origin, origin: &mut OriginAt) {
        match self.provenance.record(from) {
            Some(Record::Input(id)) => {
                origin.inputs.extend(self.inputs.place(id));
                origin.unchanged = self.inputs.is_written(id, origin.output.slice(&self.text));
            }
            Some(Record::Around(id)) => {
                origin.inputs.extend(self.inputs.place(id));
                origin.around = true;
            }
            Some(Record::Computed { inputs, transforms }) => {
                for place in inputs.iter().filter_map(|id| self.inputs.place(*id)) {
                    // A name that was sent twice has one place.
                    if !origin.inputs.contains(&place) {
                        origin.inputs.push(place);
                    }
                }
                origin.transforms = transforms.to_vec();
            }
            Some(Record::Literal(span)) => origin.literal = Some(span).filter(|span| *span != origin.template),
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
        let numbers = self.inputs.numbers(place).into_iter();
        let mut found: Vec<Span> = numbers.flat_map(|id| self.provenance.outputs_of_input(id)).collect();
        found.sort();
        found.dedup();
        found
    }

    /// Returns every part of the request that the template looked at, whether it was printed or not, in the order met.
    pub fn inputs(&self) -> impl Iterator<Item = InputPlace> + '_ {
        self.inputs.places()
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
