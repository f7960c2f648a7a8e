//! AWS SAM: the API as an OpenAPI document in `DefinitionBody`, and a function that returns its event for every name.
//!
//! An `Api` event of SAM always makes a proxy integration, so integrations are in `DefinitionBody`, on all sides alike;
//! `sam local start-api` reads them there. A function that the design gives by its ARN exists already, and so does
//! that of an authorizer.

use super::functions::{
    attribute, function_arn, function_parameter, function_parameter_value, invocation_uri, parameter, permissions,
    pool_parameter, pool_parameters, reference, sample_path, stage_variables, substituted, warn_of_dynamic_references,
};
use super::openapi::{self, Targets};
use crate::apigw::stage::ApiKind;
use crate::export::plan::{Function, Guard, Plan};
use crate::export::yaml::{self, Functions};
use crate::export::{ExportFile, names, note};
use serde_json::{Map, Value, json};

/// Runtime of the functions that return their event.
const RUNTIME: &str = "nodejs22.x";
/// Returns the event, so that a first call shows what the integration delivers.
const RETURN_EVENT: &str = "exports.handler = async (event) => event;\n";
/// The same behind a proxy integration, which wants a response.
const ANSWER_EVENT: &str = "exports.handler = async (event) => ({\n  statusCode: 200,\n  headers: { \"Content-Type\": \"application/json\" },\n  body: JSON.stringify(event),\n});\n";

/// Returns the template.
pub(in crate::export) fn write(plan: &mut Plan) -> Vec<ExportFile> {
    warn_of_dynamic_references(plan);
    let text = yaml::document(&document(plan), Functions::AsTags);
    if (0..plan.functions.len()).any(|function| is_made(plan, function)) {
        let message = "the functions of the template return their event: put your code there";
        plan.warnings.push(note("export/function-returns-event", message));
    }
    vec![ExportFile { path: "template.yaml".into(), text }]
}

/// Returns true if the template makes the function: it has no ARN yet, and no authorizer calls it.
fn is_made(plan: &Plan, index: usize) -> bool {
    let called_by_guard = plan.guards.iter().any(|guard| guard.is_lambda() && guard.function == index);
    plan.functions.get(index).is_some_and(|function| !function.exists) && !called_by_guard
}

fn made(plan: &Plan, function: &Function) -> bool {
    let index = plan.functions.iter().position(|known| known == function);
    index.is_some_and(|index| is_made(plan, index))
}

fn document(plan: &Plan) -> Value {
    let api = format!("{}Api", names::pascal(&plan.name));
    let mut parameters = Map::new();
    for function in plan.functions.iter().filter(|function| !made(plan, function)) {
        parameters.insert(function_parameter(function), function_parameter_value(function));
    }
    parameters.extend(pool_parameters(plan));
    parameters.insert("StageName".into(), parameter("Name of the stage", &plan.stage_name));
    let uri = |function: &Function| {
        let arn =
            if made(plan, function) { format!("${{{}.Arn}}", resource_name(function)) } else { function_arn(function) };
        invocation_uri(&arn)
    };
    let pool = |guard: &Guard| reference(&pool_parameter(guard));
    let body = openapi::document(plan, &Targets { function: &uri, pool: &pool });
    let mut resources = Map::new();
    let mut properties = json!({"StageName": reference("StageName")});
    let kind = match plan.api {
        ApiKind::Rest => {
            // Without it SAM adds a stage called `Stage`.
            properties["OpenApiVersion"] = "3.0.1".into();
            "AWS::Serverless::Api"
        }
        ApiKind::Http => "AWS::Serverless::HttpApi",
    };
    if !plan.stage().variables.is_empty() {
        let name = if plan.api == ApiKind::Rest { "Variables" } else { "StageVariables" };
        properties[name] = stage_variables(plan);
    }
    properties["DefinitionBody"] = body;
    resources.insert(api.clone(), json!({"Type": kind, "Properties": properties}));
    for (index, function) in plan.functions.iter().enumerate().filter(|(index, _)| is_made(plan, *index)) {
        resources.insert(resource_name(function), made_function(plan, index, function));
    }
    let name = |function: &Function| {
        if made(plan, function) {
            reference(&resource_name(function))
        } else {
            reference(&function_parameter(function))
        }
    };
    permissions(plan, &api, &name, &|_| None, &mut resources);
    let path = sample_path(plan);
    // A path with a parameter would be read as a reference.
    let path = if path.contains('{') { "/" } else { path };
    let stage = if plan.stage_name == "$default" { "" } else { "/${StageName}" };
    let url = format!("https://${{{api}}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}{stage}{path}");
    let mut outputs = Map::from_iter([("Url".to_owned(), json!({"Value": substituted(url)}))]);
    for function in plan.functions.iter().filter(|function| made(plan, function)) {
        let name = resource_name(function);
        outputs.insert(format!("{name}Arn"), json!({"Value": attribute(&name, "Arn")}));
    }
    json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Transform": "AWS::Serverless-2016-10-31",
        "Description": format!("{}, {} on AWS Lambda", plan.title, plan.api.title()),
        "Parameters": parameters,
        "Resources": resources,
        "Outputs": outputs,
    })
}

fn made_function(plan: &Plan, index: usize, function: &Function) -> Value {
    let proxy = plan.methods.iter().any(|method| method.function == index && method.proxy);
    json!({
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "FunctionName": function.name,
            "Runtime": RUNTIME,
            "Handler": "index.handler",
            "InlineCode": if proxy { ANSWER_EVENT } else { RETURN_EVENT },
        },
    })
}

fn resource_name(function: &Function) -> String {
    format!("{}Function", names::pascal(&function.words))
}
