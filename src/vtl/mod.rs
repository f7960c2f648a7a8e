//! The Velocity Template Language: lexer, parser, values, evaluator, output with provenance. Knows nothing of AWS.
//!
//! ```text
//! source ── lexer ── parser ──> Template ──┐
//!                                          ├── eval ──> Rendered { text, provenance, trace, diagnostics }
//!                                Host ─────┘
//! ```
//!
//! The language is that of Apache Velocity 1.7, to the byte, in two dialects ([`Dialect`]). [`parse`] never gives up: a
//! template that the original refuses has a tree and diagnostics too, and [`render`] says why it gives nothing.

pub mod ast;
mod dialect;
mod eval;
pub mod host;
mod lexer;
mod limits;
pub mod methods;
pub mod number;
mod parser;
pub mod provenance;
mod rendered;
mod scope;
mod token;
pub mod trace;
pub mod value;

pub use dialect::Dialect;
pub use eval::render;
pub use host::{Host, Object, Thrown};
pub use limits::Limits;
pub use rendered::{Failure, FailureKind, RenderOptions, Rendered};
pub use scope::{Defined, Loop};

use crate::diagnostics::Diagnostic;
use crate::text::filled::Filled;
use ast::{Block, MacroDefinition, Names};
use std::sync::Arc;

/// A template that has been read: its text and its tree. Cheap to keep, and to share between threads.
#[derive(Debug)]
pub struct Template {
    source: Arc<str>,
    dialect: Dialect,
    root: Block,
    names: Names,
    macros: Vec<Arc<MacroDefinition>>,
    failure: Option<Failure>,
}

/// What reading a template yields: always a tree, and everything there is to say about the text.
#[derive(Debug)]
pub struct Parsed {
    /// The template.
    pub template: Template,
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a template.
pub fn parse(source: impl Into<Arc<str>>, dialect: Dialect) -> Parsed {
    let source = source.into();
    let read = parser::read(&source, dialect);
    parsed(source, dialect, read)
}

/// Reads a template in which names were filled in. All places are those of the template as it is written, which is what
/// [`Template::source`] returns.
pub fn parse_filled(filled: &Filled, dialect: Dialect) -> Parsed {
    parsed(filled.written.clone(), dialect, parser::read_filled(filled, dialect))
}

fn parsed(source: Arc<str>, dialect: Dialect, read: parser::Read) -> Parsed {
    let template =
        Template { dialect, root: read.root, names: read.names, macros: read.macros, failure: read.failure, source };
    Parsed { template, diagnostics: read.diagnostics }
}

impl Template {
    /// Returns the text that was read.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// Returns the dialect in which it was read.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Returns the tree.
    pub fn root(&self) -> &Block {
        &self.root
    }

    /// Returns why the template does not render, if it does not.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }
}
