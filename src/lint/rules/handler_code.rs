//! What the handlers that a design keeps read of the events that its calls give. Only what is plain in the text of a
//! handler counts: whatever looks first is left alone.

use crate::apigw::mapping::{self, Selection};
use crate::apigw::mapping_template::{self, MappingInput};
use crate::apigw::stage::ApiKind;
use crate::apigw::{authorize, event, payload, reach, validation};
use crate::design::{Call, View, token};
use crate::handler::Language;
use crate::lint::RouteLook;
use crate::vtl::RenderOptions;
use serde_json::Value;

/// A handler kept in the design, in a language whose members are read.
pub(super) struct Handler<'a> {
    /// Its position among the route's handlers.
    pub(super) index: usize,
    /// True for Python, false for JavaScript and TypeScript.
    pub(super) is_python: bool,
    /// Its text.
    pub(super) code: &'a str,
}

impl Handler<'_> {
    /// Returns the JSON Pointer of it below its route.
    pub(super) fn pointer(&self) -> String {
        format!("/handlers/{}", self.index)
    }

    /// Tells whether the handler has looked at `name` before it reads on at `line` (from 1), or catches what fails.
    pub(super) fn looks_first(&self, line: usize, name: &str) -> bool {
        const WORDS: [&str; 11] = ["if ", "if(", "?.", "??", "||", "&&", " or ", " in ", ".get(", " ? ", "unless "];
        let has_name = |text: &&str| text.contains(name);
        let mut before = self.code.lines().take(line);
        before.any(|text| {
            text.trim_start().starts_with("try") || has_name(&text) && WORDS.iter().any(|word| text.contains(word))
        })
    }

    /// Tells whether the handler serves several methods or routes, and may read a thing for one of them only.
    pub(super) fn tells_calls_apart(&self) -> bool {
        ["httpMethod", "routeKey", "resource", "\"method\"", "'method'", ".method", "rawPath", "\"path\"", "'path'"]
            .iter()
            .any(|word| self.code.contains(word))
    }
}

/// Returns the handlers for the route's own integration whose members are read.
pub(super) fn handlers<'a>(look: &RouteLook<'a>) -> Vec<Handler<'a>> {
    let own = View::of(look.design, look.route);
    let kept = look.route.handlers.iter().enumerate().filter(|(_, handler)| handler.view == own);
    let read = kept.filter_map(|(index, handler)| {
        let is_python = match Language::parse(&handler.language)? {
            Language::Python => true,
            Language::NodeJs | Language::TypeScript => false,
            _ => return None,
        };
        Some(Handler { index, is_python, code: &handler.code })
    });
    read.collect()
}

/// Returns the event of each call that reaches the function, with its call.
pub(super) fn events<'a>(look: &'a RouteLook<'_>) -> impl Iterator<Item = (&'a Call, Value)> {
    look.route.calls.iter().filter_map(|call| Some((call, event_of(look, call)?)))
}

fn event_of(look: &RouteLook<'_>, call: &Call) -> Option<Value> {
    let call = &*token::with_credential(look.design, look.route, call, None);
    let exchange = look.design.exchange(look.route, call);
    let is_refused = reach::missed(&exchange).is_some()
        || authorize::refusal(&exchange).is_some()
        || look.design.api == ApiKind::Rest && validation::refusal(&exchange, &look.route.method_request).is_some();
    if is_refused {
        return None;
    }
    match View::of(look.design, look.route) {
        View::RestProxy => Some(event::rest_proxy(&exchange)),
        View::Http10 => Some(event::http_v1(&exchange)),
        View::Http20 => Some(event::http_v2(&exchange)),
        View::Mapping => {
            let integration = &look.route.integration;
            let selected = mapping::select(integration, exchange.request.header("content-type"));
            let Selection::Template(index) = selected else { return None };
            let input = MappingInput::of(&exchange, payload::template_text(&exchange, integration).ok()?);
            // The request templates come first.
            let template = look.templates.get(index)?.template;
            let mapped = mapping_template::render(template, &input, &RenderOptions::default());
            serde_json::from_str(&mapped.text).ok().filter(|_| mapped.failure.is_none())
        }
    }
}
