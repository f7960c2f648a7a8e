//! The method of a route: which function it calls, who checks its callers, what it asks of requests, and how parameters
//! are mapped on the way to the function.

use super::{authorizers, integration, method_request, page_ui};
use crate::apigw::integration::ContentHandling;
use crate::apigw::stage::ApiKind;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::icon;
use crate::app::scene::Scene;
use crate::app::settings_change::RouteChange;
use crate::app::view_state::Focus;
use crate::app::widgets::{
    Field, Fold, PairsInputs, Tone, combo, label, message, name_it, note, pairs_editor, quiet_button,
};
use crate::design::Route;
use egui::{Id, Ui};

/// Draws the page.
pub fn method_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route) {
    let is_rest = scene.design().api == ApiKind::Rest;
    page_ui(ui, "method", |ui| {
        label(ui, "Route");
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            integration::route_fields_ui(ui, scene, route, ui.available_width() - 90.0);
        });
        let mut function = route.function.clone();
        let id = Focus::Method.id();
        scene.take_focus(ui, Focus::Method, id);
        let field = Field::new("Lambda function").code().id(id).hint("name or ARN; exports name it after the route");
        if field.show(ui, &mut function).changed() {
            push(scene, RouteChange::Function(function));
        }
        label(ui, "Authorizer of the method");
        authorizers::choice_ui(ui, scene, "Authorizer of the method", route);
        if quiet_button(ui, Some(icon::GEAR), "All authorizers").clicked() {
            scene.push(Command::ApiSettings);
        }
        if !is_rest {
            note(ui, "An HTTP API validates no requests and maps no parameters to a function.");
            return;
        }
        part_ui(ui, scene, "Method request", method_request::count(&route.method_request), |ui, scene| {
            method_request::method_request_ui(ui, scene, route);
        });
        if route.integration.proxy {
            note(ui, "With proxy integration nothing is mapped: the function gets the request as it came.");
            return;
        }
        part_ui(
            ui,
            scene,
            "Parameters of the integration request",
            route.integration.request_parameters.len(),
            |ui, scene| {
                parameters_ui(ui, scene, route);
            },
        );
    });
}

fn push(scene: &mut Scene<'_>, change: RouteChange) {
    scene.push(Change::RouteSettings(change));
}

fn part_ui(
    ui: &mut Ui,
    scene: &mut Scene<'_>,
    title: &'static str,
    count: usize,
    add: impl FnOnce(&mut Ui, &mut Scene<'_>),
) {
    let is_open = scene.is_open(title);
    if Fold::new(title).count(count).show(ui, is_open, |_| {}) {
        scene.turn(title);
    }
    if is_open {
        add(ui, scene);
        ui.add_space(6.0);
    }
}

fn parameters_ui(ui: &mut Ui, scene: &mut Scene<'_>, route: &Route) {
    let pairs = &route.integration.request_parameters;
    let hints = Some(("integration.request.header.NAME", "method.request.header.NAME"));
    let inputs = PairsInputs { hints, ..PairsInputs::default() };
    let shown = ui.scope(|ui| pairs_editor(ui, Id::unique("request parameters"), "mapping", pairs, &inputs)).inner;
    if let Some(problem) = pairs.iter().find_map(|(target, source)| request_problem(target, source)) {
        message(ui, Tone::Warn, &problem);
    }
    if let Some(pairs) = shown.changed {
        push(scene, RouteChange::RequestParameters(pairs));
    }
    let handling = route.integration.content_handling;
    if let Some(chosen) = content_handling_ui(ui, "Content handling of the request", handling) {
        push(scene, RouteChange::ContentHandling(chosen));
    }
}

/// Says what is wrong with a row of the mapping, if anything; an empty row is only begun.
fn request_problem(target: &str, source: &str) -> Option<String> {
    const TARGETS: [&str; 3] =
        ["integration.request.header.", "integration.request.querystring.", "integration.request.path."];
    if target.is_empty() {
        return None;
    }
    if !TARGETS.iter().any(|prefix| target.starts_with(prefix)) {
        return Some(format!("“{target}” is no place of the integration request: integration.request.header.NAME"));
    }
    source_problem(source, "method.request.")
}

/// Says what is wrong with a source of a mapping, if anything. `own` begins the sources of its side.
pub(super) fn source_problem(source: &str, own: &str) -> Option<String> {
    let is_text = source.len() > 1 && source.starts_with('\'') && source.ends_with('\'');
    let is_known = [own, "context.", "stageVariables."].iter().any(|prefix| source.starts_with(prefix));
    if source.is_empty() || is_text || is_known {
        return None;
    }
    Some(format!("“{source}” is no source: write {own}header.NAME, context.NAME, stageVariables.NAME or 'a text'"))
}

/// Draws the box that chooses what a payload is turned into; returns the choice.
pub(super) fn content_handling_ui(
    ui: &mut Ui,
    name: &str,
    handling: Option<ContentHandling>,
) -> Option<Option<ContentHandling>> {
    let words = |handling: Option<ContentHandling>| handling.map_or("Passthrough", ContentHandling::as_str);
    label(ui, name);
    let mut chosen = None;
    let shown = combo(name).width(220.0).selected_text(words(handling)).show_ui(ui, |ui| {
        for offered in std::iter::once(None).chain(ContentHandling::ALL.map(Some)) {
            if ui.selectable_label(offered == handling, words(offered)).clicked() && offered != handling {
                chosen = Some(offered);
            }
        }
    });
    name_it(ui, &shown.response, name);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_mapping_are_told_apart() {
        for (target, source, is_wrong) in [
            ("", "", false),
            ("integration.request.header.X-Id", "", false),
            ("integration.request.header.X-Id", "method.request.path.id", false),
            ("integration.request.querystring.q", "'text'", false),
            ("integration.request.path.id", "context.requestId", false),
            ("integration.request.header.X-Id", "stageVariables.id", false),
            ("integration.request.header.X-Id", "'", true),
            ("integration.request.header.X-Id", "X-Id", true),
            ("X-Id", "method.request.header.X-Id", true),
        ] {
            assert_eq!(request_problem(target, source).is_some(), is_wrong, "{target} {source}");
        }
    }
}
