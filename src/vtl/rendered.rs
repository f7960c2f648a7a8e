//! What rendering gives back.

use super::dialect::Dialect;
use super::limits::Limits;
use super::provenance::Provenance;
use super::trace::Trace;
use crate::diagnostics::Diagnostic;
use crate::text::Span;

/// How to render.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RenderOptions {
    /// The dialect in which texts are evaluated; a template keeps the one it was read in.
    pub dialect: Dialect,
    /// The limits.
    pub limits: Limits,
    /// Records where every byte of the output came from.
    pub provenance: bool,
    /// Records the values of references.
    pub trace: bool,
}

/// What rendering gives back: the text, and whatever else there is to say.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The output; of a failed rendering, what had been written.
    pub text: String,
    /// Why the original would give nothing at all.
    pub failure: Option<Failure>,
    /// What there is to say about the template.
    pub diagnostics: Vec<Diagnostic>,
    /// Where the output came from, if asked for.
    pub provenance: Provenance,
    /// The values of references, if asked for.
    pub trace: Trace,
}

/// Why a rendering fails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// What kind of reason.
    pub kind: FailureKind,
    /// In words.
    pub message: String,
    /// Where in the template.
    pub span: Span,
}

/// The kinds of reason for which a rendering fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// The template cannot be read.
    Syntax,
    /// A method or directive threw an exception.
    Exception,
    /// A limit was reached.
    Limit,
}

impl Failure {
    /// Makes a failure because the template cannot be read.
    pub fn syntax(message: impl Into<String>, span: Span) -> Self {
        Self { kind: FailureKind::Syntax, message: message.into(), span }
    }

    /// Makes a failure because of an exception.
    pub fn exception(message: impl Into<String>, span: Span) -> Self {
        Self { kind: FailureKind::Exception, message: message.into(), span }
    }

    /// Makes a failure because of a limit.
    pub fn limit(message: impl Into<String>, span: Span) -> Self {
        Self { kind: FailureKind::Limit, message: message.into(), span }
    }
}
