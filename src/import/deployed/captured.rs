//! Captured requests and Lambda events become routes with a call: the integration is not known, but for an event.

use super::SourceFile;
use super::draft::Draft;
use crate::apigw::integration::{Integration, PayloadFormatVersion};
use crate::apigw::stage::ApiKind;
use crate::design::{Call, Route, token};
use crate::diagnostics::Severity;
use crate::import::{self, EventForm, ImportedRequest, Kind};
use crate::jwt;

/// Reads every request of the file.
pub(super) fn read(draft: &mut Draft, file: &SourceFile) {
    if import::recognize(file.text) == Kind::LambdaEvent {
        read_event(draft, file.text);
        return;
    }
    let read = import::request(file.text);
    for mut diagnostic in read.diagnostics {
        // A request that cannot be read is no reason to refuse the others.
        if !read.requests.is_empty() {
            diagnostic.severity = diagnostic.severity.max(Severity::Warning);
        }
        draft.diagnose(diagnostic);
    }
    draft.left_out.extend(read.left_out);
    for request in &read.requests {
        add(draft, request);
    }
}

fn add(draft: &mut Draft, captured: &ImportedRequest) {
    if let Some(stage) = captured.stage()
        && draft.design.routes.is_empty()
    {
        draft.design.stage.name = stage.to_owned();
    }
    if let Some((api_id, region)) = captured.api_and_region()
        && draft.design.routes.is_empty()
    {
        (draft.design.stage.api_id, draft.design.stage.region) = (api_id.to_owned(), region.to_owned());
    }
    let request = captured.to_request(&draft.design.stage.name);
    let name = captured.name.clone().unwrap_or_else(|| format!("{} {}", request.method, request.path));
    let (method, path) = (request.method.clone(), request.path.clone());
    let mut call = Call { name, request, ..Call::default() };
    take_tokens_out(draft, &mut call);
    add_call(draft, &method, &path, call);
}

/// Stands for a password or a key that is not kept.
const LEFT_OUT: &str = "(left out)";

/// Leaves no token, password or key in a call that is written to a file: `{{token}}` stands for a token, and its claims
/// are kept.
fn take_tokens_out(draft: &mut Draft, call: &mut Call) {
    let request = &mut call.request;
    let mut claims = None;
    for (name, value) in request.headers.iter_mut().chain(&mut request.query) {
        let (scheme, rest) = match value.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => (format!("{scheme} "), rest.trim()),
            _ => (String::new(), value.trim()),
        };
        let decoded = jwt::decode(rest);
        let hidden = if rest.starts_with("eyJ") && decoded.is_well_formed() {
            claims = claims.or(decoded.claims.clone());
            format!("{scheme}{}", token::TOKEN_PLACEHOLDER)
        } else if token::is_credential(name) && !rest.is_empty() && !rest.contains(['$', '{']) {
            // What a shell or a client fills in is no secret; what follows the scheme is.
            value.split_once(' ').map_or_else(|| LEFT_OUT.into(), |(scheme, _)| format!("{scheme} {LEFT_OUT}"))
        } else {
            token::scrubbed(value)
        };
        if hidden != *value {
            draft.leave_out(format!("the value of `{name}`"), "tokens and keys are kept in no file", None);
            *value = hidden;
        }
    }
    request.raw_query = request.raw_query.take().map(|query| token::scrubbed(&query));
    if let Some(body) = request.body.take() {
        let hidden = token::scrubbed(&body);
        if *body != hidden {
            draft.leave_out("a token in the body", "tokens are kept in no file", None);
        }
        request.body = Some(hidden.into());
    }
    call.identity.claims = call.identity.claims.take().or(claims);
}

/// Adds a call to the route of its method and path; makes one where there is none.
pub(super) fn add_call(draft: &mut Draft, method: &str, path: &str, call: Call) -> Option<usize> {
    let known = draft.position(method, path);
    let index = known.or_else(|| {
        let integration = Integration { proxy: true, ..Integration::default() };
        let route = Route { method: method.into(), path: path.into(), integration, ..Route::default() };
        draft.route(route, Vec::new())
    })?;
    draft.design.routes.get_mut(index)?.calls.push(call);
    Some(index)
}

/// Reads the event of a Lambda function: it tells route, stage, caller and integration.
fn read_event(draft: &mut Draft, text: &str) {
    let read = import::event(text);
    for diagnostic in read.diagnostics {
        draft.diagnose(diagnostic);
    }
    draft.left_out.extend(read.left_out);
    let Some(event) = read.event else { return };
    if !draft.accepts(event.api) {
        draft.leave_out("an event", "a design holds one kind of API, and this is of the other", None);
        return;
    }
    draft.design.stage = event.stage;
    let authorizer = event.authorizer.map(|authorizer| draft.authorizer(authorizer));
    let mut call = Call {
        name: "Captured".into(),
        request: event.request,
        identity: event.identity,
        context: event.overrides,
        ..Call::default()
    };
    take_tokens_out(draft, &mut call);
    let index = add_call(draft, &event.route_method, &event.resource, call);
    let Some(route) = index.and_then(|index| draft.design.routes.get_mut(index)) else { return };
    route.authorizer = authorizer;
    route.integration.payload_format_version = match event.form {
        EventForm::HttpV1 => PayloadFormatVersion::V1,
        _ => PayloadFormatVersion::V2,
    };
    if event.api == ApiKind::Rest {
        route.integration.payload_format_version = PayloadFormatVersion::default();
    }
}
