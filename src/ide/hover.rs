//! What stands at a place: its value now, what it is, where it goes.

use super::card::HoverCard;
use super::complete::body_word;
use super::live;
use super::locate::{self, Role};
use super::probe::probe;
use super::scope::{self, Definition, Kind};
use super::{directives, situation, words};
use crate::apigw::bindings::{InputPlace, ParameterLocation};
use crate::apigw::catalog::{self, Entry};
use crate::design::checklist::{Location, Place, Target, target_of};
use crate::json::lenient;
use crate::preview::TemplateRun;
use crate::text::Span;
use crate::vtl::ast::{Reference, Step};
use crate::vtl::methods::documented;
use crate::vtl::trace::TracedValue;
use crate::vtl::{self, Dialect, Template};
use std::sync::Arc;

/// Bytes of a template that is read just to explain it: one that did not run.
const MOST_READ: usize = 512 * 1024;

/// Values of rounds that are listed.
const ROUNDS: usize = 6;

/// What stands for a text without a character.
const EMPTY: &str = "(empty text)";

/// Places in the event that are listed.
const PLACES: usize = 3;

/// Explains what stands at `offset` of `template`: a reference or a part of it, or a directive; `None` for text.
///
/// For the template that ran, values are those that it had, round by round; for another one, those of the call.
pub fn hover(run: TemplateRun<'_>, template: &str, offset: usize) -> Option<HoverCard> {
    let ran = run.parsed.filter(|ran| **ran.source() == *template);
    let parsed: Arc<Template> = match ran {
        Some(ran) => Arc::clone(ran),
        None if template.len() <= MOST_READ => Arc::new(vtl::parse(template, Dialect::API_GATEWAY).template),
        None => return None,
    };
    match locate::reference(parsed.root(), offset) {
        Some((reference, role)) if !reference.runt => {
            let from = if let Role::Target(from) = role { from } else { reference.span.start as usize };
            let definitions = scope::at(template, from);
            Some(Here { run, template, reference, has_run: ran.is_some(), role, definitions }.card(offset))
        }
        _ => directive(template, offset),
    }
}

/// Explains the directive whose name the offset is in.
fn directive(template: &str, offset: usize) -> Option<HoverCard> {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    // Back over the letters, and over `{` of `#{else}`, to the `#`.
    let head = template.get(..offset)?.trim_end_matches(is_letter);
    let head = head.strip_suffix('{').unwrap_or(head);
    let hash = head.strip_suffix('#').map_or(offset, str::len);
    situation::at(template, hash)?;
    let word = template.get(hash..)?.strip_prefix('#')?;
    let word = word.strip_prefix('{').unwrap_or(word);
    let start = template.len() - word.len();
    let name = word.get(..word.find(|c: char| !is_letter(c)).unwrap_or(word.len()))?;
    let directive = directives::find(name).filter(|_| !name.is_empty())?;
    Some(HoverCard {
        span: Span::new(hash, start + name.len()),
        title: format!("#{name}"),
        detail: "directive".into(),
        value: None,
        notes: vec![directive.description.into()],
    })
}

/// A reference, and what is known where it stands.
struct Here<'a> {
    run: TemplateRun<'a>,
    template: &'a str,
    reference: &'a Reference,
    /// The template is the one that ran.
    has_run: bool,
    role: Role,
    definitions: Vec<Definition<'a>>,
}

/// A stretch of a reference that is explained as one: a path of names, or a method with the path behind it.
struct Unit {
    /// How many steps stand before it, and how many with it.
    steps: (usize, usize),
    span: Span,
}

impl Here<'_> {
    fn card(&self, offset: usize) -> HoverCard {
        let unit = self.unit_at(offset);
        let (first, last) = unit.steps;
        let text = self.plain(last);
        let is_whole = last == self.reference.steps.len();
        let traced = self.traced().filter(|_| is_whole);
        let probed = match (traced, self.run.input) {
            (None, Some(input)) => probe(&text, &self.definitions, input).map(|probed| probed.value),
            _ => None,
        };
        let class = traced
            .and_then(|traced| traced.values.first())
            .or(probed.as_ref())
            .map(|value| live::simple_class(value.class_name).to_owned());
        let mut card = HoverCard { span: unit.span, title: live::one_line(&text), ..HoverCard::default() };
        card.detail = class.unwrap_or_default();
        match traced {
            Some(traced) => self.tell_rounds(traced, &mut card),
            None => card.value = probed.and_then(|value| value.text).map(shown),
        }
        if card.detail == "LinkedHashMap" && card.value.as_deref() == Some(EMPTY) {
            // The maps of the service print nothing, whatever is in them.
            card.value = None;
        }
        let target = self.target(last);
        if first > 0 {
            self.tell_method(first, &mut card);
        } else {
            self.tell_path(last, target.as_ref(), &mut card);
        }
        if is_whole && traced.is_none() && self.has_run && !matches!(self.role, Role::Target(_)) {
            card.notes.push("Not evaluated in this call: the template does not come here.".into());
        }
        if is_whole && self.reference.escaped {
            card.notes.push("Escaped by a backslash: it prints its own text.".into());
        }
        card.notes.extend(self.where_it_goes(target.as_ref()));
        card
    }

    /// Returns the stretch of the reference that the offset is in.
    fn unit_at(&self, offset: usize) -> Unit {
        let steps = &self.reference.steps;
        let is_host = matches!(&*self.reference.root.text, "input" | "util");
        let begins_unit = |index: &usize| match steps.get(*index) {
            Some(Step::Method(method)) => &*method.name.text != "get" && !(is_host && *index == 0),
            _ => false,
        };
        let starts: Vec<usize> = std::iter::once(0).chain((0..steps.len()).filter(begins_unit)).collect();
        let mut unit = Unit { steps: (0, 0), span: self.reference.span };
        for (nth, first) in starts.iter().enumerate() {
            let last = starts.get(nth + 1).copied().unwrap_or(steps.len());
            let start = match nth {
                0 => self.reference.span.start,
                _ => steps.get(*first).map_or(0, |step| step.span().start),
            };
            let end = match last.checked_sub(1).and_then(|index| steps.get(index)) {
                _ if last == steps.len() => self.reference.span.end,
                Some(step) => step.span().end,
                None => self.reference.root.span.end,
            };
            unit = Unit { steps: (*first, last), span: Span { start, end } };
            if offset < end as usize {
                break;
            }
        }
        unit
    }

    /// Returns the first `steps` steps of the reference in plain notation.
    fn plain(&self, steps: usize) -> String {
        let root = self.reference.root.span;
        let end = match steps.checked_sub(1).and_then(|index| self.reference.steps.get(index)) {
            Some(step) => step.span().end,
            None => root.end,
        };
        format!("${}", Span { start: root.start, end }.slice(self.template))
    }

    fn target(&self, steps: usize) -> Option<Target> {
        let aliases = live::aliases(&self.definitions);
        if steps == self.reference.steps.len() {
            return target_of(self.reference, &aliases);
        }
        live::target(&self.plain(steps), &aliases)
    }

    /// Returns the values that the reference had.
    fn traced(&self) -> Option<&TracedValue> {
        let traced = self.run.value_at(self.reference.root.span.start as usize).filter(|_| self.has_run)?;
        (traced.span == self.reference.span).then_some(traced)
    }

    fn tell_rounds(&self, traced: &TracedValue, card: &mut HoverCard) {
        let texts: Vec<String> = traced
            .values
            .iter()
            .map(|value| value.text.as_deref().map_or("nothing".to_owned(), |text| shown(text.to_owned())))
            .collect();
        let Some(first) = texts.first() else { return };
        if texts.iter().all(|text| text == first) {
            card.value = Some(first.clone());
            if traced.count > 1 {
                card.notes.push(format!("The same each of the {} times that it is evaluated.", traced.count));
            }
            return;
        }
        let mut lines: Vec<String> = texts
            .iter()
            .take(ROUNDS)
            .enumerate()
            .map(|(at, text)| format!("{}  {}", at + 1, live::one_line(text)))
            .collect();
        if traced.count > lines.len() {
            lines.push(format!("… {} in all", traced.count));
        }
        card.value = Some(lines.join("\n"));
    }

    /// Says what a path from the root is: by the catalog, the call, or the template's own directives.
    fn tell_path(&self, steps: usize, target: Option<&Target>, card: &mut HoverCard) {
        let root = &*self.reference.root.text;
        let own = self.definitions.iter().rev().find(|definition| definition.name == root);
        if let Some(definition) = own {
            let line = self.template.get(..definition.span.start as usize).unwrap_or("").matches('\n').count() + 1;
            let value = live::one_line(definition.value);
            card.notes.push(match definition.kind {
                Kind::Loop => format!("`${root}` goes over `{value}`: line {line}."),
                Kind::Define => format!("`${root}` is a block defined on line {line}."),
                _ => format!("`${root}` is set to `{value}` on line {line}."),
            });
        } else if root == "foreach" {
            let property = self.reference.steps.first().map(step_name).unwrap_or_default();
            let rows = documented("org.apache.velocity.runtime.directive.ForeachScope");
            let mut rows =
                rows.filter(|row| row.property().as_deref() == Some(property) || row.name.as_str() == property);
            card.notes.push(match rows.next() {
                Some(row) => row.description.to_owned(),
                None => "Where the loop stands: index, count, hasNext, first, last, parent.".to_owned(),
            });
        } else if let Some(entry) = self.entry(steps) {
            card.notes.push(entry.description.clone());
        } else if !matches!(root, "context" | "input" | "util" | "stageVariables") {
            card.notes.push(format!("Nothing before this gives `${root}` a value: it prints nothing."));
        }
        let place = match target {
            Some(Target::Context(names)) if !names.is_empty() => {
                self.tell_variable(names, card);
                return;
            }
            Some(Target::Place(place)) => place,
            _ => return,
        };
        card.notes.extend(match place {
            Place::Body(names) if names.is_empty() => None,
            Place::Body(names) => {
                let body = body_word(self.run.is_of_response());
                Some(format!("In the {body}: `/{}`.", names.join("/")))
            }
            Place::StageVariable(name) => Some(format!("Stage variable `{name}`.")),
            Place::Parameter(location, name) => Some(format!("{} `{name}` of the request.", location_words(*location))),
            Place::AnyParameter(name) => self.found_parameter(name),
            Place::Context(_) => None,
        });
    }

    fn tell_variable(&self, names: &[String], card: &mut HoverCard) {
        let path = names.join(".");
        let is_there = self.run.input.and_then(|input| live::context(input, names));
        match catalog::lookup(&path) {
            Some(row) => {
                card.notes.push(words::about(row));
                card.detail =
                    [row.group.title(), card.detail.as_str()].join(" · ").trim_end_matches([' ', '·']).to_owned();
                if is_there.is_none_or(serde_json::Value::is_null) {
                    card.notes.push("Absent in this call: it prints nothing.".into());
                }
            }
            None if is_there.is_none()
                && catalog::catalog().variables.iter().all(|row| !row.path.starts_with(&format!("{path}."))) =>
            {
                let hint = catalog::nearest(&path).map(|row| format!(" Did you mean `{}`?", row.reference));
                card.notes.push(format!(
                    "The gateway knows no such variable: it prints nothing.{}",
                    hint.unwrap_or_default()
                ));
            }
            None => {}
        }
    }

    /// Returns the row of the catalog about what is called on `$input` or `$util`, or about the root itself.
    fn entry(&self, steps: usize) -> Option<&'static Entry> {
        let catalog = catalog::catalog();
        let root = format!("${}", self.reference.root.text);
        let Some(step) = self.reference.steps.first().filter(|_| steps > 0) else {
            return catalog.roots.iter().find(|entry| entry.reference == root);
        };
        let entries = match &*self.reference.root.text {
            "input" => &catalog.input,
            "util" => &catalog.util,
            _ => return None,
        };
        let has_arguments = matches!(step, Step::Method(method) if !method.arguments.is_empty());
        let named = |entry: &&Entry| {
            entry
                .member()
                .is_some_and(|(name, arguments)| name == step_name(step) && (arguments.len() > 2) == has_arguments)
        };
        entries.iter().find(named)
    }

    /// Says which of path, query and headers a parameter is found in.
    fn found_parameter(&self, name: &str) -> Option<String> {
        let params = &self.run.input?.given.params;
        Some(match live::location_of(params, name) {
            Some(location) => format!("{} `{name}` of the request.", location_words(location)),
            None => format!("The request has no parameter `{name}`: it prints nothing. Names are case-sensitive."),
        })
    }

    /// Says what the method at `step` does.
    fn tell_method(&self, step: usize, card: &mut HoverCard) {
        let Some(Step::Method(method)) = self.reference.steps.get(step) else { return };
        let input = self.run.input;
        let receiver = input.and_then(|input| probe(&self.plain(step), &self.definitions, input));
        let class = receiver.map_or("java.lang.String", |receiver| receiver.value.class_name);
        let arguments = method.arguments.len();
        let rows: Vec<_> = documented(class).filter(|row| Some(row.name) == method.id).collect();
        let fits = rows.iter().find(|row| row.parameter_names().count() == arguments);
        let Some(row) = fits.or(rows.first()) else { return };
        card.title = row.signature();
        card.detail = live::simple_class(class).to_owned();
        card.notes.push(row.description.to_owned());
    }

    /// Says where in the event, or in the response, the value ends up.
    fn where_it_goes(&self, target: Option<&Target>) -> Option<String> {
        if !self.has_run {
            return None;
        }
        let (verb, pointers) = match self.role {
            Role::Prints => ("Goes to", self.run.pointers_of_template(self.reference.span)),
            _ => ("Its value reaches", self.run.pointers_of_input(&self.input_place(target?)?)),
        };
        let made = if self.run.is_of_response() { "response body" } else { "event" };
        let shown: Vec<String> = pointers.iter().take(PLACES).map(|pointer| format!("`{pointer}`")).collect();
        let more = pointers.len().saturating_sub(PLACES);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        (!shown.is_empty()).then(|| format!("{verb} {}{more} in the {made}.", shown.join(", ")))
    }

    /// Returns the part of the request that a target is.
    fn input_place(&self, target: &Target) -> Option<InputPlace> {
        let input = self.run.input?;
        Some(match target {
            Target::Context(names) => InputPlace::Context { path: names.join(".") },
            Target::Place(Place::StageVariable(name)) => InputPlace::StageVariable { name: name.clone() },
            Target::Place(Place::Parameter(location, name)) => parameter(*location, name),
            Target::Place(Place::AnyParameter(name)) => parameter(live::location_of(&input.given.params, name)?, name),
            Target::Place(Place::Body(names)) => {
                let document = lenient::read(input.body.clone()?).ok()?;
                let step = |at, name: &String| {
                    document.member(at, name).or_else(|| document.children(at).nth(name.parse().ok()?))
                };
                let id = names.iter().try_fold(document.root(), step)?;
                InputPlace::Body { pointer: document.pointer(id), span: document.span(id) }
            }
            _ => return None,
        })
    }
}

fn parameter(location: Location, name: &str) -> InputPlace {
    let location = match location {
        Location::Path => ParameterLocation::Path,
        Location::Query => ParameterLocation::Querystring,
        Location::Header => ParameterLocation::Header,
    };
    InputPlace::Parameter { location, name: name.to_owned() }
}

fn step_name(step: &Step) -> &str {
    match step {
        Step::Property(property) => &property.name.text,
        Step::Method(method) => &method.name.text,
        Step::Index(_) => "",
    }
}

fn location_words(location: Location) -> &'static str {
    match location {
        Location::Path => "Path parameter",
        Location::Query => "Query parameter",
        Location::Header => "Header",
    }
}

/// Returns a value as it is shown: an empty text would look like none.
fn shown(text: String) -> String {
    if text.is_empty() { EMPTY.into() } else { text }
}
