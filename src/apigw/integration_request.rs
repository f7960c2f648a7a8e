//! The way from the method request to the integration: the template that runs, the body that is sent, the event that
//! the function gets, or the gateway's own answer.

use super::bindings::Given;
use super::context::request_context;
use super::exchange::Exchange;
use super::gateway_answer::{GatewayAnswer, ResponseType};
use super::integration::{Integration, IntegrationType};
use super::mapping::{self, Selection};
use super::mapping_template::{self, Mapped, MappingInput};
use super::outgoing::{self, Outgoing};
use super::params::parameters;
use super::payload::{self, Payload};
use crate::vtl::{self, RenderOptions};
use serde_json::{Map, Value, json};
use std::fmt;

/// What the integration is sent, or why it is not called. `Debug` shows neither body nor event: both hold tokens.
#[derive(Clone)]
pub struct IntegrationRequest {
    /// What happened to the body. Proxy integrations always pass it.
    pub selection: Selection,
    /// The body that is sent.
    pub body: Vec<u8>,
    /// The event, for integrations with Lambda.
    pub event: Option<Value>,
    /// Headers and query parameters.
    pub outgoing: Outgoing,
    /// `$context` as the request template left it: the response template sees it so.
    pub context: Map<String, Value>,
    /// What the template made of the request, if one ran.
    pub mapped: Option<Mapped>,
    /// The gateway's own answer, if the integration is not called.
    pub answer: Option<GatewayAnswer>,
}

impl fmt::Debug for IntegrationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntegrationRequest")
            .field("selection", &self.selection)
            .field("body_bytes", &self.body.len())
            .field("outgoing", &self.outgoing)
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

/// Returns what a REST API's integration is sent for a call that the authorizer let through.
pub fn build(
    exchange: &Exchange,
    kind: IntegrationType,
    integration: &Integration,
    options: &RenderOptions,
) -> IntegrationRequest {
    let mut request = IntegrationRequest {
        selection: Selection::Passthrough,
        body: Vec::new(),
        event: None,
        outgoing: Outgoing::default(),
        context: request_context(exchange),
        mapped: None,
        answer: None,
    };
    request.answer = request.fill(exchange, kind, integration, options).err();
    request
}

/// Returns the event that a body gives when it passes unchanged, or when a template has printed it.
///
/// No body gives `{}` (recorded on AWS, `test_apigw_test_invoke_method_api`). A text that is no JSON fails before
/// the function: Lambda refuses it with 400 and `Type: "User"` (reported by several people; the words after the
/// colon are those of AWS's own parser and not known).
pub fn event_from_text(text: &str) -> Result<Value, GatewayAnswer> {
    if text.trim_ascii().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    serde_json::from_str(text).map_err(|error| {
        let message = format!("Could not parse request body into json: {error}");
        GatewayAnswer {
            status: 400,
            body: json!({ "Type": "User", "message": message }).to_string(),
            error_type: "",
            response_type: None,
            why: format!("The integration request is not JSON ({error}): the function is not called."),
        }
    })
}

impl IntegrationRequest {
    fn fill(
        &mut self,
        exchange: &Exchange,
        kind: IntegrationType,
        integration: &Integration,
        options: &RenderOptions,
    ) -> Result<(), GatewayAnswer> {
        if let Some(answer) = outgoing::refusal(kind, integration) {
            return Err(answer);
        }
        let sent = exchange.request.body_bytes();
        if kind.is_proxy() {
            self.body = sent.into_owned();
            self.event = (kind == IntegrationType::AwsProxy).then(|| super::event::rest_proxy(exchange));
        } else {
            let content_type = exchange.request.header("content-type");
            self.selection = mapping::select(integration, content_type);
            let payload = payload::convert_request(
                &sent,
                content_type,
                &exchange.stage.binary_media_types,
                integration.content_handling,
            )?;
            self.transform(exchange, integration, payload, options)?;
            if kind == IntegrationType::Aws {
                self.event = Some(event_from_text(&String::from_utf8_lossy(&self.body))?);
            }
        }
        self.outgoing = outgoing::build(exchange, kind, integration, &self.context, &self.body);
        Ok(())
    }

    /// Runs the template that was selected, or lets the payload pass.
    fn transform(
        &mut self,
        exchange: &Exchange,
        integration: &Integration,
        payload: Payload,
        options: &RenderOptions,
    ) -> Result<(), GatewayAnswer> {
        let index = match self.selection {
            Selection::Template(index) => index,
            Selection::Passthrough => {
                self.body = payload.into_bytes();
                return Ok(());
            }
            Selection::UnsupportedMediaType => {
                let why = "No template fits the content type, and the passthrough behavior lets no other body through: \
                           the integration is not called.";
                return Err(GatewayAnswer::rest(ResponseType::UnsupportedMediaType, why));
            }
        };
        let Some(template) = integration.request_templates.get(index) else { return Ok(()) };
        let text = payload.text_for_template()?;
        let input = template_input(exchange, text, &self.context);
        let mapped = render(&template.text, &input, options);
        keep_overrides(&mut self.context, &mapped);
        self.body = mapped.text.clone().into_bytes();
        let failed = mapped.failure.as_ref().map(|failure| template_failure(&failure.message));
        self.mapped = Some(mapped);
        failed.map_or(Ok(()), Err)
    }
}

/// Returns what a template of a call sees: `body` is what `$input` reads, the parameters are always the request's.
pub(super) fn template_input(exchange: &Exchange, body: String, context: &Map<String, Value>) -> MappingInput {
    let given = Given {
        params: parameters(exchange).into(),
        context: context.clone().into(),
        stage_variables: exchange.stage.variables.clone().into(),
    };
    MappingInput { body: (!body.is_empty()).then(|| body.into()), given: given.into() }
}

/// Renders a template of a call.
pub(super) fn render(template: &str, input: &MappingInput, options: &RenderOptions) -> Mapped {
    mapping_template::render(&vtl::parse(template, options.dialect).template, input, options)
}

/// Takes over what a template put into `$context.requestOverride` and `$context.responseOverride`.
pub(super) fn keep_overrides(context: &mut Map<String, Value>, mapped: &Mapped) {
    context.extend(mapped.overrides.iter().map(|(name, left)| ((*name).to_owned(), left.clone())));
}

/// Returns the answer to a call whose template fails.
pub fn template_failure(message: &str) -> GatewayAnswer {
    let why = format!("The mapping template fails: {message}.");
    GatewayAnswer::rest(ResponseType::ApiConfigurationError, why)
}
