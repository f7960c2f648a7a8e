//! Golden events: the event that a call is expected to give, kept with the call, and how another one differs from it.
//!
//! Members may come in any order; everything else counts. What makes the event is none of this module's business.

use super::{Call, Design};
use serde_json::Value;
use std::fmt;

/// The most differences that are listed: whoever has more looks at the whole.
pub const MAX_DIFFERENCES: usize = 200;

/// One difference between the event expected and the event found.
#[derive(Clone, PartialEq, Debug)]
pub struct Difference {
    /// JSON Pointer (RFC 6901) of the place; empty for the whole event.
    pub pointer: String,
    /// What is expected there; `None`: nothing.
    pub expected: Option<Value>,
    /// What is there; `None`: nothing.
    pub found: Option<Value>,
}

impl fmt::Display for Difference {
    /// Writes it as one line: `/user/email: "a" became "b"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the event" } else { &self.pointer };
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => write!(f, "{place}: {} became {}", short(expected), short(found)),
            (Some(expected), None) => write!(f, "{place}: {} is gone", short(expected)),
            (None, Some(found)) => write!(f, "{place}: {} is new", short(found)),
            (None, None) => write!(f, "{place}: nothing"),
        }
    }
}

/// Returns a value as JSON, its end left out where it is long.
fn short(value: &Value) -> String {
    const MAX_CHARS: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Returns how `found` differs from `expected`, in the order of what is expected, what is new last; at most
/// [`MAX_DIFFERENCES`].
pub fn differences(expected: &Value, found: &Value) -> Vec<Difference> {
    let mut all = Vec::new();
    compare(&mut all, String::new(), expected, found);
    all
}

/// Returns how an event's text differs from what `call` expects. `None` if the call expects nothing; a text that is no
/// JSON differs as a whole.
pub fn check(call: &Call, event: Option<&str>) -> Option<Vec<Difference>> {
    let expected = call.golden.as_ref()?;
    let found = event.and_then(|text| serde_json::from_str::<Value>(text).ok());
    Some(match found {
        Some(found) => differences(expected, &found),
        None => vec![Difference { pointer: String::new(), expected: Some(expected.clone()), found: None }],
    })
}

/// Returns the design with `event` as what the call expects from now on; `None` takes the expectation away. Nothing is
/// returned if the design has no such call or the text is no JSON.
pub fn accept(design: &Design, route: usize, call: usize, event: Option<&str>) -> Option<Design> {
    let golden = match event {
        Some(text) => Some(serde_json::from_str(text).ok()?),
        None => None,
    };
    let mut changed = design.clone();
    changed.routes.get_mut(route)?.calls.get_mut(call)?.golden = golden;
    Some(changed)
}

// The depth is bounded: serde_json reads 128 levels.
fn compare(all: &mut Vec<Difference>, pointer: String, expected: &Value, found: &Value) {
    if all.len() >= MAX_DIFFERENCES || expected == found {
        return;
    }
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (name, member) in expected {
                both(all, below(&pointer, name), Some(member), found.get(name));
            }
            for (name, member) in found.iter().filter(|(name, _)| !expected.contains_key(*name)) {
                both(all, below(&pointer, name), None, Some(member));
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            for index in 0..expected.len().max(found.len()) {
                both(all, format!("{pointer}/{index}"), expected.get(index), found.get(index));
            }
        }
        _ => {
            all.push(Difference { pointer, expected: Some(expected.clone()), found: Some(found.clone()) });
        }
    }
}

fn both(all: &mut Vec<Difference>, pointer: String, expected: Option<&Value>, found: Option<&Value>) {
    match (expected, found) {
        (Some(expected), Some(found)) => compare(all, pointer, expected, found),
        _ if all.len() < MAX_DIFFERENCES => {
            all.push(Difference { pointer, expected: expected.cloned(), found: found.cloned() });
        }
        _ => {}
    }
}

fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Route;
    use serde_json::json;

    fn said(expected: Value, found: Value) -> Vec<String> {
        differences(&expected, &found).iter().map(Difference::to_string).collect()
    }

    #[test]
    fn order_of_members_does_not_count_and_everything_else_does() {
        assert!(said(json!({"a": 1, "b": [1, {"c": null}]}), json!({"b": [1, {"c": null}], "a": 1})).is_empty());
        assert_eq!(said(json!({"a": 1}), json!({"a": "1"})), ["/a: 1 became \"1\""]);
        assert_eq!(said(json!({"a": null}), json!({})), ["/a: null is gone"]);
        assert_eq!(said(json!([1]), json!([1, 2])), ["/1: 2 is new"]);
        assert_eq!(said(json!({"a/b~": {"x": 1}}), json!({"a/b~": {"x": 2}})), ["/a~1b~0/x: 1 became 2"]);
        assert_eq!(said(json!({}), json!([])), ["the event: {} became []"]);
    }

    #[test]
    fn an_event_is_accepted_and_forgotten() {
        let mut route = Route::default();
        route.calls.push(Call::default());
        let design = Design { routes: vec![route], ..Design::default() };
        let kept = accept(&design, 0, 0, Some("{\"a\": 1}")).expect("accepted");
        assert_eq!(check(&kept.routes[0].calls[0], Some("{\"a\":1}")), Some(Vec::new()));
        let differs = check(&kept.routes[0].calls[0], Some("{\"a\":2}")).expect("compared");
        assert_eq!(differs[0].pointer, "/a");
        assert_eq!(check(&kept.routes[0].calls[0], None).expect("compared").len(), 1);
        assert_eq!(accept(&kept, 0, 0, None), Some(design.clone()));
        assert_eq!(accept(&design, 0, 1, Some("1")), None);
        assert_eq!(accept(&design, 0, 0, Some("{")), None);
        assert_eq!(check(&design.routes[0].calls[0], Some("1")), None);
    }

    #[test]
    fn a_list_of_differences_ends() {
        let expected: Vec<usize> = (0..10_000).collect();
        let found: Vec<usize> = (1..20_000).collect();
        assert_eq!(differences(&json!(expected), &json!(found)).len(), MAX_DIFFERENCES);
    }
}
