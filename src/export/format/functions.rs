//! The functions of CloudFormation's language, and what CloudFormation and SAM templates share.

use crate::export::names;
use crate::export::plan::{Function, Guard, Method, Plan};
use serde_json::{Map, Value, json};

/// Returns a reference to a parameter or resource.
pub(super) fn reference(name: &str) -> Value {
    json!({"Ref": name})
}

/// Returns an attribute of a resource.
pub(super) fn attribute(resource: &str, name: &str) -> Value {
    json!({"Fn::GetAtt": [resource, name]})
}

/// Returns a text with references in it. A text of the user goes into it through [`kept`]: `${` would be read there.
pub(super) fn substituted(text: impl Into<String>) -> Value {
    json!({"Fn::Sub": text.into()})
}

/// Returns a text of the user as it is written inside one that is [`substituted`]: `${` of it is no reference.
fn kept(text: &str) -> String {
    text.replace("${", "${!")
}

/// Returns the name of the parameter with the function's name or ARN.
pub(super) fn function_parameter(function: &Function) -> String {
    let part = if function.exists { "Arn" } else { "Name" };
    format!("{}{part}", names::pascal(&function.words))
}

/// Returns the name of the parameter with the ARN of a user pool.
pub(super) fn pool_parameter(guard: &Guard) -> String {
    format!("{}PoolArn", names::pascal(&guard.words))
}

/// Returns the ARN of a function that a parameter names, as text for [`substituted`].
pub(super) fn function_arn(function: &Function) -> String {
    let parameter = function_parameter(function);
    if function.exists {
        format!("${{{parameter}}}")
    } else {
        format!("arn:${{AWS::Partition}}:lambda:${{AWS::Region}}:${{AWS::AccountId}}:function:${{{parameter}}}")
    }
}

/// Returns the URI by which API Gateway calls a function.
pub(super) fn invocation_uri(arn: &str) -> Value {
    substituted(format!(
        "arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/{arn}/invocations"
    ))
}

/// Returns the parameter of a function.
pub(super) fn function_parameter_value(function: &Function) -> Value {
    if function.exists {
        parameter(&format!("ARN of the function {}", function.name), &function.arn)
    } else {
        parameter("Name of a function that exists", &function.name)
    }
}

/// Returns the parameters of the user pools.
pub(super) fn pool_parameters(plan: &Plan) -> Map<String, Value> {
    let pools = plan.guards.iter().filter(|guard| !guard.pool_arn.is_empty());
    let one = |guard: &Guard| (pool_parameter(guard), parameter("ARN of the Cognito user pool", &guard.pool_arn));
    pools.map(one).collect()
}

/// Returns a parameter with a default.
pub(super) fn parameter(description: &str, default: &str) -> Value {
    json!({"Type": "String", "Description": description, "Default": default})
}

/// Returns the permission to call a function for a method, or for an authorizer.
pub(super) fn permission(function: Value, api: &str, suffix: &str) -> Value {
    let source =
        format!("arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{{api}}}/{suffix}");
    json!({
        "Type": "AWS::Lambda::Permission",
        "Properties": {
            "Action": "lambda:InvokeFunction",
            "FunctionName": function,
            "Principal": "apigateway.amazonaws.com",
            "SourceArn": substituted(source),
        },
    })
}

/// Adds the permissions of all methods and authorizers. `function` names a function, `authorizer` the id of an
/// authorizer where that is known.
pub(super) fn permissions(
    plan: &Plan,
    api: &str,
    function: &dyn Fn(&Function) -> Value,
    authorizer: &dyn Fn(&Guard) -> Option<String>,
    resources: &mut Map<String, Value>,
) {
    for method in &plan.methods {
        let Some(called) = plan.functions.get(method.function) else { continue };
        let name = format!("{}Permission", names::pascal(&method.words));
        resources.insert(name, permission(function(called), api, &format!("*/{}", kept(&method.arn_suffix()))));
    }
    for guard in plan.guards.iter().filter(|guard| guard.is_lambda()) {
        let Some(called) = plan.functions.get(guard.function) else { continue };
        let id = authorizer(guard).map_or_else(|| "*".to_owned(), |name| format!("${{{name}}}"));
        let name = format!("{}AuthorizerPermission", names::pascal(&guard.words));
        resources.insert(name, permission(function(called), api, &format!("authorizers/{id}")));
    }
}

/// Returns the stage variables as a map.
pub(super) fn stage_variables(plan: &Plan) -> Value {
    let variables = plan.stage().variables.iter();
    Value::Object(variables.map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect())
}

/// Returns the path of the first method, for the URL that a template puts out.
pub(super) fn sample_path<'p>(plan: &'p Plan) -> &'p str {
    let path = |method: &Method| method.path != "$default";
    plan.methods.iter().find(|method| path(method)).map_or("/", |method| method.path.as_str())
}

/// Says of texts that CloudFormation would read a reference to a secret or parameter in them.
pub(super) fn warn_of_dynamic_references(plan: &mut Plan) {
    let texts = |method: &Method| -> Vec<String> {
        let responses = method.responses.iter().flat_map(|response| &response.templates);
        method.request_templates().iter().chain(responses).map(|template| template.text.to_string()).collect()
    };
    let keys: Vec<String> = plan
        .methods
        .iter()
        .filter(|method| texts(method).iter().any(|text| text.contains("{{resolve:")))
        .map(Method::key)
        .collect();
    for key in keys {
        let message =
            format!("`{key}`: CloudFormation replaces `{{{{resolve:…}}}}` in a template, and there is no escape");
        let help = "split it in the template: #set($x = '')$x{resolve";
        plan.warnings.push(crate::export::warning("export/dynamic-reference", message).help(help));
    }
}
