//! What is told about a place in a template.

use crate::text::Span;

/// What to tell about the text under the pointer.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HoverCard {
    /// The text it is about: it is shown while the pointer rests there.
    pub span: Span,
    /// What it is, as code: `$context.identity.sourceIp`.
    pub title: String,
    /// A few words beside it: a type, a signature.
    pub detail: String,
    /// Its value now, as code.
    pub value: Option<String>,
    /// Further sentences: what it means, where it goes.
    pub notes: Vec<String>,
}
