//! The event of every call as a test file: for `sam local invoke -e`, and for the console's test events.
//!
//! The only export that holds data of calls. Tokens and keys stand in it only if they are asked for; otherwise there is
//! `{{token}}` in their place, or the call's sample token, which no authorizer on AWS takes.

use crate::apigw::integration::{IntegrationType, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;
use crate::apigw::{Exchange, Invocation, authorize, event, integration_request, reach, validation};
use crate::design::{Call, token};
use crate::export::names::{self, Taken};
use crate::export::plan::{Method, Plan};
use crate::export::{ExportFile, json_text, note, warning};
use crate::vtl::RenderOptions;
use std::borrow::Cow;

/// Returns a file for every call that reaches its function.
pub(in crate::export) fn write(plan: &mut Plan, with_tokens: bool) -> Vec<ExportFile> {
    let mut taken = Taken::default();
    let mut files = Vec::new();
    let mut without = Vec::new();
    let mut tokens = Vec::new();
    for method in &plan.methods {
        for call in &method.route.calls {
            let whole = token::with_token(plan.design, method.route, call, None);
            let shared: Cow<Call> = Cow::Owned(token::with_sample_token(plan.design, method.route, call));
            let has_token = whole.request != shared.request || whole.context != shared.context;
            match event_text(plan, method, if with_tokens { &whole } else { &shared }) {
                Ok(text) => {
                    if has_token {
                        tokens.push(format!("`{}`, \"{}\"", method.key(), call.name));
                    }
                    let mut words = method.words.clone();
                    words.extend(names::words(&call.name));
                    let path = format!("{}.json", names::kebab(&taken.claim(words, "event")));
                    files.push(ExportFile { path, text });
                }
                Err(why) => {
                    let why = why.trim_end_matches('.');
                    without.push(format!("`{}`, \"{}\": there is no event: {why}", method.key(), call.name));
                }
            }
        }
    }
    let with_or_without = |which: String| match with_tokens {
        true => warning("export/token", format!("{which}: the event holds the call's token or key")),
        false => note("export/no-token", format!("{which}: `{{{{token}}}}` stands for the call's token or key")),
    };
    plan.warnings.extend(tokens.into_iter().map(with_or_without));
    plan.warnings.extend(without.into_iter().map(|message| warning("export/no-event", message)));
    if files.is_empty() {
        plan.warnings.push(note("export/no-calls", "no call of the design has an event"));
    }
    files
}

/// Returns the event of a call as text, or why the function is not called.
fn event_text(plan: &Plan, method: &Method, call: &Call) -> Result<String, String> {
    let route = method.route;
    let authorizer = plan.design.authorizer_of(route).map(|authorizer| authorizer.for_api(plan.api));
    let exchange = Exchange {
        api: plan.api,
        stage: &plan.design.stage,
        resource: &method.path,
        route_method: &method.method,
        authorizer: authorizer.as_ref(),
        identity: &call.identity,
        request: &call.request,
        overrides: &call.context,
        origin: Invocation::Deployed,
    };
    if let Some(missed) = reach::missed(&exchange) {
        return Err(missed.message);
    }
    let validated =
        || (plan.api == ApiKind::Rest).then(|| validation::refusal(&exchange, &route.method_request)).flatten();
    if let Some(answer) = authorize::refusal(&exchange).or_else(validated) {
        return Err(answer.why);
    }
    if plan.api == ApiKind::Http {
        let event = match route.integration.payload_format_version {
            PayloadFormatVersion::V1 => event::http_v1(&exchange),
            PayloadFormatVersion::V2 => event::http_v2(&exchange),
        };
        return Ok(json_text::pretty(&event));
    }
    let kind = if method.proxy { IntegrationType::AwsProxy } else { IntegrationType::Aws };
    let request = integration_request::build(&exchange, kind, &route.integration, &RenderOptions::default());
    match (request.answer, request.event) {
        (Some(answer), _) => Err(answer.why),
        (None, Some(event)) => Ok(json_text::pretty(&event)),
        (None, None) => Err("the integration calls no function".into()),
    }
}
