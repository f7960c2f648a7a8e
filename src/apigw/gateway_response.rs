//! Gateway responses of a REST API: what is customized, what follows from it, and how their templates are filled.
//!
//! The templates are **not** VTL: `$context…` and `$stageVariables…` are replaced, and nothing else (developer guide).

use super::client_response::ClientResponse;
use super::context;
use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::integration::MappingTemplate;
use super::media_type::{essence, first_accepted};
use super::request::Pairs;
use super::route;
use serde_json::{Map, Value};

/// Template of every gateway response of a new API (recorded on AWS, `test_gateway_response_crud`).
pub const DEFAULT_TEMPLATE: &str = r#"{"message":$context.error.messageString}"#;

/// One gateway response.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GatewayResponse {
    /// Its type.
    pub response_type: ResponseType,
    /// Status; `None` for the two defaults of a new API, which have none of their own.
    pub status: Option<u16>,
    /// Headers: `gatewayresponse.header.X` and where the value comes from.
    pub parameters: Pairs,
    /// Templates, by content type.
    pub templates: Vec<MappingTemplate>,
    /// True if it is not customized itself.
    pub is_default: bool,
}

impl GatewayResponse {
    /// Returns the response that a new API has for this type.
    pub fn of_a_new_api(response_type: ResponseType) -> Self {
        let class = matches!(response_type, ResponseType::Default4xx | ResponseType::Default5xx);
        Self {
            response_type,
            status: (!class).then(|| response_type.status()),
            parameters: Pairs::new(),
            templates: vec![MappingTemplate { content_type: "application/json".into(), text: DEFAULT_TEMPLATE.into() }],
            is_default: true,
        }
    }
}

/// Returns the response of this type, given those that are customized: itself, else that of its class with status,
/// headers and templates, else that of a new API (recorded on AWS, `test_gateway_response_put`).
pub fn effective(customized: &[GatewayResponse], response_type: ResponseType) -> GatewayResponse {
    let own = |wanted: ResponseType| customized.iter().find(|response| response.response_type == wanted);
    let default = GatewayResponse::of_a_new_api(response_type);
    let class = if response_type.status() < 500 { ResponseType::Default4xx } else { ResponseType::Default5xx };
    match (own(response_type), own(class)) {
        (Some(own), _) => GatewayResponse {
            status: own.status.or(default.status),
            templates: if own.templates.is_empty() { default.templates } else { own.templates.clone() },
            is_default: false,
            ..own.clone()
        },
        (None, Some(class)) => GatewayResponse {
            response_type,
            status: class.status.or(default.status),
            parameters: class.parameters.clone(),
            templates: if class.templates.is_empty() { default.templates } else { class.templates.clone() },
            is_default: true,
        },
        (None, None) => default,
    }
}

/// Returns what the client receives for an answer of the gateway. Without any customized response it is the answer
/// as it stands.
pub fn client_response(exchange: &Exchange, customized: &[GatewayResponse], answer: GatewayAnswer) -> ClientResponse {
    let wanted = answer.response_type.map(|kind| effective(customized, kind));
    let mut response = ClientResponse::from_answer(answer);
    if let (Some(wanted), Some(answer)) = (
        wanted.filter(|wanted| *wanted != GatewayResponse::of_a_new_api(wanted.response_type)),
        response.answer.clone(),
    ) {
        let values = Values::new(exchange, &answer);
        response.status = wanted.status.unwrap_or(answer.status);
        let accept = exchange.request.header("accept").map(first_accepted).unwrap_or_default();
        let by_type = |kind: &str| wanted.templates.iter().find(|template| essence(&template.content_type) == kind);
        let template = by_type(&accept).or_else(|| by_type("application/json")).or(wanted.templates.first());
        if let Some(template) = template {
            response.body = values.fill(&template.text).into_bytes();
            response.set_header("Content-Type", &template.content_type);
        }
        for (target, source) in &wanted.parameters {
            let name = target.strip_prefix("gatewayresponse.header.");
            if let (Some(name), Some(value)) = (name, values.parameter(source)) {
                response.set_header(name, &value);
            }
        }
    }
    response.note_missing_cors(exchange);
    response
}

/// What a gateway response can name.
struct Values<'a> {
    exchange: &'a Exchange<'a>,
    context: Map<String, Value>,
}

impl<'a> Values<'a> {
    fn new(exchange: &'a Exchange<'a>, answer: &GatewayAnswer) -> Self {
        let body: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        let message = body.get("message").or_else(|| body.get("Message")).and_then(Value::as_str).unwrap_or_default();
        let mut context = context::request_context(exchange);
        let mut set = |name: &str, value: String| context::set(&mut context, &format!("error.{name}"), value.into());
        set("message", message.to_owned());
        set("messageString", Value::from(message).to_string());
        set("responseType", answer.response_type.map_or("", ResponseType::as_str).to_owned());
        Self { exchange, context }
    }

    /// Replaces every `$context…` and `$stageVariables…`; what is not known becomes nothing.
    fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let body = &rest[1..];
            let (open, body) = match body.strip_prefix('{') {
                Some(inner) => (true, inner),
                None => (false, body),
            };
            let name = name_at(body);
            let closed = !open || body[name.len()..].starts_with('}');
            if closed && (name.starts_with("context.") || name.starts_with("stageVariables.")) {
                out.push_str(&self.variable(name).unwrap_or_default());
                rest = &rest[1 + name.len() + 2 * usize::from(open)..];
            } else {
                out.push('$');
                rest = &rest[1..];
            }
        }
        out.push_str(rest);
        out
    }

    /// Returns the value of a header: `'static'`, `method.request.…`, `context.…` or `stageVariables.…`.
    fn parameter(&self, source: &str) -> Option<String> {
        if let Some(text) = source.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
            return Some(text.to_owned());
        }
        if let Some(name) = source.strip_prefix("method.request.header.") {
            return self.exchange.request.header(name).map(str::to_owned);
        }
        if let Some(name) = source.strip_prefix("method.request.querystring.") {
            return self.exchange.request.query.iter().rev().find(|(known, _)| known == name).map(|(_, v)| v.clone());
        }
        if let Some(name) = source.strip_prefix("method.request.path.") {
            let parameters = route::path_parameters(self.exchange.resource, &self.exchange.path());
            return parameters.into_iter().find(|(known, _)| known == name).map(|(_, value)| value);
        }
        self.variable(source.trim_start_matches('$'))
    }

    fn variable(&self, name: &str) -> Option<String> {
        if let Some(name) = name.strip_prefix("stageVariables.") {
            return self.exchange.stage.variables.iter().find(|(known, _)| known == name).map(|(_, v)| v.clone());
        }
        let mut parts = name.strip_prefix("context.")?.split('.');
        let first = self.context.get(parts.next()?)?;
        match parts.try_fold(first, |value, part| value.get(part))? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

/// Returns the dotted name at the start of a text: letters, digits, `_`, `-`, `:`, joined by dots.
fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "_-:.".contains(c))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ':', '-'])
}

#[cfg(test)]
mod tests {
    use super::super::authorizer::Identity;
    use super::super::exchange::Invocation;
    use super::super::request::Request;
    use super::super::stage::{ApiKind, Stage};
    use super::*;

    #[test]
    fn templates_are_filled_plainly() {
        let stage = Stage { variables: vec![("a".into(), "1".into())], ..Stage::default() };
        let request = Request { headers: vec![("Accept".into(), "text/html".into())], ..Request::default() };
        let (identity, overrides) = (Identity::default(), Map::new());
        let exchange = Exchange {
            api: ApiKind::Rest,
            stage: &stage,
            resource: "/rides",
            route_method: "GET",
            authorizer: None,
            identity: &identity,
            request: &request,
            overrides: &overrides,
            origin: Invocation::Deployed,
        };
        let custom = GatewayResponse {
            response_type: ResponseType::Default4xx,
            status: Some(418),
            parameters: vec![
                ("gatewayresponse.header.x-accept".into(), "method.request.header.Accept".into()),
                ("gatewayresponse.header.x-static".into(), "'*'".into()),
            ],
            templates: vec![MappingTemplate {
                content_type: "text/html".into(),
                text: "$context.error.messageString ${context.stage}. $stageVariables.a #if(x) $nothing $context.no|"
                    .into(),
            }],
            is_default: false,
        };
        let answer = GatewayAnswer::rest(ResponseType::Unauthorized, "");
        let response = client_response(&exchange, &[custom], answer.clone());
        assert_eq!(response.status, 418);
        assert_eq!(String::from_utf8(response.body.clone()).unwrap(), "\"Unauthorized\" prod. 1 #if(x) $nothing |");
        assert_eq!(response.header("x-accept"), Some("text/html"));
        assert_eq!(response.header("x-static"), Some("*"));
        let plain = client_response(&exchange, &[], answer);
        assert_eq!(String::from_utf8(plain.body.clone()).unwrap(), r#"{"message":"Unauthorized"}"#);
        assert_eq!(plain.header("x-amzn-ErrorType"), Some("UnauthorizedException"));
    }
}
