//! CORS: an HTTP API's own setting, and what a REST API does in its place.

use super::draft::Draft;
use super::integration::Found;
use crate::apigw::cors::Cors;
use crate::import::tree::Node;

/// Reads the setting of an HTTP API, in any of the formats' spellings.
pub(super) fn read(node: &Node) -> Cors {
    let list = |names: [&str; 3]| names.iter().find_map(|name| node.field(name)).map(Node::texts).unwrap_or_default();
    let max_age = node.text_of("maxAge").or_else(|| node.text_of("maxAgeSeconds"));
    Cors {
        allow_origins: list(["allowOrigins", "allowedOrigins", "origins"]),
        allow_methods: list(["allowMethods", "allowedMethods", "methods"]),
        allow_headers: list(["allowHeaders", "allowedHeaders", "headers"]),
        expose_headers: list(["exposeHeaders", "exposedResponseHeaders", "exposedHeaders"]),
        max_age_s: max_age.and_then(|age| age.parse().ok()),
        allow_credentials: node.field("allowCredentials").is_some_and(Node::is_true),
    }
}

/// Takes the answer to a preflight request, which a REST API gives by a mock, as the API's CORS. Returns false if the
/// mock says nothing of the kind.
pub(super) fn take_preflight(draft: &mut Draft, found: &Found) -> bool {
    let header = |wanted: &str| {
        let parameters = found.integration.responses.iter().flat_map(|response| &response.parameters);
        let own = |target: &str| {
            target.strip_prefix("method.response.header.").is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        };
        parameters.into_iter().find(|(target, _)| own(target)).map(|(_, source)| unquoted(source))
    };
    let Some(origin) = header("Access-Control-Allow-Origin") else { return false };
    let list = |value: Option<String>| -> Vec<String> {
        let value = value.unwrap_or_default();
        value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let cors = Cors {
        allow_origins: vec![origin],
        allow_methods: list(header("Access-Control-Allow-Methods")),
        allow_headers: list(header("Access-Control-Allow-Headers")),
        expose_headers: list(header("Access-Control-Expose-Headers")),
        max_age_s: header("Access-Control-Max-Age").and_then(|age| age.parse().ok()),
        allow_credentials: header("Access-Control-Allow-Credentials").is_some_and(|value| value == "true"),
    };
    match &draft.design.cors {
        None => draft.design.cors = Some(cors),
        // Each path has an answer of its own; the methods differ and belong together.
        Some(known) => {
            let mut merged = known.clone();
            for (into, from) in [
                (&mut merged.allow_origins, cors.allow_origins),
                (&mut merged.allow_methods, cors.allow_methods),
                (&mut merged.allow_headers, cors.allow_headers),
                (&mut merged.expose_headers, cors.expose_headers),
            ] {
                let new: Vec<String> = from.into_iter().filter(|item| !into.contains(item)).collect();
                into.extend(new);
            }
            draft.design.cors = Some(merged);
        }
    }
    true
}

/// Returns the text of a static source, `'text'`.
fn unquoted(source: &str) -> String {
    source.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(source).to_owned()
}
