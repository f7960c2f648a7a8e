//! Runs the rules over a design.

use super::look::{CallLook, RouteLook, Side, TemplateLook};
use super::rule::{Check, Found, Said};
use super::silence::{self, Silence};
use super::{Finding, RULES, Subject, rules};
use crate::apigw::mapping::{self, Selection};
use crate::apigw::mapping_template::{self, Mapped, MappingInput};
use crate::apigw::reading::Reading;
use crate::apigw::stage::ApiKind;
use crate::apigw::{self, Exchange, fault, payload};
use crate::design::{Call, Design, Route, token};
use crate::diagnostics::{Diagnostic, Location, RuleId, Severity, Source};
use crate::text::LineIndex;
use crate::vtl::{self, Dialect, Parsed, RenderOptions};
use std::collections::HashSet;

/// Says whether whoever asked has lost interest.
pub type Cancelled<'a> = &'a dyn Fn() -> bool;

/// Runs every rule over a design. Findings come in the order of the design, worst first within a template; what is
/// silenced is there too, and says so. Once `cancelled` says true, what was found until then is returned.
pub fn check(design: &Design, cancelled: Cancelled<'_>) -> Vec<Finding> {
    (0..design.routes.len()).flat_map(|route| check_route(design, route, cancelled)).collect()
}

/// Runs every rule over one route.
pub fn check_route(design: &Design, route_index: usize, cancelled: Cancelled<'_>) -> Vec<Finding> {
    let Some(route) = design.routes.get(route_index) else { return Vec::new() };
    let texts = templates(route, route_index);
    let parsed: Vec<Parsed> = texts.iter().map(|text| vtl::parse(text.text.clone(), Dialect::API_GATEWAY)).collect();
    let readings: Vec<Reading<'_>> = parsed.iter().map(|parsed| Reading::of(&parsed.template)).collect();
    let mut run = Run { design, route, cancelled, findings: Vec::new(), said: HashSet::new() };
    for ((text, parsed), reading) in texts.iter().zip(&parsed).zip(&readings) {
        let Text { subject, side, content_type, .. } = text;
        let look = TemplateLook { reading, side: *side, content_type, route, design };
        let lines = LineIndex::new(reading.source);
        let before = run.findings.len();
        run.take_diagnostics(&parsed.diagnostics, *subject, None);
        run.template(&look, *subject);
        if *side == Side::Request {
            run.calls(&look, *subject);
        }
        let silences = silence::read(reading, &lines);
        run.silence(before, *subject, &silences, &lines);
    }
    let all: Vec<&Reading<'_>> = readings.iter().collect();
    run.route(&RouteLook { design, route, templates: &all }, route_index);
    run.finish()
}

/// A template of a route.
struct Text<'a> {
    subject: Subject,
    side: Side,
    content_type: &'a str,
    text: std::sync::Arc<str>,
}

/// Returns the templates of a route, those of the request first; none where nothing reads them.
fn templates(route: &Route, index: usize) -> Vec<Text<'_>> {
    let integration = &route.integration;
    let mut found = Vec::new();
    for (template, mapping) in integration.request_templates.iter().enumerate() {
        let subject = Subject::RequestTemplate { route: index, template };
        let content_type = mapping.content_type.as_str();
        found.push(Text { subject, side: Side::Request, content_type, text: mapping.text.clone() });
    }
    for (response, answer) in integration.responses.iter().enumerate() {
        for (template, mapping) in answer.templates.iter().enumerate() {
            let subject = Subject::ResponseTemplate { route: index, response, template };
            let content_type = mapping.content_type.as_str();
            found.push(Text { subject, side: Side::Response, content_type, text: mapping.text.clone() });
        }
    }
    found
}

/// Says of a place that it may break.
const UNESCAPED: &str = "unescaped-in-string";

/// Says of such a place that a caller can break out of it.
const INJECTION: &str = "injection";

struct Run<'a> {
    design: &'a Design,
    route: &'a Route,
    cancelled: Cancelled<'a>,
    findings: Vec<Finding>,
    /// What was said of which place.
    said: HashSet<(Subject, RuleId, String, Option<Location>)>,
}

impl Run<'_> {
    fn template(&mut self, look: &TemplateLook<'_>, subject: Subject) {
        for rule in RULES {
            let Check::Template(check) = rule.check else { continue };
            if (self.cancelled)() {
                return;
            }
            let mut found = Found::new(rule);
            check(look, &mut found);
            self.take(found, subject, None);
        }
    }

    /// Renders the template for each call that reaches it.
    fn calls(&mut self, look: &TemplateLook<'_>, subject: Subject) {
        let Subject::RequestTemplate { template, .. } = subject else { return };
        if self.design.api == ApiKind::Http || self.route.integration.proxy {
            return;
        }
        for (index, call) in self.route.calls.iter().enumerate() {
            if (self.cancelled)() {
                return;
            }
            let call = &*token::with_credential(self.design, self.route, call, None);
            let exchange = self.design.exchange(self.route, call);
            let selected = mapping::select(&self.route.integration, call.request.header("content-type"));
            if selected != Selection::Template(template) || apigw::authorize::refusal(&exchange).is_some() {
                continue;
            }
            // Where content handling leaves bytes, no template runs.
            let Ok(body) = payload::template_text(&exchange, &self.route.integration) else { continue };
            let input = MappingInput::of(&exchange, body);
            self.call(look, (subject, index), &exchange, call, &input);
        }
    }

    fn call(
        &mut self,
        look: &TemplateLook<'_>,
        (subject, index): (Subject, usize),
        exchange: &Exchange<'_>,
        call: &Call,
        input: &MappingInput,
    ) {
        let options = RenderOptions { provenance: true, trace: true, ..RenderOptions::default() };
        let mapped: Mapped = mapping_template::render(look.reading.template, input, &options);
        // A form goes to another service, which is nothing of ours to judge.
        let is_form = !look.reading.is_json && rules::is_form(look.reading.source);
        let fault = if is_form { None } else { fault::find(look.reading, input, &mapped) };
        let diagnostics = &mapped.diagnostics;
        let seen =
            CallLook { template: look, call, exchange, input, mapped: &mapped, fault: fault.as_ref(), diagnostics };
        for rule in RULES {
            let Check::Call(check) = rule.check else { continue };
            if (self.cancelled)() {
                return;
            }
            let mut found = Found::new(rule);
            check(&seen, &mut found);
            self.take(found, subject, Some(index));
        }
        if look.reading.template.failure().is_none() {
            self.take_diagnostics(&mapped.diagnostics, subject, Some(index));
        }
        if let Some(fault) = &fault {
            let mut known = self.findings.iter_mut();
            match known.find(|known| known.subject == subject && fault.is_said_by(&known.diagnostic)) {
                None => self.take_diagnostics(&[fault.diagnostic()], subject, Some(index)),
                // What a rule only warns of has come to pass.
                Some(known) if known.diagnostic.severity != Severity::Error => {
                    known.diagnostic.severity = Severity::Error;
                    known.call = Some(index);
                    let said = format!("this call gives no event: {}", fault.message);
                    let help = known.diagnostic.help.take();
                    known.diagnostic.help = Some(help.map_or(said.clone(), |help| format!("{said}; {help}")));
                }
                Some(_) => {}
            }
        }
    }

    fn route(&mut self, look: &RouteLook<'_>, index: usize) {
        for rule in RULES {
            let Check::Route(check) = rule.check else { continue };
            if (self.cancelled)() {
                return;
            }
            let mut found = Found::new(rule);
            check(look, &mut found);
            self.take(found, Subject::Route(index), None);
        }
    }

    fn take(&mut self, found: Found, subject: Subject, call: Option<usize>) {
        for Said { diagnostic, pointer, changes } in found.said {
            let base = subject.pointer();
            let changes = changes
                .into_iter()
                .map(|change| super::Change { pointer: format!("{base}{}", change.pointer), ..change })
                .collect();
            self.add(Finding {
                diagnostic,
                subject,
                call,
                pointer: format!("{base}{pointer}"),
                changes,
                silenced: None,
            });
        }
    }

    fn take_diagnostics(&mut self, diagnostics: &[Diagnostic], subject: Subject, call: Option<usize>) {
        for diagnostic in diagnostics {
            let diagnostic = diagnostic.clone();
            let pointer = subject.pointer();
            self.add(Finding { diagnostic, subject, call, pointer, changes: Vec::new(), silenced: None });
        }
    }

    /// Adds a finding, unless the same was said of the same place before.
    fn add(&mut self, finding: Finding) {
        let place = finding.diagnostic.primary().cloned();
        let said = (finding.subject, finding.diagnostic.rule, finding.pointer.clone(), place);
        if self.said.insert(said) {
            self.findings.push(finding);
        }
    }

    fn silence(&mut self, from: usize, subject: Subject, silences: &[Silence], lines: &LineIndex) {
        for finding in self.findings.iter_mut().skip(from) {
            let place = finding.diagnostic.primary().filter(|place| place.source == Source::Template);
            let span = place.map(|place| place.span);
            let asked = silences.iter().find(|silence| silence.covers(finding.diagnostic.rule.0, span, lines));
            finding.silenced = asked.map(|silence| silence.reason.clone());
        }
        for silence in silences {
            let message = match super::find(&silence.rule) {
                None => format!("there is no rule called `{}`", silence.rule),
                Some(_) if silence.reason.is_empty() => "silence needs a reason".to_owned(),
                Some(_) => continue,
            };
            let diagnostic = Diagnostic::new("unclear-silence", Severity::Hint, message)
                .at(Source::Template, silence.span, "")
                .help("write `## gatewright: allow rule-name: reason`");
            self.take_diagnostics(&[diagnostic], subject, None);
        }
    }

    /// Leaves one finding where two rules speak of the same mistake at the same place: the graver, silenced or not, since
    /// a reason that holds for the one holds for both.
    fn keep_the_graver(&mut self) {
        let graver: HashSet<(Subject, Option<Location>)> = self
            .findings
            .iter()
            .filter(|finding| finding.diagnostic.rule.0 == INJECTION)
            .map(|finding| (finding.subject, finding.diagnostic.primary().cloned()))
            .collect();
        self.findings.retain(|finding| {
            // What is silenced stays, and says so.
            let is_weaker = finding.diagnostic.rule.0 == UNESCAPED && finding.silenced.is_none();
            !is_weaker || !graver.contains(&(finding.subject, finding.diagnostic.primary().cloned()))
        });
    }

    fn finish(mut self) -> Vec<Finding> {
        for finding in &mut self.findings {
            let allowed = self.design.allow.iter().find(|(rule, _)| *rule == finding.diagnostic.rule.0);
            if let Some((_, reason)) = allowed.filter(|(_, reason)| !reason.trim().is_empty()) {
                finding.silenced.get_or_insert_with(|| reason.clone());
            }
        }
        self.keep_the_graver();
        self.findings.sort_by_key(|finding| {
            let span = finding.diagnostic.primary().map(|place| place.span);
            (finding.subject, span, finding.diagnostic.severity)
        });
        self.findings
    }
}
