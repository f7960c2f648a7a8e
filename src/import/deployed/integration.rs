//! The integration of a method, in the words that OpenAPI, CloudFormation, Terraform and the AWS CLI share.

use super::draft::{Draft, FoundPlace, place_of};
use crate::apigw::integration::{
    ContentHandling, Integration, IntegrationResponse, IntegrationType, MappingTemplate, PassthroughBehavior,
    PayloadFormatVersion,
};
use crate::import::tree::Node;
use std::sync::Arc;

/// Says "no template" in exports of API Gateway.
const PASSTHROUGH: &str = "__passthrough__";

const ONLY_LAMBDA: &str = "a design holds calls of Lambda functions";

/// An integration as a file has it.
pub(super) struct Found {
    /// Its type.
    pub kind: IntegrationType,
    /// Its URI; empty if the file has none.
    pub uri: String,
    /// What a design keeps of it.
    pub integration: Integration,
    /// Where its templates stand.
    pub places: Vec<FoundPlace>,
}

/// Reads the integration `node` of the method called `name`. `None` if it has no type that is known.
pub(super) fn read(draft: &mut Draft, node: &Node, name: &str) -> Option<Found> {
    if let Some(action) = node.text_of("integrationSubtype") {
        let what = format!("the integration of {name}");
        draft.leave_out(what, format!("it calls {action}, and {ONLY_LAMBDA}"), place_of(node));
        return None;
    }
    let word = node.text_of("type").or_else(|| node.text_of("integrationType")).unwrap_or_default();
    let Some(kind) = IntegrationType::parse(&word.to_ascii_uppercase()) else {
        let what = format!("the integration of {name}");
        let why = if word.is_empty() { "it has no type".into() } else { format!("its type `{word}` is not known") };
        draft.leave_out(what, why, place_of(node));
        return None;
    };
    let uri = node.text_of("uri").or_else(|| node.text_of("integrationUri")).unwrap_or_default().to_owned();
    let mut found = Found { kind, uri, integration: Integration::default(), places: Vec::new() };
    let integration = &mut found.integration;
    integration.proxy = kind.is_proxy();
    if let Some(word) = node.text_of("payloadFormatVersion") {
        match PayloadFormatVersion::parse(word) {
            Some(version) => integration.payload_format_version = version,
            None => draft.leave_out(format!("payloadFormatVersion of {name}"), format!("`{word}` is not known"), None),
        }
    }
    if let Some(word) = node.text_of("passthroughBehavior") {
        match PassthroughBehavior::parse(&word.to_ascii_uppercase()) {
            Some(behavior) => integration.passthrough_behavior = behavior,
            None => draft.leave_out(format!("passthroughBehavior of {name}"), format!("`{word}` is not known"), None),
        }
    }
    integration.content_handling = content_handling(node);
    if let Some(parameters) = node.field("requestParameters") {
        integration.request_parameters = sources(draft, parameters, name);
    }
    if let Some(templates) = node.field("requestTemplates") {
        integration.request_templates = read_templates(draft, templates, name, None, &mut found.places);
    }
    leave_settings_out(draft, node);
    if !kind.is_proxy() {
        if let Some(responses) = node.field("responses") {
            for entry in responses.entries() {
                let pattern = if entry.name == "default" { "" } else { entry.name.as_str() };
                add_response(draft, &mut found, &entry.node, Some(pattern), name);
            }
        }
        if let Some(responses) = node.field("integrationResponses") {
            let all = responses.entries().iter().map(|entry| &entry.node).chain(responses.items());
            for response in all {
                add_response(draft, &mut found, response, None, name);
            }
        }
    }
    Some(found)
}

/// Adds an integration response. Its selection pattern is `pattern`, or what the response itself says.
pub(super) fn add_response(draft: &mut Draft, found: &mut Found, node: &Node, pattern: Option<&str>, name: &str) {
    let written = node.text_of("statusCode").unwrap_or("200");
    let Ok(status) = written.parse::<u16>() else {
        draft.leave_out(
            format!("an integration response of {name}"),
            format!("`{written}` is no status"),
            place_of(node),
        );
        return;
    };
    let index = found.integration.responses.len();
    let mut response = IntegrationResponse {
        status,
        selection_pattern: pattern.or_else(|| node.text_of("selectionPattern")).unwrap_or_default().to_owned(),
        content_handling: content_handling(node),
        ..IntegrationResponse::default()
    };
    if let Some(parameters) = node.field("responseParameters") {
        response.parameters = sources(draft, parameters, name);
    }
    if let Some(templates) = node.field("responseTemplates") {
        response.templates = read_templates(draft, templates, name, Some(index), &mut found.places);
    }
    found.integration.responses.push(response);
}

/// Takes the one response away that every method has without being asked, so that it does not look like a choice.
pub(super) fn drop_default_response(integration: &mut Integration) {
    if integration.responses == [IntegrationResponse::default()] {
        integration.responses.clear();
    }
}

/// Reads what becomes of binary bodies.
pub(super) fn content_handling(node: &Node) -> Option<ContentHandling> {
    ContentHandling::parse(&node.text_of("contentHandling")?.to_ascii_uppercase())
}

/// Reads parameter mappings; HTTP APIs may map several values to one name, which a design does not hold.
fn sources(draft: &mut Draft, node: &Node, name: &str) -> Vec<(String, String)> {
    let pairs = node.pairs();
    if pairs.len() < node.entries().len() {
        draft.leave_out(format!("a parameter mapping of {name}"), "its source is not one text", place_of(node));
    }
    pairs
}

/// Reads templates by content type and notes where they stand.
pub(super) fn read_templates(
    draft: &mut Draft,
    node: &Node,
    name: &str,
    response: Option<usize>,
    places: &mut Vec<FoundPlace>,
) -> Vec<MappingTemplate> {
    let mut templates = Vec::new();
    for entry in node.entries() {
        let content_type = entry.name.clone();
        match entry.node.text() {
            Some(PASSTHROUGH) => {}
            Some(text) => {
                let place = FoundPlace {
                    response,
                    content_type: content_type.clone(),
                    span: entry.node.span,
                    form: entry.node.form,
                };
                places.push(place);
                templates.push(MappingTemplate { content_type, text: Arc::from(text) });
            }
            None if entry.node.is_null() => {}
            None => {
                let what = format!("the template for {content_type} of {name}");
                draft.leave_out(what, "it is no text, and what it becomes is not known here", place_of(&entry.node));
            }
        }
    }
    templates
}

/// Names what a deployed integration has and a design does not hold. Names that the service chooses are not worth it.
fn leave_settings_out(draft: &mut Draft, node: &Node) {
    let default_timeout = node.text_of("timeoutInMillis").or_else(|| node.text_of("timeoutMilliseconds"));
    if default_timeout.is_some_and(|timeout| timeout != "29000" && timeout != "30000") {
        draft.leave_setting_out("timeout of an integration", "a design has none: a call never waits");
    }
    if node.field("credentials").is_some() || node.field("credentialsArn").is_some() {
        draft.leave_setting_out("role of an integration", "a design does not hold who may call the function");
    }
    let caches = node.field("cacheKeyParameters").is_some_and(|keys| !keys.items().is_empty());
    if caches {
        draft.leave_setting_out("cache keys of an integration", "a design has no cache");
    }
    for (field, what) in
        [("connectionId", "VPC link of an integration"), ("tlsConfig", "TLS settings of an integration")]
    {
        if node.field(field).is_some_and(|node| node.text().is_some() || !node.entries().is_empty()) {
            draft.leave_setting_out(what, ONLY_LAMBDA);
        }
    }
}

/// What an integration calls.
pub(super) enum Target {
    /// A Lambda function, by name or ARN.
    Function(String),
    /// Another service of AWS; its templates are still worth having.
    Service(String),
    /// Nothing that a design holds: why.
    Other(&'static str),
}

/// Tells what an integration calls. `function_of` gives the name of a function that a reference stands for.
pub(super) fn target(found: &Found, function_of: &dyn Fn(&str) -> Option<String>) -> Target {
    match found.kind {
        IntegrationType::Mock => {
            return Target::Other("it is a mock that calls nothing, and a design holds calls of Lambda functions");
        }
        IntegrationType::Http | IntegrationType::HttpProxy => {
            return Target::Other("it calls an HTTP server, and a design holds calls of Lambda functions");
        }
        IntegrationType::Aws | IntegrationType::AwsProxy => {}
    }
    let uri = found.uri.trim();
    if let Some(name) = function_of(uri) {
        return Target::Function(name);
    }
    if uri.contains(":function:") && !uri.contains("/functions/") {
        return Target::Function(uri.to_owned());
    }
    if let Some((_, rest)) = uri.split_once("/functions/") {
        let function = rest.strip_suffix("/invocations").unwrap_or(rest);
        return Target::Function(function_of(function).unwrap_or_else(|| function.to_owned()));
    }
    match uri.split(':').nth(4) {
        Some(service) if uri.starts_with("arn:") && service != "lambda" => Target::Service(service.to_owned()),
        _ => Target::Function(uri.to_owned()),
    }
}

/// Returns region, account and name of a Lambda function's ARN that is written out. A qualifier makes it no plain name.
pub(super) fn arn_parts(arn: &str) -> Option<(&str, &str, &str)> {
    let mut parts = arn.split(':');
    let mut next = || parts.next();
    let ("arn", _, "lambda", region, account, "function", name) =
        (next()?, next()?, next()?, next()?, next()?, next()?, next()?)
    else {
        return None;
    };
    let is_plain = parts.next().is_none() && !region.contains("${") && !account.contains("${");
    is_plain.then_some((region, account, name))
}
