//! Tells a file's format by its content; the name counts only where the content cannot tell.

use super::Format;
use super::logs;
use crate::import;

/// How much of a file is looked at, in bytes.
const LOOKED_AT: usize = 64 * 1024;

/// Returns the format of a file; `None` if it is none that is read.
pub fn recognize(name: &str, text: &str) -> Option<Format> {
    let text = text.trim_start_matches('\u{FEFF}').trim_start();
    let start = start_of(text);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    if text.starts_with(['{', '[']) && !last.ends_with(".vtl") && !last.ends_with(".vm") {
        return json(text, start).or_else(|| captured(text)).or_else(|| template(&last, start));
    }
    if logs::recognizes(start) {
        return Some(Format::Logs);
    }
    if last.ends_with(".vtl") || last.ends_with(".vm") {
        return Some(Format::Vtl);
    }
    yaml(start).or_else(|| terraform(&last, start)).or_else(|| captured(text)).or_else(|| template(&last, start))
}

fn start_of(text: &str) -> &str {
    let mut end = text.len().min(LOOKED_AT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn captured(text: &str) -> Option<Format> {
    (import::recognize(text) != import::Kind::Unknown).then_some(Format::Captured)
}

/// Tells JSON apart by names of members; the whole text counts, since the telling one may stand last.
fn json(text: &str, start: &str) -> Option<Format> {
    // What is refused for its length need not be looked through.
    let text = if text.len() > super::MAX_BYTES { start } else { text };
    let has = |name: &str| text.contains(&format!("\"{name}\""));
    if has("openapi") && has("paths") || has("swagger") && has("paths") {
        // A template may have a definition inside.
        if !(has("Resources") && text.contains("\"AWS::")) {
            return Some(Format::OpenApi);
        }
    }
    if has("Resources") && text.contains("\"AWS::") {
        let is_sam = text.contains("AWS::Serverless");
        return Some(if is_sam { Format::Sam } else { Format::CloudFormation });
    }
    if has("format_version") && (has("values") || has("planned_values")) {
        return Some(Format::TerraformShow);
    }
    if logs::recognizes(start) || logs::recognizes_json(text) {
        return Some(Format::Logs);
    }
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let is_list = any(&["items", "item"]);
    let in_lists = ["pathPart", "resourceMethods", "providerARNs", "authorizerUri", "stageName", "responseType"];
    let is_cli = has("methodIntegration")
        || has("passthroughBehavior") && has("type")
        || is_list && (any(&in_lists) || has("validateRequestBody") || has("schema") && has("contentType"))
        || has("Items") && any(&["RouteKey", "IntegrationId", "AuthorizerId", "StageName", "ProtocolType"])
        || has("restApiId") && has("httpMethod")
        || has("apiKeySource") && has("endpointConfiguration")
        || has("stageName") && has("deploymentId")
        || has("ProtocolType") && has("RouteSelectionExpression");
    is_cli.then_some(Format::AwsCli)
}

fn yaml(start: &str) -> Option<Format> {
    let has = |name: &str| {
        start.lines().any(|line| {
            let line = line.trim_start_matches(['"', '\'']);
            line.strip_prefix(name)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
        })
    };
    if has("openapi") || has("swagger") {
        Some(Format::OpenApi)
    } else if has("Resources") || has("AWSTemplateFormatVersion") {
        let is_sam = start.contains("AWS::Serverless");
        Some(if is_sam { Format::Sam } else { Format::CloudFormation })
    } else if has("methodIntegration") || has("passthroughBehavior") && has("type") {
        // The AWS CLI with `--output yaml`.
        Some(Format::AwsCli)
    } else if has("service") && (has("functions") || has("provider")) {
        Some(Format::Serverless)
    } else {
        None
    }
}

fn terraform(name: &str, start: &str) -> Option<Format> {
    let blocks =
        ["resource \"", "data \"", "variable \"", "module \"", "provider \"", "locals {", "terraform {", "output \""];
    let found = start.lines().any(|line| blocks.iter().any(|block| line.starts_with(block)));
    (found || name.ends_with(".tf")).then_some(Format::Terraform)
}

/// A text with Velocity in it, by its look.
fn template(name: &str, start: &str) -> Option<Format> {
    let signs =
        ["$input.", "#set(", "#set (", "$context.", "$util.", "$stageVariables.", "${stageVariables.", "#foreach"];
    let found = signs.iter().any(|sign| start.contains(sign));
    (found || name.ends_with(".template")).then_some(Format::Vtl)
}
