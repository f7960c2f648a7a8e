//! Handlers for Node.js: JavaScript as an ES module, and TypeScript with `@types/aws-lambda`.

use super::access::{Shape, camel, is_identifier, quoted};
use super::code::{Code, heading, result};
use super::plan::{Body, Caller, Kind, Member, Plan, Role, Type, steps};

/// Writes the handler in JavaScript.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(camel);
    let mut code = Code::new("  ");
    code.line(format!("// {}", heading(plan)));
    code.block("export const handler = async (event) => {", "};", |code| body(code, plan, &variables));
    if plan.shape != Shape::Own {
        code.line("");
        answer(&mut code, "const answer = (status, result) => ({");
    }
    code.finish()
}

/// Writes the handler in TypeScript.
pub(super) fn write_typed(plan: &Plan) -> String {
    let variables = plan.variables(camel);
    let (handler, result) = handler_type(plan);
    let mut code = Code::new("  ");
    code.line(format!("// {}", heading(plan)));
    if plan.shape == Shape::Own {
        code.block("interface Event {", "}", |code| interface(code, &plan.members()));
        code.line("");
        code.block("export const handler = async (event: Event) => {", "};", |code| body(code, plan, &variables));
        return code.finish();
    }
    let bare = handler.split('<').next().unwrap_or_default();
    code.line(format!("import type {{ {bare}, {result} }} from 'aws-lambda';"));
    code.line("");
    if plan.caller == Some(Caller::Lambda) {
        code.block("type Caller = {", "};", |code| {
            for (_, field) in plan.of_role(Role::Caller) {
                let name = steps(&field.pointer).pop().unwrap_or_default();
                if name != "principalId" {
                    code.line(format!("{}?: {};", member_name(&name), type_name(field.kind)));
                }
            }
        });
        code.line("");
    }
    code.block(format!("export const handler: {handler} = async (event) => {{"), "};", |code| {
        body(code, plan, &variables);
    });
    code.line("");
    answer(&mut code, &format!("const answer = (status: number, result: unknown): {result} => ({{"));
    code.finish()
}

/// Returns the types of the handler and of its result.
fn handler_type(plan: &Plan) -> (&'static str, &'static str) {
    match (plan.shape, plan.caller) {
        (Shape::V2, caller) => {
            let handler = match caller {
                Some(Caller::Claims) => "APIGatewayProxyHandlerV2WithJWTAuthorizer",
                Some(Caller::Lambda) => "APIGatewayProxyHandlerV2WithLambdaAuthorizer<Caller>",
                Some(Caller::Iam) => "APIGatewayProxyHandlerV2WithIAMAuthorizer",
                None => "APIGatewayProxyHandlerV2",
            };
            (handler, "APIGatewayProxyStructuredResultV2")
        }
        (_, Some(Caller::Claims)) => ("APIGatewayProxyWithCognitoAuthorizerHandler", "APIGatewayProxyResult"),
        (_, Some(Caller::Lambda)) => ("APIGatewayProxyWithLambdaAuthorizerHandler<Caller>", "APIGatewayProxyResult"),
        (_, Some(Caller::Iam) | None) => ("APIGatewayProxyHandler", "APIGatewayProxyResult"),
    }
}

fn interface(code: &mut Code, members: &[Member]) {
    for member in members {
        let name = member_name(&member.name);
        match &member.kind {
            Type::Leaf(kind) => code.line(format!("{name}?: {};", type_name(*kind))),
            Type::Object(inner) => code.block(format!("{name}?: {{"), "};", |code| interface(code, inner)),
        }
    }
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Json => "unknown",
    }
}

fn body(code: &mut Code, plan: &Plan, variables: &[String]) {
    match plan.shape {
        Shape::Own => {
            for (field, variable) in plan.fields.iter().zip(variables) {
                code.line(format!("const {variable} = event{};", way(&steps(&field.pointer), false)));
            }
            if let Some((index, _)) = plan.of_role(Role::Caller).next() {
                code.line(format!("if (!{}) throw new Error('[Unauthorized] {}');", variables[index], plan.nobody()));
            }
            code.line("");
            code.line(format!("return {};", object(plan, variables)));
        }
        Shape::V1 | Shape::V2 => proxy(code, plan, variables),
    }
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    caller(code, plan, variables);
    for (map, role) in [("pathParameters", Role::Path), ("queryStringParameters", Role::Query)] {
        for (index, field) in plan.of_role(role) {
            let name = steps(&field.pointer).pop().unwrap_or_default();
            code.line(format!("const {} = event.{map}{};", variables[index], way(&[name], true)));
        }
    }
    let text = if plan.body.is_base64() {
        code.line(
            "const text = event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body;",
        );
        "text"
    } else {
        "event.body"
    };
    match plan.body {
        Body::Unread => {}
        Body::Text { .. } => code.line(format!("const body = {text} ?? '';")),
        Body::Json { .. } => {
            code.lines(&["let body;", "try {"]);
            code.indented(|code| code.line(format!("body = JSON.parse({text} ?? 'null');")));
            code.line("} catch {");
            code.indented(|code| code.line("return answer(400, { message: 'the body is not JSON' });"));
            code.line("}");
        }
    }
    code.line("");
    code.line(format!("return answer(200, {});", object(plan, variables)));
}

fn caller(code: &mut Code, plan: &Plan, variables: &[String]) {
    let holder = match plan.caller {
        None => return,
        Some(Caller::Claims) => "claims",
        Some(Caller::Lambda) => "authorizer",
        Some(Caller::Iam) => "signer",
    };
    let names: Vec<&str> = plan.caller_path().iter().skip(1).copied().collect();
    code.line(format!("const {holder} = event.requestContext.{};", names.join("?.")));
    let nobody = format!("return answer(401, {{ message: '{}' }});", plan.nobody());
    // The object with the signer is there on every call of a REST API.
    let is_late = plan.caller == Some(Caller::Iam);
    if !is_late {
        code.line(format!("if (!{holder}) {nobody}"));
    }
    let mut first = None;
    for (index, field) in plan.of_role(Role::Caller) {
        let name = steps(&field.pointer).pop().unwrap_or_default();
        code.line(format!("const {} = {holder}{};", variables[index], way(&[name], is_late)));
        first = first.or(Some(index));
    }
    if let (true, Some(first)) = (is_late, first) {
        code.line(format!("if (!{}) {nobody}", variables[first]));
    }
}

fn answer(code: &mut Code, head: &str) {
    code.block(head, "});", |code| {
        code.lines(&[
            "statusCode: status,",
            "headers: { 'Content-Type': 'application/json' },",
            "body: JSON.stringify(result),",
        ]);
    });
}

/// Returns the way along `names`, each of which may be missing; `is_optional`: so may be what the first is read from.
fn way(names: &[String], is_optional: bool) -> String {
    let step = |(depth, name): (usize, &String)| {
        let is_optional = is_optional || depth > 0;
        match (is_identifier(name), is_optional) {
            (true, true) => format!("?.{name}"),
            (true, false) => format!(".{name}"),
            (false, _) => {
                let index = if name.parse::<usize>().is_ok() { name.clone() } else { quoted(name) };
                format!("{}[{index}]", if is_optional { "?." } else { "" })
            }
        }
    };
    names.iter().enumerate().map(step).collect()
}

fn object(plan: &Plan, variables: &[String]) -> String {
    let members = result(plan, variables);
    let written: Vec<String> = members
        .iter()
        .map(
            |(name, variable)| {
                if name == variable { (*name).to_owned() } else { format!("{}: {variable}", member_name(name)) }
            },
        )
        .collect();
    if written.is_empty() { "{}".into() } else { format!("{{ {} }}", written.join(", ")) }
}

fn member_name(name: &str) -> String {
    if is_identifier(name) { name.to_owned() } else { quoted(name) }
}
