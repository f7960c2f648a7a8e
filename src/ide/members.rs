//! What can follow a dot, or stand as a name in quotes: members of the value there, and its methods.

use super::complete::{At, item};
use super::completion::{Completion, CompletionKind, Snippet};
use super::live;
use super::probe::{Probed, probe};
use super::words::{ABSENT, about, is_identifier, is_offered, loop_members};
use crate::apigw::catalog::{self, Entry, ValueType};
use crate::design::checklist::{Location, Target};
use crate::vtl::methods::{MethodDoc, documented};
use crate::vtl::trace::Traced;

const TEXT: &str = "java.lang.String";
const MAP: &str = "java.util.LinkedHashMap";

/// Returns what can follow the dot after `receiver`.
pub(super) fn after_dot(at: &At<'_>, receiver: &str) -> Vec<Completion> {
    if receiver == "$foreach" {
        return loop_members();
    }
    let target = live::target(receiver, &live::aliases(&at.definitions));
    let (mut items, class) = match &target {
        Some(Target::Input) => return entries(at, "$input", &catalog::catalog().input),
        Some(Target::Util) => return entries(at, "$util", &catalog::catalog().util),
        Some(Target::Params) => (names(parameter_maps(), at), MAP),
        Some(Target::ParamsOf(location)) => (names(parameters(at, *location), at), MAP),
        Some(Target::Stage) => (names(stage_variables(at), at), MAP),
        Some(Target::Context(path)) => context(at, path),
        None if !at.knows(receiver) => return Vec::new(),
        Some(Target::Place(_)) | None => {
            let probed = at.input.and_then(|input| probe(receiver, &at.definitions, input));
            match probed {
                Some(Probed { value, members }) => {
                    let members = members.into_iter().map(|(name, value)| (name, traced(value), String::new()));
                    (names(members.collect(), at), value.class_name)
                }
                // A place holds text more often than not.
                None if target.is_some() => (Vec::new(), TEXT),
                None => return Vec::new(),
            }
        }
    };
    items.extend(documented(class).map(|row| method(at, row)));
    items
}

/// Returns the names that can stand in quotes after `receiver` and `method`; without one, in brackets.
pub(super) fn in_quotes(at: &At<'_>, receiver: &str, method: Option<&str>) -> Vec<Completion> {
    let target = live::target(receiver, &live::aliases(&at.definitions));
    let by_name = matches!(method, None | Some("get" | "containsKey" | "getOrDefault" | "remove" | "put"));
    let found = match &target {
        Some(Target::Input) if method == Some("params") => {
            Location::ALL.into_iter().flat_map(|location| parameters(at, location)).collect()
        }
        _ if !by_name => return Vec::new(),
        Some(Target::Params) => parameter_maps(),
        Some(Target::ParamsOf(location)) => parameters(at, *location),
        Some(Target::Stage) => stage_variables(at),
        Some(Target::Context(path)) => {
            return context(at, path)
                .0
                .into_iter()
                .map(|made| {
                    let insert = Snippet::plain(made.label.clone());
                    made.writing(insert)
                })
                .collect();
        }
        Some(Target::Input | Target::Util) => return Vec::new(),
        Some(Target::Place(_)) | None => {
            let probed = at.input.and_then(|input| probe(receiver, &at.definitions, input));
            let members = probed.map(|probed| probed.members).unwrap_or_default();
            members.into_iter().map(|(name, value)| (name, traced(value), String::new())).collect()
        }
    };
    let found = found.into_iter().filter(|(name, ..)| !name.contains(['\'', '"', '\n']));
    found.map(|(name, detail, about)| item(CompletionKind::Property, name, detail).about(about)).collect()
}

/// A name, a few words beside it, and sentences about it.
type Named = (String, String, String);

/// Makes completions of names that follow a dot; what cannot is asked for by `get`.
fn names(found: Vec<Named>, at: &At<'_>) -> Vec<Completion> {
    let make = |(name, detail, about): Named| {
        let made = item(CompletionKind::Property, &name, detail).about(about);
        // `.class` would give the map's own class.
        if is_identifier(&name) && name != "class" || at.has_arguments() {
            return Some(made);
        }
        (!name.contains(['\'', '\n'])).then(|| made.writing(Snippet::plain(format!("get('{name}')"))))
    };
    found.into_iter().filter_map(make).collect()
}

fn traced(value: Option<Traced>) -> String {
    value.and_then(|value| value.text).map(|text| live::one_line(&text)).unwrap_or_default()
}

fn parameter_maps() -> Vec<Named> {
    Location::ALL
        .into_iter()
        .map(|location| {
            let start = format!("$input.params().{}", location.as_str());
            let entry = catalog::catalog().input.iter().find(|entry| entry.reference.starts_with(&start));
            let about = entry.map(|entry| entry.description.clone()).unwrap_or_default();
            (location.as_str().to_owned(), "map".to_owned(), about)
        })
        .collect()
}

fn parameters(at: &At<'_>, location: Location) -> Vec<Named> {
    let word = match location {
        Location::Path => "Path parameter",
        Location::Query => "Query parameter",
        Location::Header => "Header",
    };
    let pairs = at.input.map(|input| live::parameters(&input.given.params, location)).unwrap_or_default();
    let shown = |name: &str, value: &str| match name.to_ascii_lowercase().as_str() {
        // Lists are easily shown to others; the token itself is on the input's own panel.
        "authorization" | "x-api-key" | "cookie" => "(not shown here)".to_owned(),
        _ => live::one_line(value),
    };
    pairs.iter().map(|(name, value)| (name.clone(), shown(name, value), format!("{word} of the request."))).collect()
}

fn stage_variables(at: &At<'_>) -> Vec<Named> {
    let pairs = at.input.map(|input| &*input.given.stage_variables).unwrap_or_default();
    pairs.iter().map(|(name, value)| (name.clone(), live::one_line(value), "Stage variable.".to_owned())).collect()
}

/// Returns the members of `$context` below `path`, by the catalog and by the call, and the class of what is there.
fn context(at: &At<'_>, path: &[String]) -> (Vec<Completion>, &'static str) {
    let prefix: String = path.iter().map(|name| format!("{name}.")).collect();
    let live = at.input.map(|input| match path {
        [] => Some(&*input.given.context),
        path => live::context(input, path).and_then(|value| value.as_object()),
    });
    let mut found: Vec<Named> = Vec::new();
    for row in catalog::catalog().variables.iter().filter(|row| is_offered(row)) {
        let Some(rest) = row.path.strip_prefix(&prefix) else { continue };
        let (name, is_map) = rest.split_once('.').map_or((rest, false), |(name, _)| (name, true));
        if found.iter().any(|(known, ..)| known == name) {
            continue;
        }
        let value = live.flatten().and_then(|members| members.get(name)).filter(|value| !value.is_null());
        let detail = match value {
            _ if is_map => "map".to_owned(),
            Some(value) => live::one_line(&live::written(value)),
            None if live.is_some() => ABSENT.to_owned(),
            None => String::new(),
        };
        found.push((name.to_owned(), detail, if is_map { String::new() } else { about(row) }));
    }
    for (name, value) in live.flatten().into_iter().flatten() {
        if !found.iter().any(|(known, ..)| known == name) {
            let detail = if value.is_object() { "map".to_owned() } else { live::one_line(&live::written(value)) };
            let row = catalog::lookup(&format!("{prefix}{name}"));
            found.push((name.clone(), detail, row.map(|row| row.description.clone()).unwrap_or_default()));
        }
    }
    let is_text =
        found.is_empty() && catalog::lookup(&path.join(".")).is_none_or(|row| row.value_type != ValueType::Map);
    let class = at.input.and_then(|input| probe(&reference(path), &[], input)).map(|probed| probed.value.class_name);
    let class = class.unwrap_or(if is_text { TEXT } else { MAP });
    // What this call has comes first.
    found.sort_by_key(|(_, detail, _)| detail == ABSENT);
    (names(found, at), class)
}

fn reference(path: &[String]) -> String {
    let steps: String = path.iter().map(|name| super::words::step(name)).collect();
    format!("$context{steps}")
}

/// Makes completions of the entries of the catalog that are called on `root` itself.
fn entries(at: &At<'_>, root: &str, entries: &[Entry]) -> Vec<Completion> {
    let own = entries.iter().filter_map(|entry| {
        let (name, arguments) = entry.member()?;
        (entry.reference == format!("{root}.{name}{arguments}")).then_some((entry, name, arguments))
    });
    own.map(|(entry, name, arguments)| {
        let kind = if arguments.is_empty() { CompletionKind::Property } else { CompletionKind::Method };
        let returns = entry.returns.as_deref().map(|returns| format!(": {returns}")).unwrap_or_default();
        let inside = arguments.trim_start_matches('(').trim_end_matches(')');
        let insert = match inside {
            _ if at.has_arguments() => Snippet::plain(name),
            "" => Snippet::plain(format!("{name}{arguments}")),
            "'$'" => Snippet::marked(&format!("{name}('$‹›')")),
            _ if inside.starts_with('\'') => Snippet::marked(&format!("{name}('‹›')")),
            _ => Snippet::marked(&format!("{name}(‹›)")),
        };
        item(kind, name, format!("{name}{arguments}{returns}")).about(&entry.description).writing(insert)
    })
    .collect()
}

/// Makes a completion of a Java method.
fn method(at: &At<'_>, row: &MethodDoc) -> Completion {
    let name = row.name.as_str();
    let parameters: Vec<String> = row.parameter_names().map(|name| format!("‹{name}›")).collect();
    let insert = match parameters.as_slice() {
        _ if at.has_arguments() => Snippet::plain(name),
        parameters => Snippet::marked(&format!("{name}({})", parameters.join(", "))),
    };
    item(CompletionKind::Method, name, row.signature()).about(row.description).writing(insert)
}
