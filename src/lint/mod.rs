//! Rules: mistakes that people make with mapping templates and integrations, found before the deploy.
//!
//! A rule is one file in `rules`, a row of [`RULES`]: name, severity, why, a bad and a good example (which run as
//! tests), and the check. Some read a template's text, some look at what it makes of the design's calls, some at how a
//! route is set up. [`check`] runs them all; [`check_route`] is for whoever knows that only one route has changed.
//!
//! A rule is silenced for a line by a comment on it or above it, for a whole template by a comment before anything is
//! printed, and for a design by its member `allow`; each time with a reason:
//!
//! ```text
//! ## gatewright: allow unescaped-in-string: the client is ours and sends no quotes
//! ```

mod look;
mod rule;
mod rules;
mod run;
mod silence;

pub use look::{CallLook, RouteLook, Side, TemplateLook};
pub use rule::{Check, Example, Found, Rule, Said};
pub use rules::RULES;
pub use run::{check, check_route};
pub use silence::{silence_everywhere, silence_here, speak_again};

use crate::design::{Design, file};
use crate::diagnostics::{Applicability, Diagnostic, RuleId, Source};
use crate::text::apply_edits;
use serde_json::Value;

/// Something that a rule found.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// What there is to say; places in [`Source::Template`] are in the text that [`Subject::text`] returns.
    pub diagnostic: Diagnostic,
    /// What it is about.
    pub subject: Subject,
    /// The call that showed it, where one did: its position in the route.
    pub call: Option<usize>,
    /// JSON Pointer of what it is about in the design's file.
    pub pointer: String,
    /// Changes of the design on offer, where the text of a template is not what is to be changed.
    pub changes: Vec<Change>,
    /// Why the design or the template asks for silence about it.
    pub silenced: Option<String>,
}

/// What a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Subject {
    /// A route, by its position.
    Route(usize),
    /// A request template.
    RequestTemplate {
        /// Position of the route.
        route: usize,
        /// Position in the route's request templates.
        template: usize,
    },
    /// A response template.
    ResponseTemplate {
        /// Position of the route.
        route: usize,
        /// Position in the integration's responses.
        response: usize,
        /// Position in the response's templates.
        template: usize,
    },
}

impl Subject {
    /// Returns the position of the route.
    pub fn route(self) -> usize {
        match self {
            Self::Route(route) | Self::RequestTemplate { route, .. } | Self::ResponseTemplate { route, .. } => route,
        }
    }

    /// Returns the text of the template that it is about.
    pub fn text(self, design: &Design) -> Option<&std::sync::Arc<str>> {
        let integration = &design.routes.get(self.route())?.integration;
        let template = match self {
            Self::Route(_) => return None,
            Self::RequestTemplate { template, .. } => integration.request_templates.get(template)?,
            Self::ResponseTemplate { response, template, .. } => {
                integration.responses.get(response)?.templates.get(template)?
            }
        };
        Some(&template.text)
    }

    fn text_mut(self, design: &mut Design) -> Option<&mut std::sync::Arc<str>> {
        let integration = &mut design.routes.get_mut(self.route())?.integration;
        let template = match self {
            Self::Route(_) => return None,
            Self::RequestTemplate { template, .. } => integration.request_templates.get_mut(template)?,
            Self::ResponseTemplate { response, template, .. } => {
                integration.responses.get_mut(response)?.templates.get_mut(template)?
            }
        };
        Some(&mut template.text)
    }

    /// Returns the JSON Pointer of it in the design's file.
    pub fn pointer(self) -> String {
        match self {
            Self::Route(route) => format!("/routes/{route}"),
            Self::RequestTemplate { route, template } => {
                format!("/routes/{route}/integration/requestTemplates/{template}")
            }
            Self::ResponseTemplate { route, response, template } => {
                format!("/routes/{route}/integration/responses/{response}/templates/{template}")
            }
        }
    }
}

/// A change of the design outside of templates.
#[derive(Clone, PartialEq, Debug)]
pub struct Change {
    /// The button's text, an order.
    pub title: String,
    /// How far to trust it.
    pub applicability: Applicability,
    /// JSON Pointer of the member in the design's file.
    pub pointer: String,
    /// What it becomes; `None`: it goes.
    pub value: Option<Value>,
}

impl Change {
    /// Returns the design with the change made; `None` if it does not fit.
    pub fn apply(&self, design: &Design) -> Option<Design> {
        let mut tree: Value = serde_json::from_str(&file::to_text(design)).ok()?;
        let (parent, name) = self.pointer.rsplit_once('/')?;
        let parent = tree.pointer_mut(parent)?;
        match (parent, &self.value) {
            (Value::Object(members), Some(value)) => {
                members.insert(name.to_owned(), value.clone());
            }
            (Value::Object(members), None) => {
                members.shift_remove(name)?;
            }
            (Value::Array(items), Some(value)) => *items.get_mut(name.parse::<usize>().ok()?)? = value.clone(),
            (Value::Array(items), None) => {
                let index = name.parse::<usize>().ok().filter(|index| *index < items.len())?;
                items.remove(index);
            }
            _ => return None,
        }
        file::parse(&tree.to_string()).ok()
    }
}

/// Returns the rule called `name`.
pub fn find(name: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.name == name)
}

/// Returns the rule of a finding's diagnostic, if one of [`RULES`] made it.
pub fn rule_of(id: RuleId) -> Option<&'static Rule> {
    find(id.0)
}

/// Returns the design with one fix of a template's text applied; `None` if it does not fit (any more).
pub fn apply_fix(design: &Design, subject: Subject, fix: &crate::diagnostics::Fix) -> Option<Design> {
    if fix.source != Source::Template || fix.edits.is_empty() {
        return None;
    }
    let mut changed = design.clone();
    let text = subject.text_mut(&mut changed)?;
    *text = apply_edits(text, &fix.edits)?.into();
    Some(changed)
}

/// How often [`fix_all_safe`] looks again after mending.
const MAX_ROUNDS: usize = 20;

/// Applies every safe fix until none is left, and returns the design with the number of fixes applied.
pub fn fix_all_safe(design: &Design) -> (Design, usize) {
    let (mut design, mut applied) = (design.clone(), 0);
    for _ in 0..MAX_ROUNDS {
        let findings = check(&design, &|| false);
        let before = applied;
        // Last places first, so that edits before them still fit; what overlaps waits for the next round.
        let mut first_touched: std::collections::HashMap<Subject, u32> = std::collections::HashMap::new();
        for finding in findings.iter().rev().filter(|finding| finding.silenced.is_none()) {
            let safe = |applicability: Applicability| applicability == Applicability::Safe;
            if let Some(fix) = finding.diagnostic.fixes.iter().find(|fix| safe(fix.applicability)) {
                let start = fix.edits.iter().map(|edit| edit.span.start).min().unwrap_or_default();
                let end = fix.edits.iter().map(|edit| edit.span.end).max().unwrap_or_default();
                let free =
                    first_touched.get(&finding.subject).is_none_or(|touched| end <= *touched && start < *touched);
                if free && let Some(mended) = apply_fix(&design, finding.subject, fix) {
                    first_touched.insert(finding.subject, start);
                    (design, applied) = (mended, applied + 1);
                }
            } else if let Some(change) = finding.changes.iter().find(|change| safe(change.applicability))
                && let Some(mended) = change.apply(&design)
            {
                (design, applied) = (mended, applied + 1);
            }
        }
        if applied == before {
            break;
        }
    }
    (design, applied)
}
