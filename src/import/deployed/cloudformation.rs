//! CloudFormation and SAM templates: `AWS::ApiGateway::*`, `AWS::ApiGatewayV2::*`, definitions written inside, and what
//! SAM makes of its own types.

use super::draft::Draft;
use super::intrinsics::Template;
use super::resources::{self, Kind, Resource, Resources};
use super::sam;
use crate::import::tree::Node;

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
        let Some(word) = entry.node.text_of("Type") else { continue };
        if word == "AWS::ApiGateway::Account" || word == "AWS::ApiGateway::DomainName" {
            continue;
        }
        let Some(kind) = Kind::of(word) else { continue };
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
    let resources = Resources(found);
    resources::read(draft, &resources);
    sam::read(draft, root, &template, &resources);
}
