//! Models of bodies: JSON Schema with references to other models.

use serde_json::{Map, Value};

/// Returns `schema` with its references to models of the file written as `model:NAME`, as a design has them, and adds
/// the models that it names, themselves and those that they name, to `models`. A model may name itself: each is added
/// once.
pub(super) fn localized(
    schema: &Value,
    named: &dyn Fn(&str) -> Option<Value>,
    models: &mut Map<String, Value>,
) -> Value {
    let mut waiting = Vec::new();
    let localized = rewritten(schema, &mut waiting);
    while let Some(name) = waiting.pop() {
        if !models.contains_key(&name)
            && let Some(found) = named(&name)
        {
            let found = rewritten(&found, &mut waiting);
            models.insert(name, found);
        }
    }
    localized
}

/// Rewrites references and notes the names. The depth is that of the file, which its reader bounds.
fn rewritten(schema: &Value, names: &mut Vec<String>) -> Value {
    match schema {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let model = value.as_str().filter(|_| name == "$ref").and_then(model_name);
                let value = match model {
                    Some(model) => {
                        names.push(model.to_owned());
                        format!("model:{model}").into()
                    }
                    None => rewritten(value, names),
                };
                (name.clone(), value)
            });
            Value::Object(members.collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| rewritten(item, names)).collect()),
        other => other.clone(),
    }
}

/// Returns the name in a reference to a model: inside an OpenAPI file, or the service's own URL.
fn model_name(reference: &str) -> Option<&str> {
    let own = ["#/components/schemas/", "#/definitions/", "model:"];
    let by_url = || reference.split_once("/models/").map(|(_, name)| name);
    own.iter().find_map(|prefix| reference.strip_prefix(prefix)).or_else(by_url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_model_that_names_itself_is_added_once() {
        let named = |name: &str| (name == "Tree").then(|| json!({"items": {"$ref": "#/definitions/Tree"}}));
        let mut models = Map::new();
        let schema = localized(&json!({"$ref": "#/definitions/Tree"}), &named, &mut models);
        assert_eq!(schema, json!({"$ref": "model:Tree"}));
        assert_eq!(Value::Object(models), json!({"Tree": {"items": {"$ref": "model:Tree"}}}));
    }
}
