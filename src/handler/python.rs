//! Handlers in Python, with its own library alone or with Powertools for AWS Lambda.

use super::access::{self, Shape, quoted, snake};
use super::code::{Code, heading, result};
use super::language::Language;
use super::plan::{Body, Caller, Field, Plan, Role};

/// Writes the handler.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(snake);
    let mut code = Code::new("    ");
    code.line(format!("# {}", heading(plan)));
    imports(&mut code, plan, false);
    code.lines(&["", "", "def lambda_handler(event, context):"]);
    code.indented(|code| match plan.shape {
        Shape::Own => own(code, plan, &variables),
        Shape::V1 | Shape::V2 => proxy(code, plan, &variables),
    });
    answer(&mut code, plan);
    code.finish()
}

/// Writes the handler with Powertools. Its classes are for proxy events: a mapped event stays a dictionary.
pub(super) fn write_with_powertools(plan: &Plan) -> String {
    if plan.shape == Shape::Own {
        return write(plan);
    }
    let variables = plan.variables(snake);
    let class = if plan.shape == Shape::V2 { "APIGatewayProxyEventV2" } else { "APIGatewayProxyEvent" };
    let mut code = Code::new("    ");
    code.line(format!("# {}", heading(plan)));
    imports(&mut code, plan, true);
    code.line("");
    code.line(format!("from aws_lambda_powertools.utilities.data_classes import {class}, event_source"));
    code.lines(&["", ""]);
    code.line(format!("@event_source(data_class={class})"));
    code.line(format!("def lambda_handler(event: {class}, context):"));
    code.indented(|code| powertools(code, plan, &variables));
    answer(&mut code, plan);
    code.finish()
}

fn imports(code: &mut Code, plan: &Plan, with_powertools: bool) {
    if plan.shape == Shape::Own {
        return;
    }
    code.line("");
    // Powertools decodes by itself.
    if plan.body.is_base64() && !with_powertools {
        code.line("import base64");
    }
    code.line("import json");
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    caller(code, plan, variables);
    for (map, role) in [("pathParameters", Role::Path), ("queryStringParameters", Role::Query)] {
        for (index, field) in plan.of_role(role) {
            code.line(format!("{} = (event.get(\"{map}\") or {{}}).get({})", variables[index], last(field)));
        }
    }
    if plan.body.is_base64() {
        code.lines(&["body = event.get(\"body\") or \"\"", "if event.get(\"isBase64Encoded\"):"]);
        code.indented(|code| code.line("body = base64.b64decode(body).decode()"));
    }
    match plan.body {
        Body::Unread | Body::Text { base64: true } => {}
        Body::Text { .. } => code.line("body = event.get(\"body\") or \"\""),
        Body::Json { base64 } => {
            let text = if base64 { "body" } else { "event.get(\"body\")" };
            json_body(code, &format!("json.loads({text} or \"null\")"));
        }
    }
    code.line("");
    code.line(format!("return answer(200, {})", dictionary(plan, variables)));
}

fn json_body(code: &mut Code, read: &str) {
    code.line("try:");
    code.indented(|code| code.line(format!("body = {read}")));
    code.line("except ValueError:");
    code.indented(|code| code.line("return answer(400, {\"message\": \"the body is not JSON\"})"));
}

fn caller(code: &mut Code, plan: &Plan, variables: &[String]) {
    let holder = match plan.caller {
        None => return,
        Some(Caller::Claims) => "claims",
        Some(Caller::Lambda) => "authorizer",
        Some(Caller::Iam) => "signer",
    };
    // The first name is always there; each other may be missing, or null.
    let names = plan.caller_path().iter().skip(1);
    let mut expression = "event[\"requestContext\"]".to_owned();
    for (depth, name) in names.enumerate() {
        expression = if depth == 0 {
            format!("{expression}.get(\"{name}\") or {{}}")
        } else {
            format!("({expression}).get(\"{name}\") or {{}}")
        };
    }
    code.line(format!("{holder} = {expression}"));
    who(code, plan, variables, holder, |field| format!("{holder}.get({})", last(field)));
}

/// Reads the caller, and answers 401 where there is none.
fn who(code: &mut Code, plan: &Plan, variables: &[String], holder: &str, read: impl Fn(&Field) -> String) {
    let fields: Vec<String> =
        plan.of_role(Role::Caller).map(|(index, field)| format!("{} = {}", variables[index], read(field))).collect();
    // The object with the signer is there on every call of a REST API.
    let first = plan.of_role(Role::Caller).next().map(|(index, _)| variables[index].as_str());
    let (is_late, known) = match (plan.caller, first) {
        (Some(Caller::Iam), Some(first)) => (true, first),
        _ => (false, holder),
    };
    if is_late {
        fields.iter().for_each(|line| code.line(line));
    }
    code.line(format!("if not {known}:"));
    code.indented(|code| code.line(format!("return answer(401, {{\"message\": \"{}\"}})", plan.nobody())));
    code.line("");
    if !is_late {
        fields.iter().for_each(|line| code.line(line));
    }
}

fn powertools(code: &mut Code, plan: &Plan, variables: &[String]) {
    let iam = if plan.shape == Shape::V2 { "authorizer.iam" } else { "identity" };
    let holder = match (plan.caller, plan.shape) {
        (None, _) => None,
        (Some(Caller::Claims), Shape::V2) => Some(("claims", "authorizer.jwt_claim")),
        (Some(Caller::Claims), _) => Some(("claims", "authorizer.claims")),
        (Some(Caller::Lambda), Shape::V2) => Some(("authorizer", "authorizer.get_lambda")),
        (Some(Caller::Lambda), _) => Some(("authorizer", "authorizer")),
        (Some(Caller::Iam), _) => Some(("signer", iam)),
    };
    if let Some((name, path)) = holder {
        // Powertools gives an empty object where the authorizer is missing: reading it is no error, but a mistake.
        code.line(format!("{name} = event.request_context.{path}"));
        let is_iam = plan.caller == Some(Caller::Iam);
        who(code, plan, variables, name, |field| match last_name(field) {
            member if is_iam && plan.shape == Shape::V2 => format!("{name}.{} if {name} else None", snake(&member)),
            member if is_iam => format!("{name}.{}", snake(&member)),
            _ => format!("{name}.get({})", last(field)),
        });
    }
    for (map, role) in [("path_parameters", Role::Path), ("query_string_parameters", Role::Query)] {
        for (index, field) in plan.of_role(role) {
            code.line(format!("{} = event.{map}.get({})", variables[index], last(field)));
        }
    }
    match plan.body {
        Body::Unread => {}
        Body::Text { .. } => code.line("body = event.decoded_body"),
        Body::Json { .. } => json_body(code, "event.json_body"),
    }
    code.line("");
    code.line(format!("return answer(200, {})", dictionary(plan, variables)));
}

/// A mapped event has what its template writes: it is read as it is, and what is missing is said by its name.
fn own(code: &mut Code, plan: &Plan, variables: &[String]) {
    if !plan.fields.is_empty() {
        code.line("try:");
        code.indented(|code| {
            for (field, variable) in plan.fields.iter().zip(variables) {
                let read = access::expression(Language::Python, Shape::Own, &field.pointer, "");
                code.line(format!("{variable} = {read}"));
            }
        });
        code.line("except (KeyError, TypeError) as missing:");
        code.indented(|code| {
            code.line("raise ValueError(f\"[BadRequest] the template does not give the event {missing}\") from None");
        });
    }
    if let Some((index, _)) = plan.of_role(Role::Caller).next() {
        code.line(format!("if not {}:", variables[index]));
        code.indented(|code| code.line(format!("raise PermissionError(\"[Unauthorized] {}\")", plan.nobody())));
    }
    if !plan.fields.is_empty() {
        code.line("");
    }
    code.line(format!("return {}", dictionary(plan, variables)));
}

/// The function that makes an answer of the proxy contract.
fn answer(code: &mut Code, plan: &Plan) {
    if plan.shape == Shape::Own {
        return;
    }
    code.lines(&["", "", "def answer(status, result):"]);
    code.indented(|code| {
        code.block("return {", "}", |code| {
            code.lines(&[
                "\"statusCode\": status,",
                "\"headers\": {\"Content-Type\": \"application/json\"},",
                "\"body\": json.dumps(result),",
            ]);
        });
    });
}

fn dictionary(plan: &Plan, variables: &[String]) -> String {
    let members = result(plan, variables);
    let written: Vec<String> = members.iter().map(|(name, variable)| format!("{}: {variable}", quoted(name))).collect();
    format!("{{{}}}", written.join(", "))
}

fn last_name(field: &Field) -> String {
    super::plan::steps(&field.pointer).pop().unwrap_or_default()
}

fn last(field: &Field) -> String {
    quoted(&last_name(field))
}
