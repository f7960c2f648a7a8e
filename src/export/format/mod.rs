//! One file of code a format.

pub(super) mod cdk;
pub(super) mod cli;
pub(super) mod cloudformation;
pub(super) mod event;
mod functions;
pub(super) mod openapi;
pub(super) mod sam;
pub(super) mod serverless;
pub(super) mod terraform;
pub(super) mod vtl;

use crate::apigw::cors::Cors;
use crate::apigw::integration::MappingTemplate;
use crate::apigw::request::Pairs;
use serde_json::{Map, Value, json};

/// Adds pairs as a map, unless there are none.
fn insert_pairs(out: &mut Map<String, Value>, name: &str, pairs: &Pairs) {
    if !pairs.is_empty() {
        let pairs = pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str())));
        out.insert(name.into(), Value::Object(pairs.collect()));
    }
}

/// Adds templates by their content types, unless there are none.
fn insert_templates(out: &mut Map<String, Value>, name: &str, templates: &[MappingTemplate]) {
    if !templates.is_empty() {
        let templates = templates.iter().map(|one| (one.content_type.clone(), Value::from(&*one.text)));
        out.insert(name.into(), Value::Object(templates.collect()));
    }
}

/// Returns the CORS setting of an HTTP API, in the words of the service's own interface.
fn cors_configuration(cors: &Cors) -> Value {
    let mut out = Map::new();
    let lists = [
        ("AllowOrigins", &cors.allow_origins),
        ("AllowMethods", &cors.allow_methods),
        ("AllowHeaders", &cors.allow_headers),
        ("ExposeHeaders", &cors.expose_headers),
    ];
    for (name, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        out.insert(name.into(), json!(list));
    }
    if let Some(seconds) = cors.max_age_s {
        out.insert("MaxAge".into(), seconds.into());
    }
    if cors.allow_credentials {
        out.insert("AllowCredentials".into(), true.into());
    }
    Value::Object(out)
}
