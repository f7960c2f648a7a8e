//! The design under construction while files are read, and what there is to say about them.

use super::{CameIn, Format, ImportedDesign, summary};
use crate::apigw::authorizer::Authorizer;
use crate::apigw::stage::ApiKind;
use crate::design::{Design, ImportedFrom, Route, placeholders};
use crate::diagnostics::{Diagnostic, Source};
use crate::import::captured::LeftOut;
use crate::import::tree::{Form, Node};
use crate::text::Span;
use indexmap::IndexMap;
use std::collections::{HashMap, HashSet};

/// Most routes that come in. The service's quota is 300 resources an API, which can be raised.
const MAX_ROUTES: usize = 10_000;

/// Most placeholders that are listed. A stack has at most 200 parameters.
const MOST_PLACEHOLDERS: usize = 1_000;

/// Most placeholders that are filled in where the value of one holds others.
const MOST_VALUES: usize = 1_000;

/// Where a template of the design stands in a file.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct TemplatePlace {
    /// Position of the route.
    pub route: usize,
    /// Position of the integration response; `None`: a request template.
    pub response: Option<usize>,
    /// Content type.
    pub content_type: String,
    /// Its bytes, quotes or the indicator of a block included.
    pub span: Span,
    /// Whether its text stands there as it is.
    pub form: Form,
}

/// A template that was found, before its route has a position.
pub(super) struct FoundPlace {
    /// Position of the integration response; `None`: a request template.
    pub response: Option<usize>,
    /// Content type.
    pub content_type: String,
    /// Its bytes.
    pub span: Span,
    /// Whether its text stands there as it is.
    pub form: Form,
}

/// The design under construction.
pub(super) struct Draft {
    /// The design so far.
    pub design: Design,
    /// What is not taken over.
    pub left_out: Vec<LeftOut>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The file that is read.
    pub source: Source,
    /// Places of the file that an anchor makes stand for more than one.
    pub shared: Vec<Span>,
    /// True once a file has told account and region.
    pub knows_account: bool,
    /// The API of SAM that the stage is of.
    pub stage_of: Option<String>,
    places: Vec<TemplatePlace>,
    /// Placeholders seen, with their values as far as the file gives one.
    candidates: IndexMap<String, String>,
    /// Settings that many routes have and no design holds: what, with why and how often.
    settings: IndexMap<String, (&'static str, usize)>,
    /// Positions of routes by method and path.
    known: HashMap<(String, String), usize>,
    /// Names of authorizers in the design.
    authorizers: HashSet<String>,
}

impl Draft {
    /// Makes an empty one.
    pub fn new() -> Self {
        Self {
            design: Design::default(),
            left_out: Vec::new(),
            diagnostics: Vec::new(),
            source: crate::import::pasted(),
            shared: Vec::new(),
            knows_account: false,
            stage_of: None,
            places: Vec::new(),
            candidates: IndexMap::new(),
            settings: IndexMap::new(),
            known: HashMap::new(),
            authorizers: HashSet::new(),
        }
    }

    /// Says that nothing is read of the file.
    pub fn refuse(&mut self, rule: &'static str, message: impl Into<String>, span: Span, help: &str) {
        let diagnostic = Diagnostic::error(rule, message, self.source.clone(), span);
        self.diagnostics.push(diagnostic.help(help));
    }

    /// Adds what another reader said of a pasted text, under the name of the file.
    pub fn diagnose(&mut self, mut diagnostic: Diagnostic) {
        for label in &mut diagnostic.labels {
            label.location.source = self.source.clone();
        }
        self.diagnostics.push(diagnostic);
    }

    /// Notes where a template of the route at `route` stands.
    pub fn place(&mut self, route: usize, place: FoundPlace) {
        let is_shared = self.shared.iter().any(|shared| shared.covers(place.span));
        self.places.push(TemplatePlace {
            route,
            response: place.response,
            content_type: place.content_type,
            form: if is_shared { Form::Computed } else { place.form },
            span: place.span,
        });
    }

    /// Notes something that is not taken over.
    pub fn leave_out(&mut self, what: impl Into<String>, why: impl Into<String>, span: Option<Span>) {
        self.left_out.push(LeftOut { what: what.into(), why: why.into(), span });
    }

    /// Notes a setting of a route that is not taken over, once for all routes.
    pub fn leave_setting_out(&mut self, what: &str, why: &'static str) {
        self.settings.entry(what.to_owned()).or_insert((why, 0)).1 += 1;
    }

    /// Notes a name that the file leaves open. A value that is found later counts where there was none.
    pub fn placeholder(&mut self, name: &str, value: &str) {
        match self.candidates.get_mut(name) {
            Some(known) if known.is_empty() => value.clone_into(known),
            Some(_) => {}
            None => {
                self.candidates.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Returns `text` with the placeholders seen so far filled in, where they have a value.
    pub fn with_values(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (name, value) in self.candidates.iter().take(MOST_VALUES).filter(|(_, value)| !value.is_empty()) {
            if text.contains("${") {
                text = text.replace(&placeholders::written(name), value);
            }
        }
        text
    }

    /// Returns true if routes of this kind of API may come in: a design holds one, and the first route chooses.
    pub fn accepts(&mut self, api: ApiKind) -> bool {
        if self.design.routes.is_empty() {
            self.design.api = api;
        }
        self.design.api == api
    }

    /// Adds an authorizer, unless one of its name is there already. Returns its name.
    pub fn authorizer(&mut self, authorizer: Authorizer) -> String {
        let name = authorizer.name.clone();
        if self.authorizers.insert(name.clone()) {
            self.design.authorizers.push(authorizer);
        }
        name
    }

    /// Returns true if there is an authorizer of that name.
    pub fn has_authorizer(&self, name: &str) -> bool {
        self.authorizers.contains(name)
    }

    /// Returns the position of the route of this method and path.
    pub fn position(&self, method: &str, path: &str) -> Option<usize> {
        self.known.get(&(method.to_owned(), path.to_owned())).copied()
    }

    /// Adds a route with the places of its templates, and returns its position. A method that is there already keeps its
    /// first integration.
    pub fn route(&mut self, route: Route, places: Vec<FoundPlace>) -> Option<usize> {
        if self.position(&route.method, &route.path).is_some() {
            let what = format!("a second {} {}", route.method, route.path);
            self.leave_out(what, "the file has another integration for the same method and path", None);
            return None;
        }
        if self.design.routes.len() >= MAX_ROUTES {
            self.leave_setting_out("a route beyond the 10,000th", "no API of the service has as many");
            return None;
        }
        let index = self.design.routes.len();
        self.known.insert((route.method.clone(), route.path.clone()), index);
        self.design.routes.push(route);
        for place in places {
            self.place(index, place);
        }
        Some(index)
    }

    /// Returns what was read. `first` is the first file and its format, which the design remembers.
    pub fn finish(mut self, first: Option<(&str, Format)>) -> ImportedDesign {
        for (what, (why, count)) in std::mem::take(&mut self.settings) {
            let what = if count == 1 { what } else { format!("{what} ({count} times)") };
            self.leave_out(what, why, None);
        }
        let candidates = std::mem::take(&mut self.candidates);
        let used = placeholders::used(&self.design, |name| candidates.contains_key(name));
        self.design.placeholders.extend(candidates.into_iter().filter(|(name, _)| used.contains(name)));
        if self.design.placeholders.len() > MOST_PLACEHOLDERS {
            let more = self.design.placeholders.split_off(MOST_PLACEHOLDERS).len();
            let why = "nobody gives a value to as many: they stay as they are written";
            self.leave_out(format!("{more} more placeholders"), why, None);
        }
        let is_empty = self.design.routes.is_empty();
        if is_empty && self.diagnostics.is_empty() {
            let message = "there is no route in this file";
            let help = "a design needs at least one method with an integration of a Lambda function";
            self.refuse("import/no-route", message, Span::at(0), help);
        }
        if !is_empty && let Some((path, format)) = first {
            self.design.imported_from = Some(ImportedFrom { path: path.into(), format: format.as_str().into() });
        }
        let came_in: Vec<CameIn> = summary::of(&self.design);
        ImportedDesign {
            design: self.design,
            came_in,
            left_out: self.left_out,
            diagnostics: self.diagnostics,
            places: self.places,
        }
    }
}

/// Returns the span of a node, unless it stands nowhere.
pub(super) fn place_of(node: &Node) -> Option<Span> {
    Some(node.span).filter(|span| !span.is_empty())
}
