//! Request validation of a REST API's method: required parameters, and bodies against JSON Schema draft 4.

use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::headers;
use super::mapping::DEFAULT_CONTENT_TYPE;
use super::media_type::essence;
use super::request::Request;
use jsonschema::{Draft, PatternOptions, Registry};
use serde_json::{Map, Value};

/// What a method asks of its requests.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct MethodRequest {
    /// True if the validator looks at bodies.
    pub validate_body: bool,
    /// True if the validator looks at parameters.
    pub validate_parameters: bool,
    /// Parameters (`method.request.header.X`) and whether they are required.
    pub parameters: Vec<(String, bool)>,
    /// Model of the body by content type; `$default` stands for every other type.
    pub models: Vec<(String, Value)>,
    /// Models that others name in `$ref`, by name.
    pub named_models: Map<String, Value>,
}

/// Returns the gateway's answer to a request that does not fulfil what the method asks; parameters are reported
/// before the body (recorded on AWS, `test_api_gateway_request_validator`).
pub fn refusal(exchange: &Exchange, method: &MethodRequest) -> Option<GatewayAnswer> {
    missing_parameters(exchange, method).or_else(|| invalid_body(exchange.request, method))
}

fn missing_parameters(exchange: &Exchange, method: &MethodRequest) -> Option<GatewayAnswer> {
    if !method.validate_parameters {
        return None;
    }
    let headers = headers::method_request(exchange);
    let path = exchange.path_parameters();
    let filled = |place: &str, name: &str| match place {
        "header" => headers.iter().any(|header| header.name.eq_ignore_ascii_case(name) && !header.last().is_empty()),
        "path" => path.iter().any(|(known, value)| known == name && !value.is_empty()),
        _ => exchange.request.query.iter().any(|(known, value)| known == name && !value.is_empty()),
    };
    let mut missing = Vec::new();
    // Headers first, then path, then query, in the one recording that has all three.
    for place in ["header", "path", "querystring"] {
        let prefix = format!("method.request.{place}.");
        let names = method.parameters.iter().filter(|(_, required)| *required);
        let names = names.filter_map(|(parameter, _)| parameter.strip_prefix(&prefix));
        missing.extend(names.filter(|name| !filled(place, name)));
    }
    if missing.is_empty() {
        return None;
    }
    let message = format!("Missing required request parameters: [{}]", missing.join(", "));
    let why = format!("{message}. The request validator refuses the call, and no function is called.");
    Some(GatewayAnswer::with_message(ResponseType::BadRequestParameters, &message, why))
}

fn invalid_body(request: &Request, method: &MethodRequest) -> Option<GatewayAnswer> {
    if !method.validate_body {
        return None;
    }
    let wanted = request.header("content-type").map_or_else(|| DEFAULT_CONTENT_TYPE.to_owned(), essence);
    let by_type = method.models.iter().find(|(content_type, _)| essence(content_type) == wanted);
    // A body of a type without model is not looked at (developer guide).
    let (_, schema) = by_type.or_else(|| method.models.iter().find(|(name, _)| name == "$default"))?;
    let refused = |why: String| {
        let why = format!("{why}. The request validator refuses the call, and no function is called.");
        Some(GatewayAnswer::rest(ResponseType::BadRequestBody, why))
    };
    // No body is validated as `{}` (recorded on AWS: an array model refuses it).
    let text = request.body_text();
    let body = match text.as_deref().filter(|body| !body.trim_ascii().is_empty()) {
        None => Value::Object(Map::new()),
        Some(text) => match serde_json::from_str(text) {
            Ok(body) => body,
            Err(error) => return refused(format!("The body is not JSON: {error}")),
        },
    };
    match check(schema, &method.named_models, &body) {
        Ok(faults) if faults.is_empty() => None,
        Ok(faults) => refused(format!("The body breaks the model: {}", faults.join("; "))),
        // The service refuses such a model when it is created.
        Err(_) => None,
    }
}

/// Checks a body against a model of draft 4. `$ref`s reach the named models as `model:NAME` or by the service's own
/// URL, `https://apigateway.amazonaws.com/restapis/ID/models/NAME`. Nothing is fetched.
///
/// Returns what is wrong with the body, at most ten faults, or what is wrong with the model.
pub fn check(schema: &Value, models: &Map<String, Value>, body: &Value) -> Result<Vec<String>, String> {
    const MOST_FAULTS: usize = 10;
    let mut registry = Registry::new();
    for (name, model) in models {
        let resource = Draft::Draft4.create_resource(localized(model, 0)?);
        registry = registry.add(format!("model:{name}"), resource).map_err(|error| error.to_string())?;
    }
    let registry = registry.prepare().map_err(|error| error.to_string())?;
    let schema = localized(schema, 0)?;
    let validator = jsonschema::options()
        .with_draft(Draft::Draft4)
        .with_registry(&registry)
        .with_pattern_options(PatternOptions::fancy_regex().backtrack_limit(100_000))
        .build(&schema)
        .map_err(|error| error.to_string())?;
    Ok(validator.iter_errors(body).take(MOST_FAULTS).map(|error| error.to_string()).collect())
}

/// Returns the model with the service's URLs of models written as `model:NAME`.
fn localized(value: &Value, depth: usize) -> Result<Value, String> {
    const DEEPEST: usize = 128;
    if depth > DEEPEST {
        return Err("the model is nested too deeply".into());
    }
    Ok(match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = match value.as_str().filter(|_| name == "$ref") {
                    Some(url) => Value::String(local_reference(url)),
                    None => localized(value, depth + 1)?,
                };
                Ok((name.clone(), value))
            });
            Value::Object(members.collect::<Result<_, String>>()?)
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| localized(item, depth + 1)).collect::<Result<_, _>>()?)
        }
        other => other.clone(),
    })
}

fn local_reference(url: &str) -> String {
    match url.split_once("/models/") {
        Some((host, name)) if host.contains("apigateway") => format!("model:{name}"),
        _ => url.to_owned(),
    }
}
