//! Handlers in Go, with `aws-lambda-go`.

use super::access::{Shape, camel, pascal, quoted};
use super::code::{Code, heading, result};
use super::plan::{Body, Caller, Field, Kind, Member, Plan, Role, Type, steps};

/// Writes the handler.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(camel);
    let mut code = Code::new("\t");
    code.line(format!("// {}", heading(plan)));
    code.lines(&["package main", ""]);
    imports(&mut code, plan);
    match plan.shape {
        Shape::Own => own(&mut code, plan),
        Shape::V1 | Shape::V2 => proxy(&mut code, plan, &variables),
    }
    code.line("");
    code.block("func main() {", "}", |code| code.line("lambda.Start(handler)"));
    code.finish()
}

fn imports(code: &mut Code, plan: &Plan) {
    code.block("import (", ")", |code| {
        code.line("\"context\"");
        let is_own = plan.shape == Shape::Own;
        if plan.body.is_base64() {
            code.line("\"encoding/base64\"");
        }
        if !is_own || has_json(&plan.members()) {
            code.line("\"encoding/json\"");
        }
        if is_own && plan.of_role(Role::Caller).next().is_some() {
            code.line("\"errors\"");
        }
        code.line("");
        if !is_own {
            code.line("\"github.com/aws/aws-lambda-go/events\"");
        }
        code.line("\"github.com/aws/aws-lambda-go/lambda\"");
    });
    code.line("");
}

fn own(code: &mut Code, plan: &Plan) {
    code.line("// Event is what the mapping template makes; what it does not write stays empty.");
    code.block("type Event struct {", "}", |code| members(code, &plan.members()));
    code.line("");
    code.block("func handler(ctx context.Context, event Event) (map[string]any, error) {", "}", |code| {
        if let Some((_, first)) = plan.of_role(Role::Caller).next() {
            code.block(format!("if {} == \"\" {{", path(first)), "}", |code| {
                code.line(format!("return nil, errors.New(\"[Unauthorized] {}\")", plan.nobody()));
            });
        }
        code.block("return map[string]any{", "}, nil", |code| {
            for field in &plan.fields {
                code.line(format!("{}: {},", quoted(&field.name), path(field)));
            }
        });
    });
}

fn members(code: &mut Code, members: &[Member]) {
    for member in members {
        let (name, tag) = (exported(&member.name), format!("`json:{}`", quoted(&member.name)));
        match &member.kind {
            Type::Leaf(kind) => code.line(format!("{name} {} {tag}", type_name(*kind))),
            Type::Object(inner) => code.block(format!("{name} struct {{"), &format!("}} {tag}"), |code| {
                self::members(code, inner);
            }),
        }
    }
}

fn has_json(members: &[Member]) -> bool {
    members.iter().any(|member| match &member.kind {
        Type::Leaf(kind) => *kind == Kind::Json,
        Type::Object(inner) => has_json(inner),
    })
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Number => "float64",
        Kind::Boolean => "bool",
        Kind::Json => "json.RawMessage",
    }
}

/// A name that other packages see: one that begins with a letter.
fn exported(name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    match pascal(&ascii) {
        name if name.is_empty() => "Value".into(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("N{name}"),
        name => name,
    }
}

fn path(field: &Field) -> String {
    let mut names = Vec::new();
    for step in steps(&field.pointer) {
        if step.parse::<usize>().is_ok() {
            break;
        }
        names.push(exported(&step));
    }
    format!("event.{}", names.join("."))
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    let kind = if plan.shape == Shape::V2 { "APIGatewayV2HTTP" } else { "APIGatewayProxy" };
    let head =
        format!("func handler(ctx context.Context, event events.{kind}Request) (events.{kind}Response, error) {{");
    code.block(head, "}", |code| {
        caller(code, plan, variables);
        for (map, role) in [("PathParameters", Role::Path), ("QueryStringParameters", Role::Query)] {
            for (index, field) in plan.of_role(role) {
                let name = quoted(&steps(&field.pointer).pop().unwrap_or_default());
                code.line(format!("{} := event.{map}[{name}]", variables[index]));
            }
        }
        body(code, plan);
        code.block("return answer(200, map[string]any{", "})", |code| {
            for (name, variable) in result(plan, variables) {
                code.line(format!("{}: {variable},", quoted(name)));
            }
        });
    });
    code.line("");
    let head = format!("func answer(status int, result map[string]any) (events.{kind}Response, error) {{");
    code.block(head, "}", |code| {
        code.line("text, err := json.Marshal(result)");
        code.block("if err != nil {", "}", |code| code.line(format!("return events.{kind}Response{{}}, err")));
        code.block(format!("return events.{kind}Response{{"), "}, nil", |code| {
            code.lines(&[
                "StatusCode: status,",
                "Headers: map[string]string{\"Content-Type\": \"application/json\"},",
                "Body: string(text),",
            ]);
        });
    });
}

fn nobody(code: &mut Code, plan: &Plan, condition: &str) {
    code.block(format!("if {condition} {{"), "}", |code| {
        code.line(format!("return answer(401, map[string]any{{\"message\": \"{}\"}})", plan.nobody()));
    });
}

fn caller(code: &mut Code, plan: &Plan, variables: &[String]) {
    let Some(caller) = plan.caller else { return };
    let is_v2 = plan.shape == Shape::V2;
    if is_v2 {
        code.line("authorizer := event.RequestContext.Authorizer");
    }
    let holder = match (caller, is_v2) {
        (Caller::Claims, true) => {
            nobody(code, plan, "authorizer == nil || authorizer.JWT == nil");
            "authorizer.JWT.Claims"
        }
        (Caller::Lambda, true) => {
            nobody(code, plan, "authorizer == nil || authorizer.Lambda == nil");
            "authorizer.Lambda"
        }
        (Caller::Iam, true) => {
            nobody(code, plan, "authorizer == nil || authorizer.IAM == nil");
            "authorizer.IAM"
        }
        (Caller::Claims, false) => {
            code.line("claims, ok := event.RequestContext.Authorizer[\"claims\"].(map[string]any)");
            nobody(code, plan, "!ok");
            "claims"
        }
        (Caller::Lambda, false) => {
            nobody(code, plan, "event.RequestContext.Authorizer == nil");
            "event.RequestContext.Authorizer"
        }
        (Caller::Iam, false) => "event.RequestContext.Identity",
    };
    for (index, field) in plan.of_role(Role::Caller) {
        let name = steps(&field.pointer).pop().unwrap_or_default();
        let read =
            if caller == Caller::Iam { format!(".{}", signer(&name, is_v2)) } else { format!("[{}]", quoted(&name)) };
        code.line(format!("{} := {holder}{read}", variables[index]));
    }
    if let (Caller::Iam, false, Some((index, _))) = (caller, is_v2, plan.of_role(Role::Caller).next()) {
        nobody(code, plan, &format!("{} == \"\"", variables[index]));
    }
}

/// The library spells these members in capitals under payload format 2.0.
fn signer(name: &str, is_v2: bool) -> String {
    let name = pascal(name);
    if is_v2 { name.replace("Arn", "ARN").replace("Id", "ID") } else { name.replace("Id", "ID") }
}

fn body(code: &mut Code, plan: &Plan) {
    let text = if plan.body.is_base64() {
        code.line("text := []byte(event.Body)");
        code.block("if event.IsBase64Encoded {", "}", |code| {
            code.line("var err error");
            code.block("if text, err = base64.StdEncoding.DecodeString(event.Body); err != nil {", "}", |code| {
                code.line("return answer(400, map[string]any{\"message\": \"the body is not Base64\"})");
            });
        });
        "text"
    } else {
        "[]byte(event.Body)"
    };
    match plan.body {
        Body::Unread => {}
        Body::Text { .. } => code.line(format!("body := string({text})")),
        Body::Json { .. } => {
            code.line("var body any");
            code.block("if event.Body != \"\" {", "}", |code| {
                code.block(format!("if err := json.Unmarshal({text}, &body); err != nil {{"), "}", |code| {
                    code.line("return answer(400, map[string]any{\"message\": \"the body is not JSON\"})");
                });
            });
        }
    }
}
