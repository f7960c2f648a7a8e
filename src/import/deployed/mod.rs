//! What is deployed, read back into a design: OpenAPI, CloudFormation, SAM, Terraform, Serverless Framework, output of
//! the AWS CLI, a mapping template alone, execution logs.
//!
//! [`recognize()`] tells a file's format by its content, [`read`] makes a design of one or more files, [`merge()`] puts it
//! into another design, and [`put_back`](put_back()) writes a changed template into the file that it came from. One file
//! of code a format. What is not taken over is named with the reason; what the file leaves open (a parameter, a
//! variable, a `Ref`) is kept as `${Name}` and listed in [`Design::placeholders`]. Nothing is run or fetched; files that
//! a source names are read through [`Neighbors`], which the caller chooses.

mod authorizers;
mod aws_cli;
mod captured;
mod cloudformation;
mod cors;
mod draft;
mod hcl;
mod integration;
mod intrinsics;
mod logs;
mod merge;
mod method;
mod models;
mod neighbors;
mod openapi;
mod put_back;
mod recognize;
mod resources;
mod sam;
mod sample;
mod serverless;
mod summary;
mod terraform;
mod vtl_file;

pub use merge::merge;
pub use neighbors::{Folder, Neighbors, NoNeighbors};
pub use put_back::{PutBack, TemplateId, WhyNot, put_back};
pub use recognize::recognize;
pub use summary::CameIn;

use super::captured::LeftOut;
use super::tree::{self, Node};
use super::yaml;
use crate::design::Design;
use crate::diagnostics::{Diagnostic, Severity, Source};
use crate::text::Span;
use draft::{Draft, TemplatePlace};

/// Longest file that is read, in bytes. API Gateway takes definitions of 6 MB (quotas), CloudFormation 1 MB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// A format that is read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Format {
    /// OpenAPI 3 or Swagger 2 with `x-amazon-apigateway-*`, YAML or JSON.
    OpenApi,
    /// A CloudFormation template, YAML or JSON.
    CloudFormation,
    /// A SAM template.
    Sam,
    /// Terraform's language.
    Terraform,
    /// Output of `terraform show -json`, of a state or a plan.
    TerraformShow,
    /// `serverless.yml`.
    Serverless,
    /// JSON that the AWS CLI prints or takes.
    AwsCli,
    /// A mapping template.
    Vtl,
    /// Execution logs of API Gateway.
    Logs,
    /// A captured request or a Lambda event.
    Captured,
}

impl Format {
    /// Every format, in the order shown.
    pub const ALL: [Self; 10] = [
        Self::OpenApi,
        Self::CloudFormation,
        Self::Sam,
        Self::Terraform,
        Self::TerraformShow,
        Self::Serverless,
        Self::AwsCli,
        Self::Vtl,
        Self::Logs,
        Self::Captured,
    ];

    /// Returns the word of the command line and of design files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OpenApi => "openapi",
            Self::CloudFormation => "cloudformation",
            Self::Sam => "sam",
            Self::Terraform => "terraform",
            Self::TerraformShow => "terraform-show",
            Self::Serverless => "serverless",
            Self::AwsCli => "cli",
            Self::Vtl => "vtl",
            Self::Logs => "logs",
            Self::Captured => "request",
        }
    }

    /// Returns the format that [`Self::as_str`] names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == word)
    }

    /// Returns the name shown to people.
    pub fn title(self) -> &'static str {
        match self {
            Self::OpenApi => "OpenAPI or Swagger",
            Self::CloudFormation => "CloudFormation template",
            Self::Sam => "SAM template",
            Self::Terraform => "Terraform configuration",
            Self::TerraformShow => "output of terraform show -json",
            Self::Serverless => "Serverless Framework service",
            Self::AwsCli => "JSON of the AWS CLI",
            Self::Vtl => "mapping template",
            Self::Logs => "execution log of API Gateway",
            Self::Captured => "captured request",
        }
    }

    /// Returns the words of all formats, for messages.
    pub fn words() -> String {
        Self::ALL.map(Self::as_str).join(", ")
    }
}

/// A file to read.
#[derive(Clone, Copy)]
pub struct SourceFile<'a> {
    /// Its name or path, for messages; the last part also tells of a lone template's method.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// What reading files gave.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ImportedDesign {
    /// The design; without routes where nothing could be read.
    pub design: Design,
    /// What came in, for people.
    pub came_in: Vec<CameIn>,
    /// What did not, and why.
    pub left_out: Vec<LeftOut>,
    /// What is wrong, at its place in a file ([`Source::File`]).
    pub diagnostics: Vec<Diagnostic>,
    /// Where each template stands.
    places: Vec<TemplatePlace>,
}

impl ImportedDesign {
    /// Returns true if something is wrong enough that nothing was read of a file.
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }
}

/// Reads `files`, which belong together, into one design. Without a `format` each is recognized by its content. Files
/// of one Terraform module, and outputs of the AWS CLI, are read together.
pub fn read(files: &[SourceFile<'_>], format: Option<Format>, neighbors: &dyn Neighbors) -> ImportedDesign {
    let mut draft = Draft::new();
    let mut terraform = Vec::new();
    let mut cli = Vec::new();
    let mut first = None;
    for file in files {
        draft.source = Source::File(file.name.into());
        let Some(format) = format.or_else(|| recognize(file.name, file.text)) else {
            draft.refuse("import/unknown", unknown(), Span::at(0), "name the format with --from");
            continue;
        };
        if file.text.len() > MAX_BYTES && format != Format::Captured {
            let (found, most) = (file.text.len() / 1_000_000, MAX_BYTES / (1024 * 1024));
            let message = format!("this file has {found} MB, and no more than {most} MiB are read");
            let help = "API Gateway itself takes definitions of 6 MB: cut it down to the API in question";
            draft.refuse("import/too-long", message, Span::at(0), help);
            continue;
        }
        first.get_or_insert((file.name, format));
        match format {
            Format::Terraform => terraform.push(*file),
            Format::AwsCli => cli.push(*file),
            _ => read_one(&mut draft, file, format, neighbors),
        }
    }
    if !terraform.is_empty() {
        terraform::read(&mut draft, &terraform, neighbors);
    }
    if !cli.is_empty() {
        aws_cli::read(&mut draft, &cli);
    }
    draft.finish(first)
}

fn unknown() -> String {
    format!("this is none of the formats that are read: {}", Format::words())
}

fn read_one(draft: &mut Draft, file: &SourceFile<'_>, format: Format, neighbors: &dyn Neighbors) {
    match format {
        Format::OpenApi => {
            if let Some(root) = structured(draft, file.text) {
                let has_functions =
                    ["Fn::", "!Sub", "!GetAtt", "!Ref", "!Join"].iter().any(|sign| file.text.contains(sign));
                openapi::read(draft, &root, has_functions);
            }
        }
        Format::CloudFormation | Format::Sam => {
            if let Some(root) = structured(draft, file.text) {
                cloudformation::read(draft, &root);
            }
        }
        Format::TerraformShow => {
            if let Some(root) = structured(draft, file.text) {
                terraform::read_show(draft, &root);
            }
        }
        Format::Serverless => {
            if let Some(root) = structured(draft, file.text) {
                serverless::read(draft, &root, neighbors);
            }
        }
        Format::Vtl => vtl_file::read(draft, file),
        Format::Logs => logs::read(draft, file.text),
        Format::Captured => captured::read(draft, file),
        Format::Terraform | Format::AwsCli => {}
    }
}

/// Reads JSON or YAML; says what is wrong and returns `None` if it is neither.
fn structured(draft: &mut Draft, text: &str) -> Option<Node> {
    // An invisible mark at the start belongs to the file, not to its text; a blank keeps all places right.
    let unmarked = text.strip_prefix('\u{FEFF}').map(|rest| format!("   {rest}"));
    let text = unmarked.as_deref().unwrap_or(text);
    let is_json = text.trim_start().starts_with(['{', '[']);
    let read = if is_json { tree::read_json(text, &draft.source) } else { read_yaml(draft, text) };
    match read {
        Ok(root) => Some(root),
        // A YAML file may begin with a flow map, which is no JSON.
        Err(fault) if is_json && fault.rule.0 == "json/not-json" => match read_yaml(draft, text) {
            Ok(root) => Some(root),
            Err(_) => {
                draft.diagnostics.push(*fault);
                None
            }
        },
        Err(fault) => {
            draft.diagnostics.push(*fault);
            None
        }
    }
}

fn read_yaml(draft: &mut Draft, text: &str) -> Result<Node, Box<Diagnostic>> {
    let read = yaml::read(text, &draft.source)?;
    if read.documents > 1 {
        let what = format!("{} more documents of the file", read.documents - 1);
        draft.leave_out(what, "only the first of a file is read", None);
    }
    draft.shared = read.shared;
    Ok(read.root)
}
