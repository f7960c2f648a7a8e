//! The rail: routes with their methods, and the calls of the selected route.

use super::bar_ui;
use crate::apigw::stage::ApiKind;
use crate::app::action::Action;
use crate::app::change::Change;
use crate::app::command::Command;
use crate::app::problems;
use crate::app::scene::Scene;
use crate::app::view_state::{Focus, Overlay};
use crate::app::widgets::{Row, Tone, empty_state, header, method_tone, small_icon_button};
use crate::app::{icon, theme};
use crate::design::{Call, Route};
use crate::preview::Selection;
use egui::{Button, Frame, Margin, RichText, ScrollArea, Ui};

/// Draws the rail.
pub fn rail_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    bar_ui(ui, 38.0, |ui| {
        header(ui, "Routes", |ui| {
            let tooltip = Command::AddRoute.tooltip(ui.ctx());
            if small_icon_button(ui, icon::PLUS, Command::AddRoute.text()).on_hover_text(tooltip).clicked() {
                scene.push(Command::AddRoute);
            }
        });
    });
    if scene.design().routes.is_empty() {
        empty_state(
            ui,
            icon::SIGNPOST,
            "No routes yet",
            "Add a route with + above, or open a preset from the File menu.",
        );
        return;
    }
    ScrollArea::vertical().id_salt("rail").auto_shrink(false).show(ui, |ui| {
        Frame::new().inner_margin(Margin::symmetric(6, 6)).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (index, route) in scene.design().routes.iter().enumerate() {
                route_ui(ui, scene, index, route);
            }
        });
    });
}

fn route_ui(ui: &mut Ui, scene: &mut Scene<'_>, index: usize, route: &Route) {
    let t = theme::of(ui);
    let selection = scene.workspace.selection();
    let is_selected = selection.route == index;
    let name = format!("{} {}", route.method, route.path);
    let kind = match (scene.design().api, route.integration.proxy) {
        (ApiKind::Rest, false) => "VTL",
        (ApiKind::Rest, true) | (ApiKind::Http, _) => "proxy",
    };
    let problems = problem_count(scene, index);
    let count = problems.to_string();
    let mut row = Row::new(&route.path).badge(&route.method, method_tone(&route.method)).selected(false).name(&name);
    row = if problems > 0 { row.trailing_badge(&count, Tone::Err) } else { row.trailing(kind) };
    let response = row.show(ui).on_hover_text(format!("{name}\nIntegration: {kind}"));
    if is_selected {
        scene.take_focus(ui, Focus::Routes, response.id);
    }
    if response.clicked() {
        scene.push(Action::Select(Selection { route: index, call: 0 }));
    }
    response.context_menu(|ui| {
        menu_item(ui, scene, index, Command::DuplicateRoute, None);
        menu_item(ui, scene, index, Command::RemoveRoute, Some(Change::RemoveRoute(index)));
    });
    if !is_selected {
        return;
    }
    for (call_index, call) in route.calls.iter().enumerate() {
        let is_current = selection.call == call_index;
        let color = if is_current { t.accent } else { t.faint };
        let (mark, words) = golden_mark(scene, Selection { route: index, call: call_index }, call);
        let name = format!("{}{words}", call.name);
        let mut row = Row::new(&call.name).icon(icon::PAPER_PLANE_TILT, color).indent(6.0).selected(is_current);
        if let Some((sign, tone)) = &mark {
            row = row.trailing_badge(sign, *tone).name(&name);
        }
        let response = row.show(ui);
        if response.clicked() {
            scene.push(Action::Select(Selection { route: index, call: call_index }));
        }
        response.context_menu(|ui| {
            menu_item(ui, scene, index, Command::DuplicateCall, None);
            menu_item(ui, scene, index, Command::RemoveCall, Some(Change::RemoveCall(call_index)));
        });
    }
    call_buttons_ui(ui, scene);
    ui.add_space(6.0);
}

fn call_buttons_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let t = theme::of(ui);
    ui.horizontal(|ui| {
        ui.add_space(8.0);
        let text = |text: String| RichText::new(text).size(theme::SMALL).color(t.muted);
        if ui.add(Button::new(text(format!("{}  Add call", icon::PLUS))).frame_when_inactive(false)).clicked() {
            scene.push(Command::AddCall);
        }
        let paste = Button::new(text(format!("{}  Paste", icon::CLIPBOARD_TEXT))).frame_when_inactive(false);
        let tooltip = "Paste a curl command, a raw HTTP request, a HAR file… as a new call";
        if ui.add(paste).on_hover_text(tooltip).clicked() {
            scene.push(Action::Show(Overlay::PasteRequest));
        }
    });
}

/// One item of a context menu; `change` replaces the command where another row than the selected one is meant.
fn menu_item(ui: &mut Ui, scene: &mut Scene<'_>, route: usize, command: Command, change: Option<Change>) {
    if ui.button(format!("{}   {}", command.icon(), command.text())).clicked() {
        let selected = scene.workspace.selection().route;
        if selected != route {
            scene.push(Action::Select(Selection { route, call: 0 }));
        }
        match change {
            Some(change) => scene.push(change),
            None => scene.push(command),
        }
        ui.close();
    }
}

/// Returns how many problems a route has; of the selected one also those of its call.
fn problem_count(scene: &Scene<'_>, route: usize) -> usize {
    if scene.workspace.selection().route == route {
        return scene.problems.grave_count(route);
    }
    scene.inspections.latest().map_or(0, |(_, inspected)| problems::count(inspected, route))
}

/// Returns the mark of a call whose event is kept as the expected one, and its words.
fn golden_mark(scene: &Scene<'_>, at: Selection, call: &Call) -> (Option<(String, Tone)>, &'static str) {
    let differences = call.golden.as_ref().and_then(|_| scene.call_state(at)?.differences.as_ref());
    match differences {
        None => (None, ""),
        Some(found) if found.is_empty() => (Some((icon::SEAL_CHECK.to_string(), Tone::Ok)), ", as expected"),
        Some(found) => (Some((format!("{} {}", icon::GIT_DIFF, found.len()), Tone::Warn)), ", not as expected"),
    }
}
