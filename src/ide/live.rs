//! Values of the call that is looked at, as they are shown beside names.

use super::scope::{Definition, Kind};
use crate::apigw::Params;
use crate::apigw::mapping_template::MappingInput;
use crate::design::checklist::{Aliases, Location, Target, target_of};
use crate::vtl::ast::{NodeKind, Reference};
use crate::vtl::{self, Dialect, Template};
use serde_json::Value;

/// Bytes of a value that are shown.
const SHOWN: usize = 160;

/// Reads a text that is one reference.
pub(super) fn parse(reference: &str) -> Template {
    vtl::parse(reference, Dialect::API_GATEWAY).template
}

/// Returns the reference that a template begins with.
pub(super) fn reference_of(template: &Template) -> Option<&Reference> {
    match &template.root().nodes.first()?.kind {
        NodeKind::Reference(reference) => Some(reference),
        _ => None,
    }
}

/// Returns the variables that stand for places, by the `#set`s before.
pub(super) fn aliases(definitions: &[Definition<'_>]) -> Aliases {
    let mut aliases = Aliases::new();
    for definition in definitions {
        let target = match definition.kind {
            Kind::Set if definition.value.starts_with('$') && definition.value.len() < 500 => {
                let template = parse(definition.value);
                let is_whole = template.root().nodes.len() == 1;
                reference_of(&template).filter(|_| is_whole).and_then(|reference| target_of(reference, &aliases))
            }
            Kind::SetMember => continue,
            _ => None,
        };
        match target {
            Some(target) => aliases.insert(definition.name.to_owned(), target),
            None => aliases.remove(definition.name),
        };
    }
    aliases
}

/// Returns what the reference written as `text` leads to.
pub(super) fn target(text: &str, aliases: &Aliases) -> Option<Target> {
    target_of(reference_of(&parse(text))?, aliases)
}

/// Returns the value below `$context` that the names lead to.
pub(super) fn context<'i>(input: &'i MappingInput, names: &[String]) -> Option<&'i Value> {
    let (first, rest) = names.split_first()?;
    rest.iter().try_fold(input.given.context.get(first)?, |value, name| value.get(name))
}

/// Returns the parameters of a kind.
pub(super) fn parameters(params: &Params, location: Location) -> &[(String, String)] {
    match location {
        Location::Path => &params.path,
        Location::Query => &params.querystring,
        Location::Header => &params.header,
    }
}

/// Returns where `$input.params(name)` finds the parameter.
pub(super) fn location_of(params: &Params, name: &str) -> Option<Location> {
    Location::ALL.into_iter().find(|location| parameters(params, *location).iter().any(|(known, _)| known == name))
}

/// Returns a JSON value as it is shown: texts without quotes.
pub(super) fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns a text on one line, cut where it is long.
pub(super) fn one_line(text: &str) -> String {
    let cut = text.get(..text.floor_char_boundary(SHOWN)).unwrap_or("");
    let line = cut.split_whitespace().collect::<Vec<_>>().join(" ");
    if cut.len() < text.len() { format!("{line}…") } else { line }
}

/// Returns a Java class's name without its package.
pub(super) fn simple_class(class: &str) -> &str {
    match class {
        "[Ljava.lang.String;" => "String[]",
        "[Ljava.lang.Object;" => "Object[]",
        "[B" => "byte[]",
        "[C" => "char[]",
        _ => class.rsplit('.').next().unwrap_or(class),
    }
}
