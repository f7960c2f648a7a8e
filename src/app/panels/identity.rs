//! The caller: which authorizer checks, and what it learned. For tokens, everything that can be read in them.

use super::{authorizers, token};
use crate::apigw::authorizer::AuthorizerKind;
use crate::app::change::{Change, IamField};
use crate::app::command::Command;
use crate::app::icon;
use crate::app::json_colors;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Field, Fold, Tone, check, label, message, note, quiet_button, text_area, words_field};
use crate::design::{Call, Route};
use egui::{Id, Ui};
use serde_json::{Map, Value};

/// Draws the form.
pub fn identity_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (Some(route), Some(call)) = (scene.route(), scene.call()) else { return };
    let authorizer = scene.design().authorizer_of(route);
    let kind = authorizer.map_or(AuthorizerKind::None, |authorizer| authorizer.kind);
    label(ui, "Authorizer");
    let shown = authorizers::choice_ui(ui, scene, "Authorizer", route);
    if kind == AuthorizerKind::None {
        scene.take_focus(ui, Focus::Identity, shown.id);
    }
    match kind {
        AuthorizerKind::None => none_ui(ui, scene, call),
        AuthorizerKind::Cognito | AuthorizerKind::Jwt => {
            token::token_ui(ui, scene, call);
            claims_ui(ui, scene, call);
            authorizer_ui(ui, scene, route, call);
        }
        AuthorizerKind::LambdaToken | AuthorizerKind::LambdaRequest | AuthorizerKind::HttpLambda => {
            lambda_ui(ui, scene, call);
            if kind == AuthorizerKind::LambdaToken || !token_is_empty(scene) {
                token::token_ui(ui, scene, call);
            }
            authorizer_event_ui(ui, scene);
            authorizer_ui(ui, scene, route, call);
        }
        AuthorizerKind::Iam => iam_ui(ui, scene, call),
    }
}

fn token_is_empty(scene: &Scene<'_>) -> bool {
    scene.workspace.token().is_none_or(|token| token.pasted.is_empty())
}

fn none_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    note(
        ui,
        "Nobody checks the caller, so the event's requestContext has no authorizer member: a function that reads \
         event[\"requestContext\"][\"authorizer\"] fails with a KeyError.",
    );
    if call.identity.claims.is_some() {
        note(ui, "The claims of this call are kept, and count again as soon as an authorizer passes them on.");
    }
    if !token_is_empty(scene) {
        token::token_ui(ui, scene, call);
    }
}

/// The claims as JSON, to be edited by hand.
fn claims_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    const TITLE: &str = "Claims as JSON";
    let empty = Map::new();
    let claims = call.identity.claims.as_ref().unwrap_or(&empty);
    let is_open = scene.view.open_folds.contains(TITLE);
    if Fold::new(TITLE).count(claims.len()).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if !is_open {
        return;
    }
    if let Some(claims) = object_ui(ui, scene, "Claims", "claims", claims) {
        scene.push(Change::Claims(if claims.is_empty() { None } else { Some(claims) }));
    }
}

/// A JSON object to be edited as text; returns it when it changed. What does not parse stays as typed.
fn object_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    name: &str,
    key: &'static str,
    value: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let buffer = scene.view.buffers.object(scene.workspace.selection(), key, value);
    let response = text_area(ui, Id::unique(key), name, 5, &mut buffer.text, json_colors::layout);
    let parsed = if response.changed() { buffer.parse() } else { None };
    if let Some(error) = &buffer.error {
        message(ui, Tone::Err, error);
        scene.view.typing_in_buffer |= response.has_focus();
    }
    parsed
}

/// What the authorizer is set to, and what this route asks of its tokens.
fn authorizer_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route, call: &Call) {
    const TITLE: &str = "Authorizer settings";
    let authorizers = &scene.design().authorizers;
    let found = authorizers.iter().enumerate().find(|(_, known)| Some(&known.name) == route.authorizer.as_ref());
    let Some((index, authorizer)) = found else { return };
    let is_open = scene.view.open_folds.contains(TITLE);
    if Fold::new(TITLE).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if !is_open {
        return;
    }
    authorizers::fields_ui(ui, scene, index, authorizer);
    if authorizer.kind == AuthorizerKind::Jwt
        && let Some(scopes) = words_field(ui, "Scopes of the route", "separated by blanks", &call.identity.scopes)
    {
        scene.push(Change::Scopes(scopes));
    }
    if quiet_button(ui, Some(icon::GEAR), "All authorizers").clicked() {
        scene.push(Command::ApiSettings);
    }
}

fn lambda_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    let result = &call.identity.lambda;
    note(ui, "What the Lambda authorizer answered for this call:");
    if check(ui, result.denied, "The authorizer denies this call").changed() {
        scene.push(Change::LambdaDenied(!result.denied));
    }
    let mut principal = result.principal_id.clone();
    if Field::new("principalId").code().hint("user-1").show(ui, &mut principal).changed() {
        scene.push(Change::PrincipalId(principal));
    }
    label(ui, "context");
    if let Some(context) = object_ui(ui, scene, "Authorizer context", "lambda context", &result.context) {
        scene.push(Change::LambdaContext(context));
    }
}

/// The event of the authorizer's own function, to be read and copied.
fn authorizer_event_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    const TITLE: &str = "What the authorizer receives";
    let Some(event) = scene.preview().and_then(|preview| preview.authorizer_event.as_ref()) else { return };
    let is_open = scene.view.open_folds.contains(TITLE);
    if Fold::new(TITLE).show(ui, is_open, |_| {}) {
        scene.turn_closed(TITLE);
    }
    if is_open {
        let mut text: &str = &event.shown;
        text_area(ui, Id::unique(TITLE), "Event of the authorizer", 6, &mut text, json_colors::layout);
    }
}

fn iam_ui(ui: &mut Ui, scene: &mut Scene<'_>, call: &Call) {
    let iam = &call.identity.iam;
    note(ui, "The request is signed with Signature Version 4 by:");
    for (name, field, text, hint) in [
        ("Access key", IamField::AccessKey, &iam.access_key, "AKIA…"),
        ("Account ID", IamField::AccountId, &iam.account_id, "123456789012"),
        ("Caller", IamField::Caller, &iam.caller, "AIDA…"),
        ("User", IamField::User, &iam.user, "AIDA…"),
        ("User ARN", IamField::UserArn, &iam.user_arn, "arn:aws:iam::123456789012:user/ana"),
        ("Organization", IamField::PrincipalOrgId, &iam.principal_org_id, "o-…"),
    ] {
        let mut text = text.clone();
        if Field::new(name).code().hint(hint).show(ui, &mut text).changed() {
            scene.push(Change::Iam(field, text));
        }
    }
    label(ui, "Identity pool (cognitoIdentityId, …)");
    if let Some(members) = object_ui(ui, scene, "Cognito identity", "iam cognito", &iam.cognito) {
        scene.push(Change::IamCognito(members));
    }
}
