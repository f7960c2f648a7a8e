//! `{{name}}` placeholders, which `.http` files and Postman collections share.

use std::collections::HashMap;

/// Names without a value that are listed.
const MAX_NAMES: usize = 100;

/// How often a variable may stand for another; more is a circle.
const MAX_DEPTH: usize = 8;

/// Bytes that filling in may make, counting what nested placeholders make on the way.
const MAX_WORK: usize = 4 * 1024 * 1024;

/// Variables by name.
#[derive(Clone, Debug, Default)]
pub(super) struct Variables(HashMap<String, String>);

impl Variables {
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// Fills in what is known; the names of the others go to `unresolved`, once each, and stay in the text.
    pub fn fill(&self, text: &str, unresolved: &mut Vec<String>) -> String {
        let mut work = MAX_WORK;
        self.fill_at(text, unresolved, 0, &mut work)
    }

    fn fill_at(&self, text: &str, unresolved: &mut Vec<String>, depth: usize, work: &mut usize) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, name, after)) = next_placeholder(rest) {
            out.push_str(before);
            rest = after;
            let name = name.trim();
            match self.0.get(name) {
                Some(value) if depth < MAX_DEPTH && value.len() < *work => {
                    *work -= value.len() + 1;
                    out.push_str(&self.fill_at(value, unresolved, depth + 1, work));
                }
                _ => {
                    if unresolved.len() < MAX_NAMES && !unresolved.iter().any(|known| known == name) {
                        unresolved.push(name.to_owned());
                    }
                    out.push_str("{{");
                    out.push_str(name);
                    out.push_str("}}");
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// Cuts `text` around its first placeholder; braces that open without closing, or the other way, are text.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find("{{")?;
    let close = open + text.get(open..)?.find("}}")?;
    // Of several openings the last one is the placeholder's.
    let open = text.get(..close)?.rfind("{{")?;
    Some((text.get(..open)?, text.get(open + 2..close)?, text.get(close + 2..)?))
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
        assert_eq!(variables.fill("a}}b{{name}}{", &mut unresolved), "a}}bapi{");
        // A circle ends.
        assert!(variables.fill("{{a}}", &mut unresolved).len() < MAX_WORK);
        assert_eq!(unresolved.len(), 2);
    }
}
