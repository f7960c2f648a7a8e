//! Answers about a place in a template, in offsets and strings: what stands there, and what could.
//!
//! [`hover()`] explains what the template that ran has at an offset; [`complete()`] lists what could be written there,
//! also where the text does not parse yet. Both read the tables that exist (the catalog of variables, the methods),
//! and look at the call that is previewed for live values. They may parse a body or render a few lines, so a window
//! asks for them on a thread of its own.
//!
//! Inside: `situation` tells by the text alone what is being written; `scope` which variables there are; `probe`
//! works out a value; `members`, `paths` and `words` list what follows a dot, what stands in a path, and what a
//! line may begin with.

mod card;
mod complete;
mod completion;
mod directives;
mod hover;
mod live;
mod locate;
mod members;
mod paths;
mod probe;
mod scope;
mod situation;
mod words;

pub use card::HoverCard;
pub use complete::complete;
pub use completion::{Completion, CompletionKind, CompletionList, Snippet};
pub use hover::hover;
