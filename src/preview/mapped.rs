//! A call through a mapping template.

use super::{EventText, Outcome, Preview};
use crate::apigw::mapping::{self, Selection};
use crate::apigw::{Exchange, GatewayAnswer, ResponseType};
use crate::design::Route;
use crate::diagnostics::{Diagnostic, Severity, Source};
use crate::json::strict;
use std::sync::Arc;

impl Preview {
    /// Works out the event of a custom (non-proxy) integration.
    pub(super) fn map(&mut self, route: &Route, exchange: &Exchange) {
        let content_type = exchange.request.header("content-type");
        match mapping::select(&route.integration, content_type) {
            Selection::Template(index) => self.render(route, index, exchange),
            Selection::Passthrough => {
                let body = self.body.clone();
                self.take(body, Source::Body);
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

impl Preview {
    fn render(&mut self, route: &Route, index: usize, _exchange: &Exchange) {
        self.template = Some(index);
        let text = route.integration.request_templates.get(index).map(|template| template.text.clone());
        self.template_text = text.unwrap_or_default();
        self.outcome = Outcome::Failed { message: "templates are not rendered yet".into(), text: "".into() };
    }
}
