//! The API as the service will have it, before it is written in any format: names, functions, integrations,
//! authorizers, CORS in all of its places.
//!
//! Formats read a plan and write it down; what they cannot say, they add to its warnings.

mod cors;
mod method;
mod request;
mod security;

pub(super) use method::{Method, MethodResponse, response_header};
pub(super) use request::{Model, Parameter, Validator, rewritten, rewritten_with};
pub(super) use security::{Guard, Security};

use super::names::{self, Taken};
use super::{Side, note, warning};
use crate::apigw::cors::Cors;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::request::Pairs;
use crate::apigw::stage::{ApiKind, Stage};
use crate::design::Design;
use crate::diagnostics::Diagnostic;

/// An API, ready to be written down.
pub(super) struct Plan<'d> {
    /// The design that it is the plan of.
    pub design: &'d Design,
    /// Kind of the API.
    pub api: ApiKind,
    /// Name of the API as people read it.
    pub title: String,
    /// Words of its name in code.
    pub name: Vec<String>,
    /// Name of the stage.
    pub stage_name: String,
    /// The functions that are called.
    pub functions: Vec<Function>,
    /// Authorizers that methods use; IAM is none of them.
    pub guards: Vec<Guard>,
    /// Resources of a REST API below the root, parents first.
    pub resources: Vec<Resource>,
    /// Methods or routes, in the order of the design.
    pub methods: Vec<Method<'d>>,
    /// Answers to preflight requests of a REST API.
    pub preflights: Vec<Preflight>,
    /// Validators of a REST API.
    pub validators: Vec<Validator>,
    /// Models of a REST API.
    pub models: Vec<Model>,
    /// Gateway responses of a REST API that differ from those of a new one.
    pub gateway_responses: Vec<GatewayResponse>,
    /// CORS of an HTTP API.
    pub cors: Option<&'d Cors>,
    /// What cannot be said, and what has to be filled in.
    pub warnings: Vec<Diagnostic>,
    taken: TakenNames,
}

/// Names that are taken already, by what they name.
#[derive(Default)]
struct TakenNames {
    functions: Taken,
    guards: Taken,
    models: Taken,
    resources: Taken,
}

/// A Lambda function that methods or authorizers call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Function {
    /// Words of its name in code.
    pub words: Vec<String>,
    /// Name of the function.
    pub name: String,
    /// ARN of the function.
    pub arn: String,
    /// True if the design gave the ARN, so that the function exists.
    pub exists: bool,
}

/// A resource of a REST API.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Resource {
    /// Words of its name in code.
    pub words: Vec<String>,
    /// Whole path.
    pub path: String,
    /// Last part of the path.
    pub part: String,
    /// Position of its parent; `None`: the root.
    pub parent: Option<usize>,
}

/// The answer to preflight requests at a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Preflight {
    /// Words of its name in code.
    pub words: Vec<String>,
    /// Path of the resource.
    pub path: String,
    /// Position of the resource; `None`: the root.
    pub resource: Option<usize>,
    /// Header and its value without quotes.
    pub headers: Pairs,
}

impl<'d> Plan<'d> {
    /// Plans the API of `design`, with all routes at `side`, or each as it is set.
    pub fn new(design: &'d Design, side: Option<Side>) -> Self {
        let api = match side {
            Some(Side::Http) => ApiKind::Http,
            Some(Side::Mapping | Side::Proxy) => ApiKind::Rest,
            None => design.api,
        };
        let title = if design.name.trim().is_empty() { "API".to_owned() } else { design.name.trim().to_owned() };
        let mut plan = Self {
            design,
            api,
            name: Taken::default().claim(names::words(&title), "api"),
            title,
            stage_name: String::new(),
            functions: Vec::new(),
            guards: Vec::new(),
            resources: Vec::new(),
            methods: Vec::new(),
            preflights: Vec::new(),
            validators: Vec::new(),
            models: Vec::new(),
            gateway_responses: Vec::new(),
            cors: None,
            warnings: Vec::new(),
            taken: TakenNames::default(),
        };
        plan.plan_stage();
        plan.plan_methods(side);
        plan.plan_cors();
        plan.warn_of_what_an_http_api_lacks();
        plan.warn_of_open_placeholders();
        plan
    }

    /// Returns the stage with the values behind ARNs.
    pub fn stage(&self) -> &'d Stage {
        &self.design.stage
    }

    /// Returns the partition of the region: `aws`, `aws-cn` or `aws-us-gov`.
    pub fn partition(&self) -> &'static str {
        match self.stage().region.as_str() {
            region if region.starts_with("cn-") => "aws-cn",
            region if region.starts_with("us-gov-") => "aws-us-gov",
            _ => "aws",
        }
    }

    /// Returns the URI by which API Gateway calls a function.
    pub fn invocation_uri(&self, function: &Function) -> String {
        invocation_uri(self.partition(), &self.stage().region, &function.arn)
    }

    /// Returns `text` with the values that were given to placeholders of an imported file.
    pub fn resolved(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (name, value) in self.design.placeholders.iter().filter(|(_, value)| !value.is_empty()) {
            out = out.replace(&format!("${{{name}}}"), value);
        }
        out
    }

    /// Returns the position of the function that the design calls `given`, a name or an ARN.
    fn function(&mut self, given: &str, fallback: &[String]) -> usize {
        let given = self.resolved(given.trim());
        let given = if given.is_empty() { names::kebab(fallback) } else { given };
        let exists = given.starts_with("arn:");
        let name = if exists { function_name(&given).to_owned() } else { given.clone() };
        let arn = if exists {
            given
        } else {
            let Stage { region, account_id, .. } = self.stage();
            format!("arn:{}:lambda:{region}:{account_id}:function:{name}", self.partition())
        };
        if let Some(index) = self.functions.iter().position(|known| known.arn == arn) {
            return index;
        }
        let words = self.taken.functions.claim(names::words(&name), "function");
        self.functions.push(Function { words, name, arn, exists });
        self.functions.len() - 1
    }

    /// Returns the position of the resource at `path`, with all of its parents.
    fn resource(&mut self, path: &str) -> Option<usize> {
        let mut parent = None;
        let mut so_far = String::new();
        for part in path.split('/').filter(|part| !part.is_empty()) {
            so_far = format!("{so_far}/{part}");
            let known = self.resources.iter().position(|resource| resource.path == so_far);
            parent = Some(known.unwrap_or_else(|| {
                let words = self.taken.resources.claim(names::words(&so_far), "resource");
                self.resources.push(Resource { words, path: so_far.clone(), part: part.to_owned(), parent });
                self.resources.len() - 1
            }));
        }
        parent
    }

    /// Chooses the name of the stage: a REST API has no `$default`.
    fn plan_stage(&mut self) {
        let given = self.resolved(self.design.stage.name.trim());
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let fits =
            !given.is_empty() && (given.chars().all(plain) || (self.api == ApiKind::Http && given == "$default"));
        self.stage_name = if fits { given.clone() } else { "prod".to_owned() };
        if !fits && !given.is_empty() {
            let kind = self.api.title();
            let message = format!("a stage of a {kind} cannot be called `{given}`: it is `prod` here");
            self.warnings.push(warning("export/stage-name", message));
        }
    }

    /// Says which placeholders of an imported file have no value yet, and stand in names and ARNs as they are.
    fn warn_of_open_placeholders(&mut self) {
        for (name, _) in self.design.placeholders.iter().filter(|(_, value)| value.is_empty()) {
            let mark = format!("${{{name}}}");
            let in_guard = |guard: &Guard| {
                let texts = [&guard.pool_arn, &guard.issuer].into_iter().chain(&guard.audiences);
                texts.into_iter().any(|text| text.contains(&mark))
            };
            let in_function = |function: &Function| function.arn.contains(&mark);
            if self.functions.iter().any(in_function) || self.guards.iter().any(in_guard) {
                let message = format!("`{mark}` has no value yet and is written as it stands");
                let help = "give it a value among the placeholders of the design";
                self.warnings.push(warning("export/open-placeholder", message).help(help));
            }
        }
    }

    /// Says what an HTTP API does not have.
    fn warn_of_what_an_http_api_lacks(&mut self) {
        if self.api == ApiKind::Rest {
            return;
        }
        let design = self.design;
        if !design.gateway_responses.is_empty() {
            let message = "an HTTP API has no gateway responses: its own answers cannot be changed";
            self.warnings.push(warning("export/no-gateway-responses", message));
        }
        if !design.stage.binary_media_types.is_empty() {
            let message = "an HTTP API has no binary media types: it decides by the content type itself";
            self.warnings.push(note("export/no-binary-media-types", message));
        }
    }
}

/// Returns the URI by which API Gateway calls the function `arn`.
pub(super) fn invocation_uri(partition: &str, region: &str, arn: &str) -> String {
    format!("arn:{partition}:apigateway:{region}:lambda:path/2015-03-31/functions/{arn}/invocations")
}

/// Returns the name in a function's ARN, without version or alias.
fn function_name(arn: &str) -> &str {
    let mut parts = arn.split(':').skip_while(|part| *part != "function").skip(1);
    parts.next().filter(|name| !name.is_empty()).unwrap_or("function")
}
