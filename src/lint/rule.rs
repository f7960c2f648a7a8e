//! What a rule is, and how it says what it found.

use super::Change;
use super::look::{CallLook, RouteLook, TemplateLook};
use crate::design::{Design, file};
use crate::diagnostics::{Applicability, Diagnostic, Severity, Source};
use crate::text::{Edit, Span};
use serde_json::{Value, json};
use std::sync::Arc;

/// A rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// Its name, which completes the sentence "allow …": the bad thing, not the cure.
    pub name: &'static str,
    /// How much a finding matters.
    pub severity: Severity,
    /// What is wrong, in one sentence.
    pub summary: &'static str,
    /// What happens, why, and what to do; with the source of the fact.
    pub why: &'static str,
    /// What it finds.
    pub bad: Example,
    /// How it should be.
    pub good: Example,
    /// How it looks.
    pub check: Check,
}

/// How a rule looks.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// At the text of a template.
    Template(fn(&TemplateLook<'_>, &mut Found)),
    /// At what a request template makes of a call.
    Call(fn(&CallLook<'_>, &mut Found)),
    /// At how a route is set up.
    Route(fn(&RouteLook<'_>, &mut Found)),
}

/// An example.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Example {
    /// A request template.
    Template(&'static str),
    /// A request template, and members of a call's request in a design file that it runs for.
    Call(&'static str, &'static str),
    /// Members of a design file.
    Design(&'static str),
    /// A request template that is this text, so many times.
    Repeated(&'static str, usize),
}

/// What an example's members are put into.
const BASE: &str = r#"{
    "gatewright": 1, "name": "Example", "api": "REST",
    "stage": {
        "name": "prod", "accountId": "123456789012", "apiId": "a1b2c3d4e5", "region": "us-east-1",
        "deploymentId": "h4gm3x"
    },
    "routes": [{
        "method": "POST", "path": "/example/{id}",
        "integration": {
            "proxy": false, "payloadFormatVersion": "2.0", "passthroughBehavior": "WHEN_NO_TEMPLATES",
            "requestTemplates": [{"contentType": "application/json", "lines": ["{}"]}]
        },
        "calls": [{"name": "A call", "request": {"method": "POST", "path": "/example/1"}}]
    }]
}"#;

impl Example {
    /// Returns a design that holds the example; `None` if the example is not written as it should be.
    pub fn design(self) -> Option<Design> {
        let mut tree: Value = serde_json::from_str(BASE).ok()?;
        let members = match self {
            Self::Template(_) | Self::Repeated(..) => Value::Null,
            Self::Call(_, request) => {
                json!({"routes": [{"calls": [{"request": serde_json::from_str::<Value>(request).ok()?}]}]})
            }
            Self::Design(members) => serde_json::from_str(members).ok()?,
        };
        merge(&mut tree, members);
        let mut design = file::parse(&tree.to_string()).ok()?;
        let text: Arc<str> = match self {
            Self::Template(text) | Self::Call(text, _) => text.into(),
            Self::Repeated(text, times) => text.repeat(times).into(),
            Self::Design(_) => return Some(design),
        };
        design.routes.first_mut()?.integration.request_templates.first_mut()?.text = text;
        Some(design)
    }

    /// Returns the example as it is shown.
    pub fn text(self) -> String {
        match self {
            Self::Template(text) => text.to_owned(),
            Self::Call(text, request) => format!("{text}\n## for a call with {request}"),
            Self::Design(members) => members.to_owned(),
            Self::Repeated(text, times) => format!("{text}## ... and so on, {times} times"),
        }
    }
}

/// Puts members into a tree: objects join, routes and calls join one by one, anything else replaces.
fn merge(tree: &mut Value, members: Value) {
    match (tree, members) {
        (_, Value::Null) => {}
        (Value::Object(tree), Value::Object(members)) => {
            for (name, member) in members {
                match tree.get_mut(&name) {
                    Some(Value::Array(items)) if name == "routes" || name == "calls" => {
                        let Value::Array(members) = member else { continue };
                        for (index, member) in members.into_iter().enumerate() {
                            match items.get_mut(index) {
                                Some(item) => merge(item, member),
                                None => items.push(member),
                            }
                        }
                    }
                    Some(value) if value.is_object() => merge(value, member),
                    _ => {
                        tree.insert(name, member);
                    }
                }
            }
        }
        (tree, members) => *tree = members,
    }
}

/// Collects what one rule finds.
#[derive(Debug)]
pub struct Found {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    pub(super) said: Vec<Said>,
}

/// Something that a rule says.
#[derive(Debug)]
pub struct Said {
    pub(super) diagnostic: Diagnostic,
    /// Below the subject, where it is not the subject itself.
    pub(super) pointer: String,
    pub(super) changes: Vec<Change>,
}

impl Found {
    pub(super) fn new(rule: &Rule) -> Self {
        Self { rule: rule.name, severity: rule.severity, said: Vec::new() }
    }

    fn push(&mut self, diagnostic: Diagnostic, pointer: String) -> &mut Said {
        self.said.push(Said { diagnostic, pointer, changes: Vec::new() });
        let last = self.said.len() - 1;
        &mut self.said[last]
    }

    /// Says something about a place in the template.
    pub fn at(&mut self, span: Span, message: impl Into<String>) -> &mut Said {
        let diagnostic = Diagnostic::new(self.rule, self.severity, message).at(Source::Template, span, "");
        self.push(diagnostic, String::new())
    }

    /// Says something about a member of the design's file, by its JSON Pointer below the subject.
    pub fn about(&mut self, pointer: impl Into<String>, message: impl Into<String>) -> &mut Said {
        self.push(Diagnostic::new(self.rule, self.severity, message), pointer.into())
    }

    /// Takes a diagnostic that somebody else made, under this rule's name.
    pub fn take(&mut self, mut diagnostic: Diagnostic) {
        diagnostic.rule = crate::diagnostics::RuleId(self.rule);
        self.push(diagnostic, String::new());
    }
}

impl Said {
    /// Says what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// Shows another place in the template.
    pub fn also(&mut self, span: Span, text: &'static str) -> &mut Self {
        self.diagnostic = self.diagnostic.clone().at(Source::Template, span, text);
        self
    }

    fn fix(&mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> &mut Self {
        let fix = crate::diagnostics::Fix { title: title.into(), applicability, source: Source::Template, edits };
        self.diagnostic.fixes.push(fix);
        self
    }

    /// Offers a change that keeps what the author meant.
    pub fn safe(&mut self, title: impl Into<String>, edits: Vec<Edit>) -> &mut Self {
        self.fix(title, Applicability::Safe, edits)
    }

    /// Offers a change that may change the meaning.
    pub fn maybe(&mut self, title: impl Into<String>, edits: Vec<Edit>) -> &mut Self {
        self.fix(title, Applicability::Unsafe, edits)
    }

    /// Shows a way, to be adapted by hand.
    pub fn shown(&mut self, title: impl Into<String>, edits: Vec<Edit>) -> &mut Self {
        self.fix(title, Applicability::DisplayOnly, edits)
    }

    /// Offers a change of the member that this is about; the value `None` takes it away.
    pub fn change(
        &mut self,
        title: impl Into<String>,
        applicability: Applicability,
        value: Option<Value>,
    ) -> &mut Self {
        let pointer = self.pointer.clone();
        self.changes.push(Change { title: title.into(), applicability, pointer, value });
        self
    }
}
