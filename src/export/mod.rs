//! Writes what is deployed: one file of code a format.
//!
//! [`export`] first makes a plan of the API (`plan`): names, integrations, authorizers, CORS and permissions as
//! the service has them, whatever the format. The formats only write that plan down. What a format cannot say is a
//! warning of the export, never dropped in silence. Templates come back byte for byte from every format; the rules of
//! quoting are in [`yaml`], [`json_text`], [`hcl`] and [`typescript`].
//!
//! [`share`] writes pages for people, with the event of each call. No data of a call is in any other export but
//! [`Format::Event`].

pub mod expression;
pub mod folder;
mod format;
pub mod hcl;
pub mod json_text;
mod names;
mod plan;
pub mod share;
pub mod typescript;
pub mod yaml;

use crate::design::{Design, placeholders};
use crate::diagnostics::{Diagnostic, Severity};
use plan::Plan;
use std::borrow::Cow;
use std::fmt;

macro_rules! formats {
    ($($(#[$doc:meta])+ $variant:ident $word:literal $title:literal,)+) => {
        /// What an export is written in.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Format { $($(#[$doc])+ $variant,)+ }

        impl Format {
            /// Every format, in the order shown.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Returns the word of the command line.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Returns the name shown to people.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }
        }
    };
}

formats! {
    /// A folder of mapping templates.
    Vtl "vtl" "Mapping templates (VTL)",
    /// OpenAPI 3.0.1 with the service's extensions, as YAML.
    OpenApi "openapi" "OpenAPI (YAML)",
    /// OpenAPI 3.0.1 with the service's extensions, as JSON.
    OpenApiJson "openapi-json" "OpenAPI (JSON)",
    /// A CloudFormation template.
    CloudFormation "cloudformation" "CloudFormation",
    /// An AWS SAM template.
    Sam "sam" "AWS SAM",
    /// Terraform with the `hashicorp/aws` provider.
    Terraform "terraform" "Terraform",
    /// A stack of the AWS CDK, in TypeScript.
    Cdk "cdk" "AWS CDK (TypeScript)",
    /// A service of the Serverless Framework, version 3.
    Serverless "serverless" "Serverless Framework",
    /// Input of the AWS CLI and a script that runs it.
    Cli "cli" "AWS CLI",
    /// The events of the calls, as test files.
    Event "event" "Test events (JSON)",
    /// One page for people: integration, event, comparison.
    Html "html" "Page for people (HTML)",
    /// The same as Markdown.
    Markdown "markdown" "Page for people (Markdown)",
}

impl Format {
    /// Returns the format that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == word)
    }
}

/// Which integration the routes of a design are exported with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Side {
    /// A REST API with mapping templates.
    Mapping,
    /// A REST API with Lambda proxy integration.
    Proxy,
    /// An HTTP API.
    Http,
}

impl Side {
    /// Every side, in the order shown.
    pub const ALL: [Self; 3] = [Self::Mapping, Self::Proxy, Self::Http];

    /// Returns the word of the command line: `mapping`, `proxy` or `http`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Proxy => "proxy",
            Self::Http => "http",
        }
    }

    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mapping => "REST API, mapping templates",
            Self::Proxy => "REST API, Lambda proxy",
            Self::Http => "HTTP API",
        }
    }

    /// Returns the side that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == word)
    }
}

/// How to export.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// The integration of all routes; `None`: as each route of the design is set.
    pub side: Option<Side>,
    /// True: events hold the tokens and keys of their calls. Otherwise `{{token}}` or a sample token stands there, which
    /// no authorizer on AWS takes.
    pub with_tokens: bool,
}

/// A file of an export.
#[derive(Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Path below the export's folder, with `/` between names.
    pub path: String,
    /// The whole text.
    pub text: String,
}

impl fmt::Debug for ExportFile {
    /// Shows no text: an event holds data of a call.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExportFile({:?}, {} bytes)", self.path, self.text.len())
    }
}

/// What an export gives.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Export {
    /// The files.
    pub files: Vec<ExportFile>,
    /// What the format cannot say, and what has to be filled in.
    pub warnings: Vec<Diagnostic>,
}

/// Writes `design` in `format`.
pub fn export(design: &Design, format: Format, options: Options) -> Export {
    if let Some(file) = share::page(design, format, options.side) {
        return Export { files: vec![file], warnings: Vec::new() };
    }
    // An event is what a call gives, with the values that placeholders have; what is deployed keeps their names.
    let filled = match format {
        Format::Event => placeholders::filled(design),
        _ => Cow::Borrowed(design),
    };
    let mut plan = Plan::new(&filled, options.side);
    let files = match format {
        Format::Vtl => format::vtl::write(&mut plan),
        Format::OpenApi => format::openapi::write_yaml(&mut plan),
        Format::OpenApiJson => format::openapi::write_json(&mut plan),
        Format::CloudFormation => format::cloudformation::write(&mut plan),
        Format::Sam => format::sam::write(&mut plan),
        Format::Terraform => format::terraform::write(&mut plan),
        Format::Cdk => format::cdk::write(&mut plan),
        Format::Serverless => format::serverless::write(&mut plan),
        Format::Cli => format::cli::write(&mut plan),
        Format::Event => format::event::write(&mut plan, options.with_tokens),
        // Written above: they need no plan of an API.
        Format::Html | Format::Markdown => Vec::new(),
    };
    plan.warnings.sort_by_key(|warning| warning.severity);
    Export { files, warnings: plan.warnings }
}

/// Makes a warning about something that an export cannot say or has to guess.
fn warning(rule: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(rule, Severity::Warning, message)
}

/// Makes a note about something that has to be done beside the export.
fn note(rule: &'static str, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(rule, Severity::Hint, message)
}
