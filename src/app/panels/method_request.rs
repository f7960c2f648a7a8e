//! What a REST API's method asks of its requests: required parameters, and a model of the body.

use crate::apigw::validation::{MethodRequest, check as check_body};
use crate::app::change::Change;
use crate::app::scene::Scene;
use crate::app::settings_change::RouteChange;
use crate::app::widgets::{
    Field, Tone, check, combo, label, message, name_it, note, quiet_button, small_icon_button, text_area,
};
use crate::app::{icon, json_colors};
use crate::design::Route;
use crate::preview::Selection;
use egui::{Id, Ui};
use serde_json::{Map, Value, json};

/// Places of a parameter, with the words for them.
const PLACES: [(&str, &str); 3] = [("header", "Header"), ("querystring", "Query"), ("path", "Path")];

/// Returns how much a method asks.
pub(super) fn count(asked: &MethodRequest) -> usize {
    asked.parameters.len() + asked.models.len()
}

/// Draws the form.
pub(super) fn method_request_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route) {
    let mut new = route.method_request.clone();
    ui.horizontal_wrapped(|ui| {
        for (on, text) in [
            (&mut new.validate_parameters, "Refuse requests without a required parameter"),
            (&mut new.validate_body, "Refuse bodies that break their model"),
        ] {
            if check(ui, *on, text).changed() {
                *on = !*on;
            }
        }
    });
    parameters_ui(ui, &mut new.parameters);
    let asked = &route.method_request;
    if !asked.validate_parameters && asked.parameters.iter().any(|(_, required)| *required) {
        note(ui, "Required parameters are not checked while the first box above is off.");
    }
    models_ui(ui, scene, &mut new);
    if new != route.method_request {
        scene.push(Change::RouteSettings(RouteChange::MethodRequest(Box::new(new))));
    }
}

fn parameters_ui(ui: &mut Ui, parameters: &mut Vec<(String, bool)>) {
    label(ui, "Parameters");
    let mut removed = None;
    for (index, (parameter, required)) in parameters.iter_mut().enumerate() {
        let number = index + 1;
        let known = split(parameter);
        let (mut place, mut name) = known.clone();
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let title = PLACES.iter().find(|(word, _)| *word == place).map_or(place.as_str(), |(_, title)| title);
            let shown = combo(&format!("place {number}")).width(84.0).selected_text(title).show_ui(ui, |ui| {
                PLACES.iter().find(|(_, title)| ui.selectable_label(false, *title).clicked()).map(|(word, _)| *word)
            });
            name_it(ui, &shown.response, &format!("Place of parameter {number}"));
            if let Some(chosen) = shown.inner.flatten() {
                chosen.clone_into(&mut place);
            }
            let width = (ui.available_width() - 140.0).max(80.0);
            let field_name = format!("Name of parameter {number}");
            Field::new(&field_name).unlabeled().code().hint("name").width(width).show(ui, &mut name);
            let is_required = *required;
            let response = check(ui, is_required, "Required");
            name_it(ui, &response, &format!("Parameter {number} is required"));
            if response.changed() {
                *required = !is_required;
            }
            if small_icon_button(ui, icon::TRASH, &format!("Remove parameter {number}")).clicked() {
                removed = Some(index);
            }
        });
        if (&place, &name) != (&known.0, &known.1) {
            *parameter = format!("method.request.{place}.{name}");
        }
    }
    if let Some(index) = removed {
        parameters.remove(index);
    }
    if quiet_button(ui, Some(icon::PLUS), "Add required parameter").clicked() {
        parameters.push(("method.request.querystring.".into(), true));
    }
}

/// Splits `method.request.header.X` into place and name.
fn split(parameter: &str) -> (String, String) {
    let own = parameter.strip_prefix("method.request.").unwrap_or(parameter);
    let (place, name) = own.split_once('.').unwrap_or(("querystring", own));
    (place.to_owned(), name.to_owned())
}

fn models_ui(ui: &mut Ui, scene: &mut Scene<'_>, new: &mut MethodRequest) {
    label(ui, "Body models (JSON Schema draft 4)");
    let mut removed = None;
    let named = new.named_models.clone();
    for (index, (content_type, schema)) in new.models.iter_mut().enumerate() {
        let number = index + 1;
        ui.horizontal(|ui| {
            let width = ui.available_width() - 30.0;
            let name = format!("Content type of model {number}");
            Field::new(&name).unlabeled().code().hint("application/json").width(width).show(ui, content_type);
            if small_icon_button(ui, icon::TRASH, &format!("Remove model {number}")).clicked() {
                removed = Some(index);
            }
        });
        let shown = schema.as_object().cloned().unwrap_or_default();
        if let Some(changed) = object_ui(ui, scene, &format!("Model {number}"), ("model", index), &shown) {
            *schema = Value::Object(changed);
        }
        verdict_ui(ui, scene, schema, &named);
    }
    if let Some(index) = removed {
        new.models.remove(index);
        scene.view.buffers.clear();
    }
    if quiet_button(ui, Some(icon::PLUS), "Add body model").clicked() {
        let content_type = if new.models.is_empty() { "application/json" } else { "$default" };
        new.models.push((content_type.into(), json!({"type": "object"})));
    }
    if !new.models.is_empty() || !new.named_models.is_empty() {
        label(ui, "Models that others refer to, by name");
        let hint = "$ref: https://apigateway.amazonaws.com/restapis/API/models/NAME";
        if let Some(changed) = object_ui(ui, scene, "Named models", ("named models", 0), &named) {
            new.named_models = changed;
        }
        note(ui, hint);
    }
}

/// Says whether the body of this call fits the model.
fn verdict_ui(ui: &mut Ui, scene: &Scene<'_>, schema: &Value, named: &Map<String, Value>) {
    let body = scene.call().and_then(|call| call.request.body.as_deref()).unwrap_or("{}");
    // What is large is checked by the preview, on its own thread.
    const LARGEST_BYTES: usize = 8 * 1024;
    if body.len() > LARGEST_BYTES || schema.to_string().len() > LARGEST_BYTES {
        return;
    }
    let Ok(body) = serde_json::from_str(body) else { return };
    match check_body(schema, named, &body) {
        Ok(faults) => match faults.first() {
            None => {
                message(ui, Tone::Ok, "The body of this call fits.");
            }
            Some(fault) => {
                message(ui, Tone::Warn, &format!("The body of this call does not fit: {fault}"));
            }
        },
        Err(error) => {
            message(ui, Tone::Err, &format!("The service refuses this model: {error}"));
        }
    }
}

/// A JSON object to be edited as text; returns it when it changed. What does not parse stays as typed.
fn object_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    name: &str,
    key: (&'static str, usize),
    value: &Map<String, Value>,
) -> Option<Map<String, Value>> {
    let at = Selection { call: 0, ..scene.workspace.selection() };
    let buffer = scene.view.buffers.object_at(at, key, value);
    let response = text_area(ui, Id::unique(key), name, 5, &mut buffer.text, json_colors::layout);
    let parsed = if response.changed() { buffer.parse() } else { None };
    if let Some(error) = &buffer.error {
        message(ui, Tone::Err, error);
        scene.view.typing_in_buffer |= response.has_focus();
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_parameter_is_a_place_and_a_name() {
        for (parameter, place, name) in [
            ("method.request.header.X-Id", "header", "X-Id"),
            ("method.request.querystring.", "querystring", ""),
            ("method.request.querystring.a.b", "querystring", "a.b"),
            ("odd", "querystring", "odd"),
        ] {
            assert_eq!(split(parameter), (place.to_owned(), name.to_owned()), "{parameter}");
        }
    }
}
