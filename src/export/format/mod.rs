//! One file of code a format.

pub(super) mod cloudformation;
mod functions;
pub(super) mod openapi;
pub(super) mod sam;
pub(super) mod vtl;

use crate::apigw::integration::MappingTemplate;
use crate::apigw::request::Pairs;
use serde_json::{Map, Value};

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
