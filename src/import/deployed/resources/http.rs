//! HTTP APIs of resources: routes, their integrations, stages.

use super::super::cors;
use super::super::draft::Draft;
use super::super::integration::{self, Found};
use super::super::method::{FunctionOf, Method};
use super::{Kind, Resource, Resources, rest};
use crate::apigw::integration::{Integration, IntegrationType, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;
use crate::import::tree::Node;

/// Reads routes with their integrations, and what belongs to the API as a whole.
pub(super) fn read(draft: &mut Draft, resources: &Resources, function_of: FunctionOf) {
    let apis: Vec<&Resource> = resources.of(Kind::HttpApi).collect();
    if let Some(socket) = apis.iter().find(|api| api.fields.text_of("protocolType") == Some("WEBSOCKET")) {
        draft.leave_out(format!("API {}", socket.id), "WebSocket APIs are not read", None);
        if apis.len() == 1 {
            return;
        }
    }
    for route in resources.of(Kind::HttpRoute) {
        if draft.accepts(ApiKind::Http) {
            read_route(draft, resources, route, function_of);
        } else {
            let what = format!("route {}", route.fields.text_of("routeKey").unwrap_or(&route.id));
            draft.leave_out(what, "a design holds one kind of API, and this is of the other", None);
        }
    }
    for api in apis {
        // Quick create: the API itself names the function and the route.
        if let Some(target) = api.fields.text_of("target")
            && draft.accepts(ApiKind::Http)
        {
            let (method, path) = route_key(api.fields.text_of("routeKey").unwrap_or("$default"));
            let found = Found {
                kind: IntegrationType::AwsProxy,
                uri: target.to_owned(),
                integration: Integration { proxy: true, ..Integration::default() },
                places: Vec::new(),
            };
            draft.method(Method { method, path, ..Method::default() }, Some(found), function_of);
        }
        if draft.design.api == ApiKind::Http
            && let Some(setting) = api.fields.field("corsConfiguration")
        {
            draft.design.cors = Some(cors::read(setting.items().first().unwrap_or(setting)));
        }
    }
    if draft.design.api == ApiKind::Http {
        rest::read_stages(draft, resources, Kind::HttpStage);
    }
}

/// Returns method and path of a route key: `POST /rides`, `$default`.
pub(in crate::import::deployed) fn route_key(key: &str) -> (String, String) {
    match key.split_once(' ') {
        Some((method, path)) => (method.to_owned(), path.trim().to_owned()),
        None => ("ANY".into(), key.to_owned()),
    }
}

fn read_route(draft: &mut Draft, resources: &Resources, route: &Resource, function_of: FunctionOf) {
    let key = resources.followed(route.fields.text_of("routeKey").unwrap_or("$default"));
    if !key.contains(' ') && key != "$default" && !key.contains("${") {
        let why = "only routes of WebSocket APIs are called so, and those are not read";
        draft.leave_out(format!("route {key}"), why, None);
        return;
    }
    let (method, path) = route_key(&key);
    let mut method = Method { method, path, ..Method::default() };
    let name = method.name();
    let target = route.fields.text_of("target").unwrap_or_default();
    let target = target.strip_prefix("integrations/").unwrap_or(target);
    let by_target = resources.named(target, Kind::HttpIntegration);
    let integration = by_target.or_else(|| resources.linked(route, "target", Kind::HttpIntegration));
    let found = match integration {
        None => None,
        Some(resource) => match integration::read(draft, &resource.fields, &name) {
            // Without a version the service takes 1.0 (API reference, `CreateIntegration`).
            Some(mut found) => {
                if resource.fields.field("payloadFormatVersion").is_none() {
                    found.integration.payload_format_version = PayloadFormatVersion::V1;
                }
                Some(found)
            }
            None => return,
        },
    };
    method.authorizer = super::authorizer(draft, resources, route, ApiKind::Http);
    method.scopes = route.fields.field("authorizationScopes").map(Node::texts).unwrap_or_default();
    draft.method(method, found, function_of);
}
