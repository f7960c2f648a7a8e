//! Colors of a template: which bytes of each line are keyword, reference, string, and so on.
//!
//! The grammar is `assets/vtl-json.sublime-syntax`, read by `syntect`. A [`Highlighter`] keeps the
//! parse state before every line, so that an edit re-parses only the lines whose state it changes,
//! and does so within a time budget: until then a line is shown plain. What comes out is a
//! [`Class`], not a color: the palette is applied when painting, so a new theme re-parses nothing.

mod grammar;
mod incremental;

pub use incremental::{ClassSpan, Highlighter, LONGEST_LINE};

/// Returns the class of text under these scopes of any grammar, the innermost one last.
pub(super) fn class_of(scopes: &[syntect::parsing::Scope]) -> Class {
    grammar::Grammar::get().class_of(scopes)
}

/// What a piece of a template is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Class {
    /// Anything that has no class of its own.
    #[default]
    Text,
    /// `## …` and `#* … *#`.
    Comment,
    /// `#if`, `#set`, `#end` and the other directives of the language.
    Keyword,
    /// `==`, `&&`, `in` and so on.
    Operator,
    /// Methods and calls of macros.
    Function,
    /// A reference to a variable of the template: `$claims`.
    Variable,
    /// A reference that the service supplies: `$input`, `$context`, `$util`, `$stageVariables`.
    Builtin,
    /// A property behind a reference: `.sub`.
    Member,
    /// A quoted string, of JSON or in an expression.
    String,
    /// `\"`, `\u00e9`, `\$`.
    Escape,
    /// A number.
    Number,
    /// `true`, `false`, `null`.
    Constant,
    /// Brackets, commas, colons.
    Punctuation,
    /// The name of a JSON member.
    Key,
    /// What stands between `#[[` and `]]#`.
    Raw,
}
