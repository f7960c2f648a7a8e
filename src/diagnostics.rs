//! What we tell the user about a place in a text, and the fixes we offer.
//!
//! Diagnostics are data. The command line draws carets, the window draws squiggles; neither is known here.

use crate::text::{Edit, Span};
use std::borrow::Cow;
use std::fmt;

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// The call fails, or the text cannot be read.
    Error,
    /// It works for this sample and will surprise for another.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// Returns the word for people and files: `error`, `warning` or `hint`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Hint => "hint",
        }
    }
}

/// A stable name of a kind of diagnostic, in kebab case: `vtl/unclosed-directive`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Which text a place is in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Source {
    /// The mapping template in use.
    Template,
    /// The Lambda event, as printed.
    Event,
    /// The request's body.
    Body,
    /// The request's line: method and target.
    RequestLine,
    /// A request header, by name.
    Header(String),
    /// The token as pasted.
    Token,
    /// A file, by the name it is known by.
    File(String),
}

/// A place in a text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Location {
    /// The text.
    pub source: Source,
    /// The bytes.
    pub span: Span,
}

/// A place and what there is to say about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub location: Location,
    /// A few words, may be empty for the primary place.
    pub text: Cow<'static, str>,
}

/// How far a fix can be trusted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Applicability {
    /// Keeps the meaning that the author had; "fix all" applies it.
    Safe,
    /// Likely right, may change the meaning; one click, never in bulk.
    Unsafe,
    /// Shows a way, to be adapted by hand.
    DisplayOnly,
}

/// A change that would settle a diagnostic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// The button's text, an order: "insert `#end`".
    pub title: String,
    /// How far to trust it.
    pub applicability: Applicability,
    /// The text that the edits change.
    pub source: Source,
    /// The edits, in terms of the text as it is.
    pub edits: Vec<Edit>,
}

/// Something to tell the user about one or more places.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// Which kind it is.
    pub rule: RuleId,
    /// How much it matters.
    pub severity: Severity,
    /// One phrase in lower case without a full stop.
    pub message: String,
    /// Places, the primary one first; empty when the whole thing is meant.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
    /// Changes on offer.
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Makes a diagnostic with no place yet.
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            rule: RuleId(rule),
            severity,
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fixes: Vec::new(),
        }
    }

    /// Makes an error at a place in `source`.
    pub fn error(rule: &'static str, message: impl Into<String>, source: Source, span: Span) -> Self {
        Self::new(rule, Severity::Error, message).at(source, span, "")
    }

    /// Makes a warning at a place in `source`.
    pub fn warning(rule: &'static str, message: impl Into<String>, source: Source, span: Span) -> Self {
        Self::new(rule, Severity::Warning, message).at(source, span, "")
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, source: Source, span: Span, text: impl Into<Cow<'static, str>>) -> Self {
        self.labels.push(Label { location: Location { source, span }, text: text.into() });
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a change on offer.
    #[must_use]
    pub fn fix(
        mut self,
        title: impl Into<String>,
        applicability: Applicability,
        source: Source,
        edits: Vec<Edit>,
    ) -> Self {
        self.fixes.push(Fix { title: title.into(), applicability, source, edits });
        self
    }

    /// Returns the primary place.
    pub fn primary(&self) -> Option<&Location> {
        self.labels.first().map(|label| &label.location)
    }
}
