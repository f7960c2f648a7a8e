//! The stage: its name, its variables, and the values that the service would choose.

use super::{jump_field, jump_row, origin_field, point_at_rows};
use crate::apigw::bindings::InputPlace;
use crate::apigw::stage::ApiKind;
use crate::app::change::{Change, StageField};
use crate::app::json_colors;
use crate::app::origin;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Field, Fold, PairsInputs, Tone, button, message, note, pairs_editor, text_area};
use egui::{Id, Ui};

/// Values of `$context` that the fields for what AWS chooses feed.
const CHOSEN_PATHS: [&str; 5] = ["accountId", "apiId", "deploymentId", "domainName", "domainPrefix"];

/// Draws the form.
pub fn stage_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let stage = &scene.design().stage;
    scene.take_focus(ui, Focus::Stage, Focus::Stage.id());
    field_ui(ui, scene, "Stage name", StageField::Name, &stage.name, "prod");
    const VARIABLES: &str = "Stage variables";
    let is_open = scene.is_open(VARIABLES) || scene.jumps_to(|place| matches!(place, InputPlace::StageVariable { .. }));
    if Fold::new(VARIABLES).count(stage.variables.len()).show(ui, is_open, |_| {}) {
        scene.turn(VARIABLES);
    }
    if is_open {
        let pairs = &stage.variables;
        let is_wanted =
            |place: &InputPlace, name: &str| matches!(place, InputPlace::StageVariable { name: lit } if lit == name);
        let jump = jump_row(scene, pairs, is_wanted);
        let light = &scene.view.light;
        let inputs = PairsInputs { lit: Some(&|name| light.has_variable(name)), jump, hints: None };
        let shown = ui.scope(|ui| pairs_editor(ui, Id::unique("variables"), "variable", pairs, &inputs)).inner;
        point_at_rows(scene, &shown, pairs, |name| InputPlace::StageVariable { name: name.to_owned() });
        if let Some(variables) = shown.changed {
            scene.push(Change::StageVariables(variables));
        }
    }
    placeholders_ui(ui, scene);
    const CHOSEN: &str = "Values that AWS chooses";
    let is_chosen =
        |place: &InputPlace| matches!(place, InputPlace::Context { path } if CHOSEN_PATHS.contains(&path.as_str()));
    let is_open = scene.is_open(CHOSEN) || scene.jumps_to(is_chosen);
    if Fold::new(CHOSEN).show(ui, is_open, |_| {}) {
        scene.turn(CHOSEN);
    }
    if is_open {
        field_ui(ui, scene, "Account ID", StageField::AccountId, &stage.account_id, "123456789012");
        if stage.account_id.len() != 12 || !stage.account_id.bytes().all(|byte| byte.is_ascii_digit()) {
            message(ui, Tone::Warn, "An account ID has twelve digits.");
        }
        field_ui(ui, scene, "API ID", StageField::ApiId, &stage.api_id, "a1b2c3d4e5");
        field_ui(ui, scene, "Region", StageField::Region, &stage.region, "us-east-1");
        if scene.design().api == ApiKind::Rest {
            field_ui(ui, scene, "Deployment ID", StageField::DeploymentId, &stage.deployment_id, "h4gm3x");
        }
    }
    overrides_ui(ui, scene);
}

/// What an imported file leaves open, with a field for the value of each; shown only where there is something.
fn placeholders_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    const TITLE: &str = "Placeholders";
    let all = &scene.design().placeholders;
    if all.is_empty() {
        return;
    }
    let is_open = scene.is_open(TITLE);
    if Fold::new(TITLE).count(all.len()).show(ui, is_open, |_| {}) {
        scene.turn(TITLE);
    }
    if !is_open {
        return;
    }
    note(ui, "The imported file leaves these open. Texts hold them as ${Name}; exports take the values given here.");
    let mut changed = None;
    for (index, (name, value)) in all.iter().enumerate() {
        let mut text = value.clone();
        if Field::new(&format!("Value of {name}")).code().hint("no value yet").show(ui, &mut text).changed() {
            changed = Some((index, text));
        }
    }
    let has_values = all.iter().any(|(_, value)| !value.is_empty());
    let fill = ui.add_enabled_ui(has_values, |ui| button(ui, None, "Fill the values in")).inner;
    if fill.on_hover_text("Writes the values into the templates and all other texts, in place of ${Name}").clicked() {
        scene.push(Change::FillIn);
    }
    if let Some((index, text)) = changed {
        let mut all = all.clone();
        all[index].1 = text;
        scene.push(Change::Placeholders(all));
    }
}

fn field_ui(ui: &mut Ui, scene: &mut Scene<'_>, name: &str, field: StageField, text: &str, hint: &str) {
    let mut text = text.to_owned();
    let mut widget = Field::new(name).code().hint(hint);
    if field == StageField::Name {
        widget = widget.id(Focus::Stage.id());
    }
    let response = widget.show(ui, &mut text);
    if response.changed() {
        scene.push(Change::Stage(field, text));
    }
    let paths = paths_of(field);
    let is_lit = scene.view.light.has_context(paths);
    origin_field(ui, scene, &response, is_lit, || paths.iter().map(|path| origin::context(*path)).collect());
    jump_field(
        ui,
        scene,
        &response,
        |place| matches!(place, InputPlace::Context { path } if paths.contains(&path.as_str())),
    );
}

/// Values of `$context` that a field of the stage feeds.
fn paths_of(field: StageField) -> &'static [&'static str] {
    match field {
        StageField::Name => &["stage"],
        StageField::AccountId => &["accountId"],
        StageField::ApiId => &["apiId", "domainName", "domainPrefix"],
        StageField::Region => &["domainName"],
        StageField::DeploymentId => &["deploymentId"],
    }
}

/// Values of `$context` that this call has otherwise than the samples: a JSON object.
fn overrides_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    const TITLE: &str = "$context of this call";
    let Some(call) = scene.call() else { return };
    let is_context = |place: &InputPlace| matches!(place, InputPlace::Context { .. });
    let is_open = scene.is_open(TITLE) || scene.jumps_to(is_context);
    if Fold::new(TITLE).count(call.context.len()).show(ui, is_open, |_| {}) {
        scene.turn(TITLE);
    }
    if !is_open {
        return;
    }
    note(ui, "Members that differ from the sample values, such as { \"identity.sourceIp\": \"203.0.113.7\" }.");
    let id = Id::unique("context overrides");
    let buffer = scene.view.buffers.object(scene.workspace.selection(), "context", &call.context);
    let response = text_area(ui, id, "Context values", 3, &mut buffer.text, json_colors::layout);
    let parsed = if response.changed() { buffer.parse() } else { None };
    jump_field(ui, scene, &response, is_context);
    let is_lit = scene.view.light.inputs.iter().any(|place| match place {
        InputPlace::Context { path } => call.context.contains_key(path),
        _ => false,
    });
    origin_field(ui, scene, &response, is_lit, || call.context.keys().map(origin::context).collect());
    let buffer = scene.view.buffers.object(scene.workspace.selection(), "context", &call.context);
    if let Some(error) = &buffer.error {
        message(ui, Tone::Err, error);
        scene.view.typing_in_buffer |= response.has_focus();
    }
    if let Some(context) = parsed {
        scene.push(Change::Context(context));
    }
}
