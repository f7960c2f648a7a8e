//! `{{name}}` placeholders, which `.http` files and Postman collections share.

use std::collections::HashMap;

/// How often a variable may stand for another; more is a circle.
const MAX_DEPTH: usize = 8;

/// Longest text that filling in may make, in bytes.
const MAX_TEXT: usize = 4 * 1024 * 1024;

/// Variables by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(HashMap<String, String>);

impl Variables {
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// Fills in what is known; the names of the others go to `unresolved`, once each, and stay in the text.
    pub fn fill(&self, text: &str, unresolved: &mut Vec<String>) -> String {
        self.fill_at(text, unresolved, 0)
    }

    fn fill_at(&self, text: &str, unresolved: &mut Vec<String>, depth: usize) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let Some((name, after)) = after.split_once("}}") else {
                out.push_str("{{");
                rest = after;
                continue;
            };
            match self.0.get(name.trim()) {
                Some(value) if depth < MAX_DEPTH && out.len() + value.len() <= MAX_TEXT => {
                    out.push_str(&self.fill_at(value, unresolved, depth + 1));
                }
                _ => {
                    let name = name.trim();
                    if !unresolved.iter().any(|known| known == name) {
                        unresolved.push(name.to_owned());
                    }
                    out.push_str("{{");
                    out.push_str(name);
                    out.push_str("}}");
                }
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in() {
        let mut variables = Variables::default();
        variables.set("host", "https://{{ name }}.example");
        variables.set("name", "api");
        variables.set("a", "{{b}}{{b}}");
        variables.set("b", "{{a}}{{a}}");
        let mut unresolved = Vec::new();
        let filled = variables.fill("{{host}}/{{ $guid }}/{{$guid}}/{{open", &mut unresolved);
        assert_eq!(filled, "https://api.example/{{$guid}}/{{$guid}}/{{open");
        assert_eq!(unresolved, ["$guid"]);
        // A circle ends.
        assert!(variables.fill("{{a}}", &mut unresolved).len() < MAX_TEXT);
        assert_eq!(unresolved.len(), 2 + usize::from(unresolved.contains(&"b".to_owned())));
    }
}
