//! Applies changes to the document: the only code that writes to a design.

use super::super::change::{Change, IamField, ResponseChange, StageField};
use super::super::workspace::{CallToken, Snapshot, Tokens, token_of};
use super::settings;
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::integration::{IntegrationResponse, MappingTemplate};
use crate::apigw::request::{Pairs, Request};
use crate::apigw::stage::ApiKind;
use crate::design::token::TOKEN_PLACEHOLDER;
use crate::design::{Call, Design, KeptHandler, Route, View, placeholders};
use crate::handler::Language;
use crate::import::deployed::merge;
use crate::jwt::{self, Form, Secret};
use crate::preview::Selection;
use crate::text::apply_edits;
use std::sync::Arc;

const STALE_EDIT: &str = "The text has changed since; try again.";

/// Applies `change` to `at`.
///
/// # Errors
/// A sentence for the user when the change does not fit the document any more; `at` is then unchanged.
pub fn apply(at: &mut Snapshot, change: Change) -> Result<(), &'static str> {
    let Selection { route, call } = at.selection;
    let design = Arc::make_mut(&mut at.design);
    match change {
        Change::Mended(mended) if has_same_calls(design, &mended) => *design = *mended,
        Change::Mended(_) => return Err(STALE_EDIT),
        Change::DesignName(name) => design.name = name,
        Change::Design(new) => *at = Snapshot { selection: at.selection, ..Snapshot::of(*new) },
        Change::Api(api) => set_api(design, api),
        Change::Stage(field, text) => set_stage_field(design, field, text),
        Change::StageVariables(variables) => design.stage.variables = variables,
        Change::Placeholders(placeholders) => design.placeholders = placeholders,
        Change::FillIn => {
            *design = placeholders::filled(design).into_owned();
            design.placeholders.retain(|(_, value)| value.is_empty());
        }
        Change::Merge(imported) => *design = merge(design, &imported),
        Change::BinaryMediaTypes(types) => design.stage.binary_media_types = types,
        Change::Authorizer(kind) => set_authorizer(design, route, kind),
        Change::ApiSettings(change) => settings::apply_to_api(design, change)?,
        Change::RouteSettings(change) => {
            if let Some(route) = design.routes.get_mut(route) {
                settings::apply_to_route(route, change);
            }
        }
        Change::AddRoute
        | Change::DuplicateRoute
        | Change::RemoveRoute(_)
        | Change::AddCall
        | Change::InsertCalls(_)
        | Change::DuplicateCall
        | Change::RemoveCall(_) => structural(at, &change),
        Change::Request(_)
        | Change::ReplaceCall(_)
        | Change::Token(_)
        | Change::KeepToken(_)
        | Change::MadeToken(..)
        | Change::Claims(_)
        | Change::Headers(_) => {
            let tokens = Arc::make_mut(&mut at.tokens);
            let slot = tokens.0.get_mut(route).and_then(|calls| calls.get_mut(call));
            let call = design.routes.get_mut(route).and_then(|route| route.calls.get_mut(call));
            if let (Some(token), Some(call)) = (slot, call) {
                apply_to_identity(call, token, change);
            }
        }
        change => {
            let Some(route) = design.routes.get_mut(route) else { return Ok(()) };
            apply_to_route(route, call, change)?;
        }
    }
    Ok(())
}

/// Returns the nearest selection that the design has.
pub fn clamped(design: &Design, selection: Selection) -> Selection {
    let route = selection.route.min(design.routes.len().saturating_sub(1));
    let calls = design.routes.get(route).map_or(0, |route| route.calls.len());
    Selection { route, call: selection.call.min(calls.saturating_sub(1)) }
}

/// Returns true if two designs have as many routes with as many calls: tokens are kept by their positions.
fn has_same_calls(one: &Design, other: &Design) -> bool {
    let counts = |design: &Design| design.routes.iter().map(|route| route.calls.len()).collect::<Vec<_>>();
    counts(one) == counts(other)
}

fn set_stage_field(design: &mut Design, field: StageField, text: String) {
    let stage = &mut design.stage;
    match field {
        StageField::Name => stage.name = text,
        StageField::AccountId => stage.account_id = text,
        StageField::ApiId => stage.api_id = text,
        StageField::Region => stage.region = text,
        StageField::DeploymentId => stage.deployment_id = text,
    }
}

fn apply_to_route(route: &mut Route, call: usize, change: Change) -> Result<(), &'static str> {
    let integration = &mut route.integration;
    let templates = &mut integration.request_templates;
    match change {
        Change::RouteMethod(method) => route.method = method,
        Change::RoutePath(path) => route.path = path,
        Change::Handler(language, view, code) => set_handler(&mut route.handlers, language, view, code),
        Change::Proxy(proxy) => integration.proxy = proxy,
        Change::PayloadFormat(version) => integration.payload_format_version = version,
        Change::Passthrough(behavior) => integration.passthrough_behavior = behavior,
        Change::Template(index, text) => {
            if let Some(template) = templates.get_mut(index) {
                template.text = text;
            }
        }
        Change::TemplateEdits(index, edits) => {
            if let Some(template) = templates.get_mut(index) {
                template.text = apply_edits(&template.text, &edits).ok_or(STALE_EDIT)?.into();
            }
        }
        Change::TemplateContentType(index, content_type) => {
            if let Some(template) = templates.get_mut(index) {
                template.content_type = content_type;
            }
        }
        Change::AddTemplate(content_type, text) => templates.push(MappingTemplate { content_type, text }),
        Change::RemoveTemplate(index) if index < templates.len() => {
            templates.remove(index);
        }
        Change::AddResponse => integration.responses.push(new_response(&integration.responses)),
        Change::RemoveResponse(index) if index < integration.responses.len() => {
            integration.responses.remove(index);
        }
        Change::Response(index, change) => {
            if let Some(response) = integration.responses.get_mut(index) {
                apply_to_response(response, change);
            }
        }
        change => {
            let Some(call) = route.calls.get_mut(call) else { return Ok(()) };
            apply_to_call(call, change)?;
        }
    }
    Ok(())
}

/// Keeps the code for a language and an integration, or forgets it.
fn set_handler(handlers: &mut Vec<KeptHandler>, language: Language, view: View, code: Option<String>) {
    let is_it = |kept: &KeptHandler| kept.language == language.as_str() && kept.view == view;
    match (handlers.iter_mut().find(|kept| is_it(kept)), code) {
        (Some(kept), Some(code)) => kept.code = code,
        (None, Some(code)) => handlers.push(KeptHandler { language: language.as_str().to_owned(), view, code }),
        (_, None) => handlers.retain(|kept| !is_it(kept)),
    }
}

/// Makes the default response, or one for errors where there is a default already.
fn new_response(others: &[IntegrationResponse]) -> IntegrationResponse {
    match others.iter().any(|response| response.selection_pattern.is_empty()) {
        true => IntegrationResponse { status: 500, selection_pattern: ".*Error.*".into(), ..Default::default() },
        false => IntegrationResponse::default(),
    }
}

fn apply_to_response(response: &mut IntegrationResponse, change: ResponseChange) {
    let templates = &mut response.templates;
    match change {
        ResponseChange::Status(status) => response.status = status,
        ResponseChange::SelectionPattern(pattern) => response.selection_pattern = pattern,
        ResponseChange::Template(index, text) => {
            if let Some(template) = templates.get_mut(index) {
                template.text = text;
            }
        }
        ResponseChange::ContentType(index, content_type) => {
            if let Some(template) = templates.get_mut(index) {
                template.content_type = content_type;
            }
        }
        ResponseChange::AddTemplate(content_type, text) => templates.push(MappingTemplate { content_type, text }),
        ResponseChange::RemoveTemplate(index) if index < templates.len() => {
            templates.remove(index);
        }
        ResponseChange::RemoveTemplate(_) => {}
        ResponseChange::Parameters(parameters) => response.parameters = parameters,
        ResponseChange::ContentHandling(handling) => response.content_handling = handling,
    }
}

fn apply_to_call(call: &mut Call, change: Change) -> Result<(), &'static str> {
    match change {
        Change::CallName(name) => call.name = name,
        Change::Method(method) => call.request.method = method,
        Change::Path(path) => call.request.path = path,
        Change::Query(query) => call.request.query = query,
        Change::Body(body) => {
            call.request.body_is_base64 &= body.is_some();
            call.request.body = body;
        }
        Change::BodyIsBase64(is_base64) => call.request.body_is_base64 = is_base64,
        Change::BodyEdits(edits) => {
            if let Some(body) = &call.request.body {
                call.request.body = Some(apply_edits(body, &edits).ok_or(STALE_EDIT)?.into());
            }
        }
        Change::Scopes(scopes) => call.identity.scopes = scopes,
        Change::PrincipalId(principal) => call.identity.lambda.principal_id = principal,
        Change::LambdaContext(context) => call.identity.lambda.context = context,
        Change::LambdaDenied(denied) => call.identity.lambda.denied = denied,
        Change::Iam(field, text) => set_iam_field(call, field, text),
        Change::IamCognito(members) => call.identity.iam.cognito = members,
        Change::Context(context) => call.context = context,
        Change::Result(result) => call.result = result,
        // Every other change was dealt with on the way here.
        _ => {}
    }
    Ok(())
}

fn set_iam_field(call: &mut Call, field: IamField, text: String) {
    let iam = &mut call.identity.iam;
    match field {
        IamField::AccessKey => iam.access_key = text,
        IamField::AccountId => iam.account_id = text,
        IamField::Caller => iam.caller = text,
        IamField::User => iam.user = text,
        IamField::UserArn => iam.user_arn = text,
        IamField::PrincipalOrgId => iam.principal_org_id = text,
    }
}

/// Changes that touch the call's token, which stays in memory, and the document beside it.
fn apply_to_identity(call: &mut Call, token: &mut CallToken, change: Change) {
    match change {
        Change::Token(pasted) => {
            *token = CallToken { pasted: Secret::new(pasted), is_sample: false };
            take_claims(call, token);
        }
        Change::Claims(claims) => {
            call.identity.claims = claims;
            if token.is_sample || token.pasted.is_empty() {
                let kept = call.kept_token.take();
                *token = token_of(call);
                call.kept_token = kept;
            }
        }
        Change::MadeToken(claims, made) => {
            call.identity.claims = Some(claims);
            *token = CallToken { pasted: made, is_sample: true };
        }
        Change::KeepToken(keep) => {
            let compact = || Secret::new(jwt::decode(token.pasted.reveal()).compact());
            call.kept_token = keep.then(compact).filter(|compact| !compact.is_empty());
        }
        Change::Headers(headers) => {
            call.request.headers = headers;
            lift_token(call, token);
        }
        Change::Request(request) => {
            call.request = *request;
            lift_token(call, token);
        }
        Change::ReplaceCall(new) => {
            let Call { request, identity, context, .. } = *new;
            if identity != call.identity {
                call.identity = identity;
                *token = token_of(call);
            }
            (call.request, call.context) = (request, context);
            lift_token(call, token);
        }
        _ => {}
    }
}

/// Takes over the claims of the pasted token, if it is one; those that are there stay otherwise. No token, no
/// claims.
fn take_claims(call: &mut Call, token: &CallToken) {
    let decoded = jwt::decode(token.pasted.reveal());
    match (decoded.form, &decoded.claims) {
        (Form::Empty, _) => call.identity.claims = None,
        (Form::Signed, Some(claims)) => call.identity.claims = Some(claims.clone()),
        _ => {}
    }
    if call.kept_token.is_some() && !decoded.compact().is_empty() {
        call.kept_token = Some(Secret::new(decoded.compact()));
    }
}

/// Moves a token that was typed or pasted into a header out of the document, and leaves the placeholder.
fn lift_token(call: &mut Call, token: &mut CallToken) {
    let mut lifted = None;
    for (_, value) in &mut call.request.headers {
        let (scheme, rest) = match value.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("bearer") => (Some(scheme), rest),
            _ => (None, value.as_str()),
        };
        if rest.len() > 40 && jwt::decode(rest).is_well_formed() {
            lifted = Some(Secret::new(rest));
            *value = scheme.map_or_else(|| TOKEN_PLACEHOLDER.into(), |scheme| format!("{scheme} {TOKEN_PLACEHOLDER}"));
        }
    }
    if let Some(pasted) = lifted {
        *token = CallToken { pasted, is_sample: false };
        take_claims(call, token);
    }
}

/// Switches the kind of API. An authorizer that the new kind does not have is replaced by its counterpart, and
/// comes back when the kind does.
fn set_api(design: &mut Design, api: ApiKind) {
    design.api = api;
    for route in 0..design.routes.len() {
        let kind = design.routes.get(route).and_then(|route| design.authorizer_of(route)).map(|a| a.kind);
        let counterpart = match kind {
            Some(kind) if kind.fits(api) => continue,
            Some(AuthorizerKind::Cognito) => AuthorizerKind::Jwt,
            Some(AuthorizerKind::Jwt) => AuthorizerKind::Cognito,
            Some(AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest) => AuthorizerKind::HttpLambda,
            Some(AuthorizerKind::HttpLambda) => AuthorizerKind::LambdaRequest,
            _ => continue,
        };
        set_authorizer(design, route, counterpart);
    }
}

fn set_authorizer(design: &mut Design, route: usize, kind: AuthorizerKind) {
    let issuer = design.routes.get(route).and_then(|route| design.authorizer_of(route)).map(|a| a.issuer.clone());
    let name = if kind == AuthorizerKind::None {
        None
    } else if let Some(known) = design.authorizers.iter().find(|authorizer| authorizer.kind == kind) {
        Some(known.name.clone())
    } else {
        let made = settings::new_authorizer(design, kind, issuer.unwrap_or_default());
        let name = made.name.clone();
        design.authorizers.push(made);
        Some(name)
    };
    if let Some(route) = design.routes.get_mut(route) {
        route.authorizer = name;
    }
}

/// Adds and removes routes and calls, with the tokens beside them.
fn structural(at: &mut Snapshot, change: &Change) {
    let design = Arc::make_mut(&mut at.design);
    let Tokens(tokens) = Arc::make_mut(&mut at.tokens);
    let Selection { route, call } = at.selection;
    match change {
        Change::AddRoute | Change::DuplicateRoute => {
            let new = match design.routes.get(route) {
                Some(like) if *change == Change::DuplicateRoute => like.clone(),
                like => new_route(like),
            };
            let index = (route + 1).min(design.routes.len());
            tokens.insert(index.min(tokens.len()), new.calls.iter().map(token_of).collect());
            design.routes.insert(index, new);
            at.selection = Selection { route: index, call: 0 };
        }
        Change::RemoveRoute(index) if *index < design.routes.len() => {
            design.routes.remove(*index);
            if *index < tokens.len() {
                tokens.remove(*index);
            }
            if *index < route {
                at.selection.route -= 1;
            }
        }
        Change::InsertCalls(new) => {
            let Some(owner) = design.routes.get_mut(route) else { return };
            for (offset, new) in new.iter().enumerate() {
                let (mut new, mut token) = (new.clone(), token_of(new));
                // A token among the headers goes to memory, and never into the document.
                lift_token(&mut new, &mut token);
                let index = (call + 1 + offset).min(owner.calls.len());
                owner.calls.insert(index, new);
                if let Some(calls) = tokens.get_mut(route) {
                    calls.insert(index.min(calls.len()), token);
                }
                at.selection.call = index;
            }
        }
        Change::AddCall | Change::DuplicateCall => {
            let Some(owner) = design.routes.get_mut(route) else { return };
            let number = owner.calls.len() + 1;
            let (new, token) = match owner.calls.get(call) {
                Some(like) if *change == Change::DuplicateCall => {
                    let token = tokens.get(route).and_then(|calls| calls.get(call)).cloned().unwrap_or_default();
                    (Call { name: format!("{} (copy)", like.name), ..like.clone() }, token)
                }
                _ => (new_call(owner, number), CallToken::default()),
            };
            let index = (call + 1).min(owner.calls.len());
            owner.calls.insert(index, new);
            if let Some(calls) = tokens.get_mut(route) {
                calls.insert(index.min(calls.len()), token);
            }
            at.selection.call = index;
        }
        Change::RemoveCall(index) => {
            let Some(owner) = design.routes.get_mut(route).filter(|owner| *index < owner.calls.len()) else { return };
            owner.calls.remove(*index);
            if let Some(calls) = tokens.get_mut(route).filter(|calls| *index < calls.len()) {
                calls.remove(*index);
            }
            if *index < call {
                at.selection.call -= 1;
            }
        }
        _ => {}
    }
}

fn new_route(like: Option<&Route>) -> Route {
    let mut route = Route { method: "GET".into(), path: "/new".into(), ..Route::default() };
    route.authorizer = like.and_then(|like| like.authorizer.clone());
    route.integration.proxy = true;
    route.calls.push(new_call(&route, 1));
    route
}

/// Makes a call that fits `route`: its path variables are filled with their own names.
fn new_call(route: &Route, number: usize) -> Call {
    let method = if route.method == "ANY" { "GET" } else { &route.method };
    let path = if route.path.starts_with('/') { route.path.replace(['{', '}', '+'], "") } else { "/".into() };
    let headers: Pairs = vec![("Accept".into(), "application/json".into())];
    let request = Request { method: method.into(), path, headers, ..Request::default() };
    Call { name: format!("Call {number}"), request, ..Call::default() }
}
