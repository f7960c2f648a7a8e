//! What a method asks of its requests: parameters, validators, models. REST APIs only.

use super::{Method, Plan};
use crate::apigw::stage::ApiKind;
use crate::export::names;
use crate::export::warning;
use serde_json::{Map, Value, json};

/// A parameter that a method declares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::export) struct Parameter {
    /// `header`, `querystring` or `path`.
    pub place: &'static str,
    /// Its name.
    pub name: String,
    /// True if a validator refuses requests without it.
    pub required: bool,
}

impl Parameter {
    /// Returns `method.request.header.X`.
    pub fn expression(&self) -> String {
        format!("method.request.{}.{}", self.place, self.name)
    }

    /// Reads `method.request.header.X`; several values count as one.
    fn parse(expression: &str, required: bool) -> Option<Self> {
        let rest = expression.strip_prefix("method.request.")?;
        let (place, name) = rest.split_once('.')?;
        let place = match place {
            "header" | "multivalueheader" => "header",
            "querystring" | "multivaluequerystring" => "querystring",
            "path" => "path",
            _ => return None,
        };
        Some(Self { place, name: name.to_owned(), required })
    }
}

/// A request validator.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::export) struct Validator {
    /// Words of its name: `body only`.
    pub words: Vec<String>,
    /// True if it looks at bodies.
    pub body: bool,
    /// True if it looks at parameters.
    pub parameters: bool,
}

/// A model of a body.
#[derive(Clone, PartialEq, Debug)]
pub(in crate::export) struct Model {
    /// Its name: letters and digits.
    pub name: String,
    /// JSON Schema of draft 4. Other models are named as `{"$ref": "model:NAME"}`.
    pub schema: Value,
}

impl<'d> Plan<'d> {
    /// Plans parameters, validator and models of a method.
    pub(super) fn plan_request(&mut self, method: &mut Method<'d>) {
        let wanted = &method.route.method_request;
        if self.api == ApiKind::Http {
            if wanted.validate_body || wanted.validate_parameters {
                let message = format!("`{}`: an HTTP API validates no requests", method.key());
                self.warnings.push(warning("export/no-validation", message).help("check the request in the function"));
            }
            return;
        }
        let declared = wanted.parameters.iter().filter_map(|(name, required)| Parameter::parse(name, *required));
        method.parameters = declared.collect();
        // A mapping expression may only name what the method declares.
        let mapped = method.request_parameters.iter().filter_map(|(_, source)| Parameter::parse(source.trim(), false));
        for parameter in mapped {
            if !method.parameters.iter().any(|known| known.place == parameter.place && known.name == parameter.name) {
                method.parameters.push(parameter);
            }
        }
        if wanted.validate_body || wanted.validate_parameters {
            method.validator = Some(self.validator(wanted.validate_body, wanted.validate_parameters));
        }
        self.plan_models(method);
    }

    fn validator(&mut self, body: bool, parameters: bool) -> usize {
        let known = self.validators.iter().position(|known| known.body == body && known.parameters == parameters);
        known.unwrap_or_else(|| {
            let words: &[&str] = match (body, parameters) {
                (true, true) => &["body", "and", "parameters"],
                (true, false) => &["body", "only"],
                _ => &["parameters", "only"],
            };
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            self.validators.push(Validator { words, body, parameters });
            self.validators.len() - 1
        })
    }

    fn plan_models(&mut self, method: &mut Method<'d>) {
        let wanted = &method.route.method_request;
        // The name that a model has here, by the name that the route gives it.
        let mut renamed: Vec<(String, usize)> = Vec::new();
        for (name, schema) in &wanted.named_models {
            let index = self.model(names::words(name), schema);
            renamed.push((name.clone(), index));
        }
        for (content_type, schema) in &wanted.models {
            let named = reference(schema).and_then(|name| renamed.iter().find(|(known, _)| known == name));
            let index = match named {
                Some((_, index)) => *index,
                None => {
                    let mut words = method.words.clone();
                    words.push("body".into());
                    self.model(words, schema)
                }
            };
            if content_type == "$default" {
                let message = format!("`{}`: the model for every other type (`$default`) is left out", method.key());
                self.warnings.push(warning("export/default-model", message).help("name the content types"));
            } else {
                method.models.push((content_type.clone(), index));
            }
        }
        // References follow a model to its name here.
        let names: Map<String, Value> =
            renamed.iter().map(|(name, index)| (name.clone(), self.models[*index].name.clone().into())).collect();
        for (_, index) in renamed.iter().chain(&method.models) {
            let model = &mut self.models[*index];
            model.schema = rewritten(&model.schema, &|name| {
                let name = names.get(name).and_then(Value::as_str).unwrap_or(name);
                format!("model:{name}")
            });
        }
    }

    /// Returns the position of the model with this schema, under this name or one close to it.
    fn model(&mut self, words: Vec<String>, schema: &Value) -> usize {
        let wanted = names::pascal(&words);
        if let Some(index) = self.models.iter().position(|known| known.schema == *schema && known.name == wanted) {
            return index;
        }
        let name = names::pascal(&self.taken.models.claim(words, "model"));
        self.models.push(Model { name, schema: schema.clone() });
        self.models.len() - 1
    }
}

/// Returns the name of the model that a schema is nothing but a reference to.
fn reference(schema: &Value) -> Option<&str> {
    let members = schema.as_object().filter(|members| members.len() == 1)?;
    model_name(members.get("$ref")?.as_str()?)
}

/// Returns the name in a reference to a model: `model:NAME`, or the service's own URL.
fn model_name(reference: &str) -> Option<&str> {
    let by_url = || reference.split_once("/models/").filter(|(host, _)| host.contains("apigateway"));
    reference.strip_prefix("model:").or_else(|| by_url().map(|(_, name)| name))
}

/// Returns a schema with every reference to a model written by `reference`, and without `$schema` (drafts are no
/// part of OpenAPI, and the service knows only one).
pub(in crate::export) fn rewritten(schema: &Value, reference: &dyn Fn(&str) -> String) -> Value {
    rewritten_with(schema, &|name| json!(reference(name)))
}

/// Does what [`rewritten`] does, with references that may be functions of a template.
pub(in crate::export) fn rewritten_with(schema: &Value, reference: &dyn Fn(&str) -> Value) -> Value {
    match schema {
        Value::Object(members) => {
            let members = members.iter().filter(|(name, value)| *name != "$schema" || !value.is_string());
            let members = members.map(|(name, value)| {
                let model = value.as_str().filter(|_| name == "$ref").and_then(model_name);
                (name.clone(), model.map_or_else(|| rewritten_with(value, reference), reference))
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| rewritten_with(item, reference)).collect()),
        other => other.clone(),
    }
}
