//! Lines of code with their indentation, and what all languages write the same.

use super::plan::Plan;

/// Code that is being written.
pub(super) struct Code {
    text: String,
    depth: usize,
    indent: &'static str,
}

impl Code {
    /// Starts with nothing; `indent` stands before a line once a level.
    pub fn new(indent: &'static str) -> Self {
        Self { text: String::new(), depth: 0, indent }
    }

    /// Writes a line; an empty one has no blanks.
    pub fn line(&mut self, line: impl AsRef<str>) {
        let line = line.as_ref();
        if !line.is_empty() {
            self.text.extend(std::iter::repeat_n(self.indent, self.depth));
            self.text.push_str(line);
        }
        self.text.push('\n');
    }

    /// Writes lines.
    pub fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.line(line);
        }
    }

    /// Writes what `write` writes one level deeper.
    pub fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    /// Writes `head`, a deeper level, and `tail`.
    pub fn block(&mut self, head: impl AsRef<str>, tail: &str, write: impl FnOnce(&mut Self)) {
        self.line(head);
        self.indented(write);
        self.line(tail);
    }

    /// Returns the code.
    pub fn finish(self) -> String {
        self.text
    }
}

/// Returns what the code is for, on one line whatever a path holds.
pub(super) fn heading(plan: &Plan) -> String {
    plan.heading.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

/// Returns the members of the result: each field's name with its variable, and the body's.
pub(super) fn result<'a>(plan: &'a Plan, variables: &'a [String]) -> Vec<(&'a str, &'a str)> {
    let fields = plan.fields.iter().zip(variables);
    let mut members: Vec<(&str, &str)> =
        fields.map(|(field, variable)| (field.name.as_str(), variable.as_str())).collect();
    if plan.body.is_read() {
        members.push(("body", "body"));
    }
    members
}
