//! Gateway responses: what a REST API answers itself, where that is not what a new API says.

use crate::apigw::ResponseType;
use crate::apigw::gateway_response::GatewayResponse;
use crate::apigw::integration::MappingTemplate;
use crate::app::change::Change;
use crate::app::scene::Scene;
use crate::app::settings_change::ApiChange;
use crate::app::widgets::{
    Field, Fold, PairsInputs, button, label, note, pairs_editor, quiet_button, small_icon_button, text_area,
};
use crate::app::{icon, json_colors};
use egui::{Id, Popup, Ui};

/// Draws the list.
pub(super) fn gateway_responses_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let responses = &scene.design().gateway_responses;
    note(
        ui,
        "What clients get when the gateway refuses a call or the integration fails. Templates here are no VTL: \
         $context and $stageVariables are replaced, and nothing else.",
    );
    for (index, response) in responses.iter().enumerate() {
        response_ui(ui, scene, responses, index, response);
    }
    let add = button(ui, Some(icon::PLUS), "Add gateway response");
    Popup::menu(&add).show(|ui| {
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            let is_there = |kind: ResponseType| responses.iter().any(|response| response.response_type == kind);
            for kind in ResponseType::ALL.iter().copied().filter(|kind| !is_there(*kind)) {
                if ui.button(kind.as_str()).clicked() {
                    let new = GatewayResponse { is_default: false, ..GatewayResponse::of_a_new_api(kind) };
                    scene.view.open_folds.insert(kind.as_str());
                    push(scene, responses.iter().cloned().chain([new]).collect());
                    ui.close();
                }
            }
        });
    });
}

fn push(scene: &mut Scene<'_>, responses: Vec<GatewayResponse>) {
    scene.push(Change::ApiSettings(ApiChange::GatewayResponses(responses)));
}

fn response_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    responses: &[GatewayResponse],
    index: usize,
    response: &GatewayResponse,
) {
    let kind = response.response_type.as_str();
    let is_open = scene.view.open_folds.contains(kind);
    let status = response.status.map(|status| status.to_string()).unwrap_or_default();
    if Fold::new(kind).tally(&status).show(ui, is_open, |_| {}) {
        scene.turn_closed(kind);
    }
    if !is_open {
        return;
    }
    let mut new = response.clone();
    let is_changed = ui.indent(("gateway response", kind), |ui| fields_ui(ui, &mut new)).inner;
    if is_changed {
        let with_new = |(at, known): (usize, &GatewayResponse)| if at == index { new.clone() } else { known.clone() };
        push(scene, responses.iter().enumerate().map(with_new).collect());
    }
    if quiet_button(ui, Some(icon::TRASH), &format!("Remove {kind}")).clicked() {
        let others = responses.iter().enumerate().filter(|(at, _)| *at != index);
        push(scene, others.map(|(_, known)| known.clone()).collect());
    }
}

/// Draws status, headers and templates; returns true if something changed.
fn fields_ui(ui: &mut Ui, response: &mut GatewayResponse) -> bool {
    let kind = response.response_type.as_str();
    let mut is_changed = false;
    let mut status = response.status.map(|status| status.to_string()).unwrap_or_default();
    let field = Field::new("Gateway response status").code().hint("as it comes").width(90.0);
    if field.show(ui, &mut status).changed() {
        response.status = if status.is_empty() { None } else { status.parse().ok().or(response.status) };
        is_changed = true;
    }
    label(ui, "Headers");
    let inputs = PairsInputs {
        hints: Some(("gatewayresponse.header.NAME", "'text' or context.NAME")),
        ..PairsInputs::default()
    };
    let id = Id::unique(("gateway response headers", kind));
    let shown = ui.scope(|ui| pairs_editor(ui, id, "gateway header", &response.parameters, &inputs)).inner;
    if let Some(parameters) = shown.changed {
        response.parameters = parameters;
        is_changed = true;
    }
    let mut removed = None;
    for (at, template) in response.templates.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            let width = ui.available_width() - 30.0;
            let field = Field::new("Gateway response content type").unlabeled().code().width(width);
            is_changed |= field.show(ui, &mut template.content_type).changed();
            if small_icon_button(ui, icon::TRASH, "Remove gateway response template").clicked() {
                removed = Some(at);
            }
        });
        let mut text = template.text.to_string();
        let id = Id::unique(("gateway response template", kind, at));
        if text_area(ui, id, "Gateway response template", 2, &mut text, json_colors::layout).changed() {
            template.text = text.into();
            is_changed = true;
        }
    }
    if let Some(at) = removed {
        response.templates.remove(at);
        is_changed = true;
    }
    if quiet_button(ui, Some(icon::PLUS), "Add gateway response template").clicked() {
        let content_type = if response.templates.is_empty() { "application/json" } else { "application/xml" };
        let text = crate::apigw::gateway_response::DEFAULT_TEMPLATE.into();
        response.templates.push(MappingTemplate { content_type: content_type.into(), text });
        is_changed = true;
    }
    is_changed
}
