//! Handlers in Ruby.

use super::access::{Shape, snake};
use super::code::{Code, heading, result};
use super::plan::{Body, Plan, Role, steps};

/// Writes the handler.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(snake);
    let mut code = Code::new("  ");
    code.line(format!("# {}", heading(plan)));
    if plan.shape != Shape::Own {
        if plan.body.is_base64() {
            code.line("require 'base64'");
        }
        code.lines(&["require 'json'", ""]);
    }
    code.block("def handler(event:, context:)", "end", |code| match plan.shape {
        Shape::Own => own(code, plan, &variables),
        Shape::V1 | Shape::V2 => proxy(code, plan, &variables),
    });
    if plan.shape != Shape::Own {
        code.line("");
        code.block("def answer(status, result)", "end", |code| {
            code.line(
                "{ statusCode: status, headers: { 'Content-Type' => 'application/json' }, body: result.to_json }",
            );
        });
    }
    code.finish()
}

fn own(code: &mut Code, plan: &Plan, variables: &[String]) {
    for (field, variable) in plan.fields.iter().zip(variables) {
        code.line(format!("{variable} = {}", dig("event", &steps(&field.pointer))));
    }
    if let Some((index, _)) = plan.of_role(Role::Caller).next() {
        code.line(format!("raise '[Unauthorized] {}' if {}.to_s.empty?", plan.nobody(), variables[index]));
    }
    code.line("");
    code.line(hash(plan, variables));
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    if plan.caller.is_some() {
        let path: Vec<String> = plan.caller_path().iter().map(|name| (*name).to_owned()).collect();
        code.line(format!("caller = {} || {{}}", dig("event", &path)));
        for (index, field) in plan.of_role(Role::Caller) {
            let name = steps(&field.pointer).pop().unwrap_or_default();
            code.line(format!("{} = caller[{}]", variables[index], quoted(&name)));
        }
        let known = plan.of_role(Role::Caller).next().map_or("caller.empty?".to_owned(), |(index, _)| {
            let first = &variables[index];
            if plan.caller == Some(super::plan::Caller::Iam) { format!("{first}.nil?") } else { "caller.empty?".into() }
        });
        code.line(format!("return answer(401, message: '{}') if {known}", plan.nobody()));
        code.line("");
    }
    for role in [Role::Path, Role::Query] {
        for (index, field) in plan.of_role(role) {
            code.line(format!("{} = {}", variables[index], dig("event", &steps(&field.pointer))));
        }
    }
    let text = if plan.body.is_base64() {
        code.line("text = event['isBase64Encoded'] ? Base64.decode64(event['body'].to_s) : event['body']");
        "text"
    } else {
        "event['body']"
    };
    match plan.body {
        Body::Unread => {}
        Body::Text { .. } => code.line(format!("body = {text}.to_s")),
        Body::Json { .. } => {
            code.line("begin");
            code.indented(|code| code.line(format!("body = JSON.parse({text} || 'null')")));
            code.line("rescue JSON::ParserError");
            code.indented(|code| code.line("return answer(400, message: 'the body is not JSON')"));
            code.line("end");
        }
    }
    code.line("");
    code.line(format!("answer(200, {})", hash(plan, variables)));
}

fn dig(root: &str, names: &[String]) -> String {
    let steps: Vec<String> =
        names.iter().map(|name| if name.parse::<usize>().is_ok() { name.clone() } else { quoted(name) }).collect();
    match steps.as_slice() {
        [] => root.to_owned(),
        [only] => format!("{root}[{only}]"),
        several => format!("{root}.dig({})", several.join(", ")),
    }
}

fn hash(plan: &Plan, variables: &[String]) -> String {
    let members = result(plan, variables);
    let written: Vec<String> =
        members.iter().map(|(name, variable)| format!("{} => {variable}", quoted(name))).collect();
    if written.is_empty() { "{}".into() } else { format!("{{ {} }}", written.join(", ")) }
}

/// Single quotes: nothing but a backslash and a quote means something in them.
fn quoted(name: &str) -> String {
    format!("'{}'", name.replace('\\', "\\\\").replace('\'', "\\'"))
}
