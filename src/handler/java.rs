//! Handlers in Java, with `aws-lambda-java-events` and Gson.

use super::access::{Shape, camel, pascal, quoted};
use super::code::{Code, heading, result};
use super::plan::{Body, Caller, Kind, Member, Plan, Role, Type, steps};

/// Writes the handler.
pub(super) fn write(plan: &Plan) -> String {
    let variables = plan.variables(camel);
    let mut code = Code::new("    ");
    code.line(format!("// {}", heading(plan)));
    imports(&mut code, plan);
    match plan.shape {
        Shape::Own => own(&mut code, plan),
        Shape::V1 | Shape::V2 => proxy(&mut code, plan, &variables),
    }
    code.finish()
}

/// Returns the classes of the event and of the response.
fn classes(plan: &Plan) -> (&'static str, &'static str) {
    match plan.shape {
        Shape::V2 => ("APIGatewayV2HTTPEvent", "APIGatewayV2HTTPResponse"),
        _ => ("APIGatewayProxyRequestEvent", "APIGatewayProxyResponseEvent"),
    }
}

fn imports(code: &mut Code, plan: &Plan) {
    let is_own = plan.shape == Shape::Own;
    code.line("import com.amazonaws.services.lambda.runtime.Context;");
    if is_own {
        code.line("import com.amazonaws.services.lambda.runtime.RequestStreamHandler;");
    } else {
        let (event, response) = classes(plan);
        code.line("import com.amazonaws.services.lambda.runtime.RequestHandler;");
        code.line(format!("import com.amazonaws.services.lambda.runtime.events.{event};"));
        code.line(format!("import com.amazonaws.services.lambda.runtime.events.{response};"));
    }
    code.line("import com.google.gson.Gson;");
    if is_own || matches!(plan.body, Body::Json { .. }) {
        code.line("import com.google.gson.JsonElement;");
    }
    if matches!(plan.body, Body::Json { .. }) {
        code.line("import com.google.gson.JsonSyntaxException;");
    }
    if is_own {
        code.line("import com.google.gson.annotations.SerializedName;");
        for class in ["IOException", "InputStream", "InputStreamReader", "OutputStream"] {
            code.line(format!("import java.io.{class};"));
        }
    }
    if is_own || plan.body.is_base64() {
        code.line("import java.nio.charset.StandardCharsets;");
    }
    if plan.body.is_base64() {
        code.line("import java.util.Base64;");
    }
    code.lines(&["import java.util.LinkedHashMap;", "import java.util.Map;", ""]);
}

fn own(code: &mut Code, plan: &Plan) {
    code.block("public class Handler implements RequestStreamHandler {", "}", |code| {
        code.lines(&["private static final Gson GSON = new Gson();", ""]);
        record(code, "Event", &plan.members());
        code.line("");
        code.line("@Override");
        let head =
            "public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {";
        code.block(head, "}", |code| {
            code.line("var text = new InputStreamReader(input, StandardCharsets.UTF_8);");
            code.line("var event = GSON.fromJson(text, Event.class);");
            if let Some((_, first)) = plan.of_role(Role::Caller).next() {
                let read = path(&first.pointer);
                code.line(format!("String who = {read};"));
                code.block("if (who == null || who.isEmpty()) {", "}", |code| {
                    code.line(format!("throw new SecurityException(\"[Unauthorized] {}\");", plan.nobody()));
                });
            }
            code.line("Map<String, Object> result = new LinkedHashMap<>();");
            for field in &plan.fields {
                code.line(format!("result.put({}, {});", quoted(&field.name), path(&field.pointer)));
            }
            code.line("output.write(GSON.toJson(result).getBytes(StandardCharsets.UTF_8));");
        });
    });
}

/// Writes a record and those inside of it. Gson leaves `null` where the event has nothing.
fn record(code: &mut Code, name: &str, members: &[Member]) {
    let component = |member: &Member| {
        let kind = match &member.kind {
            Type::Leaf(Kind::Text) => "String".to_owned(),
            Type::Leaf(Kind::Number) => "Double".to_owned(),
            Type::Leaf(Kind::Boolean) => "Boolean".to_owned(),
            Type::Leaf(Kind::Json) => "JsonElement".to_owned(),
            Type::Object(_) => inner_name(name, &member.name),
        };
        format!("@SerializedName({}) {kind} {}", quoted(&member.name), component_name(&member.name))
    };
    let components: Vec<String> = members.iter().map(component).collect();
    code.line(format!("public record {name}({}) {{}}", components.join(", ")));
    for member in members {
        if let Type::Object(inner) = &member.kind {
            code.line("");
            record(code, &inner_name(name, &member.name), inner);
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

/// Methods of every object cannot be components of a record.
fn component_name(name: &str) -> String {
    match camel(&ascii(name)) {
        name if name.is_empty() => "value".into(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("n{name}"),
        name if [
            "class", "clone", "finalize", "getClass", "hashCode", "notify", "toString", "wait", "default", "new",
            "package",
        ]
        .contains(&name.as_str()) =>
        {
            format!("{name}Value")
        }
        name => name,
    }
}

/// Reads along the records, each of which may be missing.
fn path(pointer: &str) -> String {
    let steps = steps(pointer);
    let names: Vec<String> =
        steps.iter().take_while(|step| step.parse::<usize>().is_err()).map(|step| component_name(step)).collect();
    let mut way = "event".to_owned();
    let mut guards = Vec::new();
    for (depth, name) in names.iter().enumerate() {
        way = format!("{way}.{name}()");
        if depth + 1 < names.len() {
            guards.push(format!("{way} == null"));
        }
    }
    if guards.is_empty() { way } else { format!("{} ? null : {way}", guards.join(" || ")) }
}

fn proxy(code: &mut Code, plan: &Plan, variables: &[String]) {
    let (event, response) = classes(plan);
    code.block(format!("public class Handler implements RequestHandler<{event}, {response}> {{"), "}", |code| {
        code.lines(&["private static final Gson GSON = new Gson();", "", "@Override"]);
        code.block(format!("public {response} handleRequest({event} event, Context context) {{"), "}", |code| {
            caller(code, plan, variables);
            for (map, role) in [("PathParameters", Role::Path), ("QueryStringParameters", Role::Query)] {
                for (index, field) in plan.of_role(role) {
                    let name = quoted(&steps(&field.pointer).pop().unwrap_or_default());
                    let get = format!("event.get{map}()");
                    code.line(format!("String {} = {get} == null ? null : {get}.get({name});", variables[index]));
                }
            }
            body(code, plan);
            code.line("Map<String, Object> result = new LinkedHashMap<>();");
            for (name, variable) in result(plan, variables) {
                code.line(format!("result.put({}, {variable});", quoted(name)));
            }
            code.line("return answer(200, result);");
        });
        code.line("");
        code.block(
            format!("private static {response} answer(int status, Map<String, Object> result) {{"),
            "}",
            |code| {
                let (start, end) = if plan.shape == Shape::V2 {
                    (format!("{response}.builder()"), ".build();")
                } else {
                    (format!("new {response}()"), ";")
                };
                code.line(format!("return {start}"));
                code.indented(|code| {
                    code.line(".withStatusCode(status)");
                    code.line(".withHeaders(Map.of(\"Content-Type\", \"application/json\"))");
                    code.line(format!(".withBody(GSON.toJson(result)){end}"));
                });
            },
        );
    });
}

fn caller(code: &mut Code, plan: &Plan, variables: &[String]) {
    let Some(caller) = plan.caller else { return };
    code.line("var authorizer = event.getRequestContext().getAuthorizer();");
    let (condition, holder) = match (caller, plan.shape) {
        (Caller::Claims, Shape::V2) => {
            ("authorizer == null || authorizer.getJwt() == null", "authorizer.getJwt().getClaims()")
        }
        (Caller::Claims, _) => {
            ("authorizer == null || !(authorizer.get(\"claims\") instanceof Map<?, ?> claims)", "claims")
        }
        (Caller::Lambda, Shape::V2) => {
            ("authorizer == null || authorizer.getLambda() == null", "authorizer.getLambda()")
        }
        (Caller::Lambda, _) => ("authorizer == null", "authorizer"),
        (Caller::Iam, Shape::V2) => ("authorizer == null || authorizer.getIam() == null", "authorizer.getIam()"),
        (Caller::Iam, _) => {
            ("event.getRequestContext().getIdentity().getUserArn() == null", "event.getRequestContext().getIdentity()")
        }
    };
    code.block(format!("if ({condition}) {{"), "}", |code| {
        code.line(format!("return answer(401, Map.of(\"message\", \"{}\"));", plan.nobody()));
    });
    for (index, field) in plan.of_role(Role::Caller) {
        let name = steps(&field.pointer).pop().unwrap_or_default();
        let read =
            if caller == Caller::Iam { format!(".get{}()", pascal(&name)) } else { format!(".get({})", quoted(&name)) };
        code.line(format!("Object {} = {holder}{read};", variables[index]));
    }
}

fn body(code: &mut Code, plan: &Plan) {
    if !plan.body.is_read() {
        return;
    }
    code.line("String text = event.getBody() == null ? \"\" : event.getBody();");
    if plan.body.is_base64() {
        code.block("if (Boolean.TRUE.equals(event.getIsBase64Encoded())) {", "}", |code| {
            code.line("text = new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);");
        });
    }
    if !matches!(plan.body, Body::Json { .. }) {
        return code.line("Object body = text;");
    }
    code.line("JsonElement body;");
    code.line("try {");
    code.indented(|code| code.line("body = GSON.fromJson(text, JsonElement.class);"));
    code.line("} catch (JsonSyntaxException notJson) {");
    code.indented(|code| code.line("return answer(400, Map.of(\"message\", \"the body is not JSON\"));"));
    code.line("}");
}
