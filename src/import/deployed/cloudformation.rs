//! CloudFormation and SAM templates: `AWS::ApiGateway::*`, `AWS::ApiGatewayV2::*`, definitions written inside, and what
//! SAM makes of its own types.

use super::draft::{Draft, place_of};
use super::intrinsics::Template;
use super::resources::{self, Kind, Resource, Resources};
use super::sam;
use crate::import::tree::{Entry, Node};

/// Returns true if a resource has a condition that does not hold with the parameters' defaults.
pub(super) fn is_off(template: &Template, entry: &Entry) -> bool {
    let name = entry.node.get("Condition").and_then(Node::text);
    name.and_then(|name| template.condition(name)) == Some(false)
}

/// Reads a template.
pub(super) fn read(draft: &mut Draft, root: &Node) {
    let Some(all) = root.get("Resources").filter(|node| node.is_map()) else {
        let help = "the template must have a map `Resources`";
        draft.refuse("import/not-cloudformation", "this is no CloudFormation template", root.span, help);
        return;
    };
    let template = Template::new(root);
    let mut found = Vec::new();
    for entry in all.entries() {
        let Some(word) = entry.node.text_of("Type") else {
            if entry.name.starts_with("Fn::") {
                let why = "what it makes is known only when the stack is deployed";
                draft.leave_out(entry.name.clone(), why, place_of(&entry.node));
            }
            continue;
        };
        if matches!(word, "AWS::CloudFormation::Stack" | "AWS::Serverless::Application") {
            let why = "the template of another stack is not followed: import it too";
            draft.leave_out(format!("stack {}", entry.name), why, place_of(&entry.node));
        }
        let kind = Kind::of(word);
        if is_off(&template, entry) {
            if kind.is_some() || word.starts_with("AWS::Serverless::") {
                let why = "its condition does not hold with the parameters' defaults";
                draft.leave_out(format!("resource {}", entry.name), why, place_of(&entry.node));
            }
            continue;
        }
        let Some(kind) = kind else { continue };
        let fields = match (entry.node.get("Properties"), kind) {
            (None, _) => Node::map([]),
            // Of a function only its name is of interest; the rest may be anything.
            (Some(properties), Kind::Function) => {
                let name = properties.get("FunctionName").map(|name| template.resolve(draft, name));
                Node::map(name.map(|name| ("FunctionName".to_owned(), name)))
            }
            (Some(properties), _) => template.resolve(draft, properties),
        };
        found.push(Resource { id: entry.name.clone(), kind, fields, depends_on: Vec::new() });
    }
    let resources = Resources::new(found);
    resources::read(draft, &resources);
    sam::read(draft, root, &template, &resources);
}
