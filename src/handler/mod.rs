//! Handlers: the code of the function behind the API, and what it does with an event.
//!
//! [`access`] writes the expression that reads a value of an event, in each [`Language`]. [`generate`] writes a whole
//! handler for a [`Plan`] of what it is to read: as that language's people write it, with types where there are some,
//! an answer for callers that nobody knows, and the result that the integration wants:
//!
//! - A proxy integration (payload format 1.0, and 2.0) gets `statusCode`, `headers` and a `body` of text.
//! - A custom integration gets the plain result; an error is raised with a word in brackets in front, for which an
//!   integration response can have a selection pattern.
//!
//! [`run`] calls a handler with an event on this machine; [`missing`] finds out what a handler reads that its event
//! does not have, and says why.

pub mod access;
mod code;
mod csharp;
mod go;
mod java;
mod javascript;
mod language;
pub mod missing;
pub mod plan;
mod python;
mod ruby;
pub mod run;
mod rust;

pub use language::Language;
pub use plan::Plan;

/// Returns a handler for the plan.
pub fn generate(language: Language, plan: &Plan) -> String {
    match language {
        Language::Python => python::write(plan),
        Language::PythonPowertools => python::write_with_powertools(plan),
        Language::NodeJs => javascript::write(plan),
        Language::TypeScript => javascript::write_typed(plan),
        Language::Java => java::write(plan),
        Language::Go => go::write(plan),
        Language::Rust => rust::write(plan),
        Language::CSharp => csharp::write(plan),
        Language::Ruby => ruby::write(plan),
    }
}
