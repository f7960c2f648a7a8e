//! Terraform: its language, and the JSON of `terraform show -json`, which has every text in its final form.

use super::SourceFile;
use super::draft::Draft;
use super::hcl::Module;
use super::neighbors::Neighbors;
use super::resources::{self, Kind, Resource, Resources};
use crate::diagnostics::Source;
use crate::import::tree::{Entry, Node};
use crate::text::Span;
use ::hcl::{Block, Body, Error, Structure};

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
        resources::read(draft, &Resources(found));
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
    collect(root, module, &mut found);
    resources::read(draft, &Resources(found));
}

// The depth is that of the file, which its reader bounds.
fn collect(root: &Node, module: &Node, found: &mut Vec<Resource>) {
    for node in module.get("resources").map(Node::items).unwrap_or_default() {
        let Some(kind) = node.text_of("type").and_then(Kind::of) else { continue };
        let Some(values) = node.get("values") else { continue };
        let address = node.text_of("address").unwrap_or_default();
        let keep = |entry: &&Entry| kind != Kind::Function || FUNCTION_FIELDS.contains(&entry.name.as_str());
        let fields = Node::map(values.entries().iter().filter(keep).map(|e| (e.name.clone(), e.node.clone())));
        let mut depends_on = node.get("depends_on").map(Node::texts).unwrap_or_default();
        depends_on.extend(references(root, address));
        found.push(Resource { id: without_index(address), kind, fields, depends_on });
    }
    for child in module.get("child_modules").map(Node::items).unwrap_or_default() {
        collect(root, child, found);
    }
}

/// Returns the addresses that a plan's configuration says a resource of the root module refers to: its values are not
/// known before the apply.
fn references(root: &Node, address: &str) -> Vec<String> {
    let resources = root.at(&["configuration", "root_module", "resources"]).map(Node::items).unwrap_or_default();
    let own = resources.iter().find(|resource| resource.text_of("address") == Some(&without_index(address)));
    let expressions = own.and_then(|own| own.get("expressions")).map(Node::entries).unwrap_or_default();
    expressions.iter().flat_map(|entry| entry.node.get("references").map(Node::texts).unwrap_or_default()).collect()
}

fn without_index(address: &str) -> String {
    address.split('[').next().unwrap_or_default().to_owned()
}
