//! Proxy integration: what is forwarded, explained with the values of this call.

use super::page_ui;
use crate::apigw::authorizer::AuthorizerKind;
use crate::apigw::integration::PayloadFormatVersion;
use crate::apigw::stage::ApiKind;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::widgets::{Row, button, header, note, segmented};
use crate::app::{icon, theme};
use crate::design::Route;
use egui::{RichText, Ui};

/// Draws the explanation.
pub fn proxy_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route) {
    let t = theme::of(ui);
    let is_http = scene.design().api == ApiKind::Http;
    page_ui(ui, "proxy", |ui| {
        ui.add_space(6.0);
        ui.label(RichText::new("Lambda proxy integration").font(theme::semibold(theme::TITLE)).color(t.text));
        let text = if is_http {
            "An HTTP API hands the whole request to the function in one event. The payload format version decides its shape."
        } else {
            "The whole request goes to the function as one event, in a shape that AWS fixes. No template runs, and the \
             function's answer must follow the proxy contract."
        };
        ui.label(RichText::new(text).color(t.muted));
        if is_http {
            version_ui(ui, scene, route.integration.payload_format_version);
        }
        ui.add_space(10.0);
        header(ui, "What the event gets from this call", |_| {});
        ui.spacing_mut().item_spacing.y = 1.0;
        for (sign, member, what) in rows(scene, route) {
            Row::new(member).icon(sign, t.accent).code().trailing(&what).show(ui);
        }
        ui.spacing_mut().item_spacing.y = 6.0;
        if !is_http {
            ui.add_space(12.0);
            note(
                ui,
                "The mapping templates of this route are kept, and run again as soon as proxy integration is off.",
            );
            if button(ui, Some(icon::CODE), "Use mapping templates instead").clicked() {
                scene.push(Command::ToggleProxy);
            }
        }
    });
}

fn version_ui(ui: &mut Ui, scene: &mut Scene<'_>, version: PayloadFormatVersion) {
    ui.add_space(6.0);
    crate::app::widgets::label(ui, "Payload format version");
    let versions = PayloadFormatVersion::ALL.map(|version| (version, version.as_str()));
    if let Some(chosen) = segmented(ui, &versions, version) {
        scene.push(Change::PayloadFormat(chosen));
    }
}

/// Returns icon, member of the event, and what it will hold.
fn rows(scene: &Scene<'_>, route: &Route) -> Vec<(char, &'static str, String)> {
    let Some(call) = scene.call() else { return Vec::new() };
    let request = &call.request;
    let is_v2 =
        scene.design().api == ApiKind::Http && route.integration.payload_format_version == PayloadFormatVersion::V2;
    let many = |count: usize, what: &str| match count {
        0 => format!("no {what}s"),
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    };
    let mut rows = Vec::new();
    if is_v2 {
        rows.push((icon::SIGNPOST, "routeKey, rawPath", format!("{} {}", route.method, route.path)));
        rows.push((icon::LIST_BULLETS, "headers, cookies", many(request.headers.len(), "header")));
        rows.push((icon::FUNNEL, "queryStringParameters", many(request.query.len(), "parameter")));
    } else {
        rows.push((icon::SIGNPOST, "resource, path, httpMethod", format!("{} {}", request.method, request.path)));
        rows.push((icon::LIST_BULLETS, "headers, multiValueHeaders", many(request.headers.len(), "header")));
        rows.push((icon::FUNNEL, "queryStringParameters", many(request.query.len(), "parameter")));
    }
    rows.push((icon::STACK, "stageVariables", many(scene.design().stage.variables.len(), "variable")));
    rows.push((icon::IDENTIFICATION_CARD, "requestContext.authorizer", authorizer_words(scene, route)));
    let body = match &request.body {
        Some(body) if !request.body_is_base64 => format!("text, {}", super::status::size(body.len())),
        Some(_) => format!("bytes, {}", super::status::size(request.body_bytes().len())),
        None if is_v2 => "absent".into(),
        None => "null".into(),
    };
    rows.push((icon::FILE_TEXT, "body", body));
    rows
}

fn authorizer_words(scene: &Scene<'_>, route: &Route) -> String {
    let authorizer = scene.design().authorizer_of(route);
    let claims = scene.call().and_then(|call| call.identity.claims.as_ref()).map_or(0, serde_json::Map::len);
    match authorizer.map(|authorizer| authorizer.kind) {
        None | Some(AuthorizerKind::None) => "absent: nobody checks".into(),
        Some(AuthorizerKind::Cognito) => format!("claims: {claims}"),
        Some(AuthorizerKind::Jwt) => format!("jwt.claims: {claims}"),
        Some(AuthorizerKind::Iam) => "who signed".into(),
        Some(_) => "what the authorizer answered".into(),
    }
}
