//! A call through a mapping template.

use super::{EventText, Outcome, Preview};
use crate::apigw::mapping::{self, Selection};
use crate::apigw::mapping_template::{self, OriginAt};
use crate::apigw::payload::{self, Payload};
use crate::apigw::{Exchange, GatewayAnswer, ResponseType};
use crate::design::checklist::Checklist;
use crate::design::{Design, Route, placeholders};
use crate::diagnostics::{Diagnostic, Label, Location, Severity, Source};
use crate::json::strict;
use crate::text::Span;
use crate::vtl::{Failure, FailureKind, RenderOptions};
use std::sync::Arc;

impl Preview {
    /// Works out the event of a custom (non-proxy) integration.
    pub(super) fn map(&mut self, design: &Design, route: &Route, exchange: &Exchange) {
        let content_type = exchange.request.header("content-type");
        let selection = mapping::select(&route.integration, content_type);
        let stage = exchange.stage;
        let converts = !stage.binary_media_types.is_empty()
            || route.integration.content_handling.is_some()
            || exchange.request.body_is_base64;
        if converts && selection != Selection::UnsupportedMediaType {
            let handling = route.integration.content_handling;
            let sent = exchange.request.body_bytes();
            let payload = payload::convert_request(&sent, content_type, &stage.binary_media_types, handling);
            if let Err(answer) = payload.and_then(|payload| self.convert(selection, payload)) {
                return self.answer("apigw/payload-not-converted", answer);
            }
        }
        match selection {
            Selection::Template(index) => self.render(design, route, index),
            Selection::Passthrough => {
                let (body, source) = match self.input.as_ref().and_then(|input| input.body.clone()) {
                    Some(converted) if converted != self.body => (converted, Source::Event),
                    _ => (self.body.clone(), Source::Body),
                };
                self.take(body, source);
            }
            Selection::UnsupportedMediaType => {
                let shown = content_type.unwrap_or("none");
                let why = format!(
                    "No template fits the content type ({shown}), and the passthrough behavior lets no other body through: no function is called."
                );
                let answer = GatewayAnswer::rest(ResponseType::UnsupportedMediaType, why);
                let message = "no template fits the content type: the client gets 415";
                let problem = Diagnostic::new("apigw/unsupported-media-type", Severity::Error, message);
                self.problems
                    .push(problem.help("add a template for this content type, or change the passthrough behavior"));
                self.outcome = Outcome::Answered(answer);
            }
        }
    }

    /// Lets what content handling made of the body be what the template reads, or what passes.
    fn convert(&mut self, selection: Selection, payload: Payload) -> Result<(), GatewayAnswer> {
        let text = match selection {
            Selection::Template(_) => payload.text_for_template()?,
            _ => String::from_utf8_lossy(&payload.into_bytes()).into_owned(),
        };
        if let Some(input) = self.input.as_mut().filter(|input| input.body.as_deref() != Some(&*text)) {
            Arc::make_mut(input).body = Some(text.into());
        }
        Ok(())
    }

    /// Runs the template at `index` of the route's request templates.
    fn render(&mut self, design: &Design, route: &Route, index: usize) {
        self.template = Some(index);
        let Some(template) = route.integration.request_templates.get(index) else { return };
        let Some(input) = self.input.clone() else { return };
        self.template_text = template.text.clone();
        let parsed = placeholders::parse(design, &template.text);
        self.problems.extend(parsed.diagnostics);
        let options = RenderOptions { provenance: true, trace: true, ..RenderOptions::default() };
        let mapped = mapping_template::render(&parsed.template, &input, &options);
        self.problems.extend(mapped.diagnostics.iter().cloned());
        // The checklist edits the text as it is written.
        self.checklist = Some(match placeholders::filled_template(design, &template.text) {
            None => Checklist::read(&template.text, &parsed.template),
            Some(_) => Checklist::of(&template.text),
        });
        self.parsed = Some(Arc::new(parsed.template));
        let text: Arc<str> = mapped.text.as_str().into();
        match &mapped.failure {
            Some(failure) => self.fail(failure, text),
            None => self.take(text, Source::Event),
        }
        self.mapped = Some(Arc::new(mapped));
        self.lead_to_template();
    }

    /// Puts the place in the template that wrote the faulty text before the place in the event: that is the one
    /// to mend.
    fn lead_to_template(&mut self) {
        let Some(mapped) = self.mapped.clone() else { return };
        for problem in self.problems.iter_mut() {
            let Some(at) = problem.primary().filter(|place| place.source == Source::Event).map(|place| place.span)
            else {
                continue;
            };
            let Some(origin) = mapped.origin_at(at.start as usize) else { continue };
            let span = exact_place(&mapped.text, &self.template_text, &origin, at).unwrap_or(origin.template);
            let location = Location { source: Source::Template, span };
            problem.labels.insert(0, Label { location, text: "written here".into() });
        }
    }

    /// Notes that the template cannot be rendered, unless the reason stands among the problems already.
    fn fail(&mut self, failure: &Failure, text: Arc<str>) {
        let known = self.problems.iter().any(|problem| problem.severity == Severity::Error);
        if !known {
            let rule = match failure.kind {
                FailureKind::Syntax => "vtl/syntax",
                FailureKind::Exception => "vtl/exception",
                FailureKind::Limit => "vtl/limit",
            };
            self.problems.push(Diagnostic::error(rule, failure.message.clone(), Source::Template, failure.span));
        }
        self.outcome = Outcome::Failed { message: failure.message.clone(), text };
    }

    /// Takes `text`, which stands in `source`, for the integration request.
    fn take(&mut self, text: Arc<str>, source: Source) {
        if text.trim_ascii().is_empty() {
            // No body: the function gets an empty object (recorded on AWS).
            self.outcome = Outcome::Event(EventText::new("{}".into()));
            return;
        }
        self.outcome = match strict::read(text.clone(), &source) {
            Ok(_) => Outcome::Event(EventText::new(text)),
            Err(problem) => {
                let what = if source == Source::Body { "the body that passes" } else { "the event" };
                let mut shown = (*problem).clone();
                shown.message = format!("{what} is not valid JSON: {}", problem.message);
                self.problems.push(shown);
                Outcome::NotJson { text, problem }
            }
        };
    }
}

/// Returns the very bytes of the template that stand at `at` in the output, where they stand there unchanged.
fn exact_place(output: &str, template: &str, origin: &OriginAt, at: Span) -> Option<Span> {
    let written = output.get(origin.output.range())?;
    if template.get(origin.template.range())? != written {
        return None;
    }
    let start = origin.template.start + (at.start - origin.output.start);
    let end = start.saturating_add(at.end - at.start).min(origin.template.end);
    Some(Span { start, end })
}
