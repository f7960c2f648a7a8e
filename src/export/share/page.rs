//! The page.

use super::highlight::{self, Mark, write};
use super::{Looked, about, look, read, shown};
use crate::compare::html::{self as tables, escaped};
use crate::design::{Call, Design, token};
use crate::preview::{Outcome, Preview};
use crate::text::Span;

/// Lights up what belongs together.
const SCRIPT: &str = include_str!("../../../assets/share/page.js");

/// Returns the design as one page.
pub fn html(design: &Design) -> String {
    let design = token::without_tokens(design);
    let title = if design.name.is_empty() { "A design" } else { &design.name };
    let mut body = format!("<h1>{}</h1>\n<p class=\"about\">{}</p>\n", escaped(title), api(&design));
    for (index, route) in design.routes.iter().enumerate() {
        body.push_str(&format!("<h2>{} {}</h2>\n", escaped(&route.method), escaped(&route.path)));
        body.push_str(&format!("<p class=\"about\">{}</p>\n", escaped(&about(&design, route))));
        let calls = look(&design, index);
        for (call, looked) in &calls {
            body.push_str(&self::call(call, looked));
        }
        if calls.is_empty() {
            for template in &route.integration.request_templates {
                let text = write(&template.text, &highlight::template(&template.text), &[]);
                body.push_str(&format!("<h3>{}</h3>\n<pre>{text}</pre>\n", escaped(&template.content_type)));
            }
        }
    }
    tables::page(title, &body, SCRIPT)
}

fn api(design: &Design) -> String {
    escaped(&format!("{}, stage {}", design.api.title(), design.stage.name))
}

/// Writes a call: template and event beside each other, and the comparison.
fn call(call: &Call, looked: &Looked) -> String {
    let preview = &looked.preview;
    let mut out = format!("<section class=\"call\">\n<h3>{}</h3>\n", escaped(&call.name));
    let request = format!("{} {}", call.request.method, call.request.path);
    out.push_str(&format!("<p class=\"about\">{}</p>\n", escaped(&request)));
    for problem in &preview.problems {
        out.push_str(&format!("<p class=\"problem\">{}</p>\n", escaped(&problem.message)));
    }
    let (text, is_cut) = shown(preview.outcome.text());
    let (in_template, in_event) = marks(preview);
    let event = write(text, &highlight::json(text), &in_event);
    let what =
        if matches!(preview.outcome, Outcome::Event(_)) { "Lambda event" } else { "No event: what there is instead" };
    let cut = if is_cut { "<p class=\"about\">The rest is left out: the event is long.</p>" } else { "" };
    let event = format!("<div><h4>{what}</h4>\n<pre class=\"event\">{event}</pre>\n{cut}</div>\n");
    match preview.source_text(&crate::diagnostics::Source::Template).filter(|text| !text.is_empty()) {
        Some(template) => {
            let template = write(template, &highlight::template(template), &in_template);
            out.push_str(&format!(
                "<p class=\"origin\" aria-live=\"polite\">Point at a value of the event: this line says where it came \
                 from.</p>\n<div class=\"side-by-side\">\n<div><h4>Mapping template</h4>\n<pre \
                 class=\"template\">{template}</pre></div>\n{event}</div>\n"
            ));
        }
        None => out.push_str(&event),
    }
    let table = tables::table(&looked.beside.comparison, &read);
    out.push_str(&format!("<h4>The same call through each integration</h4>\n<div class=\"scroll\">\n{table}</div>\n"));
    out.push_str("</section>\n");
    out
}

/// Returns the marks of template and event: parts of both with one number belong together.
fn marks(preview: &Preview) -> (Vec<Mark>, Vec<Mark>) {
    let mut spans: Vec<Span> = Vec::new();
    let mut in_event = Vec::new();
    for origin in preview.origins().take(highlight::MOST_MARKS) {
        let number = spans.iter().position(|span| *span == origin.template).unwrap_or_else(|| {
            spans.push(origin.template);
            spans.len() - 1
        });
        in_event.push(Mark { span: origin.event, origin: number, words: format!("From {}", origin.words) });
    }
    let in_template =
        spans.into_iter().enumerate().map(|(origin, span)| Mark { span, origin, words: String::new() }).collect();
    (in_template, in_event)
}
