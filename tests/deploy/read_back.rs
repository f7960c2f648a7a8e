//! Reads exports with parsers of their formats.

use saphyr_parser::{Event, Parser};
use serde_json::{Map, Value, json};

/// Reads YAML as a tree of texts: what a scalar is besides does not matter here.
pub fn yaml(text: &str) -> Value {
    let mut stack: Vec<(Value, Option<String>)> = vec![(Value::Array(Vec::new()), None)];
    for event in Parser::new_from_str(text) {
        let (event, _) = event.unwrap_or_else(|error| panic!("YAML: {error}"));
        match event {
            Event::Scalar(text, ..) => add(&mut stack, Value::String(text.into_owned())),
            Event::SequenceStart(..) => stack.push((json!([]), None)),
            Event::MappingStart(..) => stack.push((json!({}), None)),
            Event::SequenceEnd | Event::MappingEnd => {
                let (done, _) = stack.pop().expect("open");
                add(&mut stack, done);
            }
            Event::Alias(..) => panic!("an export has no aliases"),
            _ => {}
        }
    }
    let root = stack.pop().expect("the root").0;
    root.get(0).cloned().expect("one document")
}

/// Adds a value to the list or map that is open.
fn add(stack: &mut [(Value, Option<String>)], value: Value) {
    let (open, key) = stack.last_mut().expect("open");
    match open {
        Value::Array(items) => items.push(value),
        Value::Object(members) => match key.take() {
            None => *key = Some(value.as_str().expect("keys are texts").to_owned()),
            Some(name) => {
                assert!(members.insert(name.clone(), value).is_none(), "`{name}` stands twice");
            }
        },
        _ => unreachable!("lists and maps only"),
    }
}

/// Returns every text at `application/json` below a member called like one of `names`, in order.
pub fn templates(value: &Value, names: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, names, &mut found);
    found
}

fn collect(value: &Value, names: &[&str], found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let template = value.get("application/json").and_then(Value::as_str);
                match template.filter(|_| names.contains(&name.as_str())) {
                    Some(text) => found.push(text.to_owned()),
                    None => collect(value, names, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, names, found)),
        _ => {}
    }
}

/// Evaluates the arguments called `name` of all blocks of a Terraform file that are objects of texts.
pub fn terraform(text: &str, name: &str) -> Vec<Map<String, Value>> {
    use hcl::eval::{Context, Evaluate};
    let body = hcl::parse(text).unwrap_or_else(|error| panic!("HCL: {error}\n{text}"));
    let context = Context::new();
    let blocks = body.blocks().filter(|block| block.identifier() == "resource");
    let arguments = blocks.flat_map(|block| block.body().attributes().filter(|attribute| attribute.key() == name));
    arguments
        .map(|attribute| {
            let value = attribute.expr().evaluate(&context).expect("evaluates");
            match serde_json::to_value(value).expect("JSON") {
                Value::Object(members) => members,
                other => panic!("no object: {other}"),
            }
        })
        .collect()
}
