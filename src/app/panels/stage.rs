//! The stage: its name, its variables, and the values that the service would choose.

use crate::apigw::stage::ApiKind;
use crate::app::change::{Change, StageField};
use crate::app::json_colors;
use crate::app::scene::Scene;
use crate::app::view_state::Focus;
use crate::app::widgets::{Field, Fold, Tone, message, note, pairs_editor, text_area};
use egui::{Id, Ui};

/// Draws the form.
pub fn stage_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let stage = &scene.design().stage;
    scene.take_focus(ui, Focus::Stage, Focus::Stage.id());
    field_ui(ui, scene, "Stage name", StageField::Name, &stage.name, "prod");
    const VARIABLES: &str = "Stage variables";
    let is_open = scene.is_open(VARIABLES);
    if Fold::new(VARIABLES).count(stage.variables.len()).show(ui, is_open, |_| {}) {
        scene.turn(VARIABLES);
    }
    if is_open {
        let changed = ui.scope(|ui| pairs_editor(ui, Id::unique("variables"), "variable", &stage.variables)).inner;
        if let Some(variables) = changed {
            scene.push(Change::StageVariables(variables));
        }
    }
    const CHOSEN: &str = "Values that AWS chooses";
    let is_open = scene.is_open(CHOSEN);
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

fn field_ui(ui: &mut Ui, scene: &mut Scene<'_>, name: &str, field: StageField, text: &str, hint: &str) {
    let mut text = text.to_owned();
    let mut widget = Field::new(name).code().hint(hint);
    if field == StageField::Name {
        widget = widget.id(Focus::Stage.id());
    }
    if widget.show(ui, &mut text).changed() {
        scene.push(Change::Stage(field, text));
    }
}

/// Values of `$context` that this call has otherwise than the samples: a JSON object.
fn overrides_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    const TITLE: &str = "$context of this call";
    let Some(call) = scene.call() else { return };
    let is_open = scene.is_open(TITLE);
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
    if let Some(error) = &buffer.error {
        message(ui, Tone::Err, error);
        scene.view.typing_in_buffer |= response.has_focus();
    }
    if let Some(context) = parsed {
        scene.push(Change::Context(context));
    }
}
