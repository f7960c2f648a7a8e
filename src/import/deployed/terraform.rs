//! Terraform: its language, and the JSON of `terraform show -json`, which has every text in its final form.

use super::SourceFile;
use super::draft::Draft;
use super::hcl::Module;
use super::neighbors::Neighbors;
use super::resources::{self, Kind, Resource, Resources, without_keys};
use crate::diagnostics::Source;
use crate::import::tree::{Entry, Node};
use crate::text::Span;
use ::hcl::{Block, Body, Error, Structure};
use std::collections::HashMap;

/// What is worth keeping of a function; its environment may hold secrets.
const FUNCTION_FIELDS: [&str; 4] = ["function_name", "arn", "invoke_arn", "id"];

/// Reads the files of one module.
pub(super) fn read(draft: &mut Draft, files: &[SourceFile], neighbors: &dyn Neighbors) {
    let mut bodies = Vec::new();
    for file in files {
        draft.source = Source::File(file.name.into());
        if let Some(body) = parsed(draft, file.text) {
            bodies.push(body);
        }
    }
    let mut module = Module::new(neighbors);
    for block in bodies.iter().flat_map(Body::iter).filter_map(Structure::as_block) {
        match (block.identifier.as_str(), block.labels.first()) {
            ("variable", Some(name)) => {
                let default = block.body.attributes().find(|attribute| attribute.key.as_str() == "default");
                if let Some(default) = default {
                    module.variables.insert(name.as_str().to_owned(), default.expr.clone());
                }
            }
            ("locals", _) => {
                let locals = block.body.attributes().map(|own| (own.key.to_string(), own.expr.clone()));
                module.locals.extend(locals);
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for block in bodies.iter().flat_map(Body::iter).filter_map(Structure::as_block) {
        let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
        match (block.identifier.as_str(), labels.as_slice()) {
            ("resource", [word, name]) => {
                found.extend(resource(draft, &mut module, block, word, format!("{word}.{name}")))
            }
            ("data", [word, name]) => {
                found.extend(resource(draft, &mut module, block, word, format!("data.{word}.{name}")));
            }
            ("module", [name]) => {
                draft.leave_out(format!("module {name}"), "modules are not followed: import their folder too", None);
            }
            _ => {}
        }
    }
    if !bodies.is_empty() {
        resources::read(draft, &Resources::new(found));
    }
}

fn parsed(draft: &mut Draft, text: &str) -> Option<Body> {
    match ::hcl::parse(text) {
        Ok(body) => Some(body),
        Err(error) => {
            let (message, at) = match &error {
                Error::Parse(error) => (error.message().to_owned(), error.location().offset()),
                other => (other.to_string(), 0),
            };
            let help = "`terraform fmt` points at the same place";
            let message = format!("this is not Terraform's language: {}", message.replace('\n', ", "));
            draft.refuse("import/not-hcl", message, Span::at(at.min(text.len())), help);
            None
        }
    }
}

fn resource(draft: &mut Draft, module: &mut Module, block: &Block, word: &str, id: String) -> Option<Resource> {
    let kind = Kind::of(word)?;
    let repeats = block.body.attributes().find(|own| matches!(own.key.as_str(), "count" | "for_each"));
    if let Some(repeats) = repeats {
        let what = format!("`{}` of {id}", repeats.key);
        draft.leave_out(what, "how many there are is not known here: one stands for all", None);
    }
    let fields = match kind {
        Kind::Function => {
            let own = block.body.attributes().filter(|own| FUNCTION_FIELDS.contains(&own.key.as_str())).cloned();
            module.body(draft, &own.collect::<Body>())
        }
        _ => module.body(draft, &block.body),
    };
    Some(Resource { id, kind, fields, depends_on: Vec::new() })
}

/// Reads the JSON of `terraform show -json`, of a state or of a plan.
pub(super) fn read_show(draft: &mut Draft, root: &Node) {
    let module = root.at(&["values", "root_module"]).or_else(|| root.at(&["planned_values", "root_module"]));
    let Some(module) = module else {
        let help = "save the output of `terraform show -json` as it is";
        draft.refuse("import/not-terraform", "this JSON has neither a state nor a plan", root.span, help);
        return;
    };
    let mut found = Vec::new();
    let configured = root.at(&["configuration", "root_module"]);
    collect(draft, &References::new(configured), module, "", &mut found);
    resources::read(draft, &Resources::new(found));
}

// The depth is that of the file, which its reader bounds.
fn collect(draft: &mut Draft, references: &References, module: &Node, prefix: &str, found: &mut Vec<Resource>) {
    for node in module.get("resources").map(Node::items).unwrap_or_default() {
        let Some(kind) = node.text_of("type").and_then(Kind::of) else { continue };
        let Some(values) = node.get("values") else { continue };
        let address = node.text_of("address").unwrap_or_default();
        let own = address.strip_prefix(prefix).unwrap_or(address);
        let is_secret = |name: &str| node.at(&["sensitive_values", name]).is_some_and(holds_true);
        let is_kept = |name: &str| kind != Kind::Function || FUNCTION_FIELDS.contains(&name);
        let mut fields = Vec::new();
        for entry in values.entries().iter().filter(|entry| is_kept(&entry.name)) {
            if is_secret(&entry.name) {
                draft.leave_out(format!("`{}` of {address}", entry.name), "it is marked as sensitive", None);
            } else {
                fields.push((entry.name.clone(), entry.node.clone()));
            }
        }
        // Others are named without the keys of instances: the one of the same key is meant, of the same module.
        let (name, key) = own.split_at(own.find('[').unwrap_or(own.len()));
        let waits = node.get("depends_on").map(Node::texts).unwrap_or_default();
        let waits = waits.iter().chain(references.of(name)).flat_map(|other| {
            let relative = other.strip_prefix(&without_keys(prefix)).unwrap_or(other);
            [format!("{prefix}{relative}{key}"), format!("{prefix}{relative}"), other.clone()]
        });
        let depends_on = waits.collect();
        found.push(Resource { id: address.to_owned(), kind, fields: Node::map(fields), depends_on });
    }
    for child in module.get("child_modules").map(Node::items).unwrap_or_default() {
        let address = child.text_of("address").unwrap_or_default();
        let call = address.strip_prefix(prefix).unwrap_or(address).strip_prefix("module.").unwrap_or_default();
        let name = call.split('[').next().unwrap_or_default();
        collect(draft, &references.module(name), child, &format!("{address}."), found);
    }
}

/// Returns true for `true`, and for a list or map that holds it.
fn holds_true(node: &Node) -> bool {
    node.is_true() || node.items().iter().any(holds_true) || node.entries().iter().any(|entry| holds_true(&entry.node))
}

/// What the configuration of a plan says that the resources of a module refer to: values are not known before the apply.
struct References<'a> {
    module: Option<&'a Node>,
    by_address: HashMap<&'a str, Vec<String>>,
}

impl<'a> References<'a> {
    fn new(module: Option<&'a Node>) -> Self {
        let mut by_address = HashMap::new();
        for resource in module.and_then(|module| module.get("resources")).map(Node::items).unwrap_or_default() {
            let expressions = resource.get("expressions").map(Node::entries).unwrap_or_default();
            let named = |entry: &Entry| entry.node.get("references").map(Node::texts).unwrap_or_default();
            let all = expressions.iter().flat_map(named).collect();
            by_address.insert(resource.text_of("address").unwrap_or_default(), all);
        }
        Self { module, by_address }
    }

    fn of(&self, address: &str) -> &[String] {
        self.by_address.get(address).map(Vec::as_slice).unwrap_or_default()
    }

    fn module(&self, name: &str) -> Self {
        Self::new(self.module.and_then(|module| module.at(&["module_calls", name, "module"])))
    }
}
