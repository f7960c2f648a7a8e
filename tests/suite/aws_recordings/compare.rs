//! Compares what we build with what was recorded, as the README of the recordings says.

use serde_json::Value;
use std::collections::HashSet;

/// How a case wants its JSON compared.
#[derive(Default)]
pub struct Rules {
    /// Pointers whose value varies from call to call: the member must be there.
    pub unstable: HashSet<String>,
    /// Pointers of members that may be missing.
    pub optional: HashSet<String>,
    /// More members may be there than were recorded.
    pub subset: bool,
}

impl Rules {
    pub fn of(case: &Value) -> Self {
        let pointers = |name: &str| {
            let list = case[name].as_array().into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Self {
            unstable: pointers("unstable"),
            optional: pointers("optional"),
            subset: case["subset"].as_bool().unwrap_or(false),
        }
    }

    /// Returns every difference, one a line; empty if there is none.
    pub fn differences(&self, expected: &Value, actual: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.walk("", expected, actual, &mut found);
        found
    }

    fn walk(&self, pointer: &str, expected: &Value, actual: &Value, found: &mut Vec<String>) {
        if self.unstable.contains(pointer) {
            return;
        }
        match (expected, actual) {
            (Value::Object(expected), Value::Object(actual)) => {
                let name = |key: &String| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                for (key, value) in expected {
                    match actual.get(key) {
                        Some(actual) => self.walk(&name(key), value, actual, found),
                        None if self.optional.contains(&name(key)) => {}
                        None => found.push(format!("{} is missing", name(key))),
                    }
                }
                for key in actual.keys().filter(|key| !expected.contains_key(*key) && !self.subset) {
                    found.push(format!("{} should not be there: {}", name(key), actual[key]));
                }
            }
            (Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
                for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                    self.walk(&format!("{pointer}/{index}"), expected, actual, found);
                }
            }
            _ if expected == actual || is_placeholder(expected) => {}
            _ => found.push(format!("{pointer}: expected {expected}, found {actual}")),
        }
    }
}

/// Returns true for what the recorder put in the place of a value: `<uuid:1>`.
fn is_placeholder(value: &Value) -> bool {
    let Some(text) = value.as_str() else { return false };
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    inner.is_some_and(|inner| {
        !inner.is_empty() && inner.chars().all(|c| c.is_ascii_alphanumeric() || ":-_ ".contains(c))
    })
}
