//! What could be written at a place.

use super::completion::{Completion, CompletionKind, CompletionList, Snippet};
use super::scope::{self, Definition};
use super::situation::{self, Situation};
use super::{members, paths, words};
use crate::apigw::catalog::{self, Entry};
use crate::apigw::mapping_template::MappingInput;
use crate::preview::TemplateRun;
use crate::text::Span;

/// Returns what could be written at `offset` of `template`; `None` where nothing of the language can stand.
///
/// Live values are those that templates of this side of the call see; without a call, the names that are always there
/// remain. The template need not be the one that ran, and need not parse.
pub fn complete(run: Option<TemplateRun<'_>>, template: &str, offset: usize) -> Option<CompletionList> {
    let situation = situation::at(template, offset)?;
    let input = run.and_then(|run| run.input);
    let body = body_word(run.is_some_and(|run| run.is_of_response()));
    let definitions = scope::at(template, offset);
    let at = At { template, offset, input, definitions };
    let only_if_asked = matches!(situation, Situation::Plain { .. });
    let (replace, items) = match situation {
        Situation::Root { sigil, replace } => (replace, words::variables(&at, sigil)),
        Situation::Directive { replace } => (replace, words::directives()),
        Situation::Plain { replace } => (replace, words::anything(&at)),
        Situation::Member { receiver, replace } => (replace, members::after_dot(&at, &receiver)),
        Situation::Quoted { receiver, method, quote, text, replace } => {
            let is_path = matches!(method, Some("path" | "json")) && receiver == "$input";
            let items = match is_path {
                true => paths::paths(body, input?.body.as_deref().unwrap_or("{}"), text, quote),
                false => members::in_quotes(&at, &receiver, method),
            };
            (replace, items)
        }
    };
    (!items.is_empty()).then_some(CompletionList { offset, replace, items, only_if_asked })
}

/// Returns what `$input` reads, in a word.
pub(super) fn body_word(is_of_response: bool) -> &'static str {
    if is_of_response { "result" } else { "body" }
}

/// The place that completions are for, and what is known there.
pub(super) struct At<'a> {
    pub template: &'a str,
    pub offset: usize,
    pub input: Option<&'a MappingInput>,
    pub definitions: Vec<Definition<'a>>,
}

impl At<'_> {
    /// Returns true if the name that is being written has its arguments already.
    pub fn has_arguments(&self) -> bool {
        let rest = self.template.get(self.offset..).unwrap_or("");
        rest.trim_start_matches(scope::is_name).starts_with('(')
    }

    /// Returns true if something gives the variable of a reference a value here.
    pub fn knows(&self, reference: &str) -> bool {
        let name = reference.trim_start_matches('$');
        let name = name.get(..name.find(|c| !scope::is_name(c)).unwrap_or(name.len())).unwrap_or("");
        let is_root = |entry: &Entry| entry.reference.trim_start_matches('$') == name;
        name == "foreach"
            || catalog::catalog().roots.iter().any(is_root)
            || self.definitions.iter().any(|definition| definition.name == name)
    }

    /// Returns the line of a place, from 1.
    pub fn line_of(&self, span: Span) -> usize {
        self.template.get(..span.start as usize).unwrap_or("").matches('\n').count() + 1
    }
}

/// Makes a completion that writes its label.
pub(super) fn item(kind: CompletionKind, label: impl Into<String>, detail: impl Into<String>) -> Completion {
    let label = label.into();
    Completion {
        detail: detail.into(),
        kind,
        insert: Snippet::plain(label.clone()),
        documentation: String::new(),
        label,
    }
}

impl Completion {
    /// Tells more about it.
    pub(super) fn about(self, documentation: impl Into<String>) -> Self {
        Self { documentation: documentation.into(), ..self }
    }

    /// Writes another text.
    pub(super) fn writing(self, insert: Snippet) -> Self {
        Self { insert, ..self }
    }
}
