//! Access expressions: how a handler reads a value of the event in its language.
//!
//! The events of proxy integrations have types in the libraries that AWS publishes for Go, Java and C#; a mapped
//! event needs a type of one's own there, which is taken to name its members as the language does. Powertools for
//! Python has classes too, whose members are in its spelling; a mapped event stays a dictionary there.

use super::language::Language;
use crate::design::View;

/// What kind of event it is: it decides the types that libraries have for it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Shape {
    /// Whatever a mapping template makes.
    #[default]
    Own,
    /// REST API proxy event, and payload format 1.0.
    V1,
    /// Payload format 2.0.
    V2,
}

impl Shape {
    /// Returns the kind of event that a view gives.
    pub fn of(view: View) -> Self {
        match view {
            View::Mapping => Self::Own,
            View::RestProxy | View::Http10 => Self::V1,
            View::Http20 => Self::V2,
        }
    }
}

/// A step from a value to one inside it.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Name(String),
    Index(usize),
}

/// What a value is to a typed language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// A class or struct with named members.
    Struct,
    /// A map whose values have a type.
    Map,
    /// A map of anything.
    MapOfAny,
    /// A list whose items have a type.
    List,
    /// Anything: it must be cast before something is read from it.
    Any,
    /// A text, a number, a truth value.
    Plain,
}

/// Returns the expression that reads the value at `pointer` (RFC 6901) of an event. `json` is the value's text: its
/// beginning tells its type.
pub fn expression(language: Language, shape: Shape, pointer: &str, json: &str) -> String {
    let steps = steps(pointer);
    match language {
        Language::PythonPowertools if shape != Shape::Own => powertools(shape, &steps),
        Language::Python | Language::PythonPowertools => written("event", &steps, |name| format!("[{}]", quoted(name))),
        Language::Ruby => {
            written("event", &steps, |name| format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")))
        }
        Language::NodeJs | Language::TypeScript => written("event", &steps, |name| {
            if is_identifier(name) { format!(".{name}") } else { format!("[{}]", quoted(name)) }
        }),
        Language::Rust => rust(pointer, json),
        Language::Go => go(shape, &steps, json),
        Language::Java => java(shape, &steps),
        Language::CSharp => csharp(shape, &steps),
    }
}

fn steps(pointer: &str) -> Vec<Step> {
    let unescape = |part: &str| part.replace("~1", "/").replace("~0", "~");
    // A number is an item of a list far more often than a member's name; nothing in a pointer tells the two apart.
    let step = |part: &str| part.parse().map_or_else(|_| Step::Name(unescape(part)), Step::Index);
    pointer.split('/').skip(1).map(step).collect()
}

fn written(root: &str, steps: &[Step], name: impl Fn(&str) -> String) -> String {
    steps.iter().fold(root.to_owned(), |expression, step| match step {
        Step::Name(wanted) => expression + &name(wanted),
        Step::Index(index) => format!("{expression}[{index}]"),
    })
}

pub(super) fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap_or_default()
}

pub(super) fn is_identifier(name: &str) -> bool {
    let starts = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$');
    starts && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

/// Rust reads the event as `serde_json::Value`, which fits every event.
fn rust(pointer: &str, json: &str) -> String {
    let read = match json.bytes().next() {
        Some(b'"') => ".and_then(|value| value.as_str())",
        Some(b't' | b'f') => ".and_then(|value| value.as_bool())",
        Some(b'-' | b'0'..=b'9') => ".and_then(|value| value.as_f64())",
        _ => "",
    };
    format!("event.pointer({pointer:?}){read}")
}

/// Returns what the value at the end of `names` is in the library's type.
fn kind_at(shape: Shape, names: &[&str]) -> Kind {
    match (shape, names) {
        (Shape::Own, _) | (_, [] | ["requestContext"]) => Kind::Struct,
        (_, ["headers" | "queryStringParameters" | "pathParameters" | "stageVariables"]) => Kind::Map,
        (_, ["multiValueHeaders" | "multiValueQueryStringParameters"]) => Kind::Map,
        (_, ["multiValueHeaders" | "multiValueQueryStringParameters", _] | ["cookies"]) => Kind::List,
        (Shape::V1, ["requestContext", "authorizer"]) => Kind::MapOfAny,
        (Shape::V1, ["requestContext", "identity"]) => Kind::Struct,
        (Shape::V2, ["requestContext", "http" | "authorizer"]) => Kind::Struct,
        (Shape::V2, ["requestContext", "authorizer", "jwt" | "iam"]) => Kind::Struct,
        (Shape::V2, ["requestContext", "authorizer", "jwt", "claims"]) => Kind::Map,
        (Shape::V2, ["requestContext", "authorizer", "jwt", "scopes"]) => Kind::List,
        (Shape::V2, ["requestContext", "authorizer", "lambda"]) => Kind::MapOfAny,
        (Shape::V2, ["requestContext", "authorizer", "jwt" | "iam", ..]) => Kind::Plain,
        (_, ["requestContext", "authorizer", ..]) => Kind::Any,
        _ => Kind::Plain,
    }
}

/// Walks the steps with the kind of the value that each is read from.
fn walk(
    shape: Shape,
    root: &str,
    steps: &[Step],
    read: impl Fn(String, Kind, &Step, &[&str]) -> String,
) -> (String, Kind) {
    let mut names: Vec<&str> = Vec::new();
    let mut kind = Kind::Struct;
    let mut expression = root.to_owned();
    for step in steps {
        expression = read(expression, kind, step, &names);
        match step {
            Step::Name(name) => names.push(name),
            Step::Index(_) => names.push("0"),
        }
        kind = match kind {
            Kind::Any | Kind::MapOfAny => Kind::Any,
            _ => kind_at(shape, &names),
        };
    }
    (expression, kind)
}

fn go(shape: Shape, steps: &[Step], json: &str) -> String {
    let (expression, kind) = walk(shape, "event", steps, |expression, kind, step, names| match (kind, step) {
        (Kind::Any, Step::Name(name)) => format!("{expression}.(map[string]any)[{}]", quoted(name)),
        (Kind::Any, Step::Index(index)) => format!("{expression}.([]any)[{index}]"),
        (Kind::Struct, Step::Name(name)) if is_own_json(shape, name) => format!("{expression}[{}]", quoted(name)),
        (Kind::Struct, Step::Name(name)) => format!("{expression}.{}", go_name(shape, name, names)),
        (_, Step::Name(name)) => format!("{expression}[{}]", quoted(name)),
        (_, Step::Index(index)) => format!("{expression}[{index}]"),
    });
    let cast = match json.bytes().next() {
        _ if kind != Kind::Any => "",
        Some(b'"') => ".(string)",
        Some(b't' | b'f') => ".(bool)",
        Some(b'-' | b'0'..=b'9') => ".(float64)",
        _ => "",
    };
    expression + cast
}

fn java(shape: Shape, steps: &[Step]) -> String {
    let (expression, _) = walk(shape, "event", steps, |expression, kind, step, _| match (kind, step) {
        (Kind::Any, Step::Name(name)) => format!("((Map<?, ?>) {expression}).get({})", quoted(name)),
        (Kind::Any, Step::Index(index)) => format!("((List<?>) {expression}).get({index})"),
        (Kind::Struct, Step::Name(name)) if shape == Shape::Own => format!("{expression}.{}()", camel(name)),
        (Kind::Struct, Step::Name(name)) => format!("{expression}.get{}()", pascal(name)),
        (_, Step::Name(name)) => format!("{expression}.get({})", quoted(name)),
        (_, Step::Index(index)) => format!("{expression}.get({index})"),
    });
    expression
}

/// Powertools for Python: properties for what its classes know, and a dictionary below (its source, 3.37).
fn powertools(shape: Shape, steps: &[Step]) -> String {
    let (expression, _) = walk(shape, "event", steps, |expression, kind, step, names| match (kind, step, names) {
        // An authorizer's own values are read from the object itself; two of them have properties.
        (Kind::MapOfAny, Step::Name(name), ["requestContext", "authorizer"]) if shape == Shape::V1 => {
            match name.as_str() {
                "claims" | "scopes" => format!("{expression}.{name}"),
                "principalId" => format!("{expression}.principal_id"),
                _ => format!("{expression}[{}]", quoted(name)),
            }
        }
        (Kind::Struct, Step::Name(name), ["requestContext", "authorizer"]) if name == "lambda" => {
            format!("{expression}.get_lambda")
        }
        (Kind::Struct, Step::Name(name), ["requestContext", "authorizer"]) if name == "jwt" => expression,
        (Kind::Struct, Step::Name(name), ["requestContext", "authorizer", "jwt"]) => {
            format!("{expression}.{}", if name == "claims" { "jwt_claim" } else { "jwt_scopes" })
        }
        (Kind::Struct, Step::Name(name), _) => format!("{expression}.{}", snake(name)),
        (_, Step::Name(name), _) => format!("{expression}[{}]", quoted(name)),
        (_, Step::Index(index), _) => format!("{expression}[{index}]"),
    });
    expression
}

fn csharp(shape: Shape, steps: &[Step]) -> String {
    let (expression, _) = walk(shape, "request", steps, |expression, kind, step, names| match (kind, step) {
        // The library's authorizer is a dictionary with a member of its own for Cognito's claims.
        (Kind::MapOfAny, Step::Name(name)) if shape == Shape::V1 && name == "claims" => format!("{expression}.Claims"),
        (Kind::Any, Step::Name(name)) if names == ["requestContext", "authorizer", "claims"] => {
            format!("{expression}[{}]", quoted(name))
        }
        (Kind::Any, Step::Name(name)) => format!("((JsonElement){expression}).GetProperty({})", quoted(name)),
        (Kind::Any, Step::Index(index)) => format!("((JsonElement){expression})[{index}]"),
        (Kind::Struct, Step::Name(name)) => format!("{expression}.{}", csharp_name(shape, name, names)),
        (_, Step::Name(name)) => format!("{expression}[{}]", quoted(name)),
        (_, Step::Index(index)) => format!("{expression}[{index}]"),
    });
    expression
}

/// A member of one's own event that can be no field's name.
fn is_own_json(shape: Shape, name: &str) -> bool {
    shape == Shape::Own && pascal(name).is_empty()
}

fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut starts = true;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            starts = true;
            continue;
        }
        if starts || c.is_uppercase() {
            words.push(String::new());
        }
        starts = false;
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Writes a name as types do: `body-json` is `BodyJson`.
pub(super) fn pascal(name: &str) -> String {
    words(name).iter().map(|word| capital(word)).collect()
}

/// Writes a name as Python, Ruby and Rust do: `PickupLocation` is `pickup_location`.
pub(super) fn snake(name: &str) -> String {
    words(name).iter().map(|word| word.to_lowercase()).collect::<Vec<_>>().join("_")
}

/// Writes a name as members of Java do: `body-json` is `bodyJson`.
pub(super) fn camel(name: &str) -> String {
    let pascal = pascal(name);
    let mut chars = pascal.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Writes a name as the library for Go does: with capitals for what is an abbreviation.
fn go_name(shape: Shape, name: &str, above: &[&str]) -> String {
    if shape == Shape::Own {
        return pascal(name);
    }
    let is_arn_capital = above.last() == Some(&"iam");
    let written = |word: &String| match capital(word).as_str() {
        "Id" => "ID".to_owned(),
        "Ip" => "IP".to_owned(),
        "Api" => "API".to_owned(),
        "Http" => "HTTP".to_owned(),
        "Jwt" => "JWT".to_owned(),
        "Iam" => "IAM".to_owned(),
        "Arn" if is_arn_capital => "ARN".to_owned(),
        other => other.to_owned(),
    };
    words(name).iter().map(written).collect()
}

fn csharp_name(shape: Shape, name: &str, above: &[&str]) -> String {
    match name {
        "iam" if shape == Shape::V2 => "IAM".into(),
        "userArn" if above.last() == Some(&"iam") => "UserARN".into(),
        _ => pascal(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powertools_reads_by_its_properties() {
        for (shape, pointer, expected) in [
            (
                Shape::V1,
                "/requestContext/authorizer/claims/email",
                "event.request_context.authorizer.claims[\"email\"]",
            ),
            (
                Shape::V2,
                "/requestContext/authorizer/jwt/claims/email",
                "event.request_context.authorizer.jwt_claim[\"email\"]",
            ),
            (Shape::V1, "/requestContext/authorizer/email", "event.request_context.authorizer[\"email\"]"),
            (Shape::V1, "/requestContext/authorizer/principalId", "event.request_context.authorizer.principal_id"),
            (
                Shape::V2,
                "/requestContext/authorizer/lambda/email",
                "event.request_context.authorizer.get_lambda[\"email\"]",
            ),
            (Shape::V1, "/requestContext/identity/userArn", "event.request_context.identity.user_arn"),
            (Shape::V2, "/requestContext/authorizer/iam/userArn", "event.request_context.authorizer.iam.user_arn"),
            (Shape::V1, "/queryStringParameters/unit", "event.query_string_parameters[\"unit\"]"),
            (Shape::Own, "/context/identity/email", "event[\"context\"][\"identity\"][\"email\"]"),
        ] {
            assert_eq!(of(Language::PythonPowertools, shape, pointer), expected);
        }
    }

    fn of(language: Language, shape: Shape, pointer: &str) -> String {
        expression(language, shape, pointer, "\"x\"")
    }

    #[test]
    fn callers_are_read_as_the_libraries_have_them() {
        use Language::{CSharp, Go, Java, NodeJs, Python, Ruby};
        const COGNITO: &str = "/requestContext/authorizer/claims/email";
        const JWT: &str = "/requestContext/authorizer/jwt/claims/email";
        const LAMBDA: &str = "/requestContext/authorizer/lambda/email";
        for (language, shape, pointer, expected) in [
            (Python, Shape::V1, COGNITO, "event[\"requestContext\"][\"authorizer\"][\"claims\"][\"email\"]"),
            (Ruby, Shape::V2, LAMBDA, "event['requestContext']['authorizer']['lambda']['email']"),
            (NodeJs, Shape::V2, JWT, "event.requestContext.authorizer.jwt.claims.email"),
            (
                Go,
                Shape::V1,
                COGNITO,
                "event.RequestContext.Authorizer[\"claims\"].(map[string]any)[\"email\"].(string)",
            ),
            (Go, Shape::V2, JWT, "event.RequestContext.Authorizer.JWT.Claims[\"email\"]"),
            (Go, Shape::V2, LAMBDA, "event.RequestContext.Authorizer.Lambda[\"email\"].(string)"),
            (Go, Shape::V1, "/requestContext/identity/userArn", "event.RequestContext.Identity.UserArn"),
            (Go, Shape::V2, "/requestContext/authorizer/iam/userArn", "event.RequestContext.Authorizer.IAM.UserARN"),
            (Go, Shape::V1, "/requestContext/identity/sourceIp", "event.RequestContext.Identity.SourceIP"),
            (
                Java,
                Shape::V1,
                COGNITO,
                "((Map<?, ?>) event.getRequestContext().getAuthorizer().get(\"claims\")).get(\"email\")",
            ),
            (Java, Shape::V2, JWT, "event.getRequestContext().getAuthorizer().getJwt().getClaims().get(\"email\")"),
            (Java, Shape::V2, LAMBDA, "event.getRequestContext().getAuthorizer().getLambda().get(\"email\")"),
            (CSharp, Shape::V1, COGNITO, "request.RequestContext.Authorizer.Claims[\"email\"]"),
            (
                CSharp,
                Shape::V1,
                "/requestContext/authorizer/principalId",
                "request.RequestContext.Authorizer[\"principalId\"]",
            ),
            (CSharp, Shape::V2, JWT, "request.RequestContext.Authorizer.Jwt.Claims[\"email\"]"),
            (
                CSharp,
                Shape::V2,
                "/requestContext/authorizer/iam/userArn",
                "request.RequestContext.Authorizer.IAM.UserARN",
            ),
        ] {
            assert_eq!(of(language, shape, pointer), expected, "{language:?} {pointer}");
        }
    }

    #[test]
    fn a_mapped_event_is_read_by_its_own_names() {
        use Language::{CSharp, Go, Java, NodeJs, Python, Ruby, Rust, TypeScript};
        for (language, expected) in [
            (Python, "event[\"body-json\"][\"items\"][0][\"it's\"]"),
            (Ruby, "event['body-json']['items'][0]['it\\'s']"),
            (NodeJs, "event[\"body-json\"].items[0][\"it's\"]"),
            (TypeScript, "event[\"body-json\"].items[0][\"it's\"]"),
            (Go, "event.BodyJson.Items[0].ItS"),
            (Java, "event.bodyJson().items().get(0).itS()"),
            (CSharp, "request.BodyJson.Items[0].ItS"),
            (Rust, "event.pointer(\"/body-json/items/0/it's\").and_then(|value| value.as_str())"),
        ] {
            assert_eq!(of(language, Shape::Own, "/body-json/items/0/it's"), expected);
        }
        assert_eq!(
            expression(Go, Shape::V1, "/requestContext/authorizer/n", "5"),
            "event.RequestContext.Authorizer[\"n\"].(float64)"
        );
        assert_eq!(of(Python, Shape::Own, ""), "event");
    }
}
