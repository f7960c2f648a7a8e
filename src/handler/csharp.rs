//! Handlers in C#, with `Amazon.Lambda.APIGatewayEvents`.

use super::access::{Shape, camel, pascal, quoted};
use super::code::{Code, heading, result};
use super::plan::{Body, Caller, Kind, Member, Plan, Role, Type, steps};

/// Writes the handler.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(camel);
    let mut code = Code::new("    ");
    code.line(format!("// {}", heading(plan)));
    let is_own = plan.shape == Shape::Own;
    if plan.body.is_base64() {
        code.line("using System.Text;");
    }
    code.line("using System.Text.Json;");
    code.line(if is_own { "using System.Text.Json.Serialization;" } else { "using Amazon.Lambda.APIGatewayEvents;" });
    code.lines(&[
        "using Amazon.Lambda.Core;",
        "using Amazon.Lambda.Serialization.SystemTextJson;",
        "",
        "[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]",
        "",
    ]);
    if is_own {
        types(&mut code, "Event", &plan.members());
    }
    code.line("public class Function");
    code.block("{", "}", |code| if is_own { own(code, plan) } else { proxy(code, plan, &variables) });
    code.finish()
}

fn types(code: &mut Code, name: &str, members: &[Member]) {
    let kind_of = |member: &Member| match &member.kind {
        Type::Leaf(Kind::Text) => "string?".to_owned(),
        Type::Leaf(Kind::Number) => "double?".to_owned(),
        Type::Leaf(Kind::Boolean) => "bool?".to_owned(),
        Type::Leaf(Kind::Json) => "JsonElement?".to_owned(),
        Type::Object(_) => format!("{}?", inner_name(name, &member.name)),
    };
    code.line(format!("public record {name}("));
    code.indented(|code| {
        for (index, member) in members.iter().enumerate() {
            let end = if index + 1 == members.len() { ");" } else { "," };
            code.line(format!(
                "[property: JsonPropertyName({})] {} {}{end}",
                quoted(&member.name),
                kind_of(member),
                property(&member.name)
            ));
        }
        if members.is_empty() {
            code.line(");");
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
    format!("{outer}{}", pascal(&ascii(name)))
}

fn ascii(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect()
}

fn property(name: &str) -> String {
    match pascal(&ascii(name)) {
        name if name.is_empty() => "Value".into(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("N{name}"),
        name => name,
    }
}

fn path(pointer: &str) -> String {
    let steps = steps(pointer);
    let names = steps.iter().take_while(|step| step.parse::<usize>().is_err()).map(|step| property(step));
    format!("request.{}", names.collect::<Vec<_>>().join("?."))
}

fn own(code: &mut Code, plan: &Plan) {
    code.line("public Dictionary<string, object?> Handler(Event request, ILambdaContext context)");
    code.block("{", "}", |code| {
        if let Some((_, first)) = plan.of_role(Role::Caller).next() {
            code.line(format!("if (string.IsNullOrEmpty({}))", path(&first.pointer)));
            code.indented(|code| {
                code.line(format!("throw new UnauthorizedAccessException(\"[Unauthorized] {}\");", plan.nobody()));
            });
        }
        code.line("return new Dictionary<string, object?>");
        code.block("{", "};", |code| {
            for field in &plan.fields {
                code.line(format!("[{}] = {},", quoted(&field.name), path(&field.pointer)));
            }
        });
    });
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    let (request, response) = match plan.shape {
        Shape::V2 => ("APIGatewayHttpApiV2ProxyRequest", "APIGatewayHttpApiV2ProxyResponse"),
        _ => ("APIGatewayProxyRequest", "APIGatewayProxyResponse"),
    };
    code.line(format!("public {response} Handler({request} request, ILambdaContext context)"));
    code.block("{", "}", |code| {
        caller(code, plan, variables);
        for (map, role) in [("PathParameters", Role::Path), ("QueryStringParameters", Role::Query)] {
            for (index, field) in plan.of_role(role) {
                let name = quoted(&steps(&field.pointer).pop().unwrap_or_default());
                let variable = &variables[index];
                code.line(format!("string? {variable} = null;"));
                code.line(format!("request.{map}?.TryGetValue({name}, out {variable});"));
            }
        }
        body(code, plan);
        code.line("return Answer(200, new Dictionary<string, object?>");
        code.block("{", "});", |code| {
            for (name, variable) in result(plan, variables) {
                code.line(format!("[{}] = {variable},", quoted(name)));
            }
        });
    });
    code.line("");
    code.line(format!("private static {response} Answer(int status, Dictionary<string, object?> result) => new()"));
    code.block("{", "};", |code| {
        code.lines(&[
            "StatusCode = status,",
            "Headers = new Dictionary<string, string> { [\"Content-Type\"] = \"application/json\" },",
            "Body = JsonSerializer.Serialize(result),",
        ]);
    });
}

fn caller(code: &mut Code, plan: &Plan, variables: &[String]) {
    let Some(caller) = plan.caller else { return };
    let read = match (caller, plan.shape) {
        (Caller::Claims, Shape::V2) => "request.RequestContext.Authorizer?.Jwt?.Claims",
        (Caller::Claims, _) => "request.RequestContext.Authorizer?.Claims",
        (Caller::Lambda, Shape::V2) => "request.RequestContext.Authorizer?.Lambda",
        (Caller::Lambda, _) => "request.RequestContext.Authorizer",
        (Caller::Iam, Shape::V2) => "request.RequestContext.Authorizer?.IAM",
        (Caller::Iam, _) => "request.RequestContext.Identity",
    };
    let holder = match caller {
        Caller::Claims => "claims",
        Caller::Lambda => "authorizer",
        Caller::Iam => "signer",
    };
    code.line(format!("var {holder} = {read};"));
    let condition = if caller == Caller::Iam {
        let arn = if plan.shape == Shape::V2 { "UserARN" } else { "UserArn" };
        format!("string.IsNullOrEmpty({holder}?.{arn})")
    } else {
        format!("{holder} is null")
    };
    code.line(format!("if ({condition})"));
    code.indented(|code| {
        code.line(format!(
            "return Answer(401, new Dictionary<string, object?> {{ [\"message\"] = \"{}\" }});",
            plan.nobody()
        ));
    });
    for (index, field) in plan.of_role(Role::Caller) {
        let (name, variable) = (steps(&field.pointer).pop().unwrap_or_default(), &variables[index]);
        if caller == Caller::Iam {
            let member = if plan.shape == Shape::V2 { pascal(&name).replace("Arn", "ARN") } else { pascal(&name) };
            code.line(format!("var {variable} = {holder}?.{member};"));
        } else {
            code.line(format!("{holder}.TryGetValue({}, out var {variable});", quoted(&name)));
        }
    }
}

fn body(code: &mut Code, plan: &Plan) {
    if !plan.body.is_read() {
        return;
    }
    code.line("var text = request.Body ?? \"\";");
    if plan.body.is_base64() {
        code.line("if (request.IsBase64Encoded)");
        code.indented(|code| code.line("text = Encoding.UTF8.GetString(Convert.FromBase64String(text));"));
    }
    if !matches!(plan.body, Body::Json { .. }) {
        return code.line("var body = text;");
    }
    code.line("JsonElement? body = null;");
    code.lines(&["try", "{"]);
    code.indented(|code| {
        code.line("if (text != \"\")");
        code.indented(|code| code.line("body = JsonSerializer.Deserialize<JsonElement>(text);"));
    });
    code.lines(&["}", "catch (JsonException)", "{"]);
    code.indented(|code| {
        code.line("return Answer(400, new Dictionary<string, object?> { [\"message\"] = \"the body is not JSON\" });");
    });
    code.line("}");
}
