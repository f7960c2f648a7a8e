//! Handlers in Rust, with `lambda_runtime` and `aws_lambda_events`.

use super::access::{Shape, pascal, snake};
use super::code::{Code, heading, result};
use super::plan::{Body, Caller, Field, Kind, Member, Plan, Role, Type, steps};

/// Writes the handler.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(snake);
    let mut code = Code::new("    ");
    code.line(format!("// {}", heading(plan)));
    let request = match plan.shape {
        Shape::Own => "Event",
        Shape::V1 => "ApiGatewayProxyRequest",
        Shape::V2 => "ApiGatewayV2httpRequest",
    };
    if plan.shape != Shape::Own {
        code.line(format!("use aws_lambda_events::apigw::{request};"));
    }
    if plan.body.is_base64() {
        code.line("use base64::prelude::{BASE64_STANDARD, Engine as _};");
    }
    code.line("use lambda_runtime::{Error, LambdaEvent, run, service_fn};");
    if plan.shape == Shape::Own {
        code.line("use serde::Deserialize;");
    }
    code.lines(&["use serde_json::{Value, json};", ""]);
    if plan.shape == Shape::Own {
        types(&mut code, "Event", &plan.members());
    }
    let reads = !plan.fields.is_empty() || plan.body.is_read() || plan.caller.is_some();
    let name = if reads { "event" } else { "_event" };
    code.block(format!("async fn handler({name}: LambdaEvent<{request}>) -> Result<Value, Error> {{"), "}", |code| {
        if reads {
            code.line("let event = event.payload;");
        }
        match plan.shape {
            Shape::Own => own(code, plan, &variables),
            Shape::V1 | Shape::V2 => proxy(code, plan, &variables),
        }
    });
    if plan.shape != Shape::Own {
        code.line("");
        code.block("fn answer(status: u16, result: &Value) -> Value {", "}", |code| {
            code.block("json!({", "})", |code| {
                code.lines(&[
                    "\"statusCode\": status,",
                    "\"headers\": { \"Content-Type\": \"application/json\" },",
                    "\"body\": result.to_string(),",
                ]);
            });
        });
    }
    code.lines(&["", "#[tokio::main]"]);
    code.block("async fn main() -> Result<(), Error> {", "}", |code| code.line("run(service_fn(handler)).await"));
    code.finish()
}

/// Writes a type and those of its members.
fn types(code: &mut Code, name: &str, members: &[Member]) {
    code.line("#[derive(Deserialize, Default)]");
    code.line("#[serde(default)]");
    code.block(format!("struct {name} {{"), "}", |code| {
        for member in members {
            code.line(format!("#[serde(rename = {:?})]", member.name));
            let kind = match &member.kind {
                Type::Leaf(kind) => type_name(*kind).to_owned(),
                Type::Object(_) => inner_name(name, &member.name),
            };
            code.line(format!("{}: {kind},", field_name(&member.name)));
        }
    });
    code.line("");
    for member in members {
        if let Type::Object(inner) = &member.kind {
            types(code, &inner_name(name, &member.name), inner);
        }
    }
}

/// Types are named after the way to them, so that no two have one name.
fn inner_name(outer: &str, name: &str) -> String {
    let outer = outer.strip_prefix("Event").unwrap_or(outer);
    format!("Event{outer}{}", pascal(&ascii(name)))
}

fn ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect()
}

/// Fields are named by the plan's rules for variables, one by one.
fn field_name(name: &str) -> String {
    let field = Field { name: name.into(), pointer: String::new(), kind: Kind::Text, role: Role::Other };
    Plan { fields: vec![field], ..Plan::default() }.variables(snake).pop().unwrap_or_default()
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Option<String>",
        Kind::Number => "Option<f64>",
        Kind::Boolean => "Option<bool>",
        Kind::Json => "Value",
    }
}

fn own(code: &mut Code, plan: &Plan, variables: &[String]) {
    for (field, variable) in plan.fields.iter().zip(variables) {
        let names = steps(&field.pointer);
        let names = names.iter().take_while(|step| step.parse::<usize>().is_err()).map(|step| field_name(step));
        code.line(format!("let {variable} = &event.{};", names.collect::<Vec<_>>().join(".")));
    }
    if let Some((index, _)) = plan.of_role(Role::Caller).next() {
        let condition = format!("if {}.as_deref().unwrap_or_default().is_empty() {{", variables[index]);
        code.block(condition, "}", |code| {
            code.line(format!("return Err(\"[Unauthorized] {}\".into());", plan.nobody()));
        });
    }
    code.line(format!("Ok({})", object(plan, variables)));
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    caller(code, plan, variables);
    for (map, role) in [("path_parameters", Role::Path), ("query_string_parameters", Role::Query)] {
        for (index, field) in plan.of_role(role) {
            // Of a query parameter sent twice this gives the first: the crate keeps them all.
            let get = if role == Role::Query { "first" } else { "get" };
            let name = steps(&field.pointer).pop().unwrap_or_default();
            code.line(format!("let {} = event.{map}.{get}({name:?});", variables[index]));
        }
    }
    body(code, plan);
    code.line(format!("Ok(answer(200, &{}))", object(plan, variables)));
}

fn caller(code: &mut Code, plan: &Plan, variables: &[String]) {
    let Some(caller) = plan.caller else { return };
    let context = "event.request_context";
    let (holder, read) = match (caller, plan.shape) {
        (Caller::Claims, Shape::V2) => {
            ("claims", format!("{context}.authorizer.as_ref().and_then(|a| a.jwt.as_ref()).map(|jwt| &jwt.claims)"))
        }
        (Caller::Claims, _) => ("claims", format!("{context}.authorizer.fields.get(\"claims\")")),
        (Caller::Lambda, Shape::V2) => {
            ("caller", format!("{context}.authorizer.as_ref().map(|a| &a.fields).filter(|fields| !fields.is_empty())"))
        }
        (Caller::Lambda, _) => {
            ("caller", format!("Some(&{context}.authorizer.fields).filter(|fields| !fields.is_empty())"))
        }
        (Caller::Iam, Shape::V2) => ("signer", format!("{context}.authorizer.as_ref().and_then(|a| a.iam.as_ref())")),
        (Caller::Iam, _) => {
            ("signer", format!("Some(&{context}.identity).filter(|identity| identity.user_arn.is_some())"))
        }
    };
    code.block(format!("let Some({holder}) = {read} else {{"), "};", |code| {
        code.line(format!("return Ok(answer(401, &json!({{ \"message\": \"{}\" }})));", plan.nobody()));
    });
    for (index, field) in plan.of_role(Role::Caller) {
        let name = steps(&field.pointer).pop().unwrap_or_default();
        let read = match caller {
            Caller::Iam => format!("&signer.{}", snake(&name)),
            Caller::Claims | Caller::Lambda => format!("{holder}.get({name:?})"),
        };
        code.line(format!("let {} = {read};", variables[index]));
    }
}

fn body(code: &mut Code, plan: &Plan) {
    if !plan.body.is_read() {
        return;
    }
    code.line("let body = event.body.unwrap_or_default();");
    if plan.body.is_base64() {
        code.block("let body = if event.is_base64_encoded {", "};", |code| {
            code.line("String::from_utf8(BASE64_STANDARD.decode(body)?)?");
            code.line("} else {");
            code.line("body");
        });
    }
    if matches!(plan.body, Body::Json { .. }) {
        code.block("let body: Value = match serde_json::from_str(&body) {", "};", |code| {
            code.line("Ok(body) => body,");
            code.line("Err(_) if body.is_empty() => Value::Null,");
            code.line("Err(_) => return Ok(answer(400, &json!({ \"message\": \"the body is not JSON\" }))),");
        });
    }
}

fn object(plan: &Plan, variables: &[String]) -> String {
    let members = result(plan, variables);
    let written: Vec<String> = members.iter().map(|(name, variable)| format!("{name:?}: {variable}")).collect();
    if written.is_empty() { "json!({})".into() } else { format!("json!({{ {} }})", written.join(", ")) }
}
