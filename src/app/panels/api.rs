//! The settings of the whole API: authorizers, CORS, gateway responses, binary media types, silenced rules. In the middle of the window
//! in place of the route's integration, so that the event beside it shows what a setting does.

use super::{at_right, authorizers, bar_ui, cors, gateway_responses, page_ui};
use crate::apigw::stage::ApiKind;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::scene::Scene;
use crate::app::settings_change::ApiChange;
use crate::app::view_state::Focus;
use crate::app::widgets::{Field, Fold, PairsInputs, Tone, message, note, pairs_editor, quiet_button, words_field};
use crate::app::{icon, theme};
use crate::lint;
use egui::{Id, RichText, Ui};

/// Draws the page.
pub fn api_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    bar_ui(ui, 38.0, |ui| {
        ui.label(RichText::new(icon::GEAR).size(15.0).color(t.muted));
        ui.label(RichText::new(Command::ApiSettings.text()).font(theme::semibold(theme::BODY)).color(t.text));
        at_right(ui, |ui| {
            if quiet_button(ui, Some(icon::ARROW_LEFT), "Back to the route").clicked() {
                scene.push(Command::GoToTemplate);
            }
        });
    });
    page_ui(ui, "api settings", |ui| {
        let mut name = scene.design().name.clone();
        let id = Focus::Api.id();
        scene.take_focus(ui, Focus::Api, id);
        if Field::new("API name").id(id).hint("my-api").show(ui, &mut name).changed() {
            scene.push(Change::DesignName(name));
        }
        ui.add_space(4.0);
        let design = scene.design();
        part_ui(ui, scene, "Authorizers", &design.authorizers.len().to_string(), authorizers::authorizers_ui);
        let state = if design.cors.is_some() { "on" } else { "off" };
        part_ui(ui, scene, "CORS", state, cors::cors_ui);
        if design.api == ApiKind::Rest {
            let count = design.gateway_responses.len().to_string();
            part_ui(ui, scene, "Gateway responses", &count, gateway_responses::gateway_responses_ui);
            let count = design.stage.binary_media_types.len().to_string();
            part_ui(ui, scene, "Binary media types", &count, binary_ui);
        }
        part_ui(ui, scene, "Silenced rules", &design.allow.len().to_string(), silenced_ui);
    });
}

fn part_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    title: &'static str,
    tally: &str,
    add: impl FnOnce(&mut Ui, &mut Scene<'_>),
) {
    let is_open = scene.is_open(title);
    if Fold::new(title).tally(tally).show(ui, is_open, |_| {}) {
        scene.turn(title);
    }
    if is_open {
        ui.indent(title, |ui| add(ui, scene));
        ui.add_space(6.0);
    }
}

/// Rules whose findings nobody wants to see in this design.
fn silenced_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    note(
        ui,
        "These rules say nothing about this design, in the window and in checks. A reason helps whoever reads it next.",
    );
    let rules = &scene.design().allow;
    let inputs = PairsInputs { hints: Some(("typo-prints-nothing", "why")), ..PairsInputs::default() };
    let shown = ui.scope(|ui| pairs_editor(ui, Id::unique("silenced rules"), "silenced rule", rules, &inputs)).inner;
    for (name, _) in rules.iter().filter(|(name, _)| !name.is_empty() && lint::find(name).is_none()) {
        message(ui, Tone::Warn, &format!("No rule is called “{name}”: the problems panel names them."));
    }
    if let Some(rules) = shown.changed {
        scene.push(Change::ApiSettings(ApiChange::Allow(rules)));
    }
}

fn binary_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    note(ui, "Bodies of these types reach the function as Base64. */* takes every body for binary.");
    let types = &scene.design().stage.binary_media_types;
    if let Some(types) = words_field(ui, "Content types", "image/png application/octet-stream", types) {
        scene.push(Change::BinaryMediaTypes(types));
    }
}
