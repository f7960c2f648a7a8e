//! JSON Patch (RFC 6902), as far as solutions need it: add, replace, remove.

use serde::Deserialize;
use serde_json::Value;

/// One operation on the design's file.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase", deny_unknown_fields)]
pub enum Operation {
    /// Sets a member, whether it is there or not, or puts an item into a list (`-`: at its end).
    Add {
        /// JSON Pointer of the place.
        path: String,
        /// What stands there then.
        value: Value,
    },
    /// Sets what is there already.
    Replace {
        /// JSON Pointer of the place.
        path: String,
        /// What stands there then.
        value: Value,
    },
    /// Takes a member or an item away.
    Remove {
        /// JSON Pointer of the place.
        path: String,
    },
}

impl Operation {
    fn path(&self) -> &str {
        match self {
            Self::Add { path, .. } | Self::Replace { path, .. } | Self::Remove { path } => path,
        }
    }

    /// Returns what is wrong with the operation, whatever it is applied to.
    ///
    /// # Errors
    /// In words.
    pub fn validate(&self) -> Result<(), String> {
        match self.path() {
            path if path.starts_with('/') => Ok(()),
            path => Err(format!("\"{path}\" is not a JSON Pointer into the design's file: begin it with /")),
        }
    }
}

/// Applies an operation.
///
/// # Errors
/// In words, where the place is not there.
pub fn apply(document: &mut Value, operation: &Operation) -> Result<(), String> {
    let path = operation.path();
    let missing = || format!("the design has no place `{path}`");
    let (parent, last) = path.rsplit_once('/').ok_or_else(missing)?;
    let name = last.replace("~1", "/").replace("~0", "~");
    let parent = document.pointer_mut(parent).ok_or_else(missing)?;
    match (parent, operation) {
        (Value::Object(members), Operation::Add { value, .. }) => {
            members.insert(name, value.clone());
        }
        (Value::Object(members), Operation::Replace { value, .. }) => {
            *members.get_mut(&name).ok_or_else(missing)? = value.clone();
        }
        (Value::Object(members), Operation::Remove { .. }) => {
            members.shift_remove(&name).ok_or_else(missing)?;
        }
        (Value::Array(items), Operation::Add { value, .. }) => {
            let at = if name == "-" { items.len() } else { name.parse().map_err(|_| missing())? };
            if at > items.len() {
                return Err(missing());
            }
            items.insert(at, value.clone());
        }
        (Value::Array(items), Operation::Replace { value, .. }) => {
            let item = name.parse().ok().and_then(|at: usize| items.get_mut(at));
            *item.ok_or_else(missing)? = value.clone();
        }
        (Value::Array(items), Operation::Remove { .. }) => {
            let at: usize = name.parse().map_err(|_| missing())?;
            if at >= items.len() {
                return Err(missing());
            }
            items.remove(at);
        }
        _ => return Err(missing()),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(operation: Value, expected: Option<Value>) {
        let mut document = json!({"a": {"b/c": 1}, "list": [1, 2]});
        let operation: Operation = serde_json::from_value(operation).expect("an operation");
        let done = apply(&mut document, &operation).ok().map(|()| document);
        assert_eq!(done, expected, "{operation:?}");
    }

    #[test]
    fn places_are_set_put_and_taken_away() {
        check(json!({"op": "add", "path": "/a/x", "value": 2}), Some(json!({"a": {"b/c": 1, "x": 2}, "list": [1, 2]})));
        check(json!({"op": "add", "path": "/list/-", "value": 3}), Some(json!({"a": {"b/c": 1}, "list": [1, 2, 3]})));
        check(json!({"op": "add", "path": "/list/0", "value": 3}), Some(json!({"a": {"b/c": 1}, "list": [3, 1, 2]})));
        check(json!({"op": "replace", "path": "/a/b~1c", "value": 2}), Some(json!({"a": {"b/c": 2}, "list": [1, 2]})));
        check(json!({"op": "remove", "path": "/list/0"}), Some(json!({"a": {"b/c": 1}, "list": [2]})));
        for path in ["/a/x", "/list/2", "/list/x", "/x/y", ""] {
            check(json!({"op": "remove", "path": path}), None);
            check(json!({"op": "replace", "path": path, "value": 1}), None);
        }
        check(json!({"op": "add", "path": "/list/3", "value": 1}), None);
    }
}
