//! What one template sees and what it made: of the request, or of the function's result. Answers about a place in a
//! template are given from it.

use super::{EventText, Outcome, Preview, RenderedResponse, ResponseView};
use crate::apigw::bindings::InputPlace;
use crate::apigw::mapping_template::{Mapped, MappingInput};
use crate::diagnostics::Source;
use crate::json::strict;
use crate::text::Span;
use crate::vtl::Template;
use crate::vtl::trace::TracedValue;
use std::sync::Arc;

/// What a template sees, and what it made if it ran.
#[derive(Clone, Copy)]
pub struct TemplateRun<'a> {
    /// What templates of this side see; `None` where none can run.
    pub input: Option<&'a MappingInput>,
    /// The template that ran, as a tree.
    pub parsed: Option<&'a Arc<Template>>,
    mapped: Option<&'a Mapped>,
    made: Made<'a>,
}

/// What the template that ran made.
#[derive(Clone, Copy)]
enum Made<'a> {
    /// The event.
    Event(&'a EventText),
    /// The body that the client receives.
    Body(&'a str),
    /// Nothing that could be read as JSON, of a request.
    Nothing,
}

impl<'a> TemplateRun<'a> {
    /// Returns true if it is about a response template: what it reads is the function's result.
    pub fn is_of_response(&self) -> bool {
        matches!(self.made, Made::Body(_))
    }

    /// Returns the values that the reference at `offset` of the template that ran had.
    pub fn value_at(&self, offset: usize) -> Option<&'a TracedValue> {
        self.mapped?.value_at(offset)
    }

    /// Returns the JSON Pointers of what the part of the template under `span` wrote.
    pub fn pointers_of_template(&self, span: Span) -> Vec<String> {
        self.mapped.map(|mapped| self.pointers(mapped.outputs_of_template(span))).unwrap_or_default()
    }

    /// Returns the JSON Pointers of what a part of the input reached.
    pub fn pointers_of_input(&self, place: &InputPlace) -> Vec<String> {
        self.mapped.map(|mapped| self.pointers(mapped.outputs_of_input(place))).unwrap_or_default()
    }

    /// Returns the JSON Pointers of the values that stretches of the output are in, each once.
    fn pointers(&self, spans: Vec<Span>) -> Vec<String> {
        const MANY: usize = 1_000;
        let (text, source): (Arc<str>, _) = match self.made {
            Made::Event(event) => (event.sent.clone(), Source::Event),
            Made::Body(text) => (text.into(), Source::Event),
            Made::Nothing => return Vec::new(),
        };
        let Ok(document) = strict::read(text, &source) else { return Vec::new() };
        let start = |span: Span| match self.made {
            // Blanks between values are not shown, and belong to none of them.
            Made::Event(event) => event.sent_offset(event.shown_span(span)?.start as usize),
            Made::Body(text) => {
                let written = text.get(span.range())?;
                let blanks = written.len() - written.trim_start().len();
                (blanks < written.len()).then_some(span.start as usize + blanks)
            }
            Made::Nothing => None,
        };
        let mut pointers: Vec<String> = Vec::new();
        for at in spans.into_iter().take(MANY).filter_map(start) {
            let pointer = document.at_offset(at).map(|id| document.pointer(id));
            // The root's own pointer is empty, which nobody could read.
            let pointer = pointer.map(|pointer| if pointer.is_empty() { "/".to_owned() } else { pointer });
            pointers.extend(pointer.filter(|pointer| !pointers.contains(pointer)));
        }
        pointers
    }
}

impl Preview {
    /// Returns what the request's templates see, and what the one that ran made.
    pub fn request_run(&self) -> TemplateRun<'_> {
        let made = match &self.outcome {
            Outcome::Event(event) => Made::Event(event),
            _ => Made::Nothing,
        };
        TemplateRun { input: self.input.as_deref(), parsed: self.parsed.as_ref(), mapped: self.mapped.as_deref(), made }
    }
}

impl ResponseView {
    /// Returns what response templates see, and what the one that ran made.
    pub fn response_run(&self) -> TemplateRun<'_> {
        let ran = self.rendered.as_ref();
        TemplateRun {
            input: self.input.as_ref(),
            parsed: ran.map(RenderedResponse::parsed),
            mapped: ran.map(RenderedResponse::mapped),
            made: Made::Body(ran.map_or("", |ran| &ran.text)),
        }
    }
}
