//! Puts an imported design into the one that is open.

use super::{Format, ImportedDesign};
use crate::apigw::integration::Integration;
use crate::apigw::request::Pairs;
use crate::apigw::route::match_path;
use crate::design::{Call, Design, Route};

/// Returns `into` with what came in: new routes are added; of a route with the same method and path the side of the
/// integration that came in is replaced, and everything else of it (the other side, calls, handlers) is kept. Calls of a
/// log or a captured request go to the route that takes their path.
pub fn merge(into: &Design, imported: &ImportedDesign) -> Design {
    let mut merged = into.clone();
    let new = &imported.design;
    if merged.routes.is_empty() {
        merged.api = new.api;
        merged.stage = new.stage.clone();
        if merged.name.is_empty() {
            merged.name.clone_from(&new.name);
        }
    }
    let format = new.imported_from.as_ref().and_then(|from| Format::parse(&from.format));
    let brings_calls_only = matches!(format, Some(Format::Logs | Format::Captured));
    for route in &new.routes {
        let same = merged.routes.iter().position(|known| known.method == route.method && known.path == route.path);
        let taking = || {
            let takes = |known: &Route| {
                (known.method == route.method || known.method == "ANY")
                    && match_path(&known.path, &route.path).is_some()
            };
            merged.routes.iter().position(takes).filter(|_| brings_calls_only)
        };
        match same.or_else(taking).and_then(|index| merged.routes.get_mut(index)) {
            None => merged.routes.push(route.clone()),
            Some(known) if brings_calls_only => add_calls(known, route),
            Some(known) => replace(known, route),
        }
    }
    for authorizer in &new.authorizers {
        match merged.authorizers.iter_mut().find(|known| known.name == authorizer.name) {
            Some(known) => *known = authorizer.clone(),
            None => merged.authorizers.push(authorizer.clone()),
        }
    }
    for response in &new.gateway_responses {
        merged.gateway_responses.retain(|known| known.response_type != response.response_type);
        merged.gateway_responses.push(response.clone());
    }
    if new.cors.is_some() {
        merged.cors.clone_from(&new.cors);
    }
    add_missing(&mut merged.stage.variables, &new.stage.variables);
    add_missing(&mut merged.placeholders, &new.placeholders);
    for kind in &new.stage.binary_media_types {
        if !merged.stage.binary_media_types.contains(kind) {
            merged.stage.binary_media_types.push(kind.clone());
        }
    }
    if !brings_calls_only {
        merged.imported_from.clone_from(&new.imported_from);
    }
    merged
}

/// Replaces the side of the integration that came in, and what belongs to the method.
fn replace(known: &mut Route, new: &Route) {
    let own = &mut known.integration;
    if new.integration.proxy {
        own.proxy = true;
        own.payload_format_version = new.integration.payload_format_version;
        own.request_parameters.clone_from(&new.integration.request_parameters);
    } else {
        let payload_format_version = own.payload_format_version;
        *own = Integration { payload_format_version, ..new.integration.clone() };
    }
    known.authorizer.clone_from(&new.authorizer);
    known.method_request = new.method_request.clone();
    if !new.function.is_empty() {
        known.function.clone_from(&new.function);
    }
    if known.calls.is_empty() {
        known.calls.clone_from(&new.calls);
    }
}

/// Adds calls under names that are not taken.
fn add_calls(known: &mut Route, new: &Route) {
    for call in &new.calls {
        if known.calls.contains(call) {
            continue;
        }
        let mut name = call.name.clone();
        let mut number = 2;
        while known.calls.iter().any(|other| other.name == name) {
            name = format!("{} {number}", call.name);
            number += 1;
        }
        known.calls.push(Call { name, ..call.clone() });
    }
}

fn add_missing(into: &mut Pairs, new: &Pairs) {
    for (name, value) in new {
        match into.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) if known.is_empty() => known.clone_from(value),
            Some(_) => {}
            None => into.push((name.clone(), value.clone())),
        }
    }
}
