//! What a reference or a directive begins with.

use super::complete::{At, item};
use super::completion::{Completion, CompletionKind, Snippet};
use super::directives::DIRECTIVES;
use super::live;
use super::scope::{Definition, Kind};
use crate::apigw::catalog::{self, Use, Variable};
use crate::vtl::methods;
use std::collections::HashSet;

/// What stands beside a variable that this call does not have.
pub(super) const ABSENT: &str = "absent";

/// Java's class of `$foreach`.
const LOOP: &str = "org.apache.velocity.runtime.directive.ForeachScope";

/// Returns the directives, and texts to write them with.
pub(super) fn directives() -> Vec<Completion> {
    DIRECTIVES
        .iter()
        .map(|directive| {
            let snippet = Snippet::marked(directive.snippet);
            let is_snippet = snippet.text.contains('\n');
            let kind = if is_snippet { CompletionKind::Snippet } else { CompletionKind::Directive };
            let shown = snippet.text.replace('\n', " ");
            item(kind, directive.label, shown).writing(snippet).about(directive.description)
        })
        .collect()
}

/// Returns what a reference can be: the template's own variables, the service's, and all of `$context` in full.
/// `sigil` is what has been written for a dollar sign.
pub(super) fn variables(at: &At<'_>, sigil: &str) -> Vec<Completion> {
    let mut items = own(at);
    items.extend(catalog::catalog().roots.iter().map(|root| {
        item(CompletionKind::Variable, &root.reference, short(&root.description)).about(&root.description)
    }));
    let rows = catalog::catalog().variables.iter();
    let mut context: Vec<Completion> = rows.filter(|row| is_offered(row)).map(|row| variable(at, row)).collect();
    context.extend(authorizer(at));
    // What this call has comes first.
    context.sort_by_key(|item| item.detail == ABSENT);
    items.extend(context);
    if sigil != "$" {
        for item in &mut items {
            item.label = item.label.trim_start_matches('$').to_owned();
            item.insert.text = item.insert.text.trim_start_matches('$').to_owned();
        }
    }
    items
}

/// Returns everything that could begin here, for those who ask in the middle of text.
pub(super) fn anything(at: &At<'_>) -> Vec<Completion> {
    let mut items = variables(at, "$");
    items.extend(directives());
    items
}

/// Returns true for a variable that a mapping template can write, but for the members of overrides.
pub(super) fn is_offered(row: &Variable) -> bool {
    row.rest.contains(&Use::Template) && !row.event_only && !row.is_pattern()
}

fn variable(at: &At<'_>, row: &Variable) -> Completion {
    let names: Vec<String> = row.path.split('.').map(str::to_owned).collect();
    let live = at.input.and_then(|input| live::context(input, &names));
    let detail = match (at.input, live) {
        (_, Some(value)) if !value.is_null() => live::one_line(&live::written(value)),
        (Some(_), _) => ABSENT.to_owned(),
        (None, _) => String::new(),
    };
    item(CompletionKind::Property, &row.reference, detail).about(about(row))
}

/// Returns what the catalog says of a variable, in sentences.
pub(super) fn about(row: &Variable) -> String {
    let mut text = row.description.clone();
    if row.appears != "always" {
        text.push_str(&format!(" Present: {}.", row.appears));
    }
    if let Some(note) = &row.note {
        text.push_str(&format!(" {note}"));
    }
    text
}

/// Returns what the authorizer handed on that the catalog does not name: claims and context of the design's own.
fn authorizer(at: &At<'_>) -> Vec<Completion> {
    let below = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        at.input.and_then(|input| live::context(input, &names)?.as_object())
    };
    let mut items = Vec::new();
    for (prefix, members) in
        [("authorizer.claims", below(&["authorizer", "claims"])), ("authorizer", below(&["authorizer"]))]
    {
        for (name, value) in members.into_iter().flatten().filter(|(_, value)| !value.is_object()) {
            if catalog::variable(&format!("{prefix}.{name}")).is_some_and(is_offered) {
                continue;
            }
            let reference = format!("$context.{prefix}{}", step(name));
            let made = item(CompletionKind::Property, reference, live::one_line(&live::written(value)));
            items.push(match prefix {
                "authorizer" => made.about("What the Lambda authorizer handed on."),
                _ => made.about("A claim of the token."),
            });
        }
    }
    items
}

/// Returns the step to a member: `.name`, or `['name']` where a dot cannot be followed by that name.
pub(super) fn step(name: &str) -> String {
    if is_identifier(name) { format!(".{name}") } else { format!("['{name}']") }
}

/// Returns true for a name that can follow a dot.
pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(super::scope::is_name)
        && !name.ends_with('-')
}

/// Returns the variables that the template itself makes, the nearest first.
fn own(at: &At<'_>) -> Vec<Completion> {
    let mut seen = HashSet::new();
    let mut items = Vec::new();
    let is_in_loop = at.definitions.iter().any(|definition| definition.kind == Kind::Loop);
    for definition in at.definitions.iter().rev() {
        let Definition { name, value, kind, .. } = definition;
        if *kind == Kind::SetMember || !seen.insert(*name) {
            continue;
        }
        let line = at.line_of(definition.span);
        let (detail, documentation) = match kind {
            Kind::Loop => (format!("in {value}"), format!("Goes over {value}: line {line}.")),
            Kind::Define => ("#define".to_owned(), format!("A block defined on line {line}.")),
            _ => (format!("= {value}"), format!("Set on line {line} to {value}.")),
        };
        let made = item(CompletionKind::Variable, format!("${name}"), live::one_line(&detail));
        items.push(made.about(documentation));
    }
    if is_in_loop {
        items.extend(loop_members().into_iter().map(|made| {
            let label = format!("$foreach.{}", made.label);
            Completion { insert: Snippet::plain(label.clone()), label, ..made }
        }));
    }
    items
}

/// Returns the properties of `$foreach`.
pub(super) fn loop_members() -> Vec<Completion> {
    let mut seen = HashSet::new();
    let rows = methods::documented(LOOP).filter(|row| row.parameters.is_empty());
    let properties = rows.filter_map(|row| {
        let name = match row.property() {
            Some(name) => name,
            // A method that is no getter is written as a property too: `$foreach.hasNext`.
            None if row.name == methods::Name::HasNext => row.name.as_str().to_owned(),
            None => return None,
        };
        let is_new = seen.insert(name.clone()) && name != "class";
        is_new.then(|| item(CompletionKind::Property, name, row.returns).about(row.description))
    });
    properties.collect()
}

/// Returns the first sentence.
fn short(text: &str) -> &str {
    text.split_inclusive('.').next().unwrap_or(text).trim_end_matches('.')
}
